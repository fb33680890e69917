import { type Progress } from '../progress.ts';
import { type Corpus, type Document } from '../text/document.ts';
import { type Candidate, type DocumentFormat, type ReadOptions, type WriteOptions } from '../text/format.ts';
import type { TagOptions } from '../text/tags.ts';
/** Every format, in the order in which they are asked whether a file is theirs. */
export declare const formats: readonly DocumentFormat[];
export interface ImportOptions extends ReadOptions {
    /** The name of the format of everything; without it, or with `auto`, each file's is recognised. */
    readonly format?: string | undefined;
    /** Whether `.txt` files are documents without mentions, as for a tagger; in a corpus they are not. */
    readonly plainText?: boolean | undefined;
}
/** The format of a file or folder that may hold annotated documents; undefined where none claims it. */
export declare function recognise(candidate: Candidate): DocumentFormat | undefined;
/**
 * Mentions that lie in each other by the thousands would be told of in the square of the text's length.
 * @throws MedspanError `unsafe-input`
 */
export declare function refuseDeep({ id, text, mentions, source }: Document): void;
/**
 * Reads every document under the given paths, in the order of the paths; a folder's files in sorted order.
 *
 * Counted notices, besides those of the formats: `file-skipped` (in a folder), `document-repeated`,
 * `document-renamed`.
 * @throws MedspanError (`input`) when a path is missing, is of no known format, or holds no document; (`config`)
 * for an unknown format name.
 */
export declare function importCorpus(paths: readonly string[], options: ImportOptions): Promise<Document[]>;
/**
 * The same, each document as it is read: formats whose files may hold more documents than memory does are never held whole.
 * Of a document that was read, its id is kept, and its content where `plainText` is not set.
 */
export declare function streamCorpus(paths: readonly string[], options: ImportOptions): AsyncGenerator<Document, void, undefined>;
export interface ExportOptions {
    /** The name of a format that has a writer. */
    readonly format: string;
    /** How mentions become tags, for formats that hold tags; by default the longest of overlapping ones is kept. */
    readonly tags?: TagOptions | undefined;
    /** See `WriteOptions`. */
    readonly mentions?: WriteOptions['mentions'];
    readonly progress: Progress;
}
/** The formats that can be written. */
export declare const writableFormats: readonly DocumentFormat[];
/**
 * Writes a corpus: a file, or a folder with a file or more for each document, whole or not at all. Documents that come one after
 * the other are written as they come in the formats that allow it (corpus, json and pubtator), and collected for the others. What the format
 * cannot hold is a counted notice.
 * @throws MedspanError (`config`) for a format that cannot be written, (`output`) for what the disk refuses.
 */
export declare function exportCorpus(corpus: Corpus | AsyncIterable<Document>, path: string, options: ExportOptions): Promise<void>;
