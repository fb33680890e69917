import type { Document, Sentence } from '../text/document.ts';
export interface Uncertainty {
    /** 1 less the geometric mean of the probabilities of the labels of these words, in [0, 1). */
    readonly uncertainty: number;
    /** The sentence of which the model is least sure. */
    readonly sentence: Sentence;
}
/**
 * How unsure a tagger is of a document that it has tagged with `confidence`; undefined where no sentence has a word. Of sentences with
 * the same confidence, the earlier one comes first.
 */
export declare function uncertaintyOf({ id, sentences, tokens }: Document): Uncertainty | undefined;
