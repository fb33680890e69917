import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { divergencesOf } from '../../bench/corpus/divergences.ts'
import { jensenShannon, labelsDistribution, meanJensenShannon } from '../../src/corpus/divergence.ts'
import { createExamples, stratify, wholeShares } from '../../src/corpus/stratify.ts'
import { MedspanError } from '../../src/errors.ts'

interface Reference {
  readonly cases: readonly {
    readonly labels: number
    readonly shares: readonly number[]
    readonly order: 1 | 2
    readonly rows: readonly (readonly number[])[]
    readonly runs: readonly { splits: string; labels: number; pairs: number; js: number }[]
  }[]
}

const reference = JSON.parse(
  readFileSync(join(import.meta.dirname, 'reference/stratify.json'), 'utf8'),
) as Reference

const mean = (values: readonly number[]): number => values.reduce((sum, one) => sum + one, 0) / values.length

describe('stratify', () => {
  it('deals out labels alone where pairs of them are very many', () => {
    const all = Array.from({ length: 20_000 }, (_, label) => label)
    const examples = createExamples([all, all, [0], [1]], all.length)
    const options = { shares: [1, 1], seed: 5 }
    expect(stratify(examples, { ...options, order: 2 })).toEqual(stratify(examples, options))
  })
  it('gives every example a split, and none to one without a share', () => {
    const row = fc.uniqueArray(fc.nat(6), { maxLength: 5 })
    const shares = fc
      .array(fc.constantFrom(0, 0.1, 1, 2, 0.37), { minLength: 1, maxLength: 6 })
      .filter(own => own.some(share => share > 0))
    fc.assert(
      fc.property(
        fc.array(row, { maxLength: 40 }),
        shares,
        fc.constantFrom(1 as const, 2 as const),
        (rows, own, order) => {
          const splitOf = stratify(createExamples(rows, 7), { shares: own, order, seed: 3 })
          expect(splitOf.length).toBe(rows.length)
          for (const split of splitOf) expect(own[split]).toBeGreaterThan(0)
        },
      ),
    )
  })
  it('is the same for the same seed, down to the last example', () => {
    const { rows, labels } = reference.cases[0]!
    const examples = createExamples(rows, labels)
    const deal = (seed: number, order: 1 | 2) =>
      [...stratify(examples, { shares: [0.8, 0.1, 0.1], order, seed })].join('')
    expect(deal(1, 1)).toBe(deal(1, 1))
    expect(deal(1, 1)).not.toBe(deal(2, 1))
    expect(deal(1, 1)).not.toBe(deal(1, 2))
    // Frozen: another machine must come to the same.
    expect([deal(1, 1).slice(0, 60), deal(1, 2).slice(0, 60)]).toMatchInlineSnapshot(`
      [
        "000000000000200000001010000000000200000000000000000000200000",
        "000101200010000000002010000000010200010000020011121000101000",
      ]
    `)
  })
  it('deals the rarest label out first, to the split that wants most of it', () => {
    // Label 1 has two examples: each half gets one, whatever label 0 wants.
    const rows = [[0, 1], [0, 1], ...Array.from({ length: 20 }, () => [0])]
    for (let seed = 0; seed < 20; seed++) {
      const splitOf = stratify(createExamples(rows, 2), { shares: [1, 1], seed })
      expect(splitOf[0]).not.toBe(splitOf[1])
      expect(splitOf.filter(split => split === 0).length).toBe(11)
    }
  })
  it('of order 2 spreads pairs that single labels do not see', () => {
    // Labels 0 and 1 are in 20 rows each; in 10 of them together.
    const rows = Array.from({ length: 30 }, (_, i) => (i < 10 ? [0, 1] : i < 20 ? [0] : [1]))
    for (let seed = 0; seed < 20; seed++) {
      const splitOf = stratify(createExamples(rows, 2), { shares: [1, 1], order: 2, seed })
      expect(splitOf.slice(0, 10).filter(split => split === 0).length).toBe(5)
    }
  })
  it('counts an example by its members', () => {
    // One example of 50 members fills its half; the 50 others go to the other one.
    const examples = {
      ...createExamples([[0], ...Array.from({ length: 50 }, () => [0])], 1),
      sizes: Int32Array.from({ length: 51 }, (_, i) => (i === 0 ? 50 : 1)),
      amounts: Int32Array.from({ length: 51 }, (_, i) => (i === 0 ? 50 : 1)),
    }
    // Fifty single ones may come first: then the big one lands where less is.
    const splitOf = stratify(examples, { shares: [1, 1], seed: 5 })
    const sizes = [0, 0]
    for (const [i, split] of splitOf.entries()) sizes[split]! += examples.sizes[i]!
    expect(sizes[0]! + sizes[1]!).toBe(100)
    expect(Math.abs(sizes[0]! - sizes[1]!)).toBeLessThanOrEqual(50)
  })
  it.each(reference.cases.map(one => [one.labels, one.shares.length, one.order, one] as const))(
    'is at least as close to the whole as scikit-multilearn (%i labels, %i splits, order %i)',
    (_, splits, order, { rows, labels, shares, runs }) => {
      const examples = createExamples(rows, labels)
      const ours = [1, 2, 3, 4, 5].map(seed =>
        divergencesOf(rows, labels, splits, stratify(examples, { shares, order, seed })),
      )
      for (const key of ['labels', 'pairs', 'js'] as const)
        expect(mean(ours.map(one => one[key])), key).toBeLessThanOrEqual(mean(runs.map(one => one[key])))
    },
  )
})

describe('whole shares', () => {
  it('are in the same proportion, and small', () => {
    expect(wholeShares([0.8, 0.1, 0.1])).toEqual([8, 1, 1])
    expect(wholeShares([0.2, 0.2, 0.2, 0.2, 0.2])).toEqual([1, 1, 1, 1, 1])
    expect(wholeShares([0.675, 0.325, 0])).toEqual([675, 325, 0])
    expect(wholeShares([3, 1])).toEqual([3, 1])
    expect(wholeShares([1 / 3, 2 / 3])).toEqual([333333, 666667])
    expect(wholeShares([1, 1e-9])).toEqual([1000000, 1])
  })
  it('of nothing, of less than nothing and of no number are refused', () => {
    for (const shares of [[], [0, 0], [1, -1], [Number.NaN, 1], [Infinity, 1]])
      expect(() => wholeShares(shares)).toThrow(MedspanError)
  })
})

describe('divergences', () => {
  it('are those that numpy and scipy give', () => {
    for (const { rows, labels, shares, runs } of reference.cases)
      for (const run of runs) {
        const own = divergencesOf(rows, labels, shares.length, [...run.splits].map(Number))
        for (const key of ['labels', 'pairs', 'js'] as const) expect(own[key]).toBeCloseTo(run[key], 10)
      }
  })
  it('are 0 for equal splits, and JS is 1 for splits with nothing in common', () => {
    const half = { size: 10, counts: [4, 6] }
    expect(labelsDistribution([half, half])).toEqual({ value: 0, unbounded: 0 })
    expect(meanJensenShannon([half, half])).toBe(0)
    expect(jensenShannon([3, 0], [0, 5])).toBe(1)
  })
  it('leave out and count labels that every example has', () => {
    const split = (a: number) => ({ size: 10, counts: [10, a] })
    const { value, unbounded } = labelsDistribution([split(2), split(2)])
    expect([value, unbounded]).toEqual([0, 1])
  })
})
