import { Command } from 'commander';
import { type ScoredDocument } from '../metrics/mentions.ts';
import { type SeedsComparison } from '../metrics/seeds.ts';
import { type SystemComparison } from '../metrics/significance.ts';
import { type CommandContext } from './io.ts';
export declare function compareCommand(context: CommandContext): Command;
interface Shown {
    readonly a: string;
    readonly b: string;
    readonly documents: readonly ScoredDocument[];
    readonly show: number;
}
/** A table of differences, and mentions that only one of the two finds. */
export declare function renderComparison(comparison: SystemComparison, { a, b, documents, show }: Shown): string;
/** A table of differences, and one of the runs. */
export declare function renderSeedsComparison(comparison: SeedsComparison, { a, b }: {
    readonly a: string;
    readonly b: string;
}): string;
export {};
