/**
 * @file Writing a graph as ordinary functions of tensors.
 *
 * `trace` calls a function with symbolic tensors and records what it does. A `Tensor` knows only its place in
 * the graph under construction; its values exist when the graph is run.
 */
import { internal } from '../errors.ts'
import {
  broadcastShapes,
  type Dim,
  type DType,
  type Graph,
  type Node,
  type OpAttrs,
  type OpKind,
  product,
  sameShape,
  shapeRules,
  type TensorType,
} from './ir.ts'

/** A value in a graph under construction. */
export class Tensor {
  readonly builder: Builder
  readonly place: number

  constructor(builder: Builder, place: number) {
    this.builder = builder
    this.place = place
  }

  get type(): TensorType {
    return this.builder.nodes[this.place]!.type
  }

  get shape(): readonly Dim[] {
    return this.type.shape
  }

  get dtype(): DType {
    return this.type.dtype
  }
}

/** The nodes of a graph so far; new ones are appended. */
export class Builder {
  readonly nodes: Node[]

  constructor(nodes: readonly Node[] = []) {
    this.nodes = [...nodes]
  }

  apply<K extends OpKind>(kind: K, attrs: OpAttrs[K], inputs: readonly Tensor[]): Tensor {
    if (inputs.some(input => input.builder !== this)) throw internal(`${kind}: tensors of two graphs`)
    const type = shapeRules[kind](
      attrs,
      inputs.map(input => input.type),
    )
    const node = { kind, attrs, inputs: inputs.map(input => input.place), type }
    this.nodes.push(Object.freeze(node) as Node)
    return new Tensor(this, this.nodes.length - 1)
  }

  tensor(place: number): Tensor {
    return new Tensor(this, place)
  }

  finish(outputs: Readonly<Record<string, Tensor>>): Graph {
    return {
      nodes: this.nodes,
      outputs: new Map(Object.entries(outputs).map(([name, tensor]) => [name, tensor.place])),
    }
  }
}

/** The type of an input: `float('B', 128)`. */
export const float = (...shape: Dim[]): TensorType => ({ shape, dtype: 'float' })
export const int = (...shape: Dim[]): TensorType => ({ shape, dtype: 'int' })
export const uint = (...shape: Dim[]): TensorType => ({ shape, dtype: 'uint' })

/** Records `body` as a graph whose inputs are `inputs` and whose outputs are what it returns, by name. */
export function trace(
  inputs: ReadonlyMap<string, TensorType>,
  body: (input: (name: string) => Tensor) => Readonly<Record<string, Tensor>>,
): Graph {
  const builder = new Builder()
  const byName = new Map<string, Tensor>()
  for (const [name, type] of inputs) byName.set(name, builder.apply('input', { name, type }, []))
  const outputs = body(name => {
    const tensor = byName.get(name)
    if (tensor === undefined) throw internal(`the graph has no input ${name}`)
    return tensor
  })
  return builder.finish(outputs)
}

type Operand = Tensor | number

/** A number beside a tensor becomes a constant of the tensor's type. */
function constantLike(value: Operand, like: Tensor): Tensor {
  return typeof value === 'number' ? like.builder.apply('constant', { value, dtype: like.dtype }, []) : value
}

function binary(
  kind: 'add' | 'sub' | 'mul' | 'div' | 'xor' | 'equal' | 'less',
  a: Operand,
  b: Operand,
): Tensor {
  const like = typeof a === 'number' ? b : a
  if (typeof like === 'number') throw internal(`${kind}: at least one operand must be a tensor`)
  return like.builder.apply(kind, {}, [constantLike(a, like), constantLike(b, like)])
}

export const add = (a: Operand, b: Operand): Tensor => binary('add', a, b)
export const sub = (a: Operand, b: Operand): Tensor => binary('sub', a, b)
export const mul = (a: Operand, b: Operand): Tensor => binary('mul', a, b)
export const div = (a: Operand, b: Operand): Tensor => binary('div', a, b)
export const xor = (a: Operand, b: Operand): Tensor => binary('xor', a, b)
export const equal = (a: Operand, b: Operand): Tensor => binary('equal', a, b)
export const less = (a: Operand, b: Operand): Tensor => binary('less', a, b)

type UnaryKind =
  | 'neg'
  | 'exp'
  | 'log'
  | 'sqrt'
  | 'cos'
  | 'sin'
  | 'tanh'
  | 'sigmoid'
  | 'erf'
  | 'gelu'
  | 'geluTanh'
  | 'softmax'

const unary =
  (kind: UnaryKind) =>
  (a: Tensor): Tensor =>
    a.builder.apply(kind, {}, [a])

export const neg = unary('neg')
export const exp = unary('exp')
export const log = unary('log')
export const sqrt = unary('sqrt')
export const cos = unary('cos')
export const sin = unary('sin')
export const tanh = unary('tanh')
export const sigmoid = unary('sigmoid')
export const erf = unary('erf')
export const gelu = unary('gelu')
export const geluTanh = unary('geluTanh')
export const softmax = unary('softmax')

/** x / (1 + exp(-x)); neither it nor its derivative overflows (Ramachandran et al. 2017, arXiv 1710.05941). */
export const silu = (x: Tensor): Tensor => mul(x, sigmoid(x))

/** max(x, 0); at 0 its derivative is 1. */
export const relu = (x: Tensor): Tensor => select(less(x, 0), 0, x)

/** a where the condition holds, else b. A number takes the other operand's type; two numbers are floats. */
export function select(condition: Tensor, a: Operand, b: Operand): Tensor {
  const like = typeof a !== 'number' ? a : typeof b !== 'number' ? b : undefined
  const operand = (value: Operand): Tensor => {
    if (typeof value !== 'number') return value
    return condition.builder.apply('constant', { value, dtype: like?.dtype ?? 'float' }, [])
  }
  return condition.builder.apply('select', {}, [condition, operand(a), operand(b)])
}

export const shiftRight = (a: Tensor, bits: number): Tensor => a.builder.apply('shiftRight', { bits }, [a])

export function cast(a: Tensor, to: DType): Tensor {
  return a.dtype === to ? a : a.builder.apply('cast', { to }, [a])
}

/** 0, 1, …, size-1 in the graph of `like`. [size] */
export function iota(like: Tensor, size: Dim, dtype: 'int' | 'uint' = 'int'): Tensor {
  return like.builder.apply('iota', { size, dtype }, [])
}

/** The same numbers wherever the graph runs, in the graph of `like`. [n] */
export function vector(like: Tensor, values: readonly number[], dtype: 'float' | 'int' = 'float'): Tensor {
  return like.builder.apply('vector', { values: [...values], dtype }, [])
}

export interface ProductOptions {
  readonly transA?: boolean
  readonly transB?: boolean
  /** What the product is multiplied with. */
  readonly scale?: number
}

/** [..,M,K] [..,K,N] -> [..,M,N] */
export function matmul(
  a: Tensor,
  b: Tensor,
  { transA = false, transB = false, scale = 1 }: ProductOptions = {},
): Tensor {
  return a.builder.apply('matmul', { transA, transB, scale }, [a, b])
}

/** scale a b + c: [M,K] [K,N] [N] -> [M,N] */
export function gemm(
  a: Tensor,
  b: Tensor,
  c: Tensor,
  { transA = false, transB = false, scale = 1 }: ProductOptions = {},
): Tensor {
  return a.builder.apply('gemm', { transA, transB, scale }, [a, b, c])
}

/** Sums over `axes`, which may count from the end; all of them when left out. */
export function sum(a: Tensor, axes: readonly number[] = [...a.shape.keys()], keepDims = false): Tensor {
  if (axes.length === 0) return a
  return a.builder.apply('sum', { axes: fromStart(a, axes), keepDims }, [a])
}

/** The sum of the squares over `axes`; over all when left out. */
export function sumSquares(
  a: Tensor,
  axes: readonly number[] = [...a.shape.keys()],
  keepDims = false,
): Tensor {
  return a.builder.apply('sumSquares', { axes: fromStart(a, axes), keepDims }, [a])
}

/** Of each place and all before it along an axis, or with `reverse` all after it; the axis may count from the end. */
export function cumulativeSum(a: Tensor, axis: number, { reverse = false } = {}): Tensor {
  return a.builder.apply('cumulativeSum', { axis: fromStart(a, [axis])[0]!, reverse }, [a])
}

export function max(a: Tensor, axes: readonly number[], keepDims = false): Tensor {
  return a.builder.apply('max', { axes: fromStart(a, axes), keepDims }, [a])
}

function fromStart(a: Tensor, axes: readonly number[]): number[] {
  return axes.map(axis => (axis < 0 ? axis + a.shape.length : axis)).sort((x, y) => x - y)
}

/** Over the last axis: [..,D], scale [D], shift [D]. */
export function layerNorm(x: Tensor, scale: Tensor, shift: Tensor, epsilon: number): Tensor {
  return x.builder.apply('layerNorm', { epsilon }, [x, scale, shift])
}

/** x scale / sqrt(mean(x²) + epsilon), over the last axis, whose size is a number (Zhang and Sennrich 2019, equation 4). */
export function rmsNorm(x: Tensor, scale: Tensor, epsilon: number): Tensor {
  const size = x.shape.at(-1)
  if (typeof size !== 'number') throw internal(`rmsNorm: expected a numeric last axis, got [${x.shape}]`)
  const meanSquare = mul(sumSquares(x, [-1], true), 1 / size)
  return mul(div(x, sqrt(add(meanSquare, epsilon))), scale)
}

export function reshape(a: Tensor, shape: readonly Dim[]): Tensor {
  return sameShape(a.shape, shape) ? a : a.builder.apply('reshape', { shape }, [a])
}

export const transpose = (a: Tensor, perm: readonly number[]): Tensor =>
  a.builder.apply('transpose', { perm }, [a])

export function broadcast(a: Tensor, shape: readonly Dim[]): Tensor {
  return sameShape(a.shape, shape) ? a : a.builder.apply('broadcast', { shape }, [a])
}

/** Places begin to end-1 along an axis whose size is a number; the axis may count from the end. */
export function slice(a: Tensor, axis: number, begin: number, end: number): Tensor {
  const [place] = fromStart(a, [axis])
  if (begin === 0 && end === a.shape[place!]) return a
  return a.builder.apply('slice', { axis: place!, begin, end }, [a])
}

/** One after the other along an axis whose sizes are numbers; the axis may count from the end. */
export function concat(parts: readonly Tensor[], axis: number): Tensor {
  const [first] = parts
  if (first === undefined) throw internal('concat: expected at least one tensor')
  return parts.length === 1
    ? first
    : first.builder.apply('concat', { axis: fromStart(first, [axis])[0]! }, parts)
}

/** Of each row of x [..,M], the places that indices [..,N] name: NumPy's `take_along_axis`. [..,N] */
export const takeAlong = (x: Tensor, indices: Tensor): Tensor =>
  x.builder.apply('takeAlong', {}, [x, indices])

/** Adds updates [..,N] to the places `indices` [..,N] of rows of zeros [..,size]. */
export const scatterAlong = (updates: Tensor, indices: Tensor, size: Dim): Tensor =>
  updates.builder.apply('scatterAlong', { size }, [updates, indices])

/**
 * Scores by distance become scores by position: x [..,T,2T] -> y [..,T,T] with y[i,j] = x[i, T+j-i], for attention
 * with relative positions (Huang et al. 2018, arXiv 1809.04281, section 3.4.1). Where `takeAlong` would take the same
 * places in every sequence and head, this copies memory only, in its derivative too.
 */
export const skew = (x: Tensor): Tensor => x.builder.apply('skew', {}, [x])

/** y [..,T,T] -> x [..,T,2T] with x[i, T+j-i] = y[i,j], and 0 elsewhere. */
export const unskew = (y: Tensor): Tensor => y.builder.apply('unskew', {}, [y])

/**
 * The distribution before each position of chains, by the forward algorithm (Rabiner 1989, section V.A): [B,T,L].
 *
 * @param factors float [B,T,L], from 0: the weight of each label at each position
 * @param matrix float [L,L], from 0: the weight of label j after label i
 * @param steps int [B,T]: 1 where a chain starts, 2 where it goes on, 0 where it passes a position over
 */
export const crfForward = (factors: Tensor, matrix: Tensor, steps: Tensor): Tensor =>
  factors.builder.apply('crfForward', {}, [factors, matrix, steps])

/** What reaches each position from the distribution before it [B,T,L]: p matrix, or 1 where a chain starts. */
export function chainReach(before: Tensor, matrix: Tensor, steps: Tensor): Tensor {
  const labels = before.shape[2]!
  const moved = matmul(reshape(before, [product(steps.shape), labels]), matrix) // [B*T,L]
  return select(equal(reshape(steps, [...steps.shape, 1]), 1), 1, reshape(moved, before.shape))
}

/** Rows of a table: [V,..D], indices [..I] -> [..I,..D] */
export const gather = (table: Tensor, indices: Tensor): Tensor =>
  table.builder.apply('gather', {}, [table, indices])

/** Adds updates [N,..D] to rows `indices` [N] of zeros [rows,..D]. */
export const scatterAdd = (updates: Tensor, indices: Tensor, rows: Dim): Tensor =>
  updates.builder.apply('scatterAdd', { rows }, [updates, indices])

/** [M,..D], int [N] -> [N,..D]; no two rows the same. */
export const takeRows = (x: Tensor, rows: Tensor): Tensor => x.builder.apply('takeRows', {}, [x, rows])

/** [N,..D], int [N] -> [size,..D]: each in its row, and 0 in the others; no two rows the same. */
export const placeRows = (x: Tensor, rows: Tensor, size: Dim): Tensor =>
  x.builder.apply('placeRows', { size }, [x, rows])

/** Sums away what broadcasting added, so that the result has `shape`: the derivative of broadcasting. */
export function sumTo(a: Tensor, shape: readonly Dim[]): Tensor {
  if (sameShape(a.shape, shape)) return a
  if (!sameShape(broadcastShapes(a.shape, shape), a.shape))
    throw internal(`[${a.shape}] is no repeat of [${shape}]`)
  const added = a.shape.length - shape.length
  const axes = [...a.shape.keys()].filter(i => i < added || shape[i - added] !== a.shape[i])
  return reshape(sum(a, axes), shape)
}
