import { describe, expect, it } from 'vitest'
import type { Graph } from '../../src/graph/ir.ts'
import { liveBytes } from '../../src/graph/memory.ts'
import {
  add,
  cast,
  exp,
  float,
  less,
  matmul,
  mul,
  reshape,
  type Tensor,
  tanh,
  trace,
} from '../../src/graph/trace.ts'

const graph = (outputs: (x: Tensor, w: Tensor) => Record<string, Tensor>): Graph =>
  trace(
    new Map([
      ['x', float('B*T', 4)],
      ['w', float(4, 4)],
    ]),
    get => outputs(get('x'), get('w')),
  )
/** 4 bytes times [6,4]. */
const one = 96
const sizes = { B: 2, T: 3 }

describe('liveBytes', () => {
  it('counts what is made, not what is given', () => {
    expect(
      liveBytes(
        graph((x, w) => ({ y: matmul(x, w) })),
        sizes,
      ),
    ).toBe(one)
    expect(
      liveBytes(
        graph((x, w) => ({ y: matmul(x, w) })),
        sizes,
        new Set(['y']),
      ),
    ).toBe(0)
    expect(
      liveBytes(
        graph(x => ({ y: x })),
        sizes,
      ),
    ).toBe(0)
  })

  it('lets a value go after its last use', () => {
    const chain = graph((x, w) => ({ y: matmul(matmul(matmul(matmul(x, w), w), w), w) }))
    expect(liveBytes(chain, sizes)).toBe(2 * one)
  })

  it('works in place where an operation goes element by element and nobody else reads its input', () => {
    const chain = graph((x, w) => ({ y: tanh(exp(matmul(x, w))) }))
    expect(liveBytes(chain, sizes)).toBe(one)
    const kept = graph((x, w) => {
      const product = matmul(x, w)
      return { y: matmul(mul(product, exp(tanh(product))), w) }
    })
    expect(liveBytes(kept, sizes)).toBe(2 * one)
  })

  it('keeps what is an output, and what a later step needs', () => {
    const both = graph((x, w) => {
      const product = matmul(x, w)
      return { product, y: matmul(exp(product), w) }
    })
    expect(liveBytes(both, sizes)).toBe(3 * one)
    expect(liveBytes(both, sizes, new Set(['y']))).toBe(2 * one)
  })

  it('takes another shape of the same values for no memory, and keeps them for it', () => {
    const viewed = graph((x, w) => {
      const view = reshape(matmul(x, w), [4, 'B*T'])
      return { y: add(matmul(w, view), view) }
    })
    expect(liveBytes(viewed, sizes)).toBe(2 * one)
  })

  it('knows that a truth value is a byte', () => {
    expect(
      liveBytes(
        graph(x => ({ y: less(x, 0) })),
        sizes,
      ),
    ).toBe(one / 4)
    expect(
      liveBytes(
        graph(x => ({ y: cast(less(x, 0), 'float') })),
        sizes,
      ),
    ).toBe(one + one / 4)
  })
})
