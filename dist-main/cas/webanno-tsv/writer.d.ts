/**
 * @file Writing documents as WebAnno TSV 3.3, as INCEpTION writes it: words, and mentions as DKPro's NamedEntity.
 *
 * The format has no place for some of a text: what lies between sentences is only a number of characters, and a
 * sentence begins with a word. So a document is fitted first, and what that changes is counted; nothing that can be
 * seen is left out. After "WebAnno TSV 3.3 File format" (INCEpTION User Guide, appendix B).
 */
import type { Notices } from '../../errors.ts';
import { type Document } from '../../text/document.ts';
import { type DocumentWriter } from '../../text/format.ts';
/** One `.tsv` a document, named after it. */
export declare const webannoTsvWriter: DocumentWriter;
/**
 * A document as WebAnno TSV can hold it; formatting that loses nothing.
 *
 * Counted notices: `tsv-text-between` (white space around sentences becomes line breaks, or ends with the text),
 * `tsv-word-added` and `tsv-sentence-added` (of what lies in none), `tsv-sentence-border` (a sentence begins with its
 * first word), `tsv-sentence-empty`, `tsv-mention-border` (white space at a mention's border), `tsv-mention-blank`,
 * `mention-parts`, `mention-names`, `score-dropped`, `document-fields`.
 */
export declare function fitToTsv(document: Document, notices: Notices): Document;
/** A document that `fitToTsv` fitted, as WebAnno TSV 3.3. */
export declare function formatWebannoTsv(document: Document): string;
