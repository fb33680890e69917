/**
 * @file Tags of words: BIO2 from mentions, and spans from any BIO-like sequence.
 *
 * Reading follows seqeval's default mode (and with it conlleval): an `I-X` that continues nothing opens a mention.
 * The scheme is a small table of patterns, read by one loop. The bare tag `IGN` is ours: a run of it is one
 * stretch whose type is not known, so two such mentions side by side read back as one.
 */
import type { Notices } from '../errors.ts';
import { type Where } from '../errors.ts';
import { type Document, type Mention, type Sentence, type Span } from './document.ts';
/** The number that stands for a label which counts neither in a loss nor in a score, as in PyTorch's losses. */
export declare const IGNORE_INDEX = -100;
/** The tag of a word outside every mention. */
export declare const OUTSIDE = "O";
/** A mention over words: `start` and `end` are word indices in the sentence, `end` exclusive. */
export interface TaggedSpan {
    readonly type: string;
    readonly start: number;
    readonly end: number;
}
/** A sentence with one tag a word. */
export interface TaggedSentence {
    readonly document: Document;
    readonly sentence: Sentence;
    readonly tokens: readonly Span[];
    readonly words: readonly string[];
    readonly tags: readonly string[];
}
/** Why a mention is not among the tags. */
export type DropReason = 'overlap' | 'without-word' | 'outside-sentence';
/** A mention that could not be tagged. */
export interface Dropped {
    readonly document: Document;
    readonly mention: Mention;
    readonly reason: DropReason;
    /** The mention that it overlaps with. */
    readonly kept?: Mention;
}
/** Ways to choose between two mentions that share characters. */
export declare const OVERLAPS: readonly ["longest", "first", "innermost", "error"];
export interface TagOptions {
    /**
     * Which of two mentions that share characters is kept: the one of more words (then of more characters, then the
     * earlier), the one that begins first (then the longer), the one of fewer characters (then the earlier); or none:
     * it is an error.
     */
    readonly overlap: (typeof OVERLAPS)[number];
    /**
     * The label of a mention by its types, which are never none: `IGN` when its words are not to count, undefined when
     * they are to be `O`. Without it a mention's first type is its label.
     */
    readonly label?: ((types: readonly string[]) => string | undefined) | undefined;
    /** Is told of every mention that is left out. */
    readonly dropped?: ((dropped: Dropped) => void) | undefined;
}
type Prefix = 'B' | 'I' | 'E' | 'S';
interface ParsedTag {
    readonly prefix: Prefix | 'O';
    readonly type: string;
}
/** A tag taken apart; undefined when it is not of the form `O`, `IGN` or `<B|I|E|S>-<type>`. */
export declare function parseTag(tag: string): ParsedTag | undefined;
/** BILOU's names of what BIOES calls E and S. */
export declare const bilouPrefixes: Readonly<Record<string, string>>;
/**
 * The tag that a model's label is, in any scheme of BIO, BIOES and BILOU; a name without a prefix is a type whose words side
 * by side are one mention, as in transformers' token classification.
 */
export declare function labelToTag(label: string): string;
/** What a reading was lenient about. */
export interface TagAnomalies {
    /** `I-X` (or `E-X`) after `O` or at the beginning: read as the beginning of a mention. */
    orphans: number;
    /** `I-X` (or `E-X`) right after a mention of another type: read as the beginning of a mention. */
    changes: number;
}
/**
 * The mentions that a sequence of tags says, in order.
 *
 * @param anomalies is counted up where the sequence is not valid BIO2.
 * @param where is the sequence's place, for errors.
 * @throws MedspanError (`data`) for a tag of another form; `where.at` says which word.
 */
export declare function tagsToSpans(tags: readonly string[], anomalies?: TagAnomalies, where?: Where): TaggedSpan[];
/** BIO2 tags of `length` words; a span of type `IGN` becomes bare tags. A later span overwrites an earlier one. */
export declare function spansToTags(length: number, spans: Iterable<TaggedSpan>): string[];
/**
 * One tagged sentence for each sentence that has words, in BIO2.
 *
 * A word that a mention's border cuts is split there, so the words of a tagged sentence may be finer than the
 * document's. A mention without types makes its words `IGN`. Counted notices: `word-split`, `mention-without-word`
 * and `mention-outside-sentence` (left out), `mention-overlap` (another one was kept; by type),
 * `mention-across-sentences` (each sentence's part is tagged by itself).
 * @throws MedspanError (`data`) when mentions overlap and `options.overlap` is `error`
 */
export declare function tagSentences(document: Document, options: TagOptions, notices: Notices): TaggedSentence[];
export {};
