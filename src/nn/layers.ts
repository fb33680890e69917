/**
 * @file Layers that more than one model family uses: linear maps and dropout.
 */
import type { Dim, DType } from '../graph/ir.ts'
import { product } from '../graph/ir.ts'
import { cast, gemm, iota, less, mul, reshape, select, shiftRight, type Tensor, xor } from '../graph/trace.ts'
import { mix32 } from '../random.ts'

/** A model's parameters by name, inside a graph. */
export type Weights = (name: string) => Tensor

/** x Wᵀ + b with `<name>.weight` [out,in] and `<name>.bias` [out]: [N,in] -> [N,out] */
export function linear(x: Tensor, weights: Weights, name: string): Tensor {
  return gemm(x, weights(`${name}.weight`), weights(`${name}.bias`), { transB: true })
}

/** Drops elements of a tensor with a probability; the identity when a model is not in training. */
export type Dropout = (x: Tensor, probability: number) => Tensor

export const noDropout: Dropout = x => x

/**
 * Inverted dropout (Srivastava et al. 2014, section 10) whose mask is a function of `key`, of which dropout in
 * the model it is, and of the element's position. The mask is made inside the graph from a counter, so that
 * no state has to be saved: the same key gives the same mask.
 *
 * Each row and each column of the mask draws a uint32 from `lowbias32`, and each column an odd multiplier; an
 * element's bits are (row ^ column) · multiplier, and it is dropped when they are below probability · 2³².
 *
 * @param key uint scalar, a new one for each optimizer step
 */
export function createDropout(key: Tensor): Dropout {
  let site = 0
  return (x, probability) => {
    const here = site++
    if (probability <= 0) return x
    const mask = dropoutMask(key, x.shape, probability, here)
    return mul(x, mask)
  }
}

/** 0 where an element is dropped, 1 / (1 - probability) elsewhere. [..shape] */
export function dropoutMask(key: Tensor, shape: readonly Dim[], probability: number, site: number): Tensor {
  const columns = shape.at(-1)!
  const rows = product(shape.slice(0, -1))
  const draw = (size: Dim, use: number): Tensor => {
    const own = mix(xor(key, mix32(mix32(site) ^ use)))
    return mix(xor(mix(xor(iota(key, size, 'uint'), own)), mix(xor(own, 0x9e3779b9))))
  }
  const signed: DType = 'int'
  const row = reshape(cast(draw(rows, 1), signed), [...shape.slice(0, -1), 1])
  const column = cast(draw(columns, 2), signed)
  const odd = cast(xor(mul(draw(columns, 3), 2), 1), signed)
  const bits = mul(xor(row, column), odd)
  const threshold = Math.round(probability * 2 ** 32) - 2 ** 31
  return select(less(bits, threshold), 0, 1 / (1 - probability))
}

/** `lowbias32` of each element, as in `random.ts`. */
export function mix(x: Tensor): Tensor {
  let y = mul(xor(x, shiftRight(x, 16)), 0x7feb352d)
  y = mul(xor(y, shiftRight(y, 15)), 0x846ca68b)
  return xor(y, shiftRight(y, 16))
}

/**
 * What is added to attention scores so that padding is never attended to.
 * @param mask int [B,T], 1 where there is a token
 * @returns float [B,1,1,T]: 0 or the lowest float32
 */
export function attentionBias(mask: Tensor): Tensor {
  const [batch, length] = mask.shape
  const lowest = -3.4028234663852886e38
  return reshape(select(less(mask, 1), lowest, 0), [batch!, 1, 1, length!])
}
