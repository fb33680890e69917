/**
 * @file WordPiece: the longest piece of the vocabulary first, again and again (Devlin et al. 2019).
 */

import type { Part } from './json-value.ts'
import type { Model } from './model.ts'
import { Trie } from './trie.ts'

/** WordPiece, which also encodes a part of a text as if it stood alone. */
export interface WordPiece extends Model {
  encodePart(text: string, begin: number, end: number, ids: number[]): void
}

/** @throws MedspanError `input` when fields are of the wrong kind or the vocabulary has no unknown piece. */
export function createWordPiece(part: Part, vocabulary: ReadonlyMap<string, number>): WordPiece {
  const prefix = part.get('continuing_subword_prefix').string('##')
  const longestWord = part.get('max_input_chars_per_word')
  const limit = longestWord.missing ? 100 : longestWord.id()
  const unknownPiece = part.get('unk_token')
  const unknown =
    vocabulary.get(unknownPiece.string('[UNK]')) ?? unknownPiece.expected('a piece of the vocabulary')
  const firsts = new Trie(vocabulary, part)
  const others = new Trie(withoutPrefix(vocabulary, prefix), part)

  const encodePart: WordPiece['encodePart'] = (text, begin, end, ids) => {
    if (end - begin > limit && [...text.slice(begin, end)].length > limit) {
      ids.push(unknown)
      return
    }
    const first = ids.length
    for (let at = begin; at < end; ) {
      const trie = at > begin ? others : firsts
      const piece = trie.longestAt(text, at, end)
      if (piece < 0) {
        ids.length = first
        ids.push(unknown)
        return
      }
      ids.push(trie.valueOf(piece))
      at += trie.lengthOf(piece)
    }
  }
  return { vocabulary, encode: (word, ids) => encodePart(word, 0, word.length, ids), encodePart }
}

/** The pieces that go on with a word, by what follows the prefix. */
function withoutPrefix(vocabulary: ReadonlyMap<string, number>, prefix: string): Map<string, number> {
  const pieces = new Map<string, number>()
  for (const [piece, id] of vocabulary)
    if (piece.startsWith(prefix)) pieces.set(piece.slice(prefix.length), id)
  return pieces
}
