import { describe, expect, test } from 'vitest'
import { createRandom } from '../../src/random.ts'
import { parseDistribution } from '../../src/tune/distribution-json.ts'
import {
  categoricalDistribution,
  contains,
  floatDistribution,
  intDistribution,
} from '../../src/tune/distributions.ts'
import {
  createMixture,
  defaultWeights,
  logDensity,
  type Mixture,
  onScale,
  sampleMixture,
} from '../../src/tune/samplers/parzen.ts'
import { reference } from './reference.ts'

function expectNear(got: ArrayLike<number>, expected: readonly number[], what: unknown): void {
  expect([what, got.length]).toEqual([what, expected.length])
  expected.forEach((value, i) => {
    const error = Math.abs(got[i]! - value) / Math.max(1e-3, Math.abs(value))
    expect([what, i, value, got[i], error < 1e-9]).toEqual([what, i, value, got[i], true])
  })
}

function mixtureOf(one: (typeof reference.parzen)[number]): Mixture {
  const observations = one.space.map((json, column) => {
    const distribution = parseDistribution(json)
    const values = one.observed[column]!.map(value => onScale(distribution, value))
    return { distribution, values: Float64Array.from(values) }
  })
  return createMixture(observations, { ...one.options, weights: defaultWeights })
}

describe('a Parzen estimator', () => {
  test('weighs observations as Optuna does', () => {
    for (const { n, weights } of reference.weights) expectNear(defaultWeights(n), weights, n)
  })

  test('has the kernels and the densities of Optuna', () => {
    expect(reference.parzen.length).toBeGreaterThan(45)
    reference.parzen.forEach((one, i) => {
      const mixture = mixtureOf(one)
      expectNear(mixture.weights, one.weights, [i, 'weights'])
      one.kernels.forEach((kernel, column) => {
        const own = mixture.kernels[column]!
        if (own.kind === 'numeric') {
          expectNear(own.mus, kernel.mus!, [i, column, 'mus'])
          expectNear(own.sigmas, kernel.sigmas!, [i, column, 'sigmas'])
        } else {
          const [first, prior] = kernel.rows!
          const n = one.observed[column]!.length
          const row = Array.from({ length: own.choices }, (_, choice) =>
            n === 0 ? 1 / own.choices : choice === own.observed[0] ? own.own : own.other,
          )
          expectNear(row, first!, [i, column, 'first'])
          expectNear(
            row.map(() => 1 / own.choices),
            prior!,
            [i, column, 'prior'],
          )
        }
      })
      const points = one.points.map(values => Float64Array.from(values))
      expectNear(logDensity(mixture, points), one.logDensities, [i, 'densities'])
    })
  })

  test('has a density of 0 outside of the range', () => {
    const distribution = floatDistribution(0, 1)
    const mixture = createMixture([{ distribution, values: Float64Array.of(0.5) }], {
      priorWeight: 1,
      magicClip: true,
      endpoints: false,
      weights: defaultWeights,
    })
    expect([...logDensity(mixture, [Float64Array.of(-0.1, 1.1)])]).toEqual([
      Number.NEGATIVE_INFINITY,
      Number.NEGATIVE_INFINITY,
    ])
  })

  test('refuses weights that are negative, or all 0', () => {
    const values = Float64Array.of(0.5)
    const observations = [{ distribution: floatDistribution(0, 1), values }]
    const options = { priorWeight: 0, magicClip: true, endpoints: false }
    for (const weights of [() => [-1], () => [0], () => [Number.NaN]])
      expect(() => createMixture(observations, { ...options, weights })).toThrow(RangeError)
  })

  test('draws from its density, within the ranges', () => {
    const options = { priorWeight: 1, magicClip: true, endpoints: false, weights: defaultWeights }
    const observations = [
      { distribution: floatDistribution(-1, 2), values: Float64Array.of(-0.5, 1.9, 0.2) },
      { distribution: intDistribution(1, 4), values: Float64Array.of(2, 2, 4) },
      { distribution: categoricalDistribution(['a', 'b', 'c']), values: Float64Array.of(1, 1, 2) },
    ]
    const mixture = createMixture(observations, options)
    const count = 4000
    const drawn = sampleMixture(
      mixture,
      count,
      createRandom(1, 'choice'),
      [0, 1, 2].map(i => createRandom(1, i)),
    )
    observations.forEach(({ distribution }, column) => {
      for (const value of drawn[column]!) expect(contains(distribution, value)).toBe(true)
    })
    // Of each discrete parameter and of eight bins of the float: the counts, within five deviations of what the density says.
    const check = (column: number, observed: number, probability: number): void => {
      const limit = 5 * Math.sqrt(count * probability * (1 - probability)) + 1
      expect([column, Math.abs(observed - count * probability) < limit]).toEqual([column, true])
    }
    for (const column of [1, 2]) {
      const one = createMixture([observations[column]!], options)
      for (const value of new Set(drawn[column]))
        check(
          column,
          drawn[column]!.filter(other => other === value).length,
          Math.exp(logDensity(one, [Float64Array.of(value)])[0]!),
        )
    }
    const one = createMixture([observations[0]!], options)
    for (let bin = 0; bin < 8; bin++) {
      const from = -1 + (bin * 3) / 8
      const middles = Float64Array.from({ length: 200 }, (_, i) => from + ((i + 0.5) * 3) / 8 / 200)
      const mass = logDensity(one, [middles]).reduce((sum, log) => sum + Math.exp(log), 0) * (3 / 8 / 200)
      check(0, drawn[0]!.filter(value => value >= from && value < from + 3 / 8).length, mass)
    }
  })
})
