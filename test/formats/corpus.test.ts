import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { formatError, MedspanError } from '../../src/errors.ts'
import { corpusFormat, formatCorpus, formatDocument } from '../../src/formats/corpus.ts'
import { pubtatorFormat } from '../../src/formats/pubtator.ts'
import { silent } from '../../src/progress.ts'
import { bySpan, type Document, isInsideCharacter } from '../../src/text/document.ts'
import { segment } from '../../src/text/words.ts'
import { describeWithData } from '../shared-data.ts'
import { testFormat } from './contract.ts'

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'medspan-corpus-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function read(content: string): Promise<Document[]> {
  const path = join(folder, 'a.jsonl')
  writeFileSync(path, content)
  return corpusFormat.read(path, { progress: silent })
}

const header = '{"format":"medspan-corpus","version":1}\n'
const line = (fields: object) =>
  `${header}${JSON.stringify({
    id: 'd',
    text: 'ab c',
    sentences: [[0, 4]],
    tokens: [
      [0, 2],
      [3, 4],
    ],
    mentions: [],
    ...fields,
  })}\n`

const word = fc.string({ unit: 'binary', minLength: 1, maxLength: 5 })
const optional = fc.option(word, { nil: undefined })
const score = fc.option(fc.double({ min: 0, max: 1, noNaN: true }), { nil: undefined })
/** Any document that the format can hold, with every field that there is. */
const anyDocument = fc
  .record({
    id: word,
    text: fc.string({ unit: 'binary', minLength: 1, maxLength: 40 }),
    marks: fc.array(fc.tuple(fc.nat(), fc.nat(), fc.array(word), fc.array(word), fc.nat(), score), {
      maxLength: 4,
    }),
    source: optional,
    origin: optional,
    group: optional,
    annotated: fc.option(fc.array(word), { nil: undefined }),
  })
  .map(({ id, text, marks, ...optionalFields }): Document => {
    const whole = (index: number): number => (isInsideCharacter(text, index) ? index + 1 : index)
    const mentions = marks.map(([a, b, concepts, types, cut, sure]) => {
      const start = a % text.length
      const begin = isInsideCharacter(text, start) ? start - 1 : start
      const end = whole(begin + 1 + (b % (text.length - begin)))
      const first = whole(begin + 1 + (cut % 3))
      const second = whole(first + 1)
      const parts = [
        { begin, end: first },
        { begin: second, end },
      ]
      const isApart = second < end && cut % 2 === 0
      // JSON has no -0.
      const scored = sure !== undefined && { score: sure + 0 }
      return { begin, end, concepts, types, ...(isApart && { parts }), ...scored }
    })
    const given = Object.entries(optionalFields).filter(([, value]) => value !== undefined)
    return { id, text, ...segment(text), mentions: mentions.sort(bySpan), ...Object.fromEntries(given) }
  })

const schema = z.fromJSONSchema(
  JSON.parse(readFileSync(new URL('../../docs/corpus.schema.json', import.meta.url), 'utf8')),
)

describe('a corpus file', () => {
  it('gives back every document as it was', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyDocument, { maxLength: 3 }), async corpus => {
        expect(await read(formatCorpus(corpus))).toEqual(corpus)
      }),
      { numRuns: 200 },
    )
  })
  it('is what docs/corpus.schema.json says, in both directions', async () => {
    const spoil = fc.constantFrom(
      ['id', 3],
      ['id', ''],
      ['text', null],
      ['tokens', [[0]]],
      ['tokens', [[0, 1, 2]]],
      ['tokens', [[0.5, 1]]],
      ['sentences', { 0: [0, 1] }],
      ['mentions', [[0, 1, []]]],
      ['mentions', [[0, 1, ['C1'], [3]]]],
      ['mentions', [[0, 1, [], [], [[0, 1]]]]],
      ['mentions', [[-1, 1, [], []]]],
      ['mentions', [[0, 1, [], [], [[0, 1]], 7]]],
      ['mentions', [[0, 1, [], [], null]]],
      ['mentions', [[0, 1, [], [], null, 1.5]]],
      ['mentions', [[0, 1, [], [], null, 0.5, 1]]],
      ['mentions', undefined],
      ['source', 3],
      ['origin', []],
      ['group', null],
      ['annotated', 'T047'],
      ['annotated', [1]],
      ['surplus', 1],
    )
    await fc.assert(
      fc.asyncProperty(anyDocument, spoil, async (document, [key, value]) => {
        const line = JSON.parse(formatDocument(document))
        expect(schema.safeParse(line).error).toBeUndefined()
        const spoilt = { ...line, [key as string]: value }
        expect(schema.safeParse(JSON.parse(JSON.stringify(spoilt))).success).toBe(false)
        await expect(read(`${header}${JSON.stringify(spoilt)}\n`)).rejects.toThrow(MedspanError)
      }),
      { numRuns: 200 },
    )
  })
  it('of before there were parts, origins and groups is read as ever', async () => {
    const old =
      '{"id":"d","text":"ab c","sentences":[[0,4]],"tokens":[[0,2],[3,4]],"mentions":[[0,2,["C1"],["T1"]]],"source":"f"}'
    const [document] = await read(`${header}${old}\n`)
    expect(document).toEqual({
      id: 'd',
      text: 'ab c',
      sentences: [{ begin: 0, end: 4 }],
      tokens: [
        { begin: 0, end: 2 },
        { begin: 3, end: 4 },
      ],
      mentions: [{ begin: 0, end: 2, concepts: ['C1'], types: ['T1'] }],
      source: 'f',
    })
    expect(formatDocument(document!)).toBe(old)
  })
  it('takes keys that objects inherit for nothing but keys', async () => {
    const error = await read(`${header}{"__proto__":{"id":"x"},"id":"d","id":"e"}\n`).catch(reason => reason)
    expect(formatError(error as MedspanError)).toContain(':2 __proto__: not a document of a corpus file')
  })
  it.each([
    ['', '/a.jsonl: expected a corpus, got an empty file'],
    ['{"id":"d"}\n', '/a.jsonl:1: expected the first line {"format":"medspan-corpus","version":1}'],
    [
      '{"format":"medspan-corpus","version":9}\n',
      '/a.jsonl:1: expected version 1 of the corpus format, got 9',
    ],
    [`${header}{"id": "d"\n`, '/a.jsonl:2:11: expected JSON'],
    [line({ id: 3 }), '/a.jsonl:2 id: not a document of a corpus file'],
    [line({ surplus: 3 }), '/a.jsonl:2 surplus: not a document of a corpus file'],
    [
      line({
        mentions: [
          [
            0,
            4,
            [],
            [],
            [
              [0, 1],
              [2, 3],
            ],
          ],
        ],
      }),
      '/a.jsonl:2 d mentions[0]: not a document',
    ],
    [line({ mentions: [[0, 4, 'C1', []]] }), '/a.jsonl:2 d mentions[0][2]: not a document'],
    [
      line({ mentions: [[3, 9, [], []]] }),
      '/a.jsonl:2 d mentions[0]: expected a span within 0 and 4, got 3 to 9',
    ],
    [
      line({
        tokens: [
          [0, 2],
          [1, 3],
        ],
      }),
      '/a.jsonl:2 d tokens[1]: expected spans in order and apart, got 1 to 3',
    ],
    [
      line({ text: 'a😷b', tokens: [[0, 2]] }),
      '/a.jsonl:2 d tokens[0]: expected a span between characters, got 0 to 2',
    ],
    [
      line({ text: 'a😷b', tokens: [], mentions: [[2, 4, [], []]] }),
      '/a.jsonl:2 d mentions[0]: expected a span between characters, got 2 to 4',
    ],
    [line({ tokens: [[2, 2]] }), '/a.jsonl:2 d tokens[0]: expected a span within 0 and 4, got 2 to 2'],
  ])('that is wrong (%j) is refused with its place', async (content, expected) => {
    const error = await read(content).catch((reason: unknown) => reason)
    expect(error).toBeInstanceOf(MedspanError)
    expect(formatError(error as MedspanError).replace(folder, '')).toContain(expected)
  })
})

describeWithData('a real corpus', ['ner', 'NCBIdisease_Test.PubTator'], path => {
  it('comes back from a corpus file as it was', async () => {
    const documents = await pubtatorFormat.read(path, { progress: silent })
    expect(await read(formatCorpus(documents))).toEqual(documents)
  })
})

testFormat({ format: corpusFormat, roundTrip: { parts: true } })
