/**
 * @file From a request to predict to the CAS with predictions, within a time: what is not tagged by then is left out, and kept when
 * it is, so that the next request for the same text continues.
 */
import { readCas } from '../../cas/document.ts'
import { parseTypeSystem } from '../../cas/typesystem.ts'
import { formatXmi, parseXmi } from '../../cas/xmi.ts'
import { Notices } from '../../errors.ts'
import type { Document, Mention, Span } from '../../text/document.ts'
import type { ServedVersion } from '../contract.ts'
import { addPredictions, checkFeature, checkPredicted } from './annotations.ts'
import type { MentionCache } from './cache.ts'
import type { PredictionRequest } from './messages.ts'
import { documentOfStretch, mentionsOfStretch, stretchesIn, stretchesOf } from './stretches.ts'

export interface Prediction {
  /** Tags what is not known yet. */
  tag(options: TaggingLimits): Promise<void>
  /** The CAS, with what is found so far. */
  format(): string
  /** How much of what was asked for is tagged, in stretches. */
  readonly done: number
  readonly all: number
}

export interface TaggingLimits {
  /** Whether the time is over: the stretch that is being tagged is the last one. */
  readonly isOver: () => boolean
  /** Aborted when nobody waits for the answer: nothing more is tagged. */
  readonly signal: AbortSignal
}

/**
 * Reads a request.
 * @throws MedspanError `input` or `unsafe-input` for a document or type system that is against its format, or without what
 *   predictions need
 */
export function startPrediction(
  request: PredictionRequest,
  { version, tagger }: ServedVersion,
  { name, cache }: { readonly name: string; readonly cache: MentionCache },
): Prediction {
  const { metadata } = request
  const typeSystem = parseTypeSystem(request.typeSystem, 'typeSystem')
  checkFeature(typeSystem, metadata)
  checkPredicted(typeSystem, metadata)
  const cas = parseXmi(request.document.xmi, typeSystem, 'document.xmi')
  const reading = readCas(cas, 'document.xmi', new Notices(), { segment: tagger.segment })
  const { text, sentences, tokens } = reading
  const document: Document = { id: 'document', text, sentences, tokens, mentions: [], source: 'document.xmi' }
  const asked = stretchesIn(stretchesOf(document), rangeOf(request, text))
  const found = cache.of([name, version], document)
  const known = new Map<number, readonly Mention[]>()
  for (const { index } of asked) {
    const mentions = found.get(index)
    if (mentions !== undefined) known.set(index, mentions)
  }
  return {
    async tag({ isOver, signal }) {
      for (const { index, stretch } of asked) {
        if (known.has(index)) continue
        if (isOver()) return
        signal.throwIfAborted()
        const mentions = await found.of(index, async () =>
          mentionsOfStretch(await tagger.tag(documentOfStretch(document, stretch), { signal }), stretch),
        )
        known.set(index, mentions)
      }
    },
    format() {
      const mentions = asked.flatMap(({ index, holds }) => (known.get(index) ?? []).filter(holds))
      return formatXmi(
        addPredictions(cas, { ...document, mentions }, request, `model ${name} version ${version}`),
      )
    },
    get done() {
      return known.size
    },
    all: asked.length,
  }
}

/** What is to be predicted; INCEpTION's undefined range is that of the whole document. */
function rangeOf({ metadata: { range } }: PredictionRequest, text: string): Span {
  return range == null || range.end < 0 ? { begin: 0, end: text.length } : range
}
