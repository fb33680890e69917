import { type Document } from '../text/document.ts';
import type { ReadOptions } from '../text/format.ts';
import type { BiocDocument } from './bioc.ts';
declare class BiocReader {
    #private;
    constructor(path: string, options: ReadOptions);
    add(document: BiocDocument): Document;
    finish(): void;
}
/** Makes documents of what a file holds, one by one; `finish` reports what was found. */
export declare function createBiocReader(path: string, options: ReadOptions): BiocReader;
export {};
