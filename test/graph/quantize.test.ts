/** @file Weights in int8: which are chosen, what they stand for, and what is computed with them. */
import { InferenceSession, Tensor } from 'onnxruntime-node'
import { describe, expect, it } from 'vitest'
import { lower } from '../../src/graph/lower.ts'
import { dequantize, type FloatWeight, quantizeWeights } from '../../src/graph/quantize.ts'
import { add, float, gather, gemm, int, matmul, mul, trace } from '../../src/graph/trace.ts'
import { mix32 } from '../../src/random.ts'

const draw = (rows: number, columns: number, seed: number): FloatWeight => ({
  shape: [rows, columns],
  data: Float32Array.from({ length: rows * columns }, (_, i) => mix32(seed * 10_007 + i) / 2 ** 31 - 1),
})
const weights = new Map<string, FloatWeight>([
  ['table', draw(7, 8, 1)],
  ['map', draw(6, 8, 2)],
  ['tied', draw(7, 8, 3)],
  ['turned', draw(8, 6, 4)],
  ['last', draw(6, 8, 5)],
  ['bias', { shape: [6], data: Float32Array.of(1, -1, 2, -2, 3, -3) }],
])
const inputs = new Map([
  ...[...weights].map(([name, { shape }]) => [name, float(...shape)] as const),
  ['ids', int('n')] as const,
])
const graph = trace(inputs, get => {
  const x = gather(get('table'), get('ids')) // [n,8]
  const tied = matmul(x, get('tied'), { transB: true }) // [n,7]
  return {
    byMap: gemm(x, get('map'), get('bias'), { transB: true }),
    byLast: matmul(x, get('last'), { transB: true }),
    byTurned: matmul(x, get('turned')),
    byTied: add(mul(gather(get('tied'), get('ids')), 1), matmul(tied, get('tied'))),
  }
})
const quantized = quantizeWeights(graph, weights, name => name === 'last')

describe('weights in int8', () => {
  it('are those of which every use allows it', () => {
    const chosen = [...quantized].filter(([, weight]) => 'scales' in weight).map(([name]) => name)
    expect(chosen).toEqual(['table', 'map'])
    for (const name of ['tied', 'turned', 'last', 'bias']) expect(quantized.get(name)).toBe(weights.get(name))
  })

  it('stand for what they were, to half a step, and are the same when quantised again', () => {
    for (const [name, limit] of [
      ['table', 127],
      ['map', 64],
    ] as const) {
      const weight = quantized.get(name)!
      if (!('scales' in weight)) throw new Error(`${name} is not quantised`)
      expect(Math.max(...weight.data.map(Math.abs))).toBe(limit)
      const again = dequantize(weight)
      const before = weights.get(name)!
      expect(again.shape).toEqual(before.shape)
      const step = Math.max(...weight.scales)
      for (const [i, value] of again.data.entries())
        expect(Math.abs(value - before.data[i]!)).toBeLessThanOrEqual(step * 0.5001)
      const other = quantizeWeights(graph, new Map([...weights, [name, again]]), () => false).get(name)!
      expect(other.data).toEqual(weight.data)
    }
  })

  it('keep rows of zeros', () => {
    const zeros = new Map([...weights, ['table', { shape: [7, 8], data: new Float32Array(56) }]])
    const table = quantizeWeights(graph, zeros, () => false).get('table')!
    expect(table.data.every(value => value === 0)).toBe(true)
    expect(dequantize(table as Parameters<typeof dequantize>[0]).data.every(value => value === 0)).toBe(true)
  })

  it('compute what floating ones do, with int64 inputs too', async () => {
    const results: Record<string, Float32Array>[] = []
    for (const held of [weights, quantized]) {
      const session = await InferenceSession.create(lower(graph, { int: 'int64', weights: held }), {
        logSeverityLevel: 3,
      })
      expect(session.inputNames).toEqual(['ids'])
      const ids = new Tensor('int64', BigInt64Array.of(0n, 3n, 6n, 3n), [4])
      const run = await session.run({ ids })
      results.push(
        Object.fromEntries(Object.entries(run).map(([name, { data }]) => [name, data as Float32Array])),
      )
      await session.release()
    }
    const [exact, near] = results
    for (const [name, values] of Object.entries(exact!))
      for (const [i, value] of values.entries()) expect(Math.abs(near![name]![i]! - value)).toBeLessThan(0.08)
    expect(near!.byMap).not.toEqual(exact!.byMap)
  })
})
