import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bootstrapScores, percentileInterval, resample } from '../../src/metrics/bootstrap.ts'
import {
  averageTypes,
  countMentions,
  scoreCounts,
  subtractCounts,
  sumCounts,
  sumTypes,
} from '../../src/metrics/counts.ts'
import type { ScoredDocument } from '../../src/metrics/mentions.ts'
import { scoreTags } from '../../src/metrics/spans.ts'
import { createRandom } from '../../src/random.ts'
import { createDocument, documentsArbitrary, simulateSystems } from './documents.ts'

const measures = ['precision', 'recall', 'f1'] as const

const simulate = (seed: number, documents: number): ScoredDocument[] =>
  simulateSystems({ seed, documents, types: 6, mentions: 5, qualities: [0.7] })[0]!

function sumAll(documents: readonly ScoredDocument[]): Int32Array {
  const matrix = countMentions(documents)
  const totals = new Int32Array(3 * matrix.types.length)
  sumCounts(matrix, new Int32Array(matrix.documents).fill(1), totals)
  return totals
}

describe('counts', () => {
  it('score as seqeval does, to the last bit, where tags hold the mentions', () => {
    const documents = simulate(3, 40)
    const tagsOf = (mentions: ScoredDocument['gold']) => {
      const tags = new Array<string>(120).fill('O')
      for (const { begin, end, type } of mentions)
        for (let i = begin; i < end; i++) tags[i] = `${i === begin ? 'B' : 'I'}-${type}`
      return tags
    }
    const expected = scoreTags(
      documents.map(({ gold }) => tagsOf(gold)),
      documents.map(({ predicted }) => tagsOf(predicted)),
      { mode: 'strict' },
    )
    const totals = sumAll(documents)
    const sum = sumTypes(totals)
    for (const measure of measures) {
      expect(scoreCounts(measure, ...sum)).toBe(expected.overall[measure])
      expect(averageTypes(measure, totals)).toBeCloseTo(expected.macro[measure], 14)
      for (const [row, type] of countMentions(documents).types.entries()) {
        const [correct, predicted, gold] = totals.subarray(3 * row, 3 * row + 3)
        expect(scoreCounts(measure, correct!, predicted!, gold!)).toBe(expected.types.get(type)![measure])
      }
    }
  })

  it('leave only what differs when one is subtracted from the other', () => {
    fc.assert(
      fc.property(documentsArbitrary, fc.infiniteStream(fc.nat(3)), (documents, numbers) => {
        const others = documents.map(document => ({ ...document, predicted: document.predicted.slice(1) }))
        const { types } = countMentions(documents)
        const a = countMentions(documents)
        const b = countMentions(others, types)
        const weights = Int32Array.from(documents, () => numbers.next().value as number)
        const totals = [a, b, subtractCounts(a, b)].map(matrix => {
          const sum = new Int32Array(3 * types.length)
          sumCounts(matrix, weights, sum)
          return sum
        })
        expect(totals[2]).toEqual(totals[0]!.map((value, i) => value - totals[1]![i]!))
        expect(subtractCounts(a, a).typeOf.length).toBe(0)
      }),
    )
  })
})

describe('percentileInterval', () => {
  it('cuts as many values off at either end', () => {
    const values = (n: number) => Float64Array.from({ length: n }, (_, i) => n - i)
    expect(percentileInterval(values(999), 0.9, 0)).toEqual({ lower: 50, upper: 950, samples: 999 })
    expect(percentileInterval(values(10_000), 0.95, 0)).toEqual({ lower: 250, upper: 9751, samples: 10_000 })
    expect(percentileInterval(values(3), 0.95, 0)).toEqual({ lower: 1, upper: 3, samples: 3 })
    expect(percentileInterval(values(0), 0.95, 0.5)).toEqual({ lower: 0.5, upper: 0.5, samples: 0 })
  })

  it('finds what sorting would find, whatever the order and however many are equal', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: -9, max: 9 }), { minLength: 1, maxLength: 60 }),
        fc.constantFrom(0.1, 0.5, 0.9),
        (values, confidence) => {
          const sorted = values.toSorted((a, b) => a - b)
          const k = Math.max(1, Math.floor((values.length + 1) * ((1 - confidence) / 2) + 1e-9))
          expect(percentileInterval(Float64Array.from(values), confidence, 0)).toEqual({
            lower: sorted[k - 1],
            upper: sorted.at(-k),
            samples: values.length,
          })
        },
      ),
    )
  })
})

describe('bootstrapScores', () => {
  it('agrees with drawing documents and scoring them one sample after the other', () => {
    const samples = 200
    const documents = simulate(5, 12).sort((a, b) => (a.id < b.id ? -1 : 1))
    const random = createRandom(8, 'bootstrap')
    const drawn = Array.from({ length: samples }, () =>
      Array.from({ length: documents.length }, () => documents[random.below(documents.length)]!),
    )
    const result = bootstrapScores(documents, { seed: 8, samples, confidence: 0.9 })
    const check = (scores: number[], interval: { lower: number; upper: number; samples: number }) => {
      scores.sort((a, b) => a - b)
      const k = Math.floor((scores.length + 1) * 0.05 + 1e-9)
      expect(interval).toMatchObject({ lower: scores[k - 1], upper: scores.at(-k), samples: scores.length })
    }
    for (const measure of measures) {
      check(
        drawn.map(sample => scoreCounts(measure, ...sumTypes(sumAll(sample)))),
        result.micro[measure],
      )
      check(
        drawn.map(sample => averageTypes(measure, sumAll(sample))),
        result.macro[measure],
      )
      for (const [type, intervals] of result.types) {
        const scores = drawn.flatMap(sample => {
          const row = countMentions(sample).types.indexOf(type)
          const [correct, predicted, gold] = sumAll(sample).subarray(3 * row, 3 * row + 3)
          return row < 0 ? [] : [scoreCounts(measure, correct!, predicted!, gold!)]
        })
        check(scores, intervals[measure])
        expect(intervals[measure].estimate).toBe(
          scoreCounts(measure, ...sumTypes(sumAll(documents.map(document => only(document, type))))),
        )
      }
    }
    const rare = [...result.types.values()].map(each => each.f1.samples)
    expect(Math.min(...rare)).toBeLessThan(samples)
  })

  it('gives the same whatever the order of the documents, and other draws for another seed', () => {
    const documents = simulate(6, 20)
    const options = { seed: 1, samples: 50 }
    expect(bootstrapScores([...documents].reverse(), options)).toEqual(bootstrapScores(documents, options))
    expect(bootstrapScores(documents, { ...options, seed: 2 })).not.toEqual(
      bootstrapScores(documents, options),
    )
  })

  it('gives these bits on every machine', () => {
    const { micro, macro } = bootstrapScores(simulate(7, 30), { seed: 3, samples: 300 })
    expect([micro.f1, macro.f1]).toMatchInlineSnapshot(`
      [
        {
          "estimate": 0.771186440677966,
          "lower": 0.6744186046511628,
          "samples": 300,
          "upper": 0.8510638297872342,
        },
        {
          "estimate": 0.752220171957014,
          "lower": 0.6421931115479503,
          "samples": 300,
          "upper": 0.8516779516779517,
        },
      ]
    `)
  })

  it('covers the truth about as often as it says', () => {
    // Of a system of quality 0.7 with ease 0 on average, 70 % of the mentions are found.
    let covered = 0
    for (let seed = 0; seed < 300; seed++) {
      const { lower, upper } = bootstrapScores(simulate(1000 + seed, 60), { seed, samples: 300 }).micro.recall
      if (lower <= 0.7 && 0.7 <= upper) covered++
    }
    expect(covered / 300).toBeGreaterThan(0.9)
    expect(covered / 300).toBeLessThan(0.985)
  })

  it('has no width where there is nothing to draw', () => {
    const none = { estimate: 0, lower: 0, upper: 0, samples: 0 }
    expect(bootstrapScores([], { seed: 1, samples: 10 }).micro.f1).toEqual(none)
    expect(bootstrapScores([createDocument('a', [], [])], { seed: 1, samples: 10 }).macro.f1).toEqual(none)
    const { types } = bootstrapScores([createDocument('a', ['0 1 A'], ['0 1 A'])], { seed: 1, samples: 10 })
    expect(types.get('A')!.f1).toEqual({ estimate: 1, lower: 1, upper: 1, samples: 10 })
  })

  it('refuses what cannot be drawn', () => {
    expect(() => bootstrapScores([], { seed: 1, samples: 0 })).toThrow(/samples from 1 on, got 0/)
    expect(() => bootstrapScores([], { seed: 1, confidence: 95 })).toThrow(/between 0 and 1, got 95/)
  })
})

describe('resample', () => {
  it('draws as many documents as there are, each as likely', () => {
    const drawn = new Array<number>(7).fill(0)
    resample(7, 2000, 4, weights => {
      expect(weights.reduce((sum, weight) => sum + weight, 0)).toBe(7)
      for (const [document, weight] of weights.entries()) drawn[document]! += weight
    })
    // Five standard deviations of a binomial share of 14,000 draws.
    for (const count of drawn)
      expect(Math.abs(count - 2000)).toBeLessThan(5 * Math.sqrt(14_000 * (1 / 7) * (6 / 7)))
  })
})

function only({ id, gold, predicted }: ScoredDocument, type: string): ScoredDocument {
  return {
    id,
    gold: gold.filter(mention => mention.type === type),
    predicted: predicted.filter(mention => mention.type === type),
  }
}
