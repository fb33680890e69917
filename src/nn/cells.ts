/**
 * @file Where the word pieces of a batch stand: hidden states are kept piece by piece, [N,D]; only what looks from piece to
 * piece lays them out, as sequences [B,T,D] or, in attention, as rows that short sequences share.
 */
import { type Dim, product } from '../graph/ir.ts'
import {
  broadcast,
  equal,
  iota,
  less,
  placeRows,
  reshape,
  select,
  type Tensor,
  takeRows,
  transpose,
} from '../graph/trace.ts'

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
  readonly attention: AttentionRows
}

/** How attention has the pieces: a sequence in each row, or several, each of which sees itself alone. */
export interface AttentionRows {
  /** R */
  readonly rows: Dim
  /** S: places of a row. Pieces of a sequence stand as far from each other as in the sequence. */
  readonly places: Dim
  /** What is added to scores: 0 or the lowest float32. [R,1,1,S] or [R,1,S,S], from query to key */
  readonly bias: Tensor
  /** The pieces with their heads apart, and 0 in places that hold none. [N,H·K] -> [R,H,S,K] */
  spread(x: Tensor, heads: number): Tensor
  /** [R,H,S,K] -> [N,H·K] */
  collect(x: Tensor): Tensor
}

/** How sequences share the rows of attention. */
export interface Packing {
  /** int [R,S]: the number of the sequence in each place, from 1, and 0 where there is none */
  readonly sequences: Tensor
  /** int [N]: where each piece stands, r·S + s, no two the same */
  readonly places: Tensor
}

const LOWEST = -3.4028234663852886e38

/** Every cell is a piece, padding too: N = B·T. @param mask int [B,T], 1 where there is a piece */
export function fullCells(mask: Tensor): Cells {
  const [batch, length] = mask.shape as [Dim, Dim]
  return {
    ...layOut(batch, length),
    attention: {
      rows: batch,
      places: length,
      bias: attentionBias(mask),
      spread(x, heads) {
        const width = Number(x.shape[1]) / heads
        return transpose(reshape(x, [batch, length, heads, width]), [0, 2, 1, 3])
      },
      collect(x) {
        const [, heads, , width] = x.shape
        return reshape(transpose(x, [0, 2, 1, 3]), [product([batch, length]), product([heads!, width!])])
      },
    },
  }
}

function layOut(batch: Dim, length: Dim): Omit<Cells, 'attention'> {
  return {
    batch,
    length,
    collect: x => reshape(x, [product([batch, length]), ...x.shape.slice(2)]),
    spread: x => reshape(x, [batch, length, ...x.shape.slice(1)]),
  }
}

/**
 * Padding is left out, so that nothing is computed for it.
 * @param like [B,T]
 * @param pieces int [N]: the cells that hold a piece, b·T + t each, no two the same
 */
export function filledCells(like: Tensor, pieces: Tensor, packing: Packing): Cells {
  const [batch, length] = like.shape as [Dim, Dim]
  const full = layOut(batch, length)
  return {
    batch,
    length,
    collect: x => takeRows(full.collect(x), pieces),
    spread: x => full.spread(placeRows(x, pieces, product([batch, length]))),
    attention: packedRows(packing),
  }
}

function packedRows({ sequences, places }: Packing): AttentionRows {
  const [rows, width] = sequences.shape as [Dim, Dim]
  /** Where the heads of each piece stand in [R,H,S]: K numbers each, so that nothing is transposed. int [N·H] */
  const placesOfHeads = (heads: Dim): Tensor => {
    const all = reshape(iota(places, product([rows, heads, width])), [rows, heads, width])
    const byPlace = reshape(transpose(all, [0, 2, 1]), [product([rows, width]), heads])
    const own = takeRows(byPlace, places) // [N,H]
    return reshape(own, [product(own.shape)])
  }
  const isSame = equal(reshape(sequences, [rows, 1, width, 1]), reshape(sequences, [rows, 1, 1, width]))
  return {
    rows,
    places: width,
    bias: select(isSame, 0, LOWEST),
    spread(x, heads) {
      const size = Number(x.shape[1]) / heads
      const parts = reshape(x, [product([x.shape[0]!, heads]), size])
      const placed = placeRows(parts, placesOfHeads(heads), product([rows, heads, width]))
      return reshape(placed, [rows, heads, width, size])
    },
    collect(x) {
      const [, heads, , size] = x.shape as [Dim, Dim, Dim, Dim]
      const parts = takeRows(reshape(x, [product([rows, heads, width]), size]), placesOfHeads(heads))
      return reshape(parts, [places.shape[0]!, product([heads, size])])
    },
  }
}

/**
 * What is added to attention scores so that padding is never attended to.
 * @param mask int [B,T], 1 where there is a token
 * @returns float [B,1,1,T]: 0 or the lowest float32
 */
function attentionBias(mask: Tensor): Tensor {
  const [batch, length] = mask.shape
  return reshape(select(less(mask, 1), LOWEST, 0), [batch!, 1, 1, length!])
}

/** Where each piece stands in its sequence, from 0. int [N] */
export function placesOf({ batch, length, collect }: Cells, like: Tensor): Tensor {
  return collect(broadcast(reshape(iota(like, length), [1, length]), [batch, length]))
}

/** The sequence of each piece. int [N] */
export function sequencesOf({ batch, length, collect }: Cells, like: Tensor): Tensor {
  return collect(broadcast(reshape(iota(like, batch), [batch, 1]), [batch, length]))
}
