import { type Corpus, type Document, type Span } from '../text/document.ts';
export interface Sample {
    readonly document: Document;
    readonly sentence: Span;
}
/**
 * Sentences with a mention, drawn without replacement; in the order of the corpus. Fewer where there are fewer.
 */
export declare function sampleSentences(corpus: Corpus, count: number, seed: number): Sample[];
/** `team1 doc-3: DCTN4 as a modifier of [cystic fibrosis|T047 Disease or Syndrome]`; a mention without a type shows `IGN`. */
export declare function renderSample({ document, sentence }: Sample): string;
