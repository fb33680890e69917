import { Command } from 'commander';
import { type CommandContext } from './io.ts';
export declare function mergeCommand(context: CommandContext): Command;
/** A name for each path: its last part, with as many folders before it as tell it from the others. */
export declare function namesOf(paths: readonly string[]): string[];
