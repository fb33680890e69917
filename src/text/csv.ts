/**
 * @file Rows as CSV (RFC 4180), of which a spreadsheet takes no text for a formula.
 */

/**
 * Where a formula begins, at the beginning of a cell, or behind a semicolon, where spreadsheets of many countries begin another
 * one. (OWASP, CSV Injection; the wide forms count in Japanese ones.)
 */
const formula = /(^|;)( *)(?=[=+\-@\t\r\n＝＋－＠])/g

/** Rows as lines that end in CR LF. Numbers stay numbers; in a text an apostrophe stands before what would be a formula. */
export function formatCsv(rows: Iterable<readonly (string | number)[]>): string {
  let csv = ''
  for (const row of rows) csv += `${row.map(formatCell).join(',')}\r\n`
  return csv
}

function formatCell(cell: string | number): string {
  if (typeof cell === 'number') return String(cell)
  const text = cell.replace(formula, "$1$2'")
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
