/** @file Scores over seeds: their spread, and the Multi-Bootstrap against one that enumerates all samples. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { ScoredDocument } from '../../src/metrics/mentions.ts'
import { compareSeeds, type SeedRun, scoreDocuments, spreadOf } from '../../src/metrics/seeds.ts'
import { createRandom } from '../../src/random.ts'
import { createDocument } from './documents.ts'

type Mention = readonly [begin: number, end: number, type: string]
interface Row {
  readonly name: string
  readonly a: readonly number[]
  readonly b: readonly number[]
  readonly std: readonly (number | null)[]
  readonly difference: number
  readonly p: number
  readonly lower: readonly [number, number]
  readonly upper: readonly [number, number]
}
interface Case {
  readonly gold: readonly (readonly Mention[])[]
  readonly a: readonly (readonly (readonly Mention[])[])[]
  readonly b: readonly (readonly (readonly Mention[])[])[]
  readonly rows: readonly Row[]
}
const { cases } = JSON.parse(readFileSync(join(import.meta.dirname, 'reference/seeds.json'), 'utf8')) as {
  cases: Case[]
}

const lines = (mentions: readonly Mention[]): string[] => mentions.map(mention => mention.join(' '))
const runsOf = (gold: Case['gold'], side: Case['a'], name: string): SeedRun[] =>
  side.map((found, run) => ({
    path: `${name}-${run}`,
    documents: gold.map((own, index) => createDocument(String(index), lines(own), lines(found[index]!))),
  }))

test.each(cases.map((one, index) => [index, one] as const))(
  'differences, p and intervals of case %i are those of all its samples',
  (_, { gold, a, b, rows }) => {
    const compared = compareSeeds(runsOf(gold, a, 'a'), runsOf(gold, b, 'b'), { seed: 3, samples: 10_000 })
    for (const row of rows) {
      const found =
        row.name === 'micro' || row.name === 'macro' ? compared[row.name] : compared.types.get(row.name)!
      const mean = (values: readonly number[]) =>
        values.reduce((sum, value) => sum + value, 0) / values.length
      expect(found.a.mean).toBeCloseTo(mean(row.a), 12)
      expect(found.b.mean).toBeCloseTo(mean(row.b), 12)
      for (const [spread, std] of [
        [found.a, row.std[0]],
        [found.b, row.std[1]],
      ] as const)
        if (std === null) expect(spread).not.toHaveProperty('std')
        else expect(spread.std).toBeCloseTo(std!, 12)
      expect(found.difference).toBeCloseTo(row.difference, 12)
      // Four standard deviations of the share of 10,000 samples.
      expect(Math.abs(found.p - row.p), row.name).toBeLessThan(4 * Math.sqrt(0.25 / 10_000))
      expect(found.lower).toBeGreaterThanOrEqual(row.lower[0] - 1e-12)
      expect(found.lower).toBeLessThanOrEqual(row.lower[1] + 1e-12)
      expect(found.upper).toBeGreaterThanOrEqual(row.upper[0] - 1e-12)
      expect(found.upper).toBeLessThanOrEqual(row.upper[1] + 1e-12)
    }
  },
)

test('a small example by hand: the difference of mean scores over both seeds and documents', () => {
  // One document, found by both runs of a and by one of two of b: F1 of 1, 1, and 1, 0.
  const right = [createDocument('1', ['0 3 X'], ['0 3 X'])]
  const nothing = [createDocument('1', ['0 3 X'], [])]
  const runs = (...documents: ScoredDocument[][]): SeedRun[] =>
    documents.map((own, index) => ({ path: String(index), documents: own }))
  const options = { seed: 1, samples: 4000 }
  const { micro, types } = compareSeeds(runs(right, right), runs(right, nothing), options)
  expect(micro.a).toEqual({ mean: 1, std: 0, min: 1, max: 1 })
  expect(micro.b).toEqual({ mean: 0.5, std: Math.SQRT1_2, min: 0, max: 1 })
  expect(micro.difference).toBe(0.5)
  // Of b one run is drawn: the difference is 0 or 1, as far from 0.5 as that is from 0.
  expect([micro.lower, micro.upper, micro.p]).toEqual([0, 1, 1])
  expect(types.get('X')).toEqual({ ...micro, holm: 1 })
  // Without the other seed nothing varies.
  const alone = compareSeeds(runs(right), runs(nothing), options).micro
  expect([alone.difference, alone.lower, alone.upper, alone.p]).toEqual([1, 1, 1, 1 / 4001])
})

test('a configuration does not differ from itself', () => {
  const { gold, a } = cases[0]!
  const same = runsOf(gold, a, 'a')
  const { micro, macro } = compareSeeds(same, same, { seed: 1, samples: 500 })
  for (const { difference, p } of [micro, macro]) expect([difference, p]).toEqual([0, 1])
})

test('the order of documents and which is called a do not matter', () => {
  const { gold, a, b } = cases[0]!
  const [first, second] = [runsOf(gold, a, 'a'), runsOf(gold, b, 'b')]
  const options = { seed: 1, samples: 300 }
  const turned = second.map(run => ({ ...run, documents: run.documents.toReversed() }))
  expect(compareSeeds(first, turned, options)).toEqual(compareSeeds(first, second, options))
  const { micro } = compareSeeds(second, first, options)
  expect(micro.difference).toBe(-compareSeeds(first, second, options).micro.difference)
})

describe('runs that cannot be compared', () => {
  const document = (id: string, gold: readonly string[]) => createDocument(id, gold, [])
  const a = [{ path: 'runs/a', documents: [document('1', ['0 3 X'])] }]
  test.each([
    ['other documents', [document('2', ['0 3 X'])], /same documents.*"1" and "2"/],
    ['more documents', [document('1', ['0 3 X']), document('2', [])], /as many documents.*1 and 2/],
    ['other gold mentions', [document('1', ['0 4 X'])], /same gold mentions.*"1"/],
  ])('have %s: the error names the run', (_, documents, message) => {
    const compare = () => compareSeeds(a, [...a, { path: 'runs/b', documents }], { seed: 1, samples: 10 })
    expect(compare).toThrow(message)
    expect(compare).toThrow(expect.objectContaining({ where: { path: 'runs/b' }, code: 'data' }))
    expect(compare).toThrow(
      expect.objectContaining({ hint: expect.stringContaining('training.seed may differ') }),
    )
  })

  test('are none', () => {
    expect(() => compareSeeds(a, [], { seed: 1 })).toThrow('at least one run')
  })
})

test('p is not far below its level where configurations are equally good, and finds a planted difference', () => {
  const random = createRandom(5, 'seeds')
  /** A run whose quality depends on its seed; some documents are hard for all. */
  const run = (quality: number): SeedRun => {
    const skill = quality + 0.1 * (random.uniform() - 0.5)
    const documents = Array.from({ length: 20 }, (_, index) =>
      createDocument(
        String(index),
        ['0 3 X', '5 8 X'],
        [
          ...(random.uniform() < skill ? ['0 3 X'] : []),
          ...(random.uniform() < skill - 0.02 * index ? ['5 8 X'] : []),
        ],
      ),
    )
    return { path: 'x', documents }
  }
  const findings = (qualityB: number): number => {
    let count = 0
    for (let trial = 0; trial < 100; trial++) {
      const sides = [0.7, qualityB].map(quality => Array.from({ length: 3 }, () => run(quality)))
      if (compareSeeds(sides[0]!, sides[1]!, { seed: trial, samples: 99 }).micro.p <= 0.05) count++
    }
    return count
  }
  expect(findings(0.7)).toBeLessThan(12)
  expect(findings(0.4)).toBeGreaterThan(80)
})

test('scores of documents are micro and macro F1 and that of each type', () => {
  const documents = [
    createDocument('1', ['0 3 X', '5 8 Y'], ['0 3 X', '5 8 X']),
    createDocument('2', ['0 3 X'], ['0 3 X']),
  ]
  const { micro, macro, types } = scoreDocuments(documents)
  expect([...types]).toEqual([
    ['X', 0.8],
    ['Y', 0],
  ])
  expect(micro).toBeCloseTo(2 / 3, 12)
  expect(macro).toBe(0.4)
  expect(scoreDocuments(documents, 'precision').micro).toBeCloseTo(2 / 3, 12)
})

test('one value has no standard deviation, and equal ones none to the last bit', () => {
  expect(spreadOf([0.1])).toEqual({ mean: 0.1, min: 0.1, max: 0.1 })
  expect(spreadOf([0.1, 0.1, 0.1])).toEqual({ mean: 0.1, std: 0, min: 0.1, max: 0.1 })
  expect(spreadOf([1, 2, 3, 4]).std).toBeCloseTo(Math.sqrt(5 / 3), 12)
})
