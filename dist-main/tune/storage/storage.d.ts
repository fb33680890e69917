/**
 * @file The contract of a storage: where studies and trials are, for one process or for many.
 *
 * Made so that Optuna's relational schema, its journal file and plain memory can all keep it: the operations are those
 * of Optuna's `BaseStorage`, with three differences. Parameters are written several at a time, because a commit costs more
 * than what it holds. States change by compare-and-set, so that of several workers that want the same trial exactly one
 * has it. Trials are read as what is new since the last time, so that no one reads a long study again and again.
 *
 * What every storage owes:
 *
 * - What a method has resolved, another process sees, and a crash does not take back.
 * - A record that was given is never changed afterwards.
 * - A finished trial changes no more: what would change it rejects with a MedspanError `data`.
 * - An id that is not there rejects with a MedspanError `data`.
 * - A storage that is locked for too long, full or damaged rejects with one MedspanError (`output` or `input`) that
 *   names its file, and what was stored before stays.
 *
 * `test/tune/storage-contract.ts` tries all of this on any storage.
 */
import type { Distribution } from '../distributions.ts';
import type { Attributes, Direction, FinishedState, Json, StudyRecord, TrialRecord } from '../frozen-trial.ts';
export interface StorageOptions {
    readonly heartbeat?: Heartbeat;
    /** What time it is, in milliseconds since 1970. */
    readonly now?: () => number;
}
/** Of a storage in a file. */
export interface FileStorageOptions extends StorageOptions {
    /** Whether a file is made where there is none; true where left out. */
    readonly create?: boolean;
}
/** A parameter of a trial as it is stored. */
export interface StoredParam {
    readonly name: string;
    /** As inside: see `distributions.ts`. */
    readonly value: number;
    readonly distribution: Distribution;
}
/** What a new trial has from the beginning. */
export interface TrialTemplate {
    /** `running` where left out. A finished one is an old trial that is added; its times are given or the present. */
    readonly state?: TrialRecord['state'];
    readonly values?: readonly number[];
    readonly params?: readonly StoredParam[];
    readonly userAttributes?: Attributes;
    readonly systemAttributes?: Attributes;
    readonly intermediateValues?: ReadonlyMap<number, number>;
    readonly started?: Date;
    readonly completed?: Date;
}
/**
 * How far trials were read: plain JSON that only the storage that gave it understands, such as a row's id, an offset
 * in a file, the numbers of trials that were unfinished.
 */
export type TrialCursor = Json;
export interface TrialChanges {
    /** By number, each once. */
    readonly trials: readonly TrialRecord[];
    readonly cursor: TrialCursor;
}
/** How a storage notices that a worker died: Optuna's `heartbeat_interval` and `grace_period`. */
export interface Heartbeat {
    /** How often a worker says that it is alive. */
    readonly intervalMs: number;
    /** After how long a silence its trial is stale; Optuna takes twice the interval. */
    readonly graceMs: number;
}
export type AttributeOwner = 'user' | 'system';
export interface Storage {
    /** Undefined for a storage that notices no dead workers. */
    readonly heartbeat: Heartbeat | undefined;
    /** @throws MedspanError `config` where there is a study of that name */
    createStudy(name: string, directions: readonly Direction[]): Promise<StudyRecord>;
    /** The study of a name as it is now, or undefined. */
    loadStudy(name: string): Promise<StudyRecord | undefined>;
    /** All studies, by id. */
    listStudies(): Promise<StudyRecord[]>;
    /** Deletes a study with its trials. */
    deleteStudy(studyId: number): Promise<void>;
    /** Sets an attribute of a study, whatever it was before. */
    setStudyAttribute(studyId: number, owner: AttributeOwner, key: string, value: Json): Promise<void>;
    /**
     * Adds a trial with the next number. Two workers never get the same number.
     *
     * @throws MedspanError `config` where a parameter's distribution does not go with earlier trials
     */
    createTrial(studyId: number, template?: TrialTemplate): Promise<TrialRecord>;
    /**
     * Takes the waiting trial with the lowest number: it is `running` and its start is now. Undefined where none waits.
     * Of several workers that ask at the same time no two get the same one.
     */
    takeWaiting(studyId: number): Promise<TrialRecord | undefined>;
    /**
     * Sets parameters of a running trial, all or none.
     *
     * @throws MedspanError `config` where a distribution does not go with earlier trials (`checkCompatible`)
     */
    setTrialParams(trialId: number, params: readonly StoredParam[]): Promise<void>;
    /** Sets what a running trial reported at a step, a whole number from 0; may be NaN or infinite. */
    setIntermediateValue(trialId: number, step: number, value: number): Promise<void>;
    /** Sets attributes of an unfinished trial, all or none. */
    setTrialAttributes(trialId: number, owner: AttributeOwner, attributes: Attributes): Promise<void>;
    /**
     * Finishes a running trial: its state, its values and the time at once. False where it was not running (any more), and
     * then nothing changed; so of two workers that finish a trial one learns that it did.
     *
     * @param next a trial that is created at the same moment, such as one that tries this one again: both or none
     */
    finishTrial(trialId: number, state: FinishedState, values?: readonly number[], next?: TrialTemplate): Promise<boolean>;
    getTrial(trialId: number): Promise<TrialRecord>;
    /**
     * The trials that are new or changed since a cursor, all without one. Trials that did not change may be among them;
     * unfinished ones are cheap to read again, finished ones should not be.
     */
    readTrials(studyId: number, since?: TrialCursor): Promise<TrialChanges>;
    /**
     * Says that the worker of a running trial is alive. Does nothing without `heartbeat`. With it, the first heartbeat is
     * stored together with the trial's state (`createTrial`, `takeWaiting`): a worker that dies at once is missed too.
     */
    recordHeartbeat(trialId: number): Promise<void>;
    /** The ids of running trials that have a heartbeat, the last of which is older than `graceMs`; by number. */
    staleTrials(studyId: number): Promise<number[]>;
    /** Lets go of files and connections. */
    close(): Promise<void>;
}
