import type { TrialRecord } from '../frozen-trial.ts';
export interface ImportanceOptions {
    /** 0 where left out. */
    readonly seed?: number;
    /** 64 where left out. Time grows with it, the noise of the answer falls. */
    readonly trees?: number;
    /** 64 where left out. */
    readonly maxDepth?: number;
    /** `own` where left out: logarithms where the parameter has them. */
    readonly scale?: 'own' | 'linear';
    /** Which parameters; those that all complete trials have where left out. Only trials that have all of them count. */
    readonly params?: readonly string[];
    /** What is explained; the value of the trial where left out. */
    readonly target?: (trial: TrialRecord) => number;
}
export interface Importance {
    readonly name: string;
    /** The share of the variance that the parameter alone makes, from 0 to 1; the mean over the trees. */
    readonly share: number;
    /** `share` over the sum of all shares, which is what Optuna shows; 0 where there is no variance. */
    readonly importance: number;
    /** The standard deviation of the share over the trees. */
    readonly deviation: number;
}
/**
 * How important each parameter is for the values of complete trials; those whose value is infinite are left out. A function
 * of the trials, whatever their order of numbers, and the options.
 *
 * @returns by importance, the greatest first; all 0 where there are fewer than two trials or all have the same value
 * @throws MedspanError `config` where no trial has the `params`, or with several ranges, or a study with several directions
 *     has no `target`
 */
export declare function evaluateImportance(trials: readonly TrialRecord[], options?: ImportanceOptions): Importance[];
