/**
 * @file The lines of a sentence in WebAnno TSV 3: its units, and where in the document it stands.
 *
 * The file gives a sentence's text and the offsets of its words, but not the sentence's own: it stands where all of
 * its words are found.
 */
import { type Where } from '../../errors.ts';
import type { TsvLayer } from './header.ts';
/** A line with a unit: a word or a part of one. */
export interface TsvRow {
    /** Such as `1-2` or `1-2.1`. */
    readonly name: string;
    readonly isToken: boolean;
    readonly begin: number;
    readonly end: number;
    readonly cells: readonly string[];
    readonly where: Where;
}
/** @throws MedspanError `input` where the line is no unit or lacks columns */
export declare function readRow(line: string, layers: readonly TsvLayer[], where: Where): TsvRow;
/**
 * The text of a sentence, and where it begins.
 *
 * @param lines its text, as written; a line break lies between two lines
 * @param after where the sentence before it ends
 * @param most how many characters may lie between; more is a broken offset, not white space
 * @throws MedspanError `input` where there is no place at which its words are found
 */
export declare function placeSentence(lines: readonly string[], rows: readonly TsvRow[], after: number, version: number, most: number): {
    readonly begin: number;
    readonly text: string;
};
