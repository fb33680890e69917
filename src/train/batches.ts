/**
 * @file Which examples go into which batch, and batches as an engine takes them.
 *
 * The order of training is a pure function of seed and epoch, so that a run's place in its data is one number:
 * the step. As with Hugging Face's Trainer, lengths are not grouped, a batch is padded to its longest example,
 * and an epoch's last batch may be smaller.
 */
import { internal } from '../errors.ts'
import { createRandom } from '../random.ts'
import { type Chunk, padChunks, padRows } from '../tokenizer/align.ts'
import { type Batch, IGNORE_INDEX } from './engine.ts'

/** A chunk with a label for each of its pieces. */
export interface Example {
  readonly chunk: Chunk
  /** [T] */
  readonly labels: Int32Array
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
  return { ...padded, labels }
}

/** How many steps an epoch over `count` examples has. */
export function stepsOfEpoch(count: number, batchSize: number): number {
  return Math.ceil(count / batchSize)
}

/** The indices of all examples in the order of an epoch (from 0). */
export function orderOfEpoch(count: number, seed: number, epoch: number): number[] {
  return createRandom(seed, 'shuffle', epoch).shuffle(Array.from({ length: count }, (_, index) => index))
}

/** The examples of the batch with number `index` (from 0) in an epoch's order. */
export function batchOfEpoch<T>(
  items: readonly T[],
  order: readonly number[],
  index: number,
  batchSize: number,
): T[] {
  const chosen = order.slice(index * batchSize, (index + 1) * batchSize)
  if (chosen.length === 0) throw internal(`expected batch ${index} to hold examples of ${items.length}`)
  return chosen.map(i => items[i]!)
}

/**
 * Indices in batches for evaluation, longest first, so that little is padded and memory is asked for once.
 * Equal lengths keep their order; every index occurs once.
 */
export function batchesByLength(lengths: readonly number[], batchSize: number): number[][] {
  const order = lengths.map((_, index) => index).sort((a, b) => lengths[b]! - lengths[a]! || a - b)
  const batches: number[][] = []
  for (let i = 0; i < order.length; i += batchSize) batches.push(order.slice(i, i + batchSize))
  return batches
}
