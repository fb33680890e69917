/** @file Mentions from labels of word pieces, held against transformers' TokenClassificationPipeline. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { AGGREGATIONS, type Aggregation } from '../../src/predict/aggregation.ts'
import { type Classifier, createTagger } from '../../src/predict/tagger.ts'
import type { Document } from '../../src/text/document.ts'
import type { PaddedChunks } from '../../src/tokenizer/align.ts'
import { readTokenizer } from '../../src/tokenizer/stored-tokenizer.ts'
import type { Tokenizer } from '../../src/tokenizer/tokenizer.ts'

type Entity = readonly [begin: number, end: number, type: string, score: number]
interface Case {
  readonly tokenizer: string
  readonly labels: readonly string[]
  readonly text: string
  readonly ids: readonly number[]
  readonly logits: readonly (readonly number[])[]
  readonly entities: Readonly<Record<Aggregation, readonly Entity[]>>
}
const reference = join(import.meta.dirname, 'reference/aggregation.json')
const { cases } = JSON.parse(readFileSync(reference, 'utf8')) as { readonly cases: readonly Case[] }
const fixtures = join(import.meta.dirname, '../tokenizer/fixtures')

/** A text as one sentence. */
function sentenceOf(text: string): Document {
  const whole = [{ begin: 0, end: text.length }]
  return { id: 'a', text, sentences: whole, tokens: whole, mentions: [] }
}

/** Has the logits of a text, in whatever windows its pieces come. */
function classifierOf({ ids, logits, labels }: Case, maxLength: number): Classifier {
  const known = ids.slice(1, -1).map((id, i) => ({ id, own: logits[i + 1]! }))
  let next = 0
  return {
    labels,
    maxLength,
    async logits({ inputIds, rows, length }: PaddedChunks) {
      expect(rows).toBe(1)
      const result = new Float32Array(inputIds.length * labels.length)
      for (let t = 1; t < length - 1; t++) {
        const { id, own } = known[next++]!
        expect(inputIds[t]).toBe(id)
        result.set(own, t * labels.length)
      }
      return result
    },
    async dispose() {},
  }
}

const tokenizers = new Map<string, Promise<Tokenizer>>()
function tokenizerOf(name: string): Promise<Tokenizer> {
  const opened = tokenizers.get(name) ?? readTokenizer(join(fixtures, name))
  tokenizers.set(name, opened)
  return opened
}

async function find(one: Case, aggregation: Aggregation, maxLength = 512): Promise<Entity[]> {
  const tokenizer = await tokenizerOf(one.tokenizer)
  const tagger = createTagger(classifierOf(one, maxLength), tokenizer, { aggregation, batchPieces: 1 })
  const { mentions } = await tagger.tag(sentenceOf(one.text))
  const codePoints = (end: number): number => [...one.text.slice(0, end)].length
  return mentions.map(({ begin, end, types, score }) => [
    codePoints(begin),
    codePoints(end),
    types[0]!,
    score!,
  ])
}

describe.each(AGGREGATIONS)('aggregation %s', aggregation => {
  it('finds what a pipeline of transformers finds, at the same places, with the same scores', async () => {
    expect(cases.length).toBeGreaterThan(30)
    for (const one of cases) {
      const found = await find(one, aggregation)
      const expected = one.entities[aggregation]
      expect(found.map(([begin, end, type]) => [begin, end, type])).toEqual(
        expected.map(([begin, end, type]) => [begin, end, type]),
      )
      for (const [i, entity] of found.entries())
        expect(Math.abs(entity[3] - expected[i]![3])).toBeLessThan(1e-5)
    }
  })
})

it('finds the same in a sentence that is cut into windows', async () => {
  const long = cases.filter(({ ids }) => ids.length > 24)
  expect(long.length).toBeGreaterThan(3)
  for (const one of long) expect(await find(one, 'average', 24)).toEqual(await find(one, 'average'))
})

it('is for tokenizers of BERT, and says so', async () => {
  const tokenizer = await readTokenizer(join(fixtures, 'roberta-json'))
  const [one] = cases
  const tagger = createTagger(classifierOf(one!, 512), tokenizer, { aggregation: 'first' })
  await expect(tagger.tag('Aspirin')).rejects.toMatchObject({
    code: 'config',
    message: 'expected a tokenizer of BERT (WordPiece) for aggregation first',
  })
})
