/**
 * @file Every command: its name, what help says of it, and its module, which is loaded when it is wanted.
 */
import type { Command } from 'commander';
import type { CommandContext } from './io.ts';
export interface ListedCommand {
    readonly name: string;
    readonly description: string;
    readonly load: () => Promise<(context: CommandContext) => Command>;
}
/** The commands for people, in the order of the help text. */
export declare const COMMANDS: readonly ListedCommand[];
/** Commands that batch scripts run, which no help text lists. */
export declare const SCRIPTED: readonly ListedCommand[];
