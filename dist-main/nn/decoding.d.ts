import type { NamedTensors } from './tensors.ts';
/** What stands on an encoder: a linear layer alone, or a linear-chain CRF on top of it. */
export declare const HEADS: readonly ["linear", "crf"];
/** Each word's best label, or the best sequence in which every `I-X` continues an X. */
export declare const DECODINGS: readonly ["argmax", "constrained"];
export interface DecodingOptions {
    /** The labels' names. [L] */
    readonly labels: readonly string[];
    readonly head: (typeof HEADS)[number];
    readonly decoding: (typeof DECODINGS)[number];
    /** Of the model, as they are now: a CRF's transitions are among them. */
    readonly parameters: NamedTensors;
}
/**
 * From the scores of consecutive words, [n,L], to their labels, [n], and to the probabilities of labels, [n,L], at a
 * temperature: scores and the chain's weights are divided by it, so that the best sequence stays the best.
 */
export interface Decoding {
    decode(scores: Float32Array): Int32Array;
    probabilities(scores: Float32Array, labels: number, temperature: number): ArrayLike<number>;
}
/** Nothing where each word is decoded for itself. */
export declare function createDecoding({ labels, head, decoding, parameters, }: DecodingOptions): Decoding | undefined;
