/** @file Primitives that move values, against loops over plain numbers; constants that the graph holds. */
import { InferenceSession, Tensor } from 'onnxruntime-node'
import { describe, expect, it } from 'vitest'
import { lower } from '../../src/graph/lower.ts'
import { printGraph } from '../../src/graph/print.ts'
import { rewrite } from '../../src/graph/rewrite.ts'
import {
  add,
  concat,
  float,
  int,
  mul,
  scatterAdd,
  scatterAlong,
  silu,
  skew,
  slice,
  takeAlong,
  trace,
  unskew,
  vector,
} from '../../src/graph/trace.ts'
import { createRandom } from '../../src/random.ts'
import { runGraph } from './run.ts'

const numbers = (length: number): number[] => Array.from({ length }, (_, i) => i + 1)

describe('taking along the last axis', () => {
  it('takes of each row what its own indices name, and adds back where they meet', async () => {
    const random = createRandom(1, 'take')
    const graph = trace(
      new Map([
        ['x', float('B', 'T', 7)],
        ['i', int('B', 'T', 5)],
      ]),
      get => ({
        taken: takeAlong(get('x'), get('i')),
        added: scatterAlong(takeAlong(get('x'), get('i')), get('i'), 7),
      }),
    )
    const [x, i] = [numbers(2 * 3 * 7), Array.from({ length: 2 * 3 * 5 }, () => random.below(7))]
    const result = await runGraph(graph, {
      x: { shape: [2, 3, 7], data: x },
      i: { shape: [2, 3, 5], data: i },
    })
    const taken = i.map((place, k) => x[Math.floor(k / 5) * 7 + place]!)
    const added = x.map(() => 0)
    for (const [k, place] of i.entries()) added[Math.floor(k / 5) * 7 + place]! += taken[k]!
    expect(result.taken).toEqual({ shape: [2, 3, 5], data: taken })
    expect(result.added).toEqual({ shape: [2, 3, 7], data: added })
  })
})

describe('adding rows where they meet', () => {
  it('loses none when several threads work', async () => {
    const [rows, size, count] = [7, 384, 14_000]
    const graph = trace(
      new Map([
        ['x', float('N', size)],
        ['i', int('N')],
      ]),
      get => ({ y: scatterAdd(get('x'), get('i'), rows) }),
    )
    const session = await InferenceSession.create(lower(graph), { intraOpNumThreads: 4 })
    const feeds = {
      x: new Tensor('float32', new Float32Array(count * size).fill(1), [count, size]),
      i: new Tensor(
        'int32',
        Int32Array.from({ length: count }, (_, k) => k % rows),
        [count],
      ),
    }
    for (let run = 0; run < 4; run++) {
      const { y } = await session.run(feeds)
      expect((y!.data as Float32Array).every(value => value === count / rows)).toBe(true)
    }
    await session.release()
  })
})

describe('scores by distance', () => {
  const graph = trace(new Map([['x', float('B', 3, 'T', '2*T')]]), get => {
    const y = skew(get('x'))
    return { y, back: unskew(y) }
  })
  it.each([1, 2, 5])('become scores by position, and go back, for %d tokens', async T => {
    const x = numbers(2 * 3 * T * 2 * T)
    const result = await runGraph(graph, { x: { shape: [2, 3, T, 2 * T], data: x } })
    const [y, back] = [[] as number[], x.map(() => 0)]
    for (let row = 0; row < 6; row++)
      for (let i = 0; i < T; i++)
        for (let j = 0; j < T; j++) {
          const place = (row * T + i) * 2 * T + T + j - i
          y.push(x[place]!)
          back[place] = x[place]!
        }
    expect(result.y).toEqual({ shape: [2, 3, T, T], data: y })
    expect(result.back).toEqual({ shape: [2, 3, T, 2 * T], data: back })
  })
})

describe('constants and slices', () => {
  const graph = trace(new Map([['x', float('B', 4)]]), get => {
    const x = get('x')
    const halves = concat([slice(x, 1, 2, 4), slice(x, -1, 0, 2)], -1)
    return {
      halves: add(halves, vector(x, [0.5, 0.25, 1e-7, -0])),
      again: mul(x, vector(x, [0.5, 0.25, 1e-7, -0])),
    }
  })
  it('are shared where they are equal', () => {
    expect(printGraph(rewrite(graph))).toMatchInlineSnapshot(`
      "%0 = input {name=x} : float[B,4]
      %1 = slice %0 {axis=1 begin=2 end=4} : float[B,2]
      %2 = slice %0 {axis=1 begin=0 end=2} : float[B,2]
      %3 = concat %1 %2 {axis=1} : float[B,4]
      %4 = vector {values=[0.5,0.25,1e-7,0] dtype=float} : float[4]
      %5 = add %3 %4 : float[B,4]
      %6 = mul %0 %4 : float[B,4]
      return halves = %5
      return again = %6"
    `)
  })
  it('have the values of the graph', async () => {
    const { halves } = await runGraph(graph, { x: { shape: [2, 4], data: numbers(8) } }, 'float64')
    expect(halves!.data).toEqual([3.5, 4.25, 1 + 1e-7, 2, 7.5, 8.25, 5 + 1e-7, 6])
  })
  it('are refused where they are not finite, or not there', () => {
    const attempt = (body: Parameters<typeof trace>[1]) => () => trace(new Map([['x', float('B', 4)]]), body)
    expect(attempt(get => ({ y: vector(get('x'), [1, Number.NEGATIVE_INFINITY]) }))).toThrow(/finite/)
    expect(attempt(get => ({ y: slice(get('x'), 1, 2, 5) }))).toThrow(/places 2 to 5/)
    expect(attempt(get => ({ y: slice(get('x'), 0, 0, 1) }))).toThrow(/numeric/)
    expect(attempt(get => ({ y: concat([get('x'), get('x')], 0) }))).toThrow(/numeric/)
    expect(attempt(get => ({ y: skew(get('x')) }))).toThrow(/\[\.\.,T,2T\]/)
  })
})

describe('silu', () => {
  it('is x far above zero, and 0 far below', async () => {
    const graph = trace(new Map([['x', float('n')]]), get => ({ y: silu(get('x')) }))
    const x = [-1e30, -200, -10, -1, 0, 1, 10, 200, 1e30]
    const { y } = await runGraph(graph, { x: { shape: [x.length], data: x } })
    for (const [i, value] of y!.data.entries()) {
      const exact = x[i]! < -100 ? 0 : x[i]! / (1 + Math.exp(-x[i]!))
      expect(Math.abs(value - exact), `silu(${x[i]})`).toBeLessThanOrEqual(
        2e-6 * Math.max(1, Math.abs(exact)),
      )
    }
  })
})
