/**
 * @file The mentions of a document as somebody corrects them: every change makes a new list, and leaves the old one as it was.
 *
 * @typedef {readonly [begin: number, end: number]} Pair
 * @typedef {{ readonly begin: number, readonly end: number }} Stretch
 * @typedef {Stretch & { readonly types: readonly string[], readonly concepts: readonly string[],
 *   readonly parts: readonly Pair[] | null, readonly score?: number | undefined, readonly corrected?: boolean }} Annotation
 * @typedef {{ readonly mentions: readonly Annotation[], readonly index: number }} Changed
 */

/**
 * A mention as it stands in a corpus file.
 * @param {readonly unknown[]} row
 * @returns {Annotation}
 */
export function fromRow(row) {
  const [begin, end, concepts, types, parts = null, score] =
    /** @type {[number, number, string[], string[], Pair[] | null | undefined, number | undefined]} */ (
      /** @type {unknown} */ (row)
    )
  return { begin, end, concepts, types, parts, ...(score !== undefined && { score }) }
}

/** @param {Annotation} annotation */
export function toRow({ begin, end, concepts, types, parts, score }) {
  return [
    begin,
    end,
    concepts,
    types,
    ...(score === undefined ? (parts === null ? [] : [parts]) : [parts, score]),
  ]
}

/**
 * The first and the last of the words that a stretch touches; undefined where it touches none.
 * @param {readonly Pair[]} tokens
 * @param {Stretch} stretch
 */
export function wordsIn(tokens, { begin, end }) {
  const from = countUntil(tokens, token => token[1] <= begin)
  const to = countUntil(tokens, token => token[0] < Math.max(end, begin + 1)) - 1
  return from > to ? undefined : { from, to }
}

/**
 * The stretch from a word to another, in either order.
 * @param {readonly Pair[]} tokens
 * @param {number} one
 * @param {number} other
 */
export function spanOfWords(tokens, one, other) {
  const [from, to] = [tokens[Math.min(one, other)], tokens[Math.max(one, other)]]
  return from === undefined || to === undefined ? undefined : { begin: from[0], end: to[1] }
}

/**
 * How many from the beginning are like this: those that are come before those that are not.
 * @template T
 * @param {readonly T[]} list
 * @param {(item: T) => boolean} isLike
 */
export function countUntil(list, isLike) {
  let [low, high] = [0, list.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (isLike(/** @type {T} */ (list[middle]))) low = middle + 1
    else high = middle
  }
  return low
}

/**
 * With one more, somebody's own; where there is the same already, with that chosen.
 * @param {readonly Annotation[]} mentions
 * @param {Stretch} stretch
 * @param {string} type
 * @returns {Changed}
 */
export function addMention(mentions, { begin, end }, type) {
  const same = mentions.findIndex(
    mention => mention.begin === begin && mention.end === end && mention.types[0] === type,
  )
  if (same >= 0) return { mentions, index: same }
  return inserted(mentions, { begin, end, types: [type], concepts: [], parts: null, corrected: true })
}

/**
 * @param {readonly Annotation[]} mentions
 * @param {number} index
 */
export function removeMention(mentions, index) {
  return mentions.filter((_, i) => i !== index)
}

/**
 * With another type. What a mention is of stays, as its concepts do.
 * @param {readonly Annotation[]} mentions
 * @param {number} index
 * @param {string} type
 * @returns {Changed}
 */
export function retypeMention(mentions, index, type) {
  return changed(mentions, index, { types: [type] })
}

/**
 * With a border at the next word, or the one before; undefined where there is no other, or nothing would be left.
 * @param {readonly Annotation[]} mentions
 * @param {number} index
 * @param {readonly Pair[]} tokens
 * @param {'begin' | 'end'} border
 * @param {-1 | 1} by
 * @returns {Changed | undefined}
 */
export function moveBorder(mentions, index, tokens, border, by) {
  const mention = mentions[index]
  if (mention === undefined) return undefined
  const side = border === 'begin' ? 0 : 1
  const at = mention[border]
  const next =
    by < 0
      ? tokens[countUntil(tokens, token => token[side] < at) - 1]
      : tokens[countUntil(tokens, token => token[side] <= at)]
  if (next === undefined) return undefined
  const begin = border === 'begin' ? next[0] : mention.begin
  const end = border === 'end' ? next[1] : mention.end
  if (begin >= end) return undefined
  return changed(mentions, index, fitted(mention.parts, { begin, end }))
}

/**
 * A stretch with those of its parts that lie in it, the first and the last up to its borders. One part is none.
 * @param {readonly Pair[] | null} parts
 * @param {Stretch} stretch
 */
function fitted(parts, { begin, end }) {
  const left = (parts ?? []).filter(part => part[1] > begin && part[0] < end)
  if (left.length < 2) return { begin, end, parts: null }
  const placed = left.map((part, i) => {
    const last = i === left.length - 1 ? end : part[1]
    return /** @type {const} */ ([i === 0 ? begin : part[0], last])
  })
  return { begin, end, parts: placed }
}

/**
 * @param {readonly Annotation[]} mentions
 * @param {number} index
 * @param {Partial<Annotation>} change
 * @returns {Changed}
 */
function changed(mentions, index, change) {
  const { score: _, ...mention } = /** @type {Annotation} */ (mentions[index])
  return inserted(removeMention(mentions, index), { ...mention, ...change, corrected: true })
}

/**
 * @param {readonly Annotation[]} mentions
 * @param {Annotation} mention
 * @returns {Changed}
 */
function inserted(mentions, mention) {
  const index = countUntil(
    mentions,
    other => other.begin < mention.begin || (other.begin === mention.begin && other.end <= mention.end),
  )
  return { mentions: mentions.toSpliced(index, 0, mention), index }
}
