/**
 * @file A training in steps: how many there are, which batches each of them takes, and when something is due.
 *
 * Counted as Hugging Face's Trainer does (`set_initial_training_values`): an optimizer step takes
 * `gradient_accumulation_steps` batches of one epoch, and the last step of an epoch those that are left.
 */

import { type IntervalStrategy, resolveSteps, type SaveStrategy } from '../../config/intervals.ts'
import { internal } from '../../errors.ts'
import { createBatch, type Example } from '../data/batches.ts'
import type { Batch, Engine } from '../engine/engine.ts'
import { type BatchSize, createEpochs, type Epochs, type Sampling, type TokenBudget } from './epochs.ts'

export interface PlanOptions {
  /** Of the order of examples. */
  readonly seed: number
  /** May have a fraction. */
  readonly epochs: number
  /** Steps in all, whatever `epochs` says. */
  readonly maxSteps?: number | undefined
  /** Sequences, or a budget of word pieces: whether padding counts in it is for the engine to say. */
  readonly batchSize: number | Omit<TokenBudget, 'countsPadding'>
  /** Batches a step; 1 by default. The last step of an epoch takes those that are left. */
  readonly accumulation?: number | undefined
  /** How an epoch's examples are put into batches; `random` by default, `sequential` as they are given. */
  readonly sampling?: Sampling | undefined
  readonly padId: number
  /** `steps` by default. */
  readonly loggingStrategy?: IntervalStrategy | undefined
  /** Steps that one record of the log sums up, or a share of all steps; 10 by default. */
  readonly loggingSteps?: number | undefined
  /** `epoch` by default. By steps, the last step is evaluated as well. */
  readonly evalStrategy?: IntervalStrategy | undefined
  /** Steps from one evaluation to the next, or a share of all steps; `loggingSteps` by default. */
  readonly evalSteps?: number | undefined
  /** Whether there is an evaluation before the first step; false by default. */
  readonly evalOnStart?: boolean | undefined
  /** `epoch` by default. */
  readonly saveStrategy?: SaveStrategy | undefined
  /** Steps from one checkpoint to the next, or a share of all steps; 500 by default. */
  readonly saveSteps?: number | undefined
}

/** A training in steps. */
export interface Plan extends Epochs {
  readonly maxSteps: number
  readonly batchSize: BatchSize
  readonly accumulation: number
  readonly loggingSteps: number
  readonly evalSteps: number
  readonly saveSteps: number
}

/**
 * A training over examples of some lengths, in pieces.
 * @param engine what computes it
 * @throws MedspanError `config` for intervals that are no steps
 */
export function planTraining(
  lengths: readonly number[],
  options: PlanOptions,
  { computesPadding = false }: Pick<Engine, 'computesPadding'> = {},
): Plan {
  if (lengths.length === 0) throw internal('training needs examples')
  const { accumulation = 1, sampling = 'random', seed } = options
  const batchSize =
    typeof options.batchSize === 'number'
      ? options.batchSize
      : { ...options.batchSize, countsPadding: computesPadding }
  const epochs = createEpochs(lengths, { batchSize, accumulation, sampling, seed })
  const maxSteps = options.maxSteps ?? Math.max(1, stepsOfEpochs(options.epochs, epochs))
  const loggingSteps = resolveSteps(options.loggingSteps ?? 10, maxSteps, 'logging_steps')
  return {
    ...epochs,
    batchSize,
    accumulation,
    maxSteps,
    loggingSteps,
    evalSteps: resolveSteps(options.evalSteps ?? loggingSteps, maxSteps, 'eval_steps'),
    saveSteps: resolveSteps(options.saveSteps ?? 500, maxSteps, 'save_steps'),
  }
}

/** Steps in a number of epochs, a begun step counted whole. */
function stepsOfEpochs(count: number, { epoch }: Epochs): number {
  const whole = Math.floor(count)
  const { firstStep, steps } = epoch(whole)
  // As Trainer rounds, where all epochs have as many steps.
  return firstStep + Math.ceil(count * steps) - whole * steps
}

/** Where a training stands after a step: whole epochs, and the share of the batches of the one under way. */
export function epochAfter(step: number, { epochOf, accumulation }: Plan): number {
  const { index, firstStep, batches } = epochOf(step - 1)
  return index + Math.min((step - firstStep) * accumulation, batches) / batches
}

/** Gives the batches of any step, from 0; those of an epoch are kept while its steps are asked for. */
export function createLoader(
  examples: readonly Example[],
  plan: Plan,
  padId: number,
): (step: number) => Batch[] {
  return step => {
    const { index, firstStep } = plan.epochOf(step)
    const first = (step - firstStep) * plan.accumulation
    return plan
      .batchesOf(index)
      .slice(first, first + plan.accumulation)
      .map(batch =>
        createBatch(
          batch.map(i => examples[i]!),
          padId,
        ),
      )
  }
}

/** Pieces of each example. */
export const lengthsOf = (examples: readonly Example[]): number[] =>
  examples.map(({ chunk }) => chunk.ids.length)
