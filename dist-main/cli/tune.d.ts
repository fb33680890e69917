/**
 * @file `medspan tune`: the search for hyperparameters.
 */
import { Command } from 'commander';
import { type Tuned } from '../tuning/tune.ts';
import { type CommandContext } from './io.ts';
export declare function tuneCommand(context: CommandContext): Command;
/** What a search has found. */
export declare function renderStudy({ study, studyFolder }: Tuned): string;
