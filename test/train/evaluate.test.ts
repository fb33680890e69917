import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createLabelSet } from '../../src/corpus/labels.ts'
import { silent } from '../../src/progress.ts'
import { metricsOf } from '../../src/run/results.ts'
import type { TaggedSentence } from '../../src/text/tags.ts'
import { IGNORE_INDEX } from '../../src/text/tags.ts'
import type { ChunkOptions } from '../../src/tokenizer/align.ts'
import type { Tokenizer } from '../../src/tokenizer/tokenizer.ts'
import { type EncodedSentence, encodeCorpus } from '../../src/train/data/examples.ts'
import type { Batch, Engine } from '../../src/train/engine/engine.ts'
import {
  applyBaseline,
  type DecodePartOptions,
  decodePart,
  type ScorePartOptions,
  scorePart,
  scoreSentences,
} from '../../src/train/evaluate.ts'

const labels = createLabelSet(['X', 'Y'])
const L = labels.labels.length

/** A word is its length in pieces: `3:7` has three pieces and means the label 7. */
const tokenizer: Tokenizer = {
  encodeWord(word) {
    const [pieces, label] = word.split(':').map(Number) as [number, number]
    return Array.from({ length: pieces }, (_, i) => (i === 0 ? 10 + label : 3))
  },
  prefix: [1],
  suffix: [2],
  padId: 0,
  unkId: 3,
  vocabSize: 20,
}

/** Knows a word's label from its first piece; its loss is the number of the batch's rows. */
const knowing: Pick<Engine, 'evaluate'> = {
  async evaluate(batch: Batch) {
    const logits = new Float32Array(batch.rows * batch.length * L).fill(-1)
    for (const [i, id] of batch.inputIds.entries()) if (id >= 10) logits[i * L + id - 10] = 1
    const counted = batch.labels.reduce((count, label) => count + (label === IGNORE_INDEX ? 0 : 1), 0)
    return { loss: counted === 0 ? 0 : batch.rows, counted, logits }
  },
}
const engine = knowing as Engine

function sentenceOf(words: readonly string[], tags: readonly string[]): TaggedSentence {
  const text = words.join(' ')
  const document = { id: 'd', text, sentences: [], tokens: [], mentions: [] }
  return { document, sentence: { begin: 0, end: text.length }, tokens: [], words, tags }
}

const evaluatePart = async (
  engine: Engine,
  sentences: readonly EncodedSentence[],
  options: DecodePartOptions & ScorePartOptions,
) => scorePart(await decodePart(engine, sentences, options), sentences, options)

const evaluate = async (
  sentences: readonly TaggedSentence[],
  batchSize: number,
  chunking: Partial<ChunkOptions> = {},
) =>
  evaluatePart(
    engine,
    await encodeCorpus(sentences, {
      tokenizer,
      labels,
      maxLength: 8,
      ...chunking,
      labelAllTokens: false,
      title: 'test',
      progress: silent,
    }),
    { labels, padId: tokenizer.padId, batchSize, title: 'Evaluating', progress: silent },
  )

describe('decodePart and scorePart', () => {
  test('puts every tag back where it belongs, whatever the batches and however sentences are cut', async () => {
    const word = fc.tuple(fc.integer({ min: 0, max: 4 }), fc.nat(L - 1))
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(word, { minLength: 1, maxLength: 12 }), { minLength: 1, maxLength: 8 }),
        fc.integer({ min: 1, max: 9 }),
        fc.constantFrom<Partial<ChunkOptions>>({}, { stride: 3 }, { stride: 2, context: 'sentences' }),
        async (sentences, batchSize, chunking) => {
          // A word without pieces is tagged O.
          const expected = sentences.map(words =>
            words.map(([pieces, label]) => (pieces === 0 ? 'O' : labels.labels[label]!)),
          )
          const tagged = sentences.map((words, i) =>
            sentenceOf(
              words.map(([pieces, label]) => `${pieces}:${label}`),
              expected[i]!,
            ),
          )
          const { predictions, result } = await evaluate(tagged, batchSize, chunking)
          expect(predictions.map(({ tags }) => tags)).toEqual(expected)
          expect(result.default.overall.accuracy).toBe(1)
          expect(result.sentences).toBe(sentences.length)
        },
      ),
    )
  })

  test('weights the loss of a batch by the words that count in it', async () => {
    const sentences = [
      sentenceOf(['1:0', '1:0', '1:0', '1:0'], ['O', 'O', 'O', 'IGN']),
      sentenceOf(['1:0', '1:0'], ['O', 'O']),
      sentenceOf(['1:0'], ['B-Z']),
    ]
    // Batches of two rows and of one: 5 words count in the first, none in the second.
    expect((await evaluate(sentences, 2)).result).toMatchObject({ loss: 2, batches: 2 })
    expect((await evaluate(sentences, 1)).result).toMatchObject({ loss: 1, batches: 3 })
  })

  test('counts every word once in the loss, however windows overlap', async () => {
    const words = new Array<string>(30).fill('2:0')
    const tags = new Array<string>(30).fill('O')
    const lengths = async (chunking: Partial<ChunkOptions>) => {
      const encoded = await encodeCorpus([sentenceOf(words, tags)], {
        tokenizer,
        labels,
        maxLength: 10,
        labelAllTokens: false,
        title: 'test',
        progress: silent,
        ...chunking,
      })
      return encoded.flatMap(({ chunks }) =>
        chunks.map(chunk => chunk.labels.filter(label => label >= 0).length),
      )
    }
    const sum = (numbers: readonly number[]) => numbers.reduce((a, b) => a + b)
    const overlapping = await lengths({ stride: 4 })
    const apart = await lengths({})
    expect(overlapping.length).toBeGreaterThan(apart.length)
    expect(sum(overlapping)).toBe(30)
    expect(sum(apart)).toBe(30)
  })

  test('decodes the words of a sentence together', async () => {
    const sentences = [sentenceOf(new Array<string>(12).fill('1:0'), new Array<string>(12).fill('O'))]
    const encoded = await encodeCorpus(sentences, {
      tokenizer,
      labels,
      maxLength: 8,
      stride: 2,
      labelAllTokens: false,
      title: 'test',
      progress: silent,
    })
    const { predictions } = await evaluatePart(engine, encoded, {
      labels,
      padId: 0,
      batchSize: 1,
      decoding: {
        decode: scores => Int32Array.from({ length: scores.length / L }, (_, i) => Number(i === 11)),
        probabilities: scores => new Float32Array(scores.length).fill(0.25),
      },
      title: 'Evaluating',
      progress: silent,
    })
    expect(predictions).toEqual([
      {
        tags: [...new Array<string>(11).fill('O'), 'B-X'],
        found: [{ type: 'X', start: 11, end: 12, score: 0.25 }],
      },
    ])
  })

  test('fits a temperature to the labels of a part, which changes scores and no tag', async () => {
    // Right in four of five words, with logits that promise nine in ten and more.
    const gold = ['B-X', 'B-X', 'B-X', 'B-X', 'O', 'O', 'O', 'O', 'O', 'B-X']
    const said = ['1:1', '1:1', '1:1', '1:1', '1:1', '1:0', '1:0', '1:0', '1:0', '1:0']
    const sharp = {
      async evaluate(batch: Batch) {
        const { logits, ...rest } = await knowing.evaluate(batch)
        return { ...rest, logits: logits.map(logit => 3 * logit) }
      },
    } as Engine
    const evaluateAt = async (temperature: number | 'fit', tags: readonly string[]) => {
      const options = { tokenizer, labels, maxLength: 12, labelAllTokens: false, title: '', progress: silent }
      const encoded = await encodeCorpus([sentenceOf(said, tags)], options)
      const evaluation = { labels, padId: 0, batchSize: 1, title: '', progress: silent, temperature }
      return evaluatePart(sharp, encoded, evaluation)
    }
    const before = await evaluateAt(1, gold)
    const after = await evaluateAt('fit', gold)
    // The most probable of all: softmax(z / T) of the best label is 0.8, the others share the rest.
    expect(after.temperature).toBeCloseTo(6 / Math.log((0.8 / 0.2) * (L - 1)), 3)
    expect(after.predictions[0]!.tags).toEqual(before.predictions[0]!.tags)
    for (const [i, { score, uncalibrated }] of after.predictions[0]!.found.entries()) {
      expect(score).toBeCloseTo(0.8, 3)
      expect(uncalibrated).toBe(before.predictions[0]!.found[i]!.score)
    }
    expect(before.predictions[0]!.found[0]).not.toHaveProperty('uncalibrated')
    expect(await evaluateAt(after.temperature, gold)).toMatchObject({ predictions: after.predictions })
    const without = gold.map(() => 'O')
    expect((await evaluateAt('fit', without)).temperature).toBe(1)
    expect(
      (
        await evaluateAt(
          'fit',
          gold.map(() => 'IGN'),
        )
      ).temperature,
    ).toBe(1)
  })

  test('stops when the signal aborts', async () => {
    const signal = AbortSignal.abort(new Error('enough'))
    const options = { labels, padId: 0, batchSize: 1, title: 'Evaluating', progress: silent, signal }
    const sentences = [sentenceOf(['1:0'], ['O'])]
    const encoded = await encodeCorpus(sentences, {
      tokenizer,
      labels,
      maxLength: 8,
      labelAllTokens: false,
      title: 'test',
      progress: silent,
    })
    await expect(evaluatePart(engine, encoded, options)).rejects.toThrow('enough')
  })
})

test('scores leave out words without a type, and keep types that the model cannot know', () => {
  const scores = scoreSentences(
    [sentenceOf(['a', 'b', 'c', 'd'], ['B-X', 'IGN', 'B-Z', 'O'])],
    [['B-X', 'B-X', 'O', 'O']],
  )
  expect(scores.default.overall).toEqual({
    insideAccuracy: 0.5,
    precision: 1,
    recall: 0.5,
    f1: 2 / 3,
    number: 2,
    accuracy: 2 / 3,
  })
  expect(Object.keys(scores.default.types)).toEqual(['X', 'Z'])
})

test('scores leave out predictions of types that were not annotated, and keep what was missed for them', () => {
  const sentence = {
    ...sentenceOf(['a', 'b', 'c'], ['B-X', 'O', 'O']),
    annotated: { unannotated: new Set(['Y']) },
  }
  const { types } = scoreSentences([sentence], [['B-Y', 'B-Y', 'B-X']]).default
  expect(Object.keys(types)).toEqual(['X'])
  expect(types.X).toMatchObject({ precision: 0, recall: 0, number: 1 })
})

test('metrics carry the names of run_ner, those of strict mode apart', () => {
  const metrics = metricsOf(
    'eval',
    scoreSentences([sentenceOf(['a', 'b'], ['B-X', 'I-X'])], [['I-X', 'I-X']]),
  )
  expect(metrics).toMatchObject({ eval_f1: 1, eval_X_number: 1, eval_f1_strict: 0, eval_accuracy: 0.5 })
  expect(Object.keys(metrics).every(key => key.startsWith('eval_'))).toBe(true)
})

test('the baseline remembers the training sentences', () => {
  const training = [sentenceOf(['old', 'fever'], ['O', 'B-X'])]
  const seen = [sentenceOf(['fever'], ['B-X'])]
  const unseen = [sentenceOf(['cough'], ['B-X'])]
  const { validation, test: tested } = applyBaseline({ train: training, validation: seen, test: unseen })
  expect(validation.scores.default.overall.f1).toBe(1)
  expect(validation.predictions).toEqual([
    { tags: ['B-X'], found: [{ type: 'X', start: 0, end: 1, score: 1 }] },
  ])
  expect(tested.scores.default.overall.f1).toBe(0)
})
