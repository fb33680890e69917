import type { Direction, StudyRecord, TrialRecord } from './frozen-trial.ts';
import type { TrialChanges } from './storage/storage.ts';
/** A study as samplers and pruners see it. It changes only between their calls. */
export interface StudyView {
    readonly name: string;
    readonly directions: readonly Direction[];
    /** All trials, by number. */
    readonly trials: readonly TrialRecord[];
    /** Trials that changed for the last time, in the order in which this process learnt of it: only ever longer. */
    readonly finished: readonly TrialRecord[];
    /** The other trials, running or waiting, by number. */
    readonly unfinished: ReadonlyMap<number, TrialRecord>;
    /** The study that this is a part of, or itself. */
    readonly whole: StudyView;
}
/** To which part of a study a trial belongs, such as a bracket of Hyperband; undefined for the whole. */
export type GroupOf = (study: StudyView, trialNumber: number) => number | undefined;
/** All that is known of one study. */
export interface History {
    /** The whole study. */
    readonly all: StudyView;
    /** Takes in what a storage gave. Trials that are known to be finished are not taken again. */
    update(changes: Pick<TrialChanges, 'trials'>): void;
    /** The part of the study that a trial belongs to; the same object each time. */
    viewFor(trialNumber: number): StudyView;
}
/**
 * Begins a history without trials.
 *
 * @param groupOf a function of the study and a number alone, which answers always the same once it has answered
 */
export declare function createHistory(study: Pick<StudyRecord, 'name' | 'directions'>, groupOf?: GroupOf): History;
