/**
 * @file Which cells of a batch hold a word piece, and how sequences share the rows of attention: what attention computes grows
 * with the square of a row's length, and most sequences are far shorter than a batch's longest.
 */
import type { Batch } from '../engine.ts'

/** The pieces of a batch, and rows of attention for them. */
export interface PackedBatch {
  /** [N]: the cells of [B,T] that hold a piece, in order */
  readonly pieces: Int32Array
  /** R, S */
  readonly shape: readonly [rows: number, places: number]
  /** [R,S]: the number of the sequence in each place, from 1, and 0 where there is none */
  readonly sequences: Int32Array
  /** [N]: where each piece stands in [R,S] */
  readonly places: Int32Array
}

/**
 * Packs sequences into rows as long as the longest of them: the longest first, each into the first row that has room (first-fit
 * decreasing: Johnson 1974, "Fast algorithms for bin packing", at most 11/9 of the fewest rows and one more).
 */
export function packBatch({
  rows: count,
  length,
  attentionMask,
}: Pick<Batch, 'rows' | 'length' | 'attentionMask'>): PackedBatch {
  const lengths = Array.from({ length: count }, (_, row) => {
    let end = length
    while (end > 0 && attentionMask[row * length + end - 1] === 0) end--
    return end
  })
  const width = lengths.reduce((most, own) => Math.max(most, own), 1)
  const begins = new Array<number>(count).fill(0)
  const used: number[] = []
  const order = [...lengths.keys()].sort((a, b) => lengths[b]! - lengths[a]! || a - b)
  for (const row of order) {
    const own = lengths[row]!
    const found = used.findIndex(taken => taken + own <= width)
    const place = found < 0 ? used.push(0) - 1 : found
    begins[row] = place * width + used[place]!
    used[place]! += own
  }
  const pieces = new Int32Array(attentionMask.reduce((sum, one) => sum + one, 0))
  const places = new Int32Array(pieces.length)
  const sequences = new Int32Array(used.length * width)
  let n = 0
  for (const [cell, one] of attentionMask.entries()) {
    if (one !== 1) continue
    const row = Math.floor(cell / length)
    const place = begins[row]! + (cell % length)
    pieces[n] = cell
    places[n] = place
    sequences[place] = row + 1
    n++
  }
  return { pieces, shape: [used.length, width], sequences, places }
}
