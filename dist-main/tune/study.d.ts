import { type Progress } from '../progress.ts';
import { type ParamValue } from './distributions.ts';
import { type Attributes, type Direction, type Json, type StudyRecord, type TrialRecord, type TrialState } from './frozen-trial.ts';
import { type Pruner } from './pruners/pruner.ts';
import type { Sampler } from './samplers/sampler.ts';
import type { Space } from './space.ts';
import type { Storage, TrialTemplate } from './storage/storage.ts';
import { Trial } from './trial.ts';
/** What is told of a trial: its value or values, or that it has none. */
export type Outcome = number | readonly number[] | 'pruned' | 'failed';
export interface Told {
    /** What the trial is now; finished, unless it had not begun. */
    readonly state: TrialState;
    readonly values: readonly number[] | undefined;
    /** Why a trial failed whose value was told. */
    readonly reason: string | undefined;
    /** False where the trial had been finished before, and nothing was changed. */
    readonly changed: boolean;
}
export interface StudyOptions {
    /** In memory, of this process alone, where left out. */
    readonly storage?: Storage;
    /** Random where left out. */
    readonly sampler?: Sampler;
    /** None where left out. */
    readonly pruner?: Pruner;
    readonly progress?: Progress;
}
export interface NewStudyOptions extends StudyOptions {
    /** `study` where left out. */
    readonly name?: string;
    /** `minimize` where left out; not beside `directions`. */
    readonly direction?: Direction;
    /** For objectives with several values. */
    readonly directions?: readonly Direction[];
    /** Go on with a study of that name, if there is one. */
    readonly loadIfExists?: boolean;
}
export type Objective = (trial: Trial, signal: AbortSignal | undefined) => number | readonly number[] | Promise<number | readonly number[]>;
export interface OptimizeOptions {
    /** How many trials are run by this call; without end where left out. */
    readonly trials?: number;
    /** After how long no more trial is begun. */
    readonly timeoutMs?: number;
    /** Which errors of the objective fail the trial and do not end the study; none where left out. */
    readonly catch?: (error: unknown) => boolean;
    /** Called after each trial, one after the other. */
    readonly callbacks?: readonly ((study: Study, trial: TrialRecord) => void | Promise<void>)[];
    /** When it aborts no more trial is begun, and the objective is told. */
    readonly signal?: AbortSignal;
    /** How many trials run at the same time in this process; 1 where left out. */
    readonly jobs?: number;
    /** How often a trial whose worker died is tried again; 0 where left out. Needs a storage with a heartbeat. */
    readonly retries?: number;
}
export interface Optimized {
    /** How many trials this call ran. */
    readonly trials: number;
    /** Why it ended: `stopped` by `stop` or because the sampler has nothing left. */
    readonly reason: 'trials' | 'timeout' | 'stopped' | 'aborted';
}
export declare class Study {
    #private;
    readonly storage: Storage;
    readonly sampler: Sampler;
    readonly pruner: Pruner;
    readonly id: number;
    readonly name: string;
    readonly directions: readonly Direction[];
    /** Made by `createStudy` and `loadStudy`. */
    constructor(record: StudyRecord, options: StudyOptions & {
        readonly storage: Storage;
    });
    /** Begins a trial: an enqueued one if any waits, or a new one. With a space, its parameters are drawn at once. */
    ask(space?: Space): Promise<Trial>;
    /**
     * Finishes a trial. A value that is no number fails it; a pruned trial has the value of its last step.
     *
     * @throws MedspanError `data` where the trial is finished already, unless `skipIfFinished`
     */
    tell(trial: Trial | number, outcome: Outcome, options?: {
        readonly skipIfFinished?: boolean;
    }): Promise<Told>;
    /** Runs trials until there were enough, the time is over, or something stops it. */
    optimize(objective: Objective, options?: OptimizeOptions): Promise<Optimized>;
    /** Lets running trials end and begins no more, in the `optimize` of this process. */
    stop(): void;
    /**
     * Has the next trial use these values; parameters that are not among them are drawn as ever.
     *
     * @returns false where such a trial is there and `skipIfExists` is set
     */
    enqueue(params: Readonly<Record<string, ParamValue>>, options?: {
        readonly userAttributes?: Attributes;
        readonly skipIfExists?: boolean;
    }): Promise<boolean>;
    /** Adds a trial that was made elsewhere, such as a finished one of another study. */
    addTrial(template: TrialTemplate): Promise<TrialRecord>;
    /** All trials as they are now, by number. */
    trials(): Promise<readonly TrialRecord[]>;
    /**
     * The complete trial with the best value among those that violate no constraint, the first of equal ones; undefined
     * where there is none.
     *
     * @throws MedspanError `config` for a study with several directions
     */
    bestTrial(): Promise<TrialRecord | undefined>;
    /** Attributes that users set on the study. */
    userAttributes(): Promise<Attributes>;
    setUserAttribute(key: string, value: Json): Promise<void>;
    /**
     * Fails trials whose workers have been silent for too long, and enqueues them again up to `retries` times, with the
     * parameters that they had. Several workers may do so at once: each trial is failed and enqueued by one of them.
     *
     * @returns the trials that were failed
     */
    failStale(retries?: number): Promise<TrialRecord[]>;
    /**
     * As `failStale`, for running trials whose workers are known to be dead.
     *
     * @param reason why, to be noted on the trials
     */
    failDead(trials: readonly TrialRecord[], reason: string, retries?: number): Promise<TrialRecord[]>;
    /**
     * Enqueues a trial again, with the parameters that it had.
     *
     * @returns false where it was tried more than `retries` times
     */
    repeat(trial: TrialRecord, retries?: number): Promise<boolean>;
}
/**
 * Begins a study.
 *
 * @throws MedspanError `config` where there is one of that name and `loadIfExists` is not set, or with other directions
 */
export declare function createStudy(options?: NewStudyOptions): Promise<Study>;
/**
 * Goes on with a study.
 *
 * @throws MedspanError `config` where there is none of that name
 */
export declare function loadStudy(name: string, options: StudyOptions & {
    readonly storage: Storage;
}): Promise<Study>;
