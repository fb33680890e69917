/**
 * @file Documents chosen one after the other, each unsure and unlike those that are there: maximal marginal relevance (Carbonell and
 * Goldstein, "The Use of MMR, Diversity-Based Reranking for Reordering Documents and Producing Summaries", 1998, section 2), where the
 * uncertainty takes the place of the relevance.
 *
 * Everything is decided by the documents: nothing is drawn. Time is linear in the pool for one choice, and so is memory.
 */
import { findDuplicates } from '../corpus/duplicates.ts'
import { maxOf } from '../lists.ts'
import type { Progress } from '../progress.ts'
import type { Document } from '../text/document.ts'
import { WORD_NUMBERS, type WordVector, wordVectors } from './vectors.ts'

/** Documents are compared with so many that are annotated, spread over them evenly. */
const MOST_COMPARED = 1000

export interface Candidate {
  readonly id: string
  readonly text: string
  readonly uncertainty: number
}

export interface SelectionOptions {
  readonly count: number
  /** The texts of documents that are annotated already, to which a chosen one shall be unlike too. */
  readonly known?: readonly string[] | undefined
  /** How much being unlike counts beside uncertainty, from 0, not at all, to 1, alone; 0.5 by default. */
  readonly diversity?: number | undefined
  readonly progress?: Progress | undefined
}

export interface Selection<C extends Candidate> {
  /** In the order in which they were chosen. */
  readonly chosen: readonly {
    readonly candidate: C
    /** The cosine of the angle to the nearest of those that were there before, in [0, 1]. */
    readonly similarity: number
  }[]
  /** How many were passed over since nearly the same text is annotated or chosen. */
  readonly doubles: number
}

/**
 * Chooses the document for which `(1 - d) u / U - d s` is the greatest, again and again, where d is the diversity, u the document's
 * uncertainty, U the greatest of all, and s its greatest similarity to what is annotated or chosen: the cosine of vectors of words. Of
 * equal ones the more unsure one is chosen, then the one whose id comes first. Of documents with nearly the same text
 * (`findDuplicates`) one is chosen at most, and none where one is annotated.
 */
export function selectDocuments<C extends Candidate>(
  candidates: readonly C[],
  { count, known = [], diversity = 0.5, progress }: SelectionOptions,
): Selection<C> {
  const ordered = [...candidates].sort((a, b) => b.uncertainty - a.uncertainty || (a.id < b.id ? -1 : 1))
  const greatest = maxOf(
    ordered.map(({ uncertainty }) => uncertainty),
    Number.MIN_VALUE,
  )
  const groups = groupTexts([...known, ...ordered.map(({ text }) => text)], progress)
  const annotated = new Set(groups.subarray(0, known.length))
  const groupOf = (index: number): number => groups[known.length + index]!
  const step = Math.max(1, known.length / MOST_COMPARED)
  const compared = Array.from(
    { length: Math.min(known.length, MOST_COMPARED) },
    (_, i) => known[Math.floor(i * step)]!,
  )
  const vectors = wordVectors([...compared, ...ordered.map(({ text }) => text)])
  const own = vectors.slice(compared.length)
  const nearest = new Float64Array(ordered.length)
  const compare = createComparison(own, nearest)
  for (const vector of vectors.slice(0, compared.length)) compare(vector)

  let left = [...ordered.keys()].filter(index => !annotated.has(groupOf(index)))
  let doubles = ordered.length - left.length
  const chosen: { candidate: C; similarity: number }[] = []
  while (chosen.length < count && left.length > 0) {
    let [best, highest] = [left[0]!, Number.NEGATIVE_INFINITY]
    for (const index of left) {
      const { uncertainty } = ordered[index]!
      const value = ((1 - diversity) * uncertainty) / greatest - diversity * nearest[index]!
      if (value > highest) [best, highest] = [index, value]
    }
    chosen.push({ candidate: ordered[best]!, similarity: nearest[best]! })
    const others = left.filter(index => groupOf(index) !== groupOf(best))
    doubles += left.length - 1 - others.length
    left = others
    compare(own[best]!)
  }
  return { chosen, doubles }
}

/** Of each text the number of the first one that is nearly the same. */
function groupTexts(texts: readonly string[], progress: Progress | undefined): Int32Array {
  const documents = texts.map(
    (text, i): Document => ({ id: String(i), text, sentences: [], tokens: [], mentions: [] }),
  )
  return findDuplicates(documents, { by: [], progress }).firstOf
}

/** Raises, of each vector, the greatest similarity to those with which it was compared. */
function createComparison(
  vectors: readonly WordVector[],
  nearest: Float64Array,
): (vector: WordVector) => void {
  const weightOf = new Float32Array(WORD_NUMBERS)
  return vector => {
    for (const [i, word] of vector.words.entries()) weightOf[word] = vector.weights[i]!
    for (let d = 0; d < vectors.length; d++) {
      const { words, weights } = vectors[d]!
      let similarity = 0
      for (let i = 0; i < words.length; i++) similarity += weights[i]! * weightOf[words[i]!]!
      // Rounded weights may sum to a little more.
      if (similarity > nearest[d]!) nearest[d] = Math.min(1, similarity)
    }
    for (const word of vector.words) weightOf[word] = 0
  }
}
