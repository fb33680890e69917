import type { Document } from '../text/document.ts';
import type { DocumentFormat, ReadOptions } from '../text/format.ts';
/**
 * The documents of a file of records, in the order in which they first occur.
 *
 * Counted notices: those of `createRows`.
 * @throws MedspanError (`input`) for JSON that is none (with line and column), rows of another shape, lists of
 * different length, numbered tags without names, and (`data`) tags of another form (with the row's number from 1).
 */
export declare function readRecords(path: string, options: ReadOptions): Promise<Document[]>;
/** The reference project's JSON, which team curations are kept in; reads JSON lines too. */
export declare const recordsFormat: DocumentFormat;
/** The same rows, one a line. */
export declare const jsonlFormat: DocumentFormat;
