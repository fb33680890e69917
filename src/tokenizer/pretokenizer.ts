/**
 * @file Pre-tokenizers: how a tokenizer cuts normalized text before its model sees it, as Hugging Face's tokenizers
 * (Rust) do.
 */
import { punctuation } from './character.ts'
import { type Part, Steps } from './json-value.ts'
import { longestText } from './normalizer.ts'
import { gpt2Pattern, knownPattern, readPattern } from './pattern.ts'

/** Text in pieces, and whether the first of them is the beginning of the word. */
export interface Pieces {
  readonly texts: readonly string[]
  readonly atStart: boolean
}

export type PreTokenizer = (pieces: Pieces) => Pieces

/**
 * Builds the pre-tokenizer that tokenizer.json describes; none where the part is missing.
 * @throws MedspanError `input` for a kind or a pattern that is not known.
 */
export function createPreTokenizer(part: Part, counted = new Steps()): PreTokenizer {
  if (part.missing) return pieces => pieces
  part.object()
  counted.take(part)
  const type = part.get('type')
  switch (type.string()) {
    case 'Sequence': {
      const steps = part
        .get('pretokenizers')
        .parts()
        .map(each => createPreTokenizer(each, counted))
      return pieces =>
        steps.reduce((current, step) => {
          let length = 0
          for (const text of current.texts) length += text.length
          if (length > longestText) part.fail('expected steps that do not multiply text')
          return step(current)
        }, pieces)
    }
    case 'BertPreTokenizer': {
      const words = splitter(space(), 'Removed')
      const signs = splitter(punctuation, 'Isolated')
      return pieces => signs(words(pieces))
    }
    case 'WhitespaceSplit':
      return splitter(space(), 'Removed')
    case 'Punctuation':
      return splitter(punctuation, part.get('behavior').oneOf(behaviors, 'Isolated'))
    case 'Digits':
      return splitter(/\p{N}/gu, part.get('individual_digits').boolean(false) ? 'Isolated' : 'Contiguous')
    case 'Split':
      return splitter(
        readPattern(part.get('pattern')),
        part.get('behavior').oneOf(behaviors),
        part.get('invert').boolean(false),
      )
    case 'Metaspace':
      return metaspace(part)
    case 'ByteLevel':
      return byteLevel(part)
    default:
      return type.expected('a pre-tokenizer of a known kind')
  }
}

const space = (): RegExp => /\p{White_Space}/gu

/** What becomes of a match of a pattern at which text is split. */
const behaviors = ['Removed', 'Isolated', 'MergedWithPrevious', 'MergedWithNext', 'Contiguous'] as const
type Behavior = (typeof behaviors)[number]

interface Section {
  readonly begin: number
  readonly end: number
  readonly matches: boolean
}

/** Splits pieces at the matches of a pattern, or with `invert` at what stands between them. */
function splitter(pattern: RegExp, behavior: Behavior, invert = false): PreTokenizer {
  return pieces =>
    splitAll(pieces, text => {
      const sections: Section[] = []
      const add = (begin: number, end: number, matches: boolean): void => {
        if (end > begin) sections.push({ begin, end, matches: matches !== invert })
      }
      let end = 0
      // Not matchAll, which makes an expression anew each time; no pattern matches an empty text.
      pattern.lastIndex = 0
      for (let match = pattern.exec(text); match !== null; match = pattern.exec(text)) {
        add(end, match.index, false)
        end = match.index + match[0].length
        add(match.index, end, true)
      }
      add(end, text.length, false)
      return arrange(sections, behavior)
    })
}

/** `SplitDelimiterBehavior` of Rust's library (`tokenizer/normalizer.rs`). */
function arrange(sections: readonly Section[], behavior: Behavior): readonly Range[] {
  if (behavior === 'Isolated') return sections
  if (behavior === 'Removed') return sections.filter(section => !section.matches)
  const ranges: { begin: number; end: number }[] = []
  let before: boolean | undefined
  for (const { begin, end, matches } of sections) {
    const last = ranges.at(-1)
    const joins =
      behavior === 'Contiguous'
        ? matches === before
        : behavior === 'MergedWithPrevious'
          ? matches && before === false
          : !matches && before === true
    if (joins && last !== undefined) last.end = end
    else ranges.push({ begin, end })
    before = matches
  }
  return ranges
}

interface Range {
  readonly begin: number
  readonly end: number
}

function splitAll({ texts, atStart }: Pieces, split: (text: string) => readonly Range[]): Pieces {
  const result: string[] = []
  let stillAtStart = atStart
  for (const [index, text] of texts.entries())
    for (const [order, { begin, end }] of split(text).entries()) {
      if (result.length === 0) stillAtStart = atStart && index === 0 && order === 0 && begin === 0
      result.push(text.slice(begin, end))
    }
  return { texts: result, atStart: stillAtStart }
}

/** SentencePiece's view of blanks: each is a character of its own, and a word begins with one. */
function metaspace(part: Part): PreTokenizer {
  const replacement = part.get('replacement').string('▁')
  if ([...replacement].length !== 1) part.get('replacement').expected('one character')
  // Old files say add_prefix_space instead.
  const old = part.get('add_prefix_space').boolean(true) ? 'always' : 'never'
  const scheme = part.get('prepend_scheme').oneOf(['always', 'first', 'never'], old)
  const split = part.get('split').boolean(true)
  const blanks = new RegExp(replacement.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&'), 'gu')
  const cut = split ? splitter(blanks, 'MergedWithNext') : undefined
  return ({ texts, atStart }) => {
    const replaced = texts.map((text, index) => {
      const spaced = text.replaceAll(' ', () => replacement)
      const wanted = scheme === 'always' || (scheme === 'first' && atStart && index === 0)
      return wanted && spaced !== '' && !spaced.startsWith(replacement) ? replacement + spaced : spaced
    })
    const pieces = { texts: replaced, atStart }
    return cut === undefined ? pieces : cut(pieces)
  }
}

/** The character that stands for each byte in the vocabularies of byte-level models (`bytes_to_unicode` of GPT-2). */
export const byteCharacters: readonly string[] = (() => {
  const printable = (byte: number): boolean =>
    (byte >= 0x21 && byte <= 0x7e) || (byte >= 0xa1 && byte <= 0xac) || byte >= 0xae
  let others = 0
  return Array.from({ length: 256 }, (_, byte) =>
    String.fromCharCode(printable(byte) ? byte : 256 + others++),
  )
})()

const encoder = new TextEncoder()

function byteLevel(part: Part): PreTokenizer {
  const prefix = part.get('add_prefix_space').boolean(true)
  const cut = part.get('use_regex').boolean(true)
    ? splitter(knownPattern(gpt2Pattern)!, 'Isolated')
    : undefined
  return ({ texts, atStart }) => {
    const spaced = prefix
      ? texts.map(text => (text === '' || text.startsWith(' ') ? text : ` ${text}`))
      : texts
    const pieces = { texts: spaced, atStart }
    // Which the pattern takes as one, with its blank.
    const isWhole = spaced.length === 1 && /^ ?[A-Za-z]+$/.test(spaced[0]!)
    const { texts: parts, atStart: stillAtStart } = cut === undefined || isWhole ? pieces : cut(pieces)
    return { texts: parts.map(toByteCharacters), atStart: stillAtStart }
  }
}

function toByteCharacters(text: string): string {
  if (/^[ -~]*$/.test(text)) return text.replaceAll(' ', byteCharacters[0x20]!)
  let characters = ''
  for (const byte of encoder.encode(text)) characters += byteCharacters[byte]
  return characters
}
