/**
 * @file The contract of a way to send notifications: what is said becomes messages, each with its request.
 */
import type { Outcome } from './outcome.ts';
import type { Webhook } from './webhooks.ts';
/** What is sent on its own, and again on its own: the summary, or a figure. */
export interface Part {
    /** `summary`, or the name of a figure. */
    readonly name: string;
    /** Of what it says; another digest is another part. */
    readonly digest: string;
    /** Of a figure. */
    readonly bytes?: number | undefined;
    /** A figure's content. */
    readonly read?: (() => Promise<Uint8Array<ArrayBuffer>>) | undefined;
}
export interface Message {
    readonly parts: readonly Part[];
    /** The message as text, for who wants to see it before it is sent. */
    readonly preview: string;
    /** A request's body; made anew for every try. */
    body(): Promise<{
        readonly body: string | FormData;
        readonly headers: Readonly<Record<string, string>>;
    }>;
}
export interface Channel {
    readonly webhook: Webhook;
    /** The parts of an outcome that it can carry. */
    accepts(part: Part): boolean;
    /** Messages in the order in which they are to be sent. */
    compose(outcome: Outcome, parts: readonly Part[], atMs: number): readonly Message[];
    /** Smaller messages that say the same, for a server that finds one too large; none where it cannot be divided. */
    divide(message: Message): readonly Message[];
    /** What a refusal's body says, in words; undefined where it says nothing. */
    reasonOf(body: unknown): string | undefined;
}
