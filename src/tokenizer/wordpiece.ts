/**
 * @file WordPiece: the longest piece of the vocabulary first, again and again (Devlin et al. 2019).
 */
import type { Model } from './model.ts'
import type { Part } from './part.ts'

/** @throws MedspanError `input` when fields are of the wrong kind or the vocabulary has no unknown piece. */
export function createWordPiece(part: Part, vocabulary: ReadonlyMap<string, number>): Model {
  const prefix = part.get('continuing_subword_prefix').string('##')
  const longestWord = part.get('max_input_chars_per_word')
  const limit = longestWord.missing ? 100 : longestWord.id()
  const unknownPiece = part.get('unk_token')
  const unknown =
    vocabulary.get(unknownPiece.string('[UNK]')) ?? unknownPiece.expected('a piece of the vocabulary')
  // Nothing longer needs to be looked up, so a long word costs no more than its length times this.
  let longestPiece = 0
  for (const piece of vocabulary.keys()) longestPiece = Math.max(longestPiece, piece.length)

  return {
    vocabulary,
    encode(word, ids) {
      if (word.length > limit && [...word].length > limit) {
        ids.push(unknown)
        return
      }
      const first = ids.length
      let begin = 0
      while (begin < word.length) {
        let end = Math.min(word.length, begin + longestPiece)
        let id: number | undefined
        for (; end > begin; end--) {
          if (isInsideCharacter(word, end)) continue
          const piece = word.slice(begin, end)
          id = vocabulary.get(begin > 0 ? prefix + piece : piece)
          if (id !== undefined) break
        }
        if (id === undefined) {
          ids.length = first
          ids.push(unknown)
          return
        }
        ids.push(id)
        begin = end
      }
    },
  }
}

function isInsideCharacter(text: string, at: number): boolean {
  const unit = text.charCodeAt(at)
  return unit >= 0xdc00 && unit <= 0xdfff
}
