/**
 * @file The model of a tokenizer: from a piece of cut text to ids.
 */
/** A model that is ready to encode. */
export interface Model {
    /** Every piece and its id, without the added tokens. */
    readonly vocabulary: ReadonlyMap<string, number>;
    /** Adds the ids of one piece of cut text to `ids`. */
    encode(text: string, ids: number[]): void;
}
