/**
 * @file `medspan job`: what a batch script runs.
 */
import { Command } from 'commander';
import { type CommandContext } from '../io.ts';
export declare function jobCommand(context: CommandContext): Command;
