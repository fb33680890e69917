/** @file Sizes, shape rules and what is refused. */
import { describe, expect, it } from 'vitest'
import { MedspanError } from '../../src/errors.ts'
import { broadcastShapes, product } from '../../src/graph/ir.ts'
import { add, float, gather, int, matmul, reshape, trace } from '../../src/graph/trace.ts'
import { runGraph } from './run.ts'

describe('sizes', () => {
  it('multiply to one canonical form', () => {
    expect(product([2, 3])).toBe(6)
    expect(product(['T', 'B'])).toBe('B*T')
    expect(product(['B*T', 4])).toBe('4*B*T')
    expect(product([product([2, 'T']), product(['B', 6])])).toBe(product([12, 'B', 'T']))
    expect(product([])).toBe(1)
  })

  it('broadcast by the rule of NumPy, symbols included', () => {
    expect(broadcastShapes(['B', 1, 3], ['T', 1])).toEqual(['B', 'T', 3])
    expect(() => broadcastShapes(['B'], ['T'])).toThrow(/do not broadcast/)
  })
})

describe('a graph under construction', () => {
  const attempt = (body: Parameters<typeof trace>[1]) => () =>
    trace(
      new Map([
        ['x', float('B', 4)],
        ['w', float(3, 2)],
        ['i', int('B')],
      ]),
      body,
    )

  it('refuses sizes that do not fit, naming the operator and what came', () => {
    expect(attempt(get => ({ y: matmul(get('x'), get('w')) }))).toThrow(
      /internal: matmul.*float\[B,4\], float\[3,2\]/,
    )
    expect(attempt(get => ({ y: reshape(get('x'), ['B', 5]) }))).toThrow(/reshape/)
  })

  it('refuses types that do not fit', () => {
    expect(attempt(get => ({ y: add(get('x'), get('i')) }))).toThrow(MedspanError)
    expect(attempt(get => ({ y: gather(get('w'), get('x')) }))).toThrow(/int indices/)
  })

  it('is lowered with one session for every size of its symbols', async () => {
    const graph = trace(new Map([['x', float('B', 'T', 2)]]), get => ({
      y: reshape(get('x'), ['B', 2, 'T']),
      flat: reshape(get('x'), ['B*T', 2]),
    }))
    for (const [b, t] of [
      [1, 1],
      [2, 3],
      [5, 2],
    ] as const) {
      const data = Array.from({ length: b * t * 2 }, (_, i) => i)
      const result = await runGraph(graph, { x: { shape: [b, t, 2], data } })
      expect(result.y).toEqual({ shape: [b, 2, t], data })
      expect(result.flat).toEqual({ shape: [b * t, 2], data })
    }
  })
})
