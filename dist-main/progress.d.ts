/**
 * @file How the library tells of long work without knowing who listens.
 *
 * A library function takes an optional `Progress`; the command line draws bars from it, a test collects it, and
 * without one the work is silent.
 */
import { type Notice, Notices } from './errors.ts';
/** A piece of work under way, with a known or unknown amount. */
export interface Task {
    /** Reports that `by` more units are done; `note` is shown beside the rate, such as `loss 0.42`. */
    advance(by?: number, note?: string): void;
    end(note?: string): void;
}
export interface Progress {
    /** Starts a task: `total` units (undefined when not known), named in the plural (`documents`, `steps`). */
    task(title: string, total: number | undefined, unit: string): Task;
    /** A line worth reading, such as what was detected or chosen. */
    info(line: string): void;
    notice(notice: Notice): void;
}
/** Listens to nothing. */
export declare const silent: Progress;
/**
 * Adds up what the parts of some work notice, such as each of many files, and reports it once, when the work is over or
 * has failed.
 */
export declare function sumNotices<T>(progress: Progress, work: (summed: Progress) => Promise<T>): Promise<T>;
/** The same listener, and what it is told to notice, counted. */
export declare function collectNotices(progress: Progress): {
    readonly progress: Progress;
    readonly notices: Notices;
};
/** The same listener, told the same line or notice once only: several runs read the same corpus, and notice the same. */
export declare function onceOnly(progress: Progress): Progress;
