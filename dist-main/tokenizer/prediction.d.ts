import { type TaggedSpan } from '../text/tags.ts';
import type { Chunk } from './align.ts';
import { type Decode, type Decoded, type Probabilities } from './decode.ts';
/** A mention over the words of a sentence, and how sure the model is of it. */
export interface FoundSpan extends TaggedSpan {
    /** The mean, over its words, of the probability of the word's label, in (0, 1]. */
    readonly score: number;
    /** The same at temperature 1, where the temperature is another. */
    readonly uncalibrated?: number;
}
/** What a model makes of a sentence. */
export interface Prediction {
    /** One a word. */
    readonly tags: readonly string[];
    /** The mentions of the tags. */
    readonly found: readonly FoundSpan[];
    /**
     * Where it was asked: the geometric mean, over the words, of the probability of the word's label, in (0, 1]. Its logarithm is the
     * maximum normalised log-probability, MNLP (Shen et al., "Deep Active Learning for Named Entity Recognition", 2018, section 4,
     * arXiv 1707.05928), of a model whose words are labelled each by itself; with a chain the probabilities are marginals.
     */
    readonly confidence?: number;
}
/** A sentence as chunks, whatever else a model takes with each. */
export interface ChunkedSentence<Item extends {
    readonly chunk: Chunk;
}> {
    /** How many words it has. */
    readonly words: number;
    readonly chunks: readonly Item[];
}
/** The most that one batch has: rows, or pieces with what fills rows up. A row by itself is always a batch. */
export type BatchLimits = {
    readonly rows: number;
} | {
    readonly pieces: number;
};
export interface DecodeOptions<Item> {
    /** The tags by their numbers, `O` among them; L of them. */
    readonly labels: readonly string[];
    readonly batch: BatchLimits;
    /** Each word's best label by default. */
    readonly decode?: Decode | undefined;
    /** Computes a batch: logits [B,T,L], a row an item. */
    compute(items: readonly Item[]): Promise<{
        readonly logits: Float32Array;
        readonly length: number;
    }>;
}
export interface ScoreOptions {
    /** The tags by their numbers. */
    readonly labels: readonly string[];
    /** What belongs to `decode`: each word's softmax by default. */
    readonly probabilities?: Probabilities | undefined;
    /** Of the probabilities; 1 by default. */
    readonly temperature?: number | undefined;
    /** Whether sentences have a `confidence`; false by default. */
    readonly confidence?: boolean | undefined;
}
/** Tags sentences, whose chunks may go through the model in any batches. */
export declare function predictSentences<Item extends {
    readonly chunk: Chunk;
}>(sentences: readonly ChunkedSentence<Item>[], options: DecodeOptions<Item> & ScoreOptions): Promise<Prediction[]>;
/** Of a sentence that has no chunk. */
export declare function emptyPrediction(words: number): Prediction;
/** Decodes sentences, and passes each on when all its chunks have gone through the model. */
export declare function decodeSentences<Item extends {
    readonly chunk: Chunk;
}>(sentences: readonly ChunkedSentence<Item>[], options: DecodeOptions<Item>, take: (decoded: Decoded) => void): Promise<void>;
/** The tags of a decoded sentence, and their mentions with scores. */
export declare function predictionOf(decoded: Decoded, { labels, probabilities, temperature, confidence }: ScoreOptions): Prediction;
/**
 * Indices in batches, longest first, so that little is padded and memory is asked for once. Equal lengths keep their
 * order; every index occurs once.
 */
export declare function batchesByLength(lengths: readonly number[], limits: BatchLimits): number[][];
