import { Command } from 'commander';
import { type CommandContext } from './io.ts';
export declare function exportCommand(context: CommandContext): Command;
