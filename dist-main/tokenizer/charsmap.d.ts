/**
 * @file The normalization rules of a SentencePiece model: `precompiled_charsmap`, a trie from text to text.
 *
 * The format is that of SentencePiece's `Normalizer` (`normalizer.cc`, `DecodePrecompiledCharsMap`): the trie's size
 * in bytes (uint32, little-endian), the trie as a double array in the layout of Darts-clone (units of uint32), then
 * the replacements as UTF-8, each ended by a zero byte; a leaf's value is where its replacement begins.
 *
 * Hugging Face's tokenizers (`normalizers/precompiled.rs`) apply it not as SentencePiece does: a grapheme cluster of
 * less than six bytes is replaced by what the shortest prefix of it in the trie says; where it has none, and in
 * longer clusters, the same happens to each of its characters. The ids of models depend on it, so this does it, too.
 */
import type { Part } from './json-value.ts';
/**
 * @param bytes the whole charsmap
 * @param part where it was found, for errors
 * @throws MedspanError `input` when trie or replacements are not whole.
 */
export declare function createCharsmap(bytes: Uint8Array, part: Part): (text: string) => string;
