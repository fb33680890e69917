/**
 * @file Rows of cells as text.
 */
import { maxOf } from '../lists.ts'

/** A row of cells, or a line across the columns. */
export type ColumnsRow = readonly string[] | 'line'

/** Columns side by side, the first flush left and the others flush right; lines end without blanks. */
export function renderColumns(
  rows: readonly ColumnsRow[],
  options: {
    /** What stands between columns; two blanks where left out. */
    readonly gap?: string
    /** Whether a column is flush right. */
    readonly isRight?: (column: number) => boolean
  } = {},
): string {
  const { gap = '  ', isRight = column => column > 0 } = options
  const filled = rows.filter(row => row !== 'line')
  const widths = filled[0]!.map((_, column) => maxOf(filled.map(row => row[column]!.length)))
  const line = widths.map(width => '-'.repeat(width)).join(gap)
  const align = (cell: string, column: number): string =>
    isRight(column) ? cell.padStart(widths[column]!) : cell.padEnd(widths[column]!)
  return rows.map(row => (row === 'line' ? line : row.map(align).join(gap).trimEnd())).join('\n')
}
