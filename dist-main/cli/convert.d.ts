import { Command } from 'commander';
import { type CommandContext } from './io.ts';
export declare function convertCommand(context: CommandContext): Command;
