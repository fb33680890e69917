/**
 * @file Trials that are tried again, and who tries them.
 */
import type { TrialRecord } from '../tune/frozen-trial.ts';
/** Where a trial notes which process runs it. */
export declare const workerKey = "worker";
/** Trials that stand for themselves: not those that were tried again later. */
export declare function standing(trials: readonly TrialRecord[]): TrialRecord[];
