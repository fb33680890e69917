/** @file Elementwise graphs as WebAssembly: the same numbers as ONNX Runtime gives, in place and in slices. */
import { describe, expect, it } from 'vitest'
import type { Graph } from '../../src/graph/ir.ts'
import { openElementwise } from '../../src/graph/lower-wasm.ts'
import { add, div, exp, float, int, mul, neg, sqrt, sub, sum, trace } from '../../src/graph/trace.ts'
import { createRandom } from '../../src/random.ts'
import { runGraph } from './run.ts'

const graph = trace(
  new Map([
    ['x', float('n')],
    ['y', float('n')],
    ['s', float()],
  ]),
  get => {
    const [x, y, s] = [get('x'), get('y'), get('s')]
    const z = sub(mul(x, add(s, 0.25)), neg(y))
    return { z, w: div(sqrt(mul(y, y)), add(mul(z, z), 1)) }
  },
)

function draw(length: number): Record<'x' | 'y', Float32Array> {
  const random = createRandom(3, 'elementwise', length)
  const vector = () => Float32Array.from({ length }, () => random.normal())
  return { x: vector(), y: vector() }
}

describe('an elementwise graph', () => {
  it.each([1, 3, 4, 5, 1000, 16_384, 40_001])(
    'has the bits of ONNX Runtime over %d elements',
    async length => {
      const { x, y } = draw(length)
      const value = (data: Float32Array) => ({ shape: [length], data: [...data] })
      const theirs = await runGraph(graph, { x: value(x), y: value(y), s: { shape: [], data: [0.5] } })
      const [z, w] = [new Float32Array(length), new Float32Array(length)]
      openElementwise(graph).run({ x, y }, { s: 0.5 }, { z, w })
      expect(z).toEqual(Float32Array.from(theirs.z!.data))
      expect(w).toEqual(Float32Array.from(theirs.w!.data))
    },
  )

  it('may write its results over its inputs, and over parts of larger arrays', () => {
    const { x, y } = draw(50_000)
    const kernel = openElementwise(graph)
    const [z, w] = [new Float32Array(x.length), new Float32Array(x.length)]
    kernel.run({ x, y }, { s: 2 }, { z, w })
    const whole = new Float32Array(x.length + 14)
    whole.set(x, 7)
    const inside = whole.subarray(7, 7 + x.length)
    kernel.run({ x: inside, y }, { s: 2 }, { z: inside, w: y })
    expect(inside).toEqual(z)
    expect(y).toEqual(w)
    expect([...whole.subarray(0, 7), ...whole.subarray(-7)]).toEqual(Array(14).fill(0))
  })

  const compile =
    (body: Parameters<typeof trace>[1], type = float('n')) =>
    (): Graph => {
      const other = trace(new Map([['x', type]]), body)
      openElementwise(other)
      return other
    }
  it('is refused where an operator is not elementwise or has no instruction', () => {
    expect(compile(get => ({ y: exp(get('x')) }))).toThrow(/exp has no vector instruction/)
    expect(compile(get => ({ y: sum(get('x')) }))).toThrow(/sum has no vector instruction/)
    expect(compile(get => ({ y: add(get('x'), 1) }), int('n'))).toThrow(/float vectors/)
  })

  it('is refused vectors of two lengths, and scalars that are missing', () => {
    const kernel = openElementwise(graph)
    const [short, long] = [new Float32Array(4), new Float32Array(8)]
    expect(() => kernel.run({ x: short, y: long }, { s: 1 }, { z: short, w: short })).toThrow(/one length/)
    expect(() => kernel.run({ x: short, y: short }, {}, { z: short, w: short })).toThrow(/numbers/)
  })
})
