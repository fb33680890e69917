import { type Document } from '../../text/document.ts';
/** Bytes of a request, and of what a ZIP file unpacks to. */
export declare const fileLimits: {
    readonly bytes: number;
    readonly unpackedBytes: number;
};
/** What a file holds, or is, and what there is to say of it. */
export interface WithNotices {
    readonly notices: readonly string[];
}
export interface ReadFile extends WithNotices {
    readonly documents: readonly Document[];
}
export interface PageFile extends WithNotices {
    readonly name: string;
    readonly bytes: Uint8Array;
}
/**
 * The documents of a file of any format.
 * @param name what its owner calls it: documents may be named after it, and its extension is kept
 * @param format `text` for what is a text, whatever it looks like
 * @throws MedspanError with `name` for its place
 */
export declare function readUpload(bytes: Uint8Array, name: string, format?: 'text' | undefined): Promise<ReadFile>;
/**
 * Makes sure that there is no more than a browser shows.
 * @throws MedspanError `data`
 */
export declare function checkLimits(documents: readonly Pick<Document, 'text' | 'mentions'>[]): void;
/**
 * Documents as a file of a format: where that is several files, as a ZIP file of them.
 * @throws MedspanError `config` for a format that cannot be written
 */
export declare function writeDownload(documents: readonly Document[], format: string): Promise<PageFile>;
