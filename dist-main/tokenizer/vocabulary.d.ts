/**
 * @file Vocabularies as text: vocab.txt of WordPiece, merges.txt of byte-pair encoding, as Hugging Face's tokenizers
 * (Rust) read them.
 */
/**
 * A piece a line, its id is the number of the line from 0; white space at its end does not count. Of equal pieces
 * the last one counts.
 * @throws MedspanError `input` when there are more lines than ids.
 */
export declare function parseVocabulary(text: string, path: string): Record<string, number>;
/**
 * A pair of pieces a line, the first learnt first; a line that begins with `#version` is passed over.
 * @returns the pairs, each with one blank between its pieces
 * @throws MedspanError `input` for a line that is no pair.
 */
export declare function parseMerges(text: string, path: string): string[];
