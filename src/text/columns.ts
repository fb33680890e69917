/**
 * @file Rows of cells as text.
 */
import { maxOf } from '../lists.ts'

/** Columns side by side, the first flush left and the others flush right; lines end without blanks. */
export function renderColumns(rows: readonly (readonly string[])[]): string {
  const widths = rows[0]!.map((_, column) => maxOf(rows.map(row => row[column]!.length)))
  return rows
    .map(row =>
      row
        .map((cell, column) => (column === 0 ? cell.padEnd(widths[0]!) : cell.padStart(widths[column]!)))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}
