/**
 * @file Has the server learn from what was corrected, shows how far that is and what became of it, and chooses versions.
 *
 * @typedef {import('../../src/serve/learning/learning.ts').ScopeLearning} ScopeLearning
 */
import { model, started } from './annotator.js'
import { make, visible } from './drawing.js'
import { element, history, sentDocuments } from './editor.js'
import { comparisonFacts, percentOf, progressText, stateText } from './learning-text.js'
import { askLearning, changeLearning } from './server.js'

/** How often is asked for a learning that is under way. */
const followEveryMs = 500
/** How soon a server is asked again that did not answer. */
const retryMs = 5000

/** What is shown. @type {ScopeLearning | null} */
let learning = null
/** The versions that are drawn, as JSON. */
let drawnVersions = ''
/** Whether it is asked how far a learning is. */
let isFollowing = false
/** Whether the server did not answer. */
let isLost = false

/** @param {string} message empty where there is no problem any more */
function complainOf(message) {
  element('learning-problem').hidden = message === ''
  element('learning-problem').textContent = visible(message)
}

const isUnderWay = () => learning !== null && learning.activity !== 'idle'

/**
 * Sets a text where it is another: what is said again is read out again.
 * @param {string} id
 * @param {string} text
 */
function tell(id, text) {
  const node = element(id)
  const shown = visible(text)
  if (node.textContent !== shown) node.textContent = shown
}

function showLearning() {
  const isBusy = isUnderWay()
  element('learn').setAttribute('aria-disabled', String(isBusy))
  if (document.activeElement === element('stop-learning') && !isBusy) element('learn').focus()
  element('stop-learning').hidden = !isBusy
  element('learning-progress').hidden = !isBusy
  tell('learning-state', stateText(learning))
  const bar = /** @type {HTMLProgressElement} */ (element('learning-bar'))
  const { done = 0, total } = (learning?.activity === 'training' && learning.progress) || {}
  if (total === undefined) bar.removeAttribute('value')
  else {
    bar.max = Math.max(1, total)
    bar.value = done
  }
  tell('learning-left', learning === null ? '' : progressText(learning))
  const last = learning?.history.findLast(event => event.kind === 'learnt')
  element('learning-result').hidden = isBusy || last === undefined
  const facts = element('learning-facts')
  facts.replaceChildren()
  for (const [name, value] of last === undefined ? [] : comparisonFacts(last)) {
    const row = make('div', '')
    const [term, detail] = [make('dt', ''), make('dd', '')]
    term.textContent = name
    detail.textContent = value
    row.append(term, detail)
    facts.append(row)
  }
  showVersions(isBusy)
}

/** @param {boolean} isBusy */
function showVersions(isBusy) {
  const versions = learning?.versions ?? []
  // What is drawn anew loses the focus.
  const next = JSON.stringify([versions, isBusy])
  if (next === drawnVersions) return
  drawnVersions = next
  element('learning-versions').hidden = versions.length < 2
  const rows = element('version-rows')
  rows.replaceChildren()
  for (const { version, isInUse, learnt } of versions.toReversed()) {
    const row = make('tr', '')
    const head = /** @type {HTMLTableCellElement} */ (make('th', ''))
    head.scope = 'row'
    head.textContent = version === 0 ? '0, the first model' : String(version)
    row.append(head)
    const on = learnt?.documents.heldOut === 0 ? ' (learnt)' : ''
    const cells =
      learnt === undefined
        ? ['', '', '']
        : [
            new Date(learnt.at).toLocaleString('en-GB'),
            percentOf(learnt.comparison.before) + on,
            percentOf(learnt.comparison.after) + on,
          ]
    for (const [i, text] of cells.entries()) {
      const cell = make('td', i === 0 ? '' : 'number')
      cell.textContent = text
      row.append(cell)
    }
    row.append(useCell(version, isInUse, isBusy))
    rows.append(row)
  }
}

/**
 * @param {number} version
 * @param {boolean} isInUse
 * @param {boolean} isBusy
 */
function useCell(version, isInUse, isBusy) {
  const cell = make('td', '')
  if (isInUse) {
    cell.textContent = 'in use'
    return cell
  }
  const button = /** @type {HTMLButtonElement} */ (make('button', ''))
  button.type = 'button'
  button.textContent = 'Use'
  button.setAttribute('aria-label', `Use version ${version}`)
  button.setAttribute('aria-disabled', String(isBusy))
  button.addEventListener('click', () => {
    if (isUnderWay()) return
    void request('learning/use', { version })
    element('learn').focus()
  })
  cell.append(button)
  return cell
}

/** Shows how the model's learning is, and follows one that is under way. */
async function follow() {
  if (isFollowing) return
  isFollowing = true
  try {
    for (;;) {
      const asked = model.value
      const { learns, model: found = null } = await askLearning(asked)
      if (isLost) complainOf('')
      isLost = false
      element('learning-none').hidden = learns
      element('learner').hidden = !learns
      if (asked !== model.value) continue
      const before = learning
      learning = found
      showLearning()
      if (before !== null && before.activity !== 'idle' && !isUnderWay()) ended()
      if (!isUnderWay()) return
      await new Promise(resume => setTimeout(resume, followEveryMs))
    }
  } catch (error) {
    isLost = true
    complainOf(error instanceof Error ? error.message : String(error))
    if (isUnderWay()) setTimeout(follow, retryMs)
  } finally {
    isFollowing = false
  }
}

/** After a learning has ended: what it is good for is one key away. */
function ended() {
  const { last, version } = /** @type {ScopeLearning} */ (learning)
  const isNew = last?.kind === 'learnt' && last.version === version
  element('tag-learnt').hidden = !isNew
  element('tag-learnt').textContent = `Tag again with version ${version}`
  if (isNew && document.activeElement === element('learn')) element('tag-learnt').focus()
}

/**
 * @param {'learn' | 'learning/stop' | 'learning/use'} what
 * @param {Readonly<Record<string, unknown>>} fields
 */
async function request(what, fields) {
  complainOf('')
  element('tag-learnt').hidden = true
  try {
    learning = (await changeLearning(what, { model: model.value, ...fields })).model ?? null
    showLearning()
  } catch (error) {
    complainOf(error instanceof Error ? error.message : String(error))
  }
  void follow()
}

element('learn').addEventListener('click', () => {
  if (isUnderWay()) return
  if (history.state.documents.length === 0)
    return complainOf('Open a text first, and correct what is marked in it.')
  tell('learning-state', 'Sending the documents …')
  void request('learn', { documents: sentDocuments() })
})
element('stop-learning').addEventListener('click', () => {
  tell('learning-left', 'Stopping …')
  void request('learning/stop', {})
})
element('tag-learnt').addEventListener('click', () => {
  element('tag-learnt').hidden = true
  element('tag').click()
  element('mentions').scrollIntoView()
  element('annotated').focus({ preventScroll: true })
})
model.addEventListener('change', () => {
  learning = null
  element('tag-learnt').hidden = true
  void follow()
})
void started.then(follow)
