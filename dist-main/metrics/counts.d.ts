/**
 * @file How many mentions of each type each document has: right, predicted and gold. All that resampling needs.
 *
 * A mention is right when borders and type agree, one to one. What does not occur takes no room: a document's row
 * holds its own types only.
 */
import type { ScoredDocument } from './mentions.ts';
/** A sparse matrix [documents, types, (correct, predicted, gold)] of whole numbers. */
export interface CountMatrix {
    readonly documents: number;
    /** Sorted by code unit; a type's number is its place. */
    readonly types: readonly string[];
    /** [documents + 1] where each document's cells begin. */
    readonly starts: Int32Array;
    /** [cells] the type of each cell. */
    readonly typeOf: Int32Array;
    /** [cells, 3] correct, predicted, gold. */
    readonly values: Int32Array;
}
/** What a score can be. */
export type Measure = 'precision' | 'recall' | 'f1';
/** Types that occur in gold or prediction. */
export declare function listTypes(documents: readonly ScoredDocument[]): Set<string>;
/** Counts documents, a row each in the order given. Types that occur in gold or prediction, and those named. */
export declare function countMentions(documents: readonly ScoredDocument[], named?: Iterable<string>): CountMatrix;
/** All types as one: a cell for each document. */
export declare function mergeTypes({ documents, starts, values }: CountMatrix): CountMatrix;
/** `a` - `b`, cells that are equal left out. Both have the same documents and types. */
export declare function subtractCounts(a: CountMatrix, b: CountMatrix): CountMatrix;
/**
 * Adds up documents, each as often as its weight says, into `totals`.
 * @param weights [documents] whole numbers; a document of weight 0 costs nothing.
 * @param totals [types, 3] correct, predicted, gold; overwritten.
 */
export declare function sumCounts(matrix: CountMatrix, weights: Int32Array, totals: Int32Array): void;
/** The sum over types of `totals` [types, 3], as [correct, predicted, gold]. */
export declare function sumTypes(totals: Int32Array): [correct: number, predicted: number, gold: number];
/** Precision, recall or F1 = 2PR / (P + R) of counts; a division by zero is 0, as with seqeval. */
export declare function scoreCounts(measure: Measure, correct: number, predicted: number, gold: number): number;
/**
 * The plain mean of a measure over the types of `totals` [types, 3] that occur in gold or prediction, as seqeval has
 * it; 0 where none does.
 */
export declare function averageTypes(measure: Measure, totals: Int32Array): number;
/** A measure of each type of `totals` [types, 3], then micro, then macro. */
export declare function scoreTypes(measure: Measure, totals: Int32Array): number[];
