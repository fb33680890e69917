import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { formatError, MedspanError } from '../../src/errors.ts'
import { corpusFormat, formatCorpus } from '../../src/formats/corpus.ts'
import { pubtatorFormat } from '../../src/formats/pubtator.ts'
import { silent } from '../../src/progress.ts'
import { bySpan, type Document } from '../../src/text/document.ts'
import { segment } from '../../src/text/words.ts'
import { describeWithData } from '../shared-data.ts'

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

describe('a corpus file', () => {
  it('gives back every document as it was', async () => {
    const name = fc.string({ unit: 'binary', minLength: 1, maxLength: 5 })
    const documents = fc.array(
      fc
        .record({
          id: name,
          text: fc.string({ unit: 'binary', minLength: 1, maxLength: 40 }),
          marks: fc.array(fc.tuple(fc.nat(), fc.nat(), fc.array(name), fc.array(name)), { maxLength: 4 }),
          source: fc.option(name, { nil: undefined }),
        })
        .map(
          ({ id, text, marks, source }): Document => ({
            id,
            text,
            ...segment(text),
            mentions: marks
              .map(([a, b, concepts, types]) => {
                const begin = a % text.length
                return { begin, end: begin + 1 + (b % (text.length - begin)), concepts, types }
              })
              .sort(bySpan),
            ...(source === undefined ? {} : { source }),
          }),
        ),
      { maxLength: 3 },
    )
    await fc.assert(
      fc.asyncProperty(documents, async corpus => {
        expect(await read(formatCorpus(corpus))).toEqual(corpus)
      }),
      { numRuns: 100 },
    )
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
    [line({ surplus: 3 }), '/a.jsonl:2: not a document of a corpus file'],
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
