import { Command } from 'commander';
import { type NotifyReport, notifyRun } from '../notify/notify.ts';
import { type CommandContext } from './io.ts';
export declare function notifyCommand(context: CommandContext): Command;
/** Something that happens to a run, as webhooks are told of it. */
export type Happening = NonNullable<Parameters<typeof notifyRun>[1]['event']>;
/**
 * Tells the webhooks of the environment what has just happened to a run, where there are any. What cannot be sent is a
 * line in the log, and never an error.
 */
export declare function announce(runFolder: string, event: Happening, { progress }: CommandContext, limits?: {
    readonly signal?: AbortSignal;
    readonly totalMs?: number;
}): Promise<void>;
/** What became of a notification, a webhook after the other. */
export declare function renderNotifyReport(report: NotifyReport): string;
