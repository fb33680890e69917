/**
 * @file Spans as values: equal spans of short words are one object.
 *
 * Nearly every word of an abstract begins within its first thousands of characters and is short, so a corpus of
 * millions of words needs some ten thousand spans. Making them anew takes most of the time of reading a corpus, and
 * 40 bytes a word. They are frozen, because they are shared.
 */
import type { Span } from './document.ts'

/** Words that begin later or are longer get spans of their own. */
const beginLimit = 8192
const lengthLimit = 32

let shared: (Span | undefined)[] | undefined

/** `{ begin, end }`, frozen where it is shared. */
export function spanOf(begin: number, end: number): Span {
  const length = end - begin
  if (!(begin >= 0 && begin < beginLimit && length >= 0 && length < lengthLimit)) return { begin, end }
  shared ??= new Array<Span | undefined>(beginLimit * lengthLimit).fill(undefined)
  const at = begin * lengthLimit + length
  const known = shared[at]
  if (known !== undefined) return known
  const span = Object.freeze({ begin, end })
  shared[at] = span
  return span
}
