/**
 * @file A page that tags text: its worker loads the model that the page holds, and tags what is typed. All text goes into
 * the page as text.
 *
 * @typedef {import('../../src/browser/messages.ts').Answer} Answer
 * @typedef {import('../../src/browser/messages.ts').TaggedText} Tagged
 */
import { make, visible } from './drawing.js'
import { openWorker } from './worker.js'

/** More are in the JSON lines; the page would become slow. */
const mostDrawn = { mentions: 2000, characters: 200_000 }
/** So long nothing must be typed before the text is tagged. */
const pauseMs = 250
/** How many colours the stylesheet has for types. */
const colours = 8

const input = /** @type {HTMLTextAreaElement} */ (find('input'))
const typing = /** @type {HTMLInputElement} */ (find('typing'))
const state = find('state')
const loading = find('loading')
const result = find('result')
const body = find('mentions')

/** What the model can find: types, and the names of those that have some. */
let types = /** @type {ReadonlyMap<string, string>} */ (new Map())
/** @type {readonly string[]} */
let order = []
/** @type {ReturnType<typeof openWorker> | undefined} */
let worker
/** The text that is being tagged. */
let /** @type {string | undefined} */ busy
let /** @type {string | undefined} */ waiting
let /** @type {string | undefined} */ shown
let isLoaded = false
/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer

/** @param {string} id */
function find(id) {
  const found = document.getElementById(id)
  if (found === null) throw new Error(`expected an element ${id}`)
  return found
}

/**
 * What the page holds of some name, in pieces of base64.
 * @param {string} selector
 */
function heldPieces(selector) {
  return [...document.querySelectorAll(`script${selector}`)].map(({ textContent }) => textContent ?? '')
}

/** Starts the worker. Its code comes from this page, and so does all that it is sent. */
function start() {
  if (typeof Worker === 'undefined' || typeof DecompressionStream === 'undefined')
    return fail(
      'This browser cannot run the model: take Chrome or Edge 80, Firefox 113, Safari 16.4, or a later one.',
    )
  const code = heldPieces('[data-part="worker"]').map(atob)
  worker = openWorker(URL.createObjectURL(new Blob(code, { type: 'text/javascript' })), take, fail)
  const names = new Set(
    [...document.querySelectorAll('script[data-file]')].map(held => held.getAttribute('data-file') ?? ''),
  )
  const files = Object.fromEntries(
    [...names].map(name => [name, heldPieces(`[data-file="${CSS.escape(name)}"]`)]),
  )
  worker.postMessage({ kind: 'load', files, wasm: heldPieces('[data-part="wasm"]') })
  for (const held of document.querySelectorAll('script[data-file], script[data-part]')) held.remove()
}

/** @param {Answer} answer */
function take(answer) {
  if (answer.kind === 'progress') {
    state.textContent = `Tagging … ${answer.words.toLocaleString('en-US')} words`
    return
  }
  busy = undefined
  result.removeAttribute('aria-busy')
  if (answer.kind === 'failed') return fail(answer.message)
  if (answer.kind === 'loaded') {
    types = new Map(answer.types)
    order = [...types.keys()]
    isLoaded = true
    loading.hidden = true
    state.textContent = 'Ready.'
    if (input.value.trim() !== '') tag()
  } else if (answer.kind === 'tagged') {
    const [tagged] = answer.documents
    if (tagged === undefined) return
    show(tagged)
    if (waiting !== undefined && waiting !== tagged.text) tag(waiting)
    else waiting = undefined
  }
}

/** @param {string} message */
function fail(message) {
  loading.hidden = true
  state.className = 'notice'
  state.textContent = visible(message)
}

/** Tags a text, or that of the field; where another is being tagged, when that is done. */
function tag(text = input.value) {
  clearTimeout(timer)
  if (!isLoaded) return
  if (text.trim() === '') return clear()
  if (busy !== undefined) {
    waiting = text
    return
  }
  waiting = undefined
  if (text === shown) return
  busy = text
  state.className = ''
  state.textContent = 'Tagging …'
  result.setAttribute('aria-busy', 'true')
  const document = { id: 'text', text, sentences: [], tokens: [], mentions: [] }
  worker?.postMessage({ kind: 'tag', documents: [document] })
}

function clear() {
  waiting = undefined
  shown = undefined
  result.hidden = true
  find('nothing').hidden = false
  state.className = ''
  state.textContent = 'Ready.'
}

/** @param {Tagged} tagged */
function show({ text, mentions }) {
  shown = text
  result.hidden = false
  find('nothing').hidden = true
  const drawn = mentions.slice(0, mostDrawn.mentions).filter(({ end }) => end <= mostDrawn.characters)
  find('tagged').replaceChildren()
  for (const node of drawMarked(text.slice(0, mostDrawn.characters), drawn)) find('tagged').append(node)
  body.replaceChildren()
  for (const mention of drawn) body.append(drawRow(mention))
  find('found-types').replaceChildren()
  for (const entry of drawLegend(mentions)) find('found-types').append(entry)
  const count = mentions.length.toLocaleString('en-US')
  state.textContent = mentions.length === 1 ? '1 mention' : `${mentions.length === 0 ? 'No' : count} mentions`
  if (drawn.length < mentions.length || text.length > mostDrawn.characters)
    state.textContent += `, of which the first ${drawn.length.toLocaleString('en-US')} are shown; the JSON has all`
  find('table').hidden = mentions.length === 0
  find('copyable').textContent = `${JSON.stringify({ text, mentions })}\n`
  find('copied').textContent = ''
}

/**
 * @param {string} text
 * @param {Tagged['mentions']} mentions in order, none over another
 */
function drawMarked(text, mentions) {
  const nodes = []
  let at = 0
  for (const {
    begin,
    end,
    types: [type = ''],
    score,
  } of mentions) {
    const mark = make('mark', colourOf(type))
    const chip = document.createElement('bdi')
    chip.className = 'chip category'
    chip.textContent = `${visible(type)}\u00a0${percent(score, 0)}`
    mark.title = visible(types.get(type) ?? '')
    mark.append(visible(text.slice(begin, end)), chip)
    nodes.push(visible(text.slice(at, begin)), mark)
    at = end
  }
  nodes.push(visible(text.slice(at)))
  return nodes
}

/** @param {Tagged['mentions'][number]} mention */
function drawRow({ begin, end, text, types: [type = ''], score }) {
  const row = document.createElement('tr')
  const head = document.createElement('th')
  head.scope = 'row'
  const surface = document.createElement('bdi')
  surface.textContent = visible(text)
  head.append(surface)
  const kind = make('td', '')
  kind.append(drawType(type))
  row.append(head, kind)
  for (const value of [percent(score, 1), `${begin}–${end}`]) {
    const cell = make('td', 'number')
    cell.textContent = value
    row.append(cell)
  }
  return row
}

/** @param {Tagged['mentions']} mentions */
function drawLegend(mentions) {
  /** @type {Map<string, number>} */
  const counts = new Map()
  for (const {
    types: [type = ''],
  } of mentions)
    counts.set(type, (counts.get(type) ?? 0) + 1)
  return order
    .filter(type => counts.has(type))
    .map(type => {
      const entry = document.createElement('li')
      entry.append(drawType(type), ` ${(counts.get(type) ?? 0).toLocaleString('en-US')}`)
      return entry
    })
}

/** @param {string} type */
function drawType(type) {
  const drawn = document.createElement('span')
  const code = document.createElement('bdi')
  code.className = `chip category ${colourOf(type)}`
  code.textContent = visible(type)
  const name = document.createElement('bdi')
  name.className = 'note'
  name.textContent = visible(types.get(type) ?? '')
  drawn.append(code, ' ', name)
  return drawn
}

/** @param {string} type */
function colourOf(type) {
  return `category-${(order.indexOf(type) % colours) + 1}`
}

/**
 * @param {number | undefined} score
 * @param {number} digits
 */
function percent(score, digits) {
  return score === undefined ? '' : `${(100 * score).toFixed(digits)}\u00a0%`
}

find('tagger').addEventListener('submit', event => {
  event.preventDefault()
  tag()
})
input.addEventListener('input', () => {
  clearTimeout(timer)
  if (typing.checked) timer = setTimeout(tag, pauseMs)
})
input.addEventListener('keydown', event => {
  if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) tag()
})
find('clear').addEventListener('click', () => {
  input.value = ''
  clear()
  input.focus()
})
find('download').addEventListener('click', () => {
  const link = document.createElement('a')
  link.download = 'mentions.jsonl'
  link.href = URL.createObjectURL(
    new Blob([find('copyable').textContent ?? ''], { type: 'application/jsonl' }),
  )
  link.click()
  URL.revokeObjectURL(link.href)
})
start()
