import type { StudyFile, StudyValue } from '../../run/study-file.ts';
import type { TrialEvent } from '../../tuning/trial-run.ts';
/** A trial under way. */
interface Running {
    readonly params: Readonly<Record<string, StudyValue>>;
    readonly sinceMs: number;
    done: number;
    total: number;
    note: string;
    value: number | undefined;
}
/** What is known of a search, from what it tells. */
export interface WatchedSearch {
    readonly startedMs: number;
    study: StudyFile | undefined;
    folder: string;
    readonly running: Map<number, Running>;
    /** The newest lines of what there was to say. */
    readonly lines: string[];
}
export declare function watchSearch(nowMs: number): WatchedSearch;
export declare function noteLine({ lines }: WatchedSearch, line: string): void;
export declare function noteEvent({ running }: WatchedSearch, event: TrialEvent, nowMs: number): void;
/** A line for what has happened, where it is worth one. */
export declare function renderEvent(event: TrialEvent, study: StudyFile | undefined): string | undefined;
/** Where a search stands, as a page. */
export declare function renderSearch(search: WatchedSearch, nowMs: number, { rows }: {
    readonly rows: number;
}): string;
export declare function renderParams(params: Readonly<Record<string, StudyValue>>): string;
export {};
