import { type Notice } from '../../errors.ts';
import type { Progress } from '../../progress.ts';
import type { Output } from '../io.ts';
/** Progress that can be closed: `close` takes an unfinished bar off the terminal, for an error message to follow. */
export interface CliProgress extends Progress {
    /** Whether notices list all their kinds; false at first. */
    verbose: boolean;
    close(): void;
}
/** Draws on `output`; `now` gives milliseconds from any fixed moment. */
export declare function createProgress(output: Output, now?: () => number): CliProgress;
/** `note: 3 mentions cut a word (3 times, first at a.xmi:4)`. */
export declare function renderNotice(notice: Notice): string;
/** `0.3 s`, `12 s`, `3 min 5 s`, `2 h 4 min`. */
export declare function formatSeconds(seconds: number): string;
