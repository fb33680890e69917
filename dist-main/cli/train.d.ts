import { Command } from 'commander';
import type { RunSummary } from '../run/results.ts';
import { type CommandContext } from './io.ts';
export declare function trainCommand(context: CommandContext): Command;
/** The override that puts a run, or a study, into a folder, whatever characters its path has. */
export declare function outputOverride(folder: string, key?: 'training' | 'tuning'): string;
/** The overrides of `--set`, and then that of `--output`. */
export declare function overridesOf({ cwd }: {
    readonly cwd: string;
}, { set, output }: {
    readonly set: readonly string[];
    readonly output?: string;
}, key?: 'training' | 'tuning'): string[];
/** What was trained on, how long it took, the scores, and where everything is. */
export declare function renderSummary(summary: RunSummary): string;
