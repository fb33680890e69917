import type { RunStatus, WatchedRun } from '../../run/watch.ts';
export interface PageOptions {
    /** Characters a line at most. */
    readonly columns: number;
    readonly colour: boolean;
}
/** All of it on a page; lines are at most `columns` long. Ends without a line break. */
export declare function renderWatched(run: WatchedRun, { columns, colour }: PageOptions): string;
/** Values as a line of blocks, the least the lowest; several values to a block are their mean. */
export declare function renderSparkline(values: readonly number[], width: number): string;
/** What `renderNews` has told already. */
export interface Told {
    readonly status: RunStatus | undefined;
    readonly step: number;
    readonly evaluations: number;
    readonly warnings: readonly string[];
}
export declare const nothingTold: Told;
/** Lines for what is new since the last time, and what has been told then. */
export declare function renderNews(run: WatchedRun, told: Told): {
    readonly lines: string[];
    readonly told: Told;
};
