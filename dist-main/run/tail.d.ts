import type { ZodType } from 'zod';
import { type LogRecord } from './log.ts';
export interface Tail {
    /** Reads what is new, and says whether anything is. */
    poll(): Promise<boolean>;
    readonly records: readonly LogRecord[];
    /** Whole lines that are no records. */
    readonly damaged: number;
    /** When the file was changed last, in milliseconds since 1970; undefined where it is not there. */
    readonly modifiedMs: number | undefined;
    /** How often it was read from its start. */
    readonly readings: number;
}
/** Whether a look at a file failed in a way that passes. */
export declare function isPassing(error: unknown): boolean;
export declare function createTail(path: string): Tail;
/** A line of a log: the numbers of an object that has a step; undefined for anything else. */
/** A JSON file that is written whole, and read again when it has changed. */
export interface Watched<T> {
    /** Says whether there is another value. */
    poll(path: string): Promise<boolean>;
    readonly value: T | undefined;
    readonly modifiedMs: number | undefined;
}
export declare function watchJson<T>(schema: ZodType<T>): Watched<T>;
