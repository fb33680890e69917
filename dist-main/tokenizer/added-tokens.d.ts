/**
 * @file Added tokens: texts that are found before the model sees anything, as Hugging Face's tokenizers (Rust,
 * `added_vocabulary.rs`) find them.
 */
import type { Part } from './json-value.ts';
import type { Normalizer } from './normalizer.ts';
/** As `added_tokens` of tokenizer.json has it. */
export interface AddedToken {
    readonly id: number;
    readonly content: string;
    /** Only as a word of its own. */
    readonly single_word: boolean;
    /** Takes white space before it, or after it, along. */
    readonly lstrip: boolean;
    readonly rstrip: boolean;
    /** Looked for in normalized text, not in text as it came. */
    readonly normalized: boolean;
    readonly special: boolean;
}
/** @throws MedspanError `input` when a field is missing or of the wrong kind. */
export declare function readAddedTokens(part: Part): AddedToken[];
/** Cuts a text into sections: a number is an added token's id, a text is what stands between. */
export type Finder = (text: string) => readonly (string | number)[];
/** Finds added tokens in text as it came, normalizes what is left, and finds the others in that. */
export declare function createFinder(tokens: readonly AddedToken[], normalize: Normalizer, part: Part): Finder;
