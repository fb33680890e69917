import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { createRandom } from '../../src/random.ts'
import { parseDistribution } from '../../src/tune/distribution-json.ts'
import { externalValue } from '../../src/tune/distributions.ts'
import {
  beginCma,
  type CmaState,
  createStrategy,
  defaultPopulation,
  nextGeneration,
  samplePoint,
} from '../../src/tune/samplers/cma.ts'
import { decompose } from '../../src/tune/samplers/cma-eigen.ts'
import { correct, createMargin, encode, type MarginState } from '../../src/tune/samplers/cma-margin.ts'
import { createTransform } from '../../src/tune/samplers/cma-transform.ts'

interface StateReference {
  readonly generation: number
  readonly mean: readonly number[]
  readonly sigma: number
  readonly covariance: readonly number[]
  readonly path: readonly number[]
  readonly sigmaPath: readonly number[]
  readonly scale?: readonly number[]
}

interface Reference {
  readonly updates: readonly {
    readonly kind: 'full' | 'separable' | 'margin'
    readonly dimension: number
    readonly population: number
    readonly sigma: number
    readonly steps: readonly number[] | null
    readonly generations: readonly (readonly (readonly [number[], number, number[]?])[])[]
    readonly states: readonly StateReference[]
  }[]
  readonly transforms: readonly {
    readonly distribution: string
    readonly margin: boolean
    readonly rows: readonly (readonly [place: number, value: number, back: number])[]
  }[]
  readonly matrices: readonly {
    readonly size: number
    readonly rows: readonly number[]
    readonly values: readonly number[]
  }[]
}

const reference = JSON.parse(
  readFileSync(join(import.meta.dirname, 'reference/cma.json'), 'utf8'),
) as Reference

/** The greatest distance of two rows of numbers, relative to the greatest size. */
function distance(a: ArrayLike<number>, b: ArrayLike<number>): number {
  expect(a.length).toBe(b.length)
  let most = 0
  let size = Number.MIN_VALUE
  for (let i = 0; i < a.length; i++) {
    most = Math.max(most, Math.abs(a[i]! - b[i]!))
    size = Math.max(size, Math.abs(b[i]!))
  }
  return most / size
}

describe('eigenvalues', () => {
  test('are those of 40 digits, to the last places', () => {
    for (const { size, rows, values } of reference.matrices)
      expect(distance(decompose(Float64Array.from(rows), size).values, values)).toBeLessThan(1e-14)
  })

  test('and vectors give the matrix back, and vectors are orthogonal', () => {
    const random = createRandom(3, 'matrix')
    for (const size of [1, 2, 3, 8, 30]) {
      const matrix = new Float64Array(size * size)
      for (let i = 0; i < size; i++)
        for (let j = i; j < size; j++) {
          const value = random.normal() * 10 ** -random.below(6)
          matrix[i * size + j] = value
          matrix[j * size + i] = value
        }
      const { values, vectors } = decompose(matrix, size)
      const product = (weight: (k: number) => number, byColumn: boolean): Float64Array =>
        Float64Array.from({ length: size * size }, (_, at) => {
          const i = Math.floor(at / size)
          const j = at % size
          let sum = 0
          for (let k = 0; k < size; k++)
            sum +=
              weight(k) *
              (byColumn
                ? vectors[k * size + i]! * vectors[k * size + j]!
                : vectors[i * size + k]! * vectors[j * size + k]!)
          return sum
        })
      expect(
        distance(
          product(k => values[k]!, false),
          matrix,
        ),
      ).toBeLessThan(1e-12)
      const unit = Float64Array.from({ length: size * size }, (_, at) => (at % (size + 1) === 0 ? 1 : 0))
      expect(
        distance(
          product(() => 1, true),
          unit,
        ),
      ).toBeLessThan(1e-12)
      expect([...values]).toEqual([...values].sort((a, b) => a - b))
    }
  })
})

describe('a generation', () => {
  test('moves the state as the package cmaes moves it', () => {
    for (const { kind, dimension, population, sigma, steps, generations, states } of reference.updates) {
      const strategy = createStrategy(dimension, population, kind === 'separable')
      if (kind !== 'margin' && population !== 4) expect(population).toBe(defaultPopulation(dimension))
      const margin = createMargin(strategy, steps ?? [])
      let state: MarginState = {
        cma: beginCma(strategy, new Float64Array(dimension).fill(0.5), sigma),
        scale: new Float64Array(dimension).fill(1),
      }
      const expected = new Map(states.map(one => [one.generation, one]))
      for (const solutions of generations) {
        for (const [x, , tried] of solutions)
          if (tried !== undefined)
            expect(distance(encode(margin, state, Float64Array.from(x)), tried)).toBeLessThan(1e-8)
        const told = solutions.map(([x, value]) => ({ x, value }))
        state = correct(margin, { ...state, cma: nextGeneration(strategy, state.cma, told) })
        const { cma, scale } = state
        const frozen = expected.get(cma.generation)
        if (frozen === undefined) continue
        const what = `${kind}, ${dimension} dimensions, generation ${cma.generation}`
        expect(distance(cma.mean, frozen.mean), what).toBeLessThan(1e-10)
        expect(distance([cma.sigma], [frozen.sigma]), what).toBeLessThan(1e-10)
        expect(distance(cma.covariance, frozen.covariance), what).toBeLessThan(1e-10)
        expect(distance(cma.path, frozen.path), what).toBeLessThan(1e-10)
        expect(distance(cma.sigmaPath, frozen.sigmaPath), what).toBeLessThan(1e-10)
        if (frozen.scale !== undefined) expect(distance(scale, frozen.scale), what).toBeLessThan(1e-10)
        expected.delete(cma.generation)
      }
      expect(expected.size).toBe(0)
    }
  })

  test('of another size is refused', () => {
    const strategy = createStrategy(3)
    const state = beginCma(strategy, [0, 0, 0], 1)
    expect(() => nextGeneration(strategy, state, [{ x: [0, 0, 0], value: 1 }])).toThrow(
      'expected 7 solutions of a generation, got 1',
    )
  })

  test('goes on where rounding has spoilt the covariance matrix', () => {
    const strategy = createStrategy(2)
    const broken: CmaState = {
      ...beginCma(strategy, [0, 0], 1),
      covariance: Float64Array.of(1, 1.5, 1.5, 1),
    }
    const solutions = Array.from({ length: strategy.population }, (_, i) => ({
      x: samplePoint(strategy, broken, Float64Array.of(i - 2, 1)),
      value: i,
    }))
    const next = nextGeneration(strategy, broken, solutions)
    expect(decompose(next.covariance, 2).values[0]).toBeGreaterThan(0)
    expect(Number.isFinite(next.sigma)).toBe(true)
  })
})

/** How many values it takes until one is below the goal. */
function evaluations(
  value: (x: Float64Array) => number,
  dimension: number,
  goal: number,
  separable = false,
): number {
  const strategy = createStrategy(dimension, undefined, separable)
  let state = beginCma(strategy, new Float64Array(dimension).fill(3), 2)
  const random = createRandom(1, 'cma-test')
  for (let count = 0; count < 100_000; ) {
    const solutions = Array.from({ length: strategy.population }, () => {
      const x = samplePoint(
        strategy,
        state,
        Float64Array.from({ length: dimension }, () => random.normal()),
      )
      return { x, value: value(x) }
    })
    count += strategy.population
    if (solutions.some(solution => solution.value < goal)) return count
    state = nextGeneration(strategy, state, solutions)
  }
  return Number.POSITIVE_INFINITY
}

const sphere = (x: Float64Array): number => x.reduce((sum, v) => sum + v * v, 0)
const ellipsoid = (x: Float64Array): number =>
  x.reduce((sum, v, i) => sum + 10 ** ((6 * i) / (x.length - 1)) * v * v, 0)
const rosenbrock = (x: Float64Array): number =>
  x.slice(1).reduce((sum, next, i) => sum + 100 * (next - x[i]! ** 2) ** 2 + (1 - x[i]!) ** 2, 0)

describe('CMA-ES', () => {
  // Hansen and Ostermeier 2001 need some 1,500, 6,000 and 7,000 evaluations in ten dimensions.
  test('finds the minimum of a sphere', () => {
    expect(evaluations(sphere, 10, 1e-9)).toBeLessThan(2500)
  })

  test('finds the minimum of an ellipsoid whose axes differ a thousandfold', () => {
    expect(evaluations(ellipsoid, 10, 1e-9)).toBeLessThan(9000)
  })

  test('finds the end of the valley of Rosenbrock', () => {
    expect(evaluations(rosenbrock, 10, 1e-9)).toBeLessThan(12_000)
  })

  test('with a diagonal matrix is quick where axes have nothing to do with each other', () => {
    expect(evaluations(ellipsoid, 20, 1e-9, true)).toBeLessThan(evaluations(ellipsoid, 20, 1e-9))
  })

  test('with a margin puts points on steps within the cube', () => {
    const strategy = createStrategy(1)
    const margin = createMargin(strategy, [0.5])
    const state = { cma: beginCma(strategy, [0.5], 1), scale: Float64Array.of(1) }
    const tried = (x: number): number => encode(margin, state, Float64Array.of(x))[0]!
    expect([-3, 0.1, 0.25, 0.26, 0.6, 0.76, 1.4].map(tried)).toEqual([0, 0, 0, 0.5, 0.5, 1, 1])
  })

  test('with a margin keeps a probability for the neighbours of a step', () => {
    const strategy = createStrategy(2)
    const margin = createMargin(strategy, [0.1, 0])
    let state: MarginState = {
      cma: { ...beginCma(strategy, [0.5, 0.5], 0.3), sigma: 1e-4 },
      scale: Float64Array.of(1, 1),
    }
    state = correct(margin, state)
    const random = createRandom(2, 'margin')
    let others = 0
    const draws = 4000
    for (let i = 0; i < draws; i++) {
      const point = samplePoint(strategy, state.cma, Float64Array.of(random.normal(), random.normal()))
      if (Math.abs(encode(margin, state, point)[0]! - 0.5) > 0.05) others++
    }
    const share = 1 / (2 * strategy.population)
    const limit = 5 * Math.sqrt((share * (1 - share)) / draws)
    expect(Math.abs(others / draws - share)).toBeLessThan(limit)
  })
})

test('places of the unit cube are the values that Optuna makes of them', () => {
  for (const { distribution: text, margin, rows } of reference.transforms) {
    const distribution = parseDistribution(text)
    const transform = createTransform({ x: distribution }, { margin })
    for (const [place, value, back] of rows) {
      const found = externalValue(distribution, transform.toValues([place]).x!) as number
      expect(Math.abs(found - value), `${text} at ${place}`).toBeLessThanOrEqual(1e-12 * Math.abs(value))
      expect(Math.abs(transform.toPoint({ x: value })![0]! - back)).toBeLessThan(1e-12)
    }
    expect(transform.toPoint({})).toBeUndefined()
  }
})
