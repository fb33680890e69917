/**
 * @file The epochs of a training: their batches, and the steps with which they begin and end.
 *
 * Batches hold a number of sequences, or as many sequences as a budget of word pieces allows (`--max-tokens` of fairseq,
 * `batch_size` of tensor2tensor); then epochs differ in their numbers of batches and steps. All of it is a function of the
 * lengths, the seed and the epoch.
 */
import { internal } from '../../errors.ts'
import { groupByLength, orderByLength, orderOfEpoch, shuffleBatches } from '../data/batches.ts'

/** A number of word pieces that a batch may have. */
export interface TokenBudget {
  /** Of each process. */
  readonly tokens: number
  /** Processes that share the rows of a batch; 1 by default. */
  readonly processes?: number | undefined
  /** Whether the cells of padding count; only word pieces by default. */
  readonly countsPadding?: boolean | undefined
}

/** Sequences of a batch, or what it may have of word pieces. */
export type BatchSize = number | TokenBudget

/** How an epoch's examples are put into batches; `sequential` as they are given. */
export type Sampling = 'random' | 'group_by_length' | 'sequential'

export interface EpochsOptions {
  readonly batchSize: BatchSize
  readonly accumulation: number
  readonly sampling: Sampling
  readonly seed: number
}

/** An epoch in steps. */
export interface Epoch {
  /** From 0. */
  readonly index: number
  /** The first of its steps, from 0. */
  readonly firstStep: number
  readonly steps: number
  readonly batches: number
}

export interface Epochs {
  /** The epoch with a number, from 0. */
  epoch(index: number): Epoch
  /** The epoch of a step, from 0. */
  epochOf(step: number): Epoch
  /** The batches of an epoch, as indices of examples; the last one may be smaller. */
  batchesOf(index: number): readonly (readonly number[])[]
}

/** The epochs over examples of some lengths. */
export function createEpochs(lengths: readonly number[], options: EpochsOptions): Epochs {
  const { batchSize } = options
  let latest: { readonly index: number; readonly batches: number[][] } | undefined
  const batchesOf = (index: number): number[][] => {
    if (latest?.index !== index) latest = { index, batches: divideEpoch(lengths, index, options) }
    return latest.batches
  }
  return typeof batchSize === 'number'
    ? { ...evenEpochs(Math.ceil(lengths.length / batchSize), options.accumulation), batchesOf }
    : { ...unevenEpochs(index => batchesOf(index).length, options.accumulation), batchesOf }
}

/** Of as many batches each. */
function evenEpochs(batches: number, accumulation: number): Omit<Epochs, 'batchesOf'> {
  const steps = Math.ceil(batches / accumulation)
  const epoch = (index: number): Epoch => ({ index, firstStep: index * steps, steps, batches })
  return { epoch, epochOf: step => epoch(Math.floor(step / steps)) }
}

/** Of as many batches as each comes to: they are counted when they are asked for. */
function unevenEpochs(
  countBatches: (index: number) => number,
  accumulation: number,
): Omit<Epochs, 'batchesOf'> {
  const known: Epoch[] = []
  const endOf = ({ firstStep, steps }: Epoch): number => firstStep + steps
  const extend = (): Epoch => {
    const batches = countBatches(known.length)
    const firstStep = known.length === 0 ? 0 : endOf(known.at(-1)!)
    known.push({ index: known.length, firstStep, steps: Math.ceil(batches / accumulation), batches })
    return known.at(-1)!
  }
  return {
    epoch(index) {
      while (known.length <= index) extend()
      return known[index]!
    },
    epochOf(step) {
      let last = known.at(-1) ?? extend()
      while (endOf(last) <= step) last = extend()
      let [low, high] = [0, last.index]
      while (low < high) {
        const middle = (low + high) >> 1
        if (endOf(known[middle]!) > step) high = middle
        else low = middle + 1
      }
      return known[low]!
    },
  }
}

function divideEpoch(
  lengths: readonly number[],
  epoch: number,
  { batchSize, sampling, seed }: EpochsOptions,
): number[][] {
  if (typeof batchSize === 'number') {
    const order =
      sampling === 'sequential'
        ? [...lengths.keys()]
        : sampling === 'group_by_length'
          ? orderByLength(lengths, seed, epoch, batchSize)
          : orderOfEpoch(lengths.length, seed, epoch)
    return Array.from({ length: Math.ceil(order.length / batchSize) }, (_, index) =>
      order.slice(index * batchSize, (index + 1) * batchSize),
    )
  }
  if (sampling === 'sequential') return fillBatches([...lengths.keys()], lengths, batchSize)
  if (sampling === 'random') return fillBatches(orderOfEpoch(lengths.length, seed, epoch), lengths, batchSize)
  const pieces = lengths.reduce((a, b) => a + b, 0)
  const rows = Math.max(1, Math.floor((budgetOf(batchSize) * lengths.length) / pieces))
  const batches = fillBatches(groupByLength(lengths, seed, epoch, rows), lengths, batchSize)
  return [...shuffleBatches(batches.slice(0, -1), seed, epoch), ...batches.slice(-1)]
}

const budgetOf = ({ tokens, processes = 1 }: TokenBudget): number => tokens * processes

/**
 * A batch comes with a cell for each place of each row: so many times the budget at most, or one long sequence among many
 * short ones would take several times the memory of any other batch.
 */
const cellsPerPiece = 4

/** Cuts an order into batches as full as the budget allows. A sequence that is longer than it is a batch of its own. */
export function fillBatches(
  order: readonly number[],
  lengths: readonly number[],
  budget: TokenBudget,
): number[][] {
  const { tokens, processes = 1, countsPadding = false } = budget
  const fits = (rows: number, longest: number, pieces: number): boolean => {
    const cells = Math.ceil(rows / processes) * longest
    return countsPadding ? cells <= tokens : pieces <= budgetOf(budget) && cells <= cellsPerPiece * tokens
  }
  const batches: number[][] = []
  let [longest, pieces] = [0, 0]
  for (const index of order) {
    const length = lengths[index]
    if (length === undefined) throw internal(`expected an example ${index} of ${lengths.length}`)
    const batch = batches.at(-1)
    if (batch !== undefined && fits(batch.length + 1, Math.max(longest, length), pieces + length)) {
      batch.push(index)
      longest = Math.max(longest, length)
      pieces += length
    } else {
      batches.push([index])
      longest = length
      pieces = length
    }
  }
  return batches
}
