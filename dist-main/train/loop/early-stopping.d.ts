/**
 * @file Early stopping: training ends when evaluations no longer improve.
 *
 * Source: transformers' `EarlyStoppingCallback`. It compares with the best value before this evaluation, whether the
 * improvement over it is enough or not: many small improvements, each below the threshold, count as none. Unlike there, patience
 * begins with the first score above 0: a tagger of many types may need epochs until it finds its first mention.
 */
import type { EarlyStoppingState } from '../../run/trainer-state.ts';
export interface EarlyStoppingOptions {
    /** Evaluations in a row without improvement after which training ends; 1 or more. */
    readonly patience: number;
    /** An improvement must be larger than this; 0 by default. */
    readonly threshold?: number | undefined;
}
/** The state when so many evaluations in a row have brought no improvement. */
export declare function earlyStoppingState(options: EarlyStoppingOptions, counter?: number): EarlyStoppingState;
/**
 * The state after an evaluation.
 * @param best the best value before it, or null when it is the first
 */
export declare function observeEarlyStopping(state: EarlyStoppingState, value: number, best: number | null, greaterIsBetter: boolean): EarlyStoppingState;
/** Whether training is to end. */
export declare function isOutOfPatience({ args, attributes }: EarlyStoppingState): boolean;
