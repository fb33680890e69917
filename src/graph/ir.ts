/**
 * @file The intermediate representation: every primitive on one page, with its attributes and its shape rule.
 *
 * A graph is a list of nodes in order of computation; a node names its inputs by their place in the list and
 * has one output. Three tables are keyed by the kind of a node and total by their type: the shape rules here,
 * the derivatives in `grad.ts` and the ONNX operators in `lower.ts`; a primitive that lacks a row does not
 * compile. Sizes may be symbols (`B`, `T`) or products with symbols (`B*T`), bound where a graph is run.
 */
import { internal } from '../errors.ts'

export type DType = 'float' | 'int' | 'uint' | 'bool'

/** A size: a number, a symbol, or a product in canonical form such as `2*B*T`. */
export type Dim = number | string

export interface TensorType {
  readonly shape: readonly Dim[]
  readonly dtype: DType
}

type None = Readonly<Record<string, never>>

/** The attributes of every primitive. Inputs are given in the comments as names with shapes. */
export interface OpAttrs {
  /** A value given when the graph is run. */
  input: { readonly name: string; readonly type: TensorType }
  /** One number. */
  constant: { readonly value: number; readonly dtype: DType }
  /** 0, 1, …, size-1. [size] */
  iota: { readonly size: Dim; readonly dtype: 'int' | 'uint' }
  /** Finite numbers, written once in the graph. [n] */
  vector: { readonly values: readonly number[]; readonly dtype: 'float' | 'int' }

  // (a, b), which broadcast against each other
  add: None
  sub: None
  mul: None
  div: None
  /** Bitwise exclusive or of whole numbers. */
  xor: None
  equal: None
  less: None
  /** (condition, a, b): a where the condition holds, else b. */
  select: None

  // (a), element by element
  neg: None
  exp: None
  log: None
  sqrt: None
  cos: None
  sin: None
  tanh: None
  /** 1 / (1 + exp(-x)) */
  sigmoid: None
  erf: None
  /** x Φ(x), Φ the normal distribution function (Hendrycks and Gimpel 2016, arXiv 1606.08415). */
  gelu: None
  /** Its approximation x (1 + tanh(√(2/π) (x + 0.044715 x³))) / 2, in section 2 there. */
  geluTanh: None
  /** Logical shift of a uint. */
  shiftRight: { readonly bits: number }
  cast: { readonly to: DType }

  /** (a [..,M,K], b [..,K,N]) -> scale a b [..,M,N]; trans swaps an operand's last two axes. No broadcasting. */
  matmul: { readonly transA: boolean; readonly transB: boolean; readonly scale: number }
  /** (a [M,K], b [K,N], c [N]) -> scale a b + c [M,N] */
  gemm: { readonly transA: boolean; readonly transB: boolean; readonly scale: number }

  sum: { readonly axes: readonly number[]; readonly keepDims: boolean }
  /** The sum of the squares. */
  sumSquares: { readonly axes: readonly number[]; readonly keepDims: boolean }
  /** Of each place and all before it along an axis. */
  cumulativeSum: { readonly axis: number; readonly reverse: boolean }
  max: { readonly axes: readonly number[]; readonly keepDims: boolean }
  /** Over the last axis. */
  softmax: None
  /** (x [..,D], scale [D], shift [D]): over the last axis (Ba et al. 2016, arXiv 1607.06450). */
  layerNorm: { readonly epsilon: number }
  /** (x, scale, shift) -> the mean that layerNorm subtracts, [..,1]. */
  layerNormMean: { readonly epsilon: number }
  /** (x, scale, shift) -> 1 / sqrt(variance + epsilon), [..,1]. */
  layerNormInvStd: { readonly epsilon: number }

  reshape: { readonly shape: readonly Dim[] }
  transpose: { readonly perm: readonly number[] }
  /** Repeats axes of size 1, and adds leading ones. */
  broadcast: { readonly shape: readonly Dim[] }
  /** Places begin to end-1 along an axis whose size is a number. */
  slice: { readonly axis: number; readonly begin: number; readonly end: number }
  /** One after the other along an axis whose sizes are numbers; all other axes are the same. */
  concat: { readonly axis: number }
  /** (x [..,M], indices int [..,N]) -> [..,N]: of each row, the places that its row of indices names. */
  takeAlong: None
  /** (updates [..,N], indices int [..,N]) -> [..,size]: adds each update to its place in a row of zeros. */
  scatterAlong: { readonly size: Dim }
  /** x [..,T,2T] -> [..,T,T]: y[i,j] = x[i, T+j-i], so that column T+d holds distance d (column 0 is not used). */
  skew: None
  /** y [..,T,T] -> [..,T,2T]: x[i, T+j-i] = y[i,j], and 0 elsewhere. */
  unskew: None
  /**
   * (factors [B,T,L], matrix [L,L], steps int [B,T]) -> [B,T,L], all from 0: the forward algorithm of a chain, scaled
   * to sum 1 (Rabiner 1989, section V.A). The distribution before each position, q before the next: at a step of
   * 2, q ∝ factors (p matrix); at 1, where a chain starts, q ∝ factors; at 0, q = p. The first is uniform.
   */
  crfForward: None
  /**
   * (dy [B,T,L], q [B,T,L], g [B,T,L], matrix [L,L], steps int [B,T]) -> [B,T,L]: back along the chain, from the
   * derivatives dy by the distribution before each position to h, those by the distribution after it. That
   * before a position of step 0 is dy + h, before others dy + ((h - sum(h q)) g) matrixᵀ.
   */
  chainBackward: None
  /** (table [V,..D], indices int [..I]) -> [..I,..D] */
  gather: None
  /** (updates [N,..D], indices int [N]) -> [rows,..D]: adds each update to its row of zeros. */
  scatterAdd: { readonly rows: Dim }
  /** (x [M,..D], rows int [N], no two the same) -> [N,..D] */
  takeRows: None
  /** (x [N,..D], rows int [N], no two the same) -> [size,..D]: each in its row, and 0 in the others. */
  placeRows: { readonly size: Dim }
}

export type OpKind = keyof OpAttrs

/** Plain frozen data; `inputs` are places in the graph's list of nodes. */
export type Node<K extends OpKind = OpKind> = {
  [P in K]: {
    readonly kind: P
    readonly attrs: OpAttrs[P]
    readonly inputs: readonly number[]
    readonly type: TensorType
  }
}[K]

export interface Graph {
  readonly nodes: readonly Node[]
  /** Names and places of the results, in order. */
  readonly outputs: ReadonlyMap<string, number>
}

// ---------------------------------------------------------------------------------------------- sizes

/** Splits a size into its number and its symbols. */
export function factors(dim: Dim): { readonly coefficient: number; readonly symbols: readonly string[] } {
  if (typeof dim === 'number') return { coefficient: dim, symbols: [] }
  const parts = dim.split('*')
  const numbers = parts.filter(part => /^\d+$/.test(part)).map(Number)
  return {
    coefficient: numbers.reduce((a, b) => a * b, 1),
    symbols: parts.filter(part => !/^\d+$/.test(part)).sort(),
  }
}

/** The product of sizes in canonical form. */
export function product(dims: readonly Dim[]): Dim {
  const all = dims.map(factors)
  const coefficient = all.reduce((value, part) => value * part.coefficient, 1)
  const symbols = all.flatMap(part => part.symbols).sort()
  if (symbols.length === 0) return coefficient
  return (coefficient === 1 ? symbols : [coefficient, ...symbols]).join('*')
}

export function sameShape(a: readonly Dim[], b: readonly Dim[]): boolean {
  return a.length === b.length && a.every((dim, i) => dim === b[i])
}

export function showType(type: TensorType): string {
  return `${type.dtype}[${type.shape.join(',')}]`
}

/** The shape to which both broadcast, by NumPy's rule. */
export function broadcastShapes(a: readonly Dim[], b: readonly Dim[]): Dim[] {
  const rank = Math.max(a.length, b.length)
  const at = (shape: readonly Dim[], i: number): Dim => shape[i - (rank - shape.length)] ?? 1
  return Array.from({ length: rank }, (_, i) => {
    const [x, y] = [at(a, i), at(b, i)]
    if (x === y || y === 1) return x
    if (x === 1) return y
    throw internal(`shapes [${a}] and [${b}] do not broadcast: ${x} against ${y}`)
  })
}

// ---------------------------------------------------------------------------------------------- shape rules

type ShapeRule<A> = (attrs: A, inputs: readonly TensorType[]) => TensorType

function expect(condition: boolean, kind: string, what: string, inputs: readonly TensorType[]): void {
  if (!condition) throw internal(`${kind}: expected ${what}, got ${inputs.map(showType).join(', ')}`)
}

const unary =
  (kind: OpKind, allowed: readonly DType[]): ShapeRule<None> =>
  (_, inputs) => {
    expect(
      inputs.length === 1 && allowed.includes(inputs[0]!.dtype),
      kind,
      `one ${allowed.join('/')}`,
      inputs,
    )
    return inputs[0]!
  }

const binary =
  (kind: OpKind, allowed: readonly DType[], result?: DType): ShapeRule<None> =>
  (_, inputs) => {
    const [a, b] = inputs
    const fits = inputs.length === 2 && a!.dtype === b!.dtype && allowed.includes(a!.dtype)
    expect(fits, kind, `two of one type out of ${allowed.join('/')}`, inputs)
    return { shape: broadcastShapes(a!.shape, b!.shape), dtype: result ?? a!.dtype }
  }

const reduction =
  (kind: OpKind): ShapeRule<OpAttrs['sum']> =>
  ({ axes, keepDims }, inputs) => {
    const { shape, dtype } = inputs[0]!
    expect(
      axes.every(axis => axis >= 0 && axis < shape.length),
      kind,
      `axes ${axes} within the rank`,
      inputs,
    )
    const kept = shape.flatMap((dim, i) => (!axes.includes(i) ? [dim] : keepDims ? [1] : []))
    return { shape: kept, dtype }
  }

const productRule =
  (kind: OpKind): ShapeRule<OpAttrs['matmul']> =>
  ({ transA, transB }, inputs) => {
    const [a, b] = [inputs[0]!.shape, inputs[1]!.shape]
    const rank = a.length
    expect(rank >= 2 && b.length === rank, kind, 'two of the same rank, at least 2', inputs)
    const [m, k] = transA ? [a[rank - 1]!, a[rank - 2]!] : [a[rank - 2]!, a[rank - 1]!]
    const [k2, n] = transB ? [b[rank - 1]!, b[rank - 2]!] : [b[rank - 2]!, b[rank - 1]!]
    const batch = a.slice(0, rank - 2)
    expect(k === k2 && sameShape(batch, b.slice(0, rank - 2)), kind, `inner sizes ${k} = ${k2}`, inputs)
    return { shape: [...batch, m, n], dtype: 'float' }
  }

const statistic =
  (kind: OpKind): ShapeRule<OpAttrs['layerNorm']> =>
  (_, inputs) => {
    const last = inputs[0]!.shape.at(-1)!
    expect(
      inputs.length === 3 && inputs.slice(1).every(type => sameShape(type.shape, [last])),
      kind,
      'x [..,D], scale [D], shift [D]',
      inputs,
    )
    const { shape } = inputs[0]!
    return { shape: kind === 'layerNorm' ? shape : [...shape.slice(0, -1), 1], dtype: 'float' }
  }

function isChain(values: TensorType, matrix: TensorType, steps: TensorType): boolean {
  const labels = values.shape.at(-1)!
  return (
    values.shape.length === 3 &&
    typeof labels === 'number' &&
    sameShape(matrix.shape, [labels, labels]) &&
    sameShape(steps.shape, values.shape.slice(0, 2)) &&
    steps.dtype === 'int' &&
    [values, matrix].every(type => type.dtype === 'float')
  )
}

const numeric: readonly DType[] = ['float', 'int', 'uint']

/** What each primitive returns, given its attributes and the types of its inputs. */
export const shapeRules: { readonly [K in OpKind]: ShapeRule<OpAttrs[K]> } = {
  input: ({ type }) => type,
  constant: ({ dtype }) => ({ shape: [], dtype }),
  iota: ({ size, dtype }) => ({ shape: [size], dtype }),
  vector: ({ values, dtype }, inputs) => {
    expect(values.length > 0 && values.every(Number.isFinite), 'vector', 'finite numbers', inputs)
    return { shape: [values.length], dtype }
  },
  add: binary('add', numeric),
  sub: binary('sub', numeric),
  mul: binary('mul', numeric),
  div: binary('div', ['float']),
  xor: binary('xor', ['int', 'uint']),
  equal: binary('equal', ['int', 'float'], 'bool'),
  less: binary('less', ['int', 'float'], 'bool'),
  select: (_, inputs) => {
    const [condition, a, b] = inputs
    expect(
      condition?.dtype === 'bool' && a?.dtype === b?.dtype,
      'select',
      'a bool and two of one type',
      inputs,
    )
    return { shape: broadcastShapes(condition!.shape, broadcastShapes(a!.shape, b!.shape)), dtype: a!.dtype }
  },
  neg: unary('neg', ['float', 'int']),
  exp: unary('exp', ['float']),
  log: unary('log', ['float']),
  sqrt: unary('sqrt', ['float']),
  cos: unary('cos', ['float']),
  sin: unary('sin', ['float']),
  tanh: unary('tanh', ['float']),
  sigmoid: unary('sigmoid', ['float']),
  erf: unary('erf', ['float']),
  gelu: unary('gelu', ['float']),
  geluTanh: unary('geluTanh', ['float']),
  shiftRight: (_, inputs) => {
    expect(inputs[0]!.dtype === 'uint', 'shiftRight', 'a uint', inputs)
    return inputs[0]!
  },
  cast: ({ to }, inputs) => ({ shape: inputs[0]!.shape, dtype: to }),
  matmul: productRule('matmul'),
  gemm: (attrs, inputs) => {
    const type = productRule('gemm')(attrs, inputs)
    expect(
      type.shape.length === 2 && sameShape(inputs[2]!.shape, [type.shape[1]!]),
      'gemm',
      'a [M,K], b [K,N], c [N]',
      inputs,
    )
    return type
  },
  sum: reduction('sum'),
  sumSquares: reduction('sumSquares'),
  cumulativeSum: ({ axis }, inputs) => {
    const { shape, dtype } = inputs[0]!
    const fits = axis >= 0 && axis < shape.length && (dtype === 'float' || dtype === 'int')
    expect(fits, 'cumulativeSum', `float or int with an axis ${axis}`, inputs)
    return inputs[0]!
  },
  max: reduction('max'),
  softmax: unary('softmax', ['float']),
  layerNorm: statistic('layerNorm'),
  layerNormMean: statistic('layerNormMean'),
  layerNormInvStd: statistic('layerNormInvStd'),
  reshape: ({ shape }, inputs) => {
    expect(product(shape) === product(inputs[0]!.shape), 'reshape', `as many elements as [${shape}]`, inputs)
    return { shape, dtype: inputs[0]!.dtype }
  },
  transpose: ({ perm }, inputs) => {
    const { shape, dtype } = inputs[0]!
    expect(sameShape([...perm].sort(), [...shape.keys()]), 'transpose', `an order of the axes`, inputs)
    return { shape: perm.map(axis => shape[axis]!), dtype }
  },
  broadcast: ({ shape }, inputs) => {
    const fits = sameShape(broadcastShapes(inputs[0]!.shape, shape), shape)
    expect(fits, 'broadcast', `something that repeats to [${shape}]`, inputs)
    return { shape, dtype: inputs[0]!.dtype }
  },
  slice: ({ axis, begin, end }, inputs) => {
    const { shape, dtype } = inputs[0]!
    const size = shape[axis]
    const fits = typeof size === 'number' && begin >= 0 && begin < end && end <= size
    expect(fits, 'slice', `places ${begin} to ${end} within axis ${axis}, of numeric size`, inputs)
    return { shape: shape.with(axis, end - begin), dtype }
  },
  concat: ({ axis }, inputs) => {
    const [first] = inputs
    const sizes = inputs.map(input => input.shape[axis])
    const rest = (type: TensorType): Dim[] => type.shape.toSpliced(axis, 1)
    expect(
      first !== undefined &&
        sizes.every(size => typeof size === 'number') &&
        inputs.every(type => type.dtype === first.dtype && sameShape(rest(type), rest(first))),
      'concat',
      `tensors of one type that differ at most in axis ${axis}, of numeric size`,
      inputs,
    )
    return {
      shape: first!.shape.with(
        axis,
        (sizes as number[]).reduce((a, b) => a + b, 0),
      ),
      dtype: first!.dtype,
    }
  },
  takeAlong: (_, inputs) => {
    const [x, indices] = inputs
    const fits =
      indices?.dtype === 'int' &&
      indices.shape.length > 0 &&
      sameShape(x!.shape.slice(0, -1), indices.shape.slice(0, -1))

    expect(fits, 'takeAlong', 'x [..,M] and int indices [..,N]', inputs)
    return { shape: indices!.shape, dtype: x!.dtype }
  },
  scatterAlong: ({ size }, inputs) => {
    const [updates, indices] = inputs
    const fits = indices?.dtype === 'int' && sameShape(updates!.shape, indices.shape)
    expect(fits && indices.shape.length > 0, 'scatterAlong', 'updates and int indices of one shape', inputs)
    return { shape: updates!.shape.with(-1, size), dtype: updates!.dtype }
  },
  skew: (_, inputs) => {
    const { shape, dtype } = inputs[0]!
    const [rows, columns] = shape.slice(-2)
    const fits = shape.length >= 2 && dtype === 'float' && columns === product([2, rows!])
    expect(fits, 'skew', 'a float [..,T,2T]', inputs)
    return { shape: shape.with(-1, rows!), dtype }
  },
  unskew: (_, inputs) => {
    const { shape, dtype } = inputs[0]!
    const [rows, columns] = shape.slice(-2)
    expect(shape.length >= 2 && dtype === 'float' && rows === columns, 'unskew', 'a float [..,T,T]', inputs)
    return { shape: shape.with(-1, product([2, rows!])), dtype }
  },
  crfForward: (_, inputs) => {
    const [factors, matrix, steps] = inputs
    expect(
      inputs.length === 3 && isChain(factors!, matrix!, steps!),
      'crfForward',
      'factors [B,T,L], matrix [L,L], int steps [B,T]',
      inputs,
    )
    return factors!
  },
  chainBackward: (_, inputs) => {
    const [dy, q, g, matrix, steps] = inputs
    expect(
      inputs.length === 5 && [dy, q, g].every(type => isChain(type!, matrix!, steps!)),
      'chainBackward',
      'dy, q and g [B,T,L], matrix [L,L], int steps [B,T]',
      inputs,
    )
    return dy!
  },
  gather: (_, inputs) => {
    const [table, indices] = inputs
    expect(indices?.dtype === 'int' && table!.shape.length > 0, 'gather', 'a table and int indices', inputs)
    return { shape: [...indices!.shape, ...table!.shape.slice(1)], dtype: table!.dtype }
  },
  scatterAdd: ({ rows }, inputs) => {
    const [updates, indices] = inputs
    expect(
      indices?.dtype === 'int' && sameShape(indices.shape, updates!.shape.slice(0, 1)),
      'scatterAdd',
      'updates [N,..] and int indices [N]',
      inputs,
    )
    return { shape: [rows, ...updates!.shape.slice(1)], dtype: updates!.dtype }
  },
  takeRows: (_, inputs) => {
    const [x, rows] = inputs
    expect(
      rows?.dtype === 'int' && rows.shape.length === 1 && x!.shape.length > 0,
      'takeRows',
      'x [M,..] and int rows [N]',
      inputs,
    )
    return { shape: [rows!.shape[0]!, ...x!.shape.slice(1)], dtype: x!.dtype }
  },
  placeRows: ({ size }, inputs) => {
    const [x, rows] = inputs
    expect(
      rows?.dtype === 'int' && sameShape(rows.shape, x!.shape.slice(0, 1)),
      'placeRows',
      'x [N,..] and int rows [N]',
      inputs,
    )
    return { shape: [size, ...x!.shape.slice(1)], dtype: x!.dtype }
  },
}
