/** How many numbers words have. */
export declare const WORD_NUMBERS: number;
/** A text: the numbers of its words, and their weights, whose squares sum to 1. */
export interface WordVector {
    readonly words: Int32Array;
    readonly weights: Float32Array;
}
/** The vectors of texts, in their order; what all texts have counts for nothing. */
export declare function wordVectors(texts: readonly string[]): WordVector[];
