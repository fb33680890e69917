/**
 * @file What a split gave: the distribution of each type in each split, and how far the splits are from the whole.
 */
import type { Corpus } from '../text/document.ts';
import { type CorpusSize } from './stats.ts';
export interface Splits {
    readonly train: Corpus;
    readonly validation: Corpus;
    readonly test: Corpus;
}
/** The three splits, in the order of the shares. */
export declare const splitNames: readonly ["train", "validation", "test"];
/** The sizes of one split. */
export interface SplitColumn extends CorpusSize {
    readonly name: string;
    /** Mentions without a type, which are tagged `IGN`. */
    readonly untyped: number;
}
/** One type, by its mentions (first types count) in each split. */
export interface SplitRow {
    readonly type: string;
    readonly mentions: readonly number[];
    /** Of all mentions of the split that have a type. */
    readonly shares: readonly number[];
}
export interface SplitTable {
    readonly columns: readonly SplitColumn[];
    /** The most frequent type first. */
    readonly rows: readonly SplitRow[];
    /**
     * LD over documents (Sechidis et al. 2011). Types that every document of a split has are left out of it;
     * `unbounded` counts them.
     */
    readonly labelsDistribution: number;
    readonly unbounded: number;
    /** The mean Jensen-Shannon divergence of the splits' mentions by type from the whole's, in bits. */
    readonly jensenShannon: number;
}
/** Counts the types of each split. */
export declare function splitTable(splits: Splits): SplitTable;
/** The table as text: sizes, then each type's mentions with their share of the split's, then the divergences. */
export declare function renderSplitTable(table: SplitTable): string;
