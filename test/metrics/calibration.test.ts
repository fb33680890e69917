import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { calibrate, listOutcomes, type Reliability } from '../../src/metrics/calibration.ts'
import { evaluateDocuments } from '../../src/metrics/evaluation.ts'
import {
  type FoundMention,
  formatScoredDocuments,
  parseScoredDocuments,
  type ScoredDocument,
} from '../../src/metrics/mentions.ts'
import { createDocument } from './documents.ts'

interface Errors {
  counts: number[]
  expected: number
  maximum: number
}
interface Case {
  title: string
  bins: number
  outcomes: [score: number, right: 0 | 1][]
  accuracy: number[]
  confidence: number[]
  equalWidth: Errors
  equalMass: Errors
  brier: number
}

const { cases } = JSON.parse(
  readFileSync(join(import.meta.dirname, 'reference/calibration.json'), 'utf8'),
) as {
  cases: Case[]
}

function expectClose(actual: readonly number[], expected: readonly number[], title: string): void {
  expect(actual.length, title).toBe(expected.length)
  for (const [index, value] of actual.entries())
    expect(Math.abs(value - expected[index]!), `${title}, number ${index}`).toBeLessThan(1e-12)
}

function expectErrors(actual: Reliability, expected: Errors, title: string): void {
  const counts = actual.bins.map(bin => bin.count).filter(count => count > 0)
  expect(counts, title).toEqual(expected.counts)
  expectClose([actual.expectedError, actual.maximumError], [expected.expected, expected.maximum], title)
}

describe('calibrate', () => {
  it('agrees with scikit-learn and NumPy', () => {
    expect(cases.length).toBeGreaterThan(10)
    for (const each of cases) {
      const outcomes = each.outcomes.map(([score, right]) => ({ score, right: right === 1 }))
      const result = calibrate(outcomes, { bins: each.bins })
      const filled = result.equalWidth.bins.filter(bin => bin.count > 0)
      expectClose(
        filled.map(bin => bin.accuracy),
        each.accuracy,
        each.title,
      )
      expectClose(
        filled.map(bin => bin.confidence),
        each.confidence,
        each.title,
      )
      expectErrors(result.equalWidth, each.equalWidth, each.title)
      expectErrors(result.equalMass, each.equalMass, each.title)
      expectClose([result.brier], [each.brier], each.title)
      expect(result.equalWidth.bins.length).toBe(each.bins)
    }
  })

  it('gives the same bits in whatever order mentions come', () => {
    const outcome = fc.record({
      score: fc.integer({ min: 0, max: 30 }).map(n => n / 30),
      right: fc.boolean(),
    })
    fc.assert(
      fc.property(fc.array(outcome, { maxLength: 40 }), fc.integer({ min: 1, max: 20 }), (outcomes, bins) => {
        expect(calibrate([...outcomes].reverse(), { bins })).toEqual(calibrate(outcomes, { bins }))
      }),
    )
  })

  it('keeps equal scores in one bin of equal mass', () => {
    const outcomes = [0.5, 0.5, 0.5, 0.5, 0.9].map((score, index) => ({ score, right: index % 2 === 0 }))
    expect(calibrate(outcomes, { bins: 5 }).equalMass.bins.map(bin => bin.count)).toEqual([4, 1])
  })

  it('is 0 without mentions', () => {
    const { equalWidth, equalMass, brier, count } = calibrate([])
    expect([equalWidth.expectedError, equalMass.expectedError, equalMass.maximumError, brier, count]).toEqual(
      [0, 0, 0, 0, 0],
    )
    expect(equalWidth.bins.length).toBe(15)
    expect(equalMass.bins).toEqual([])
  })

  it('refuses what is no probability, and no bins', () => {
    expect(() => calibrate([{ score: 1.5, right: true }])).toThrow(/between 0 and 1, got 1.5/)
    expect(() => calibrate([{ score: Number.NaN, right: true }])).toThrow(/between 0 and 1/)
    expect(() => calibrate([], { bins: 0 })).toThrow(/bins from 1 on, got 0/)
  })
})

describe('listOutcomes', () => {
  it('says of each predicted mention whether borders and type are right', () => {
    const document = createDocument('a', ['0 3 A', '5 8 A'], ['0 3 A', '5 8 B', '5 7 A'])
    expect(listOutcomes([document]).map(each => each.right)).toEqual([true, false, false])
    const [first, ...others] = document.predicted.map(({ score: _, ...mention }) => mention)
    const predicted = [{ ...first!, score: 0.5 }, ...others]
    expect(listOutcomes([{ ...document, predicted }])).toEqual([{ score: 0.5, right: true }])
  })
})

it('scores before temperature scaling are calibrated apart, where there are any', () => {
  const span = { begin: 0, end: 4, type: 'X' }
  const document = (predicted: FoundMention): ScoredDocument => ({
    id: 'd',
    gold: [span],
    predicted: [predicted],
  })
  const evaluate = (predicted: FoundMention) =>
    evaluateDocuments([document(predicted)], { seed: 1, samples: 2 })
  const both = evaluate({ ...span, score: 0.75, uncalibrated: 0.5 })
  expect(both.calibration.equalWidth.expectedError).toBe(0.25)
  expect(both.uncalibrated?.equalWidth.expectedError).toBe(0.5)
  expect(evaluate({ ...span, score: 0.75 })).not.toHaveProperty('uncalibrated')
  const written = formatScoredDocuments([document({ ...span, score: 0.75, uncalibrated: 0.5 })])
  expect(parseScoredDocuments(written, 'x')[0]!.predicted[0]!.uncalibrated).toBe(0.5)
  expect(() => parseScoredDocuments(written.replace('0.5', '"high"'), 'x')).toThrow('numbers as the scores')
})
