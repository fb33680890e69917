import { type Reply, type RequestOptions } from '../net/request.ts';
import { type Backoff } from '../net/retry.ts';
import type { Repository } from './cache.ts';
import type { HubSettings } from './settings.ts';
/** How patient requests are. */
export interface Patience extends Backoff {
    /** Silence after which an attempt counts as failed. */
    readonly idleTimeoutMs: number;
}
export interface HubContext {
    readonly settings: HubSettings;
    readonly signal?: AbortSignal | undefined;
    readonly patience?: Patience | undefined;
}
/** One request to the hub. */
export interface HubRequest {
    readonly method?: RequestOptions['method'];
    readonly body?: RequestOptions['body'];
    readonly headers?: Readonly<Record<string, string>>;
    /** A redirect to another origin is a reply: metadata stand in the hub's own, not in that of the storage behind it. */
    readonly redirects?: 'follow' | 'same-origin';
    /** Statuses of refusals that are replies, too. */
    readonly accepts?: readonly number[];
    /** What the token must allow, for the error; `read` where left out. */
    readonly access?: 'read' | 'write to';
}
/**
 * Asks the hub once, and has its reply read.
 *
 * @throws MedspanError (`input`) for a refusal; TransientError for what may pass; what `read` throws
 */
export declare function askHub<T>(address: string, asked: HubRequest, repository: Repository, { settings, signal, patience: { idleTimeoutMs } }: HubContext, read: (reply: Reply) => Promise<T>): Promise<T>;
export interface PatientOptions {
    /** Whether the last attempt brought something: then patience begins anew. */
    readonly progressed?: () => boolean;
    /** What to do when it does not work. */
    readonly hint?: string;
}
/**
 * Asks until that succeeds, a refusal comes, or patience ends.
 *
 * @throws MedspanError (`input`) when it does not work, with a TransientError as its cause; what `signal` says when it is
 * aborted; what `work` throws.
 */
export declare function patiently<T>(work: () => Promise<T>, { signal, patience: backoff }: HubContext, address: string, { progressed, hint }?: PatientOptions): Promise<T>;
