import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { scramble, scrambledSobol, sobolDimensions, sobolPoint } from '../../src/tune/samplers/sobol.ts'
import { createSobolSampler } from '../../src/tune/samplers/sobol-sampler.ts'
import { createSpace } from '../../src/tune/space.ts'
import { createStudy } from '../../src/tune/study.ts'
import { testSampler } from './sampler-contract.ts'

const reference = JSON.parse(readFileSync(join(import.meta.dirname, 'reference/sobol.json'), 'utf8')) as {
  readonly bits: number
  readonly points: readonly (readonly number[])[]
  readonly later: readonly (readonly number[])[]
}

testSampler('Sobol', seed => createSobolSampler({ seed }))

describe("Sobol's sequence", () => {
  test('has the points of scipy in every dimension', () => {
    expect(reference.points[0]).toHaveLength(sobolDimensions)
    const shift = 32 - reference.bits
    reference.points.forEach((point, index) => {
      expect(point.map((_, dimension) => sobolPoint(index, dimension) >>> shift)).toEqual(point)
    })
    for (const [i, index] of [1000, 65535].entries())
      expect(reference.later[i]!.map((_, dimension) => sobolPoint(index, dimension) >>> shift)).toEqual(
        reference.later[i],
      )
  })

  test('has one point in each interval, scrambled or not, in every dimension', () => {
    const count = 64
    for (let dimension = 0; dimension < sobolDimensions; dimension += 17) {
      const plain = new Set<number>()
      const scrambled = new Set<number>()
      for (let index = 0; index < count; index++) {
        plain.add(Math.floor((sobolPoint(index, dimension) / 2 ** 32) * count))
        scrambled.add(Math.floor(scrambledSobol(3, index, dimension, `p${dimension}`) * count))
      }
      expect([dimension, plain.size, scrambled.size]).toEqual([dimension, count, count])
    }
  })

  test('keeps its evenness in two dimensions when it is scrambled', () => {
    // The first two dimensions are a (0, m, 2)-net: each elementary interval of area 2 ** -m holds one point.
    for (let split = 0; split <= 6; split++) {
      const cells = new Set<string>()
      for (let index = 0; index < 64; index++) {
        const x = Math.floor(scrambledSobol(7, index, 0, 'x') * 2 ** split)
        const y = Math.floor(scrambledSobol(7, index, 1, 'y') * 2 ** (6 - split))
        cells.add(`${x} ${y}`)
      }
      expect([split, cells.size]).toEqual([split, 64])
    }
  })

  test('is scrambled bit by bit: equal beginnings stay equal, and each point is anywhere', () => {
    const common = (a: number, b: number): number => Math.clz32((a ^ b) >>> 0)
    for (let i = 0; i < 32; i++) {
      const a = 0x5ec0de17
      const b = (a ^ ((2 ** (31 - i)) | 0x3)) >>> 0
      expect(common(scramble(a, 99), scramble(b, 99))).toBe(common(a, b))
    }
    // What is flipped depends on how deep a bit is, also where all bits before it are 0.
    expect(new Set(Array.from({ length: 100 }, (_, key) => scramble(0, key))).size).toBeGreaterThan(95)
    let sum = 0
    for (let seed = 0; seed < 2000; seed++) sum += scrambledSobol(seed, 5, 3, 'x')
    // Five deviations of the mean of 2000 uniform numbers.
    expect(Math.abs(sum / 2000 - 0.5)).toBeLessThan(5 * Math.sqrt(1 / 12 / 2000))
  })
})

describe('the quasi-random sampler', () => {
  test('fills a declared space from the first trial on, conditional parameters too', async () => {
    const space = createSpace({
      kind: ['a', 'b', 'c', 'd'],
      x: { type: 'float', low: 0, high: 1 },
      y: { type: 'float', low: 0, high: 1, when: { kind: ['a', 'b', 'c', 'd'] } },
    })
    const study = await createStudy({ sampler: createSobolSampler({ seed: 1 }) })
    const kinds: Record<string, number> = {}
    const xs = new Set<number>()
    const ys = new Set<number>()
    for (let i = 0; i < 32; i++) {
      const { params } = await study.ask(space)
      kinds[params.kind as string] = (kinds[params.kind as string] ?? 0) + 1
      xs.add(Math.floor((params.x as number) * 32))
      ys.add(Math.floor((params.y as number) * 32))
    }
    expect(kinds).toEqual({ a: 8, b: 8, c: 8, d: 8 })
    expect([xs.size, ys.size]).toEqual([32, 32])
  })

  test('takes the space of the first trial where none is declared', async () => {
    const study = await createStudy({ sampler: createSobolSampler({ seed: 2 }) })
    const xs: number[] = []
    await study.optimize(
      async trial => {
        xs.push(await trial.suggestFloat('x', 0, 1))
        return 1
      },
      { trials: 64 },
    )
    const cells = new Set(xs.slice(32).map(x => Math.floor(x * 32)))
    expect(cells.size).toBe(32)
  })

  test('draws what is beyond its dimensions at random', async () => {
    const definition = Object.fromEntries(
      Array.from({ length: sobolDimensions + 3 }, (_, i) => [
        `p${String(i).padStart(4, '0')}`,
        { type: 'float', low: 0, high: 1 },
      ]),
    )
    const study = await createStudy({ sampler: createSobolSampler() })
    const trial = await study.ask(createSpace(definition))
    expect(Object.keys(trial.params)).toHaveLength(sobolDimensions + 3)
  })
})
