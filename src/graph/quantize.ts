/**
 * @file Weights in int8: which of a graph's can be, and their numbers with a scale for each row or column.
 *
 * Symmetric, without a zero point: w ≈ scale · q (Jacob et al. 2018, arXiv 1712.05877, section 2.1, with Z = 0). What is
 * quantised is the weight alone; how a node computes with it is said in `lower-quantized.ts`.
 */
import type { Graph, Node } from './ir.ts'

/** A weight that a model holds itself. */
export type Weight = FloatWeight | QuantizedWeight

export interface FloatWeight {
  readonly shape: readonly number[]
  readonly data: Float32Array
}

/** [rows,columns]: data · scales, along `axis`. */
export interface QuantizedWeight {
  readonly shape: readonly [number, number]
  readonly data: Int8Array
  /** 0: a table of which rows are gathered, each with its scale. 1: a linear map [in,out], each output with its scale. */
  readonly axis: 0 | 1
  readonly scales: Float32Array
}

/** The names that the numbers and the scales of a quantised weight have in a model. */
export const quantizedNames = (name: string): { readonly numbers: string; readonly scales: string } => ({
  numbers: `${name}_quantized`,
  scales: `${name}_scale`,
})

/**
 * The largest number of a linear map. Processors without VNNI add two products of uint8 and int8 in 16 bits, which
 * saturate: 2 · 255 · 127 does not fit, and 2 · 255 · 64 does. With 64 the same file has the same results everywhere, as
 * with `reduce_range` of ONNX Runtime's quantisation.
 */
const LINEAR_LIMIT = 64
/** Of a table, whose rows are multiplied with their scale alone. */
const TABLE_LIMIT = 127

/**
 * Quantises the weights of which every use in a graph can be computed in int8; others stay as they are.
 * @param isKept those that stay as they are in any case
 */
export function quantizeWeights(
  graph: Graph,
  weights: ReadonlyMap<string, FloatWeight>,
  isKept: (name: string) => boolean,
): Map<string, Weight> {
  const axes = graph.nodes.map(() => new Set<QuantizedWeight['axis'] | undefined>())
  for (const node of graph.nodes)
    for (const [position, input] of node.inputs.entries()) axes[input]!.add(axisOf(node, position))
  const quantized = new Map<string, Weight>(weights)
  for (const [place, node] of graph.nodes.entries()) {
    if (node.kind !== 'input' || isKept(node.attrs.name)) continue
    const weight = weights.get(node.attrs.name)
    const [axis, ...others] = axes[place]!
    if (weight === undefined || weight.shape.length !== 2 || axis === undefined || others.length > 0) continue
    quantized.set(node.attrs.name, axis === 0 ? quantizeTable(weight) : quantizeLinear(weight))
  }
  return quantized
}

/** Where a weight has its scales, given how a node uses it; undefined where int8 does not do. */
function axisOf(node: Node, position: number): QuantizedWeight['axis'] | undefined {
  if (node.kind === 'gather' && position === 0) return 0
  const isLinear = (node.kind === 'gemm' || node.kind === 'matmul') && position === 1
  return isLinear && node.type.shape.length === 2 && node.attrs.transB && !node.attrs.transA ? 1 : undefined
}

function quantizeTable(weight: FloatWeight): QuantizedWeight {
  const shape = weight.shape as [number, number]
  const { data, scales } = quantizeRows(weight, TABLE_LIMIT)
  return { shape, data, axis: 0, scales }
}

/** A linear map is kept as [out,in], and multiplied as [in,out]. */
function quantizeLinear(weight: FloatWeight): QuantizedWeight {
  const [output, input] = weight.shape as [number, number]
  const { data, scales } = quantizeRows(weight, LINEAR_LIMIT)
  const turned = new Int8Array(data.length)
  for (let i = 0; i < output; i++)
    for (let j = 0; j < input; j++) turned[j * output + i] = data[i * input + j]!
  return { shape: [input, output], data: turned, axis: 1, scales }
}

/** scale = max |row| / limit, and q = row / scale, rounded. */
function quantizeRows({ shape, data }: FloatWeight, limit: number) {
  const [rows, columns] = shape as [number, number]
  const quantized = new Int8Array(data.length)
  const scales = new Float32Array(rows)
  for (let row = 0; row < rows; row++) {
    const begin = row * columns
    const end = begin + columns
    let largest = 0
    for (let i = begin; i < end; i++) largest = Math.max(largest, Math.abs(data[i]!))
    const scale = Math.fround(largest / limit)
    scales[row] = scale
    // A row of zeros stays one.
    if (scale > 0) for (let i = begin; i < end; i++) quantized[i] = Math.round(data[i]! / scale)
  }
  return { data: quantized, scales }
}

/** The numbers that a quantised weight stands for, as the weight was: a linear map as [out,in]. */
export function dequantize({ shape, data, axis, scales }: QuantizedWeight): FloatWeight {
  const [rows, columns] = shape
  const values = new Float32Array(data.length)
  if (axis === 0) {
    for (let i = 0; i < rows; i++)
      for (let j = 0; j < columns; j++) values[i * columns + j] = data[i * columns + j]! * scales[i]!
    return { shape, data: values }
  }
  for (let i = 0; i < rows; i++)
    for (let j = 0; j < columns; j++) values[j * rows + i] = data[i * columns + j]! * scales[j]!
  return { shape: [columns, rows], data: values }
}
