/**
 * @file What a search and its worker processes say to each other.
 */
import type { Notice } from '../errors.ts';
import type { SentError } from '../system/forked.ts';
import type { Verdict } from './dispatch.ts';
import type { TrialEvent } from './trial-run.ts';
export interface WorkerOrder {
    /** The configuration file of the search, and what is changed of it. */
    readonly path: string;
    readonly overrides: readonly string[];
    readonly threads: number | undefined;
}
export type ToWorker = {
    readonly kind: 'begin';
    readonly order: WorkerOrder;
} | {
    readonly kind: 'verdict';
    readonly verdict: Verdict;
} | {
    readonly kind: 'stop';
};
export type FromWorker = {
    readonly kind: 'next';
} | {
    readonly kind: 'event';
    readonly event: TrialEvent;
} | {
    readonly kind: 'info';
    readonly line: string;
} | {
    readonly kind: 'notice';
    readonly notice: Notice;
}
/** `stopped`: by a signal, with trials left. */
 | {
    readonly kind: 'done';
    readonly stopped: boolean;
} | {
    readonly kind: 'failed';
    readonly error: SentError;
};
