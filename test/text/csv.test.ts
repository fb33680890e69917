import fc from 'fast-check'
import { expect, test } from 'vitest'
import { formatCsv, parseCsv } from '../../src/text/csv.ts'

/** The cells of a CSV with one separator or another, as RFC 4180 reads them. */
function cellsOf(csv: string, separator: string): string[] {
  const cell = new RegExp(`(?:"((?:[^"]|"")*)"|([^${separator}\r\n]*))(?:${separator}|\r\n|$)`, 'g')
  return [...csv.matchAll(cell)].map(([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain!)
}

test('cells are separated by commas, and quoted where they must be', () => {
  expect(
    formatCsv([
      ['a', 'b "c"', 'd, e'],
      ['f\ng', '', 'h; i'],
    ]),
  ).toBe('a,"b ""c""","d, e"\r\n"f\ng",,h; i\r\n')
})

test.each([
  ['=1+1', "'=1+1"],
  ['+1', "'+1"],
  ['-1.5', "'-1.5"],
  ['@SUM(A1)', "'@SUM(A1)"],
  ['\t=1', "'\t=1"],
  ['＝1', "'＝1"],
  ['  =1', "  '=1"],
  ['a; =b;-c', "a; '=b;'-c"],
])('the text %j is no formula', (text, expected) => {
  expect(formatCsv([[text]])).toBe(`${expected}\r\n`)
})

test('a text that begins with a line break is none either, and numbers are numbers', () => {
  expect(formatCsv([['\r=1', '\n=1', -1.5, 2]])).toBe('"\'\r=1","\'\n=1",-1.5,2\r\n')
  expect(formatCsv([['beta-1', 'a=b', 'x@y', "'quoted'"]])).toBe("beta-1,a=b,x@y,'quoted'\r\n")
})

test('no cell begins a formula, and without its apostrophes each is what it was', () => {
  const piece = fc.constantFrom('=', '+', '-', '@', '\t', '\r', '\n', ' ', ';', ',', '"', 'a', '1', '＝')
  const text = fc.array(piece).map(pieces => pieces.join(''))
  fc.assert(
    fc.property(fc.array(text, { minLength: 1 }), row => {
      const csv = formatCsv([row])
      const cells = cellsOf(csv, ',').slice(0, row.length)
      expect(cells.map(cell => cell.replaceAll("'", ''))).toEqual(row)
      for (const cell of cells)
        for (const part of cell.split(';')) expect(part).not.toMatch(/^(?: *[=+\-@＝]|[\t\r\n])/)
    }),
  )
})

test('a table is read with quotes, blank lines and the place of each cell', () => {
  expect(parseCsv('a , "b ""c""\r\nd"\r\n\r\n,\n e,f', 'x')).toEqual([
    [
      { text: 'a', line: 1, column: 1 },
      { text: 'b "c"\r\nd', line: 1, column: 5 },
    ],
    [
      { text: 'e', line: 5, column: 2 },
      { text: 'f', line: 5, column: 4 },
    ],
  ])
  expect(parseCsv('', 'x')).toEqual([])
})

test('what is written as a table is read again', () => {
  const cell = fc.stringMatching(/^[a-z",;]{0,4}[a-z]$/)
  fc.assert(
    fc.property(fc.array(fc.tuple(cell, cell), { minLength: 1 }), rows => {
      const table = [['first', 'second'], ...rows]
      const read = parseCsv(formatCsv(table), 'x').map(row => row.map(({ text }) => text))
      expect(read).toEqual(table.map(row => row.map(one => one.trim())))
    }),
  )
})
