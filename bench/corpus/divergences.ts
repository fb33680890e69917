/** @file How far splits are from the whole, by labels and by pairs of labels: what stratification is judged by. */
import { labelsDistribution, meanJensenShannon } from '../../src/corpus/divergence.ts'

export interface Divergences {
  readonly labels: number
  readonly pairs: number
  readonly js: number
}

/**
 * LD over labels, LD over pairs of labels (Szymański and Kajdanowicz's LPD), and JS over labels.
 * @param rows the labels of each example
 * @param splitOf the split of each example, from 0 to `splits` - 1
 */
export function divergencesOf(
  rows: readonly (readonly number[])[],
  labels: number,
  splits: number,
  splitOf: ArrayLike<number>,
): Divergences {
  const empty = (length: number) =>
    Array.from({ length: splits }, () => ({ size: 0, counts: new Int32Array(length) }))
  const [single, pair] = [empty(labels), empty(labels * labels)]
  for (const [i, row] of rows.entries()) {
    const [one, two] = [single[splitOf[i]!]!, pair[splitOf[i]!]!]
    one.size++
    two.size++
    for (const a of row) {
      one.counts[a]!++
      for (const b of row) if (b > a) two.counts[a * labels + b]!++
    }
  }
  return {
    labels: labelsDistribution(single).value,
    pairs: labelsDistribution(pair).value,
    js: meanJensenShannon(single),
  }
}
