import { type Measure } from './counts.ts';
import type { ScoredDocument } from './mentions.ts';
import { type ComparisonOptions } from './significance.ts';
/** Scores of several runs. */
export interface Spread {
    readonly mean: number;
    /** The sample standard deviation, by n - 1; undefined of one run. */
    readonly std?: number;
    readonly min: number;
    readonly max: number;
}
/** @throws MedspanError `internal` without a value */
export declare function spreadOf(values: readonly number[]): Spread;
/** One measure of a run. */
export interface RunScores {
    /** Over all mentions together. */
    readonly micro: number;
    /** The plain mean over the types that occur. */
    readonly macro: number;
    /** Types that occur in gold or prediction, sorted. */
    readonly types: ReadonlyMap<string, number>;
}
/** A measure of documents as they are; a mention is right when borders and type agree. */
export declare function scoreDocuments(documents: readonly ScoredDocument[], measure?: Measure): RunScores;
/** A run of a configuration. */
export interface SeedRun {
    /** Its folder or file. */
    readonly path: string;
    readonly documents: readonly ScoredDocument[];
}
/** The mean scores of two configurations, and their difference. */
export interface SeedsDifference {
    readonly a: Spread;
    readonly b: Spread;
    /** The effect: the difference of the means, a - b. */
    readonly difference: number;
    /** Its percentile interval. */
    readonly lower: number;
    readonly upper: number;
    /** Bootstrap samples that say something about it; where none does, both borders are the effect. */
    readonly samples: number;
    readonly p: number;
}
export interface SeedsComparison {
    readonly measure: Measure;
    readonly micro: SeedsDifference;
    /** Of the plain means over types; each run's over those that occur in gold or in its own prediction. */
    readonly macro: SeedsDifference;
    /** Types that occur in gold or in a prediction of any run, sorted; `holm` is p corrected over them. */
    readonly types: ReadonlyMap<string, SeedsDifference & {
        readonly holm: number;
    }>;
    /** Each run's scores. */
    readonly runs: Readonly<Record<'a' | 'b', readonly (Pick<RunScores, 'micro' | 'macro'> & {
        path: string;
    })[]>>;
    readonly documents: number;
    readonly samples: number;
    readonly confidence: number;
}
/**
 * Compares two configurations by runs of each with several seeds, on the same documents, in whatever order these come.
 * @throws MedspanError `data` where ids or gold mentions of two runs differ, with the run's path; `config` for what cannot be
 *     drawn, or no run.
 */
export declare function compareSeeds(a: readonly SeedRun[], b: readonly SeedRun[], options: ComparisonOptions): SeedsComparison;
