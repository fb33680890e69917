/**
 * @file From a graph to ONNX: one row a primitive, in standard operators only.
 *
 * The opset is stated once. Sizes that are symbols are read from the shape of an input that has them; where at
 * most one of a target's sizes is a symbol, ONNX's -1 says it and nothing is computed.
 */
import { internal } from '../errors.ts'
import { type Dim, type DType, factors, type Graph, type Node, type OpKind, product } from './ir.ts'
import {
  type AttributeValue,
  DATA_TYPE,
  type DataType,
  formatOnnx,
  type OnnxNode,
  type OnnxTensor,
  type OnnxValue,
} from './onnx-proto.ts'

/** Gelu came with 20, the bitwise operators and ReduceMax's axes input with 18. */
export const OPSET = 20

export interface LowerOptions {
  /** What `float` becomes; double precision is for checking derivatives. */
  readonly float?: 'float32' | 'float64'
  readonly name?: string
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
})

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
        to: { int: DATA_TYPE.int32 },
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
      if (rank === 2) {
        emitter.node('Gemm', [a!, b!], [out], gemmAttributes(attrs))
        return
      }
      // ONNX Runtime merges a transpose of the last two axes into the product.
      const operand = (name: string, swap: boolean): string =>
        swap ? emitter.node('Transpose', [name], undefined, { perm: { ints: swapLast(rank) } }) : name
      emitter.node('MatMul', [operand(a!, attrs.transA), operand(b!, attrs.transB)], [out])
    },
  gemm:
    ({ attrs }) =>
    (emitter, out, inputs) =>
      emitter.node('Gemm', inputs, [out], gemmAttributes(attrs)),
  sum: ({ attrs }) => reduce('ReduceSum', attrs.axes, attrs.keepDims),
  sumSquares: ({ attrs }) => reduce('ReduceSumSquare', attrs.axes, attrs.keepDims),
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
  gather: () => (emitter, out, inputs) => emitter.node('Gather', inputs, [out], { axis: { int: 0 } }),
  scatterAdd:
    ({ attrs, type }) =>
    (emitter, out, [updates, indices]) => {
      const shape = emitter.shape([attrs.rows, ...type.shape.slice(1)], false)
      const zeros = emitter.node('Expand', [emitter.constant(0, 'float'), shape])
      const wide = emitter.node('Cast', [indices!], undefined, { to: { int: DATA_TYPE.int64 } })
      const column = emitter.node('Reshape', [wide, emitter.int64s([-1, 1])])
      emitter.node('ScatterND', [zeros, column, updates!], [out], { reduction: { string: 'add' } })
    },
}

function littleEndian(values: readonly number[], dataType: DataType): Uint8Array {
  const width = dataType === DATA_TYPE.double || dataType === DATA_TYPE.int64 ? 8 : 4
  const bytes = new DataView(new ArrayBuffer(width * values.length))
  for (const [i, value] of values.entries()) {
    const at = i * width
    if (dataType === DATA_TYPE.double) bytes.setFloat64(at, value, true)
    else if (dataType === DATA_TYPE.float) bytes.setFloat32(at, value, true)
    else if (dataType === DATA_TYPE.int64) bytes.setBigInt64(at, BigInt(value), true)
    else if (dataType === DATA_TYPE.uint32) bytes.setUint32(at, value, true)
    else bytes.setInt32(at, value, true)
  }
  return new Uint8Array(bytes.buffer)
}

type LayerNormNode = Node<'layerNorm' | 'layerNormMean' | 'layerNormInvStd'>

/** Collects ONNX nodes and initialisers; equal constants and sizes are made once. */
class Emitter {
  readonly nodes: OnnxNode[] = []
  readonly initializers: OnnxTensor[] = []
  readonly #graph: Graph
  readonly #float: DataType
  readonly #names: readonly string[]
  readonly #shared = new Map<string, string>()
  #fresh = 0

  constructor(graph: Graph, float: DataType, names: readonly string[]) {
    this.#graph = graph
    this.#float = float
    this.#names = names
  }

  dataType(dtype: DType): DataType {
    return { float: this.#float, int: DATA_TYPE.int32, uint: DATA_TYPE.uint32, bool: DATA_TYPE.bool }[dtype]
  }

  /** Adds a node and returns the name of its first output, a fresh one when none is given. */
  node(
    op: string,
    inputs: readonly string[],
    outputs: readonly string[] = [`t${this.#fresh++}`],
    attributes: Readonly<Record<string, AttributeValue>> = {},
  ): string {
    this.nodes.push({ op, inputs, outputs, attributes })
    return outputs[0]!
  }

  scalar(name: string, value: number, dtype: DType): void {
    if (dtype === 'bool') throw internal(`a constant of type ${dtype} cannot be written`)
    this.initialize(name, [], [value], this.dataType(dtype))
  }

  /** Numbers that the model itself holds. */
  initialize(name: string, dims: readonly number[], values: readonly number[], dataType: DataType): void {
    this.initializers.push({ name, dims, dataType, bytes: littleEndian(values, dataType) })
  }

  constant(value: number, dtype: DType): string {
    return this.#once(`constant ${dtype} ${value}`, name => this.scalar(name, value, dtype))
  }

  int64s(values: readonly number[]): string {
    return this.#once(`int64s ${values}`, name => {
      this.initialize(name, [values.length], values, DATA_TYPE.int64)
    })
  }

  /** A size as int64 [1]. */
  size(dim: Dim): string {
    const { coefficient, symbols } = factors(dim)
    if (symbols.length === 0) return this.int64s([coefficient])
    return this.#once(`size ${dim}`, name => {
      const parts = symbols.map(symbol => this.#symbol(symbol))
      if (coefficient !== 1) parts.push(this.int64s([coefficient]))
      const last = parts.pop()!
      const rest = parts.reduce<string | undefined>(
        (left, part) => (left === undefined ? part : this.node('Mul', [left, part])),
        undefined,
      )
      if (rest === undefined) this.node('Identity', [last], [name])
      else this.node('Mul', [rest, last], [name])
    })
  }

  /** A shape as int64 [rank]; one symbolic size may be left to ONNX as -1 where that is allowed. */
  shape(dims: readonly Dim[], infer: boolean): string {
    const symbolic = dims.filter(dim => typeof dim === 'string').length
    if (symbolic === 0 || (infer && symbolic === 1))
      return this.int64s(dims.map(dim => (typeof dim === 'number' ? dim : -1)))
    return this.#once(`shape ${dims}`, name =>
      this.node(
        'Concat',
        dims.map(dim => this.size(dim)),
        [name],
        { axis: { int: 0 } },
      ),
    )
  }

  /** The three results of one LayerNormalization, emitted where the first of them is met. */
  layerNorm(node: LayerNormNode, inputs: readonly string[]): void {
    const key = (other: LayerNormNode): string => `layer norm ${other.inputs} ${other.attrs.epsilon}`
    this.#once(key(node), () => {
      const name = (kind: OpKind): string => {
        const place = this.#graph.nodes.findIndex(
          other => other.kind === kind && key(other as LayerNormNode) === key(node),
        )
        return place < 0 ? `t${this.#fresh++}` : this.#names[place]!
      }
      const outputs = [name('layerNorm'), name('layerNormMean'), name('layerNormInvStd')]
      this.node('LayerNormalization', inputs, outputs, { epsilon: { float: node.attrs.epsilon } })
    })
  }

  #symbol(symbol: string): string {
    return this.#once(`symbol ${symbol}`, name => {
      for (const node of this.#graph.nodes) {
        if (node.kind !== 'input') continue
        const axis = node.type.shape.indexOf(symbol)
        if (axis < 0) continue
        const [start, end] = [{ int: axis }, { int: axis + 1 }]
        this.node('Shape', [node.attrs.name], [name], { start, end })
        return
      }
      throw internal(`no input has the size ${symbol}`)
    })
  }

  #once(key: string, make: (name: string) => void): string {
    const known = this.#shared.get(key)
    if (known !== undefined) return known
    const name = `t${this.#fresh++}`
    this.#shared.set(key, name)
    make(name)
    return name
  }
}

function lowerNode<K extends OpKind>(node: Node<K>): Emit {
  const lowering = lowerings[node.kind as K]
  return lowering(node)
}

/** Serialises a graph as an ONNX model whose inputs and outputs keep their names. */
export function lower(graph: Graph, { float = 'float32', name = 'graph' }: LowerOptions = {}): Uint8Array {
  const names = graph.nodes.map((node, place) => (node.kind === 'input' ? node.attrs.name : `v${place}`))
  const copies: [from: string, to: string][] = []
  const claimed = new Set<number>()
  for (const [output, place] of graph.outputs) {
    if (graph.nodes[place]!.kind === 'input' || claimed.has(place)) copies.push([names[place]!, output])
    else names[place] = output
    claimed.add(place)
  }
  const emitter = new Emitter(graph, float === 'float32' ? DATA_TYPE.float : DATA_TYPE.double, names)
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
  return formatOnnx({
    opset: OPSET,
    name,
    nodes: emitter.nodes,
    initializers: emitter.initializers,
    inputs: graph.nodes.flatMap(node => (node.kind === 'input' ? [value(node.attrs.name, node)] : [])),
    outputs: [...graph.outputs].map(([output, place]) => value(output, graph.nodes[place]!)),
  })
}
