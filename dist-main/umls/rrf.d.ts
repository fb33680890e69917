import { MedspanError } from '../errors.ts';
import type { Progress } from '../progress.ts';
/** A column of a table, from left to right. */
export interface RrfColumn {
    readonly name: string;
    /** What may stand in it, as a regular expression that matches no bar; anything when left out. */
    readonly pattern?: string;
    /** What `pattern` asks for, in words: `a CUI such as C0010674`. */
    readonly expected?: string;
    /** Whether a reader gets it. */
    readonly kept?: boolean;
}
/** A table of the release. */
export interface RrfTable {
    /** `MRSTY.RRF`. */
    readonly name: string;
    readonly columns: readonly RrfColumn[];
}
/** The pattern and the words for a column that holds a CUI. */
export declare const cuiColumn: {
    readonly pattern: "C\\d{7}";
    readonly expected: "a CUI such as C0010674";
};
/** `C0010674` of 10674. */
export declare function formatCui(number: number): string;
/** 10674 of `C0010674`; the CUI must be well formed. */
export declare function cuiNumber(cui: string): number;
/** An error about a column of a row, counted from 0. */
export declare function rowError(table: RrfTable, line: string, column: number, message: string, where: {
    readonly path: string;
    readonly line: number;
}): MedspanError;
/**
 * Calls `visit` with the kept columns of each row: `row[1]` is the first of them. Empty lines are passed over.
 *
 * @returns the number of rows.
 * @throws MedspanError (`input`) with line and column for a broken row, and for a file without rows.
 */
export declare function forEachRow(path: string, table: RrfTable, visit: (row: RegExpExecArray, line: string, number: number) => void, options: {
    readonly progress: Progress;
    readonly signal?: AbortSignal | undefined;
}): Promise<number>;
