/**
 * @file Stand-off documents: a text, and spans over it.
 *
 * Every offset counts UTF-16 code units, as UIMA CAS does and as a JavaScript string is indexed; `end` is
 * exclusive. Formats that count code points convert at their border. Nothing here changes a text.
 */
import { type Where } from '../errors.ts';
/** A stretch of a document's text: `text.slice(begin, end)`. */
export interface Span {
    readonly begin: number;
    readonly end: number;
}
/** Something that an annotator marked. */
export interface Mention extends Span {
    /**
     * Concept identifiers as annotated, normalised where they are CUIs (`C0010674`); may be empty. Which vocabulary one is of
     * it says itself (`concepts/vocabulary.ts`).
     */
    readonly concepts: readonly string[];
    /**
     * Semantic types (TUIs) or a corpus' own classes (`Disease`), best first. Empty while the concept has not been
     * looked up, and after it when the concept has none: such a mention is tagged `IGN` and left out of the loss.
     */
    readonly types: readonly string[];
    /**
     * The parts of a discontinuous mention, in order and apart, two or more; the mention's own span reaches from the
     * first to the last. A tagger sees that span only.
     */
    readonly parts?: readonly Span[];
    /** How sure the model is that found it, in [0, 1]; an annotator's mention has none. */
    readonly score?: number;
}
/** A sentence of a document. */
export interface Sentence extends Span {
    /**
     * How sure the model that has tagged it is of its labels, in (0, 1], where it was asked: the geometric mean, over the words, of the
     * probability of the word's label.
     */
    readonly confidence?: number;
}
/** A text with its sentences, words and mentions, each sorted by (begin, end). */
export interface Document {
    /** Unique within a corpus. */
    readonly id: string;
    readonly text: string;
    readonly sentences: readonly Sentence[];
    /** Words. They never overlap and never cross a sentence's border. */
    readonly tokens: readonly Span[];
    /** May overlap and nest: which of them a tagger can keep is decided when tags are made. */
    readonly mentions: readonly Mention[];
    /** The file, or the entry in a file, that it was read from. */
    readonly source?: string;
    /** The name of the corpus that it came from, where several were merged. */
    readonly origin?: string;
    /** What it must not be parted from when a corpus is split: a patient, an article. */
    readonly group?: string;
    /**
     * The types that annotators looked for. Left out, they looked for all; with it, a word without a mention says
     * nothing about the other types, and does not count against them in the loss.
     */
    readonly annotated?: readonly string[];
}
/** The documents of a corpus, in a fixed order. */
export type Corpus = readonly Document[];
/**
 * The longest text of one document, in UTF-16 code units: ten times what spaCy takes, twice a Bible. Where every
 * character is a word, it takes some 2 GiB to be tagged; longer texts could fill any memory.
 */
export declare const longestText = 10000000;
/** @throws MedspanError (`unsafe-input`) for a text that is longer than a document's may be */
export declare function checkTextLength(length: number, where: Where): void;
/** Whether an index lies between the halves of a surrogate pair, where no span may begin or end. */
export declare function isInsideCharacter(text: string, index: number): boolean;
/** Whether a value can be a mention's score. */
export declare function isScore(value: unknown): value is number;
/** Orders spans by begin, then by end. */
export declare function bySpan(a: Span, b: Span): number;
/** The text under a span. */
export declare function coveredText(document: Pick<Document, 'text'>, span: Span): string;
/** A document's mentions as JSON has them, with offsets in UTF-16 code units. */
export declare function describeMentions(document: Pick<Document, 'text' | 'mentions'>): {
    begin: number;
    end: number;
    text: string;
    types: readonly string[];
    concepts: readonly string[];
    parts: number[][] | undefined;
    score: number | undefined;
}[];
/**
 * Ids for documents whose own may be taken: the first free one of `id`, `id#2`, `id#3`, ... None is asked for twice,
 * so that documents of one id take no longer than others.
 */
export declare function createNumbering(): (id: string, isFree: (id: string) => boolean) => string;
/** The form of a mention, by which it is counted and looked up: its text, or the beginning of a very long one. */
export declare function formOf(document: Pick<Document, 'text'>, { begin, end }: Span): string;
/** The pseudo-type of a mention whose semantic type is not known; its tokens do not count in the loss. */
export declare const IGNORED_TYPE = "IGN";
