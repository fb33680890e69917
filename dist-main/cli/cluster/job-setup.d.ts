import { Command } from 'commander';
import { type CommandContext } from '../io.ts';
export declare function jobSetupCommand(context: CommandContext): Command;
