/**
 * @file Cutting documents at the borders of their sentences.
 */
import type { Progress } from '../progress.ts';
import type { Corpus, Document } from '../text/document.ts';
/**
 * Every sentence as a document: `id:1`, `id:2`, …, its text the sentence's, its group the document's (or, without
 * one, the document itself). A document of one sentence stays as it is, but for its group.
 *
 * Counted notices: `mention-across-sentences` (each sentence's part becomes a mention of its own),
 * `mention-outside-sentence` (left out).
 */
export declare function cutIntoSentences(corpus: Corpus, progress?: Progress): Document[];
