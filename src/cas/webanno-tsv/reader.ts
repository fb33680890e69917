/**
 * @file WebAnno TSV 2 and 3.0 to 3.3, the tabular format of WebAnno and INCEpTION, as a CAS: text, words, spans, slots,
 * relations and chains.
 *
 * After "WebAnno TSV 3.3 File format" (INCEpTION User Guide, appendix B) and the pairs of TSV and XMI that INCEpTION
 * is tested with. A unit is a token (`1-2`) or a part of one (`1-2.1`), its offsets count UTF-16 code units; a cell
 * holds the annotations over a unit, stacked with `|`, and a number in brackets joins what belongs together across
 * units. The format keeps no characters between sentences: line breaks stand for them, so that offsets stay true.
 */

import { MedspanError, Notices, type Where } from '../../errors.ts'
import { checkTextLength } from '../../text/document.ts'
import type { DocumentFormat } from '../../text/format.ts'
import { readText } from '../../text/source.ts'
import { type Cas, type CasValue, createCas, type FeatureStructure, INITIAL_VIEW } from '../cas.ts'
import { toDocuments } from '../concepts.ts'
import { SENTENCE, TOKEN } from '../dkpro.ts'
import { readCas } from '../document.ts'
import { checkStructureCount } from '../structure-table.ts'
import { splitEscaped, takeChain, takeNumbers, unescapeTsvText, unescapeTsvValue } from './escapes.ts'
import { chainType, endType, readTsvHeader, type TsvHeader, type TsvLayer } from './header.ts'
import { placeSentence, readRow, type TsvRow } from './sentence.ts'
import { isWebannoTsv2, readTsv2 } from './version2.ts'
import { webannoTsvWriter } from './writer.ts'

/** True where the beginning of a file is that of a WebAnno TSV file. */
export function isWebannoTsv(head: Uint8Array): boolean {
  const start = Buffer.from(head.subarray(0, 64)).toString('latin1')
  return /^(?:\u00ef\u00bb\u00bf)?#FORMAT=WebAnno TSV 3/.test(start) || isWebannoTsv2(head)
}

/** An annotation whose units are still being read. */
interface Draft {
  readonly id: number
  readonly type: string
  begin: number
  end: number
  readonly values: Map<string, CasValue>
  readonly where: Where
}

/** A row with what is over it. */
interface Unit {
  /** The word itself; undefined for a part of one. */
  readonly token: Draft | undefined
  readonly drafts: Draft[]
}

/** The annotations of one layer over one unit, by their place in the stack. */
type Stack = { draft: Draft; roles?: readonly string[]; targets?: readonly string[] }[]

const SOFA_ID = 1

/**
 * Parses a document.
 *
 * @param notices counts `tsv-reference`: ends of relations and targets of slots that are not in the file
 * @throws MedspanError `input` with file and line where a line is against the format or contradicts the text
 */
export function parseWebannoTsv(content: string, path: string, notices: Notices = new Notices()): Cas {
  const lines = linesOf(content, path)
  if (isWebannoTsv2(Buffer.from(content.slice(0, 4096)))) {
    const { header, sentences } = readTsv2(lines, path)
    const builder = createBuilder(header, path, notices)
    for (const { begin, text, rows } of sentences)
      builder.sentence(begin, begin + text.length, undefined, rows)
    return builder.finish(sentences.map(one => one.text).join('\n'))
  }
  const first = lines.findIndex(line => line !== '' && !/^#(?:FORMAT|T_)/.test(line))
  const header = readTsvHeader(lines.slice(0, first < 0 ? lines.length : first), path)
  const builder = createBuilder(header, path, notices)

  // White space between sentences is a number in the file: what it amounts to stays below the file's own size.
  let gaps = 1000 + content.length
  let text = ''
  let name: string | undefined
  let pending: string[] = []
  let rows: TsvRow[] = []
  const endSentence = (): void => {
    if (rows.length === 0) return
    const placed = placeSentence(pending, rows, text.length, header.version, gaps)
    gaps -= placed.begin - text.length
    checkTextLength(placed.begin + placed.text.length, rows[0]!.where)
    text = text.padEnd(placed.begin, '\n') + placed.text
    builder.sentence(placed.begin, text.length, name, rows)
    name = undefined
    pending = []
    rows = []
  }
  for (const [index, line] of lines.entries()) {
    if (first < 0 || index < first) continue
    if (line === '' || line.startsWith('#')) endSentence()
    if (line.startsWith('#Text=')) pending.push(line.slice(6))
    else if (line.startsWith('#Sentence.id=')) name = unescapeTsvText(line.slice(13))
    if (line === '' || line.startsWith('#')) continue
    const where = { path, line: index + 1, column: 1 }
    checkStructureCount(rows.length, where)
    rows.push(readRow(line, header.layers, where))
  }
  endSentence()
  if (text === '' || pending.length > 0)
    throw new MedspanError('input', 'the file ends too early: no line with a word follows', {
      where: { path, line: lines.length, column: 1 },
      hint: 'the file is truncated or empty; export it again',
    })
  return builder.finish(text)
}

/** The lines of a file, when they are no more than a document may have characters: even empty ones take memory. */
function linesOf(content: string, path: string): string[] {
  let count = 0
  for (let at = content.indexOf('\n'); at >= 0; at = content.indexOf('\n', at + 1))
    checkTextLength(++count, { path, line: count })
  return content.replace(/^\ufeff/, '').split(/\r?\n/)
}

function createBuilder({ layers, typeSystem }: TsvHeader, path: string, notices: Notices) {
  const structures: Draft[] = []
  const units = new Map<string, Unit>()
  const numbered = new Map<string, Draft>()
  const chains = new Map<string, { type: string; elements: Map<number, Draft> }>()
  const deferred: (() => void)[] = []
  let lastId = SOFA_ID

  const create = (type: string, begin: number, end: number, where: Where): Draft => {
    const draft = { id: ++lastId, type, begin, end, values: new Map<string, CasValue>(), where }
    structures.push(draft)
    checkStructureCount(structures.length, where)
    return draft
  }
  const extend = (draft: Draft, row: TsvRow): void => {
    draft.begin = Math.min(draft.begin, row.begin)
    draft.end = Math.max(draft.end, row.end)
  }
  /** What a relation or slot refers to: by its number, else what is over the unit, else the word. */
  const find = (type: string, unitName: string, number: number): Draft | undefined => {
    const unit = units.get(unitName)
    if (number > 0)
      return (
        numbered.get(`${number} ${type}`) ??
        layers.map(layer => numbered.get(`${number} ${layer.type}`)).find(Boolean)
      )
    if (type === TOKEN) return unit?.token
    return unit?.drafts.find(draft => draft.type === type) ?? unit?.drafts[0] ?? unit?.token
  }
  const lost = (layer: TsvLayer, where: Where): void =>
    notices.addKind(
      'tsv-reference',
      'slots or relations refer to annotations that the file does not have',
      layer.type,
      where,
    )

  const readSpans = (layer: TsvLayer, row: TsvRow): Draft[] => {
    const stack: Stack = []
    for (const [i, column] of layer.columns.entries()) {
      const cell = row.cells[layer.at + i]!
      if (cell === '_') continue
      for (const [position, whole] of splitEscaped(cell, '|').entries()) {
        const { rest, numbers } = column.kind === 'target' ? { rest: whole, numbers: [] } : takeNumbers(whole)
        let entry = stack[position]
        if (entry === undefined) {
          const key = numbers[0] === undefined ? undefined : `${numbers[0]} ${layer.type}`
          const known = key === undefined ? undefined : numbered.get(key)
          const draft = known ?? create(layer.type, row.begin, row.end, row.where)
          if (known !== undefined) extend(known, row)
          if (key !== undefined) numbered.set(key, draft)
          entry = { draft }
          stack[position] = entry
        }
        if (column.kind === 'role') entry.roles = readList(rest)
        else if (column.kind === 'target') setSlot(layer, column, entry, readList(rest), row)
        else if (column.kind === 'value' && rest !== '*' && rest !== '_' && rest !== '')
          entry.draft.values.set(column.name, unescapeTsvValue(rest))
      }
    }
    return stack.filter(entry => entry !== undefined).map(({ draft }) => draft)
  }

  const setSlot = (
    layer: TsvLayer,
    column: { readonly name: string; readonly type: string },
    { draft, roles = [] }: Stack[number],
    targets: readonly string[],
    { where }: TsvRow,
  ): void => {
    // Every unit of the annotation repeats its slots.
    if (draft.values.has(column.name)) return
    const role = layer.columns.find(one => one.kind === 'role' && one.name === column.name)
    const isEmpty = roles.length === 0 && targets.every(target => target === '*')
    const links = Array.from({ length: isEmpty ? 0 : Math.max(roles.length, targets.length) }, (_, i) => {
      const link = create(role!.kind === 'role' ? role!.type : column.type, 0, 0, where)
      const name = roles[i] ?? '*'
      if (name !== '*') link.values.set('role', unescapeTsvValue(name))
      deferred.push(() => {
        const { rest, numbers } = takeNumbers(targets[i] ?? '')
        const target = find(column.type, rest, numbers[0] ?? 0)
        if (target === undefined) lost(layer, where)
        else link.values.set('target', { ref: target.id })
      })
      return { ref: link.id }
    })
    draft.values.set(column.name, links)
  }

  const readRelations = (layer: TsvLayer, row: TsvRow): Draft[] => {
    const stack: { draft: Draft }[] = []
    for (const [i, column] of layer.columns.entries()) {
      const cell = row.cells[layer.at + i]!
      if (cell === '_') continue
      for (const [position, value] of splitEscaped(cell, '|').entries()) {
        const entry = stack[position] ?? { draft: create(layer.type, row.begin, row.end, row.where) }
        stack[position] = entry
        const { draft } = entry
        if (column.kind === 'value' && value !== '*' && value !== '')
          draft.values.set(column.name, unescapeTsvValue(value))
        if (column.kind !== 'base') continue
        const { rest, numbers } = takeNumbers(value)
        deferred.push(() => {
          const governor = find(endType(layer), rest, numbers[0] ?? 0)
          const dependent = find(endType(layer), row.name, numbers[1] ?? 0)
          if (governor === undefined || dependent === undefined) lost(layer, row.where)
          if (governor !== undefined) draft.values.set('Governor', { ref: governor.id })
          if (dependent === undefined) return
          draft.values.set('Dependent', { ref: dependent.id })
          draft.begin = dependent.begin
          draft.end = dependent.end
        })
      }
    }
    return stack.filter(entry => entry !== undefined).map(({ draft }) => draft)
  }

  const readChains = (layer: TsvLayer, row: TsvRow): Draft[] => {
    const link = layer.columns.findIndex(column => column.kind === 'link')
    const cell = link < 0 ? '_' : row.cells[layer.at + link]!
    if (cell === '_') return []
    return splitEscaped(cell, '|').flatMap((whole, position) => {
      const place = takeChain(whole)
      if (place === undefined)
        throw new MedspanError(
          'input',
          `expected a link of a chain such as *->1-2, got ${whole.slice(0, 40)}`,
          {
            where: row.where,
          },
        )
      const key = `${place.chain} ${layer.type}`
      const chain = chains.get(key) ?? { type: layer.type, elements: new Map<number, Draft>() }
      chains.set(key, chain)
      const known = chain.elements.get(place.element)
      const draft = known ?? create(layer.type, row.begin, row.end, row.where)
      if (known !== undefined) extend(known, row)
      chain.elements.set(place.element, draft)
      for (const [i, column] of layer.columns.entries()) {
        if (column.kind !== 'element' && column.kind !== 'link') continue
        const value =
          column.kind === 'link'
            ? place.rest
            : takeNumbers(splitEscaped(row.cells[layer.at + i]!, '|')[position] ?? '*').rest
        if (value !== '*' && value !== '_' && value !== '')
          draft.values.set(column.name, unescapeTsvValue(value))
      }
      return [draft]
    })
  }

  const readers = { span: readSpans, relation: readRelations, chain: readChains }

  return {
    sentence(begin: number, end: number, name: string | undefined, rows: readonly TsvRow[]): void {
      const sentence = create(SENTENCE, begin, end, rows[0]!.where)
      if (name !== undefined && name.trim() !== '') sentence.values.set('id', name)
      for (const row of rows) {
        const token = row.isToken ? create(TOKEN, row.begin, row.end, row.where) : undefined
        const drafts = layers.flatMap(layer => readers[layer.kind](layer, row))
        units.set(row.name, { token, drafts })
      }
    },
    finish(text: string): Cas {
      for (const resolve of deferred) resolve()
      for (const { type, elements } of chains.values()) {
        const sorted = [...elements].sort(([a], [b]) => a - b).map(([, draft]) => draft)
        for (const [i, draft] of sorted.slice(1).entries()) sorted[i]!.values.set('next', { ref: draft.id })
        create(chainType(type), 0, 0, sorted[0]!.where).values.set('first', { ref: sorted[0]!.id })
      }
      const all = structures.map(({ id, type, begin, end, values, where }): FeatureStructure => {
        const known = typeSystem.features(type)
        if (known.has('sofa')) values.set('sofa', { ref: SOFA_ID })
        if (known.has('begin')) values.set('begin', begin).set('end', end)
        return { id, type, features: values, where }
      })
      return createCas(
        {
          typeSystem,
          sofas: [{ id: SOFA_ID, num: 1, name: INITIAL_VIEW, mimeType: 'text', text }],
          views: [{ sofa: SOFA_ID, members: all.map(({ id }) => id) }],
          featureStructures: all,
        },
        path,
      )
    },
  }
}

/** The parts of a slot's cell; `_` and nothing are none. */
function readList(cell: string): string[] {
  return cell === '_' || cell === '' ? [] : splitEscaped(cell, ';')
}

/** One WebAnno TSV file. */
export const webannoTsvFormat: DocumentFormat = {
  name: 'webanno-tsv',
  description: 'WebAnno TSV 3.x or 2 (INCEpTION, WebAnno)',
  accepts: ({ isFolder, head }) => !isFolder && isWebannoTsv(head),
  async read(path, { concept, segment, progress }) {
    const notices = new Notices()
    const cas = parseWebannoTsv(await readText(path), path, notices)
    const reading = readCas(cas, path, notices, { segment, layer: concept?.layer })
    for (const notice of notices.list()) progress.notice(notice)
    return toDocuments([reading], concept, path, progress)
  },
  writer: webannoTsvWriter,
}
