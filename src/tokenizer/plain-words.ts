/**
 * @file Words of printable ASCII without blanks, as BERT's tokenizers encode them (BertNormalizer, BertPreTokenizer, WordPiece):
 * the same pieces in one pass, without patterns and without texts for parts. Nine of ten words are such.
 */
import type { AddedToken } from './added-tokens.ts'
import type { Normalizer } from './normalizer.ts'
import type { WordPiece } from './wordpiece.ts'

export interface PlainWordsOptions {
  readonly model: WordPiece
  /** BertNormalizer. */
  readonly normalize: Normalizer
  /** Whether it makes letters small. */
  readonly lowers: boolean
  readonly addedTokens: readonly AddedToken[]
}

const firstPlain = 0x21
const lastPlain = 0x7e

/**
 * @returns what adds the pieces of a plain word to `ids`, or adds nothing and returns false: for other words, and for those
 * with a character that an added token begins with
 */
export function createPlainWords({
  model,
  normalize,
  lowers,
  addedTokens,
}: PlainWordsOptions): (word: string, ids: number[]) => boolean {
  const isPlain = new Uint8Array(lastPlain + 1).fill(1, firstPlain)
  for (const { content, normalized } of addedTokens) {
    const begin = (normalized ? normalize(content) : content).charCodeAt(0)
    if (begin > lastPlain || Number.isNaN(begin)) continue
    isPlain[begin] = 0
    // Found in normalized text, where a capital is a small letter.
    isPlain[String.fromCharCode(begin).toUpperCase().charCodeAt(0)] = 0
  }
  const isSign = Uint8Array.from({ length: lastPlain + 1 }, (_, unit) =>
    /[!-/:-@[-`{-~]/.test(String.fromCharCode(unit)) ? 1 : 0,
  )
  return (word, ids) => {
    for (let at = 0; at < word.length; at++) {
      const unit = word.charCodeAt(at)
      if (unit > lastPlain || isPlain[unit] === 0) return false
    }
    const text = lowers ? word.toLowerCase() : word
    let begin = 0
    for (let at = 0; at < text.length; at++) {
      if (isSign[text.charCodeAt(at)] === 0) continue
      if (at > begin) model.encodePart(text, begin, at, ids)
      begin = at + 1
      model.encodePart(text, at, begin, ids)
    }
    if (text.length > begin) model.encodePart(text, begin, text.length, ids)
    return true
  }
}
