/**
 * @file Layers that more than one model family uses: linear maps with adapters, activations, attention's mask, dropout.
 */
import type { Dim, DType } from '../graph/ir.ts'
import { product } from '../graph/ir.ts'
import {
  add,
  cast,
  gelu,
  geluTanh,
  gemm,
  iota,
  layerNorm,
  less,
  matmul,
  mul,
  reshape,
  select,
  shiftRight,
  softmax,
  type Tensor,
  xor,
} from '../graph/trace.ts'
import { mix32 } from '../random.ts'
import type { Cells } from './cells.ts'

/** What a model is computed with, inside a graph. */
export interface Scope {
  /** A parameter. */
  weight(name: string): Tensor
  /** x Wᵀ + b with `<name>.weight` [out,in] and, where there is one, `<name>.bias` [out]: [N,in] -> [N,out] */
  linear(x: Tensor, name: string): Tensor
  /** Drops elements with a probability; the identity when a model is not in training. */
  dropout(x: Tensor, probability: number): Tensor
}

/** Low-rank adapters beside linear maps (Hu et al. 2021, arXiv 2106.09685, section 4.1): x Wᵀ + b + (x Aᵀ) Bᵀ α / r. */
export interface Adapters {
  /** r */
  readonly rank: number
  /** α */
  readonly alpha: number
  /** Of x, before A. */
  readonly dropout: number
  /** The names of the linear maps that have one: A is `<name>.lora_A.weight` [r,in], B `<name>.lora_B.weight` [out,r]. */
  readonly modules: readonly string[]
  /** Those of them whose weights stand as [in,out]: transformers' Conv1D, which no family here has. */
  readonly transposed?: readonly string[] | undefined
}

/** @param parameters the names of all parameters, which say what has a bias */
export function createScope(
  get: (name: string) => Tensor,
  options: {
    readonly parameters: { has(name: string): boolean }
    readonly dropout: Dropout
    readonly adapters?: Adapters | undefined
  },
): Scope {
  const { parameters, dropout, adapters } = options
  const adapted = new Set(adapters?.modules)
  return {
    weight: get,
    dropout,
    linear(x, name) {
      const weight = get(`${name}.weight`)
      const bias = `${name}.bias`
      const y = parameters.has(bias)
        ? gemm(x, weight, get(bias), { transB: true })
        : matmul(x, weight, { transB: true })
      if (adapters === undefined || !adapted.has(name)) return y
      const down = matmul(dropout(x, adapters.dropout), get(`${name}.lora_A.weight`), { transB: true }) // [N,r]
      const up = matmul(down, get(`${name}.lora_B.weight`), { transB: true }) // [N,out]
      return add(y, mul(up, adapters.alpha / adapters.rank))
    },
  }
}

/** Layer normalisation with the parameters `<name>.weight` and `<name>.bias`. */
export function normalise(scope: Scope, name: string, x: Tensor, epsilon: number): Tensor {
  return layerNorm(x, scope.weight(`${name}.weight`), scope.weight(`${name}.bias`), epsilon)
}

/** What pieces see of each other. */
export interface Surroundings {
  readonly cells: Cells
  /** Added to the scores: the bias of `cells.attention`, or one that forbids more. [R,1,1,S] or [R,1,S,S] */
  readonly bias: Tensor
}

/** All pieces of a sequence see each other. */
export const surroundings = ({ cells }: { readonly cells: Cells }): Surroundings => ({
  cells,
  bias: cells.attention.bias,
})

export interface AttentionOptions extends Surroundings {
  /** H, which divides D. */
  readonly heads: number
  /** Of the shares of attention. */
  readonly dropout: number
  /** What scores are multiplied with; 1 / sqrt(D / H) by default. */
  readonly scale?: number | undefined
}

/**
 * Multi-head scaled dot-product attention (Vaswani et al. 2017, arXiv 1706.03762, section 3.2) without its linear maps.
 * @param projected query, key and value, [N,D] each
 * @returns [N,D]
 */
export function attend(
  scope: Scope,
  projected: readonly [query: Tensor, key: Tensor, value: Tensor],
  options: AttentionOptions,
): Tensor {
  const { cells, heads } = options
  const { attention } = cells
  const [query, key, value] = projected.map(x => attention.spread(x, heads)) as [Tensor, Tensor, Tensor]
  return attention.collect(attendHeads(scope, [query, key, value], options))
}

/** The same over heads that are apart already: [R,H,S,K] each -> [R,H,S,K] */
export function attendHeads(
  scope: Scope,
  [query, key, value]: readonly [query: Tensor, key: Tensor, value: Tensor],
  { bias, dropout, scale = 1 / Math.sqrt(Number(query.shape[3])) }: Omit<AttentionOptions, 'heads' | 'cells'>,
): Tensor {
  const scores = matmul(query, key, { transB: true }) // [R,H,S,S]
  const scaled = scale === 1 ? scores : mul(scores, scale)
  return matmul(scope.dropout(softmax(add(scaled, bias)), dropout), value)
}

/** Activations by the names of `hidden_act` in `config.json`. */
export const ACTIVATIONS = ['gelu', 'gelu_new', 'relu'] as const

export function activate(kind: (typeof ACTIVATIONS)[number], x: Tensor): Tensor {
  switch (kind) {
    case 'gelu':
      return gelu(x)
    case 'relu':
      return select(less(x, 0), 0, x)
    case 'gelu_new':
      return geluTanh(x)
  }
}

/** Drops elements of a tensor with a probability; the identity when a model is not in training. */
export type Dropout = (x: Tensor, probability: number) => Tensor

export const noDropout: Dropout = x => x

/**
 * Inverted dropout (Srivastava et al. 2014, section 10) whose mask is a function of `key`, of which dropout in
 * the model it is, and of the element's position. The mask is made inside the graph from a counter, so that
 * no state has to be saved: the same key gives the same mask.
 *
 * @param key uint scalar, a new one for each optimizer step
 */
export function createDropout(key: Tensor): Dropout {
  let site = 0
  return (x, probability) => {
    const here = site++
    if (probability <= 0) return x
    // In this order the number goes into the product of matrices that is before or after the mask.
    return mul(mul(x, 1 / (1 - probability)), dropoutMask(key, x.shape, probability, here))
  }
}

/**
 * 0 where an element is dropped, 1 elsewhere. [..shape]
 *
 * Each row draws a uint32 from `lowbias32`, and each column an odd one; an element is dropped when the lowest 32 bits of
 * their product are below probability · 2³². Such products are as good as independent in pairs (Dietzfelbinger et al.
 * 1997, "A reliable randomized algorithm for the closest-pair problem", section 2), and cost one pass over memory.
 */
export function dropoutMask(key: Tensor, shape: readonly Dim[], probability: number, site: number): Tensor {
  const columns = shape.at(-1)!
  const rows = product(shape.slice(0, -1))
  const draw = (size: Dim, use: number): Tensor =>
    mix(xor(iota(key, size, 'uint'), xor(key, mix32(mix32(site) ^ use))))
  const signed: DType = 'int'
  const row = reshape(cast(draw(rows, 1), signed), [...shape.slice(0, -1), 1])
  const odd = cast(xor(mul(draw(columns, 2), 2), 1), signed)
  const threshold = Math.round(probability * 2 ** 32) - 2 ** 31
  return cast(less(threshold - 1, mul(row, odd)), 'float')
}

/** `lowbias32` of each element, as in `random.ts`. */
export function mix(x: Tensor): Tensor {
  let y = mul(xor(x, shiftRight(x, 16)), 0x7feb352d)
  y = mul(xor(y, shiftRight(y, 15)), 0x846ca68b)
  return xor(y, shiftRight(y, 16))
}
