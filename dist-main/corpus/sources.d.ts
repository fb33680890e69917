/**
 * @file Whether the sources of a corpus go together: their types, side by side, and what is odd about them.
 *
 * The case to watch for is MedMentions-ZS: its three splits annotate disjoint sets of types, and the mentions of all
 * other types were rewritten to `O`. Put together they teach a tagger to miss. It shows: words that one source
 * marks nearly always stand unmarked in the other.
 */
import type { Notice } from '../errors.ts';
import { type Corpus } from '../text/document.ts';
import type { NamedCorpus } from './overlaps.ts';
import { type CorpusSize } from './stats.ts';
/** The counts of a source. */
export interface SourceProfile extends CorpusSize {
    readonly name: string;
    /** Mentions with a concept and no type: not linked, or linked in vain. */
    readonly unlinked: number;
    /** Mentions with neither, such as bare `IGN` tags. */
    readonly ignored: number;
    /** Mentions by first type. */
    readonly types: Readonly<Record<string, number>>;
    /** Every type that a mention has, first or not, sorted. */
    readonly annotated: readonly string[];
}
/** Sources that annotate types apart in texts of the same kind. */
export interface SourcesApart {
    readonly sources: readonly string[];
    /** Of each source the types that it alone annotates. */
    readonly types: Readonly<Record<string, readonly string[]>>;
    /** How many words that a source marks stand unmarked in another one. */
    readonly unmarked: number;
    /** The most frequent of these words. */
    readonly examples: readonly string[];
}
export interface SourceComparison {
    readonly sources: readonly SourceProfile[];
    /** Of each source the types that no other one has, where there are some. */
    readonly only: Readonly<Record<string, readonly string[]>>;
    readonly apart: readonly SourcesApart[];
    readonly notices: readonly Notice[];
}
/**
 * Compares sources.
 *
 * Notices: `source-untyped` (no mention of a source has a type), `mention-unlinked` and `mention-ignored` (some have
 * none), `types-of-one-source`, `types-of-several-kinds` (TUIs beside classes such as `Disease`),
 * `types-rewritten` (see above; `handled` leaves it out, because the caller has dealt with it).
 */
export declare function compareSources(sources: readonly NamedCorpus[], options?: {
    readonly handled?: boolean | undefined;
}): SourceComparison;
/** Splits in the order in which they are told of. */
declare const splitOrder: readonly ["train", "validation", "test"];
/** The part that a file or folder is named after, as data sets name those of their splits. */
export declare function splitNameOf(path: string): (typeof splitOrder)[number] | undefined;
/**
 * A corpus that was read from files named after the splits of a dataset (`train.parquet`,
 * `test-00000-of-00001.parquet`), as a source for each split: `name-train`, `name-test`. Any other stays one.
 */
export declare function bySplitFiles(name: string, documents: Corpus): NamedCorpus[];
export {};
