/**
 * @file Early stopping: training ends when evaluations no longer improve.
 *
 * Source: transformers' `EarlyStoppingCallback`. It compares with the best value before this evaluation, whether the
 * improvement over it is enough or not: many small improvements, each below the threshold, count as none. Unlike there, patience
 * begins with the first score above 0: a tagger of many types may need epochs until it finds its first mention.
 */
import type { EarlyStoppingState } from '../../run/trainer-state.ts'

export interface EarlyStoppingOptions {
  /** Evaluations in a row without improvement after which training ends; 1 or more. */
  readonly patience: number
  /** An improvement must be larger than this; 0 by default. */
  readonly threshold?: number | undefined
}

/** The state when so many evaluations in a row have brought no improvement. */
export function earlyStoppingState(options: EarlyStoppingOptions, counter = 0): EarlyStoppingState {
  return {
    args: {
      early_stopping_patience: options.patience,
      early_stopping_threshold: options.threshold ?? 0,
    },
    attributes: { early_stopping_patience_counter: counter },
  }
}

/**
 * The state after an evaluation.
 * @param best the best value before it, or null when it is the first
 */
export function observeEarlyStopping(
  state: EarlyStoppingState,
  value: number,
  best: number | null,
  greaterIsBetter: boolean,
): EarlyStoppingState {
  const { early_stopping_threshold: threshold } = state.args
  const hasBegun = best !== null && !(greaterIsBetter && best === 0)
  const improved =
    !hasBegun || ((greaterIsBetter ? value > best : value < best) && Math.abs(value - best) > threshold)
  const counter = improved ? 0 : state.attributes.early_stopping_patience_counter + 1
  return { args: state.args, attributes: { early_stopping_patience_counter: counter } }
}

/** Whether training is to end. */
export function isOutOfPatience({ args, attributes }: EarlyStoppingState): boolean {
  return attributes.early_stopping_patience_counter >= args.early_stopping_patience
}
