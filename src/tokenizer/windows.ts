/**
 * @file Where sequences begin and end: windows over the words of a document, by how many pieces each word has.
 *
 * A sentence that is too long for one sequence becomes windows that overlap by at least `stride` pieces, and every
 * word counts in one of them only: the one in which it has the most context on its shorter side. Hugging Face's
 * tokenizers have `stride` too, with `return_overflowing_tokens`. Theirs counts the pieces of every overlap exactly,
 * and so cuts inside words; and what the overlap holds comes out twice, labels included, for the caller to sort
 * out. Here cuts lie between words, an overlap may be a few pieces longer than asked, and nothing counts twice.
 *
 * With `context` a window is filled up with the words around it, from neighbouring sentences of the same document,
 * as in Luoma and Pyysalo 2020 (arXiv 2006.01563, section 3.2) and Schweter and Akbik 2020 (FLERT, arXiv 2011.06993,
 * section 2). FLERT takes 64 pieces on each side; here it is whatever still fits, the same on both sides.
 */

export interface WindowOptions {
  /** The most pieces that a window may have; no word has more. */
  readonly room: number
  /** Pieces that neighbouring windows of a sentence share at least; 0 for none. */
  readonly stride: number
  /** Whether what room is left is filled with the words before and after. */
  readonly context: boolean
}

/** Consecutive words, counted in their document; every `end` is exclusive. */
export interface Window {
  /** The words whose pieces it holds. */
  readonly begin: number
  readonly end: number
  /** The words that count in it, always words of the sentence; none where both are equal. */
  readonly ownBegin: number
  readonly ownEnd: number
}

type Range = Pick<Window, 'begin' | 'end'>

/**
 * Cuts a sentence, the words from `begin` to `end` of a document, into as few windows as overlap by the stride.
 *
 * A window takes as many words as fit; the next begins with the last word from which at least `stride` pieces
 * overlap, or, where the word after the overlap would not fit then, with the first word from which it does. A
 * sentence without words has no window.
 * @param before [words + 1] how many pieces stand before each word of the document, the last of them being all
 */
export function cutWindows(
  before: ArrayLike<number>,
  { begin, end }: Range,
  { room, stride, context }: WindowOptions,
): Window[] {
  const pieces = (from: number, to: number): number => before[to]! - before[from]!
  // What most sentences are.
  if (!context && begin < end && pieces(begin, end) <= room)
    return [{ begin, end, ownBegin: begin, ownEnd: end }]
  const ranges: Range[] = []
  let first = begin
  let last = begin
  while (last < end) {
    while (last < end && pieces(first, last + 1) <= room) last++
    ranges.push({ begin: first, end: last })
    if (last === end) break
    let next = last
    while (next > first && pieces(next, last) < stride) next--
    while (pieces(next, last + 1) > room) next++
    first = next
  }
  return own(before, { begin, end }, context ? ranges.map(range => widen(before, range, room)) : ranges)
}

/** Takes in the words before and after as long as they fit, half of the free room on each side if there are enough. */
function widen(before: ArrayLike<number>, { begin, end }: Range, room: number): Range {
  const words = before.length - 1
  const spare = room - (before[end]! - before[begin]!)
  const leftmost = (from: number, budget: number): number => {
    let word = from
    while (word > 0 && before[begin]! - before[word - 1]! <= budget) word--
    return word
  }
  const half = leftmost(begin, Math.floor(spare / 2))
  const right = spare - (before[begin]! - before[half]!)
  let last = end
  while (last < words && before[last + 1]! - before[end]! <= right) last++
  // What the right side had no use for goes to the left.
  return { begin: leftmost(half, spare - (before[last]! - before[end]!)), end: last }
}

/**
 * Gives each word of the sentence to the window in which the smaller of its two contexts is largest; of equal ones,
 * to the earlier. Both ends of windows move on from one to the next, so that what a window owns is one stretch.
 */
function own(before: ArrayLike<number>, { begin, end }: Range, ranges: readonly Range[]): Window[] {
  const owned = ranges.map(range => ({ ...range, ownBegin: end, ownEnd: end }))
  const margin = (word: number, range: Range): number =>
    Math.min(before[word]! - before[range.begin]!, before[range.end]! - before[word + 1]!)
  let best = 0
  for (let word = begin; word < end; word++) {
    while (ranges[best]!.end <= word) best++
    for (let i = best + 1; i < ranges.length && ranges[i]!.begin <= word; i++)
      if (margin(word, ranges[i]!) > margin(word, ranges[best]!)) best = i
    const window = owned[best]!
    if (window.ownBegin === end) window.ownBegin = word
    window.ownEnd = word + 1
  }
  return owned
}
