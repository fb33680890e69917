/** @file The ONNX nodes and initialisers of a graph, as they are collected; `lower.ts` says which a primitive needs. */
import { internal } from '../errors.ts'
import { type Dim, type DType, factors, type Graph, type Node, type OpKind } from './ir.ts'
import {
  type AttributeValue,
  DATA_TYPE,
  type DataType,
  type OnnxGraph,
  type OnnxNode,
  type OnnxTensor,
} from './onnx-proto.ts'
import { type QuantizedWeight, quantizedNames, type Weight } from './quantize.ts'

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

export interface EmitterOptions {
  /** What `float` becomes. */
  readonly float: DataType
  /** What `int` becomes. */
  readonly int: DataType
  /** Inputs of the graph that the model itself holds. */
  readonly weights: ReadonlyMap<string, Weight>
}

/** Collects ONNX nodes and initialisers; equal constants and sizes are made once. */
export class Emitter {
  nodes: OnnxNode[] = []
  readonly initializers: OnnxTensor[] = []
  readonly #graph: Graph
  readonly #options: EmitterOptions
  readonly #names: readonly string[]
  readonly #shared = new Map<string, string>()
  #fresh = 0

  constructor(graph: Graph, names: readonly string[], options: EmitterOptions) {
    this.#graph = graph
    this.#names = names
    this.#options = options
    for (const [name, weight] of options.weights) this.#hold(name, weight)
  }

  dataType(dtype: DType): DataType {
    const { float, int } = this.#options
    return { float, int, uint: DATA_TYPE.uint32, bool: DATA_TYPE.bool }[dtype]
  }

  /** The weight of this name, where it is one in int8: see `quantizedNames`. */
  quantized(name: string): QuantizedWeight | undefined {
    const weight = this.#options.weights.get(name)
    return weight !== undefined && 'scales' in weight ? weight : undefined
  }

  /** Adds a node and returns the name of its first output, a fresh one when none is given. */
  node(
    op: string,
    inputs: readonly string[],
    outputs: readonly string[] = [this.fresh()],
    attributes: Readonly<Record<string, AttributeValue>> = {},
  ): string {
    this.nodes.push({ op, inputs, outputs, attributes })
    return outputs[0]!
  }

  /** A name that nothing else has. */
  fresh(): string {
    return `t${this.#fresh++}`
  }

  /**
   * The graph that an operator runs, of the nodes that `build` adds. They may use what is outside. Sizes must be
   * computed outside too, because they are shared; constants may be made inside.
   */
  body(build: () => Pick<OnnxGraph, 'inputs' | 'outputs'>): OnnxGraph {
    const outside = this.nodes
    this.nodes = []
    const { inputs, outputs } = build()
    const body = { name: this.fresh(), nodes: this.nodes, inputs, outputs }
    this.nodes = outside
    return body
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
    return this.once(`constant ${dtype} ${value}`, name => this.scalar(name, value, dtype))
  }

  int64s(values: readonly number[]): string {
    return this.once(`int64s ${values}`, name => {
      this.initialize(name, [values.length], values, DATA_TYPE.int64)
    })
  }

  /** A size as int64 [1]. */
  size(dim: Dim): string {
    const { coefficient, symbols } = factors(dim)
    if (symbols.length === 0) return this.int64s([coefficient])
    return this.once(`size ${dim}`, name => {
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
    return this.once(`shape ${dims}`, name =>
      this.node(
        'Concat',
        dims.map(dim => this.size(dim)),
        [name],
        { axis: { int: 0 } },
      ),
    )
  }

  /**
   * For each of `size` rows the place in `rows`, int [N], that names it, or N where none does. Rows that are gathered by
   * it take a third of the time of ScatterND, which pays for each of them by itself. int32 [size]
   */
  sourcesOf(rows: string, size: Dim): string {
    return this.once(`sources ${rows} ${size}`, name => {
      const int64 = { to: { int: DATA_TYPE.int64 } }
      const number = { to: { int: DATA_TYPE.int32 } }
      const count = this.node('Cast', [this.node('Size', [rows])], undefined, number)
      const none = this.node('Expand', [count, this.shape([size], false)])
      const column = this.node('Cast', [this.node('Reshape', [rows, this.int64s([-1, 1])])], undefined, int64)
      const [zero, one] = [0, 1].map(value =>
        this.once(`int32 ${value}`, own => this.initialize(own, [], [value], DATA_TYPE.int32)),
      )
      const places = this.node('Range', [zero!, count, one!])
      this.node('ScatterND', [none, column, places], [name])
    })
  }

  /** The three results of one LayerNormalization, emitted where the first of them is met. */
  layerNorm(node: LayerNormNode, inputs: readonly string[]): void {
    const key = (other: LayerNormNode): string => `layer norm ${other.inputs} ${other.attrs.epsilon}`
    this.once(key(node), () => {
      const name = (kind: OpKind): string => {
        const place = this.#graph.nodes.findIndex(
          other => other.kind === kind && key(other as LayerNormNode) === key(node),
        )
        return place < 0 ? this.fresh() : this.#names[place]!
      }
      const outputs = [name('layerNorm'), name('layerNormMean'), name('layerNormInvStd')]
      this.node('LayerNormalization', inputs, outputs, { epsilon: { float: node.attrs.epsilon } })
    })
  }

  #hold(name: string, weight: Weight): void {
    const add = (
      own: string,
      dims: readonly number[],
      dataType: DataType,
      data: Float32Array | Int8Array,
    ) => {
      const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
      this.initializers.push({ name: own, dims, dataType, bytes })
    }
    if (!('scales' in weight)) {
      add(name, weight.shape, DATA_TYPE.float, weight.data)
      return
    }
    const { numbers, scales } = quantizedNames(name)
    const column = weight.axis === 0 ? [weight.scales.length, 1] : [weight.scales.length]
    add(numbers, weight.shape, DATA_TYPE.int8, weight.data)
    add(scales, column, DATA_TYPE.float, weight.scales)
  }

  #symbol(symbol: string): string {
    return this.once(`symbol ${symbol}`, name => {
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

  /** What `make` emits under the name that it is given, once for each key. */
  once(key: string, make: (name: string) => void): string {
    const known = this.#shared.get(key)
    if (known !== undefined) return known
    const name = this.fresh()
    this.#shared.set(key, name)
    make(name)
    return name
  }
}
