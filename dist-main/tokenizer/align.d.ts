/**
 * @file Words and their pieces: sentences cut into chunks that a model can take, labels laid on pieces, padding.
 * The way back, from logits to one label a word, is `decode.ts`.
 *
 * Labelling follows Hugging Face's `run_ner`: a word's first piece carries its label, the others are ignored or,
 * with `labelAllTokens`, continue it. Unlike `run_ner`, nothing is truncated: a sentence that is too long becomes
 * several chunks; and later pieces count in the loss alone, where `run_ner` then scores each piece as if it were a
 * word. Training, evaluation and prediction all go through here, so that a tag comes back by the same road that took
 * it there.
 */
import { type Notices } from '../errors.ts';
import type { Tokenizer } from './tokenizer.ts';
/** Some consecutive words of one sentence as word pieces, with special pieces and what context they were given. */
export interface Chunk {
    /** [T] */
    readonly ids: Int32Array;
    /**
     * [T] The word of each piece that counts here, counted in its sentence; -1 for special pieces, and for context:
     * words of other sentences, and those of its own that count in another window.
     */
    readonly wordOf: Int32Array;
    /** The first word that counts here, counted in its sentence. */
    readonly firstWord: number;
    /** The last word that counts here, inclusive. */
    readonly lastWord: number;
}
/** What a sentence sees besides itself: nothing, or its neighbours in the document. */
export declare const CONTEXTS: readonly ["none", "sentences"];
/** How sentences become sequences. */
export interface ChunkOptions {
    /** The most pieces a chunk may have, special pieces included. */
    readonly maxLength: number;
    /** Pieces that the chunks of a sentence that is too long share at least; 0 by default: none. */
    readonly stride?: number | undefined;
    /**
     * Whether chunks are filled up with the sentences before and after; not by default. Every sequence is then as long
     * as may be: on NCBI-disease, four times the pieces with a `maxLength` of 128, and seven times with 256.
     */
    readonly context?: (typeof CONTEXTS)[number] | undefined;
}
export interface EncodeOptions extends ChunkOptions {
    /** Is told of words that lost pieces. */
    readonly notices?: Notices | undefined;
}
type WordEncoder = Pick<Tokenizer, 'encodeWord' | 'prefix' | 'suffix'>;
/**
 * Encodes a sentence's words, as few chunks as fit, cut between words only. A sentence without words gives none.
 * See `encodeSentences`.
 */
export declare function encodeSentence(words: readonly string[], tokenizer: WordEncoder, options: EncodeOptions): Chunk[];
/**
 * Encodes the consecutive sentences of one document: the chunks of each, in order. Every word counts in exactly one
 * of its sentence's chunks (`windows.ts` says in which); with `context` their neighbours are seen, and do not count.
 *
 * A word that the tokenizer drops (control characters only) belongs to a chunk but has no piece in it, as in
 * Python with `is_split_into_words=True`. A word with more pieces than `maxLength` leaves room for keeps the
 * first of them, and `notices` counts it.
 * @throws MedspanError `config` when `maxLength` leaves no room for a piece, or the stride no room for a new one.
 */
export declare function encodeSentences(sentences: readonly (readonly string[])[], tokenizer: WordEncoder, options: EncodeOptions): Chunk[][];
export interface AlignOptions {
    /** Whether a word's later pieces are labelled too: those of `B-X` with `I-X`, as `run_ner` does. */
    readonly labelAllTokens: boolean;
    /** The label set, by id: says which `I-X` continues which `B-X`. Needed with `labelAllTokens` only. */
    readonly labels?: readonly string[] | undefined;
}
/**
 * Lays a sentence's labels on a chunk's pieces.
 * @param labelIds one a word of the whole sentence; `IGNORE_INDEX` stays what it is on every piece.
 * @returns [T] a label a piece, `IGNORE_INDEX` on special pieces and on context.
 */
export declare function alignLabels(chunk: Chunk, labelIds: ArrayLike<number>, options: AlignOptions): Int32Array;
/** Chunks as a rectangle; every array is row-major [B,T]. */
export interface PaddedChunks {
    /** B */
    readonly rows: number;
    /** T, the length of the longest chunk. */
    readonly length: number;
    readonly inputIds: Int32Array;
    /** 1 where there is a piece, 0 where there is padding. */
    readonly attentionMask: Int32Array;
    /** All 0: a chunk is one segment. */
    readonly tokenTypeIds: Int32Array;
}
/** Pads chunks on the right to the longest of them. */
export declare function padChunks(chunks: readonly Chunk[], padId: number): PaddedChunks;
/** Lays rows of different lengths into [B,T], filled up on the right; for labels with `IGNORE_INDEX`. */
export declare function padRows(rows: readonly Int32Array[], length: number, filler: number): Int32Array;
export {};
