/**
 * @file MRSTY: the semantic types of UMLS concepts.
 *
 * Rich Release Format: `CUI|TUI|STN|STY|ATUI|CVF|`, one row a line, no quoting (UMLS Reference Manual, chapter 3,
 * section 3.3.7). A whole release has some 3.5 million rows; the file is read as a stream.
 */
import { MedspanError } from '../errors.ts'
import { forEachLine } from '../text/source.ts'

/** Which semantic types (TUIs) a concept has. */
export interface SemanticTypes {
  /** The TUIs of a CUI in the file's order, none for a concept without one; undefined for an unknown CUI. */
  types(cui: string): readonly string[] | undefined
}

const row = /^(C\d{7})\|(T\d{3})\|[^|]*\|[^|]*\|[^|]*\|[^|]*\|$/u
const columns = ['CUI', 'TUI', 'STN', 'STY', 'ATUI', 'CVF'] as const

/** Says what is wrong with a row that does not fit. */
function brokenRow(line: string, path: string, number: number): MedspanError {
  const fields = line.split('|')
  const fault = (message: string, column: number): MedspanError =>
    new MedspanError('input', message, {
      where: { path, line: number, column },
      hint: 'expected rows of MRSTY.RRF: CUI|TUI|STN|STY|ATUI|CVF|',
    })
  if (fields.length !== columns.length + 1 || fields.at(-1) !== '')
    return fault(
      `expected ${columns.length} columns, each with a bar after it, got ${fields.length - 1} bars`,
      line.length + 1,
    )
  const [cui = '', tui = ''] = fields
  if (!/^C\d{7}$/u.test(cui)) return fault(`expected a CUI such as C0010674, got ${JSON.stringify(cui)}`, 1)
  return fault(`expected a TUI such as T047, got ${JSON.stringify(tui)}`, cui.length + 2)
}

/**
 * Reads an MRSTY file.
 *
 * @param options.wanted the CUIs to remember; all of them when left out (some 200 MB for a whole release). Every
 * row is checked all the same.
 * @throws MedspanError (`input`) with line and column for a broken row, and for a file without rows.
 */
export async function readMrsty(
  path: string,
  options: { wanted?: ReadonlySet<string> | undefined } = {},
): Promise<SemanticTypes> {
  const { wanted } = options
  // By the CUI's number: half the memory of its text, and no hold on the file's lines.
  const typesOf = new Map<number, readonly string[]>()
  // Few combinations of types occur: one list each.
  const lists = new Map<string, readonly string[]>()
  const share = (known: readonly string[] | undefined, type: string): readonly string[] => {
    const key = known === undefined ? type : `${known.join()},${type}`
    const list = lists.get(key) ?? key.split(',')
    lists.set(key, list)
    return list
  }
  let rows = 0
  await forEachLine(path, (line, lineNumber) => {
    if (line === '') return
    const match = row.exec(line)
    if (match === null) throw brokenRow(line, path, lineNumber)
    rows++
    const cui = match[1]!
    if (wanted !== undefined && !wanted.has(cui)) return
    const number = Number(cui.slice(1))
    const known = typesOf.get(number)
    if (known === undefined || !known.includes(match[2]!)) typesOf.set(number, share(known, match[2]!))
  })
  if (rows === 0)
    throw new MedspanError('input', 'expected rows of MRSTY.RRF, got an empty file', { where: { path } })
  return { types: cui => (/^C\d{7}$/u.test(cui) ? typesOf.get(Number(cui.slice(1))) : undefined) }
}
