/**
 * @file What yauzl reads of a ZIP file. Places outside the file are an error here: a ZIP64 field may hold any number,
 * and for one beyond 2^53 node:fs throws where nobody can catch it.
 */
import type { FileHandle } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { RandomAccessReader } from 'yauzl';
/** A file of so many bytes, which whoever opened it closes. */
export declare class ZipFileReader extends RandomAccessReader {
    #private;
    constructor(handle: FileHandle, size: number);
    read(buffer: Buffer, offset: number, length: number, position: number, callback: (error: Error | null) => void): void;
    _readStreamForRange(start: number, end: number): Readable;
}
