/**
 * @file Pieces of a vocabulary by how they begin.
 */
import type { Part } from './json-value.ts'
import { hashPair, longestProbe } from './pair-hash.ts'

/**
 * The longest piece, in code units: what is looked for at each character of a text takes at most so many steps. The
 * longest of published tokenizers have 128.
 */
const longestPiece = 256

/** Pieces by their code units; as many nodes as the pieces have units, in a hash table of (node, unit) to node. */
export class Trie {
  readonly #parents: Int32Array
  readonly #units: Uint16Array
  readonly #children: Int32Array
  readonly #values: Int32Array
  readonly #lengths: Uint16Array
  readonly #mask: number
  #nodes = 1

  /**
   * @param part where the pieces were found, for errors
   * @throws MedspanError `input` for a piece that is too long, and where too many share a place of the table
   */
  constructor(pieces: ReadonlyMap<string, number>, part: Part) {
    let units = 1
    for (const piece of pieces.keys()) {
      if (piece.length > longestPiece)
        part.fail(`expected pieces of at most ${longestPiece} characters, got one of ${piece.length}`)
      units += piece.length
    }
    const capacity = 2 ** Math.ceil(Math.log2(units * 1.5 + 2))
    this.#mask = capacity - 1
    this.#parents = new Int32Array(capacity).fill(-1)
    this.#units = new Uint16Array(capacity)
    this.#children = new Int32Array(capacity)
    this.#values = new Int32Array(units + 1).fill(-1)
    this.#lengths = new Uint16Array(units + 1)
    for (const [piece, value] of pieces)
      if (!this.#add(piece, value))
        part.fail('expected pieces of a trained tokenizer, got some that are chosen to be slow to find')
  }

  /** The node that a unit leads to, or -1. */
  child(node: number, unit: number): number {
    const slot = this.#slot(node, unit)
    return slot < 0 || this.#parents[slot]! < 0 ? -1 : this.#children[slot]!
  }

  /** The id of the piece that ends at a node, or -1. */
  valueOf(node: number): number {
    return this.#values[node]!
  }

  /** How many code units the piece has that ends at a node. */
  lengthOf(node: number): number {
    return this.#lengths[node]!
  }

  /**
   * The node of the longest piece that stands at a place of a text and ends at the border of a character, before `end` or
   * there; -1 where there is none.
   */
  longestAt(text: string, begin: number, end = text.length): number {
    let longest = -1
    for (let node = 0, at = begin; at < end; ) {
      node = this.child(node, text.charCodeAt(at))
      if (node < 0) break
      at++
      if (this.#values[node]! >= 0 && !isInsideCharacter(text, at)) longest = node
    }
    return longest
  }

  /** @returns false where too many nodes share a place */
  #add(piece: string, value: number): boolean {
    let node = 0
    for (let at = 0; at < piece.length; at++) {
      const unit = piece.charCodeAt(at)
      const slot = this.#slot(node, unit)
      if (slot < 0) return false
      if (this.#parents[slot]! < 0) {
        this.#parents[slot] = node
        this.#units[slot] = unit
        this.#children[slot] = this.#nodes++
      }
      node = this.#children[slot]!
    }
    this.#lengths[node] = piece.length
    if (piece !== '') this.#values[node] = value
    return true
  }

  /** Where (node, unit) stands, or the free place where it would stand; -1 where neither is near. */
  #slot(node: number, unit: number): number {
    let slot = hashPair(node, unit) & this.#mask
    for (let probe = 0; probe < longestProbe; probe++) {
      if (this.#parents[slot]! < 0 || (this.#parents[slot] === node && this.#units[slot] === unit))
        return slot
      slot = (slot + 1) & this.#mask
    }
    return -1
  }
}

function isInsideCharacter(text: string, at: number): boolean {
  const unit = text.charCodeAt(at)
  return unit >= 0xdc00 && unit <= 0xdfff
}
