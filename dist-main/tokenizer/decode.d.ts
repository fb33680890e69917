import type { Chunk } from './align.ts';
/** Labels of consecutive words from their scores: [n,L] -> [n]; L is `labels`. */
export type Decode = (scores: Float32Array, labels: number) => Int32Array;
/** How probable each label is at each of some consecutive words at a temperature: [n,L] -> [n,L]; L is `labels`. */
export type Probabilities = (scores: Float32Array, labels: number, temperature: number) => ArrayLike<number>;
/** The best label of each word; of equal scores the first wins. */
export declare const decodeBest: Decode;
/** Each word's softmax, of scores divided by the temperature. */
export declare function softmaxProbabilities(scores: Float32Array, labels: number, temperature?: number): Float64Array;
export interface DecoderOptions {
    /** L, the size of the label set. */
    readonly labels: number;
    /** The label of a word without a piece: the id of `O`. */
    readonly outside: number;
    /** `decodeBest` by default. */
    readonly decode?: Decode | undefined;
}
/** A chunk, and the number of its sentence. */
export interface Place {
    readonly sentence: number;
    readonly chunk: Chunk;
}
/** A sentence of which all chunks have been seen. */
export interface Decoded {
    readonly sentence: number;
    /** [n], one a word. */
    readonly labels: Int32Array;
    /** [n,L] */
    readonly scores: Float32Array;
}
/**
 * The mean, over the words of a mention, of the probability of the word's label.
 * @param shares [n,L], what `Probabilities` gives of the scores
 */
export declare function meanProbability(shares: ArrayLike<number>, { labels }: Pick<Decoded, 'labels'>, { start, end }: {
    readonly start: number;
    readonly end: number;
}): number;
/**
 * The geometric mean, over all words, of the probability of the word's label; what is too small to be told from 0 counts as the least
 * number that is not.
 * @param shares [n,L]
 */
export declare function geometricMean(shares: ArrayLike<number>, { labels }: Pick<Decoded, 'labels'>): number;
export interface Decoder {
    /**
     * Takes a batch's logits [B,T,L], row b belonging to `places[b]`; rows beyond them are not looked at. Each chunk
     * comes once.
     * @param length T, the padded length of a row
     * @returns the sentences that are complete now
     */
    add(places: readonly Place[], logits: Float32Array, length: number): Decoded[];
}
/** @param words how many words each sentence has, by its number */
export declare function createDecoder(words: readonly number[], options: DecoderOptions): Decoder;
