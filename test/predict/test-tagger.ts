/** @file Taggers for tests that need no model: they find what a pattern matches, or what a function says. */
import type { Tagger, TaggingOptions } from '../../src/predict/tagger.ts'
import type { Document, Mention } from '../../src/text/document.ts'
import { segment } from '../../src/text/words.ts'

export function createPatternTagger(pattern: RegExp, type: string): Tagger {
  return createTestTagger([type], ({ text }) =>
    [...text.matchAll(pattern)].map(({ index, 0: found }) => ({
      begin: index,
      end: index + found.length,
      concepts: [],
      types: [type],
    })),
  )
}

export function createTestTagger(
  types: readonly string[],
  mentionsOf: (document: Document, options?: TaggingOptions) => Mention[] | Promise<Mention[]>,
  confidenceOf: (sentence: string) => number = () => 1,
): Tagger {
  const find = async (document: Document, options: TaggingOptions = {}): Promise<Document> => {
    const tagged = { ...document, mentions: await mentionsOf(document, options) }
    if (options.confidence !== true) return tagged
    const { text, sentences, tokens } =
      document.tokens.length === 0 ? { ...tagged, ...segment(document.text) } : tagged
    const sure = sentences.map(one => ({ ...one, confidence: confidenceOf(text.slice(one.begin, one.end)) }))
    return { ...tagged, sentences: sure, tokens }
  }
  async function* findAll(documents: Iterable<Document> | AsyncIterable<Document>, options?: TaggingOptions) {
    for await (const document of documents) yield find(document, options)
  }
  function tag(document: Document | string, options?: TaggingOptions): Promise<Document>
  function tag(
    documents: Iterable<Document> | AsyncIterable<Document>,
    options?: TaggingOptions,
  ): AsyncGenerator<Document>
  function tag(
    input: Document | string | Iterable<Document> | AsyncIterable<Document>,
    options?: TaggingOptions,
  ) {
    if (typeof input === 'string')
      return find({ id: 'text', text: input, sentences: [], tokens: [], mentions: [] }, options)
    return 'text' in input ? find(input, options) : findAll(input, options)
  }
  return { types, segment, tag, async dispose() {} }
}
