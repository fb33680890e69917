/**
 * @file Merging corpora: the documents of every part, each under an id of its own, with what is odd about the parts
 * together.
 */
import type { Progress } from '../progress.ts';
import { type Corpus } from '../text/document.ts';
import { type NamedCorpus, type Overlap } from './overlaps.ts';
import { type SourceComparison } from './sources.ts';
export interface MergeOptions {
    /**
     * What becomes of a document whose text an earlier source has too, or nearly: it stays (default), or is dropped.
     * Documents that only have a title or a PMID in common always stay.
     */
    readonly duplicates?: 'keep' | 'drop' | undefined;
    /**
     * Sets `annotated` of every document to the types that its source annotates, so that a word without a mention does
     * not count against other types. A document that has it keeps its own.
     */
    readonly ignoreOutside?: boolean | undefined;
    readonly progress?: Progress | undefined;
}
export interface Merged {
    /** All documents. */
    readonly corpus: Corpus;
    /** The same documents by the part that they came from. */
    readonly parts: readonly Corpus[];
    readonly comparison: SourceComparison;
    /** Documents that an earlier source has too; ids are the merged ones. */
    readonly overlaps: readonly Overlap[];
    /** The ids of those that were dropped. */
    readonly dropped: readonly string[];
}
/**
 * The documents of all parts, part after part, where several parts say which they came from (`origin`; one that says
 * so already keeps it).
 *
 * An id that occurs in several parts is prefixed with its part's name in each of them (`team1/CURATION_USER`),
 * so that no part depends on the order of the others; what still collides is numbered (`…#2`).
 *
 * Counted notices: `document-renamed`, `duplicates-across-sources` (kept or dropped), and those of `compareSources`.
 */
export declare function mergeSources(parts: readonly NamedCorpus[], options?: MergeOptions): Merged;
/** The documents of all parts; see `mergeSources`. */
export declare function mergeCorpora(parts: readonly NamedCorpus[], options?: MergeOptions): Corpus;
