/**
 * @file medspan's own corpus files: lossless JSON lines, `.jsonl`.
 *
 * The first line says what the file is; each further line is one document, as docs/corpus.schema.json describes it.
 * Spans are `[begin, end]` in UTF-16 code units; a mention is `[begin, end, concepts, types]`; its parts follow as
 * a fifth element where it is discontinuous, and its score as a sixth where a model found it (the fifth is null without parts).
 */
import { type Where } from '../errors.ts';
import { type Corpus, type Document } from '../text/document.ts';
import { type DocumentFormat } from '../text/format.ts';
/** A document as a line of a corpus file, without the line's end. */
export declare function formatDocument(document: Document): string;
/** A corpus as the text of a corpus file. */
export declare function formatCorpus(corpus: Corpus): string;
/**
 * The document of a line, and of whatever else holds documents as lines do.
 * @throws MedspanError (`input`) with the place and the path of what is wrong in it.
 */
export declare function parseDocument(value: unknown, where: Where): Document;
/**
 * The documents of a corpus file, which is never held whole.
 * @throws MedspanError (`input`) with file, line and reason.
 */
export declare function readDocuments(path: string): AsyncGenerator<Document, void, undefined>;
export declare const corpusFormat: DocumentFormat;
