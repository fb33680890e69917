/**
 * @file Whether a new model takes over: both tag the documents that are held out, and are compared as `medspan compare` does.
 *
 * The new model takes over where its F1 is not lower, or where it is lower by so little that chance may be the reason: less
 * than `tolerance`, and with p of the paired approximate randomisation not below `alpha`. Of fewer than
 * `fewestForChance` documents no difference can be told from chance: then it must not be lower.
 */
import { type Difference } from '../../metrics/significance.ts';
import type { Tagger } from '../../predict/tagger.ts';
import type { ScoreOptions } from '../../score/score.ts';
import type { LearningComparison } from './state.ts';
export interface ComparisonTask {
    /** The file of the documents that are held out. */
    readonly heldOut: string;
    /** The types that count. */
    readonly types: ScoreOptions['types'];
    /** The model in use, and the new one. */
    readonly before: string;
    readonly after: string;
    readonly threads: number;
}
/** Lets both models tag the documents, one model after the other. */
export declare function compareModels({ heldOut, types, before, after, threads }: ComparisonTask, load?: (model: string) => Promise<Tagger>): Promise<LearningComparison>;
/** @param difference of the new model, and the one in use */
export declare function decide({ a, b, lower, upper, p }: Difference, documents: number): LearningComparison;
