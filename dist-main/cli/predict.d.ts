/**
 * @file `medspan predict`: tags text and documents with a trained run.
 */
import { Command } from 'commander';
import type { Document } from '../text/document.ts';
import { type CommandContext } from './io.ts';
export declare function predictCommand(context: CommandContext): Command;
/** A text with its mentions in place: `Her [migraine | T047 Disease or Syndrome] went.`, with `0.98` behind the type. */
export declare function renderTagged({ text, mentions }: Pick<Document, 'text' | 'mentions'>, withScores?: boolean): string;
