/**
 * @file PubTator: `PMID|t|title`, `PMID|a|abstract`, then one mention a line, tab-separated:
 * `PMID, begin, end, surface, types, concepts`.
 *
 * After the format of PubTator's exports and of MedMentions. Offsets count code points (as Python's strings do) over
 * the title, one separator and the abstract; here the separator is a line break, which ends the title's sentence. A
 * document whose mentions only fit another unit is read by that. Types are MedMentions' T-numbers, several joined by
 * commas, or a corpus' class such as `Disease`. Relations (`PMID, CID, id, id`) are left out, with a counted notice.
 */
import { type Corpus, type Document } from '../text/document.ts';
import { type DocumentFormat, type ReadOptions } from '../text/format.ts';
/** The identifiers in PubTator's last column: CUIs normalised, others as they stand, `-` and `-1` left out. */
export declare function readIdentifiers(value: string): string[];
/** An identifier as it may stand among `among`, so that `readIdentifiers` gives it back: separators become `_`. */
export declare function safeIdentifier(identifier: string, among: number): string;
/**
 * The documents of a PubTator file, in its order.
 *
 * Counted notices: `surface-mismatch`, `relation-skipped`, `offset-unit`.
 * @throws MedspanError (`input`) with file, line and column for a malformed row or offsets outside the text.
 */
export declare function readPubtator(path: string, options: ReadOptions): AsyncGenerator<Document, void, undefined>;
/**
 * Documents in PubTator: the first line of a text is the title, all that follows the abstract. What the format
 * cannot hold, further line breaks and tabs in a text, bars in a name, becomes a blank or `_`; offsets stay.
 */
export declare function formatPubtator(corpus: Corpus): string;
/** PubTator files, such as NCBI-disease, BC5CDR, BioRED and MedMentions. */
export declare const pubtatorFormat: DocumentFormat;
