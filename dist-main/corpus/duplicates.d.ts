/**
 * @file Documents that are one and the same, or nearly: same text, nearly the same text, same title, same PMID.
 *
 * Nearly the same text: the Jaccard similarity of the sets of word shingles (Broder, "On the Resemblance and
 * Containment of Documents", 1997), three words a shingle. Candidates come from MinHash signatures by banding
 * (Leskovec, Rajaraman and Ullman, "Mining of Massive Datasets", 3rd ed., section 3.4): 16 bands of 5 rows find
 * 99.8 of 100 pairs of similarity 0.8, and each candidate is then compared exactly. Shingles are compared by hashes of
 * 32 bits.
 *
 * Time is linear in the length of the texts as long as few of them are candidates for each other.
 */
import type { Progress } from '../progress.ts';
import { type Corpus } from '../text/document.ts';
/** Why two documents are taken for one. `near` is told by similarity; `id`: the same PMID. */
export type Sameness = 'text' | 'near' | 'title' | 'id';
/** Two documents, as indices into the corpus, `a` before `b`. */
export interface DuplicatePair {
    readonly a: number;
    readonly b: number;
    readonly why: Sameness;
    /** The Jaccard similarity of the texts' shingles, from 0 to 1; 1 for the same text. */
    readonly similarity: number;
}
export interface Duplicates {
    /** A tree over each group, by the later document; not every pair of documents that are one. */
    readonly pairs: readonly DuplicatePair[];
    /** Of each document the first one of its group: itself where it has no double. */
    readonly firstOf: Int32Array;
}
export interface DuplicateOptions {
    /** The similarity from which texts are nearly the same; 1 leaves only equal texts. Default 0.8. */
    readonly threshold?: number | undefined;
    /** What makes two documents one besides their texts. Default: title and id. */
    readonly by?: readonly ('title' | 'id')[] | undefined;
    readonly progress?: Progress | undefined;
}
/** A text without its white space and case: tokenised or not, it stays the same. */
export declare function squeeze(text: string): string;
/** The PMID that an id holds, behind the names of sources and before a number that set it apart; or undefined. */
export declare function pmidOf(id: string): string | undefined;
/** Passes on a hash of 32 bits of each word of a text, in order, whatever its case. */
export declare function eachWord(text: string, take: (hash: number) => void): void;
/** The hashes of a text's shingles, each once, ascending. A text of fewer words than a shingle is one shingle. */
export declare function shinglesOf(text: string): Int32Array;
/** The Jaccard similarity of two ascending sets; of two empty ones 0. */
export declare function jaccard(a: Int32Array, b: Int32Array): number;
/**
 * Finds documents that are one. Groups are closed: what is the same as one member belongs to the group.
 *
 * Counted notice: `duplicates-not-compared`, where more texts look alike than can be compared in reasonable time.
 */
export declare function findDuplicates(corpus: Corpus, options?: DuplicateOptions): Duplicates;
