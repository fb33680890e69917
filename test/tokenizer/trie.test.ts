import { expect, test } from 'vitest'
import { Part } from '../../src/tokenizer/json-value.ts'
import { hashPair } from '../../src/tokenizer/pair-hash.ts'
import { Trie } from '../../src/tokenizer/trie.ts'

const count = 1500
/** The table of so many pieces of two letters has places for one and a half times the letters, rounded up. */
const mask = 2 ** Math.ceil(Math.log2((2 * count + 1) * 1.5 + 2)) - 1

/** Pieces of two letters each; `second` chooses the second by the node of the first. */
const trieOf = (second: (node: number) => number): Trie => {
  const pieces = Array.from({ length: count }, (_, i) => {
    // Each piece makes two nodes behind the root.
    const piece = String.fromCharCode(0x4e00 + i, second(2 * i + 1))
    return [piece, i] as const
  })
  return new Trie(new Map(pieces), new Part([], 'tokenizer.json', 'model.vocab'))
}

test('pieces are found, whatever they are', () => {
  const trie = trieOf(node => 0x3040 + (node % 90))
  for (let i = 0; i < count; i++) {
    const text = String.fromCharCode(0x4e00 + i, 0x3040 + ((2 * i + 1) % 90))
    expect(trie.valueOf(trie.longestAt(`${text}x`, 0))).toBe(i)
    expect(trie.longestAt(text.slice(1), 0)).toBe(-1)
  }
})

test('a vocabulary whose pieces all share a place of the table is refused, and not looked through', () => {
  const sharing = (node: number): number => {
    let unit = 0
    while ((hashPair(node, unit) & mask) !== 7) unit++
    return unit
  }
  expect(() => trieOf(sharing)).toThrow('chosen to be slow')
})
