import type { Direction, TrialRecord } from '../frozen-trial.ts';
export interface PedAnovaOptions {
    /** `minimize` where left out. With a `target` less is always better. */
    readonly direction?: Direction;
    /** Which share of the trials is the best; 0.1 where left out. */
    readonly targetQuantile?: number;
    /** Which share of the trials they are compared with; 1 where left out. */
    readonly regionQuantile?: number;
    /** Whether the density of those trials is taken, or an even one; true where left out. */
    readonly evaluateOnLocal?: boolean;
    /** Those that any complete trial has where left out. */
    readonly params?: readonly string[];
    /** What is explained; the value of the trial where left out. */
    readonly target?: (trial: TrialRecord) => number;
}
export interface PedAnovaImportance {
    readonly name: string;
    readonly divergence: number;
    /** `divergence` over the sum of all; 0 where there is none. */
    readonly importance: number;
}
/**
 * How important each parameter is for complete trials to be among the best; those with infinite values are left out.
 *
 * @returns by importance, the greatest first; all 0 where there are fewer than two trials, or all are among the best
 * @throws MedspanError `config` where quantiles are none, no trial has one of `params`, or values are several and no
 *     `target` is given
 */
export declare function evaluatePedAnova(trials: readonly TrialRecord[], options?: PedAnovaOptions): PedAnovaImportance[];
