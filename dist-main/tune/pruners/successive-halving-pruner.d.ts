import { type Attributes, type Direction, type TrialRecord } from '../frozen-trial.ts';
import type { StudyView } from '../history.ts';
import type { Pruner } from './pruner.ts';
export interface SuccessiveHalvingPrunerOptions {
    /**
     * The step of the first rung. `auto`, where left out: a hundredth of the last step of the complete trials that are there
     * when a process first asks, at least 1. Several processes may then come to different steps.
     */
    readonly minResource?: number | 'auto';
    /** 4 where left out: a rung lets one of four trials pass, and the next is four times as far. */
    readonly reductionFactor?: number;
    /** How many rungs are left out at the beginning; 0 where left out. */
    readonly minEarlyStoppingRate?: number;
    /** So many trials are ended at each rung before one may pass; 0 where left out, and with `auto`. */
    readonly bootstrapCount?: number;
}
/** The rungs of one bracket, known to the step. */
export interface Rungs {
    readonly minResource: number;
    readonly reductionFactor: number;
    readonly minEarlyStoppingRate: number;
    readonly bootstrapCount: number;
}
export interface Halving {
    readonly prune: boolean;
    /** The rungs that the trial has reached now. */
    readonly attributes: Attributes;
}
/** What becomes of a trial among its competitors, which are all trials of its bracket. */
export declare function halve(trial: TrialRecord, competitors: readonly TrialRecord[], direction: Direction, { minResource, reductionFactor, minEarlyStoppingRate, bootstrapCount }: Rungs): Halving;
/** The last step of all complete trials; undefined where none has reported. */
export declare function lastCompleteStep(study: StudyView): number | undefined;
/** @throws MedspanError `config` */
export declare function createSuccessiveHalvingPruner(options?: SuccessiveHalvingPrunerOptions): Pruner;
