/**
 * @file What the page says of a learning, in words and numbers.
 *
 * @typedef {import('../../src/serve/learning/state.ts').LearningEvent} LearningEvent
 * @typedef {import('../../src/serve/learning/learning.ts').ScopeLearning} ScopeLearning
 */

export const percentOf = (/** @type {number} */ value) => (100 * value).toFixed(1)
const signed = (/** @type {number} */ value) => `${value < 0 ? '−' : '+'}${percentOf(Math.abs(value))}`
const countOf = (/** @type {number} */ count, /** @type {string} */ what) =>
  `${count.toLocaleString('en-US')} ${what}${count === 1 ? '' : 's'}`

/** A time as people say it. @param {number} seconds */
export function duration(seconds) {
  return seconds < 90 ? `${Math.ceil(seconds)} s` : `${Math.round(seconds / 60)} min`
}

/**
 * How far a learning is, in words.
 * @param {ScopeLearning} learning
 */
export function progressText({ activity, progress }) {
  if (activity !== 'training' || progress === undefined) return ''
  const { title, done, total, unit, leftMs } = progress
  if (total === undefined) return title
  const far = `${title}: ${done.toLocaleString('en-US')} of ${total.toLocaleString('en-US')} ${unit}`
  return leftMs === undefined ? far : `${far}, about ${duration(leftMs / 1000)} left`
}

/**
 * What a learning is doing, or what has become of the last one, in a sentence or two.
 * @param {ScopeLearning | null} learning
 */
export function stateText(learning) {
  if (learning === null) return 'The model has not learnt anything yet.'
  const { activity, version, documents, reason, last } = learning
  if (activity === 'training') return `Learning from ${countOf(documents, 'document')} …`
  if (activity === 'queued') return 'Waiting until another model has learnt …'
  if (activity === 'collecting') return `${countOf(documents, 'document')} to learn from; it begins soon.`
  const inUse = version === 0 ? 'The first model is in use.' : `Version ${version} is in use.`
  if (reason !== undefined && (last === undefined || reason !== reasonOf(last)))
    return `Nothing was learnt: ${reason}. ${inUse}`
  if (last === undefined || last.kind === 'rolled back') return inUse
  return last.kind === 'learnt' && last.version === version ? eventText(last) : `${eventText(last)} ${inUse}`
}

/** @param {LearningEvent} event */
const reasonOf = event =>
  event.kind === 'learnt' ? event.comparison.reason : event.kind === 'failed' ? event.reason : undefined

/** @param {Exclude<LearningEvent, { kind: 'rolled back' }>} event */
function eventText(event) {
  if (event.kind === 'failed') return `Version ${event.version} could not be learnt: ${event.reason}.`
  const { comparison, version } = event
  return `Version ${version} has ${comparison.takesOver ? 'taken over' : 'not taken over'}: ${comparison.reason}.`
}

/**
 * The comparison of a new version with the one before it, as names and values.
 * @param {Extract<LearningEvent, { kind: 'learnt' }>} event
 * @returns {[string, string][]}
 */
export function comparisonFacts({ version, before, documents, comparison }) {
  const { train, validation, heldOut } = documents
  const { lower, upper, p } = comparison
  const difference = signed(comparison.after - comparison.before)
  return [
    [`F1 of ${before === 0 ? 'the first model' : `version ${before}`}`, percentOf(comparison.before)],
    [`F1 of version ${version}`, percentOf(comparison.after)],
    [
      'Difference',
      heldOut === 0
        ? difference
        : `${difference} (95 % interval ${signed(lower)} to ${signed(upper)}; p ${p.toFixed(3)})`,
    ],
    [
      'Compared on',
      heldOut === 0
        ? `${countOf(train, 'document')} that it has learnt from, because none could be held out. This shows that it has learnt what was corrected, and not that it is better on other texts.`
        : `${countOf(comparison.documents, 'held-out document')}. It has learnt nothing from these, nor what was corrected in them.`,
    ],
    ['Learnt from', countOf(train + validation, 'document')],
  ]
}
