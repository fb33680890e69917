/**
 * @file From a graph to ONNX: one row a primitive, in standard operators only.
 *
 * The opset is stated once. Sizes that are symbols are read from the shape of an input that has them; where at
 * most one of a target's sizes is a symbol, ONNX's -1 says it and nothing is computed.
 */
import { joinBytes } from '../lists.ts'
import { Emitter } from './emitter.ts'
import { type Graph, type Node, type OpKind, product } from './ir.ts'
import { lowerChainBackward, lowerChainForward } from './lower-chain.ts'
import { lowerQuantizedGather, lowerQuantizedLinear } from './lower-quantized.ts'
import { type AttributeValue, DATA_TYPE, formatOnnx, type OnnxPieces, type OnnxValue } from './onnx-proto.ts'
import type { Weight } from './quantize.ts'

/** Gelu came with 20, the bitwise operators and ReduceMax's axes input with 18. */
export const OPSET = 20

export interface LowerOptions {
  /** What `float` becomes; double precision is for checking derivatives. */
  readonly float?: 'float32' | 'float64'
  /** What `int` becomes; int64 is what models of Hugging Face's libraries take. */
  readonly int?: 'int32' | 'int64'
  readonly name?: string
  /** Inputs that the model itself is to hold, by name; none by default. */
  readonly weights?: ReadonlyMap<string, Weight> | undefined
  /** What the model says about itself. */
  readonly metadata?: Readonly<Record<string, string>> | undefined
}

type Emit = (emitter: Emitter, out: string, inputs: readonly string[]) => void
type Lowering<K extends OpKind> = (node: Node<K>) => Emit

/** An operator with no attributes and our order of inputs. */
const plain =
  (op: string): (() => Emit) =>
  () =>
  (emitter, out, inputs) =>
    emitter.node(op, inputs, [out])

const swapLast = (rank: number): number[] => [...Array(rank - 2).keys(), rank - 1, rank - 2]

function reduce(op: string, axes: readonly number[], keepDims: boolean): Emit {
  return (emitter, out, [x]) =>
    emitter.node(op, [x!, emitter.int64s(axes)], [out], { keepdims: { int: Number(keepDims) } })
}

const gemmAttributes = (attrs: Node<'gemm'>['attrs']): Record<string, AttributeValue> => ({
  transA: { int: Number(attrs.transA) },
  transB: { int: Number(attrs.transB) },
  alpha: { float: attrs.scale },
})

/**
 * A matrix with its axes swapped, which ONNX Runtime is not to merge into a product: that reads the left matrix once for each
 * 128 columns of the right one, and by columns it takes a seventh more time than by rows. So it is transposed as one of three
 * axes, and once.
 */
function transposed(emitter: Emitter, matrix: string): string {
  const whole = emitter.node('Unsqueeze', [matrix, emitter.int64s([0])])
  const swapped = emitter.node('Transpose', [whole], undefined, { perm: { ints: [0, 2, 1] } })
  return emitter.node('Squeeze', [swapped, emitter.int64s([0])])
}

export const lowerings: { readonly [K in OpKind]: Lowering<K> } = {
  input: () => () => {},
  constant:
    ({ attrs }) =>
    (emitter, out) =>
      emitter.scalar(out, attrs.value, attrs.dtype),
  iota:
    ({ attrs }) =>
    (emitter, out) => {
      const size = emitter.node('Cast', [emitter.size(attrs.size)], undefined, {
        to: { int: emitter.dataType('int') },
      })
      const limit = emitter.node('Reshape', [size, emitter.int64s([])])
      const range = [emitter.constant(0, 'int'), limit, emitter.constant(1, 'int')]
      if (attrs.dtype === 'int') emitter.node('Range', range, [out])
      else emitter.node('Cast', [emitter.node('Range', range)], [out], { to: { int: DATA_TYPE.uint32 } })
    },
  vector:
    ({ attrs }) =>
    (emitter, out) =>
      emitter.initialize(out, [attrs.values.length], attrs.values, emitter.dataType(attrs.dtype)),
  add: plain('Add'),
  sub: plain('Sub'),
  mul: plain('Mul'),
  div: plain('Div'),
  xor: plain('BitwiseXor'),
  equal: plain('Equal'),
  less: plain('Less'),
  select: plain('Where'),
  neg: plain('Neg'),
  exp: plain('Exp'),
  log: plain('Log'),
  sqrt: plain('Sqrt'),
  cos: plain('Cos'),
  sin: plain('Sin'),
  tanh: plain('Tanh'),
  sigmoid: plain('Sigmoid'),
  erf: plain('Erf'),
  gelu: plain('Gelu'),
  geluTanh: () => (emitter, out, inputs) =>
    emitter.node('Gelu', inputs, [out], { approximate: { string: 'tanh' } }),
  shiftRight:
    ({ attrs }) =>
    (emitter, out, [x]) =>
      emitter.node('BitShift', [x!, emitter.constant(attrs.bits, 'uint')], [out], {
        direction: { string: 'RIGHT' },
      }),
  cast:
    ({ attrs }) =>
    (emitter, out, inputs) =>
      emitter.node('Cast', inputs, [out], { to: { int: emitter.dataType(attrs.to) } }),
  matmul:
    ({ attrs, type }) =>
    (emitter, out, [a, b]) => {
      const rank = type.shape.length
      if (emitter.quantized(b!) !== undefined) {
        lowerQuantizedLinear(emitter, out, [a!, b!], attrs.scale)
        return
      }
      if (rank === 2) {
        const rows = attrs.transA ? transposed(emitter, a!) : a!
        emitter.node('Gemm', [rows, b!], [out], gemmAttributes({ ...attrs, transA: false }))
        return
      }
      // ONNX Runtime merges a transpose of the last two axes into the product, and a number that it is multiplied with.
      const operand = (name: string, swap: boolean): string =>
        swap ? emitter.node('Transpose', [name], undefined, { perm: { ints: swapLast(rank) } }) : name
      const operands = [operand(a!, attrs.transA), operand(b!, attrs.transB)]
      if (attrs.scale === 1) emitter.node('MatMul', operands, [out])
      else
        emitter.node('Mul', [emitter.node('MatMul', operands), emitter.constant(attrs.scale, 'float')], [out])
    },
  gemm:
    ({ attrs }) =>
    (emitter, out, inputs) => {
      if (emitter.quantized(inputs[1]!) !== undefined) lowerQuantizedLinear(emitter, out, inputs, attrs.scale)
      else emitter.node('Gemm', inputs, [out], gemmAttributes(attrs))
    },
  sum: ({ attrs }) => reduce('ReduceSum', attrs.axes, attrs.keepDims),
  sumSquares: ({ attrs }) => reduce('ReduceSumSquare', attrs.axes, attrs.keepDims),
  cumulativeSum:
    ({ attrs }) =>
    (emitter, out, [x]) =>
      emitter.node('CumSum', [x!, emitter.int64s([attrs.axis])], [out], {
        reverse: { int: Number(attrs.reverse) },
      }),
  max: ({ attrs }) => reduce('ReduceMax', attrs.axes, attrs.keepDims),
  softmax: () => (emitter, out, inputs) => emitter.node('Softmax', inputs, [out], { axis: { int: -1 } }),
  layerNorm: node => (emitter, _, inputs) => emitter.layerNorm(node, inputs),
  layerNormMean: node => (emitter, _, inputs) => emitter.layerNorm(node, inputs),
  layerNormInvStd: node => (emitter, _, inputs) => emitter.layerNorm(node, inputs),
  reshape:
    ({ attrs }) =>
    (emitter, out, [x]) =>
      emitter.node('Reshape', [x!, emitter.shape(attrs.shape, true)], [out]),
  transpose:
    ({ attrs }) =>
    (emitter, out, inputs) =>
      emitter.node('Transpose', inputs, [out], { perm: { ints: attrs.perm } }),
  broadcast:
    ({ attrs }) =>
    (emitter, out, [x]) =>
      emitter.node('Expand', [x!, emitter.shape(attrs.shape, false)], [out]),
  slice:
    ({ attrs }) =>
    (emitter, out, [x]) => {
      const places = [attrs.begin, attrs.end, attrs.axis].map(place => emitter.int64s([place]))
      emitter.node('Slice', [x!, ...places], [out])
    },
  concat:
    ({ attrs }) =>
    (emitter, out, inputs) =>
      emitter.node('Concat', inputs, [out], { axis: { int: attrs.axis } }),
  takeAlong: () => (emitter, out, inputs) =>
    emitter.node('GatherElements', inputs, [out], { axis: { int: -1 } }),
  scatterAlong:
    ({ type }) =>
    (emitter, out, [updates, indices]) => {
      const zeros = emitter.node('Expand', [
        emitter.constant(0, type.dtype),
        emitter.shape(type.shape, false),
      ])
      emitter.node('ScatterElements', [zeros, indices!, updates!], [out], {
        axis: { int: -1 },
        reduction: { string: 'add' },
      })
    },
  // In a row of all T·2T numbers, y[i,j] stands at T + i(2T-1) + j: without the first T, rows are of 2T-1.
  skew:
    ({ type }) =>
    (emitter, out, [x]) => {
      const [rows] = type.shape.slice(-1)
      const outer = product(type.shape.slice(0, -2))
      const flat = emitter.node('Reshape', [x!, emitter.shape([outer, product([2, rows!, rows!])], true)])
      const size = emitter.size(rows!)
      const end = emitter.int64s([2 ** 31 - 1])
      const later = emitter.node('Slice', [flat, size, end, emitter.int64s([1])])
      const shape = emitter.node(
        'Concat',
        [emitter.shape(type.shape.slice(0, -1), false), emitter.int64s([-1])],
        undefined,
        { axis: { int: 0 } },
      )
      const wide = emitter.node('Reshape', [later, shape])
      emitter.node('Slice', [wide, emitter.int64s([0]), size, emitter.int64s([-1])], [out])
    },
  unskew:
    ({ type }) =>
    (emitter, out, [y]) => {
      const [rows] = type.shape.slice(-2)
      const outer = product(type.shape.slice(0, -2))
      const size = emitter.size(rows!)
      const zero = emitter.int64s([0])
      const pad = (x: string, before: string, after: string): string => {
        const pads = emitter.node('Concat', [zero, before, zero, after], undefined, { axis: { int: 0 } })
        return emitter.node('Pad', [x, pads, emitter.constant(0, 'float')])
      }
      const tall = emitter.node('Reshape', [y!, emitter.shape([product([outer, rows!]), rows!], false)])
      const wide = pad(tall, zero, emitter.node('Sub', [size, emitter.int64s([1])]))
      const outerSize = emitter.node('Concat', [emitter.size(outer), emitter.int64s([-1])], undefined, {
        axis: { int: 0 },
      })
      const flat = emitter.node('Reshape', [wide, outerSize])
      emitter.node('Reshape', [pad(flat, size, zero), emitter.shape(type.shape, false)], [out])
    },
  crfForward:
    ({ type }) =>
    (emitter, out, inputs) =>
      lowerChainForward(emitter, out, inputs, type),
  chainBackward:
    ({ type }) =>
    (emitter, out, inputs) =>
      lowerChainBackward(emitter, out, inputs, type),
  gather: () => (emitter, out, inputs) => {
    if (emitter.quantized(inputs[0]!) !== undefined) lowerQuantizedGather(emitter, out, inputs)
    else emitter.node('Gather', inputs, [out], { axis: { int: 0 } })
  },
  // Not ScatterND: ONNX Runtime adds several threads' updates to one row without a lock, and loses some.
  scatterAdd:
    ({ attrs, type }) =>
    (emitter, out, [updates, indices]) => {
      const shape = emitter.shape([attrs.rows, ...type.shape.slice(1)], false)
      const zeros = emitter.node('Expand', [emitter.constant(0, type.dtype), shape])
      const column = emitter.node('Reshape', [
        indices!,
        emitter.int64s([-1, ...type.shape.slice(1).map(() => 1)]),
      ])
      const places = emitter.node('Expand', [column, emitter.node('Shape', [updates!])])
      emitter.node('ScatterElements', [zeros, places, updates!], [out], {
        axis: { int: 0 },
        reduction: { string: 'add' },
      })
    },
  takeRows: () => (emitter, out, inputs) => emitter.node('Gather', inputs, [out], { axis: { int: 0 } }),
  placeRows:
    node =>
    (emitter, out, [x, rows]) => {
      const [size, ...width] = node.type.shape
      const source = emitter.sourcesOf(rows!, size!)
      const zeros = emitter.node('Expand', [
        emitter.constant(0, node.type.dtype),
        emitter.shape([1, ...width], false),
      ])
      const withZeros = emitter.node('Concat', [x!, zeros], undefined, { axis: { int: 0 } })
      emitter.node('Gather', [withZeros, source], [out], { axis: { int: 0 } })
    },
}

function lowerNode<K extends OpKind>(node: Node<K>): Emit {
  const lowering = lowerings[node.kind as K]
  return lowering(node)
}

/** Serialises a graph as an ONNX model whose inputs and outputs keep their names. */
export function lower(graph: Graph, options: LowerOptions = {}): Uint8Array {
  return joinBytes(lowerInPieces(graph, options).model)
}

/**
 * The same in pieces: weights are not copied.
 * @param location see `formatOnnx`
 */
export function lowerInPieces(graph: Graph, options: LowerOptions, location?: string): OnnxPieces {
  const { float = 'float32', int = 'int32', name = 'graph', weights = new Map() } = options
  const names = graph.nodes.map((node, place) => (node.kind === 'input' ? node.attrs.name : `v${place}`))
  const copies: [from: string, to: string][] = []
  const claimed = new Set<number>()
  for (const [output, place] of graph.outputs) {
    if (graph.nodes[place]!.kind === 'input' || claimed.has(place)) copies.push([names[place]!, output])
    else names[place] = output
    claimed.add(place)
  }
  const emitter = new Emitter(graph, names, {
    float: float === 'float32' ? DATA_TYPE.float : DATA_TYPE.double,
    int: DATA_TYPE[int],
    weights,
  })
  for (const [place, node] of graph.nodes.entries())
    lowerNode(node)(
      emitter,
      names[place]!,
      node.inputs.map(input => names[input]!),
    )
  for (const [from, to] of copies) emitter.node('Identity', [from], [to])

  const value = (valueName: string, node: Node): OnnxValue => ({
    name: valueName,
    dataType: emitter.dataType(node.type.dtype),
    shape: node.type.shape,
  })
  const model = {
    opset: OPSET,
    name,
    nodes: emitter.nodes,
    initializers: emitter.initializers,
    inputs: graph.nodes.flatMap(node =>
      node.kind === 'input' && !weights.has(node.attrs.name) ? [value(node.attrs.name, node)] : [],
    ),
    outputs: [...graph.outputs].map(([output, place]) => value(output, graph.nodes[place]!)),
    // ONNX Runtime loses symbols at a reshape, and by them it knows which results may lie in the same place.
    values: graph.nodes.flatMap((node, place) =>
      node.kind === 'input' || claimed.has(place) ? [] : [value(names[place]!, node)],
    ),
    metadata: options.metadata,
  }
  return formatOnnx(model, location)
}
