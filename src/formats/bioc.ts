/**
 * @file BioC in memory, and from it to documents: what its XML and its JSON have in common.
 *
 * After Comeau et al. 2013 (BioC.dtd) and the exports of PubTator. A document is passages, or sentences in them, with
 * offsets; annotations have infons and locations, several where they are discontinuous. What offsets count is not
 * the same everywhere: the unit is taken under which the texts of annotations stand at their locations. Between
 * passages the text has line breaks, between sentences blanks, as many as the offsets leave room for. Relations and
 * infons other than a type and identifiers are left out, with counted notices.
 */
import { basename } from 'node:path'
import { MedspanError, Notices, type Where } from '../errors.ts'
import { appendAll, firstIndex } from '../lists.ts'
import { bySpan, checkTextLength, type Document, type Mention, type Span } from '../text/document.ts'
import type { ReadOptions } from '../text/format.ts'
import { type Segmenter, segment } from '../text/words.ts'
import {
  createOffsets,
  isNamed,
  noticeParts,
  noticeSurface,
  noticeUnit,
  type Offsets,
  type OffsetUnit,
  unitsOf,
} from './offsets.ts'
import { readIdentifiers, safeIdentifier } from './pubtator.ts'

export interface BiocLocation {
  readonly offset: number
  readonly length: number
}

export interface BiocAnnotation {
  readonly infons: ReadonlyMap<string, string>
  /** Left out where the file has none. */
  readonly text: string | undefined
  readonly locations: readonly BiocLocation[]
  readonly where: Where
}

/** A passage, or a sentence of one. */
export interface BiocPiece {
  readonly offset: number
  readonly text: string
  readonly annotations: readonly BiocAnnotation[]
  readonly isSentence: boolean
  /** Whether it is the first of its passage. */
  readonly isFirst: boolean
  readonly where: Where
}

export interface BiocDocument {
  readonly id: string
  readonly pieces: readonly BiocPiece[]
  /** Annotations that stand in no passage. */
  readonly annotations: readonly BiocAnnotation[]
  readonly relations: number
  readonly where: Where
}

/** Keys of infons that hold identifiers of any database; other keys may name a database. */
const identifierKey =
  /^(?:identifiers?|concept(?:[ _-]?ids?)?|cui|umls(?:[ _-]?cui)?|normali[sz]ed[ _-]?id)$/i
/** Databases that name an infon's key, as those of BioC's own corpora do (`<infon key="MESH">`). */
const databaseKey =
  /^(?:mesh|omim|ncbi[ _-]?gene|ncbi[ _-]?taxonomy|entrez(?:[ _-]?gene)?|dbsnp|chebi|uniprot|hpo|go|snomed(?:ct)?)$/i

/** More line breaks than this between two passages say that a part of the text is not in the file. */
const longestGap = 100

/** A document's text, and where its pieces stand in it. */
interface Layout {
  readonly unit: OffsetUnit
  readonly text: string
  readonly begins: readonly number[]
  readonly offsets: readonly Offsets[]
  /** Indices of pieces, by their offsets. */
  readonly order: readonly number[]
  readonly overlaps: number
  readonly shortened: number
}

function createLayout(pieces: readonly BiocPiece[], unit: OffsetUnit): Layout {
  const offsets = pieces.map(piece => createOffsets(piece.text, unit))
  const parts: string[] = []
  const begins: number[] = []
  let length = 0
  let overlaps = 0
  let shortened = 0
  for (const [i, piece] of pieces.entries()) {
    const before = pieces[i - 1]
    if (before !== undefined) {
      let gap = piece.offset - (before.offset + offsets[i - 1]!.length)
      if (gap < 0) overlaps++
      if (gap > longestGap) shortened++
      // Two passages are never one line, even where their offsets say so.
      if (gap < 0 || gap > longestGap || (gap === 0 && piece.isFirst)) gap = 1
      const filler = (piece.isFirst ? '\n' : ' ').repeat(gap)
      parts.push(filler)
      length += filler.length
    }
    begins.push(length)
    parts.push(piece.text)
    length += piece.text.length
  }
  const order = [...pieces.keys()].sort((a, b) => pieces[a]!.offset - pieces[b]!.offset)
  return { unit, text: parts.join(''), begins, offsets, order, overlaps, shortened }
}

/** The index in the text of an offset: in its own piece where it is in it, else in the one that holds it; or -1. */
function indexOf(
  layout: Layout,
  pieces: readonly BiocPiece[],
  own: number | undefined,
  offset: number,
  border: 'begin' | 'end',
): number {
  const within = (i: number): number => {
    const local = offset - pieces[i]!.offset
    const { length } = layout.offsets[i]!
    if (local < 0 || local > length || (border === 'begin' ? local === length : local === 0)) return -1
    const index = layout.offsets[i]!.indexOf(local)
    return index < 0 ? -1 : layout.begins[i]! + index
  }
  const found = own === undefined ? -1 : within(own)
  if (found >= 0) return found
  const after = firstIndex(layout.order, piece => {
    const at = pieces[piece]!.offset
    return border === 'begin' ? at > offset : at >= offset
  })
  return after === 0 ? -1 : within(layout.order[after - 1]!)
}

/** The parts of an annotation in the text, in order and apart; undefined where one is not in it. */
function locate(
  annotation: BiocAnnotation,
  own: number | undefined,
  layout: Layout,
  pieces: readonly BiocPiece[],
): Span[] | undefined {
  const spans: Span[] = []
  for (const { offset, length } of annotation.locations) {
    const begin = indexOf(layout, pieces, own, offset, 'begin')
    const end = indexOf(layout, pieces, own, offset + length, 'end')
    if (begin < 0 || end <= begin) return undefined
    spans.push({ begin, end })
  }
  const parts: Span[] = []
  for (const span of spans.sort(bySpan)) {
    const last = parts.at(-1)
    if (last !== undefined && span.begin <= last.end)
      parts[parts.length - 1] = { begin: last.begin, end: Math.max(last.end, span.end) }
    else parts.push(span)
  }
  return parts
}

/** Makes documents of what a file holds, one by one; `finish` tells what was found. */
export function createBiocReader(path: string, options: ReadOptions) {
  const notices = new Notices()
  const split: Segmenter = options.segment ?? segment
  const seen = new Map<OffsetUnit, number>()
  let preferred: OffsetUnit = 'code points'
  let count = 0

  /** The pieces' text, by the unit under which most annotations stand where they say. */
  function fit(pieces: readonly BiocPiece[], all: readonly Placed[]): Layout {
    const joined = pieces.map(({ text }) => text).join('')
    const others = unitsOf(joined).filter(unit => unit !== preferred && !unit.includes('CRLF'))
    let best: Layout | undefined
    let fewest = Number.POSITIVE_INFINITY
    for (const unit of [preferred, ...others]) {
      const layout = createLayout(pieces, unit)
      let misfits = layout.overlaps
      for (const { annotation, own } of all) {
        const parts = locate(annotation, own, layout, pieces)
        if (parts === undefined || !isNamed(layout.text, parts, annotation.text)) misfits++
      }
      if (misfits < fewest) {
        best = layout
        fewest = misfits
      }
      if (misfits === 0) break
    }
    if (others.length > 0 && all.length > 0) {
      preferred = best!.unit
      seen.set(preferred, (seen.get(preferred) ?? 0) + 1)
    }
    return best!
  }

  function toMention({ annotation, own }: Placed, layout: Layout, pieces: readonly BiocPiece[]): Mention {
    const { where, infons } = annotation
    const parts = locate(annotation, own, layout, pieces)
    if (parts === undefined) {
      const got = annotation.locations.map(({ offset, length }) => `${length} at ${offset}`).join(', ')
      throw new MedspanError(
        'input',
        `expected a location within the document's passages that cuts no character, got ${got}`,
        {
          where,
          hint: 'the text was changed after it was annotated',
        },
      )
    }
    if (!isNamed(layout.text, parts, annotation.text)) noticeSurface(notices, where)
    if (parts.length > 1) noticeParts(notices, where)
    const types = (infons.get('type') ?? '')
      .split(',')
      .map(type => type.trim())
      .filter(type => type !== '')
    return {
      begin: parts[0]!.begin,
      end: parts.at(-1)!.end,
      concepts: conceptsOf(infons, notices, where),
      types: [...new Set(types)],
      ...(parts.length > 1 ? { parts } : {}),
    }
  }

  function add(document: BiocDocument): Document {
    count++
    const { pieces, where } = document
    checkTextLength(
      pieces.reduce((sum, { text }) => sum + text.length, 0),
      where,
    )
    const placed = [
      ...document.annotations.map(annotation => ({ annotation, own: undefined })),
      ...pieces.flatMap((piece, own) => piece.annotations.map(annotation => ({ annotation, own }))),
    ].filter(({ annotation }) => {
      const isEmpty = annotation.locations.every(({ length }) => length === 0)
      if (isEmpty)
        notices.add('mention-empty', 'annotations of no characters were left out', annotation.where)
      return !isEmpty
    })
    const layout = fit(pieces, placed)
    if (layout.overlaps > 0)
      notices.add('passage-overlap', 'passages begin before the one before them ends', where, layout.overlaps)
    if (layout.shortened > 0)
      notices.add(
        'gap-shortened',
        `gaps of more than ${longestGap} characters between passages became a line break`,
        where,
        layout.shortened,
      )
    if (document.relations > 0)
      notices.add('relation-skipped', 'relations between annotations are not read', where, document.relations)
    const mentions = placed.map(one => toMention(one, layout, pieces)).sort(bySpan)
    if (placed.length > 0) noticeUnit(notices, layout.unit, 'code points', where)

    const sentences: Span[] = []
    const tokens: Span[] = []
    for (const [i, piece] of pieces.entries()) {
      const begin = layout.begins[i]!
      const found = split(piece.text)
      const shifted = (span: Span): Span => ({ begin: begin + span.begin, end: begin + span.end })
      for (const token of found.tokens) tokens.push(shifted(token))
      if (!piece.isSentence) for (const sentence of found.sentences) sentences.push(shifted(sentence))
      else if (found.sentences.length > 0)
        sentences.push(shifted({ begin: found.sentences[0]!.begin, end: found.sentences.at(-1)!.end }))
    }
    if (document.id === '')
      notices.add('document-without-id', 'documents have no id and were named after their file', where)
    const id = document.id === '' ? `${basename(path)}#${count}` : document.id
    return { id, text: layout.text, sentences, tokens, mentions, source: path }
  }

  function finish(): void {
    for (const notice of notices.list()) options.progress.notice(notice)
    for (const [unit, documents] of seen)
      options.progress.info(
        `${path}: offsets count ${unit}, seen in ${documents} documents with characters beyond ASCII`,
      )
  }
  return { add, finish }
}

/** An annotation, and the index of the piece that it stands in. */
interface Placed {
  readonly annotation: BiocAnnotation
  readonly own: number | undefined
}

function conceptsOf(infons: ReadonlyMap<string, string>, notices: Notices, where: Where): string[] {
  const concepts: string[] = []
  let others = 0
  for (const [key, value] of infons) {
    if (identifierKey.test(key)) appendAll(concepts, readIdentifiers(value))
    else if (databaseKey.test(key))
      appendAll(
        concepts,
        readIdentifiers(value).map(one => (one.includes(':') ? one : `${key}:${one}`)),
      )
    else if (key !== 'type') others++
  }
  if (others > 0)
    notices.add(
      'infon-skipped',
      "annotations' infons other than type and identifiers are not read",
      where,
      others,
    )
  return [...new Set(concepts)]
}

/** A mention's infons and locations, for writing. Offsets count code points. */
export function biocAnnotation(
  document: Document,
  mention: Mention,
  codePoint: (index: number) => number,
  notices: Notices,
): { infons: [key: string, value: string][]; locations: BiocLocation[]; text: string } {
  const clean = (values: readonly string[], toSafe: (value: string) => string): string =>
    values
      .map(value => {
        const safe = toSafe(value)
        if (safe !== value)
          notices.add('name-changed', 'types or concepts hold separators, which became _', {
            path: document.source ?? '',
            at: document.id,
          })
        return safe
      })
      .join(',')
  const infons: [string, string][] = []
  if (mention.types.length > 0) infons.push(['type', clean(mention.types, type => type.replace(/,/g, '_'))])
  if (mention.concepts.length > 0)
    infons.push(['identifier', clean(mention.concepts, one => safeIdentifier(one, mention.concepts.length))])
  const spans = mention.parts ?? [mention]
  return {
    infons,
    locations: spans.map(({ begin, end }) => ({
      offset: codePoint(begin),
      length: codePoint(end) - codePoint(begin),
    })),
    text: spans.map(({ begin, end }) => document.text.slice(begin, end)).join(' '),
  }
}
