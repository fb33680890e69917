/**
 * @file Attempts that are repeated while what fails may pass: ever later, or when the server says.
 */
import type { RandomStream } from '../random.ts';
import { type Clock } from './rate.ts';
import { TransientError } from './request.ts';
export interface Backoff {
    /** Attempts, the first among them. */
    readonly maxAttempts: number;
    /** The pause after the first failure; it doubles with each one after it, up to `maxBackoffMs`. */
    readonly backoffMs: number;
    readonly maxBackoffMs: number;
}
/** Why it is given up: after so many `attempts`, since the server asks for too long a `wait`, or since `time` is over. */
export interface GivingUp {
    readonly reason: 'attempts' | 'wait' | 'time';
    readonly attempts: number;
}
export interface RetryOptions extends Backoff {
    /** What is thrown in the end. */
    readonly giveUp: (error: TransientError, givingUp: GivingUp) => Error;
    readonly clock?: Clock | undefined;
    /** Ends the waiting. */
    readonly signal?: AbortSignal | undefined;
    /** Spreads the pauses of those who failed together. */
    readonly random?: RandomStream;
    /** How often a server may ask to wait before that counts as a failed attempt; 0 where left out. */
    readonly maxWaits?: number;
    /** When all must be over, by the clock. */
    readonly endMs?: number;
    /** Whether the last attempt brought something: then attempts are counted anew. */
    readonly progressed?: (() => boolean) | undefined;
    /** Told of each failure after which there is another attempt. */
    readonly onRetry?: (error: TransientError) => void;
}
/**
 * Does some work until it succeeds, or throws anything but a TransientError.
 *
 * @throws what `work` or `giveUp` says; the signal's reason when that is aborted
 */
export declare function retry<T>(work: () => Promise<T>, options: RetryOptions): Promise<T>;
