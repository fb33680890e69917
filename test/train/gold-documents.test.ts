/** @file Gold mentions and predicted ones by characters, what counts for nothing, the file of both. */
import { describe, expect, test } from 'vitest'
import { createLabelPolicy, createLabelSet } from '../../src/corpus/labels.ts'
import { formatScoredDocuments, parseScoredDocuments } from '../../src/metrics/mentions.ts'
import { silent } from '../../src/progress.ts'
import type { Document, Mention } from '../../src/text/document.ts'
import { segment } from '../../src/text/words.ts'
import { tagCorpus } from '../../src/train/data/examples.ts'
import { goldDocuments, matchPredictions } from '../../src/train/data/gold-documents.ts'

const text = 'Severe asthma 😷 of the left lung. It was seen twice.'
const mention = (words: string, ...types: string[]): Mention => {
  const begin = text.indexOf(words)
  return { begin, end: begin + words.length, concepts: [], types }
}
const documentOf = (mentions: Mention[], more: Partial<Document> = {}): Document => ({
  id: 'a',
  text,
  ...segment(text),
  mentions: mentions.sort((a, b) => a.begin - b.begin || a.end - b.end),
  ...more,
})
const policy = createLabelPolicy(createLabelSet(['T047', 'T023']), {
  types: ['T047', 'T023'],
  unseen: 'outside',
  without_ancestor: 'outside',
  concept_type: 'in-label-set',
})
const config = { corpus: { overlap: 'longest' as const } }
const partOf = (document: Document) =>
  goldDocuments([document], tagCorpus([document], config, silent, policy), policy)

describe('the gold of a document', () => {
  test('has every mention with a label, and says which of them tags cannot express', () => {
    const [part] = partOf(
      documentOf([
        mention('Severe asthma', 'T047'),
        mention('asthma', 'T047'),
        mention('left lung', 'T023'),
        mention('seen', 'T060'),
      ]),
    )
    expect(part!.gold).toEqual([
      { begin: 0, end: 13, type: 'T047' },
      { begin: 7, end: 13, type: 'T047', lost: true },
      { begin: 24, end: 33, type: 'T023' },
    ])
    expect(part!.ignored).toEqual([])
    expect(part!.sentences).toHaveLength(2)
  })

  test('leaves out what counts for nothing, and types that were not annotated', () => {
    const [part] = partOf(documentOf([mention('asthma')], { annotated: ['T023'] }))
    expect(part).toMatchObject({ gold: [], ignored: [{ begin: 7, end: 13 }], unannotated: new Set(['T047']) })
  })
})

describe('matching', () => {
  const word = (sentence: readonly { begin: number }[], begin: number) =>
    sentence.findIndex(token => token.begin === begin)

  test('puts found mentions where their words are', () => {
    const documents = partOf(documentOf([mention('left lung', 'T023')]))
    const [first] = documents[0]!.sentences
    const start = word(first!, 24)
    const [scored] = matchPredictions(documents, [
      { found: [{ type: 'T023', start, end: start + 2, score: 0.5 }] },
      { found: [] },
    ])
    expect(scored).toEqual({
      id: 'a',
      text,
      sentences: [
        [0, 34],
        [35, 53],
      ],
      gold: [{ begin: 24, end: 33, type: 'T023' }],
      predicted: [{ begin: 24, end: 33, type: 'T023', score: 0.5 }],
    })
    expect(() => matchPredictions(documents, [{ found: [] }, { found: [] }, { found: [] }])).toThrow(
      'expected mentions of 2 sentences, got 3',
    )
  })

  test('leaves out what is neither right nor wrong', () => {
    const documents = partOf(documentOf([mention('asthma')], { annotated: ['T047'] }))
    const [first] = documents[0]!.sentences
    const found = [
      { type: 'T047', start: word(first!, 7), end: word(first!, 7) + 1, score: 1 },
      { type: 'T023', start: word(first!, 24), end: word(first!, 24) + 1, score: 1 },
      { type: 'T047', start: word(first!, 29), end: word(first!, 29) + 1, score: 1 },
    ]
    expect(matchPredictions(documents, [{ found }, { found: [] }])[0]!.predicted).toEqual([
      { begin: 29, end: 33, type: 'T047', score: 1 },
    ])
  })
})

describe('the file of scored documents', () => {
  const documents = [
    { id: 'a', text, gold: [{ begin: 0, end: 2, type: 'X', lost: true as const }], predicted: [] },
    { id: 'b\n"', gold: [], predicted: [{ begin: 1, end: 3, type: 'Y', score: 0.125 }] },
    { id: 'c', gold: [], predicted: [{ begin: 1, end: 3, type: 'Y' }] },
  ]

  test('is read as it was written', () => {
    expect(parseScoredDocuments(formatScoredDocuments(documents), 'p.jsonl')).toEqual(documents)
    expect(parseScoredDocuments('', 'p.jsonl')).toEqual([])
  })

  test.each([
    ['{', 'expected a document as JSON'],
    ['[]', 'expected a document with an id'],
    ['{"id":"a","gold":[],"predicted":{}}', 'expected lists of mentions'],
    ['{"id":"a","gold":[{"begin":3,"end":1,"type":"X"}],"predicted":[]}', 'expected lists of mentions'],
    [
      '{"id":"a","gold":[],"predicted":[{"begin":0,"end":1,"type":"X","score":"1"}]}',
      'expected numbers as the scores',
    ],
  ])('is refused when it holds %s', (line, message) => {
    const content = `${formatScoredDocuments(documents)}${line}\n`
    expect(() => parseScoredDocuments(content, 'p.jsonl')).toThrow(message)
    try {
      parseScoredDocuments(content, 'p.jsonl')
    } catch (error) {
      expect(error).toMatchObject({ code: 'input', where: { path: 'p.jsonl', line: documents.length + 1 } })
    }
  })
})

test('found mentions are left out where they touch any of very many that count for nothing', () => {
  const words = 'ab '.repeat(20_000)
  const ignored = Array.from({ length: 20_000 }, (_, i) => ({ begin: 3 * i, end: 3 * i + (i % 2) }))
  const { tokens } = segment(words)
  const part = {
    id: 'a',
    text: words,
    gold: [],
    ignored,
    unannotated: new Set<string>(),
    sentences: [tokens],
  }
  const found = tokens.map((_, i) => ({ type: 'T047', start: i, end: i + 1, score: 1 }))
  const [scored] = matchPredictions([part], [{ found }])
  expect(scored!.predicted.map(({ begin }) => begin / 3)).toEqual(
    Array.from({ length: 10_000 }, (_, i) => 2 * i),
  )
})
