/**
 * @file What the types of a corpus look like: the forms and endings of their mentions, and which types occur
 * together.
 *
 * Endings are ranked by log-odds with an informative Dirichlet prior, as in Monroe, Colaresi & Quinn 2008,
 * "Fightin' Words", section 3.5: rare endings do not win by chance.
 */
import type { Corpus, Document, Mention } from '../text/document.ts'
import { byCount, count, surfaceOf, typeOf, wordsIn } from './stats.ts'

/** Part-of-speech tags of a sentence's words, one each. medspan has no tagger of its own. */
export type PartOfSpeechTagger = (words: readonly string[]) => readonly string[]

export interface SuffixOdds {
  readonly suffix: string
  /** Mentions of the type whose last word ends so. */
  readonly count: number
  /** The natural logarithm of the odds among the type's last words over those among all other words. */
  readonly logOdds: number
  /** The log-odds over their standard deviation; suffixes are ranked by it. */
  readonly z: number
}

/** What the mentions of a type look like. */
export interface TypeProfile {
  readonly mentions: number
  readonly concepts: number
  /** Distinct forms: texts in lower case with single blanks. */
  readonly forms: number
  readonly topForms: readonly (readonly [form: string, count: number])[]
  readonly topSuffixes: readonly SuffixOdds[]
  /** Words of mentions by part of speech, where a tagger was given. */
  readonly partsOfSpeech?: Readonly<Record<string, number>>
}

/** Forms that were annotated with several types. */
export interface Ambiguity {
  readonly forms: number
  readonly ambiguousForms: number
  /** The share of mentions whose form is ambiguous. */
  readonly mentionShare: number
  /** Those of most mentions outside their form's most frequent type first. */
  readonly top: readonly { readonly form: string; readonly types: Readonly<Record<string, number>> }[]
}

/** How often two types occur together; the first is the lesser by name, or both are the same. */
export type TypePair = readonly [a: string, b: string, count: number]

export interface CoOccurrence {
  /** Sentences that hold mentions of both types, or two or more mentions of one. */
  readonly sentence: readonly TypePair[]
  /** Mentions that bear both types. */
  readonly mention: readonly TypePair[]
}

export interface TypeStats {
  readonly profiles: Readonly<Record<string, TypeProfile>>
  readonly ambiguity: Ambiguity
  readonly coOccurrence: CoOccurrence
}

export interface TypeStatsOptions {
  /** How many forms and suffixes to list. Default: 20. */
  readonly top?: number | undefined
  readonly partOfSpeech?: PartOfSpeechTagger | undefined
}

const suffixLengths = [3, 4]
/** Letters before the suffix, so that it is an ending and not the word. */
const stem = 2
/** The prior's weight in words: at most this, and a tenth of the corpus in a small one. */
const heaviestPrior = 500

interface Tallies {
  mentions: number
  readonly concepts: Set<string>
  readonly forms: Map<string, number>
  readonly suffixes: Map<string, number>
  lastWords: number
  readonly partsOfSpeech: Map<string, number>
}

/** Describes the types of a corpus by their mentions' first types. */
export function typeStats(corpus: Corpus, options: TypeStatsOptions = {}): TypeStats {
  const { top = 20, partOfSpeech } = options
  const types = new Map<string, Tallies>()
  const forms = new Map<string, Map<string, number>>()
  const allSuffixes = new Map<string, number>()
  let allWords = 0
  const inSentence = new Map<string, number>()
  const inMention = new Map<string, number>()

  for (const document of corpus) {
    for (const token of document.tokens)
      if (addSuffixes(allSuffixes, document.text.slice(token.begin, token.end))) allWords++
    const spoken = partOfSpeech === undefined ? undefined : partsOfSpeech(document, partOfSpeech)
    for (const mention of document.mentions) {
      const type = typeOf(mention)
      const tallies = types.get(type) ?? emptyTallies()
      types.set(type, tallies)
      addMention(tallies, document, mention, spoken)
      const form = surfaceOf(document, mention)
      count(tallies.forms, form)
      const known = forms.get(form) ?? new Map<string, number>()
      forms.set(form, known)
      count(known, type)
      countPairs(inMention, [...new Set(mention.types)])
    }
    for (const found of typesBySentence(document)) countPairs(inSentence, found)
  }

  const profiles = byCount([...types].map(([type, { mentions }]) => [type, mentions] as const)).map(
    ([type]) => {
      const tallies = types.get(type)!
      return [
        type,
        {
          mentions: tallies.mentions,
          concepts: tallies.concepts.size,
          forms: tallies.forms.size,
          topForms: byCount(tallies.forms).slice(0, top),
          topSuffixes: rankSuffixes(tallies, allSuffixes, allWords).slice(0, top),
          ...(partOfSpeech === undefined
            ? {}
            : { partsOfSpeech: Object.fromEntries(byCount(tallies.partsOfSpeech)) }),
        },
      ] as const
    },
  )
  return {
    profiles: Object.fromEntries(profiles),
    ambiguity: describeAmbiguity(forms, top),
    coOccurrence: { sentence: pairsOf(inSentence), mention: pairsOf(inMention) },
  }
}

function emptyTallies(): Tallies {
  return {
    mentions: 0,
    concepts: new Set(),
    forms: new Map(),
    suffixes: new Map(),
    lastWords: 0,
    partsOfSpeech: new Map(),
  }
}

function addMention(
  tallies: Tallies,
  document: Document,
  mention: Mention,
  spoken: readonly string[] | undefined,
): void {
  tallies.mentions++
  for (const concept of mention.concepts) tallies.concepts.add(concept)
  const { start, end } = wordsIn(document, mention)
  for (let i = start; i < end && spoken !== undefined; i++)
    if (spoken[i] !== undefined) count(tallies.partsOfSpeech, spoken[i]!)
  for (let i = end - 1; i >= start; i--) {
    const token = document.tokens[i]!
    const word = document.text.slice(Math.max(token.begin, mention.begin), Math.min(token.end, mention.end))
    if (!/\p{L}/u.test(word)) continue
    if (addSuffixes(tallies.suffixes, word)) tallies.lastWords++
    break
  }
}

/** Counts the suffixes of a word of letters; whether it is one that is long enough to have any. */
function addSuffixes(tally: Map<string, number>, word: string): boolean {
  if (word.length < suffixLengths[0]! + stem || !/^\p{L}+$/u.test(word)) return false
  const lower = word.toLowerCase()
  for (const length of suffixLengths)
    if (lower.length >= length + stem) count(tally, lower.slice(lower.length - length))
  return true
}

/** The suffixes that are more frequent among a type's last words than among all other words, the surest first. */
function rankSuffixes(
  { suffixes, lastWords }: Tallies,
  all: ReadonlyMap<string, number>,
  allWords: number,
): SuffixOdds[] {
  const priorWords = Math.min(heaviestPrior, allWords / 10)
  // Where a longer suffix stands for the same mentions it says more, and the shorter is left out.
  const contained = new Set<string>()
  for (const [suffix, times] of suffixes)
    for (let from = 1; from < suffix.length; from++)
      if (suffixes.get(suffix.slice(from)) === times) contained.add(suffix.slice(from))
  const ranked: SuffixOdds[] = []
  for (const [suffix, here] of suffixes) {
    const total = Math.max(all.get(suffix) ?? 0, here)
    const prior = (priorWords * total) / Math.max(1, allWords)
    const elsewhere = total - here
    const odds = (times: number, words: number): number =>
      (times + prior) / Math.max(1, words + priorWords - times - prior)
    const logOdds = Math.log(odds(here, lastWords)) - Math.log(odds(elsewhere, allWords - lastWords))
    const z = logOdds / Math.sqrt(1 / (here + prior) + 1 / (elsewhere + prior))
    if (here >= 2 && z > 0 && !contained.has(suffix)) ranked.push({ suffix, count: here, logOdds, z })
  }
  return ranked.sort((a, b) => b.z - a.z || (a.suffix < b.suffix ? -1 : 1))
}

function partsOfSpeech(document: Document, tagger: PartOfSpeechTagger): string[] {
  const found = new Array<string>(document.tokens.length)
  for (const sentence of document.sentences) {
    const { start, end } = wordsIn(document, sentence)
    const words = document.tokens.slice(start, end).map(token => document.text.slice(token.begin, token.end))
    for (const [i, tag] of tagger(words).entries()) found[start + i] = tag
  }
  return found
}

/** For each sentence with mentions the types in it, once each, or twice where two mentions bear it. */
function* typesBySentence(document: Document): Iterable<string[]> {
  const { mentions } = document
  let next = 0
  for (const sentence of document.sentences) {
    while (next < mentions.length && mentions[next]!.begin < sentence.begin) next++
    const seen = new Map<string, number>()
    for (; next < mentions.length && mentions[next]!.begin < sentence.end; next++)
      count(seen, typeOf(mentions[next]!))
    if (seen.size > 0) yield [...seen].flatMap(([type, times]) => (times > 1 ? [type, type] : [type]))
  }
}

const separator = '\u0000'

/** The most types of one sentence or mention that are paired, and the most pairs: a hostile file has billions. */
const mostPaired = 150
const mostPairs = 1_000_000

function countPairs(tally: Map<string, number>, types: readonly string[]): void {
  const sorted = types.slice(0, mostPaired).sort()
  const pairs = new Set<string>()
  for (let i = 0; i < sorted.length; i++)
    for (let j = i + 1; j < sorted.length; j++) pairs.add(`${sorted[i]}${separator}${sorted[j]}`)
  for (const pair of pairs) if (tally.size < mostPairs || tally.has(pair)) count(tally, pair)
}

function pairsOf(tally: ReadonlyMap<string, number>): TypePair[] {
  return byCount(tally).map(([pair, times]) => {
    const [a, b] = pair.split(separator)
    return [a!, b!, times]
  })
}

function describeAmbiguity(forms: ReadonlyMap<string, ReadonlyMap<string, number>>, top: number): Ambiguity {
  const ambiguous: { form: string; types: Record<string, number>; outside: number }[] = []
  let [mentions, inAmbiguous] = [0, 0]
  for (const [form, types] of forms) {
    const counts = byCount(types)
    const total = counts.reduce((sum, [, times]) => sum + times, 0)
    mentions += total
    if (counts.length < 2) continue
    inAmbiguous += total
    ambiguous.push({ form, types: Object.fromEntries(counts), outside: total - counts[0]![1] })
  }
  ambiguous.sort((a, b) => b.outside - a.outside || (a.form < b.form ? -1 : 1))
  return {
    forms: forms.size,
    ambiguousForms: ambiguous.length,
    mentionShare: mentions === 0 ? 0 : inAmbiguous / mentions,
    top: ambiguous.slice(0, top).map(({ form, types }) => ({ form, types })),
  }
}
