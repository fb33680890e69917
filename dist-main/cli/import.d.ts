/**
 * @file `medspan import`: files of any known format become one corpus file.
 */
import { Command } from 'commander';
import { type CommandContext } from './io.ts';
export declare function importCommand(context: CommandContext): Command;
