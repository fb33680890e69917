import { Command } from 'commander';
import { type CommandContext } from './io.ts';
/** Of a kind with the sample's sentences; what it mentions stands in none of the sample's documents. */
export declare const SENTENCE = "A man with gout and hiccups \uD83D\uDE2E took allopurinol; colonoscopy of the rectum showed an adenoma.";
export declare function demoCommand(context: CommandContext): Command;
