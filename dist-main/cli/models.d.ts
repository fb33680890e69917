/**
 * @file `medspan models`: which encoder to take, for whom, how large it is, and how long it trains.
 */
import { Command } from 'commander';
import { type CommandContext } from './io.ts';
export declare function modelsCommand(context: CommandContext): Command;
