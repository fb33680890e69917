import { type Document } from '../text/document.ts';
import { type DocumentFormat, type PieceWriter, type ReadOptions, type WriteOptions } from '../text/format.ts';
/**
 * The documents of a JSON file.
 *
 * Counted notices: `document-without-id`, `mention-empty`, `offset-unit`, `relation-skipped`, `surface-mismatch`.
 * @throws MedspanError (`input`) with line, column and the path of what is wrong.
 */
export declare function readJson(path: string, options: ReadOptions): AsyncGenerator<Document, void, undefined>;
/** An array of `{id, text, mentions}`, a document a line. */
export declare function openDocuments({ notices }: Pick<WriteOptions, 'notices'>): PieceWriter;
export declare const jsonFormat: DocumentFormat;
