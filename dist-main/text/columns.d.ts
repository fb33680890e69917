/** A row of cells, or a line across the columns. */
export type ColumnsRow = readonly string[] | 'line';
/** Columns side by side, the first flush left and the others flush right; lines end without blanks. */
export declare function renderColumns(rows: readonly ColumnsRow[], options?: {
    /** What stands between columns; two blanks where left out. */
    readonly gap?: string;
    /** Whether a column is flush right. */
    readonly isRight?: (column: number) => boolean;
}): string;
