import { type Tokenizer } from './tokenizer.ts';
export interface StoredTokenizer extends Tokenizer {
    /** The paths of the folder's tokenizer files. */
    readonly files: readonly string[];
}
/**
 * Reads the tokenizer of a folder, as `openTokenizer` does.
 * @throws MedspanError `input` when a file is missing, broken, or describes a tokenizer that is not supported.
 */
export declare function readTokenizer(folder: string): Promise<StoredTokenizer>;
/**
 * The files that a run folder needs to have the same tokenizer, by name. In their `tokenizer_config.json`
 * `model_max_length` says how long the sequences of the training were, so that whoever opens the folder, in Python
 * too, makes none that are longer.
 *
 * Where medspan adds something (a piece to pad with, the blank before words) or the folder has no tokenizer.json, one
 * is written in full, and a class that takes it as it stands.
 */
export declare function tokenizerCopies(tokenizer: Pick<StoredTokenizer, 'files'>, options: {
    readonly maxLength: number;
}): Promise<Map<string, Uint8Array | string>>;
