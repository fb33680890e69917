/**
 * @file From tokenizer.json to ids: added tokens, normalizer, pre-tokenizer and model one after the other, as Hugging
 * Face's tokenizers (Rust) have them.
 */
import { type AddedToken } from './added-tokens.ts';
import { type Part } from './json-value.ts';
import { type Frame } from './post-processor.ts';
import { type TextPiece } from './text-pieces.ts';
/** A tokenizer.json that is ready to encode. */
export interface Pipeline extends Frame {
    readonly addedTokens: readonly AddedToken[];
    /** The ids of a text without special pieces around it. */
    encode(text: string): readonly number[];
    /** The pieces of a whole text with their places in it; of BERT's tokenizers alone. */
    readonly textPieces?: ((text: string) => TextPiece[]) | undefined;
    /** The id of a piece or of an added token. */
    idOf(piece: string): number | undefined;
    /** One more than the largest id. */
    readonly size: number;
}
/** @throws MedspanError `input` when a part is of a kind that is not known, or not what it should be. */
export declare function createPipeline(definition: Part): Pipeline;
/** The kinds of models, told apart by what they have where a file does not say it. */
export declare function modelType(part: Part): 'WordPiece' | 'BPE' | 'Unigram';
/** The pieces of a vocabulary and their ids. */
export declare function readVocabulary(part: Part): Map<string, number>;
