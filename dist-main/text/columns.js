/**
 * @file Rows of cells as text.
 */
import { maxOf } from "../lists.js";
/** Columns side by side, the first flush left and the others flush right; lines end without blanks. */
export function renderColumns(rows, options = {}) {
    const { gap = '  ', isRight = column => column > 0 } = options;
    const filled = rows.filter(row => row !== 'line');
    const widths = filled[0].map((_, column) => maxOf(filled.map(row => row[column].length)));
    const line = widths.map(width => '-'.repeat(width)).join(gap);
    const align = (cell, column) => isRight(column) ? cell.padStart(widths[column]) : cell.padEnd(widths[column]);
    return rows.map(row => (row === 'line' ? line : row.map(align).join(gap).trimEnd())).join('\n');
}
