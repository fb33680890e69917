/**
 * @file `medspan watch`: a run that trains, here or elsewhere, followed by its folder.
 */
import { Command } from 'commander';
import { type CommandContext } from './io.ts';
export declare function watchCommand(context: CommandContext): Command;
