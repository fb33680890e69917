/** @file Elementwise graphs as WebAssembly: the same numbers as ONNX Runtime gives, where arrays lie and in slices. */
import { describe, expect, it } from 'vitest'
import { createKernelMemory } from '../../src/graph/elementwise.ts'
import type { Graph } from '../../src/graph/ir.ts'
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

type Arrays = Readonly<Record<string, Float32Array>>

/** The results for a vector, with arrays that lie in a memory, or all elsewhere. */
function compute({ x, y }: Record<'x' | 'y', Float32Array>, s: number, room: number) {
  const memory = createKernelMemory(new Array<number>(room).fill(x.length), room === 0 ? 8 : undefined)
  const put = (data: Float32Array): Float32Array => {
    const array = memory.allocate(data.length)
    array.set(data)
    return array
  }
  const empty = new Float32Array(x.length)
  const [inputs, outputs] = [
    { x: put(x), y: put(y) },
    { z: put(empty), w: put(empty) },
  ]
  memory.open(graph, inputs, outputs).run({ s })
  return { ...inputs, ...outputs }
}

describe('an elementwise graph', () => {
  it.each([1, 3, 4, 5, 1000, 16_384, 40_001])(
    'has the bits of ONNX Runtime over %d elements, wherever they lie',
    async length => {
      const { x, y } = draw(length)
      const value = (data: Float32Array) => ({ shape: [length], data: [...data] })
      const theirs = await runGraph(graph, { x: value(x), y: value(y), s: { shape: [], data: [0.5] } })
      for (const room of [4, 3, 2, 1, 0]) {
        const ours = compute({ x, y }, 0.5, room)
        expect(ours.z, `${room} arrays in memory`).toEqual(Float32Array.from(theirs.z!.data))
        expect(ours.w, `${room} arrays in memory`).toEqual(Float32Array.from(theirs.w!.data))
        expect(ours.x).toEqual(x)
        expect(ours.y).toEqual(y)
      }
    },
  )

  it('computes where arrays lie, and has room for those it was made for', () => {
    const memory = createKernelMemory([10, 5])
    const [one, other, third] = [memory.allocate(10), memory.allocate(5), memory.allocate(200_000)]
    expect(one.buffer).toBe(other.buffer)
    expect(third.buffer).not.toBe(one.buffer)
    expect([...third.subarray(0, 2), ...one, ...other]).toEqual(Array(17).fill(0))
    const inverse = trace(new Map([['x', float('n')]]), get => ({ y: neg(get('x')) }))
    other.fill(3)
    memory.open(inverse, { x: one.subarray(0, 5) }, { y: one.subarray(5) }).run({})
    memory.open(inverse, { x: other }, { y: other }).run({}, 1, 4)
    expect([...other]).toEqual([3, -3, -3, -3, 3])
    expect(memory.allocate(0)).toHaveLength(0)
  })

  it('keeps arrays elsewhere when the system has no memory for them', () => {
    const memory = createKernelMemory([2 ** 40], 2 ** 16 + 1)
    const array = memory.allocate(10)
    array.fill(2)
    const other = trace(new Map([['x', float('n')]]), get => ({ y: neg(get('x')) }))
    memory.open(other, { x: array }, { y: array }).run({})
    expect([...array]).toEqual(Array(10).fill(-2))
  })

  it.each(['in memory', 'elsewhere'])(
    'may write over its inputs, and over parts of larger arrays, %s',
    where => {
      const { x, y } = draw(50_000)
      const { z, w } = compute({ x, y }, 2, 4)
      const memory = createKernelMemory([x.length + 14, y.length], where === 'elsewhere' ? 8 : undefined)
      const whole = memory.allocate(x.length + 14)
      whole.set(x, 7)
      const inside = whole.subarray(7, 7 + x.length)
      const own = memory.allocate(y.length)
      own.set(y)
      const kernel = memory.open(graph, { x: inside, y: own }, { z: inside, w: own })
      for (const [begin, end] of [
        [0, 0],
        [0, 3],
        [3, 20_001],
        [20_001, 20_002],
        [20_002, x.length],
      ] as const)
        kernel.run({ s: 2 }, begin, end)
      expect(inside).toEqual(z)
      expect(own).toEqual(w)
      expect([...whole.subarray(0, 7), ...whole.subarray(-7)]).toEqual(Array(14).fill(0))
    },
  )

  const open = (graph: Graph, vectors: Arrays, outputs: Arrays) =>
    createKernelMemory([]).open(graph, vectors, outputs)
  const compile =
    (body: Parameters<typeof trace>[1], type = float('n')) =>
    (): Graph => {
      const other = trace(new Map([['x', type]]), body)
      open(other, { x: new Float32Array(4) }, { y: new Float32Array(4) })
      return other
    }
  it('is refused where an operator is not elementwise or has no instruction', () => {
    expect(compile(get => ({ y: exp(get('x')) }))).toThrow(/exp has no vector instruction/)
    expect(compile(get => ({ y: sum(get('x')) }))).toThrow(/sum has no vector instruction/)
    expect(compile(get => ({ y: add(get('x'), 1) }), int('n'))).toThrow(/float vectors/)
  })

  it('is refused vectors of two lengths, and scalars that are missing', () => {
    const [short, long] = [new Float32Array(4), new Float32Array(8)]
    const outputs = { z: short, w: short }
    expect(() => open(graph, { x: short, y: long }, outputs)).toThrow(/one length/)
    expect(() => open(graph, { x: short, y: short }, outputs).run({})).toThrow(/finite numbers: s is/)
  })
})
