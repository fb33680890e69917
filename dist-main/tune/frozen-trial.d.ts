/**
 * @file Studies and trials as they are stored: plain data that nobody changes.
 *
 * What Optuna calls `FrozenStudy` and `FrozenTrial`, field by field, so that a storage can keep both without loss. A
 * storage that learns something new about a trial makes another record.
 */
import type { Distributions, ParamValue } from './distributions.ts';
/** What JSON can hold. Numbers may be NaN or infinite, as in Python's JSON. */
export type Json = null | boolean | number | string | readonly Json[] | {
    readonly [key: string]: Json | undefined;
};
/** Attributes by key. */
export type Attributes = Readonly<Record<string, Json>>;
export type Direction = 'minimize' | 'maximize';
/** `waiting`: enqueued, taken by nobody yet; `pruned`: ended early by a pruner; `failed`: ended by an error. */
export type TrialState = 'running' | 'waiting' | 'complete' | 'pruned' | 'failed';
/** The states after which a trial changes no more. */
export type FinishedState = 'complete' | 'pruned' | 'failed';
export declare function isFinished(state: TrialState): state is FinishedState;
export interface StudyRecord {
    /** Unique in the storage. */
    readonly id: number;
    /** Unique in the storage too. */
    readonly name: string;
    /** One for each value of a trial. */
    readonly directions: readonly Direction[];
    /** What users and their tools note. */
    readonly userAttributes: Attributes;
    /** What samplers and pruners note. */
    readonly systemAttributes: Attributes;
}
export interface TrialRecord {
    /** Unique in the storage. */
    readonly id: number;
    /** Counts the trials of its study from 0, without a gap. */
    readonly number: number;
    readonly state: TrialState;
    /** One for each direction, of a trial that is complete, and of a pruned one that had reported. May be infinite, never NaN. */
    readonly values: readonly number[] | undefined;
    /** When it began to run; undefined while it waits. */
    readonly started: Date | undefined;
    readonly completed: Date | undefined;
    /** Values as users see them; those that were asked for so far. */
    readonly params: Readonly<Record<string, ParamValue>>;
    /** For each of `params`. */
    readonly distributions: Distributions;
    readonly userAttributes: Attributes;
    /** Of Optuna's keys, `fixed_params` of an enqueued trial and `constraints` are known here. */
    readonly systemAttributes: Attributes;
    /** What was reported, by step; NaN and infinities too. */
    readonly intermediateValues: ReadonlyMap<number, number>;
}
/** The greatest step that was reported, which may not be the last one. */
export declare function lastStep(trial: TrialRecord): number | undefined;
/** Where Optuna keeps the values that an enqueued trial is to have. */
export declare const fixedParamsKey = "fixed_params";
/** Where Optuna keeps constraints: numbers above 0 are violations. */
export declare const constraintsKey = "constraints";
/** Where the cause of a failed trial stands. */
export declare const failReasonKey = "fail_reason";
/** The sum of violated constraints; 0 for a trial that keeps all of them, or has none. */
export declare function violation(trial: TrialRecord): number;
