/**
 * @file Sending messages to one webhook: in order, one at a time, with what its server says of its limits honoured.
 *
 * - 2xx: sent. `X-RateLimit-Remaining: 0` lets the next one wait for `X-RateLimit-Reset-After` seconds.
 * - 429: waits for `retry_after` of the body, or `Retry-After`, in seconds; a global limit holds for all webhooks of
 *   the server (https://docs.discord.com/developers/topics/rate-limits).
 * - 5xx, 408, a cut connection, silence: again, with growing pauses.
 * - 413: in halves; a figure that is too large alone is passed over.
 * - 401, 403, 404, 410, redirects: nothing else is sent to this webhook. A redirect would carry the message elsewhere.
 * - other refusals: the next message.
 *
 * A connection may be cut after the server took a message; then the message comes twice.
 */
import type { Clock } from '../net/rate.ts';
import { type Backoff } from '../net/retry.ts';
import type { Channel, Message, Part } from './channel.ts';
import type { Redact } from './redact.ts';
/** How patient deliveries are. Attempts are those of one message that fail for other reasons than a limit. */
export interface Patience extends Backoff {
    /** An attempt may take this long. */
    readonly timeoutMs: number;
    /** All messages to all webhooks may take this long, waiting included. */
    readonly totalMs: number;
}
export declare const patience: Patience;
/** What became of a part. */
export interface Delivery {
    readonly part: Part;
    readonly sent: boolean;
    /** Why it was not sent, without anything secret. */
    readonly reason?: string;
}
/** What deliveries to several webhooks share. */
export interface Dispatch {
    readonly clock: Clock;
    readonly patience: Patience;
    /** Aborted when the user ends the work. */
    readonly signal: AbortSignal | undefined;
    /** When all must be over, by the clock. */
    readonly deadlineMs: number;
    /** Before when nothing may be sent to a server, by its host and port: its global limits. */
    readonly paused: Map<string, number>;
    readonly redact: Redact;
}
/** Sends messages in order; tells of each part as soon as its fate is known. */
export declare function deliver(channel: Channel, messages: readonly Message[], dispatch: Dispatch, told: (delivery: Delivery) => Promise<void>): Promise<void>;
