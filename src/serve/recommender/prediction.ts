/**
 * @file From a request to predict to the CAS with predictions, within a time: what is not tagged by then is left out, and kept when
 * it is, so that the next request for the same text continues.
 */
import { setImmediate } from 'node:timers/promises'
import { readCas } from '../../cas/document.ts'
import { parseTypeSystem } from '../../cas/typesystem.ts'
import { formatXmiPieces, parseXmi } from '../../cas/xmi.ts'
import { Notices } from '../../errors.ts'
import type { Document, Mention, Span } from '../../text/document.ts'
import type { ServedVersion } from '../contract.ts'
import { addPredictions, checkFeature, checkPredicted } from './annotations.ts'
import type { FindMentions, MentionCache } from './cache.ts'
import type { PredictionRequest } from './messages.ts'
import { documentOfStretch, mentionsOfStretch, stretchesIn, stretchesOf } from './stretches.ts'

export interface Prediction {
  /** Tags what is not known yet. */
  tag(options: TaggingLimits): Promise<void>
  /** The CAS, with what is found so far; others have their turn between its pieces. */
  format(): Promise<string>
  /** How much of what was asked for is tagged, in stretches. */
  readonly done: number
  readonly all: number
}

export interface TaggingLimits {
  /** Whether the time is over: what is being tagged is the last. */
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
      const stretches = new Map(asked.map(({ index, stretch }) => [index, stretch]))
      const find: FindMentions = async indices => {
        const own = indices.map(index => stretches.get(index)!)
        const mentions: Mention[][] = []
        for await (const tagged of tagger.tag(
          own.map(stretch => documentOfStretch(document, stretch)),
          { signal },
        ))
          mentions.push(mentionsOfStretch(tagged, own[mentions.length]!))
        return mentions
      }
      const unknown = [...stretches.keys()].filter(index => !known.has(index))
      for (const indices of growing(unknown)) {
        if (isOver()) return
        signal.throwIfAborted()
        for (const [at, mentions] of (await found.of(indices, find)).entries())
          known.set(indices[at]!, mentions)
      }
    },
    async format() {
      const mentions = asked.flatMap(({ index, holds }) => (known.get(index) ?? []).filter(holds))
      const predicted = addPredictions(
        cas,
        { ...document, mentions },
        request,
        `model ${name} version ${version}`,
      )
      const pieces: string[] = []
      for (const piece of formatXmiPieces(predicted)) {
        pieces.push(piece)
        await setImmediate()
      }
      return pieces.join('')
    },
    get done() {
      return known.size
    },
    all: asked.length,
  }
}

/** How many stretches are tagged together at most: some 100 sentences. */
const stretchesTogether = 9

/**
 * Parts of a list, each three times as long as the one before: what is tagged together leaves less of a batch empty, and a slow model has
 * something to show soon.
 */
function* growing<T>(items: readonly T[]): Generator<T[]> {
  let size = 1
  for (let begin = 0; begin < items.length; ) {
    yield items.slice(begin, begin + size)
    begin += size
    size = Math.min(3 * size, stretchesTogether)
  }
}

/** What is to be predicted; INCEpTION's undefined range is that of the whole document. */
function rangeOf({ metadata: { range } }: PredictionRequest, text: string): Span {
  return range == null || range.end < 0 ? { begin: 0, end: text.length } : range
}
