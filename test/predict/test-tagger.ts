/** @file Taggers for tests that need no model: they find what a pattern matches, or what a function says. */
import type { Tagger } from '../../src/predict/tagger.ts'
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
  mentionsOf: (document: Document) => Mention[],
): Tagger {
  const find = (document: Document): Document => ({ ...document, mentions: mentionsOf(document) })
  async function* findAll(documents: Iterable<Document> | AsyncIterable<Document>) {
    for await (const document of documents) yield find(document)
  }
  function tag(document: Document | string): Promise<Document>
  function tag(documents: Iterable<Document> | AsyncIterable<Document>): AsyncGenerator<Document>
  function tag(input: Document | string | Iterable<Document> | AsyncIterable<Document>) {
    if (typeof input === 'string')
      return Promise.resolve(find({ id: 'text', text: input, sentences: [], tokens: [], mentions: [] }))
    return 'text' in input ? Promise.resolve(find(input)) : findAll(input)
  }
  return { types, segment, tag, async dispose() {} }
}
