/**
 * @file The documents of a part with their gold mentions by characters, and the mentions that a model found in them.
 */

import type { LabelPolicy } from '../../corpus/labels.ts'
import { internal } from '../../errors.ts'
import { firstIndex } from '../../lists.ts'
import type { FoundMention, GoldMention, MentionSpan, ScoredDocument } from '../../metrics/mentions.ts'
import { bySpan, type Corpus, type Document, IGNORED_TYPE, type Span } from '../../text/document.ts'
import { type TaggedSentence, tagsToSpans } from '../../text/tags.ts'
import type { Prediction } from '../../tokenizer/prediction.ts'
import type { LabelledSentence } from './examples.ts'

/** A document with its gold mentions. */
export interface GoldDocument {
  readonly id: string
  readonly text: string
  readonly gold: readonly GoldMention[]
  /** Stretches of mentions that count for nothing. */
  readonly ignored: readonly Span[]
  /** Types that were not annotated. */
  readonly unannotated: ReadonlySet<string>
  /** The words of each of its tagged sentences. */
  readonly sentences: readonly (readonly Span[])[]
}

/**
 * The documents of a part. Gold are all mentions that have a label, whether tags can express them or not; those that
 * tags cannot express are `lost`.
 * @param tagged the sentences of the same corpus, in order
 */
export function goldDocuments(
  corpus: Corpus,
  tagged: readonly LabelledSentence[],
  policy: LabelPolicy,
): GoldDocument[] {
  const none: ReadonlySet<string> = new Set()
  const sentences = new Map<Document, LabelledSentence[]>(corpus.map(document => [document, []]))
  for (const sentence of tagged) {
    const own = sentences.get(sentence.document)
    if (own === undefined) throw internal('a sentence of another corpus')
    own.push(sentence)
  }
  return [...sentences].map(([document, own]) => {
    const { gold, ignored } = goldOf(document, own, policy)
    return {
      id: document.id,
      text: document.text,
      gold,
      ignored,
      unannotated: own[0]?.annotated?.unannotated ?? none,
      sentences: own.map(({ tokens }) => tokens),
    }
  })
}

function goldOf(document: Document, sentences: readonly TaggedSentence[], policy: LabelPolicy) {
  const expressed = new Set<string>()
  for (const { tokens, tags } of sentences)
    for (const { type, start, end } of tagsToSpans([...tags]))
      expressed.add(`${tokens[start]!.begin} ${tokens[end - 1]!.end} ${type}`)
  const { mentions, ignored } = labelledMentions(document, policy)
  const gold = mentions.map((mention): GoldMention => {
    const isExpressed = expressed.has(`${mention.begin} ${mention.end} ${mention.type}`)
    return isExpressed ? mention : { ...mention, lost: true }
  })
  return { gold, ignored }
}

/** The mentions of a document that have a label, and where those are that count for nothing. */
export function labelledMentions(
  { text, mentions }: Document,
  policy: LabelPolicy,
): { readonly mentions: MentionSpan[]; readonly ignored: Span[] } {
  const labelled: MentionSpan[] = []
  const ignored: Span[] = []
  for (const { begin, end, types } of mentions) {
    const label = types.length === 0 ? IGNORED_TYPE : policy.decide(types).label
    if (label === IGNORED_TYPE) ignored.push({ begin, end })
    else if (label !== undefined) labelled.push({ ...trimmed(text, { begin, end }), type: label })
  }
  return { mentions: labelled, ignored }
}

/** Without blanks at the borders, as tags see it. */
function trimmed(text: string, { begin, end }: Span): Span {
  const own = text.slice(begin, end)
  const inner = own.trim()
  if (inner === '') return { begin, end }
  const first = begin + own.indexOf(inner)
  return { begin: first, end: first + inner.length }
}

/**
 * Puts what a model found beside the gold mentions; see `matchMentions`.
 * @param predictions of each tagged sentence, in the documents' order
 */
export function matchPredictions(
  documents: readonly GoldDocument[],
  predictions: readonly Pick<Prediction, 'found'>[],
): ScoredDocument[] {
  let next = 0
  const found = documents.map(({ sentences }) =>
    sentences.flatMap(tokens =>
      (predictions[next++]?.found ?? []).map(({ type, start, end, ...scores }) => ({
        begin: tokens[start]!.begin,
        end: tokens[end - 1]!.end,
        type,
        ...scores,
      })),
    ),
  )
  if (next !== predictions.length)
    throw internal(`expected mentions of ${next} sentences, got ${predictions.length}`)
  return documents.map((document, index) => matchMentions(document, found[index]!))
}

/**
 * Puts found mentions beside the gold ones of a document. Those that touch one that counts for nothing are left out, and so
 * are those of types that were not annotated: they are neither right nor wrong.
 */
export function matchMentions(
  { id, text, gold, ignored, unannotated, sentences }: GoldDocument,
  found: readonly FoundMention[],
): ScoredDocument {
  const without = joinSpans(ignored)
  const predicted = found.filter(({ begin, end, type }) => {
    const touched = without[firstIndex(without, other => other.end > begin)]
    return !unannotated.has(type) && (touched === undefined || touched.begin >= end)
  })
  return { id, text, sentences: sentences.flatMap(rangeOf), gold, predicted }
}

/** From the first to the last word of a sentence. */
function rangeOf(tokens: readonly Span[]): [begin: number, end: number][] {
  const [first, last] = [tokens[0], tokens.at(-1)]
  return first === undefined || last === undefined ? [] : [[first.begin, last.end]]
}

/** Stretches in order and apart that hold the characters of some spans. */
function joinSpans(spans: readonly Span[]): Span[] {
  const joined: { begin: number; end: number }[] = []
  for (const { begin, end } of [...spans].sort(bySpan)) {
    const last = joined.at(-1)
    if (last !== undefined && begin < last.end) last.end = Math.max(last.end, end)
    else joined.push({ begin, end })
  }
  return joined
}
