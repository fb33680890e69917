/**
 * @file `medspan score`: the scores of predictions that anybody has made.
 */
import { Command } from 'commander';
import type { CommandContext } from './io.ts';
export declare function scoreCommand(context: CommandContext): Command;
