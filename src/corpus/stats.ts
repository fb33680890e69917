/**
 * @file What a corpus holds, in numbers.
 */
import type { Corpus } from '../text/document.ts'

export interface CorpusStats {
  readonly documents: number
  readonly sentences: number
  readonly tokens: number
  /** Every mention, nested ones too, with or without a type. */
  readonly mentions: number
  /** Mentions without a type: their words do not count in the loss. */
  readonly untyped: number
  /** Distinct concept identifiers. */
  readonly concepts: number
  /** Mentions by their first type, the most frequent first (then by name). */
  readonly types: Readonly<Record<string, number>>
}

/** Counts a corpus. */
export function corpusStats(corpus: Corpus): CorpusStats {
  const types = new Map<string, number>()
  const concepts = new Set<string>()
  let [sentences, tokens, mentions, untyped] = [0, 0, 0, 0]
  for (const document of corpus) {
    sentences += document.sentences.length
    tokens += document.tokens.length
    mentions += document.mentions.length
    for (const mention of document.mentions) {
      const type = mention.types[0]
      if (type === undefined) untyped++
      else types.set(type, (types.get(type) ?? 0) + 1)
      for (const concept of mention.concepts) concepts.add(concept)
    }
  }
  const sorted = [...types].sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1))
  return {
    documents: corpus.length,
    sentences,
    tokens,
    mentions,
    untyped,
    concepts: concepts.size,
    types: Object.fromEntries(sorted),
  }
}
