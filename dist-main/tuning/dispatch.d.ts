import type { Study } from '../tune/study.ts';
/** `wait`: trials run elsewhere that may yet have to be tried again. */
export type Verdict = 'go' | 'wait' | 'stop';
export interface Dispatch {
    /** A place for a worker. */
    join(): Seat;
}
/** How one worker speaks to its dispatcher. */
export interface Seat {
    /** Whether it may begin a trial; the one before is over. */
    next(): Promise<Verdict>;
    /** The trial that it was let go for is in the study. */
    begun(): void;
    /** It asks no more. */
    leave(): void;
}
export interface DispatchOptions {
    /** Trials of the study in the end. */
    readonly trials: number;
    readonly retries: number;
    /** By `performance.now()`: no trial begins after it. */
    readonly endMs: number;
    readonly signal?: AbortSignal | undefined;
    /** Whether a trial begins only where one like those before it would end in time. */
    readonly endInTime: boolean;
}
export declare function createDispatch(study: Study, options: DispatchOptions): Dispatch;
