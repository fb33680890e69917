/**
 * @file Added tokens: texts that are found before the model sees anything, as Hugging Face's tokenizers (Rust,
 * `added_vocabulary.rs`) find them.
 */

import type { Part } from './json-value.ts'
import type { Normalizer } from './normalizer.ts'
import { Trie } from './trie.ts'

/** As `added_tokens` of tokenizer.json has it. */
export interface AddedToken {
  readonly id: number
  readonly content: string
  /** Only as a word of its own. */
  readonly single_word: boolean
  /** Takes white space before it, or after it, along. */
  readonly lstrip: boolean
  readonly rstrip: boolean
  /** Looked for in normalized text, not in text as it came. */
  readonly normalized: boolean
  readonly special: boolean
}

/** @throws MedspanError `input` when a field is missing or of the wrong kind. */
export function readAddedTokens(part: Part): AddedToken[] {
  if (part.missing) return []
  return part.parts().map(each => {
    const special = each.get('special').boolean(false)
    return {
      id: each.get('id').id(),
      content: each.get('content').string(),
      single_word: each.get('single_word').boolean(false),
      lstrip: each.get('lstrip').boolean(false),
      rstrip: each.get('rstrip').boolean(false),
      normalized: each.get('normalized').boolean(!special),
      special,
    }
  })
}

/** Cuts a text into sections: a number is an added token's id, a text is what stands between. */
export type Finder = (text: string) => readonly (string | number)[]

/** Finds added tokens in text as it came, normalizes what is left, and finds the others in that. */
export function createFinder(tokens: readonly AddedToken[], normalize: Normalizer, part: Part): Finder {
  const early = createSearch(
    tokens.filter(token => !token.normalized),
    content => content,
    part,
  )
  const late = createSearch(
    tokens.filter(token => token.normalized),
    normalize,
    part,
  )
  return text =>
    early(text).flatMap(section => (typeof section === 'number' ? [section] : late(normalize(section))))
}

const isWord = (character: string): boolean =>
  /[\p{Alphabetic}\p{M}\p{Nd}\p{Pc}\p{Join_Control}]/u.test(character)
const isSpace = (unit: string | undefined): boolean => unit !== undefined && /\p{White_Space}/u.test(unit)

/** The leftmost token first, of those that begin there the longest. */
function createSearch(
  tokens: readonly AddedToken[],
  toText: (content: string) => string,
  part: Part,
): Finder {
  const places = new Map<string, number>()
  for (const [place, { content }] of tokens.entries()) {
    const text = toText(content)
    if (text !== '' && !places.has(text)) places.set(text, place)
  }
  if (places.size === 0) return text => [text]
  const trie = new Trie(places, part)
  /** By code unit: whether a token begins with it. */
  const begins = new Uint8Array(0x1_0000)
  for (const text of places.keys()) begins[text.charCodeAt(0)] = 1

  return text => {
    const sections: (string | number)[] = []
    let done = 0
    for (let at = 0; at < text.length; ) {
      const match = begins[text.charCodeAt(at)] === 0 ? -1 : trie.longestAt(text, at)
      if (match < 0) {
        at++
        continue
      }
      const token = tokens[trie.valueOf(match)]!
      let begin = at
      let end = at + trie.lengthOf(match)
      at = end
      if (token.single_word && !standsAlone(text, begin, end)) continue
      if (token.lstrip) while (begin > done && isSpace(text[begin - 1])) begin--
      if (token.rstrip) while (isSpace(text[end])) end++
      if (begin > done) sections.push(text.slice(done, begin))
      sections.push(token.id)
      done = end
      at = Math.max(at, end)
    }
    if (done < text.length || sections.length === 0) sections.push(text.slice(done))
    return sections
  }
}

function standsAlone(text: string, begin: number, end: number): boolean {
  const before = begin === 0 ? undefined : [...text.slice(Math.max(0, begin - 2), begin)].at(-1)
  const after = end === text.length ? undefined : String.fromCodePoint(text.codePointAt(end)!)
  return (before === undefined || !isWord(before)) && (after === undefined || !isWord(after))
}
