/**
 * @file What the server knows of a request beside what stands in it, and how large its body may be.
 */
import type { MiddlewareHandler } from 'hono';
/** For what answers a request. */
export interface Variables {
    /** Once it is aborted the client has gone: what is done for it may end. */
    readonly signal: AbortSignal;
    /** Keeps the place of the request until this has ended, for an answer that goes on behind its head. */
    readonly hold: (until: Promise<void>) => void;
    /** Says in the log where a defect is, of which an answer that has begun can say nothing. */
    readonly report: (error: unknown) => void;
}
/** Refuses larger bodies with 413. */
export declare function limitBody(maxSize: number): MiddlewareHandler;
/** A signal whose reason is an error, which that of a request need not be. */
export declare function goneSignal(signal: AbortSignal): AbortSignal;
