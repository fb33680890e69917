import { Command } from 'commander';
import { type ActiveSelection } from '../active/active.ts';
import { type CommandContext } from './io.ts';
export declare function activeCommand(context: CommandContext): Command;
/** A row for each chosen document, the first one to annotate first. */
export declare function renderSelection({ output, candidates, annotated, chosen }: ActiveSelection): string;
