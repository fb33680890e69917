import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { mergeCorpora } from '../../src/corpus/merge.ts'
import { corpusStats } from '../../src/corpus/stats.ts'
import { formatError, MedspanError, Notices } from '../../src/errors.ts'
import { jsonlFormat, recordsFormat } from '../../src/formats/records.ts'
import { silent } from '../../src/progress.ts'
import { coveredText } from '../../src/text/document.ts'
import type { ReadOptions } from '../../src/text/format.ts'
import { tagSentences } from '../../src/text/tags.ts'
import { rebuilt } from '../cas/rebuilt.ts'
import { describeWithData } from '../shared-data.ts'
import { testFormat } from './contract.ts'

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'medspan-records-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

async function readFile(path: string) {
  const notices = new Notices()
  const documents = await recordsFormat.read(path, {
    progress: { ...silent, notice: notice => notices.addAll([notice]) },
  })
  return { documents, counts: Object.fromEntries(notices.list().map(({ code, count }) => [code, count])) }
}

async function read(content: string) {
  const path = join(folder, 'a.json')
  writeFileSync(path, content)
  return readFile(path)
}

async function refusal(content: string): Promise<string> {
  try {
    await read(content)
  } catch (error) {
    if (error instanceof MedspanError) return formatError(error).replace(folder, '')
    throw error
  }
  return 'was read'
}

const rows = [
  { tokens: ['Gout', ',', '😀', 'x'], ner_tags: ['B-T047', 'O', 'B-T033', 'B-T033'], doc_id: 'a' },
  { tokens: ['b'], ner_tags: ['O'], doc_id: 7 },
  { tokens: ['odd', 'thing', 'here'], ner_tags: ['IGN', 'IGN', 'I-T047'], doc_id: 'a' },
]

describe('records', () => {
  it.each([
    ['a JSON array', JSON.stringify(rows, null, 2)],
    ['JSON lines', `${rows.map(row => JSON.stringify(row)).join('\n')}\n`],
  ])('come from %s, grouped by document', async (_, content) => {
    const { documents, counts } = await read(content)
    expect(documents.map(({ id }) => id)).toEqual(['a', '7'])
    const [first] = documents
    expect(first!.text).toBe('Gout , 😀 x\nodd thing here')
    expect(first!.tokens.map(token => coveredText(first!, token))).toEqual(
      'Gout , 😀 x odd thing here'.split(' '),
    )
    expect(first!.sentences).toEqual([
      { begin: 0, end: 11 },
      { begin: 12, end: 26 },
    ])
    expect(first!.mentions.map(mention => [coveredText(first!, mention), mention.types.join()])).toEqual([
      ['Gout', 'T047'],
      ['😀', 'T033'],
      ['x', 'T033'],
      ['odd thing', ''],
      ['here', 'T047'],
    ])
    expect(counts).toEqual({ 'tag-change': 1, 'tag-ignored': 2 })
  })
  it('count what they are lenient about', async () => {
    const { documents, counts } = await read(
      '[{"tokens": ["a", "", "b"], "ner_tags": ["I-X", "O", "I-Y"]}, {"tokens": [], "ner_tags": []}]',
    )
    expect(documents[0]).toMatchObject({ id: 'a.json#1', text: 'a b' })
    expect(counts).toEqual({
      'row-without-document': 2,
      'empty-word': 1,
      'tag-orphan': 1,
      'tag-change': 1,
      'empty-sentence': 1,
    })
  })
  it.each([
    [
      '[{"tokens": ["a"], "ner_tags": ["O"]}',
      '/a.json:1:38: expected JSON, which cannot go on with the end of the text',
    ],
    ['[{"tokens": ["a"],\n "ner_tags" ["O"]}]', '/a.json:2:13: expected JSON, which cannot go on with "["'],
    [
      '{"tokens": ["a"], "ner_tags": ["O"]}\n{"tokens": [x]}',
      '/a.json:2:13: expected JSON, which cannot go on with "x"',
    ],
    ['[{"tokens": ["a\nb"]}]', '/a.json:1:16: expected JSON, which cannot go on with "\\n"'],
    [
      '[{"tokens": ["a"], "ner_tags": ["O", "O"]}]',
      '/a.json:1 row 1: expected as many tags as tokens, got 1 tokens and 2',
    ],
    [
      '[{"tokens": ["a"], "ner_tags": [0]}]',
      '/a.json:1 row 1: expected the names of numbered tags, got numbers alone',
    ],
    ['[{"tokens": "a", "ner_tags": []}]', '/a.json:1 row 1: expected tokens: a list of texts, got "a"'],
    ['[1]', '/a.json:1 row 1: expected an object with tokens and tags, got 1'],
    ['[{"tokens": ["a"], "ner_tags": ["Q-X"]}]', '/a.json:1 row 1 tag 1: expected a tag such as O'],
    [
      '[{"tokens": ["a"], "ner_tags": ["O"], "doc_id": []}]',
      '/a.json:1 row 1: expected doc_id: a text or a number',
    ],
  ])('that are wrong (%s) are refused with their place', async (content, expected) => {
    expect(await refusal(content)).toContain(expected)
  })
})

describe('columns of records', () => {
  const readWith = async (content: unknown, options: Partial<ReadOptions> = {}) => {
    const path = join(folder, 'b.jsonl')
    writeFileSync(path, JSON.stringify(content))
    const documents = await recordsFormat.read(path, { progress: silent, ...options })
    return documents.map(one => [one.id, one.text, one.mentions.map(mention => mention.types.join()).join()])
  }
  it.each([
    [[{ words: ['a'], tags: ['B-X'], pmid: 12 }], {}, [['12', 'a', 'X']]],
    [
      [{ 'text tokens': ['a'], labels: [1], document_id: 'd' }],
      { tagNames: ['O', 'B-X'] },
      [['d', 'a', 'X']],
    ],
    [[{ tokens: ['a', 'b'], ner_tags: [1, 2], ner_tags_str: ['B-X', 'O'] }], {}, [['b.jsonl#1', 'a b', 'X']]],
    [
      [{ w: ['a'], y: ['B-X'], d: 'q' }],
      { columns: { tokens: 'w', tags: 'y', document: 'd' } },
      [['q', 'a', 'X']],
    ],
    [[{ tokens: ['a', 'b'], labels: [-100, 1] }], { tagNames: ['O', 'B-X'] }, [['b.jsonl#1', 'a b', ',X']]],
  ])('of %j are found', async (content, options, expected) => {
    expect(await readWith(content, options)).toEqual(expected)
  })
  it('called id count rows when they begin with 0 and 1, else they name documents', async () => {
    const row = (id: unknown) => ({ id, tokens: ['a'], ner_tags: ['O'] })
    const ids = async (...given: unknown[]) => (await readWith(given.map(row))).map(([id]) => id)
    expect(await ids('0', '1', '2')).toEqual(['b.jsonl#1', 'b.jsonl#2', 'b.jsonl#3'])
    expect(await ids('0', '0', '1')).toEqual(['0', '1'])
    expect(await ids('0')).toEqual(['0'])
    expect(await ids('7', '1')).toEqual(['7', '1'])
  })
  it('that are missing are named, with what to do', async () => {
    const problem = async (content: unknown, options?: Partial<ReadOptions>) =>
      formatError(await readWith(content, options).catch(reason => reason)).replace(folder, '')
    expect(await problem([{ tokens: ['a'] }])).toBe(
      '/b.jsonl:1 row 1: expected a column of tags (ner_tags, tags, labels, ner_tags_str), got tokens\n' +
        '  say which column holds the tags with `columns`',
    )
    expect(await problem([{ tokens: ['a'] }], { columns: { tokens: 'w' } })).toContain(
      'expected the column "w", got tokens',
    )
  })
})

describe('a file of records', () => {
  it('is recognised by its first row, and other JSON with tokens in it is not', () => {
    const accepts = (text: string) =>
      recordsFormat.accepts({ path: 'x', isFolder: false, head: new TextEncoder().encode(text) })
    expect(accepts(JSON.stringify(rows))).toBe(true)
    expect(accepts(JSON.stringify(rows[0]))).toBe(true)
    expect(accepts('[ {"id": "1", "ner_tags": ["O"], "tok')).toBe(true)
    expect(accepts('{\n  "version": "1.0", "special": {"tokens": []}}')).toBe(false)
    expect(accepts('{"format":"medspan-corpus","version":1}')).toBe(false)
  })
})

interface Row {
  tokens: string[]
  ner_tags: string[]
  doc_id: string
}

/** Whether a row's tags are BIO2: each `I-X` follows `B-X` or `I-X`. */
function isValid(tags: readonly string[]): boolean {
  return tags.every(
    (tag, i) => !tag.startsWith('I-') || ['B', 'I'].some(prefix => tags[i - 1] === prefix + tag.slice(1)),
  )
}

describeWithData("the teams' curated files", ['seed-curated'], path => {
  const files = () => readdirSync(path).filter(name => name.endsWith('.json'))
  const plain = (name: string): Row[] => JSON.parse(readFileSync(join(path, name), 'utf8'))

  it.each([
    [
      'curated_data_team1.json',
      189,
      5153,
      { B: 325, I: 167, IGN: 7, O: 4654 },
      { 'tag-change': 17, 'tag-ignored': 7, 'replacement-character': 2 },
    ],
    ['curated_data_team2.json', 409, 11479, { B: 542, I: 365, IGN: 1, O: 10571 }, { 'tag-ignored': 1 }],
    [
      'curated_data_team3.json',
      82,
      2502,
      { B: 223, I: 134, IGN: 16, O: 2129 },
      { 'tag-change': 2, 'tag-ignored': 16 },
    ],
    [
      'curated_data_team4.json',
      357,
      9855,
      { B: 264, I: 269, IGN: 2, O: 9320 },
      { 'tag-ignored': 2, 'single-document': 1 },
    ],
    ['curated_data_team6.json', 187, 5444, { B: 117, I: 104, IGN: 30, O: 5193 }, { 'tag-ignored': 30 }],
  ])('%s gives every sentence, word and tag', async (name, sentences, tokens, tags, anomalies) => {
    const own = plain(name)
    const { documents, counts } = await readFile(join(path, name))
    expect(counts).toEqual(anomalies)
    const stats = corpusStats(documents)
    expect([stats.documents, stats.sentences, stats.tokens]).toEqual([
      new Set(own.map(row => row.doc_id)).size,
      own.length,
      own.reduce((sum, row) => sum + row.tokens.length, 0),
    ])
    expect([stats.sentences, stats.tokens]).toEqual([sentences, tokens])

    const written = documents.flatMap(one => tagSentences(one, { overlap: 'longest' }, new Notices()))
    const counted: Record<string, number> = {}
    for (const { ner_tags } of own)
      for (const tag of ner_tags) counted[tag.split('-')[0]!] = (counted[tag.split('-')[0]!] ?? 0) + 1
    expect(counted).toEqual(tags)
    // The rows of a document need not stand together: compare within each document.
    const expected = documents.flatMap(({ id }) => own.filter(row => row.doc_id === id))
    expect(written.map(sentence => sentence.words)).toEqual(expected.map(row => row.tokens))
    let unequal = 0
    for (const [i, row] of expected.entries()) {
      if (isValid(row.ner_tags)) expect(written[i]!.tags).toEqual(row.ner_tags)
      else unequal += row.ner_tags.filter((tag, j) => tag !== written[i]!.tags[j]).length
    }
    // Each tag that continued another type comes back as the beginning that it was read as.
    expect(unequal).toBe((anomalies as Record<string, number>)['tag-change'] ?? 0)
  })
  it('merge into one corpus without losing a word', async () => {
    const parts = []
    for (const name of files()) parts.push({ name, documents: (await readFile(join(path, name))).documents })
    const stats = corpusStats(mergeCorpora(parts))
    const all = files().flatMap(plain)
    expect([stats.sentences, stats.tokens]).toEqual([1224, 34433])
    expect(all.length).toBe(1224)
    expect(all.reduce((sum, row) => sum + row.tokens.length, 0)).toBe(34433)
    expect(stats.documents).toBe(86)
  })
})

for (const format of [recordsFormat, jsonlFormat])
  testFormat({
    format,
    roundTrip: {
      borders: 'words',
      overlapping: false,
      concepts: false,
      types: { min: 1, max: 1 },
      expected: rebuilt,
    },
    samples: { 'a.jsonl': rows.map(row => JSON.stringify(row)).join('\n') },
  })
