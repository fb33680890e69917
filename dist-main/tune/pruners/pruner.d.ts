/**
 * @file The contract of a pruner: whether a trial that reports should go on.
 *
 * A pruner is a function of its options, the study and the trial, as a sampler is. `test/tune/pruner-contract.ts` tries
 * any pruner.
 */
import type { Attributes, TrialRecord } from '../frozen-trial.ts';
import type { StudyView } from '../history.ts';
export interface Pruner {
    /** As users write it. */
    readonly name: string;
    /**
     * Whether a running trial should end. Its record holds all that it reported; the study has one direction.
     *
     * @param study all trials, whatever their group; the running one among them, as the storage has it
     */
    prune(study: StudyView, trial: TrialRecord): boolean;
    /**
     * What to note on the trial, as system attributes, whatever `prune` answers: asked with the same study and record, as
     * often as `prune`. A rung that was not noted competes with nobody.
     */
    note?(study: StudyView, trial: TrialRecord): Attributes | undefined;
    /**
     * Where trials fall into groups that know nothing of each other (Hyperband's brackets): the group of a number.
     * Samplers then see the trials of a trial's own group only. A function of the study's name, finished trials and
     * the number that, once it has answered, answers always the same; undefined as long as it cannot answer.
     */
    groupOf?(study: StudyView, trialNumber: number): number | undefined;
}
/** Lets every trial end by itself. */
export declare function createNopPruner(): Pruner;
