import { type Measure } from './counts.ts';
import type { ScoredDocument } from './mentions.ts';
export interface Interval {
    /** The score of the documents as they are. */
    readonly estimate: number;
    readonly lower: number;
    readonly upper: number;
    /** How many samples say something about it; where none does, both borders are the estimate. */
    readonly samples: number;
}
export type ScoreIntervals = Readonly<Record<Measure, Interval>>;
export interface BootstrapScores {
    /** Over all mentions together. */
    readonly micro: ScoreIntervals;
    /** The plain mean over the types that occur. */
    readonly macro: ScoreIntervals;
    /** Types that occur in gold or prediction, sorted. */
    readonly types: ReadonlyMap<string, ScoreIntervals>;
    /** Samples drawn. */
    readonly samples: number;
    /** As a fraction of 1. */
    readonly confidence: number;
}
export interface ResamplingOptions {
    readonly seed: number;
    /** How often documents are drawn anew; 10,000 unless given. */
    readonly samples?: number;
    /** The share of samples inside an interval; 0.95 unless given. */
    readonly confidence?: number;
}
/**
 * Intervals for precision, recall and F1 over all mentions, as a mean over types, and for each type.
 *
 * A mention is right when borders and type agree. Every sample is as many documents as there are, drawn with
 * replacement. A division by zero is 0; but a sample in which a type (or for micro and macro, any mention) occurs
 * neither in gold nor in prediction says nothing about it, and is left out there. So for a type of few documents
 * `samples` is smaller, and the interval holds under the condition that the type occurs.
 * @throws MedspanError `config` for less than one sample or a confidence outside (0, 1).
 */
export declare function bootstrapScores(documents: readonly ScoredDocument[], options: ResamplingOptions): BootstrapScores;
/** Documents by id, so that results do not depend on their order; those with one id keep theirs. */
export declare function sortDocuments(documents: readonly ScoredDocument[]): ScoredDocument[];
/** Options with their defaults. @throws MedspanError `config` for what cannot be drawn. */
export declare function checkResampling(options: ResamplingOptions): Required<ResamplingOptions>;
/**
 * Draws `documents` documents with replacement, `samples` times. Sample b takes the draws from b x documents on of
 * the stream `bootstrap`.
 * @param use gets how often each document was drawn, [documents]; the array is used again for the next sample.
 */
export declare function resample(documents: number, samples: number, seed: number, use: (weights: Int32Array) => void): void;
/**
 * The percentile interval: of n sorted values the k-th and the (n + 1 - k)-th, k = floor((n + 1) (1 - confidence) / 2)
 * and at least 1 (Efron and Tibshirani 1993, section 12.5, for n that do not divide). Reorders `values`.
 * @param otherwise both borders where there are no values.
 */
export declare function percentileInterval(values: Float64Array, confidence: number, otherwise: number): {
    lower: number;
    upper: number;
    samples: number;
};
