/**
 * @file Learn here: the model goes on training in this page on the documents that are open, tags them again, and can be downloaded.
 */
import { tagBy } from './annotator.js'
import { visible } from './drawing.js'
import { element, history, sentDocuments } from './editor.js'
import { duration } from './learning-text.js'
import { createLocalModel } from './local-model.js'

const localModel = createLocalModel()
const modelChoice = /** @type {HTMLSelectElement} */ (element('model'))
const stepsField = /** @type {HTMLInputElement} */ (element('here-steps'))
const learningBar = /** @type {HTMLProgressElement} */ (element('here-bar'))

/** The name of the model that is in this page. @type {string | undefined} */
let localName
/** What the button to stop does. @type {(() => void) | undefined} */
let stopLocalWork
let isWorkingHere = false
/** Whether leaving the page would lose what was learnt. */
let isUnsaved = false

/** @param {string} what */
function sayHere(what) {
  element('here-state').className = ''
  element('here-state').textContent = visible(what)
}

/** @param {unknown} error */
function complainHere(error) {
  sayHere(error instanceof Error ? error.message : String(error))
  element('here-state').className = 'notice'
}

/**
 * Shows how far the work is.
 * @param {number | undefined} fraction undefined while it is not known
 * @param {string} numbers
 */
function showHere(fraction, numbers) {
  if (fraction === undefined) learningBar.removeAttribute('value')
  else learningBar.value = fraction
  element('here-numbers').textContent = numbers
}

/**
 * Does what takes a while; nothing else is begun here before it ends.
 * @param {string} what
 * @param {(() => void) | undefined} stop
 * @param {() => Promise<string>} work returns what to say then
 */
async function doHere(what, stop, work) {
  if (isWorkingHere) return
  isWorkingHere = true
  stopLocalWork = stop
  const shown = ['here-bar', 'here-numbers'].map(element)
  if (stop !== undefined) shown.push(element('here-stop'))
  for (const part of shown) part.hidden = false
  for (const id of ['here-learn', 'here-tag', 'here-download'])
    element(id).setAttribute('aria-disabled', 'true')
  showHere(undefined, '')
  sayHere(what)
  try {
    sayHere(await work())
  } catch (error) {
    complainHere(error)
  } finally {
    isWorkingHere = false
    if (document.activeElement === element('here-stop')) element('here-learn').focus()
    for (const part of shown) part.hidden = true
    for (const id of ['here-learn', 'here-tag', 'here-download']) element(id).removeAttribute('aria-disabled')
  }
}

/** @param {number} count */
const counted = count => count.toLocaleString('en-US')

/**
 * @param {string} name of the model
 * @param {number} steps
 */
function learnHere(name, steps) {
  const stopping = new AbortController()
  const stop = () => {
    stopping.abort()
    localModel.stop()
  }
  return doHere('Loading the model …', stop, async () => {
    if (localName !== name) {
      localName = undefined
      element('here-learnt').hidden = true
      await localModel
        .load(name, stopping.signal, fraction => showHere(fraction, `${(100 * fraction).toFixed(0)} %`))
        .catch(error => {
          throw stopping.signal.aborted ? new Error('Stopped before the model was loaded.') : error
        })
      localName = name
    }
    if (stopping.signal.aborted) return 'Stopped before the first step.'
    sayHere('Learning …')
    showHere(0, 'The first step takes longer.')
    let firstMs = 0
    const begunMs = performance.now()
    const { losses, notices, provider } = await localModel.learn(sentDocuments(), steps, (step, loss) => {
      const nowMs = performance.now()
      if (step === 1) firstMs = nowMs
      const left =
        step === 1 ? '' : `, about ${duration(((nowMs - firstMs) / (step - 1) / 1000) * (steps - step))} left`
      showHere(step / steps, `Step ${counted(step)} of ${counted(steps)}, loss ${loss.toFixed(4)}${left}`)
    })
    const [first, last] = [losses[0], losses.at(-1)]
    if (first === undefined || last === undefined) return 'Stopped before the first step.'
    isUnsaved = true
    element('here-learnt').hidden = false
    const took = duration((performance.now() - begunMs) / 1000)
    const done = `${losses.length < steps ? 'Stopped after' : 'Learnt in'} ${counted(losses.length)} step${losses.length === 1 ? '' : 's'} and ${took}${provider === 'webgpu' ? ' by WebGPU' : ''}`
    return [`${done}: loss ${first.toFixed(4)} at first, ${last.toFixed(4)} at last.`, ...notices].join(' ')
  })
}

element('here-learn').addEventListener('click', () => {
  const steps = Number(stepsField.value)
  if (isWorkingHere) return
  if (modelChoice.value === '') return complainHere('This server has no model.')
  if (history.state.documents.length === 0)
    return complainHere('Open a text above, and correct its mentions, to learn from them.')
  if (!Number.isInteger(steps) || steps < 1 || steps > 10_000)
    return complainHere('The number of steps is a whole one from 1 to 10,000.')
  void learnHere(modelChoice.value, steps)
})
element('here-stop').addEventListener('click', () => stopLocalWork?.())
element('here-tag').addEventListener('click', () => {
  void doHere('Tagging …', undefined, async () => {
    let isTagged = false
    await tagBy(async (documents, signal) => {
      signal.addEventListener('abort', () => localModel.stop())
      const tagged = await localModel.tag(documents)
      isTagged = true
      return tagged
    })
    return isTagged ? 'Tagged again by the model of this page.' : ''
  })
})
element('here-download').addEventListener('click', () => {
  void doHere('Packing …', undefined, async () => {
    const name = `${localName}-learnt`
    const link = document.createElement('a')
    link.download = `${name}.zip`
    link.href = URL.createObjectURL(await localModel.pack(name))
    link.click()
    URL.revokeObjectURL(link.href)
    isUnsaved = false
    return `Downloaded as ${link.download}: unpack it, and medspan predict --model takes the folder.`
  })
})
addEventListener('beforeunload', event => {
  if (isUnsaved || isWorkingHere) event.preventDefault()
})
