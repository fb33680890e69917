import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { erfc, logNdtr, logNormalMass, ndtr, ndtriExp, truncatedQuantile } from '../../src/tune/normal.ts'

interface Reference {
  readonly logNdtr: readonly [number, number][]
  readonly logMass: readonly [number, number, number][]
  readonly quantiles: readonly [number, number, number, number][]
}

const reference = JSON.parse(
  readFileSync(join(import.meta.dirname, 'reference/normal.json'), 'utf8'),
) as Reference

function relative(got: number, expected: number): number {
  return Math.abs(got - expected) / Math.max(Math.abs(expected), 1e-300)
}

describe('the normal distribution', () => {
  test('has the logarithms that 60 digits give, also where it is too small for a float', () => {
    // At 37 the logarithm is -exp(-688): what is left of that is rounding x / √2, times 37².
    for (const [x, expected] of reference.logNdtr)
      expect([x, relative(logNdtr(x), expected) < (x > 10 ? 1e-12 : 1e-14)]).toEqual([x, true])
    expect(ndtr(0)).toBe(0.5)
    expect(erfc(-30)).toBe(2)
  })

  test('has masses of intervals that 60 digits give, far out and narrow ones too', () => {
    expect(reference.logMass.length).toBeGreaterThan(80)
    for (const [from, to, expected] of reference.logMass) {
      const got = logNormalMass(from, to)
      // What can be expected where almost all mass is inside is an absolute accuracy, since the logarithm is near 0.
      const error = Math.min(relative(got, expected), Math.abs(got - expected))
      expect([from, to, error < 1e-11]).toEqual([from, to, true])
    }
  })

  test('is inverted from its logarithm', () => {
    for (let x = -200; x < 8; x += 0.37) expect(ndtriExp(logNdtr(x))).toBeCloseTo(x, x > 5 ? 8 : 11)
    expect(ndtriExp(Number.NEGATIVE_INFINITY)).toBe(Number.NEGATIVE_INFINITY)
    expect(ndtriExp(0)).toBe(Number.POSITIVE_INFINITY)
  })

  test('has the truncated quantiles that 60 digits give', () => {
    expect(reference.quantiles.length).toBeGreaterThan(20)
    for (const [share, from, to, expected] of reference.quantiles) {
      const got = truncatedQuantile(share, from, to)
      expect([share, from, to, Math.abs(got - expected) < 1e-10]).toEqual([share, from, to, true])
    }
    expect([truncatedQuantile(0, -1, 2), truncatedQuantile(1, -1, 2)]).toEqual([-1, 2])
  })
})
