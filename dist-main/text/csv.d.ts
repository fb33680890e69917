/** Rows as lines that end in CR LF. Numbers stay numbers; in a text an apostrophe stands before what would be a formula. */
export declare function formatCsv(rows: Iterable<readonly (string | number)[]>): string;
/** A cell, without the white space around it, and where it begins. */
export interface CsvCell {
    readonly text: string;
    readonly line: number;
    readonly column: number;
}
/**
 * The rows of a table, the header among them; those without any text are left out. Cells are separated by tabs, semicolons or
 * commas, whichever the first line has most of, and may stand in quotes.
 * @param path where the text is from, for errors
 * @throws MedspanError (`input`) with line and column for quotes that do not end, or end before the cell does
 */
export declare function parseCsv(text: string, path: string): CsvCell[][];
