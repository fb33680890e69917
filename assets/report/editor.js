/**
 * @file Documents whose mentions are corrected: what is open and chosen, and what keys and clicks do with it.
 *
 * @typedef {import('./annotation.js').Annotation} Annotation
 * @typedef {import('./server.js').Sent} Sent
 * @typedef {{ readonly document: number, readonly mention?: number | undefined }} Place
 * @typedef {{ readonly documents: readonly Sent[], readonly mentions: readonly (readonly Annotation[])[],
 *   readonly at: Place }} State
 */
import { addMention, fromRow, moveBorder, removeMention, retypeMention, toRow } from './annotation.js'
import { visible } from './drawing.js'
import { createHistory } from './history.js'
import { createMarkedText } from './marked-text.js'
import { createKinds, createMentionList } from './mention-list.js'
import { createTypePicker } from './type-picker.js'
import { createTypes } from './types.js'
import { createWordSelection } from './word-selection.js'

export const types = createTypes(JSON.parse(element('semantic-network').textContent ?? ''))
const pane = element('annotated')
const list = element('found')
const marked = createMarkedText(pane)
const words = createWordSelection(pane, marked)
const kinds = createKinds(element('kinds'), types, draw)
const mentionList = createMentionList(list, element('more'), types)
const pickType = createTypePicker(/** @type {HTMLDialogElement} */ (element('picker')), types)
export const history = createHistory(
  /** @type {State} */ ({ documents: [], mentions: [], at: { document: 0 } }),
)
const choice = /** @type {HTMLSelectElement} */ (element('document'))

/** What is drawn. @type {State | undefined} */
let drawn
/** Whether the next Tab leaves the text. */
let isLeaving = false

/** @param {string} id */
export function element(id) {
  const found = document.getElementById(id)
  if (found === null) throw new Error(`expected an element ${id}`)
  return found
}

/** What is open, and chosen in it. */
function current() {
  const { documents, mentions, at } = history.state
  const open = documents[at.document] ?? { text: '', tokens: [], sentences: [] }
  const own = mentions[at.document] ?? []
  return {
    ...open,
    mentions: own,
    index: at.mention,
    chosen: at.mention === undefined ? undefined : own[at.mention],
  }
}

/** Says what was done, to everybody. @param {string} what */
export function say(what) {
  const { mentions } = current()
  const corrected = mentions.filter(mention => mention.corrected).length
  const all = `${mentions.length.toLocaleString('en-US')} mention${mentions.length === 1 ? '' : 's'}`
  element('state').textContent = [what, `${all}${corrected === 0 ? '' : `, ${corrected} corrected`}.`].join(
    ' ',
  )
}

/** Says where one is, to those who do not see it. @param {string} what */
function whisper(what) {
  element('spoken').textContent = visible(what)
}

/** @param {Annotation} mention */
const quoted = ({ begin, end }) => `“${visible(current().text.slice(begin, Math.min(end, begin + 80)))}”`
/** @param {Annotation} mention */
const typed = mention => visible(mention.types.map(types.nameOf).join(', ') || 'without a type')

/** The mentions that are shown, in order. */
function shownMentions() {
  return current().mentions.flatMap((mention, index) => (kinds.isShown(mention) ? [index] : []))
}

/** Draws what has changed since it was drawn last. */
function draw() {
  const { documents, mentions, at } = history.state
  const { text, tokens, mentions: own, index, chosen } = current()
  element('nothing').hidden = documents.length > 0
  element('result').hidden = documents.length === 0
  if (documents !== drawn?.documents) {
    choice.replaceChildren()
    for (const [i, { id }] of documents.entries()) choice.append(new Option(visible(id), String(i)))
    element('documents').hidden = documents.length < 2
  }
  choice.value = String(at.document)
  if (documents !== drawn?.documents || at.document !== drawn.at.document) words.open(tokens)
  if (mentions !== drawn?.mentions || at.document !== drawn.at.document) kinds.draw(own)
  marked.draw({ text, mentions: own, isShown: kinds.isShown, colourOf: types.colourOf, nameOf: types.nameOf })
  mentionList.draw(text, own, shownMentions(), index)
  for (const mark of pane.querySelectorAll('.chosen')) mark.classList.remove('chosen')
  if (chosen !== undefined) for (const mark of marked.marksOf(chosen)) mark.classList.add('chosen')
  drawn = history.state
  enable('undo', history.canUndo)
  enable('redo', history.canRedo)
  enable('remove', index !== undefined)
  for (const button of document.querySelectorAll('button[data-border]'))
    button.setAttribute('aria-disabled', String(index === undefined))
}

/**
 * @param {string} id of a button
 * @param {boolean} isEnabled
 */
function enable(id, isEnabled) {
  element(id).setAttribute('aria-disabled', String(!isEnabled))
}

/** @param {number | undefined} mention */
function choose(mention) {
  history.replace({ ...history.state, at: { document: history.state.at.document, mention } })
  if (mention !== undefined) words.clear()
  draw()
  const { chosen, mentions } = current()
  if (mention === undefined || chosen === undefined) return
  const score = chosen.corrected
    ? ', corrected'
    : chosen.score === undefined
      ? ''
      : `, ${(100 * chosen.score).toFixed(0)} %`
  whisper(`${quoted(chosen)}, ${typed(chosen)}${score}, ${mention + 1} of ${mentions.length}`)
  // Where the list lies below the text, going through it must not lead away from it.
  if (document.activeElement !== list || matchMedia('(min-width: 60rem)').matches)
    marked.marksOf(chosen)[0]?.scrollIntoView({ block: 'nearest' })
}

/**
 * A change of the open document's mentions, as a step that can be undone.
 * @param {readonly Annotation[]} mentions
 * @param {number | undefined} mention the one that is chosen then
 */
function change(mentions, mention) {
  const { state } = history
  const { document } = state.at
  history.push({ ...state, mentions: state.mentions.with(document, mentions), at: { document, mention } })
  choose(mention)
}

/** Gives the chosen mention, or the selected words, a type. */
async function giveType() {
  const { text, mentions, index, chosen } = current()
  const stretch = chosen ?? words.span
  if (stretch === undefined) return say('Select words, or choose a mention, to give it a type.')
  const same = mentions.findIndex(({ begin, end }) => begin === stretch.begin && end === stretch.end)
  const at = index ?? (same < 0 ? undefined : same)
  const before = at === undefined ? undefined : mentions[at]
  const type = await pickType(text.slice(stretch.begin, stretch.end), before?.types[0])
  if (type === undefined || type === before?.types[0]) return
  types.use([type])
  kinds.show(type)
  const next = at === undefined ? addMention(mentions, stretch, type) : retypeMention(mentions, at, type)
  change(next.mentions, next.index)
  const mention = /** @type {Annotation} */ (current().chosen)
  say(`${at === undefined ? 'Added' : 'Changed the type of'} ${quoted(mention)}: ${typed(mention)}.`)
}

function remove() {
  const { mentions, index, chosen } = current()
  if (index === undefined || chosen === undefined) return say('Choose a mention to remove it.')
  const what = `Removed ${quoted(chosen)}, ${typed(chosen)}.`
  change(removeMention(mentions, index), undefined)
  words.select(chosen)
  say(what)
}

/**
 * @param {'begin' | 'end'} border
 * @param {-1 | 1} by
 */
function move(border, by) {
  const { mentions, index, tokens } = current()
  if (index === undefined) return say('Choose a mention to move its borders.')
  const next = moveBorder(mentions, index, tokens, border, by)
  if (next === undefined) return say('There is no further word.')
  change(next.mentions, next.index)
  say(`Now ${quoted(/** @type {Annotation} */ (current().chosen))}.`)
}

/** @param {'undo' | 'redo'} which */
function travel(which) {
  if (!(which === 'undo' ? history.canUndo : history.canRedo)) return say(`There is nothing to ${which}.`)
  history[which]()
  words.clear()
  choose(history.state.at.mention)
  say(which === 'undo' ? 'Undone.' : 'Done again.')
}

/**
 * The next mention that is shown, or the one before.
 * @param {-1 | 1} step
 */
function neighbour(step) {
  const { mentions, index } = current()
  const shown = shownMentions()
  if (index !== undefined)
    return shown[shown.indexOf(index) + step] ?? (shown.includes(index) ? undefined : shown[0])
  const at = words.span?.begin ?? 0
  const before = shown.filter(each => /** @type {Annotation} */ (mentions[each]).begin < at)
  return step < 0 ? before.at(-1) : shown[before.length]
}

/** Chooses the shortest mention where one is, or the next longer one around that which is chosen. */
function chooseHere() {
  const { mentions, index, chosen } = current()
  const at = (chosen ?? words.span)?.begin
  if (at === undefined) return
  const lengthOf = (/** @type {number} */ each) => {
    const { begin, end } = /** @type {Annotation} */ (mentions[each])
    return end - begin
  }
  const around = shownMentions()
    .filter(each => {
      const { begin, end } = /** @type {Annotation} */ (mentions[each])
      return begin <= at && at < end
    })
    .sort((a, b) => lengthOf(a) - lengthOf(b))
  if (around.length === 0) return say('There is no mention here.')
  choose(around[(index === undefined ? 0 : around.indexOf(index) + 1) % around.length])
}

/** After the words that are selected have changed. */
function tellWords() {
  const { text, mentions } = current()
  const { span } = words
  if (span === undefined) return
  choose(undefined)
  const around = mentions.filter(({ begin, end }) => begin <= span.begin && span.end <= end)
  whisper(
    [
      `“${text.slice(span.begin, Math.min(span.end, span.begin + 200))}”`,
      ...around.map(each => `in ${typed(each)}`),
    ].join(', '),
  )
}

/**
 * What a key does with the chosen mention, in the text and in the list.
 * @param {KeyboardEvent} event
 */
function changeByKey({ key }) {
  if (key === 'Enter') void giveType()
  else if (key === 'Delete' || key === 'Backspace') remove()
  else if (key === '[') move('begin', -1)
  else if (key === '{') move('begin', 1)
  else if (key === ']') move('end', 1)
  else if (key === '}') move('end', -1)
  else return false
  return true
}

/**
 * Goes to a mention.
 * @param {-1 | 1} step
 * @returns whether there is one
 */
function step(step) {
  const next = neighbour(step)
  if (next !== undefined) choose(next)
  return next !== undefined
}

/** @param {KeyboardEvent} event */
function moveByKey({ key, shiftKey }) {
  const { sentences, chosen } = current()
  if (key === 'ArrowLeft') words.move(-1, shiftKey, chosen)
  else if (key === 'ArrowRight') words.move(1, shiftKey, chosen)
  else if (key === 'Home') words.moveInSentence(sentences, 'begin', shiftKey, chosen)
  else if (key === 'End') words.moveInSentence(sentences, 'end', shiftKey, chosen)
  else return false
  tellWords()
  return true
}

pane.addEventListener('keydown', event => {
  const { key, shiftKey, ctrlKey, metaKey, altKey } = event
  const left = isLeaving
  if (key !== 'Shift') isLeaving = key === 'Escape'
  // With AltGr some keyboards have brackets; Ctrl and Alt are down then too.
  if ((ctrlKey || metaKey || altKey) && !event.getModifierState('AltGraph')) return
  if (key === 'Tab') {
    if (left || !step(shiftKey ? -1 : 1)) return
  } else if (key === 'Escape') whisper('Tab leaves the text.')
  else if (key === 'ArrowDown') step(1)
  else if (key === 'ArrowUp') step(-1)
  else if (key === ' ') chooseHere()
  else if (!moveByKey(event) && !changeByKey(event)) return
  event.preventDefault()
})
pane.addEventListener('focus', () => {
  isLeaving = false
})
list.addEventListener('keydown', event => {
  const { key, ctrlKey, metaKey, altKey } = event
  if ((ctrlKey || metaKey || altKey) && !event.getModifierState('AltGraph')) return
  if (key === 'ArrowDown') step(1)
  else if (key === 'ArrowUp') step(-1)
  else if (!changeByKey(event)) return
  event.preventDefault()
})
list.addEventListener('click', ({ target }) => {
  const row = target instanceof Element ? target.closest('li') : null
  if (row instanceof HTMLElement) choose(Number(row.dataset.index))
})
addEventListener('keydown', event => {
  const { key, ctrlKey, metaKey, shiftKey, target } = event
  if (!(ctrlKey || metaKey) || target instanceof HTMLTextAreaElement || target instanceof HTMLInputElement)
    return
  if (key.toLowerCase() === 'z') travel(shiftKey ? 'redo' : 'undo')
  else if (key.toLowerCase() === 'y') travel('redo')
  else return
  event.preventDefault()
})

// What the mouse or a finger selects are whole words; a click chooses the mention below it, or a word.
document.addEventListener('selectionchange', () => {
  if (getSelection()?.isCollapsed === false && words.take()) {
    if (current().chosen !== undefined) choose(undefined)
  }
})
let isSelecting = false
pane.addEventListener('pointerdown', ({ pointerType }) => {
  isSelecting = pointerType === 'mouse'
})
document.addEventListener('pointerup', () => {
  const isOurs = isSelecting
  isSelecting = false
  if (!isOurs || getSelection()?.isCollapsed !== false || !words.take()) return
  words.show()
  tellWords()
  void giveType()
})
pane.addEventListener('click', ({ target }) => {
  if (getSelection()?.isCollapsed === false) return
  const mark = target instanceof Element ? target.closest('mark') : null
  const mention = mark && marked.mentionOf(mark)
  if (mention) return choose(current().mentions.indexOf(mention))
  if (words.take()) {
    words.show()
    tellWords()
  }
})
element('undo').addEventListener('click', () => travel('undo'))
element('redo').addEventListener('click', () => travel('redo'))
element('retype').addEventListener('click', () => void giveType())
element('remove').addEventListener('click', remove)
for (const button of document.querySelectorAll('button[data-border]'))
  button.addEventListener('click', () => {
    if (!(button instanceof HTMLElement)) return
    move(button.dataset.border === 'begin' ? 'begin' : 'end', button.dataset.by === '1' ? 1 : -1)
  })
choice.addEventListener('change', () => {
  history.replace({ ...history.state, at: { document: Number(choice.value) } })
  choose(undefined)
  say('')
})

/**
 * Opens documents with the mentions that they have, as a step that can be undone.
 * @param {readonly Sent[]} documents
 * @param {Place} at
 */
export function openDocuments(documents, at) {
  const mentions = documents.map(document => document.mentions.map(fromRow))
  for (const own of mentions) for (const mention of own) types.use(mention.types)
  history.push({ documents, mentions, at })
  choose(undefined)
}

/** All documents with their mentions as they are now. */
export function sentDocuments() {
  const { documents, mentions } = history.state
  return documents.map((document, i) => ({ ...document, mentions: (mentions[i] ?? []).map(toRow) }))
}

draw()
