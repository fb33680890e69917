/**
 * @file Normalizers: how a tokenizer changes text before it cuts it, as Hugging Face's tokenizers (Rust) do.
 */

import { parseBase64 } from '../text/base64.ts'
import { isControl, isNonspacingMark } from './character.ts'
import { createCharsmap } from './charsmap.ts'
import { type Part, Steps } from './json-value.ts'
import { readPattern } from './pattern.ts'

export type Normalizer = (text: string) => string

/** No step may make a text longer than this, in code units: steps that each double it would fill the memory. */
export const longestText = 1 << 20

/** The longest replacement that one character may get. */
const longestReplacement = 64

/**
 * Builds the normalizer that tokenizer.json describes; none where the part is missing.
 * @throws MedspanError `input` for a kind or a pattern that is not known.
 */
export function createNormalizer(part: Part, counted = new Steps()): Normalizer {
  if (part.missing) return text => text
  part.object()
  counted.take(part)
  const type = part.get('type').string()
  switch (type) {
    case 'BertNormalizer':
      return bertNormalizer(part)
    case 'Sequence': {
      const steps = part
        .get('normalizers')
        .parts()
        .map(each => createNormalizer(each, counted))
      return text =>
        steps.reduce((current, step) => {
          if (current.length > longestText) part.fail('expected steps that do not multiply text')
          return step(current)
        }, text)
    }
    case 'Lowercase':
      return lowerCase
    case 'NFC':
    case 'NFD':
    case 'NFKC':
    case 'NFKD':
      return text => normalizeUnicode(text, type)
    case 'StripAccents':
      return stripMarks
    case 'Strip': {
      const left = part.get('strip_left').boolean()
      const right = part.get('strip_right').boolean()
      return text => stripSpace(text, left, right)
    }
    case 'Replace': {
      const pattern = readPattern(part.get('pattern'))
      const content = part.get('content').string()
      if (content.length > longestReplacement) part.get('content').expected('a short text')
      return text => text.replace(pattern, () => content)
    }
    case 'Prepend': {
      const prepend = part.get('prepend').string()
      if (prepend.length > longestReplacement) part.get('prepend').expected('a short text')
      return text => (text === '' ? text : prepend + text)
    }
    case 'Precompiled': {
      const map = part.get('precompiled_charsmap')
      return createCharsmap(parseBase64(map.string()) ?? map.expected('base64'), map)
    }
    default:
      return part.get('type').expected('a normalizer of a known kind')
  }
}

/** More marks on one character than any writing has; Unicode's own limit for text in pieces is 30 (UAX #15, D4). */
const manyMarks = /\p{M}{257}/u

/**
 * A normalization form of Unicode. To sort the marks of one character takes ICU quadratic time, so very many of them are
 * sorted in parts.
 */
function normalizeUnicode(text: string, form: 'NFC' | 'NFD' | 'NFKC' | 'NFKD'): string {
  if (!manyMarks.test(text)) return text.normalize(form)
  return text.replace(/\P{M}*\p{M}{0,256}/gu, part => part.normalize(form))
}

/** `char::to_lowercase` character by character: unlike `String.toLowerCase`, a final Σ becomes σ, too. */
function lowerCase(text: string): string {
  return text.replaceAll('Σ', 'σ').toLowerCase()
}

function stripMarks(text: string): string {
  let kept = ''
  for (const character of text) if (!isNonspacingMark(character)) kept += character
  return kept
}

/** Takes White_Space off the ends of a text. */
export function stripSpace(text: string, left: boolean, right: boolean): string {
  const space = /\p{White_Space}/u
  let begin = 0
  let end = text.length
  // Every character of White_Space is one code unit.
  if (left) while (begin < end && space.test(text[begin]!)) begin++
  if (right) while (end > begin && space.test(text[end - 1]!)) end--
  return text.slice(begin, end)
}

/** CJK as BERT knows it; Rust's table leaves out U+2B820 to U+2B91F, so this one does. */
const chinese =
  /[\u4E00-\u9FFF\u3400-\u4DBF\u{20000}-\u{2A6DF}\u{2A700}-\u{2B73F}\u{2B740}-\u{2B81F}\u{2B920}-\u{2CEAF}\uF900-\uFAFF\u{2F800}-\u{2FA1F}]/gu

/** Whether a BertNormalizer makes letters small. */
export function lowersCase(part: Part): boolean {
  return part.get('lowercase').boolean(true)
}

/** Cleaning, spaces around CJK, accents, lower case, in this order (Devlin et al. 2019, `BasicTokenizer`). */
function bertNormalizer(part: Part): Normalizer {
  const clean = part.get('clean_text').boolean(true)
  const spaceOut = part.get('handle_chinese_chars').boolean(true)
  const lower = lowersCase(part)
  const strip = part.get('strip_accents').boolean(lower)
  return text => {
    let result = text
    // Printable ASCII stays as it is, but for its case.
    if (/[^ -~]/.test(result)) {
      if (clean) result = cleanText(result)
      if (spaceOut) result = result.replace(chinese, ' $& ')
      if (strip) result = stripMarks(normalizeUnicode(result, 'NFD'))
    }
    return lower ? lowerCase(result) : result
  }
}

function cleanText(text: string): string {
  let kept = ''
  for (const character of text) {
    if (character === '\0' || character === '\ufffd' || isControl(character)) continue
    kept += /\p{White_Space}/u.test(character) ? ' ' : character
  }
  return kept
}
