import { type JsonObject, Part } from './json-value.ts';
import { type SentencePieceModel } from './sentencepiece.ts';
export declare const definitionFile = "tokenizer.json";
export declare const configFile = "tokenizer_config.json";
/** Every file that a tokenizer may consist of. */
export declare const tokenizerFiles: string[];
/** Where pieces come from: tokenizer.json, or files that are older than it. */
export type Vocabulary = {
    readonly path: string;
} & ({
    readonly kind: 'definition';
    readonly definition: Part;
} | {
    readonly kind: 'wordpiece';
    readonly pieces: JsonObject;
} | {
    readonly kind: 'bpe';
    readonly pieces: Part;
    readonly merges: readonly string[];
} | {
    readonly kind: 'sentencepiece';
    readonly model: SentencePieceModel;
});
/** The files of a model, wherever they are. */
export interface ModelFiles {
    /** What errors call a file; without a name, all of them. */
    pathOf(name?: string): string;
    /**
     * A whole file; undefined where there is none.
     * @throws MedspanError `unsafe-input` for one that is larger than `maxBytes`
     */
    read(name: string, maxBytes: number): Promise<Uint8Array | undefined>;
}
export interface TokenizerFolder {
    readonly vocabulary: Vocabulary;
    /** tokenizer_config.json */
    readonly config: Part;
    /** special_tokens_map.json */
    readonly specialTokens: Part;
    /** added_tokens.json */
    readonly addedTokens: Part;
    /** config.json: the model's */
    readonly model: Part;
}
/**
 * Reads the files that a folder has.
 * @throws MedspanError `input` when there is no vocabulary, or a file cannot be read.
 */
export declare function readTokenizerFolder(files: ModelFiles): Promise<TokenizerFolder>;
/** The text of a token, which files write as a string or as an object with flags; undefined where it is neither. */
export declare function tokenText(value: unknown): string | undefined;
