/**
 * @file The regular expressions that tokenizer.json may ask for.
 *
 * A pattern from a stranger's file can keep an engine busy for ever, so none is taken as it stands: those that
 * published tokenizers use are known here by their text, each with an equal one for JavaScript that takes at most a
 * few steps a character. In Rust's engine (Oniguruma) `\s` is Unicode's White_Space, which JavaScript's is not.
 */
import type { Part } from './json-value.ts';
/** How GPT-2 cuts text (Radford et al. 2019), and with it every tokenizer whose ByteLevel uses its own pattern. */
export declare const gpt2Pattern: string;
/** Qwen 2 and 3. */
export declare const qwenPattern: string;
/** DeBERTa-v2 and v3. */
export declare const debertaPattern: string;
/** The expression for a pattern that is known by its text; it is global, and its state must be reset before use. */
export declare function knownPattern(pattern: string): RegExp | undefined;
/**
 * Reads `{"String": ...}` or `{"Regex": ...}`.
 * @throws MedspanError `input` for a regular expression that is not known, or an empty string.
 */
export declare function readPattern(part: Part): RegExp;
