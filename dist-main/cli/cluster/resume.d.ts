/**
 * @file `medspan resume`: goes on with a run whose job has ended before it was done.
 */
import { Command } from 'commander';
import { type CommandContext } from '../io.ts';
export declare function resumeCommand({ io }: CommandContext): Command;
