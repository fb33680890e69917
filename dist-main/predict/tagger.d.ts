import type { NamedTensors } from '../nn/tensors.ts';
import { type Progress } from '../progress.ts';
import { type Document } from '../text/document.ts';
import type { TypeFeature } from '../text/format.ts';
import { type Segmenter } from '../text/words.ts';
import { type ChunkOptions, type PaddedChunks } from '../tokenizer/align.ts';
import type { Decode, Probabilities } from '../tokenizer/decode.ts';
import type { Tokenizer } from '../tokenizer/tokenizer.ts';
import type { Usage } from '../train/usage.ts';
import { type Aggregation } from './aggregation.ts';
/** A token classifier, as far as a tagger needs to know it. */
export interface Classifier {
    /** The label set by id, `O` among them, in any scheme that `labelToTag` knows; L of them. */
    readonly labels: readonly string[];
    /** The longest sequence that it takes, special pieces included. */
    readonly maxLength: number;
    /** [B,T] -> [B,T,L], without dropout. */
    logits(batch: PaddedChunks): Promise<Float32Array>;
    dispose(): Promise<void>;
}
export interface TaggingOptions {
    /** Is told how many words more are tagged, batch by batch. */
    readonly advance?: ((words: number) => void) | undefined;
    /** Ends the tagging between two batches: what is awaited rejects with its reason. */
    readonly signal?: AbortSignal | undefined;
    /** Whether each sentence with words gets its `confidence`; false by default. Not with `aggregation`, which has no words. */
    readonly confidence?: boolean | undefined;
}
export interface Tagger {
    /** The types that it can find, sorted. */
    readonly types: readonly string[];
    /** Finds sentences and words where a document has none. */
    readonly segment: Segmenter;
    /** The layer and the feature that held the types of the documents it was trained from, where those were CASes. */
    readonly trainedFrom?: TypeFeature | undefined;
    /**
     * A copy of a document with the predicted mentions in the place of those it had, each with its score: the mean, over
     * its words, of the probability of the word's label. Words and sentences are the document's own; where it has none, they
     * are found in its text. A text is tagged as a document called `text`.
     */
    tag(document: Document | string, options?: TaggingOptions): Promise<Document>;
    /**
     * Tags documents as they come, and yields each in its turn. So many go through the model together as make good batches, and no
     * more are held: there may be any number.
     */
    tag(documents: Iterable<Document> | AsyncIterable<Document>, options?: TaggingOptions): AsyncGenerator<Document, void, undefined>;
    dispose(): Promise<void>;
}
export interface TaggerOptions extends Omit<ChunkOptions, 'maxLength'> {
    /** Longer sentences are tagged in parts; left out, or where the classifier takes less, the classifier's own. */
    readonly maxLength?: number | undefined;
    /** Labels from the scores of a sentence's words; each word's best by default. */
    readonly decode?: Decode | undefined;
    /** What belongs to `decode`: the probabilities of labels; each word's softmax by default. */
    readonly probabilities?: Probabilities | undefined;
    /** By which scores are divided before they become probabilities; 1 by default. */
    readonly temperature?: number | undefined;
    /**
     * How labels of word pieces become mentions, as in transformers' pipelines; left out, each word has the label of its first piece.
     * What `decode` does is left out with it.
     */
    readonly aggregation?: Aggregation | undefined;
    /** Finds sentences and words where a document has none; by default those of English biomedical text. */
    readonly segment?: Segmenter | undefined;
    /** Where the types of its training documents stood. */
    readonly trainedFrom?: TypeFeature | undefined;
    /** Word pieces in one batch, padding included, 512 by default: more take more memory. */
    readonly batchPieces?: number | undefined;
    /** Mentions with a lower score are left out; 0 by default: none. */
    readonly minScore?: number | undefined;
    readonly progress?: Progress | undefined;
}
/**
 * Makes a tagger of a classifier and its tokenizer; it disposes the classifier with itself.
 * @throws MedspanError `data` when the label set has no `O`
 */
export declare function createTagger(classifier: Classifier, tokenizer: Pick<Tokenizer, 'encodeWord' | 'prefix' | 'suffix' | 'padId' | 'textPieces'>, options?: TaggerOptions): Tagger;
/**
 * A document with sentences and words: its own, or those that are found in its text.
 * @throws MedspanError (`unsafe-input`) for a text that is too long
 */
export declare function withWords(document: Document, find: Segmenter): Document;
/** A document of nothing but a text. */
export declare function documentOf(id: string, text: string): Document;
/**
 * Makes a tagger of a model, as its training used it.
 * @param chain the parameters of its CRF, where it has one
 * @param options go before what the model says
 */
export declare function createModelTagger(classifier: Classifier, tokenizer: Tokenizer, { usage, chain, options, }: {
    readonly usage: Usage;
    readonly chain: NamedTensors;
    readonly options: TaggerOptions;
}): Tagger;
