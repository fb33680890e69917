/**
 * @file What a corpus holds, in numbers: counts, by part and by source, and lengths.
 */
import { countVocabularies } from '../concepts/vocabulary.ts'
import { firstIndex } from '../lists.ts'
import {
  type Corpus,
  type Document,
  formOf,
  IGNORED_TYPE,
  type Mention,
  type Span,
} from '../text/document.ts'

export interface CorpusSize {
  readonly documents: number
  readonly sentences: number
  readonly tokens: number
  /** Every mention, nested ones too, with or without a type. */
  readonly mentions: number
}

export interface CorpusStats extends CorpusSize {
  /** Mentions without a type: their words do not count in the loss. */
  readonly untyped: number
  /** Distinct concept identifiers. */
  readonly concepts: number
  /** Of these, how many are of each vocabulary, the most frequent first (then by name). */
  readonly vocabularies: Readonly<Record<string, number>>
  /** Mentions by their first type, the most frequent first (then by name). */
  readonly types: Readonly<Record<string, number>>
}

/** How much there is of everything. */
export function sizeOf(corpus: Corpus): CorpusSize {
  let [sentences, tokens, mentions] = [0, 0, 0]
  for (const document of corpus) {
    sentences += document.sentences.length
    tokens += document.tokens.length
    mentions += document.mentions.length
  }
  return { documents: corpus.length, sentences, tokens, mentions }
}

/** Every concept identifier of a corpus, once. */
export function conceptsOf(corpus: Corpus): Set<string> {
  const concepts = new Set<string>()
  for (const { mentions } of corpus)
    for (const mention of mentions) for (const concept of mention.concepts) concepts.add(concept)
  return concepts
}

/** Counts a corpus. */
export function corpusStats(corpus: Corpus): CorpusStats {
  const types = new Map<string, number>()
  const concepts = conceptsOf(corpus)
  let untyped = 0
  for (const document of corpus)
    for (const mention of document.mentions) {
      const type = mention.types[0]
      if (type === undefined) untyped++
      else types.set(type, (types.get(type) ?? 0) + 1)
    }
  return {
    ...sizeOf(corpus),
    untyped,
    concepts: concepts.size,
    vocabularies: countVocabularies(concepts),
    types: Object.fromEntries(byCount(types)),
  }
}

/** Entries of a tally, the highest count first, then by name. */
export function byCount(tally: Iterable<readonly [string, number]>): [string, number][] {
  return [...tally]
    .map(([name, count]): [string, number] => [name, count])
    .sort(([a, n], [b, m]) => m - n || (a < b ? -1 : a > b ? 1 : 0))
}

/** Adds to a tally. */
export function count<K>(tally: Map<K, number>, key: K, times = 1): void {
  tally.set(key, (tally.get(key) ?? 0) + times)
}

/** Where a document comes from: the corpus that it was merged from, else its file. */
export function originOf({ origin, source }: Document): string {
  return origin ?? source ?? '(unknown)'
}

/** A mention's type for counting: its first, or `IGN` where it has none. */
export function typeOf({ types }: Mention): string {
  return types[0] ?? IGNORED_TYPE
}

/** A mention's text as dictionaries compare it: lower case, with single blanks. */
export function surfaceOf(document: Document, mention: Span): string {
  return formOf(document, mention).replace(/\s+/gu, ' ').trim().toLowerCase()
}

/** The first index of a list of spans, sorted and apart, whose item ends after `place`. */
export function firstEndingAfter(spans: readonly Span[], place: number): number {
  return firstIndex(spans, span => span.end > place)
}

/** The words that a span touches, as a range of indices, `end` exclusive. */
export function wordsIn({ tokens }: Pick<Document, 'tokens'>, span: Span): { start: number; end: number } {
  const start = firstEndingAfter(tokens, span.begin)
  let end = start
  while (end < tokens.length && tokens[end]!.begin < span.end) end++
  return { start, end }
}

/** A distribution of whole numbers. */
export interface Distribution {
  readonly count: number
  /** Null, like every other figure, where nothing was counted. */
  readonly mean: number | null
  readonly min: number | null
  /** Quantiles by nearest rank: the least value that this share of all does not exceed. */
  readonly quantiles: Readonly<Record<'0.25' | '0.5' | '0.75' | '0.95' | '0.99', number | null>>
  readonly max: number | null
  /** How often each value occurs, in order of the values. */
  readonly histogram: readonly (readonly [value: number, count: number])[]
}

/** Describes a tally of whole numbers. */
export function describeTally(tally: ReadonlyMap<number, number>): Distribution {
  const histogram = [...tally].sort(([a], [b]) => a - b)
  const total = histogram.reduce((sum, [, times]) => sum + times, 0)
  const sum = histogram.reduce((all, [value, times]) => all + value * times, 0)
  const quantile = (share: number): number | null => {
    let seen = 0
    for (const [value, times] of histogram) {
      seen += times
      if (seen >= share * total) return value
    }
    return null
  }
  return {
    count: total,
    mean: total === 0 ? null : sum / total,
    min: histogram[0]?.[0] ?? null,
    quantiles: {
      '0.25': quantile(0.25),
      '0.5': quantile(0.5),
      '0.75': quantile(0.75),
      '0.95': quantile(0.95),
      '0.99': quantile(0.99),
    },
    max: histogram.at(-1)?.[0] ?? null,
    histogram,
  }
}

/** How long things are. */
export interface LengthStats {
  readonly documentSentences: Distribution
  readonly sentenceWords: Distribution
  readonly sentenceMentions: Distribution
  readonly mentionWords: Distribution
  readonly mentionCharacters: Distribution
}

/** The lengths of documents, sentences and mentions; characters are UTF-16 code units. */
export function lengthStats(corpus: Corpus): LengthStats {
  const tallies = {
    documentSentences: new Map<number, number>(),
    sentenceWords: new Map<number, number>(),
    sentenceMentions: new Map<number, number>(),
    mentionWords: new Map<number, number>(),
    mentionCharacters: new Map<number, number>(),
  }
  for (const document of corpus) {
    const { sentences, mentions } = document
    count(tallies.documentSentences, sentences.length)
    const inSentence = new Map<number, number>()
    for (const mention of mentions) {
      const { start, end } = wordsIn(document, mention)
      count(tallies.mentionWords, end - start)
      count(tallies.mentionCharacters, mention.end - mention.begin)
      count(inSentence, firstEndingAfter(sentences, mention.begin))
    }
    for (const [i, sentence] of sentences.entries()) {
      const { start, end } = wordsIn(document, sentence)
      count(tallies.sentenceWords, end - start)
      count(tallies.sentenceMentions, inSentence.get(i) ?? 0)
    }
  }
  return {
    documentSentences: describeTally(tallies.documentSentences),
    sentenceWords: describeTally(tallies.sentenceWords),
    sentenceMentions: describeTally(tallies.sentenceMentions),
    mentionWords: describeTally(tallies.mentionWords),
    mentionCharacters: describeTally(tallies.mentionCharacters),
  }
}

/** A named part of a corpus, such as `train`. */
export interface CorpusPart {
  readonly name: string
  readonly corpus: Corpus
}

/** The documents of each source, in the order of first appearance. */
export function bySource(corpus: Corpus): CorpusPart[] {
  const sources = new Map<string, Document[]>()
  for (const document of corpus) {
    const known = sources.get(originOf(document))
    if (known === undefined) sources.set(originOf(document), [document])
    else known.push(document)
  }
  return [...sources].map(([name, documents]) => ({ name, corpus: documents }))
}
