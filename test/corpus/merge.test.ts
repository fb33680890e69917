import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { mergeCorpora } from '../../src/corpus/merge.ts'
import { corpusStats } from '../../src/corpus/stats.ts'
import { silent } from '../../src/progress.ts'
import type { Document } from '../../src/text/document.ts'
import { segment } from '../../src/text/words.ts'

const document = (id: string, text = 'One two. Three.'): Document => ({
  id,
  text,
  ...segment(text),
  mentions: [],
})

describe('mergeCorpora', () => {
  it('keeps order and ids, and puts the name before an id that several parts have', () => {
    const notices: [string, number][] = []
    const merged = mergeCorpora(
      [
        { name: 'one', documents: [document('a', 'Text of a.'), document('x', 'Another text.')] },
        { name: 'two', documents: [document('x', 'Some third one.'), document('b', 'A fourth.')] },
      ],
      { progress: { ...silent, notice: ({ code, count }) => notices.push([code, count]) } },
    )
    expect(merged.map(({ id }) => id)).toEqual(['a', 'one/x', 'two/x', 'b'])
    expect(merged.map(({ origin }) => origin)).toEqual(['one', 'one', 'two', 'two'])
    expect(notices).toEqual([['document-renamed', 2]])
  })
  it('of one part changes nothing and says nothing', () => {
    const progress = { ...silent, notice: () => expect.unreachable() }
    expect(mergeCorpora([{ name: 'one', documents: [document('a')] }], { progress })).toEqual([document('a')])
  })
  it('numbers very many documents of one id', () => {
    const documents = Array<Document>(50_000).fill(document('x'))
    const merged = mergeCorpora([{ name: 'one', documents }])
    expect([0, 1, 49_999].map(i => merged[i]!.id)).toEqual(['x', 'x#2', 'x#50000'])
  })
  it('gives every document an id of its own, whatever the names', () => {
    const id = fc.constantFrom('x', 'y', 'n/x', 'x#2', 'n/x#2')
    const part = fc.record({ name: fc.constantFrom('n', 'm'), ids: fc.array(id, { maxLength: 4 }) })
    fc.assert(
      fc.property(fc.array(part, { maxLength: 4 }), parts => {
        const merged = mergeCorpora(
          parts.map(({ name, ids }) => ({ name, documents: ids.map(one => document(one)) })),
        )
        expect(merged.length).toBe(parts.flatMap(({ ids }) => ids).length)
        expect(new Set(merged.map(one => one.id)).size).toBe(merged.length)
      }),
    )
  })
})

describe('corpusStats', () => {
  it('counts documents, sentences, words, and mentions by first type', () => {
    const mention = (types: string[], concepts: string[] = []) => ({ begin: 0, end: 3, types, concepts })
    const corpus = [
      document('a'),
      {
        ...document('b'),
        mentions: [mention(['T2', 'T1']), mention([], ['C1']), mention(['T2'], ['C1']), mention(['T1'])],
      },
    ]
    const stats = corpusStats(corpus)
    expect(stats).toEqual({
      documents: 2,
      sentences: 4,
      tokens: 10,
      mentions: 4,
      vocabularies: { unknown: 1 },
      untyped: 1,
      concepts: 1,
      types: { T2: 2, T1: 1 },
    })
    expect(Object.keys(stats.types)).toEqual(['T2', 'T1'])
  })
})
