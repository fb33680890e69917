/**
 * @file The contract of a sampler: what the next trial should try.
 *
 * As in Optuna, parameters that all trials have in common may be drawn together ("relative"), and every other one is drawn
 * when it is asked for ("independent"). A sampler is a function of its options, the study and the trial: what it must
 * remember it notes on trials, as attributes that it gives back, so that any process can go on where another stopped.
 * It may keep what it has computed from a view (in a `WeakMap` by view), never what it could not compute again.
 * Random numbers come from `src/random.ts`, from streams named by the trial's number and the parameter: the same seed
 * gives the same sequence in another process, whatever the storage.
 *
 * `test/tune/sampler-contract.ts` tries any sampler.
 */
import type { Distribution, Distributions } from '../distributions.ts';
import type { Attributes, FinishedState, TrialRecord } from '../frozen-trial.ts';
import type { StudyView } from '../history.ts';
/** Values as they are inside (`distributions.ts`), by parameter. */
export type DrawnValues = Readonly<Record<string, number>>;
export interface Drawn {
    /** Of some or all of the parameters asked for; those that are missing are drawn independently. */
    readonly values: DrawnValues;
    /** What to note on the trial, as system attributes. */
    readonly attributes?: Attributes;
}
export interface Ending {
    /** What to note on the trial, as system attributes, before it is finished. */
    readonly attributes?: Attributes;
    /** There is nothing left to try: the study's `optimize` ends. */
    readonly stop?: boolean;
}
export interface Sampler {
    /** As users write it. */
    readonly name: string;
    /** Called once before a trial's first parameter. Gives what to note on the trial. */
    begin?(study: StudyView, trial: TrialRecord): Attributes | undefined;
    /**
     * The parameters to draw together; none where left out.
     *
     * @param declared what the trial may ask for, where that is known beforehand
     */
    relativeSpace?(study: StudyView, trial: TrialRecord, declared: Distributions | undefined): Distributions;
    /** Draws parameters together; called only where `relativeSpace` gave some, once a trial. */
    sampleRelative?(study: StudyView, trial: TrialRecord, space: Distributions): Drawn;
    /**
     * Draws one parameter, which has at least two values. Parameters that are suggested together with it may not be in the
     * trial's record yet.
     */
    sampleIndependent(study: StudyView, trial: TrialRecord, name: string, distribution: Distribution): number;
    /** Called once before a trial is finished. */
    end?(study: StudyView, trial: TrialRecord, state: FinishedState, values: readonly number[] | undefined): Ending | undefined;
}
