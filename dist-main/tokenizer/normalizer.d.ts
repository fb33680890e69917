/**
 * @file Normalizers: how a tokenizer changes text before it cuts it, as Hugging Face's tokenizers (Rust) do.
 */
import { type Part, Steps } from './json-value.ts';
export type Normalizer = (text: string) => string;
/** No step may make a text longer than this, in code units: steps that each double it would fill the memory. */
export declare const longestText: number;
/**
 * Builds the normalizer that tokenizer.json describes; none where the part is missing.
 * @throws MedspanError `input` for a kind or a pattern that is not known.
 */
export declare function createNormalizer(part: Part, counted?: Steps): Normalizer;
/** Takes White_Space off the ends of a text. */
export declare function stripSpace(text: string, left: boolean, right: boolean): string;
