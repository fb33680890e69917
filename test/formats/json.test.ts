import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { formatError, MedspanError, Notices } from '../../src/errors.ts'
import { jsonFormat } from '../../src/formats/json.ts'
import { silent } from '../../src/progress.ts'
import { coveredText } from '../../src/text/document.ts'
import { testFormat } from './contract.ts'

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'medspan-json-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

async function read(content: unknown) {
  const path = join(folder, 'a.json')
  const text = typeof content === 'string' ? content : JSON.stringify(content)
  writeFileSync(path, text)
  expect(jsonFormat.accepts({ path, isFolder: false, head: Buffer.from(text).subarray(0, 4096) })).toBe(true)
  const notices = new Notices()
  const documents = await jsonFormat.read(path, {
    progress: { ...silent, notice: notice => notices.addAll([notice]) },
  })
  return {
    mentions: documents.map(document =>
      document.mentions.map(one => `${coveredText(document, one)}=${[...one.types, ...one.concepts].join()}`),
    ),
    documents,
    counts: Object.fromEntries(notices.list().map(({ code, count }) => [code, count])),
  }
}

async function refusal(content: unknown): Promise<string> {
  const error = await read(content).catch((reason: unknown) => reason)
  return error instanceof MedspanError ? formatError(error).replace(folder, '') : `no error of ours: ${error}`
}

const text = '😀 Cystic fibrosis (CF).'

describe('JSON documents', () => {
  it.each([
    [
      'ours',
      [
        {
          id: 'd',
          text,
          mentions: [
            { begin: 3, end: 18, text: 'Cystic fibrosis', types: ['T047'], concepts: ['UMLS:C0010674'] },
          ],
        },
      ],
      'T047,C0010674',
    ],
    ['doccano, labels', { id: 7, text, label: [[2, 17, 'DISO']] }, 'DISO'],
    [
      'doccano, entities',
      { id: 7, text, entities: [{ id: 1, label: 'DISO', start_offset: 2, end_offset: 17 }], relations: [] },
      'DISO',
    ],
    [
      'Prodigy',
      { text, spans: [{ start: 2, end: 17, label: 'DISO', kb_id: 'C0010674' }], meta: {} },
      'DISO,C0010674',
    ],
    ['spaCy, one pair', [text, { entities: [[2, 17, 'DISO']] }], 'DISO'],
    ['spaCy, pairs', [[text, { entities: [[2, 17, 'DISO']] }]], 'DISO'],
  ])('of %s are read, each with its unit of offsets', async (_, content, labels) => {
    expect((await read(content)).mentions).toEqual([[`Cystic fibrosis=${labels}`]])
  })
  it('come one a line, or one over many lines, as well as in an array', async () => {
    const one = { id: 'a', text: 'Gout', mentions: [{ begin: 0, end: 4, type: 'X' }] }
    const other = { ...one, id: 'b' }
    for (const content of [[one, other], `${JSON.stringify(one)}\n${JSON.stringify(other)}\n`])
      expect((await read(content)).documents.map(({ id }) => id)).toEqual(['a', 'b'])
    expect((await read(JSON.stringify(one, null, 2))).mentions).toEqual([['Gout=X']])
  })
  it('whose mentions say their text are read in the unit under which it stands there', async () => {
    const { mentions, counts } = await read([
      { id: 'd', text, mentions: [{ begin: 2, end: 17, text: 'Cystic fibrosis', type: 'X' }] },
      { id: 'e', text, mentions: [{ begin: 0, end: 2, text: 'gout', type: 'X' }] },
    ])
    expect(mentions).toEqual([['Cystic fibrosis=X'], ['😀=X']])
    expect(counts).toEqual({ 'offset-unit': 1, 'surface-mismatch': 1 })
  })
  it('keep the words of the file, and put no border of a sentence into one', async () => {
    const { documents } = await read({
      text: 'A b. C d',
      spans: [],
      tokens: [
        { text: 'A', start: 0, end: 1 },
        { text: 'b. C', start: 2, end: 6 },
        { text: 'd', start: 7, end: 8 },
      ],
    })
    expect(documents[0]).toMatchObject({
      id: 'a.json#1',
      tokens: [
        { begin: 0, end: 1 },
        { begin: 2, end: 6 },
        { begin: 7, end: 8 },
      ],
      sentences: [{ begin: 0, end: 8 }],
    })
  })
  it('count what they leave out', async () => {
    const { counts } = await read({
      text: 'abc',
      entities: [{ start: 1, end: 1, label: 'X' }],
      relations: [{}, {}],
    })
    expect(counts).toEqual({ 'document-without-id': 1, 'mention-empty': 1, 'relation-skipped': 2 })
  })
  it.each([
    [
      { text: 'abc', spans: [[0, 4, 'X']] },
      ':1:1 document 1 spans[0]: expected a mention within 0 and 3 code points that cuts no character, got 0 to 4',
    ],
    [
      { text: 'a😷b', mentions: [{ begin: 0, end: 2, types: ['X'] }] },
      'expected a mention within 0 and 4 UTF-16 code units that cuts no character, got 0 to 2',
    ],
    [{ text: 'abc', spans: [{ start: '0', end: 1 }] }, 'document 1 spans[0]: expected whole numbers'],
    [{ text: 'abc', spans: ['X'] }, 'document 1 spans[0]: expected a mention {begin, end, types}'],
    [{ text: 'abc', spans: [[2, 1, 'X']] }, 'got 2 to 1'],
    [{ text: 'abc', spans: [[0, 1, 7]] }, 'expected label: a text or a list of texts, got 7'],
    [
      '[{"text": "a", "spans": []},\n {"text": 3}]',
      '/a.json:2:2 document 2: expected a document with its text',
    ],
    ['[{"text": "a", "spans": []},\n {"text": }]', '/a.json:2:11: expected JSON'],
  ])('that are wrong (%j) are refused with their place', async (content, expected) => {
    expect(await refusal(content)).toContain(expected)
  })
  it('are told from other JSON', () => {
    const accepts = (value: unknown) =>
      jsonFormat.accepts({ path: 'x', isFolder: false, head: Buffer.from(JSON.stringify(value)) })
    expect(accepts({ format: 'medspan-corpus', version: 1 })).toBe(false)
    expect(accepts([{ tokens: ['a'], ner_tags: ['O'] }])).toBe(false)
    expect(
      accepts({ source: 'x', documents: [{ id: '1', passages: [{ text: 'a', annotations: [] }] }] }),
    ).toBe(false)
    expect(accepts({ '%TYPES': {}, '%VIEWS': {} })).toBe(false)
    expect(accepts({ text: 'a', label: 'positive' })).toBe(false)
  })
})

testFormat({
  format: jsonFormat,
  roundTrip: { parts: true },
  samples: {
    'doccano.jsonl': `${JSON.stringify({ id: 1, text, entities: [{ id: 1, label: 'X', start_offset: 2, end_offset: 17 }] })}\n`,
    'prodigy.json': JSON.stringify({
      text: 'a b',
      spans: [],
      tokens: [
        { start: 0, end: 1 },
        { start: 2, end: 3 },
      ],
    }),
  },
})
