/**
 * @file Where the word pieces of a batch stand: hidden states are kept piece by piece, [N,D]; only what looks from piece to
 * piece lays them out as sequences, [B,T,D].
 */
import { type Dim, product } from '../graph/ir.ts'
import { broadcast, iota, placeRows, reshape, type Tensor, takeRows, transpose } from '../graph/trace.ts'

/** The cells of a batch, one for each place of each sequence, and which of them hold a piece. */
export interface Cells {
  /** B */
  readonly batch: Dim
  /** T */
  readonly length: Dim
  /** What stands at the pieces. [B,T,..] -> [N,..] */
  collect(x: Tensor): Tensor
  /** The pieces in their cells, and 0 in those that hold none. [N,..] -> [B,T,..] */
  spread(x: Tensor): Tensor
  /** The same with heads apart. [N,H·K] -> [B,H,T,K] */
  spreadHeads(x: Tensor, heads: number): Tensor
  /** [B,H,T,K] -> [N,H·K] */
  collectHeads(x: Tensor): Tensor
}

/** Every cell is a piece, padding too: N = B·T. @param like [B,T] */
export function fullCells(like: Tensor): Cells {
  const [batch, length] = like.shape as [Dim, Dim]
  return {
    batch,
    length,
    collect: x => reshape(x, [product([batch, length]), ...x.shape.slice(2)]),
    spread: x => reshape(x, [batch, length, ...x.shape.slice(1)]),
    spreadHeads(x, heads) {
      const width = Number(x.shape[1]) / heads
      return transpose(reshape(x, [batch, length, heads, width]), [0, 2, 1, 3])
    },
    collectHeads(x) {
      const [, heads, , width] = x.shape
      return reshape(transpose(x, [0, 2, 1, 3]), [product([batch, length]), product([heads!, width!])])
    },
  }
}

/**
 * Padding is left out, so that nothing is computed for it.
 * @param like [B,T]
 * @param pieces int [N]: the cells that hold a piece, b·T + t each, no two the same
 */
export function filledCells(like: Tensor, pieces: Tensor): Cells {
  const full = fullCells(like)
  const { batch, length } = full
  const collect = (x: Tensor): Tensor => takeRows(full.collect(x), pieces)
  /** Where the heads of each piece stand in [B,H,T]: a row of K numbers each, so that nothing is transposed. int [N·H] */
  const placesOfHeads = (heads: Dim): Tensor => {
    const all = reshape(iota(like, product([batch, heads, length])), [batch, heads, length])
    const places = collect(transpose(all, [0, 2, 1])) // [N,H]
    return reshape(places, [product(places.shape)])
  }
  return {
    batch,
    length,
    collect,
    spread: x => full.spread(placeRows(x, pieces, product([batch, length]))),
    spreadHeads(x, heads) {
      const width = Number(x.shape[1]) / heads
      const rows = reshape(x, [product([x.shape[0]!, heads]), width])
      const placed = placeRows(rows, placesOfHeads(heads), product([batch, heads, length]))
      return reshape(placed, [batch, heads, length, width])
    },
    collectHeads(x) {
      const [, heads, , width] = x.shape as [Dim, Dim, Dim, Dim]
      const rows = takeRows(reshape(x, [product([batch, heads, length]), width]), placesOfHeads(heads))
      return reshape(rows, [pieces.shape[0]!, product([heads, width])])
    },
  }
}

/** Where each piece stands in its sequence, from 0. int [N] */
export function placesOf({ batch, length, collect }: Cells, like: Tensor): Tensor {
  return collect(broadcast(reshape(iota(like, length), [1, length]), [batch, length]))
}

/** The sequence of each piece. int [N] */
export function sequencesOf({ batch, length, collect }: Cells, like: Tensor): Tensor {
  return collect(broadcast(reshape(iota(like, batch), [batch, 1]), [batch, length]))
}
