/**
 * @file WebAnno TSV 3.x, the tabular format of WebAnno and INCEpTION: text, words and span layers.
 *
 * After "WebAnno TSV 3.3 File format" (INCEpTION User Guide, appendix B). A unit is a token (`1-2`) or a part of
 * one (`1-2.1`); a cell holds the annotations over a unit, stacked with `|`, and a number in brackets joins what
 * belongs together across units. Relations, chains and slots are passed over: they say nothing about a mention.
 * The format keeps no characters between sentences; line breaks stand for them, so that offsets stay true.
 */
import { readFile } from 'node:fs/promises'
import { MedspanError, type Where } from '../errors.ts'
import { bySpan, type Span } from '../text/document.ts'
import { fileId, type Reading, type TextAnnotation, textFeatures } from './cas-document.ts'
import { toDocuments } from './concepts.ts'
import type { DocumentFormat } from './format.ts'
import { ANNOTATION, createTypeSystem, STRING, type TypeDefinition, type TypeSystem } from './typesystem.ts'

/** A layer of the header, and where its columns are. */
interface Layer {
  readonly type: string
  readonly isSpan: boolean
  /** One name a column; empty for what is no feature of its own. */
  readonly columns: readonly string[]
  /** The index of its first column in a line. */
  readonly at: number
}

/** Columns before those of the layers: unit, offsets, text. */
const FIRST_COLUMN = 3
/** A slot takes two columns, its links and their targets, and says nothing about the mention itself. */
const SLOT = /^ROLE_/

/** Characters that may lie between two sentences; more is a broken offset, not white space. */
const MAX_GAP = 100_000

/** True where the beginning of a file is that of a WebAnno TSV file. */
export function isWebannoTsv(head: Uint8Array): boolean {
  return /^(?:\u00ef\u00bb\u00bf)?#FORMAT=WebAnno TSV 3/.test(
    Buffer.from(head.subarray(0, 64)).toString('latin1'),
  )
}

/**
 * Parses a document.
 *
 * @throws MedspanError `input` with file and line where a line is against the format or contradicts the text
 */
export function parseWebannoTsv(content: string, path: string, id?: string): Reading {
  const lines = content.replace(/^\ufeff/, '').split(/\r?\n/)
  const header = lines.findIndex(line => line !== '' && !/^#(?:FORMAT|T_)/.test(line))
  const layers = readHeader(lines.slice(0, header < 0 ? lines.length : header), path)
  const typeSystem = systemOf(layers)

  let text = ''
  let pending: string[] = []
  const sentences: Span[] = []
  const tokens: Span[] = []
  const units = new Map<string, Growing>()
  const annotations: Growing[] = []

  for (const [index, line] of lines.entries()) {
    if (index < header || line === '') continue
    const where = { path, line: index + 1, column: 1 }
    if (line.startsWith('#Text=')) pending.push(unescaped(line.slice(6)))
    if (line.startsWith('#')) continue
    const cells = line.split('\t')
    const { begin, end, isToken } = readUnit(cells, where)
    if (pending.length > 0) {
      const sentence = pending.join('\n')
      const start = begin - indent(sentence, unescaped(cells[2] ?? ''), begin - text.length)
      if (start < text.length || start > text.length + MAX_GAP)
        throw new MedspanError(
          'input',
          `a sentence begins at ${start}, but the one before it ends at ${text.length}`,
          { where, hint: 'the offsets do not fit the text; export the document again' },
        )
      text = text.padEnd(start, '\n') + sentence
      sentences.push({ begin: start, end: text.length })
      pending = []
    }
    if (end > text.length || (isToken && text.slice(begin, end) !== unescaped(cells[2] ?? '')))
      throw new MedspanError(
        'input',
        `expected ${JSON.stringify(text.slice(begin, end))} at ${begin}-${end}, got ${JSON.stringify(cells[2])}`,
        { where, hint: 'the offsets do not fit the text; export the document again' },
      )
    if (isToken) tokens.push({ begin, end })
    for (const layer of layers) {
      if (!layer.isSpan) continue
      for (const { number, values } of readCells(cells, layer, where)) {
        const key = `${layer.type} ${number}`
        const known = number === 0 ? undefined : units.get(key)
        if (known !== undefined) {
          known.begin = Math.min(known.begin, begin)
          known.end = Math.max(known.end, end)
          continue
        }
        const annotation = { type: layer.type, begin, end, values }
        if (number !== 0) units.set(key, annotation)
        annotations.push(annotation)
      }
    }
  }
  if (tokens.length === 0 || pending.length > 0)
    throw new MedspanError('input', 'the file ends too early: no line with a word follows', {
      where: { path, line: lines.length, column: 1 },
      hint: 'the file is truncated or empty; export it again',
    })
  return {
    id: id ?? fileId(path),
    text,
    sentences,
    tokens,
    source: path,
    typeSystem,
    annotations: annotations.filter(({ type }) => textFeatures(typeSystem, type).length > 0).sort(bySpan),
  }
}

function readHeader(lines: readonly string[], path: string): Layer[] {
  if (!/^#FORMAT=WebAnno TSV 3/.test(lines[0] ?? ''))
    throw new MedspanError('input', 'expected #FORMAT=WebAnno TSV 3.x in the first line', {
      where: { path, line: 1, column: 1 },
      hint: 'this file is not a WebAnno TSV 3 file',
    })
  let at = FIRST_COLUMN
  return lines.flatMap((line, index) => {
    const match = /^#T_(SP|RL|CH)=([^|]+)\|?(.*)$/.exec(line)
    if (match === null) {
      if (line.startsWith('#T_'))
        throw new MedspanError('input', `expected a layer such as #T_SP=type|feature, got ${line}`, {
          where: { path, line: index + 1, column: 1 },
        })
      return []
    }
    const parts = match[3]!.split('|')
    const columns = parts.map((part, i) => (SLOT.test(part) || SLOT.test(parts[i - 1] ?? '') ? '' : part))
    const layer = { type: match[2]!, isSpan: match[1] === 'SP', columns, at }
    at += columns.length
    return [layer]
  })
}

/** The layers as types whose features are texts: a TSV file does not say what else they are. */
function systemOf(layers: readonly Layer[]): TypeSystem {
  return createTypeSystem(
    layers
      .filter(layer => layer.isSpan)
      .map(
        ({ type, columns }): TypeDefinition => ({
          name: type,
          supertype: ANNOTATION,
          features: columns
            .filter(name => name !== '')
            .map(name => ({ name, range: STRING, multipleReferencesAllowed: false })),
        }),
      ),
  )
}

/** How far into its sentence the first word stands; at most `most`, where it stands there at all. */
function indent(sentence: string, word: string, most: number): number {
  const at = sentence.indexOf(word)
  return at < 0 || at > most ? 0 : at
}

function readUnit(cells: readonly string[], where: Where): Span & { isToken: boolean } {
  const unit = /^\d+-\d+(\.\d+)?$/.exec(cells[0] ?? '')
  const offsets = /^(\d{1,9})-(\d{1,9})$/.exec(cells[1] ?? '')
  if (unit === null || offsets === null || Number(offsets[1]) > Number(offsets[2]))
    throw new MedspanError(
      'input',
      `expected a word such as 1-1<TAB>0-4<TAB>text, got ${cells.slice(0, 2).join(' ')}`,
      {
        where,
      },
    )
  return { begin: Number(offsets[1]), end: Number(offsets[2]), isToken: unit[1] === undefined }
}

/** An annotation whose units are still being read. */
type Growing = TextAnnotation & { begin: number; end: number }

interface Stacked {
  /** What joins the annotation across units; 0 where it stands for itself. */
  number: number
  readonly values: Map<string, readonly string[]>
}

/** The annotations of one layer over one unit. */
function readCells(cells: readonly string[], layer: Layer, where: Where): Stacked[] {
  const stacked: Stacked[] = []
  for (const [i, name] of layer.columns.entries()) {
    const cell = cells[layer.at + i]
    if (cell === undefined)
      throw new MedspanError('input', `expected ${layer.at + i + 1} columns, got ${cells.length}`, {
        where,
        hint: 'the file is truncated; export it again',
      })
    if (cell === '_') continue
    for (const [position, one] of splitStack(cell).entries()) {
      const entry = stacked[position] ?? { number: 0, values: new Map<string, readonly string[]>() }
      stacked[position] = entry
      const match = /^(.*?)(?<!\\)\[(\d+)\]$/s.exec(one)
      if (match !== null) entry.number = Number(match[2])
      const value = match === null ? one : match[1]!
      if (name !== '' && value !== '*' && value !== '_' && value !== '')
        entry.values.set(name, [unescaped(value)])
    }
  }
  return stacked.filter(one => one !== undefined)
}

/** Splits at bars that are not escaped. */
function splitStack(cell: string): string[] {
  return cell.match(/(?:[^|\\]|\\.)+/gs) ?? []
}

const ESCAPES: Readonly<Record<string, string>> = { t: '\t', n: '\n', r: '\r', b: '\b', f: '\f' }

function unescaped(text: string): string {
  return text.replace(/\\(->|.)/gs, (_, escaped: string) => ESCAPES[escaped] ?? escaped)
}

/** One WebAnno TSV file. */
export const webannoTsvFormat: DocumentFormat = {
  name: 'webanno-tsv',
  description: 'WebAnno TSV 3.x (INCEpTION, WebAnno)',
  accepts: ({ isFolder, head }) => !isFolder && isWebannoTsv(head),
  async read(path, { concept, progress }) {
    const reading = parseWebannoTsv(await readFile(path, 'utf8'), path)
    return toDocuments([reading], concept, path, progress)
  },
}
