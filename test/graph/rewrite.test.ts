/** @file Rewriting and printing: pinned as text, and checked to compute the same. */
import { describe, expect, it } from 'vitest'
import { gradientName, withGradients } from '../../src/graph/grad.ts'
import type { Node } from '../../src/graph/ir.ts'
import { printGraph } from '../../src/graph/print.ts'
import { rewrite } from '../../src/graph/rewrite.ts'
import {
  add,
  exp,
  float,
  gemm,
  int,
  iota,
  matmul,
  mul,
  neg,
  reshape,
  slice,
  sum,
  type Tensor,
  tanh,
  trace,
  transpose,
} from '../../src/graph/trace.ts'
import { runGraph } from './run.ts'

describe('printGraph', () => {
  it('shows a layer, its gradient and symbolic sizes', () => {
    const inputs = new Map([
      ['x', float('B*T', 3)],
      ['w', float(2, 3)],
      ['b', float(2)],
    ])
    const graph = trace(inputs, get => ({
      loss: sum(tanh(gemm(get('x'), get('w'), get('b'), { transB: true }))),
    }))
    expect(printGraph(rewrite(withGradients(graph, 'loss', ['w', 'b'])))).toMatchInlineSnapshot(`
      "%0 = input {name=x} : float[B*T,3]
      %1 = input {name=w} : float[2,3]
      %2 = input {name=b} : float[2]
      %3 = gemm %0 %1 %2 {transA=false transB=true scale=1} : float[B*T,2]
      %4 = tanh %3 : float[B*T,2]
      %5 = sum %4 {axes=[0,1] keepDims=false} : float[]
      %6 = constant {value=1 dtype=float} : float[]
      %7 = reshape %6 {shape=[1,1]} : float[1,1]
      %8 = broadcast %7 {shape=[B*T,2]} : float[B*T,2]
      %9 = mul %4 %4 : float[B*T,2]
      %10 = sub %6 %9 : float[B*T,2]
      %11 = mul %8 %10 : float[B*T,2]
      %12 = matmul %11 %0 {transA=true transB=false scale=1} : float[2,3]
      %13 = sum %11 {axes=[0] keepDims=false} : float[2]
      return loss = %5
      return gradient of w = %12
      return gradient of b = %13"
    `)
  })
})

describe('rewrite', () => {
  it('shares equal nodes, drops dead ones, and keeps every input', () => {
    const graph = trace(
      new Map([
        ['x', float(4)],
        ['unused', int('B')],
      ]),
      get => {
        exp(neg(get('x')))
        return { y: add(mul(get('x'), 2), mul(2, get('x'))) }
      },
    )
    expect(printGraph(rewrite(graph))).toMatchInlineSnapshot(`
      "%0 = input {name=x} : float[4]
      %1 = input {name=unused} : int[B]
      %2 = constant {value=2 dtype=float} : float[]
      %3 = mul %0 %2 : float[4]
      %4 = add %3 %3 : float[4]
      return y = %4"
    `)
  })

  it('removes identities', () => {
    const graph = trace(new Map([['x', float('B', 6)]]), get => {
      const x = add(mul(neg(neg(get('x'))), 1), 0)
      const back = reshape(reshape(transpose(x, [0, 1]), ['B', 2, 3]), ['B', 6])
      return { y: mul(back, mul(x.builder.apply('constant', { value: 2, dtype: 'float' }, []), 3)) }
    })
    expect(printGraph(rewrite(graph))).toMatchInlineSnapshot(`
      "%0 = input {name=x} : float[B,6]
      %1 = constant {value=6 dtype=float} : float[]
      %2 = mul %0 %1 : float[B,6]
      return y = %2"
    `)
  })

  it('does not drop an addition of zero that broadcasts', async () => {
    const graph = rewrite(
      trace(
        new Map([
          ['x', float(1)],
          ['y', float(3)],
        ]),
        get => ({
          z: add(get('x'), mul(get('y'), 0)),
          w: mul(get('x'), add(mul(get('y'), 0), 1)),
        }),
      ),
    )
    const result = await runGraph(graph, { x: { shape: [1], data: [5] }, y: { shape: [3], data: [1, 2, 3] } })
    expect(result.z).toEqual({ shape: [3], data: [5, 5, 5] })
    expect(result.w).toEqual({ shape: [3], data: [5, 5, 5] })
  })

  it('joins the derivatives of slices, and only where they fit together', async () => {
    const graph = trace(new Map([['x', float('B', 6)]]), get => {
      const [y, v] = [mul(get('x'), get('x')), mul(get('x'), 0.5)]
      const thirds = [0, 2, 4].map(begin => slice(v, 1, begin, begin + 2))
      const product = mul(mul(thirds[0]!, exp(thirds[1]!)), tanh(thirds[2]!))
      const [u, z] = [mul(get('x'), 3), exp(y)]
      const overlapping = mul(slice(u, 1, 0, 4), exp(slice(u, 1, 2, 6)))
      const gaps = mul(slice(z, 1, 0, 2), slice(z, 1, 4, 6))
      const w = tanh(y)
      const nested = mul(sum(slice(w, 1, 0, 4), [1]), sum(slice(w, 1, 2, 4), [1]))
      return { loss: add(add(sum(product), sum(overlapping)), add(sum(gaps), sum(nested))) }
    })
    const full = withGradients(graph, 'loss', ['x'])
    const small = rewrite(full)
    const sizesOf = (kind: 'concat') =>
      small.nodes.flatMap(node => (node.kind === kind ? [node.inputs.length] : []))
    // The thirds are one row of three, the gap one of three; the overlap is still two, and so is the nesting.
    expect(sizesOf('concat').sort()).toEqual([2, 2, 2, 3, 3, 3])
    const values = { x: { shape: [2, 6], data: Array.from({ length: 12 }, (_, i) => Math.sin(i)) } }
    const [before, after] = [
      await runGraph(full, values, 'float64'),
      await runGraph(small, values, 'float64'),
    ]
    const difference = after[gradientName('x')]!.data.map(
      (value, i) => value - before[gradientName('x')]!.data[i]!,
    )
    expect(Math.max(...difference.map(Math.abs))).toBeLessThan(1e-14)
  })

  it('moves numbers into the products before and after them, and only where nothing is computed twice', async () => {
    const inputs = new Map([
      ['x', float(3, 4)],
      ['w', float(4, 4)],
      ['b', float(4)],
      ['m', float(3, 4)],
    ])
    const graph = trace(inputs, get => {
      const [x, w, b, m] = ['x', 'w', 'b', 'm'].map(get) as [Tensor, Tensor, Tensor, Tensor]
      const [before, kept] = [gemm(x, w, b), matmul(x, w, { transB: true })]
      const dropped = mul(mul(tanh(x), 3), m)
      return {
        // Into the product before, past the mask.
        after: exp(mul(mul(mul(before, 2), m), 0.5)),
        // What is read twice stays.
        twice: add(exp(mul(kept, 5)), kept),
        // Into all that reads it: products and sums.
        operand: matmul(dropped, w),
        other: matmul(w, dropped, { transB: true }),
        columns: sum(dropped, [0]),
        // A bias is not multiplied with what the product is.
        bias: gemm(x, w, mul(b, 7)),
      }
    })
    const small = rewrite(graph)
    const scales = small.nodes.flatMap(node =>
      node.kind === 'matmul' || node.kind === 'gemm' ? [node.attrs.scale] : [],
    )
    expect(scales.sort()).toEqual([1, 1, 1, 3, 3])
    const isMultiplied = ({ kind, inputs: places, type }: Node): boolean =>
      kind === 'mul' &&
      type.shape.length === 2 &&
      places.some(place => small.nodes[place]!.kind === 'constant')
    expect(small.nodes.filter(isMultiplied)).toHaveLength(1)
    const random = (rows: number, shape: readonly number[], seed: number) => ({
      shape,
      data: Array.from({ length: rows }, (_, i) => Math.sin(i * 1.7 + seed)),
    })
    const values = {
      x: random(12, [3, 4], 1),
      w: random(16, [4, 4], 2),
      b: random(4, [4], 3),
      m: random(12, [3, 4], 4),
    }
    const [full, less] = [await runGraph(graph, values, 'float64'), await runGraph(small, values, 'float64')]
    for (const [name, { data }] of Object.entries(full))
      for (const [i, value] of data.entries()) expect(less[name]!.data[i]).toBeCloseTo(value, 13)
  })

  it('computes what the graph computed before', async () => {
    const inputs = new Map([
      ['x', float('B', 4)],
      ['w', float(4, 4)],
    ])
    const graph = trace(inputs, get => {
      const y = tanh(matmul(get('x'), get('w')))
      const rows = mul(add(iota(y, 4), 1), 2)
      return { loss: sum(mul(exp(y), mul(y, y))), rows }
    })
    const full = withGradients(graph, 'loss', ['x', 'w'])
    const values = {
      x: { shape: [2, 4], data: [0.1, -0.4, 0.3, 0.9, -1, 0.2, 0.5, -0.6] },
      w: { shape: [4, 4], data: Array.from({ length: 16 }, (_, i) => Math.sin(i)) },
    }
    const before = await runGraph(full, values, 'float64')
    const after = await runGraph(rewrite(full), values, 'float64')
    expect(rewrite(full).nodes.length).toBeLessThan(full.nodes.length)
    for (const name of ['loss', 'rows', gradientName('x'), gradientName('w')])
      expect(after[name]).toEqual(before[name])
  })
})
