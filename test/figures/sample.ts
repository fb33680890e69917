/** Runs that never were, for tests of figures: documents of any types, judged, and a log of their training. */

import { groupOf } from '../../src/concepts/semantic-network.ts'
import type { RunFigureData } from '../../src/figures/run/run.ts'
import { evaluateDocuments } from '../../src/metrics/evaluation.ts'
import type { FoundMention, GoldMention, ScoredDocument } from '../../src/metrics/mentions.ts'

/**
 * Each document has a mention of each type, which is found, or cut short, or taken for the next type, or missed, by its
 * place; the last type is never predicted.
 */
export function judgedSample(types: readonly string[], documents: number): ScoredDocument[] {
  return Array.from({ length: documents }, (_, document) => {
    const gold: GoldMention[] = []
    const predicted: FoundMention[] = []
    for (const [index, type] of types.entries()) {
      if ((document + index) % (1 + (index % 5)) !== 0) continue
      const [begin, end] = [20 * index, 20 * index + 10]
      gold.push({ begin, end, type })
      if (index === types.length - 1 && index > 0) continue
      const fate = (document * 7 + index * 3) % 10
      const score = 0.3 + 0.07 * ((document + index) % 10)
      if (fate < 6) predicted.push({ begin, end, type, score })
      else if (fate === 6) predicted.push({ begin, end: end - 3, type, score })
      else if (fate === 7 && index + 2 < types.length)
        predicted.push({ begin, end, type: types[index + 1]!, score })
      else if (fate === 8) predicted.push({ begin: end + 2, end: end + 5, type, score })
    }
    return { id: `d${document}`, text: 'word '.repeat(4 * types.length), gold, predicted }
  })
}

const countGold = (documents: readonly ScoredDocument[]): Record<string, number> => {
  const counts = new Map<string, number>()
  for (const { gold } of documents) for (const { type } of gold) counts.set(type, (counts.get(type) ?? 0) + 1)
  return Object.fromEntries(counts)
}

/** All that figures of a run are drawn from. */
export function runSample(
  types: readonly string[],
  { epochs = 3, logged = 30, documents = 12 }: { epochs?: number; logged?: number; documents?: number } = {},
): RunFigureData & Required<Pick<RunFigureData, 'validation' | 'test' | 'mentions'>> {
  const judged = judgedSample(types, documents)
  const counts = countGold(judged)
  const training = {
    counts: { ...counts, [types[0]!]: 900 },
    forms: [{ form: 'word word ', type: types[0]! }],
  }
  const evaluate = (part: readonly ScoredDocument[]) =>
    evaluateDocuments(part, {
      seed: 1,
      samples: 50,
      training,
      groupOf: type => groupOf(type)?.abbreviation,
    })
  const validation = evaluate(judged)
  const test = evaluate(judged.slice(1))
  const perEpoch = Math.ceil(logged / epochs)
  const history = Array.from({ length: epochs }, (_, index) => {
    const epoch = index + 1
    const steps = Array.from({ length: perEpoch }, (_, at) => ({
      step: 10 * (index * perEpoch + at + 1),
      epoch: index + (at + 1) / perEpoch,
      loss: 2 / (epoch + at / perEpoch),
      learning_rate: 5e-5 / epoch,
      grad_norm: 1 + ((at * 7) % 5),
    }))
    const scores = Object.entries(validation.types).flatMap(([type, { gold, scores }]) => [
      [`eval_${type}_f1`, (scores.f1.estimate * epoch) / epochs],
      [`eval_${type}_number`, gold],
      [`eval_strict_${type}_f1`, 0.123],
      [`eval_strict_${type}_number`, gold],
    ])
    const evaluation = {
      step: 10 * epoch * perEpoch,
      epoch,
      eval_loss: 1 + (epoch - 2) ** 2,
      eval_f1: (0.75 * epoch) / epochs,
      eval_precision: 0.5,
      eval_recall: 0.25,
      eval_accuracy: 0.9,
      eval_strict_f1: 0.5,
      ...Object.fromEntries(scores),
    }
    return [...steps, evaluation]
  }).flat()
  const interval = (estimate: number) => ({ estimate, lower: estimate - 0.05, upper: estimate + 0.05 })
  const f1 = (micro: number) => ({ micro: interval(micro), macro: interval(micro - 0.1) })
  return {
    history,
    bestStep: 10 * epochs * perEpoch,
    mentions: { train: training.counts, validation: counts, test: countGold(judged.slice(1)) },
    validation,
    test,
    learningCurve: [
      { share: 0.5, documents: 6, mentions: 60, seed: 1, validation: f1(0.5), test: f1(0.4) },
      { share: 0.5, documents: 6, mentions: 61, seed: 2, validation: f1(0.6), test: f1(0.5) },
      { share: 1, documents: 12, mentions: 120, validation: f1(0.7), test: f1(0.65) },
    ],
  }
}
