import type { Corpus } from '../text/document.ts';
/**
 * The documents of a share, in the order in which they stand in the corpus: their number rounded, at least one. It
 * depends on the documents, the share and the seed, not on the order of the documents.
 * @param share above 0, at most 1
 */
export declare function takeShare(corpus: Corpus, share: number, seed: number): Corpus;
