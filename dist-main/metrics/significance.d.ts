import { type ResamplingOptions } from './bootstrap.ts';
import { type Measure } from './counts.ts';
import type { GoldMention, ScoredDocument } from './mentions.ts';
/** p-values of both tests. */
export interface PValues {
    readonly randomisation: number;
    readonly bootstrap: number;
}
export interface Difference {
    /** The measure of the first and of the second system. */
    readonly a: number;
    readonly b: number;
    /** The effect, a - b. */
    readonly difference: number;
    /** The percentile interval of the effect. */
    readonly lower: number;
    readonly upper: number;
    /** Bootstrap samples that say something about it; where none does, both borders are the effect. */
    readonly samples: number;
    readonly p: PValues;
}
export interface TypeDifference extends Difference {
    /** p-values by Holm's correction over all types: below alpha, the chance of any false finding is at most alpha. */
    readonly holm: PValues;
}
/** A gold mention that one system found, borders and type, and the other did not. */
export interface FoundByOne {
    readonly documentId: string;
    readonly mention: GoldMention;
}
export interface SystemComparison {
    readonly measure: Measure;
    /** Over all mentions together. */
    readonly micro: Difference;
    /** The plain mean over types; each system's over those that occur in gold or in its own prediction. */
    readonly macro: Difference;
    /** Types that occur in gold or in either prediction, sorted. */
    readonly types: ReadonlyMap<string, TypeDifference>;
    /** By document id, then by place. */
    readonly onlyA: readonly FoundByOne[];
    readonly onlyB: readonly FoundByOne[];
    /** Trials of the randomisation and samples of the bootstrap. */
    readonly samples: number;
    readonly confidence: number;
}
export interface ComparisonOptions extends ResamplingOptions {
    /** What is compared; F1 unless given. */
    readonly measure?: Measure;
}
/** The percentile interval of a difference, and p, by its values in bootstrap samples. Reorders `values`. */
export declare function bootstrapDifference(values: Float64Array, difference: number, confidence: number): {
    lower: number;
    upper: number;
    samples: number;
    p: number;
};
/**
 * Compares two systems on the same documents, in whatever order these come.
 *
 * A mention is right when borders and type agree; a division by zero is 0. A bootstrap sample in which a type occurs
 * neither in gold nor in a prediction is left out for it, as `bootstrapScores` does.
 * @throws MedspanError `data` where ids or gold mentions of the two differ, `config` for what cannot be drawn.
 */
export declare function compareSystems(a: readonly ScoredDocument[], b: readonly ScoredDocument[], options: ComparisonOptions): SystemComparison;
/**
 * What `compareSystems` says of all mentions together, and nothing else: types take most of its time.
 * @throws MedspanError as `compareSystems`
 */
export declare function compareMicro(a: readonly ScoredDocument[], b: readonly ScoredDocument[], options: ComparisonOptions): Difference;
/**
 * Holm's step-down correction (Holm 1979, "A simple sequentially rejective multiple test procedure"): of m sorted
 * p-values the i-th becomes the greatest of (m + 1 - j) p_j for j <= i, and at most 1.
 */
export declare function correctHolm(pValues: readonly number[]): number[];
/**
 * Makes sure that two systems were given the same documents with the same gold mentions. Documents are sorted by id.
 * @param path of the second, where it is known
 * @throws MedspanError `data`
 */
export declare function checkSameGold(a: readonly ScoredDocument[], b: readonly ScoredDocument[], path?: string): void;
