import { Command } from 'commander';
import type { Progress } from '../progress.ts';
import { type CommandContext } from './io.ts';
export declare function reportCommand(context: CommandContext): Command;
/**
 * Makes the report of a run or a study that has just ended. What keeps it from being made is a line in the log and never
 * an error: the work is done, and `medspan report` makes it later.
 */
export declare function reportAloud(folder: string, progress: Progress, { signal, previous }?: {
    readonly signal?: AbortSignal | undefined;
    readonly previous?: 'none';
}): Promise<void>;
