import { type ModelFiles } from './folder.ts';
import type { TextPiece } from './text-pieces.ts';
export interface Tokenizer {
    /** The pieces of one word, without special pieces; none for a word of control characters only. */
    encodeWord(word: string): readonly number[];
    /** The pieces of a whole text with their places in it, cut by the tokenizer's own words; of BERT's alone. */
    readonly textPieces?: ((text: string) => TextPiece[]) | undefined;
    /** The special pieces before a sequence: BERT's `[CLS]`; none for GPT-2. */
    readonly prefix: readonly number[];
    /** The special pieces after a sequence: BERT's `[SEP]`; none for GPT-2. */
    readonly suffix: readonly number[];
    /** The piece to pad with; one that is added, where the folder's tokenizer has none. */
    readonly padId: number;
    /** The piece for what the vocabulary does not know; byte-level tokenizers may have none. */
    readonly unkId?: number | undefined;
    /** One more than the largest id: the rows that a model's word embeddings must have at least. */
    readonly vocabSize: number;
    /** `model_max_length`: the longest sequence that it was made for, special pieces included. */
    readonly maxLength?: number | undefined;
}
/**
 * Reads the tokenizer among the files of a model: tokenizer.json, or else vocab.txt, vocab.json and merges.txt, spm.model or
 * sentencepiece.bpe.model; with tokenizer_config.json, special_tokens_map.json, added_tokens.json and the model's
 * config.json, where they exist.
 *
 * Where a tokenizer has no piece to pad with, `[PAD]` is added to it with the next free id. Byte-level tokenizers
 * encode a word with a blank before it. `tokenizerCopies` says both to Python.
 * @throws MedspanError `input` when a file is missing, broken, or describes a tokenizer that is not supported.
 */
export declare function openTokenizer(files: ModelFiles): Promise<Tokenizer>;
