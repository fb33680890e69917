/**
 * @file `medspan push`: a trained run or an export to a repository on the Hugging Face hub.
 */
import { Command } from 'commander';
import { type CommandContext } from './io.ts';
export declare function pushCommand({ io, progress }: CommandContext): Command;
