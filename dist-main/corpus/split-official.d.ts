import type { Progress } from '../progress.ts';
import type { Corpus } from '../text/document.ts';
import { type Splits } from './split-table.ts';
/** The ids of the documents of each split. */
export interface OfficialLists {
    readonly train: readonly string[];
    readonly validation: readonly string[];
    readonly test: readonly string[];
}
/**
 * Reads the lists of an official split: a folder that has them, or three files (train, validation, test).
 * @throws MedspanError (`input`) for what cannot be read, an empty list, and an id that is listed twice.
 */
export declare function readOfficialLists(paths: readonly string[]): Promise<OfficialLists>;
/**
 * Puts each document where its id is listed; ids are compared exactly, after a merged corpus' name of the source
 * (`origin/`) is taken off.
 *
 * Counted notices: `official-missing` (listed, but no such document), `official-left-over` (a document that no list
 * has: it is in no split), `document-in-two-parts` (the lists part documents that are one).
 * @throws MedspanError (`data`) when a split gets no document.
 */
export declare function splitOfficially(corpus: Corpus, lists: OfficialLists, progress: Progress): Splits;
