import { type Where } from '../errors.ts';
/** Limits on what a gzip file may unpack to. */
export interface GzipLimits {
    /** In bytes. */
    readonly totalBytes: number;
    /** Unpacked over packed, once `freeBytes` have come out. Real text stays below 30. */
    readonly ratio: number;
    /** Bytes that may come out whatever the ratio. */
    readonly freeBytes: number;
}
export declare const gzipLimits: GzipLimits;
/** What the operating system says, as an input error about `path`. Other errors come back unchanged. */
export declare function inputError(error: unknown, path: string): unknown;
/**
 * A file's bytes in pieces of at most 1 MiB; of a gzip file, what it unpacks to.
 *
 * @throws MedspanError (`input`) when it cannot be read or unpacked; (`unsafe-input`) beyond the limits.
 */
export declare function readPieces(path: string, limits?: GzipLimits): AsyncGenerator<Uint8Array>;
/**
 * Bytes as text, a byte order mark included.
 *
 * @param firstLine the number of the line on which they begin, for errors.
 * @throws MedspanError (`input`) when they are not UTF-8.
 */
export declare function decodeText(bytes: Uint8Array, where: Where, firstLine: number): string;
/**
 * A whole text file, without its byte order mark; of a gzip file, what it unpacks to.
 *
 * @throws MedspanError (`input`) when it cannot be read or is not UTF-8.
 */
export declare function readText(path: string): Promise<string>;
/** The first `bytes` bytes of a file (of a gzip file, of what it unpacks to), or all when it is shorter. */
export declare function readHead(path: string, bytes?: number): Promise<Uint8Array>;
/** Calls `visit` with each line of `text`, without its end (`\n` or `\r\n`), and with its number. */
export declare function visitLines(text: string, firstNumber: number, visit: (line: string, number: number) => void): void;
/** Whole lines of a text file, without the end of the last one, and the number of the first from 1. */
export interface Stretch {
    readonly text: string;
    readonly firstNumber: number;
}
/**
 * Stretches of whole lines of a text file, which is never held whole. A gzip file is read as what it unpacks to.
 *
 * @throws MedspanError (`input`) when it cannot be read or is not UTF-8.
 */
export declare function readStretches(path: string): AsyncGenerator<Stretch, void, undefined>;
/** Calls `visit` with each line of a text file; see `visitLines` and `readStretches`. */
export declare function forEachLine(path: string, visit: (line: string, number: number) => void): Promise<void>;
/**
 * Each line of bytes as they come, without its end (`\n` or `\r\n`) and without a byte order mark before the first; undefined
 * for a line of more than `longest` bytes, of which no more than these are held.
 */
export declare function linesOf(pieces: AsyncIterable<Uint8Array>, longest: number): AsyncGenerator<Uint8Array | undefined>;
/** The line and the column, from 1, of an index into a text. */
export declare function placeOf(text: string, index: number): {
    line: number;
    column: number;
};
