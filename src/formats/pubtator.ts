/**
 * @file PubTator: `PMID|t|title`, `PMID|a|abstract`, then one mention a line, tab-separated:
 * `PMID, begin, end, surface, types, concepts`.
 *
 * Offsets count code points (Unicode scalar values, as Python's strings do) over the title, one separator and the
 * abstract; here the separator is a line break, which ends the title's sentence. Types are MedMentions' T-numbers,
 * several joined by commas, or a corpus' class such as `Disease`. Relations (`PMID, CID, id, id`) are left out,
 * with a counted notice.
 */
import { MedspanError, Notices, type Where } from '../errors.ts'
import { bySpan, type Document, type Mention } from '../text/document.ts'
import { forEachLine } from '../text/source.ts'
import { segment } from '../text/words.ts'
import { parseConcepts } from '../umls/cui.ts'
import type { Candidate, DocumentFormat, ReadOptions } from './format.ts'

const section = /^([^|\t]+)\|([ta])\|(.*)$/su
const relationName = /^[A-Za-z][A-Za-z_ -]+$/u
/** tmVar's description of a sequence variant, such as `c|SUB|G|12|T`: its bars separate parts of one identifier. */
const variant = /^[cgmnprCGMNPR]\|[A-Z]+\|/u

interface Block {
  readonly id: string
  readonly line: number
  title: string
  abstract?: string
  readonly rows: { readonly line: number; readonly fields: readonly string[] }[]
}

/** The identifiers in PubTator's last column: CUIs normalised, others as they stand, `-` and `-1` left out. */
export function readIdentifiers(value: string): string[] {
  const trimmed = value.trim()
  if (variant.test(trimmed)) return [trimmed]
  const concepts = trimmed
    .split(/[|,;+\s]+/u)
    .filter(part => part !== '' && part !== '-' && part !== '-1')
    .flatMap(part => (/^(?:UMLS:)?C\d{7}$/iu.test(part) ? parseConcepts(part) : [part]))
  return [...new Set(concepts)]
}

function refuse(message: string, where: Where, hint?: string): MedspanError {
  return new MedspanError('input', message, { where, hint })
}

/** Where each code point of a text begins, in UTF-16 units, and the text's end; undefined when both count alike. */
function codePointStarts(text: string): Uint32Array | undefined {
  if (!/[\ud800-\udbff][\udc00-\udfff]/.test(text)) return undefined
  const starts = new Uint32Array(text.length + 1)
  let count = 0
  for (let i = 0; i < text.length; i += text.codePointAt(i)! > 0xffff ? 2 : 1) starts[count++] = i
  starts[count++] = text.length
  return starts.slice(0, count)
}

function finish(block: Block, path: string, notices: Notices): Document {
  const text = block.abstract === undefined ? block.title : `${block.title}\n${block.abstract}`
  const starts = codePointStarts(text)
  const length = starts === undefined ? text.length : starts.length - 1
  const mentions = block.rows.map(({ line, fields }): Mention => {
    const [, first = '', second = '', surface = '', classes = '', identifiers = ''] = fields
    const columnOf = (field: number): number =>
      fields.slice(0, field).reduce((sum, value) => sum + value.length + 1, 1)
    const offset = (value: string, field: number): number => {
      if (/^\d{1,15}$/u.test(value)) return Number(value)
      throw refuse(`expected an offset, got ${JSON.stringify(value)}`, {
        path,
        line,
        column: columnOf(field),
      })
    }
    const [from, to] = [offset(first, 1), offset(second, 2)]
    if (from >= to || to > length)
      throw refuse(
        `expected offsets within the ${length} characters of document ${block.id}, the first less than the ` +
          `second, got ${from} and ${to}`,
        { path, line, column: columnOf(1) },
        'offsets count code points over the title, one separator and the abstract',
      )
    const begin = starts?.[from] ?? from
    const end = starts?.[to] ?? to
    if (text.slice(begin, end).replace('\n', ' ') !== surface.replace('\n', ' '))
      notices.add(
        'surface-mismatch',
        'mentions name another text than their offsets; the offsets were kept',
        {
          path,
          line,
        },
      )
    const types = classes.split(',').map(type => type.trim())
    if (types.includes('')) throw refuse('expected a type, got nothing', { path, line, column: columnOf(4) })
    return {
      begin,
      end,
      concepts: readIdentifiers(identifiers),
      types: [...new Set(types.filter(type => type !== 'UnknownType'))],
    }
  })
  return { id: block.id, text, ...segment(text), mentions: mentions.sort(bySpan), source: path }
}

/** What is one row: a mention to keep, or a relation, or an error. */
function readRow(
  line: string,
  number: number,
  block: Block | undefined,
  path: string,
  notices: Notices,
): void {
  const where = { path, line: number }
  const fields = line.split('\t')
  const id = fields[0]!.trim()
  if (fields.length === 1)
    throw refuse('expected "id|t|title", "id|a|abstract" or a row of tab-separated columns', {
      ...where,
      column: 1,
    })
  if (block === undefined) throw refuse('expected a title ("id|t|title") before the first row', where)
  if (id !== block.id)
    throw refuse(`expected a row of document ${block.id}, got one of ${JSON.stringify(id)}`, {
      ...where,
      column: 1,
    })
  if (relationName.test(fields[1]!)) {
    notices.add('relation-skipped', 'relations between concepts are not read', where)
    return
  }
  if (fields.length < 5)
    throw refuse(
      `expected at least 5 columns (id, begin, end, surface, type, concept), got ${fields.length}`,
      { ...where, column: line.length + 1 },
    )
  block.rows.push({ line: number, fields })
}

/**
 * The documents of a PubTator file, in its order.
 *
 * Counted notices: `surface-mismatch`, `relation-skipped`.
 * @throws MedspanError (`input`) with file, line and column for a malformed row or offsets outside the text.
 */
export async function readPubtator(path: string, options: ReadOptions): Promise<Document[]> {
  const documents: Document[] = []
  const notices = new Notices()
  let block: Block | undefined
  const close = (): void => {
    if (block !== undefined) documents.push(finish(block, path, notices))
    block = undefined
  }
  await forEachLine(path, (line, number) => {
    if (line.trim() === '') return
    const match = section.exec(line)
    if (match === null) {
      readRow(line, number, block, path, notices)
      return
    }
    const [, id, kind, text] = match as unknown as [string, string, 't' | 'a', string]
    const where = { path, line: number, column: 1 }
    if (kind === 't') {
      close()
      block = { id: id.trim(), line: number, title: text, rows: [] }
    } else if (block === undefined || block.id !== id.trim())
      throw refuse(`expected the title of ${id.trim()} ("${id.trim()}|t|…") before its abstract`, where)
    else if (block.abstract !== undefined || block.rows.length > 0)
      throw refuse(
        `expected one abstract of ${block.id} right after its title, got another line of text`,
        where,
      )
    else block.abstract = text
  })
  close()
  for (const notice of notices.list()) options.progress.notice(notice)
  return documents
}

/** PubTator files, such as NCBI-disease, BC5CDR, BioRED and MedMentions. */
export const pubtatorFormat: DocumentFormat = {
  name: 'pubtator',
  description: 'PubTator: titles, abstracts and mentions by code points (NCBI-disease, BC5CDR, MedMentions)',
  accepts: ({ isFolder, head }: Candidate) =>
    !isFolder && /^\s*[^|\s"'<>{}[\]]+\|t\|/u.test(withoutMark(new TextDecoder().decode(head))),
  read: readPubtator,
}

function withoutMark(text: string): string {
  return text.startsWith('\uFEFF') ? text.slice(1) : text
}
