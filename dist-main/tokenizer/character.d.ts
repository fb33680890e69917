/**
 * @file Which characters are control characters, punctuation or marks for BERT's tokenizer in Rust.
 *
 * Rust's tables (the crate unicode_categories) are of Unicode 8; JavaScript's are newer, and the newer, the younger
 * Node is. What Rust does not know is listed here, by comparing every code point with tokenizers 0.23.3. Only 21
 * letters of rare scripts stay different, which Rust does not take apart before it strips their accents.
 */
/** Whether BERT's cleaning drops a character: category C but tab, line breaks and unassigned ones. */
export declare function isControl(character: string): boolean;
/** Whether stripping of accents drops a character. */
export declare function isNonspacingMark(character: string): boolean;
/** What is a word of its own for BERT: punctuation, and every sign of ASCII; two were punctuation in Unicode 8. */
export declare const punctuation: RegExp;
