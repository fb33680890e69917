/**
 * @file BioC in memory: what its XML and its JSON have in common.
 *
 * After Comeau et al. 2013 (BioC.dtd) and the exports of PubTator. A document is passages, or sentences in them, with
 * offsets; annotations have infons and locations, several where they are discontinuous.
 */
import type { Notices, Where } from '../errors.ts'
import type { Document, Mention } from '../text/document.ts'
import { safeIdentifier } from './pubtator.ts'

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
  if (mention.score !== undefined) infons.push(['score', String(mention.score)])
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
