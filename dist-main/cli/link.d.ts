import { Command } from 'commander';
import { type CommandContext } from './io.ts';
export declare function linkCommand(context: CommandContext): Command;
