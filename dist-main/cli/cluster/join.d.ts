/**
 * @file `medspan join`: what a batch script runs on the other nodes of a training on several.
 */
import { Command } from 'commander';
import { type CommandContext } from '../io.ts';
export declare function joinCommand(context: CommandContext): Command;
