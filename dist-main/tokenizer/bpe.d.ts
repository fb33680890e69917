/**
 * @file Byte-pair encoding (Sennrich et al. 2016): neighbouring symbols are merged, the pair that was learnt first
 * before all others, from left to right.
 */
import type { Part } from './json-value.ts';
import type { Model } from './model.ts';
/**
 * @param part the model of tokenizer.json; `merges` are "a b" or ["a", "b"], the first learnt first.
 * @throws MedspanError `input` when a merge joins or gives what the vocabulary does not have.
 */
export declare function createBpe(part: Part, vocabulary: ReadonlyMap<string, number>): Model;
/** The ids of `<0x00>` to `<0xFF>`, where the vocabulary has them. */
export declare function bytePieces(vocabulary: ReadonlyMap<string, number>): readonly (number | undefined)[];
/** The pieces of a text's bytes; undefined where the vocabulary lacks one of them. */
export declare function bytesOf(text: string, pieces: readonly (number | undefined)[]): number[] | undefined;
