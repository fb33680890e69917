import { describe, expect, it } from 'vitest'
import { bootstrapScores } from '../../src/metrics/bootstrap.ts'
import { analyseErrors } from '../../src/metrics/error-analysis.ts'
import { evaluateDocuments } from '../../src/metrics/evaluation.ts'
import { scoreMapped } from '../../src/metrics/mapped.ts'
import type { ScoredDocument } from '../../src/metrics/mentions.ts'
import { createDocument, simulateSystems } from './documents.ts'

const parents: Readonly<Record<string, readonly string[]>> = {
  Neoplasm: ['Disease', 'Event'],
  Disease: ['Event'],
  Drug: ['Entity'],
}
const ancestorsOf = (type: string) => parents[type] ?? []
const groupOf = (type: string) => ({ Neoplasm: 'DISO', Disease: 'DISO', Drug: 'CHEM' })[type]

describe('scoreMapped', () => {
  const document = createDocument(
    'd',
    ['0 5 Disease', '0 5 Neoplasm', '6 9 Neoplasm', '10 12 Drug'],
    ['0 5 Neoplasm', '6 9 Disease', '10 12 Disease', '20 22 Other'],
  )

  it('counts mentions once that are equal by name, and leaves out types without one', () => {
    const scores = scoreMapped([document], type => [groupOf(type)].filter(name => name !== undefined))
    expect(Object.keys(scores)).toEqual(['CHEM', 'DISO'])
    expect(scores.DISO).toEqual({
      correct: 2,
      predicted: 3,
      gold: 2,
      precision: 2 / 3,
      recall: 1,
      f1: expect.closeTo(0.8, 12),
    })
    expect(scores.CHEM).toMatchObject({ correct: 0, predicted: 0, gold: 1, f1: 0 })
  })

  it('counts a mention for each of its names', () => {
    const scores = scoreMapped([document], ancestorsOf)
    expect(scores.Event).toMatchObject({ correct: 2, predicted: 3, gold: 2 })
    expect(scores.Disease).toMatchObject({ correct: 1, predicted: 1, gold: 2 })
    expect(scores.Entity).toMatchObject({ correct: 0, predicted: 0, gold: 1 })
  })
})

describe('evaluateDocuments', () => {
  const [documents] = simulateSystems({ seed: 2, documents: 25, types: 4, mentions: 8, qualities: [0.7] })
  const training = { counts: { type0: 12 }, forms: [{ form: 'x', type: 'type0' }] }
  const evaluation = evaluateDocuments(documents!, { seed: 3, samples: 200, training })

  it('says the same as each of its parts', () => {
    const bootstrap = bootstrapScores(documents!, { seed: 3, samples: 200 })
    const { classes, confusions, types } = analyseErrors(documents!)
    expect(evaluation).toMatchObject({ micro: bootstrap.micro, macro: bootstrap.macro, classes, confusions })
    expect(Object.keys(evaluation.types)).toEqual([...types.keys()])
    for (const [type, each] of Object.entries(evaluation.types)) {
      expect(each.scores).toEqual(bootstrap.types.get(type))
      expect(each.errors).toEqual(types.get(type))
      expect(each.semeval.strict.correct).toBe(each.correct)
      expect(each.scores.recall.estimate).toBe(each.gold === 0 ? 0 : each.correct / each.gold)
      expect(each.training).toBe(training.counts[type as 'type0'] ?? 0)
    }
    expect(evaluation.resampling).toEqual({ seed: 3, samples: 200, confidence: 0.95 })
    expect([evaluation.groups, evaluation.ancestors]).toEqual([{}, {}])
  })

  it('sums up its types', () => {
    for (const key of ['gold', 'predicted', 'correct', 'lost'] as const) {
      const sum = Object.values(evaluation.types).reduce((total, each) => total + each[key], 0)
      expect(evaluation[key]).toBe(sum)
    }
    expect(evaluation.gold).toBe(documents!.reduce((sum, { gold }) => sum + gold.length, 0))
    expect(evaluation.micro.recall.estimate).toBe(evaluation.correct / evaluation.gold)
  })

  it('is plain JSON', () => {
    expect(JSON.parse(JSON.stringify(evaluation))).toEqual(evaluation)
  })

  it('counts what tags cannot express as missed, and says how many they are', () => {
    const document: ScoredDocument = {
      id: 'd',
      text: 'lung cancer',
      gold: [
        { begin: 0, end: 11, type: 'Neoplasm' },
        { begin: 0, end: 4, type: 'Organ', lost: true },
      ],
      predicted: [{ begin: 0, end: 11, type: 'Neoplasm', score: 0.9 }],
    }
    const known = { counts: { Neoplasm: 4 }, forms: [{ form: 'Lung Cancer', type: 'Neoplasm' }] }
    const scores = evaluateDocuments([document], {
      seed: 1,
      samples: 10,
      training: known,
      groupOf,
      ancestorsOf,
    })
    expect(scores).toMatchObject({ correct: 1, predicted: 1, gold: 2, lost: 1 })
    expect(scores.micro.recall.estimate).toBe(0.5)
    expect(scores.types).toMatchObject({
      Neoplasm: { lost: 0, training: 4 },
      Organ: { lost: 1, training: 0, errors: { gold: { missed: 1 } } },
    })
    expect(scores.groups).toMatchObject({ DISO: { correct: 1, gold: 1 } })
    expect(scores.ancestors).toMatchObject({ Disease: { correct: 1 }, Event: { correct: 1 } })
    expect(scores.seen!.caseFolded.mention).toMatchObject({ correct: 1, gold: 1 })
    expect(scores.seen!.asGiven.mention.gold).toBe(0)
  })

  it('counts a type among its own descendants where others lie below it', () => {
    const document = createDocument('d', ['0 5 Disease', '6 9 Neoplasm'], ['0 5 Disease', '6 9 Neoplasm'])
    const scores = evaluateDocuments([document], {
      seed: 1,
      samples: 10,
      training: { counts: {}, forms: [] },
      ancestorsOf,
    })
    expect(scores.ancestors).toMatchObject({ Disease: { correct: 2 }, Event: { correct: 2 } })
    expect(scores.ancestors).not.toHaveProperty('Neoplasm')
  })

  it('has a say about nothing at all', () => {
    const scores = evaluateDocuments([createDocument('d', [], [])], {
      seed: 1,
      samples: 10,
      training: { counts: {}, forms: [] },
    })
    expect(scores).toMatchObject({ documents: 1, gold: 0, types: {}, micro: { f1: { estimate: 0 } } })
  })
})
