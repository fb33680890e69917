/**
 * @file At most so many requests in any second, however they come, and a clock that tests can set.
 */
/** Time, as far as waiting needs it. */
export interface Clock {
    /** Milliseconds since 1970; never goes back while the process runs. */
    now(): number;
    /** @throws the signal's reason when it is aborted, at once. */
    sleep(ms: number, signal?: AbortSignal | undefined): Promise<void>;
}
export declare const systemClock: Clock;
export interface RateLimit {
    /** Waits for a turn; turns are given in the order in which they were asked for. */
    take(signal?: AbortSignal | undefined): Promise<void>;
    /** Gives no turn before this moment. */
    pauseUntil(time: number): void;
}
/**
 * A sliding window: of any `limit + 1` turns in a row, the last comes at least `windowMs` after the first. The window
 * is a little longer than a second, so that what leaves evenly does not arrive in a crowd.
 */
export declare function createRateLimit(options: {
    readonly limit: number;
    readonly windowMs?: number | undefined;
    readonly clock: Clock;
}): RateLimit;
