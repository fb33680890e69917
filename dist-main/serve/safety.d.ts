import type { MiddlewareHandler } from 'hono';
export interface SafetyOptions {
    /** Names by which the server may be called, beside `localhost` and any address in numbers. */
    readonly hosts: readonly string[];
    /** What a client must know; left out, nothing. */
    readonly token?: string | undefined;
    /** Paths that need no token. */
    readonly open: readonly string[];
}
export declare const LINES_TYPE = "application/x-ndjson";
/** Adds the headers that tell a browser to make nothing of an answer but what it is. */
export declare const withSafeHeaders: MiddlewareHandler;
/** Refuses who may not ask: 403 by the names of host and origin, 401 without the token, 415 for a form. */
export declare function createGuard({ hosts, token, open }: SafetyOptions): MiddlewareHandler;
