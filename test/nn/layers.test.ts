/** @file Dropout: the generator equals `random.ts`, and the masks are as random as they must be. */
import { describe, expect, it } from 'vitest'
import { float, trace, uint } from '../../src/graph/trace.ts'
import { createDropout, dropoutMask, mix } from '../../src/nn/layers.ts'
import { mix32 } from '../../src/random.ts'
import { openGraph } from '../graph/run.ts'

const scalar = (value: number) => ({ shape: [], data: [value] })

describe('mix', () => {
  it('is lowbias32, as in random.ts', async () => {
    const values = [0, 1, 2, 0x7fffffff, 0x80000000, 0xffffffff, 123456789, 4000000000]
    const runner = await openGraph(
      trace(new Map([['x', uint(values.length)]]), get => ({ y: mix(get('x')) })),
    )
    const result = await runner.run({ x: { shape: [values.length], data: values } })
    await runner.release()
    expect(result.y!.data).toEqual(values.map(mix32))
  })
})

describe('a dropout mask', () => {
  const [rows, columns, probability] = [512, 384, 0.1]
  const graph = trace(
    new Map([
      ['key', uint()],
      ['x', float('N', columns)],
    ]),
    get => ({
      first: dropoutMask(get('key'), ['N', columns], probability, 0),
      second: dropoutMask(get('key'), ['N', columns], probability, 1),
    }),
  )
  const x = { shape: [rows, columns], data: Array<number>(rows * columns).fill(1) }
  const dropped = (mask: readonly number[]): number[] => mask.map(value => Number(value === 0))
  const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length
  /** Of two masks, in standard deviations of what independent masks would give. */
  function correlation(a: readonly number[], b: readonly number[]): number {
    const variance = probability * (1 - probability)
    const covariance = mean(a.map((value, i) => (value - probability) * (b[i]! - probability)))
    return (covariance / variance) * Math.sqrt(a.length)
  }

  it('drops its share, keeps the rest, and depends on key and site alone', async () => {
    const runner = await openGraph(graph)
    const one = await runner.run({ key: scalar(11), x })
    const again = await runner.run({ key: scalar(11), x })
    const other = await runner.run({ key: scalar(12), x })
    await runner.release()
    expect(again).toEqual(one)
    const masks = [one.first!, one.second!, other.first!].map(mask => dropped(mask.data))
    for (const mask of masks) {
      const deviation =
        (mean(mask) - probability) / Math.sqrt((probability * (1 - probability)) / mask.length)
      expect(Math.abs(deviation)).toBeLessThan(4)
    }
    expect(new Set(one.first!.data)).toEqual(new Set([0, 1]))
    expect(Math.abs(correlation(masks[0]!, masks[1]!))).toBeLessThan(4)
    expect(Math.abs(correlation(masks[0]!, masks[2]!))).toBeLessThan(4)
  })

  it('has independent rows, columns and rectangles', async () => {
    const runner = await openGraph(graph)
    const mask = dropped((await runner.run({ key: scalar(99), x })).first!.data)
    await runner.release()
    const row = (i: number): number[] => mask.slice(i * columns, (i + 1) * columns)
    const rest = mask.slice(columns)
    // Each element with the one below it, with its right neighbour, and with the third of a rectangle.
    expect(Math.abs(correlation(mask.slice(0, -columns), rest))).toBeLessThan(4)
    expect(Math.abs(correlation(mask.slice(0, -1), mask.slice(1)))).toBeLessThan(4)
    const even = (i: number, j: number): number =>
      row(i)[j]! ^ row(i + 1)[j]! ^ row(i)[j + 1]! ^ row(i + 1)[j + 1]!
    const parities = Array.from({ length: rows / 2 }, (_, i) =>
      Array.from({ length: columns / 2 }, (__, j) => even(2 * i, 2 * j)),
    ).flat()
    const expected = (1 - (1 - 2 * probability) ** 4) / 2
    const spread = Math.sqrt((expected * (1 - expected)) / parities.length)
    expect(Math.abs(mean(parities) - expected) / spread).toBeLessThan(4)
    // How many elements a row drops varies as a binomial does.
    const counts = Array.from({ length: rows }, (_, i) => row(i).reduce((a, b) => a + b, 0))
    const centre = mean(counts)
    const variance = mean(counts.map(count => (count - centre) ** 2))
    expect(variance / (columns * probability * (1 - probability))).toBeGreaterThan(0.75)
    expect(variance / (columns * probability * (1 - probability))).toBeLessThan(1.25)
  })

  it('is passed by where the probability is 0', () => {
    trace(
      new Map([
        ['key', uint()],
        ['x', float(3)],
      ]),
      get => {
        const input = get('x')
        expect(createDropout(get('key'))(input, 0)).toBe(input)
        return { y: input }
      },
    )
  })
})
