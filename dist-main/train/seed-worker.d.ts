/**
 * @file A training in a process of its own, as this one sees it, and what the two say to each other.
 */
import type { Config } from '../config/config.ts';
import { type Notice } from '../errors.ts';
import type { Progress } from '../progress.ts';
import { type ForkOptions, type SentError } from '../system/forked.ts';
export type ToTraining = {
    readonly kind: 'begin';
    readonly config: Config;
    readonly overwrite: boolean;
} | {
    readonly kind: 'stop';
};
export type FromTraining = {
    readonly kind: 'info';
    readonly line: string;
} | {
    readonly kind: 'notice';
    readonly notice: Notice;
}
/** A task begins, of which the next two tell by its number. */
 | {
    readonly kind: 'task';
    readonly task: number;
    readonly title: string;
    readonly total: number | undefined;
    readonly unit: string;
} | {
    readonly kind: 'advance';
    readonly task: number;
    readonly by: number;
    readonly note: string | undefined;
} | {
    readonly kind: 'end';
    readonly task: number;
    readonly note: string | undefined;
} | {
    readonly kind: 'done';
} | {
    readonly kind: 'failed';
    readonly error: SentError;
};
export interface ElsewhereOptions extends ForkOptions {
    readonly progress: Progress;
    /** Ends the training in order. */
    readonly signal?: AbortSignal | undefined;
    readonly overwrite?: boolean | undefined;
}
/**
 * Trains what a configuration describes in a process of its own.
 * @throws MedspanError as `train`; `data` where the process has died
 */
export declare function trainElsewhere(config: Config, { progress, signal, overwrite, niceness }: ElsewhereOptions): Promise<void>;
