import type { Score, Scores } from './spans.ts';
/** A row of scores, or a line across the table. */
export type TableRow = {
    readonly name: string;
    readonly score: Score;
} | 'line';
/** The rows of one set of scores: a row a type, then the averages. */
export declare function scoreRows(scores: Scores): TableRow[];
/**
 * Renders rows in columns: fractions as percentages with two decimals, gold mentions as a count.
 *
 * Ends without a line break; lines end without blanks.
 * @param heading the title of the first column
 */
export declare function renderScoreTable(rows: readonly TableRow[], heading?: string): string;
