/**
 * @file The pieces of a whole text with their places in it, as Hugging Face's BertTokenizerFast returns them: cut by the
 * tokenizer's own words, not by ours. Texts of special pieces in it, such as `[SEP]`, are text.
 */
import { punctuation } from './character.ts'
import type { Model } from './model.ts'
import type { Normalizer } from './normalizer.ts'

/** A piece, and what of the text it is of. */
export interface TextPiece {
  readonly id: number
  readonly begin: number
  readonly end: number
  /** Whether it continues a word, by the rule of transformers' pipelines: as text it is not as long as what it is of. */
  readonly isSubword: boolean
}

export interface TextPiecesOptions {
  /** BertNormalizer, which changes each character for itself. */
  readonly normalize: Normalizer
  /** WordPiece. */
  readonly model: Model
  /** What its pieces within a word begin with: `##`. */
  readonly prefix: string
  readonly unknownId: number
}

interface Character {
  readonly text: string
  readonly begin: number
  readonly end: number
}

const isPunctuation = new RegExp(`^(?:${punctuation.source})$`, 'u')

/** Makes what cuts texts. */
export function createTextPieces({
  normalize,
  model,
  prefix,
  unknownId,
}: TextPiecesOptions): (text: string) => TextPiece[] {
  let names: ReadonlyMap<number, string> | undefined
  const lengthOf = (text: string): number => [...text].length
  const piecesOf = (word: readonly Character[], text: string): TextPiece[] => {
    const ids: number[] = []
    model.encode(word.map(character => character.text).join(''), ids)
    names ??= new Map([...model.vocabulary].map(([name, id]) => [id, name]))
    let done = 0
    return ids.map((id, place) => {
      const name = names!.get(id)!
      const length = id === unknownId ? word.length : lengthOf(name) - (place > 0 ? lengthOf(prefix) : 0)
      const [first, last] = [word[done]!, word[done + length - 1]!]
      done += length
      const isSubword = id !== unknownId && lengthOf(name) !== lengthOf(text.slice(first.begin, last.end))
      return { id, begin: first.begin, end: last.end, isSubword }
    })
  }
  return text => {
    const words: Character[][] = []
    let isOpen = false
    let begin = 0
    for (const written of text) {
      const end = begin + written.length
      for (const character of normalize(written)) {
        const isSign = isPunctuation.test(character)
        const isSpace = /\p{White_Space}/u.test(character)
        if (!isSpace && isOpen && !isSign) words.at(-1)!.push({ text: character, begin, end })
        else if (!isSpace) words.push([{ text: character, begin, end }])
        isOpen = !isSpace && !isSign
      }
      begin = end
    }
    return words.flatMap(word => piecesOf(word, text))
  }
}
