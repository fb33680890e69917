import { type Where } from '../errors.ts';
import { type Corpus, type Document } from '../text/document.ts';
import type { ColumnSetting, ReadOptions, WriteOptions } from '../text/format.ts';
/** A sentence: as many tags as tokens. */
export interface Row {
    readonly tokens: readonly string[];
    readonly tags: readonly string[];
    /** The id of its document, if the row says one. */
    readonly document: string | undefined;
}
/** A written sentence, under the reference project's names. */
export interface Written {
    readonly tokens: readonly string[];
    readonly ner_tags: readonly string[];
    readonly doc_id: string;
}
/** The names that columns go by, the first one found counts. */
export declare const columnNames: {
    readonly tokens: readonly ["tokens", "words", "text tokens"];
    readonly tags: readonly ["ner_tags", "tags", "labels", "ner_tags_str"];
    readonly document: readonly ["doc_id", "document_id", "pmid", "id"];
};
/** Which of a file's columns hold what. */
export interface Columns {
    readonly tokens: string;
    readonly tags: string;
    readonly document: string | undefined;
}
/**
 * Finds the columns of a table by their names, or takes those that are asked for.
 *
 * @param names those that the file has.
 * @param isText whether a column of tags holds texts; such a one is preferred to numbers.
 * @throws MedspanError (`input`) when there is none.
 */
export declare function findColumns(names: readonly string[], setting: ColumnSetting | undefined, isText: (name: string) => boolean, where: Where): Columns;
/** Turns numbered tags into their names. */
export declare function nameTags(numbers: ArrayLike<number>, names: readonly string[] | undefined, where: Where): string[];
declare class RowDocuments {
    #private;
    constructor(path: string, options: ReadOptions);
    /**
     * @param isNumber whether the id comes from a column that may number rows (`id`).
     * @throws MedspanError (`data`) for tags of another form.
     */
    add(row: Row, where: Where, isNumber: boolean): void;
    /** The documents in the order in which they first occur; reports the notices. */
    finish(): Document[];
}
/**
 * Builds documents from rows that are added one by one with their places.
 *
 * Counted notices: `tag-orphan`, `tag-change`, `tag-ignored`, `empty-word`, `empty-sentence`,
 * `replacement-character`, `row-without-document`, `single-document`.
 */
export declare function createRows(path: string, options: ReadOptions): RowDocuments;
/**
 * The rows of a corpus, one a sentence.
 *
 * Counted notices, besides those of `tagSentences`: `concept-dropped`, `score-dropped`, `document-empty`.
 */
export declare function writeRows(corpus: Corpus, { tags, notices }: WriteOptions): Generator<Written>;
export {};
