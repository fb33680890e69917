/**
 * @file The special pieces of a folder: which there are, and which ids added tokens get (transformers 5.24,
 * `PreTrainedTokenizerBase._from_pretrained` and `TokenizersBackend.__init__`).
 */
import { type AddedToken } from './added-tokens.ts';
import { type TokenizerFolder } from './folder.ts';
import type { PythonClass } from './python-class.ts';
/** `SPECIAL_TOKENS_ATTRIBUTES`, in the order in which Python adds them. */
export declare const specialNames: readonly ["bos_token", "eos_token", "unk_token", "sep_token", "pad_token", "cls_token", "mask_token"];
export type SpecialName = (typeof specialNames)[number];
/** A token that has no id yet. */
export type Token = Omit<AddedToken, 'id'>;
/** The named pieces, and all tokens that Python adds, in its order. */
export interface SpecialTokens {
    readonly named: ReadonlyMap<SpecialName, string>;
    readonly tokens: readonly Token[];
}
/**
 * Collects them from tokenizer_config.json, special_tokens_map.json, added_tokens.json and tokenizer.json.
 * @throws MedspanError `input` when a token is neither a text nor an object with one.
 */
export declare function readSpecialTokens(folder: TokenizerFolder, pythonClass: PythonClass): SpecialTokens;
/**
 * Gives tokens the ids that Rust's `add_tokens` gives them, whatever ids a file has: that of the piece where the
 * vocabulary knows it, otherwise the next one that is free.
 */
export declare function numberTokens(tokens: readonly Token[], vocabulary: {
    readonly size: number;
    idOf(piece: string): number | undefined;
}): AddedToken[];
