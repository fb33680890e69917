/**
 * @file Reverse mode: the derivative of every primitive, and the walk that applies them.
 *
 * Baydin et al. 2018, "Automatic Differentiation in Machine Learning: a Survey", section 3.2. A row gives, for
 * the gradient `dy` of the result, the gradient of each input; `null` says that there is none, which is written
 * and never implied. The gradient is a graph of the same primitives.
 */
import { internal } from '../errors.ts'
import { type Dim, type Graph, type Node, type OpKind, product } from './ir.ts'
import {
  add,
  Builder,
  broadcast,
  cast,
  chainReach,
  concat,
  cos,
  cumulativeSum,
  div,
  equal,
  erf,
  exp,
  matmul,
  mul,
  neg,
  placeRows,
  reshape,
  scatterAdd,
  scatterAlong,
  select,
  sigmoid,
  sin,
  skew,
  slice,
  sub,
  sum,
  sumTo,
  type Tensor,
  takeAlong,
  takeRows,
  transpose,
  unskew,
} from './trace.ts'

type Gradients = readonly (Tensor | null)[]
type Derivative<K extends OpKind> = (
  dy: Tensor,
  x: readonly Tensor[],
  y: Tensor,
  attrs: Node<K>['attrs'],
) => Gradients

/** The operator is constant almost everywhere, or its inputs are whole numbers. */
const none = (_: Tensor, x: readonly Tensor[]): Gradients => x.map(() => null)

/** dA and dB of a product of matrices, whichever of them were transposed. */
const productGradients = (
  dy: Tensor,
  [a, b]: readonly Tensor[],
  { transA, transB, scale }: Node<'matmul'>['attrs'],
): Gradients => [
  transA
    ? matmul(b!, dy, { transA: transB, transB: true, scale })
    : matmul(dy, b!, { transB: !transB, scale }),
  transB
    ? matmul(dy, a!, { transA: true, transB: transA, scale })
    : matmul(a!, dy, { transA: !transA, scale }),
]

/** Gives a reduced tensor its reduced axes back, as size 1. */
function keepAxes(reduced: Tensor, full: Tensor, axes: readonly number[]): Tensor {
  return reshape(
    reduced,
    full.shape.map((dim, i) => (axes.includes(i) ? 1 : dim)),
  )
}

/** A float of the given shape that is one number everywhere, in the graph of `like`. */
function filled(like: Tensor, value: number, shape: readonly Dim[]): Tensor {
  return broadcast(like.builder.apply('constant', { value, dtype: 'float' }, []), shape)
}

/** The last size of a shape, where it must be a number. */
function lastSize(x: Tensor): number {
  const size = x.shape.at(-1)
  if (typeof size !== 'number') throw internal(`expected a numeric last axis, got [${x.shape}]`)
  return size
}

export const derivatives: { readonly [K in OpKind]: Derivative<K> } = {
  input: none,
  constant: none,
  iota: none,
  vector: none,
  add: (dy, [a, b]) => [sumTo(dy, a!.shape), sumTo(dy, b!.shape)],
  sub: (dy, [a, b]) => [sumTo(dy, a!.shape), neg(sumTo(dy, b!.shape))],
  mul: (dy, [a, b]) => [sumTo(mul(dy, b!), a!.shape), sumTo(mul(dy, a!), b!.shape)],
  div: (dy, [a, b], y) => [sumTo(div(dy, b!), a!.shape), neg(sumTo(div(mul(dy, y), b!), b!.shape))],
  xor: none,
  equal: none,
  less: none,
  select: (dy, [condition, a, b]) => [
    null,
    sumTo(select(condition!, dy, 0), a!.shape),
    sumTo(select(condition!, 0, dy), b!.shape),
  ],
  neg: dy => [neg(dy)],
  exp: (dy, _, y) => [mul(dy, y)],
  log: (dy, [x]) => [div(dy, x!)],
  sqrt: (dy, _, y) => [div(mul(dy, 0.5), y)],
  cos: (dy, [x]) => [neg(mul(dy, sin(x!)))],
  sin: (dy, [x]) => [mul(dy, cos(x!))],
  tanh: (dy, _, y) => [mul(dy, sub(1, mul(y, y)))],
  sigmoid: (dy, _, y) => [mul(dy, mul(y, sub(1, y)))],
  erf: (dy, [x]) => [mul(dy, mul(exp(neg(mul(x!, x!))), 2 / Math.sqrt(Math.PI)))],
  /** Φ(x) + x φ(x), with u = x/√2: (1 + erf u + x exp(ln √(2/π) - u²)) / 2 */
  gelu: (dy, [x]) => {
    const u = mul(x!, Math.SQRT1_2)
    const density = mul(x!, exp(sub(Math.log(2 / Math.PI) / 2, mul(u, u))))
    return [mul(mul(dy, 0.5), add(add(erf(u), density), 1))]
  },
  /** With u = √(2/π) (x + 0.044715 x³) and s = (1 + tanh u)/2 = 1/(1 + exp(-2u)): s + x s (1 - s) 2u' */
  geluTanh: (dy, [x]) => {
    const rate = 2 * Math.sqrt(2 / Math.PI)
    const square = mul(x!, x!)
    const s = sigmoid(mul(x!, add(mul(square, 0.044715 * rate), rate)))
    const slope = mul(x!, add(mul(square, 3 * 0.044715 * rate), rate))
    return [mul(dy, mul(s, add(mul(slope, sub(1, s)), 1)))]
  },
  shiftRight: none,
  cast: (dy, [x]) => [x!.dtype === 'float' ? cast(dy, 'float') : null],
  matmul: (dy, x, _, attrs) => productGradients(dy, x, attrs),
  gemm: (dy, x, _, attrs) => [...productGradients(dy, x, attrs), sum(dy, [0])],
  sum: (dy, [x], _, { axes }) => [broadcast(keepAxes(dy, x!, axes), x!.shape)],
  sumSquares: (dy, [x], _, { axes }) => [mul(x!, mul(keepAxes(dy, x!, axes), 2))],
  cumulativeSum: (dy, [x], _, { axis, reverse }) => [
    x!.dtype === 'float' ? cumulativeSum(dy, axis, { reverse: !reverse }) : null,
  ],
  /** Used for numerical stability only, where its derivative cancels out. */
  max: none,
  softmax: (dy, _, y) => [mul(y, sub(dy, sum(mul(dy, y), [-1], true)))],
  /**
   * With x̂ = (x - mean)·invStd: dx = invStd (g - mean(g) - x̂ mean(g x̂)) for g = dy·scale. The means are products
   * with the column `scale`, which read what is there and write nothing of its size.
   */
  layerNorm: (dy, [x, scale, shift], _, attrs) => {
    const inputs = [x!, scale!, shift!]
    const mean = x!.builder.apply('layerNormMean', attrs, inputs)
    const invStd = x!.builder.apply('layerNormInvStd', attrs, inputs)
    const normal = mul(sub(x!, mean), invStd)
    const size = lastSize(x!)
    const rows = product(x!.shape.slice(0, -1))
    const meanOf = (values: Tensor): Tensor =>
      reshape(
        matmul(reshape(values, [rows, size]), reshape(scale!, [size, 1]), { scale: 1 / size }),
        mean.shape,
      )
    const changes = mul(dy, normal)
    return [
      mul(sub(sub(mul(dy, scale!), meanOf(dy)), mul(normal, meanOf(changes))), invStd),
      sumTo(changes, scale!.shape),
      sumTo(dy, shift!.shape),
    ]
  },
  layerNormMean: none,
  layerNormInvStd: none,
  reshape: (dy, [x]) => [reshape(dy, x!.shape)],
  transpose: (dy, _, __, { perm }) => [
    transpose(
      dy,
      perm.map((_axis, i) => perm.indexOf(i)),
    ),
  ],
  broadcast: (dy, [x]) => [sumTo(dy, x!.shape)],
  slice: (dy, [x], _, { axis, begin, end }) => {
    const zeros = (size: number): Tensor[] => (size === 0 ? [] : [filled(dy, 0, x!.shape.with(axis, size))])
    return [concat([...zeros(begin), dy, ...zeros((x!.shape[axis] as number) - end)], axis)]
  },
  concat: (dy, x, _, { axis }) => {
    let end = 0
    return x.map(part => {
      const begin = end
      end += part.shape[axis] as number
      return slice(dy, axis, begin, end)
    })
  },
  takeAlong: (dy, [x, indices]) => [scatterAlong(dy, indices!, x!.shape.at(-1)!), null],
  scatterAlong: (dy, [, indices]) => [takeAlong(dy, indices!), null],
  skew: dy => [unskew(dy)],
  unskew: dy => [skew(dy)],
  /** With u = factors·reach and s = sum(u): q = u / s, so du = (h - sum(h q)) / s. */
  crfForward: (dy, [factors, matrix, steps], y) => {
    const reach = chainReach(y, matrix!, steps!)
    const u = mul(factors!, reach)
    const s = sum(u, [-1], true)
    const q = div(u, s)
    const column = reshape(steps!, [...steps!.shape, 1])
    const g = select(equal(column, 2), div(factors!, s), 0)
    const h = dy.builder.apply('chainBackward', {}, [dy, q, g, matrix!, steps!])
    const slope = sub(h, sum(mul(h, q), [-1], true))
    const flat = (x: Tensor): Tensor => reshape(x, [product(x.shape.slice(0, 2)), x.shape[2]!])
    return [
      select(equal(column, 0), 0, mul(div(slope, s), reach)),
      matmul(flat(y), flat(select(equal(column, 2), mul(slope, g), 0)), { transA: true }),
      null,
    ]
  },
  chainBackward: none,
  gather: (dy, [table, indices]) => {
    const rows = product(indices!.shape)
    const updates = reshape(dy, [rows, ...table!.shape.slice(1)])
    return [scatterAdd(updates, reshape(indices!, [rows]), table!.shape[0]!), null]
  },
  scatterAdd: (dy, [, indices]) => [dy.builder.apply('gather', {}, [dy, indices!]), null],
  takeRows: (dy, [x, rows]) => [placeRows(dy, rows!, x!.shape[0]!), null],
  placeRows: (dy, [, rows]) => [takeRows(dy, rows!), null],
}

/** One row, called with its own node's attributes. */
function derive<K extends OpKind>(node: Node<K>, dy: Tensor, x: readonly Tensor[], y: Tensor): Gradients {
  const rule = derivatives[node.kind as K]
  return rule(dy, x, y, node.attrs)
}

/** The name of the gradient's output for the input `name`. */
export const gradientName = (name: string): string => `gradient of ${name}`

/**
 * Adds to a graph the gradient of its scalar output `loss` with respect to each input in `wrt`, as outputs
 * called by `gradientName`. An input on which the loss does not depend has a gradient of zeros.
 */
export function withGradients(graph: Graph, loss: string, wrt: readonly string[]): Graph {
  const builder = new Builder(graph.nodes)
  const lossPlace = graph.outputs.get(loss)
  if (lossPlace === undefined) throw internal(`the graph has no output ${loss}`)
  const lossTensor = builder.tensor(lossPlace)
  if (lossTensor.shape.length > 0) throw internal(`the loss must be a scalar, got [${lossTensor.shape}]`)

  const inputs = new Map<string, number>()
  for (const [place, node] of graph.nodes.entries())
    if (node.kind === 'input') inputs.set(node.attrs.name, place)
  const needed = neededFor(graph, wrt, inputs)

  const gradients = new Map<number, Tensor>([
    [lossPlace, builder.apply('constant', { value: 1, dtype: 'float' }, [])],
  ])
  for (let place = lossPlace; place >= 0; place--) {
    const dy = gradients.get(place)
    const node = graph.nodes[place]!
    if (dy === undefined || !needed.has(place) || node.kind === 'input') continue
    const x = node.inputs.map(input => builder.tensor(input))
    for (const [i, dx] of derive(node, dy, x, builder.tensor(place)).entries()) {
      const input = node.inputs[i]!
      if (dx === null || !needed.has(input)) continue
      const known = gradients.get(input)
      gradients.set(input, known === undefined ? dx : add(known, dx))
    }
  }

  const outputs: Record<string, Tensor> = {}
  for (const [name, place] of graph.outputs) outputs[name] = builder.tensor(place)
  for (const name of wrt) {
    const tensor = builder.tensor(inputs.get(name)!)
    outputs[gradientName(name)] = gradients.get(tensor.place) ?? filled(tensor, 0, tensor.shape)
  }
  return builder.finish(outputs)
}

/** The nodes that depend on one of the inputs `wrt`: only they need a gradient. */
function neededFor(graph: Graph, wrt: readonly string[], inputs: ReadonlyMap<string, number>): Set<number> {
  const needed = new Set<number>()
  for (const name of wrt) {
    const place = inputs.get(name)
    if (place === undefined) throw internal(`the graph has no input ${name}`)
    needed.add(place)
  }
  for (const [place, node] of graph.nodes.entries())
    if (node.inputs.some(input => needed.has(input))) needed.add(place)
  return needed
}
