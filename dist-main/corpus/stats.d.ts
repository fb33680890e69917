import { type Corpus, type Document, type Mention, type Span } from '../text/document.ts';
export interface CorpusSize {
    readonly documents: number;
    readonly sentences: number;
    readonly tokens: number;
    /** Every mention, nested ones too, with or without a type. */
    readonly mentions: number;
}
export interface CorpusStats extends CorpusSize {
    /** Mentions without a type: their words do not count in the loss. */
    readonly untyped: number;
    /** Distinct concept identifiers. */
    readonly concepts: number;
    /** Of these, how many are of each vocabulary, the most frequent first (then by name). */
    readonly vocabularies: Readonly<Record<string, number>>;
    /** Mentions by their first type, the most frequent first (then by name). */
    readonly types: Readonly<Record<string, number>>;
}
/** How much there is of everything. */
export declare function sizeOf(corpus: Corpus): CorpusSize;
/** Every concept identifier of a corpus, once. */
export declare function conceptsOf(corpus: Corpus): Set<string>;
/** Counts a corpus. */
export declare function corpusStats(corpus: Corpus): CorpusStats;
/** Entries of a tally, the highest count first, then by name. */
export declare function byCount(tally: Iterable<readonly [string, number]>): [string, number][];
/** Adds to a tally. */
export declare function count<K>(tally: Map<K, number>, key: K, times?: number): void;
/** Where a document comes from: the corpus that it was merged from, else its file. */
export declare function originOf({ origin, source }: Document): string;
/** A mention's type for counting: its first, or `IGN` where it has none. */
export declare function typeOf({ types }: Mention): string;
/** A mention's text as dictionaries compare it: lower case, with single blanks. */
export declare function surfaceOf(document: Document, mention: Span): string;
/** The first index of a list of spans, sorted and apart, whose item ends after `place`. */
export declare function firstEndingAfter(spans: readonly Span[], place: number): number;
/** The words that a span touches, as a range of indices, `end` exclusive. */
export declare function wordsIn({ tokens }: Pick<Document, 'tokens'>, span: Span): {
    start: number;
    end: number;
};
/** A distribution of whole numbers. */
export interface Distribution {
    readonly count: number;
    /** Null, like every other figure, where nothing was counted. */
    readonly mean: number | null;
    readonly min: number | null;
    /** Quantiles by nearest rank: the least value that this share of all does not exceed. */
    readonly quantiles: Readonly<Record<'0.25' | '0.5' | '0.75' | '0.95' | '0.99', number | null>>;
    readonly max: number | null;
    /** How often each value occurs, in order of the values. */
    readonly histogram: readonly (readonly [value: number, count: number])[];
}
/** Describes a tally of whole numbers. */
export declare function describeTally(tally: ReadonlyMap<number, number>): Distribution;
/** How long things are. */
export interface LengthStats {
    readonly documentSentences: Distribution;
    readonly sentenceWords: Distribution;
    readonly sentenceMentions: Distribution;
    readonly mentionWords: Distribution;
    readonly mentionCharacters: Distribution;
}
/** The lengths of documents, sentences and mentions; characters are UTF-16 code units. */
export declare function lengthStats(corpus: Corpus): LengthStats;
/** A named part of a corpus, such as `train`. */
export interface CorpusPart {
    readonly name: string;
    readonly corpus: Corpus;
}
/** The documents of each source, in the order of first appearance. */
export declare function bySource(corpus: Corpus): CorpusPart[];
