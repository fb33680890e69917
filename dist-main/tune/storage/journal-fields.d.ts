import type { TrialState } from '../frozen-trial.ts';
import type { JournalEntry } from './journal-file.ts';
/** Optuna's numbers of states are places in this list. */
export declare const journalStates: readonly TrialState[];
/** Reads the fields of one record. */
export declare class Fields {
    #private;
    constructor(entry: JournalEntry, path: string);
    refuse(message: string, hint?: string): never;
    get(key: string): unknown;
    count(key: string): number;
    number(key: string): number;
    text(key: string): string;
    /** Undefined for null and for what is left out. */
    numbers(key: string): readonly number[] | undefined;
    time(key: string): Date | undefined;
    /** Entries of an object; none for null and for what is left out. */
    entries(key: string): readonly (readonly [string, unknown])[];
    state(key: string): TrialState;
}
