import { type Distribution } from '../distributions.ts';
import { type Direction, type Json, type StudyRecord, type TrialRecord, type TrialState } from '../frozen-trial.ts';
import type { JournalEntry } from './journal-file.ts';
/** Optuna's numbers of operations. */
export declare const operations: {
    readonly createStudy: 0;
    readonly deleteStudy: 1;
    readonly setStudyUserAttribute: 2;
    readonly setStudySystemAttribute: 3;
    readonly createTrial: 4;
    readonly setTrialParam: 5;
    readonly setTrialState: 6;
    readonly setIntermediateValue: 7;
    readonly setTrialUserAttribute: 8;
    readonly setTrialSystemAttribute: 9;
    /** Written by another program than Optuna, which passes over it. */
    readonly discardTrials: 10;
};
/**
 * The system attribute of a trial that holds when its worker was last alive, in milliseconds since 1970. Optuna's journal
 * has no heartbeats; to Optuna it is an attribute like others. Here it is none.
 */
export declare const heartbeatKey = "medspan:heartbeat";
/** A trial as far as it was replayed. */
interface Draft {
    readonly id: number;
    readonly number: number;
    readonly study: ReplayedStudy;
    state: TrialState;
    values: readonly number[] | undefined;
    started: Date | undefined;
    completed: Date | undefined;
    heartbeat: number | undefined;
    readonly params: Map<string, {
        readonly value: number;
        readonly distribution: Distribution;
    }>;
    readonly attributes: {
        readonly user: Map<string, Json>;
        readonly system: Map<string, Json>;
    };
    readonly steps: Map<number, number>;
    /** The same as a record, until it changes. */
    record: TrialRecord | undefined;
}
export interface ReplayedStudy {
    readonly id: number;
    readonly name: string;
    readonly directions: readonly Direction[];
    readonly attributes: {
        readonly user: Map<string, Json>;
        readonly system: Map<string, Json>;
    };
    readonly trials: Draft[];
    /** Which trial changed up to which byte of the file. */
    readonly log: {
        readonly end: number;
        readonly number: number;
    }[];
    /** The distribution of each parameter in the first trial that has it. */
    readonly first: Map<string, {
        readonly number: number;
        readonly distribution: Distribution;
    }>;
    /** No trial below it waits. */
    waitingFrom: number;
}
export declare class JournalReplay {
    #private;
    constructor(path: string);
    get studies(): IterableIterator<ReplayedStudy>;
    study(id: number): ReplayedStudy;
    studyCalled(name: string): ReplayedStudy | undefined;
    trial(id: number): Draft;
    /** How many trials there were: the id of the next one. */
    get nextTrial(): number;
    get nextStudy(): number;
    /** The waiting trial of a study with the lowest number. */
    waiting(study: ReplayedStudy): Draft | undefined;
    /**
     * Does what a record says, or nothing.
     *
     * @throws MedspanError `input` with the line, for a record that cannot be understood
     */
    apply(entry: JournalEntry): void;
}
export declare function studyRecord({ id, name, directions, attributes }: ReplayedStudy): StudyRecord;
export declare function trialRecord(trial: Draft): TrialRecord;
export {};
