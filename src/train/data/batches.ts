/**
 * @file Batches as an engine takes them, and the order of examples.
 *
 * The order of training is a pure function of seed and epoch, so that a run's place in its data is one number:
 * the step. As with Hugging Face's Trainer, lengths are not grouped, a batch is padded to its longest example,
 * and an epoch's last batch may be smaller.
 */
import { appendAll } from '../../lists.ts'
import { createRandom } from '../../random.ts'
import { IGNORE_INDEX } from '../../text/tags.ts'
import { type Chunk, padChunks, padRows } from '../../tokenizer/align.ts'
import type { Batch } from '../engine/engine.ts'

/** A chunk with a label for each of its pieces. */
export interface Example {
  readonly chunk: Chunk
  /** [T] */
  readonly labels: Int32Array
  /** [L]: 1 for each label that was annotated in its document; left out, all were. */
  readonly labelMask?: Int32Array | undefined
}

/** Examples as one batch, padded on the right to the longest; padding is not attended to and has no label. */
export function createBatch(examples: readonly Example[], padId: number): Batch {
  const padded = padChunks(
    examples.map(example => example.chunk),
    padId,
  )
  const labels = padRows(
    examples.map(example => example.labels),
    padded.length,
    IGNORE_INDEX,
  )
  return { ...padded, labels, labelMask: stackMasks(examples) }
}

/** [B,L], or undefined where every label was annotated in every example. */
function stackMasks(examples: readonly Example[]): Int32Array | undefined {
  const width = examples.find(example => example.labelMask !== undefined)?.labelMask?.length
  if (width === undefined) return undefined
  const rows = new Int32Array(examples.length * width).fill(1)
  for (const [row, { labelMask }] of examples.entries())
    if (labelMask !== undefined) rows.set(labelMask, row * width)
  return rows
}

/** The indices of all examples in the order of an epoch (from 0). */
export function orderOfEpoch(count: number, seed: number, epoch: number): number[] {
  return createRandom(seed, 'shuffle', epoch).shuffle(Array.from({ length: count }, (_, index) => index))
}

/** How many batches are sorted by length together: as in transformers, 50 or a quarter of an epoch. */
const groupedBatches = 50

/** How many examples are sorted together where a batch has `batchSize` of them. */
const groupSize = (count: number, batchSize: number): number =>
  batchSize * Math.max(1, Math.min(groupedBatches, Math.floor(count / (batchSize * 4))))

/**
 * The order of an epoch in which batches hold sequences of like length, so that little is padded: the shuffled
 * examples are sorted within groups of batches, and the batches shuffled again, so that lengths do not come in
 * waves. An incomplete batch stays the last.
 */
export function orderByLength(
  lengths: readonly number[],
  seed: number,
  epoch: number,
  batchSize: number,
): number[] {
  const order = orderOfEpoch(lengths.length, seed, epoch)
  const whole = order.length - (order.length % batchSize)
  const group = groupSize(order.length, batchSize)
  const batches: number[][] = []
  for (let begin = 0; begin < whole; begin += group) {
    const sorted = order
      .slice(begin, Math.min(begin + group, whole))
      .sort((a, b) => lengths[b]! - lengths[a]!)
    for (let i = 0; i < sorted.length; i += batchSize) batches.push(sorted.slice(i, i + batchSize))
  }
  return [...shuffleBatches(batches, seed, epoch).flat(), ...order.slice(whole)]
}

/** The batches of an epoch in random order. */
export function shuffleBatches(batches: readonly number[][], seed: number, epoch: number): number[][] {
  return createRandom(seed, 'shuffle batches', epoch).shuffle([...batches])
}

/**
 * The shuffled examples of an epoch, sorted within the groups of `orderByLength`, from long to short and from short to
 * long by turns: where one group meets the next, lengths are alike, and a batch may have examples of both.
 */
export function groupByLength(
  lengths: readonly number[],
  seed: number,
  epoch: number,
  batchSize: number,
): number[] {
  const order = orderOfEpoch(lengths.length, seed, epoch)
  const group = groupSize(order.length, batchSize)
  const grouped: number[] = []
  for (let begin = 0, sign = 1; begin < order.length; begin += group, sign = -sign)
    appendAll(
      grouped,
      order.slice(begin, begin + group).sort((a, b) => sign * (lengths[b]! - lengths[a]!)),
    )
  return grouped
}
