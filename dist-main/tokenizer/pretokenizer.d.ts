import { type Part, Steps } from './json-value.ts';
/** Text in pieces, and whether the first of them is the beginning of the word. */
export interface Pieces {
    readonly texts: readonly string[];
    readonly atStart: boolean;
}
export type PreTokenizer = (pieces: Pieces) => Pieces;
/**
 * Builds the pre-tokenizer that tokenizer.json describes; none where the part is missing.
 * @throws MedspanError `input` for a kind or a pattern that is not known.
 */
export declare function createPreTokenizer(part: Part, counted?: Steps): PreTokenizer;
/** The character that stands for each byte in the vocabularies of byte-level models (`bytes_to_unicode` of GPT-2). */
export declare const byteCharacters: readonly string[];
