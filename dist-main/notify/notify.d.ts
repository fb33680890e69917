import { type Notice } from '../errors.ts';
import { type Clock } from '../net/rate.ts';
import { type Progress } from '../progress.ts';
import { type Patience } from './delivery.ts';
import { type EventKind } from './outcome.ts';
import { type Webhook } from './webhooks.ts';
export interface NotifyOptions {
    /** What happened, which is told even if the same was told before; without it, what the folder says and was not told. */
    readonly event?: {
        readonly kind: Exclude<EventKind, 'failure'>;
    } | {
        readonly kind: 'failure';
        readonly error: unknown;
    } | undefined;
    /** Has the webhooks, and the keys that must not be told. */
    readonly env: Readonly<Record<string, string | undefined>>;
    /** Files with addresses of webhooks that nobody else may read. */
    readonly webhookFiles?: readonly string[] | undefined;
    /** Tells also what was told before. */
    readonly again?: boolean | undefined;
    /** Sends and writes nothing; the report then has the messages. */
    readonly dryRun?: boolean | undefined;
    /** Ends the sending. */
    readonly signal?: AbortSignal | undefined;
    readonly progress?: Progress | undefined;
    readonly patience?: Partial<Patience> | undefined;
    readonly clock?: Clock | undefined;
}
/** What became of a part at a webhook: sent now, sent before, not sent, or (`planned`) to be sent without a dry run. */
export interface PartReport {
    readonly name: string;
    readonly state: 'sent' | 'already' | 'failed' | 'planned';
    readonly reason?: string;
}
export interface NotifyReport {
    readonly run: string;
    readonly event: EventKind | undefined;
    readonly webhooks: readonly {
        /** As it may be shown. */
        readonly name: string;
        readonly kind: Webhook['kind'];
        readonly parts: readonly PartReport[];
        /** Of a dry run: what would be sent. */
        readonly messages: readonly string[];
    }[];
    /** Why nothing could be sent at all, in words that may be shown. */
    readonly problem: string | undefined;
    readonly notices: readonly Notice[];
    /** Nothing is left to be sent. */
    readonly complete: boolean;
}
/**
 * Tells every webhook what a run folder says, or what has just happened to it, and keeps in `notifications.jsonl` what
 * arrived. Without any webhook it does nothing, and says so in `problem`.
 *
 * It throws for defects of medspan alone. It takes some minutes at most (`patience.totalMs`). Text that is sent,
 * reported or kept holds no path, key, or user's name; the folder's own name it does.
 */
export declare function notifyRun(runFolder: string, options: NotifyOptions): Promise<NotifyReport>;
