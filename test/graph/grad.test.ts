/** @file Every derivative against central differences; the loop is over the table's own keys. */
import { describe, expect, it } from 'vitest'
import { derivatives, gradientName, withGradients } from '../../src/graph/grad.ts'
import type { OpKind, TensorType } from '../../src/graph/ir.ts'
import { rewrite } from '../../src/graph/rewrite.ts'
import {
  add,
  broadcast,
  cast,
  concat,
  cos,
  crfForward,
  cumulativeSum,
  div,
  equal,
  erf,
  exp,
  float,
  gather,
  gelu,
  geluTanh,
  gemm,
  int,
  layerNorm,
  less,
  log,
  matmul,
  max,
  mul,
  neg,
  placeRows,
  relu,
  reshape,
  rmsNorm,
  scatterAdd,
  scatterAlong,
  select,
  sigmoid,
  silu,
  sin,
  skew,
  slice,
  softmax,
  sqrt,
  sub,
  sum,
  sumSquares,
  type Tensor,
  takeAlong,
  takeRows,
  tanh,
  trace,
  transpose,
  unskew,
  vector,
} from '../../src/graph/trace.ts'
import { createRandom } from '../../src/random.ts'
import { openGraph, type Precision, runGraph, type Value } from './run.ts'

interface Case {
  readonly inputs: Readonly<Record<string, TensorType>>
  readonly body: (x: Record<string, Tensor>) => Tensor
  /** Sizes of the symbols. */
  readonly sizes?: Readonly<Record<string, number>>
  /** Keeps values away from where the function has no derivative. */
  readonly positive?: boolean
  /** ONNX Runtime's CPU kernels have no float64 for this operator. */
  readonly float32?: boolean
  readonly indices?: Readonly<Record<string, readonly number[]>>
}

const one = (body: (x: Tensor) => Tensor, more: Partial<Case> = {}): Case => ({
  inputs: { x: float('B', 5) },
  body: ({ x }) => body(x!),
  sizes: { B: 3 },
  ...more,
})
const two = (
  body: (a: Tensor, b: Tensor) => Tensor,
  a: TensorType,
  b: TensorType,
  more: Partial<Case> = {},
): Case => ({
  inputs: { a, b },
  body: inputs => body(inputs.a!, inputs.b!),
  sizes: { B: 3, T: 4 },
  ...more,
})
const product = (transA: boolean, transB: boolean): Case =>
  two(
    (a, b) => matmul(a, b, { transA, transB, scale: 0.5 }),
    transA ? float('B', 2, 5, 'T') : float('B', 2, 'T', 5),
    transB ? float('B', 2, 3, 5) : float('B', 2, 5, 3),
  )
const flat = (transA: boolean, transB: boolean): Case => ({
  inputs: { a: transA ? float(5, 'B') : float('B', 5), b: transB ? float(4, 5) : float(5, 4), c: float(4) },
  body: ({ a, b, c }) => gemm(a!, b!, c!, { transA, transB, scale: 0.5 }),
  sizes: { B: 3 },
})

/** Why a primitive has no derivative to check; anything else must have a case. */
const withoutGradient: Partial<Record<OpKind, string>> = {
  input: 'is where gradients end',
  constant: 'does not vary',
  iota: 'does not vary',
  vector: 'does not vary',
  xor: 'takes whole numbers',
  shiftRight: 'takes whole numbers',
  equal: 'is a step',
  less: 'is a step',
  layerNormMean: 'appears in derivatives only',
  layerNormInvStd: 'appears in derivatives only',
  chainBackward: 'appears in derivatives only',
}

const cases: Partial<Record<OpKind, readonly Case[]>> = {
  add: [two(add, float('B', 5), float(5)), two(add, float('B', 1), float('B', 'T'))],
  sub: [two(sub, float('B', 5), float('B', 1)), two(sub, float(5), float('B', 5))],
  mul: [two(mul, float('B', 5), float(5)), one(x => mul(x, x))],
  div: [
    two(div, float('B', 5), float('B', 1), { positive: true }),
    two(div, float(5), float('B', 5), { positive: true }),
  ],
  select: [
    {
      inputs: { c: int('B', 5), a: float('B', 5), b: float(5) },
      body: ({ c, a, b }) => select(equal(c!, 1), a!, b!),
      sizes: { B: 3 },
      indices: { c: [1, 0, 0, 1, 1, 0, 1, 0, 1, 0, 0, 0, 1, 1, 1] },
    },
    one(x => select(less(x, 0), mul(x, 0.1), x)),
    one(relu),
  ],
  neg: [one(neg)],
  exp: [one(exp)],
  log: [one(log, { positive: true })],
  sqrt: [one(sqrt, { positive: true })],
  cos: [one(cos), one(x => mul(cos(mul(x, vector(x, [1, 0.5, 0.1, 2, 3]))), x))],
  sin: [one(sin)],
  tanh: [one(tanh)],
  sigmoid: [one(sigmoid), one(silu, { float32: true })],
  erf: [one(erf, { float32: true })],
  gelu: [one(gelu, { float32: true })],
  geluTanh: [one(geluTanh, { float32: true })],
  cast: [one(x => cast(x, 'float'))],
  matmul: [product(false, false), product(false, true), product(true, false), product(true, true)].concat(
    two((a, b) => matmul(a, b), float('B', 5), float(5, 2)),
  ),
  gemm: [flat(false, false), flat(false, true), flat(true, false), flat(true, true)],
  sum: [one(x => sum(x, [0])), one(x => sum(x, [-1], true)), one(x => sum(x))],
  sumSquares: [
    one(x => sumSquares(x, [0])),
    one(x => sumSquares(x, [-1], true)),
    one(x => sumSquares(x)),
    two((x, s) => rmsNorm(x, s, 1e-6), float('B', 'T', 6), float(6)),
  ],
  // The largest of a row is taken off and added again, so that what it lacks cancels out: log-sum-exp.
  max: [one(x => add(log(sum(exp(sub(x, max(x, [-1], true))), [-1], true)), max(x, [-1], true)))],
  softmax: [one(softmax)],
  layerNorm: [
    {
      inputs: { x: float('B', 5), s: float(5), t: float(5) },
      body: ({ x, s, t }) => layerNorm(x!, s!, t!, 1e-5),
      sizes: { B: 3 },
      float32: true,
    },
  ],
  reshape: [
    {
      inputs: { x: float('B', 'T', 6) },
      body: ({ x }) => reshape(x!, ['B', 'T', 2, 3]),
      sizes: { B: 2, T: 3 },
    },
  ],
  transpose: [
    {
      inputs: { x: float('B', 'T', 2, 3) },
      body: ({ x }) => transpose(x!, [2, 0, 3, 1]),
      sizes: { B: 2, T: 3 },
    },
  ],
  broadcast: [
    { inputs: { x: float('B', 1, 3) }, body: ({ x }) => broadcast(x!, [4, 'B', 2, 3]), sizes: { B: 2 } },
  ],
  slice: [
    one(x => slice(x, -1, 1, 4)),
    one(x => slice(x, 1, 0, 2)),
    one(x => mul(slice(x, 1, 3, 5), slice(x, 1, 0, 2))),
  ],
  concat: [
    two((a, b) => concat([a, b, a], 1), float('B', 2, 'T'), float('B', 3, 'T')),
    one(x => concat([neg(slice(x, 1, 3, 5)), slice(x, 1, 0, 3)], -1)),
  ],
  takeAlong: [
    {
      inputs: { x: float('B', 2, 4), i: int('B', 2, 3) },
      body: ({ x, i }) => takeAlong(x!, i!),
      sizes: { B: 2 },
      indices: { i: [0, 3, 3, 1, 1, 1, 2, 0, 2, 3, 2, 1] },
    },
    {
      inputs: { x: float('B', 'T'), i: int('B', 2) },
      body: ({ x, i }) => takeAlong(x!, i!),
      sizes: { B: 2, T: 3 },
      indices: { i: [2, 2, 0, 1] },
    },
  ],
  scatterAlong: [
    {
      inputs: { x: float('B', 'T'), i: int('B', 'T') },
      body: ({ x, i }) => scatterAlong(x!, i!, 4),
      sizes: { B: 2, T: 3 },
      indices: { i: [3, 0, 3, 1, 1, 1] },
    },
  ],
  skew: [one(skew, { inputs: { x: float('B', 2, 'T', '2*T') }, sizes: { B: 2, T: 3, '2*T': 6 } })],
  unskew: [
    one(unskew, { inputs: { x: float('B', 'T', 'T') }, sizes: { B: 2, T: 3 } }),
    one(x => unskew(skew(x)), { inputs: { x: float(2, 4) } }),
  ],
  cumulativeSum: [one(x => cumulativeSum(x, 0)), one(x => cumulativeSum(x, -1, { reverse: true }))],
  // The factors of the last position reach no distribution before another.
  crfForward: [
    {
      inputs: { f: float('B', 'T', 3), m: float(3, 3), s: int('B', 'T') },
      body: ({ f, m, s }) => crfForward(f!, m!, s!),
      sizes: { B: 2, T: 5 },
      positive: true,
      indices: { s: [1, 2, 2, 2, 2, 0, 1, 0, 2, 1] },
    },
    {
      inputs: { f: float(1, 'T', 2), m: float(2, 2), s: int(1, 'T') },
      body: ({ f, m, s }) => mul(crfForward(f!, m!, s!), f!),
      sizes: { T: 1 },
      positive: true,
      indices: { s: [1] },
    },
    {
      inputs: { f: float('B', 3, 2), m: float(2, 2), s: int('B', 3) },
      body: ({ f, m, s }) => mul(crfForward(f!, m!, s!), f!),
      sizes: { B: 3 },
      positive: true,
      indices: { s: [2, 2, 2, 0, 0, 0, 1, 1, 2] },
    },
  ],
  gather: [
    {
      inputs: { x: float(6, 3), i: int('B', 2) },
      body: ({ x, i }) => gather(x!, i!),
      sizes: { B: 3 },
      indices: { i: [0, 5, 2, 2, 0, 2] },
    },
  ],
  scatterAdd: [
    {
      inputs: { x: float('B', 3), i: int('B') },
      body: ({ x, i }) => scatterAdd(x!, i!, 7),
      sizes: { B: 5 },
      indices: { i: [6, 0, 6, 2, 6] },
    },
  ],
  takeRows: [
    {
      inputs: { x: float('B', 3), i: int('N') },
      body: ({ x, i }) => takeRows(x!, i!),
      sizes: { B: 5, N: 3 },
      indices: { i: [4, 0, 2] },
    },
  ],
  placeRows: [
    {
      inputs: { x: float('N', 2, 3), i: int('N') },
      body: ({ x, i }) => placeRows(x!, i!, 8),
      sizes: { N: 3 },
      indices: { i: [1, 7, 4] },
    },
  ],
}

/** An uneven function of the result, so that no symmetry hides an error. */
function weighted(y: Tensor): Tensor {
  return sum(mul(add(mul(tanh(y), 0.7), 0.3), y))
}

async function check(item: Case): Promise<void> {
  const precision: Precision = item.float32 ? 'float32' : 'float64'
  const graph = trace(new Map(Object.entries(item.inputs)), get => {
    const inputs = Object.fromEntries(Object.keys(item.inputs).map(name => [name, get(name)]))
    return { loss: weighted(item.body(inputs)) }
  })
  const wrt = Object.keys(item.inputs).filter(name => item.inputs[name]!.dtype === 'float')
  const random = createRandom(7, 'gradients')
  const values: Record<string, Value> = {}
  for (const [name, type] of Object.entries(item.inputs)) {
    const shape = type.shape.map(dim => (typeof dim === 'number' ? dim : item.sizes![dim]!))
    const size = shape.reduce((a, b) => a * b, 1)
    const draw = (): number => {
      const value = random.uniform() * 1.5 + 0.5
      return item.positive || random.uniform() < 0.5 ? value : -value
    }
    values[name] = { shape, data: item.indices?.[name] ?? Array.from({ length: size }, draw) }
  }
  const derived = await runGraph(rewrite(withGradients(graph, 'loss', wrt)), values, precision)
  const runner = await openGraph(graph, precision)
  const lossAt = async (name: string, i: number, by: number): Promise<number> => {
    const data = values[name]!.data.map((value, j) => (j === i ? value + by : value))
    return (await runner.run({ ...values, [name]: { ...values[name]!, data } })).loss!.data[0]!
  }
  const step = precision === 'float64' ? 1e-5 : 2e-2
  const tolerance = precision === 'float64' ? 1e-7 : 2e-3
  for (const name of wrt) {
    const gradient = derived[gradientName(name)]!
    expect(gradient.shape).toEqual(values[name]!.shape)
    for (const [i, value] of gradient.data.entries()) {
      // Fourth order: the error is of the order of step^4.
      const near = (await lossAt(name, i, step)) - (await lossAt(name, i, -step))
      const far = (await lossAt(name, i, 2 * step)) - (await lossAt(name, i, -2 * step))
      const numeric = (8 * near - far) / (12 * step)
      expect(Math.abs(value - numeric), `${name}[${i}]: ${value} against ${numeric}`).toBeLessThan(
        tolerance * (1 + Math.abs(numeric)),
      )
    }
  }
  await runner.release()
}

describe('the derivative table', () => {
  for (const kind of Object.keys(derivatives) as OpKind[]) {
    const reason = withoutGradient[kind]
    if (reason !== undefined) {
      it(`${kind} ${reason}, and has no case`, () => expect(cases[kind]).toBeUndefined())
      continue
    }
    it(`${kind} agrees with central differences`, async () => {
      const own = cases[kind]
      expect(own, `${kind} needs a case in this file`).toBeDefined()
      for (const item of own!) await check(item)
    })
  }
})

describe('withGradients', () => {
  it('gives zeros for an input on which the loss does not depend', async () => {
    const graph = trace(
      new Map([
        ['x', float(2)],
        ['unused', float(3)],
      ]),
      get => ({ loss: sum(get('x')) }),
    )
    const result = await runGraph(withGradients(graph, 'loss', ['x', 'unused']), {
      x: { shape: [2], data: [1, 2] },
      unused: { shape: [3], data: [1, 2, 3] },
    })
    expect(result[gradientName('x')]!.data).toEqual([1, 1])
    expect(result[gradientName('unused')]!.data).toEqual([0, 0, 0])
  })

  it('refuses a loss that is not a scalar', () => {
    const graph = trace(new Map([['x', float(2)]]), get => ({ loss: neg(get('x')) }))
    expect(() => withGradients(graph, 'loss', ['x'])).toThrow(/scalar/)
  })
})
