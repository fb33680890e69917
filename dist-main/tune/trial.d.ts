import type { Progress } from '../progress.ts';
import { type Choice, type Distribution, type ParamValue } from './distributions.ts';
import { type Attributes, type Json, type TrialRecord } from './frozen-trial.ts';
import type { History } from './history.ts';
import type { Pruner } from './pruners/pruner.ts';
import type { Sampler } from './samplers/sampler.ts';
import { type Space } from './space.ts';
import type { Storage } from './storage/storage.ts';
/** Thrown by an objective to end its trial as pruned. Not an error: the study goes on. */
export declare class TrialPruned extends Error {
    constructor(message?: string);
}
/** What a trial needs of its study. */
export interface TrialContext {
    readonly storage: Storage;
    readonly sampler: Sampler;
    readonly pruner: Pruner;
    readonly history: History;
    readonly progress: Progress;
    /** Takes in what changed in the storage. */
    refresh(): Promise<void>;
}
export interface NumberOptions {
    readonly log?: boolean;
    readonly step?: number;
}
export declare class Trial {
    #private;
    /** Made by a study's `ask`. */
    constructor(around: TrialContext, record: TrialRecord);
    /** Counts the trials of the study from 0. */
    get number(): number;
    /** What is known of the trial so far. */
    get record(): TrialRecord;
    /** The values that were asked for so far. */
    get params(): Readonly<Record<string, ParamValue>>;
    /** A float between both ends, which belong to the range. The same name gives the same value again. */
    suggestFloat(name: string, low: number, high: number, options?: NumberOptions): Promise<number>;
    /** A whole number between both ends, which belong to the range. */
    suggestInt(name: string, low: number, high: number, options?: NumberOptions): Promise<number>;
    /** One of several choices; the same choices in every trial. */
    suggestCategorical<T extends Choice>(name: string, choices: readonly T[]): Promise<T>;
    /** A value of a distribution. */
    suggestValue(name: string, distribution: Distribution): Promise<ParamValue>;
    /**
     * All parameters of a space that this trial has: those without `when`, and those whose conditions hold. They are stored
     * together, which takes one commit.
     */
    suggest(space: Space): Promise<Readonly<Record<string, ParamValue>>>;
    /**
     * Reports what the objective is at a step, such as an epoch. What was reported first at a step stays.
     *
     * @param step a whole number from 0
     * @throws MedspanError `config` where the step is none, or the study has several directions
     */
    report(value: number, step: number): Promise<void>;
    /** Whether the study's pruner would end the trial, by what it and all others have reported until now. */
    shouldPrune(): Promise<boolean>;
    /** Notes something on the trial that JSON can hold. */
    setUserAttribute(key: string, value: Json): Promise<void>;
    /** Notes a constraint: above 0 it is violated, and the trial ranks behind all that keep theirs. */
    setConstraint(key: string, value: number): Promise<void>;
    /** What samplers and pruners note; not for users. */
    setSystemAttributes(attributes: Attributes): Promise<void>;
}
