/** A failure that may pass by itself: another attempt may succeed. */
export declare class TransientError extends Error {
    /** What the server asks to wait, in milliseconds. */
    readonly retryAfterMs: number | undefined;
    constructor(message: string, retryAfterMs?: number, cause?: unknown);
}
export interface RequestOptions {
    readonly method?: 'GET' | 'HEAD' | 'POST' | 'PUT' | undefined;
    readonly headers?: Readonly<Record<string, string>>;
    /** Sent to the origin of the address, and to no other, whatever a redirect says. */
    readonly keyHeaders?: Readonly<Record<string, string>>;
    readonly body?: string | FormData | Blob | undefined;
    /** For the request and its reply together. */
    readonly timeoutMs?: number;
    /** How long nothing may come, or next to nothing. */
    readonly idleTimeoutMs?: number;
    readonly signal?: AbortSignal | undefined;
    /** `none` where left out: a redirect is a reply like others. With `same-origin` one to another origin is. */
    readonly redirects?: 'none' | 'same-origin' | 'follow';
}
export interface Reply {
    readonly status: number;
    readonly statusText: string;
    readonly headers: Headers;
    /** Without what may be a key. */
    readonly shownUrl: string;
    /** The body in pieces. @throws TransientError where the connection fails, or time is over */
    pieces(): AsyncIterable<Uint8Array>;
    /** The body; undefined where it is longer. @throws as `pieces` */
    bytes(maxBytes: number): Promise<Buffer | undefined>;
}
/** Whether a status says that another attempt may succeed (RFC 9110, section 15; RFC 8470 for 425). */
export declare function isTransientStatus(status: number): boolean;
/** Milliseconds to wait, from `Retry-After` in seconds or as a date (RFC 9110, section 10.2.3). */
export declare function parseRetryAfter(value: string | null, nowMs: number): number | undefined;
/**
 * Sends one request, and has its reply read: the time limits and the connection end with `read`.
 *
 * @throws TransientError where there is no reply, or it is cut off; MedspanError for redirects that lead nowhere; the
 *     signal's reason where that ends it; what `read` throws
 */
export declare function request<T>(address: string, options: RequestOptions, read: (reply: Reply) => Promise<T>): Promise<T>;
