/**
 * @file Tags of words: BIO2 from mentions, and spans from any BIO-like sequence.
 *
 * Reading follows seqeval's default mode (and with it conlleval): an `I-X` that continues nothing opens a mention.
 * The scheme is a small table of patterns, read by one loop. The bare tag `IGN` is ours: a run of it is one
 * stretch whose type is not known, so two such mentions side by side read back as one.
 */

import type { Notices } from '../errors.ts'
import { MedspanError, type Where } from '../errors.ts'
import { firstIndex } from '../lists.ts'
import {
  bySpan,
  coveredText,
  type Document,
  IGNORED_TYPE,
  type Mention,
  type Sentence,
  type Span,
} from './document.ts'

/** The number that stands for a label which counts neither in a loss nor in a score, as in PyTorch's losses. */
export const IGNORE_INDEX = -100

/** The tag of a word outside every mention. */
export const OUTSIDE = 'O'

/** A mention over words: `start` and `end` are word indices in the sentence, `end` exclusive. */
export interface TaggedSpan {
  readonly type: string
  readonly start: number
  readonly end: number
}

/** A sentence with one tag a word. */
export interface TaggedSentence {
  readonly document: Document
  readonly sentence: Sentence
  readonly tokens: readonly Span[]
  readonly words: readonly string[]
  readonly tags: readonly string[]
}

/** Why a mention is not among the tags. */
export type DropReason = 'overlap' | 'without-word' | 'outside-sentence'

/** A mention that could not be tagged. */
export interface Dropped {
  readonly document: Document
  readonly mention: Mention
  readonly reason: DropReason
  /** The mention that it overlaps with. */
  readonly kept?: Mention
}

/** Ways to choose between two mentions that share characters. */
export const OVERLAPS = ['longest', 'first', 'innermost', 'error'] as const

export interface TagOptions {
  /**
   * Which of two mentions that share characters is kept: the one of more words (then of more characters, then the
   * earlier), the one that begins first (then the longer), the one of fewer characters (then the earlier); or none:
   * it is an error.
   */
  readonly overlap: (typeof OVERLAPS)[number]
  /**
   * The label of a mention by its types, which are never none: `IGN` when its words are not to count, undefined when
   * they are to be `O`. Without it a mention's first type is its label.
   */
  readonly label?: ((types: readonly string[]) => string | undefined) | undefined
  /** Is told of every mention that is left out. */
  readonly dropped?: ((dropped: Dropped) => void) | undefined
}

type Prefix = 'B' | 'I' | 'E' | 'S'

/** What each prefix does: whether it always opens a mention, and whether the mention ends with it. */
const scheme: Readonly<Record<Prefix, { readonly opens: boolean; readonly closes: boolean }>> = {
  B: { opens: true, closes: false },
  I: { opens: false, closes: false },
  E: { opens: false, closes: true },
  S: { opens: true, closes: true },
}

interface ParsedTag {
  readonly prefix: Prefix | 'O'
  readonly type: string
}

/** Few tags occur, very often: each is taken apart once. */
const parsedTags = new Map<string, ParsedTag>([
  [OUTSIDE, { prefix: 'O', type: '' }],
  [IGNORED_TYPE, { prefix: 'I', type: IGNORED_TYPE }],
])
const parsedTagsLimit = 10_000

/** A tag taken apart; undefined when it is not of the form `O`, `IGN` or `<B|I|E|S>-<type>`. */
export function parseTag(tag: string): ParsedTag | undefined {
  const known = parsedTags.get(tag)
  if (known !== undefined) return known
  const match = /^([BIES])-(.+)$/su.exec(tag)
  if (match === null) return undefined
  const parsed: ParsedTag = { prefix: match[1] as Prefix, type: match[2]! }
  if (parsedTags.size < parsedTagsLimit) parsedTags.set(tag, parsed)
  return parsed
}

/** BILOU's names of what BIOES calls E and S. */
export const bilouPrefixes: Readonly<Record<string, string>> = { L: 'E', U: 'S' }

/**
 * The tag that a model's label is, in any scheme of BIO, BIOES and BILOU; a name without a prefix is a type whose words side
 * by side are one mention, as in transformers' token classification.
 */
export function labelToTag(label: string): string {
  if (label === OUTSIDE || label === IGNORED_TYPE) return label
  const match = /^([BIESLU])-(.+)$/su.exec(label)
  return match === null ? `I-${label}` : `${bilouPrefixes[match[1]!] ?? match[1]}-${match[2]}`
}

/** What a reading was lenient about. */
export interface TagAnomalies {
  /** `I-X` (or `E-X`) after `O` or at the beginning: read as the beginning of a mention. */
  orphans: number
  /** `I-X` (or `E-X`) right after a mention of another type: read as the beginning of a mention. */
  changes: number
}

/**
 * The mentions that a sequence of tags says, in order.
 *
 * @param anomalies is counted up where the sequence is not valid BIO2.
 * @param where is the sequence's place, for errors.
 * @throws MedspanError (`data`) for a tag of another form; `where.at` says which word.
 */
export function tagsToSpans(
  tags: readonly string[],
  anomalies?: TagAnomalies,
  where: Where = {},
): TaggedSpan[] {
  const spans: TaggedSpan[] = []
  let open: { type: string; start: number } | undefined
  let before: string | undefined
  const close = (end: number): void => {
    if (open !== undefined) spans.push({ type: open.type, start: open.start, end })
    open = undefined
  }
  for (let i = 0; i < tags.length; i++) {
    const tag = tags[i]!
    const parsed = parseTag(tag)
    if (parsed === undefined)
      throw new MedspanError(
        'data',
        `expected a tag such as O, B-T038, I-T038 or IGN, got ${JSON.stringify(tag)}`,
        {
          where: { ...where, at: [where.at, `tag ${i + 1}`].filter(part => part !== undefined).join(' ') },
        },
      )
    const { prefix, type } = parsed
    if (prefix === 'O') {
      close(i)
      before = undefined
      continue
    }
    if (scheme[prefix].opens || (open !== undefined && open.type !== type)) close(i)
    if (open === undefined) {
      if (anomalies !== undefined && !scheme[prefix].opens && tag !== IGNORED_TYPE) {
        if (before === undefined) anomalies.orphans++
        else anomalies.changes++
      }
      open = { type, start: i }
    }
    if (scheme[prefix].closes) close(i + 1)
    before = type
  }
  close(tags.length)
  return spans
}

/** BIO2 tags of `length` words; a span of type `IGN` becomes bare tags. A later span overwrites an earlier one. */
export function spansToTags(length: number, spans: Iterable<TaggedSpan>): string[] {
  const tags = new Array<string>(length).fill(OUTSIDE)
  for (const { type, start, end } of spans)
    for (let i = start; i < end; i++)
      tags[i] = type === IGNORED_TYPE ? IGNORED_TYPE : `${i === start ? 'B' : 'I'}-${type}`
  return tags
}

/** A mention with its label, and its place among a document's words. */
interface Claim extends Span {
  readonly mention: Mention
  readonly type: string
  /** How many words it touches. */
  readonly words: number
}

const known = (claim: Claim): number => Number(claim.type === IGNORED_TYPE)

const byPreference: Readonly<Record<TagOptions['overlap'], (a: Claim, b: Claim) => number>> = {
  longest: (a, b) =>
    b.words - a.words || b.end - b.begin - (a.end - a.begin) || known(a) - known(b) || bySpan(a, b),
  first: (a, b) => a.begin - b.begin || b.end - a.end || known(a) - known(b),
  innermost: (a, b) => a.end - a.begin - (b.end - b.begin) || known(a) - known(b) || bySpan(a, b),
  error: bySpan,
}

/**
 * One tagged sentence for each sentence that has words, in BIO2.
 *
 * A word that a mention's border cuts is split there, so the words of a tagged sentence may be finer than the
 * document's. A mention without types makes its words `IGN`. Counted notices: `word-split`, `mention-without-word`
 * and `mention-outside-sentence` (left out), `mention-overlap` (another one was kept; by type),
 * `mention-across-sentences` (each sentence's part is tagged by itself).
 * @throws MedspanError (`data`) when mentions overlap and `options.overlap` is `error`
 */
export function tagSentences(document: Document, options: TagOptions, notices: Notices): TaggedSentence[] {
  const { text } = document
  const at = (mention: Span) => placeOf(document, mention)
  const kept = resolveOverlaps(document, claimWords(document, options, notices), options, notices)
  const tokens = splitWords(document.tokens, kept, at, notices)

  const parts = new Map<Claim, number>()
  const sentences: TaggedSentence[] = []
  for (const sentence of document.sentences) {
    const first = firstIndex(tokens, token => token.begin >= sentence.begin)
    const last = Math.max(
      first,
      firstIndex(tokens, token => token.end > sentence.end),
    )
    if (first === last) continue
    const own = tokens.slice(first, last)
    const end = own.at(-1)!.end
    const spans: TaggedSpan[] = []
    for (let i = firstIndex(kept, claim => claim.end > own[0]!.begin); i < kept.length; i++) {
      const claim = kept[i]!
      if (claim.begin >= end) break
      parts.set(claim, (parts.get(claim) ?? 0) + 1)
      spans.push({
        type: claim.type,
        start: firstIndex(own, token => token.end > claim.begin),
        end: firstIndex(own, token => token.begin >= claim.end),
      })
    }
    sentences.push({
      document,
      sentence,
      tokens: own,
      words: own.map(token => text.slice(token.begin, token.end)),
      tags: spansToTags(own.length, spans),
    })
  }
  for (const claim of kept) {
    const count = parts.get(claim) ?? 0
    if (count === 0) {
      const message = 'mentions lie outside every sentence and were left out'
      notices.add('mention-outside-sentence', message, at(claim.mention))
      options.dropped?.({ document, mention: claim.mention, reason: 'outside-sentence' })
    } else if (count > 1)
      notices.add(
        'mention-across-sentences',
        "mentions cross a sentence's border: each part is tagged by itself",
        at(claim.mention),
      )
  }
  return sentences
}

function placeOf(document: Document, { begin, end }: Span): Where {
  return { path: document.source ?? document.id, at: `${document.id} ${begin}-${end}` }
}

/** The mentions that have a label and touch a word, without the blanks at their borders. */
function claimWords(document: Document, options: TagOptions, notices: Notices): Claim[] {
  const { tokens } = document
  const claims: Claim[] = []
  for (const mention of document.mentions) {
    const start = firstIndex(tokens, token => token.end > mention.begin)
    const end = firstIndex(tokens, token => token.begin >= mention.end)
    if (start >= end) {
      const message = 'mentions cover no word and were left out'
      notices.add('mention-without-word', message, placeOf(document, mention))
      options.dropped?.({ document, mention, reason: 'without-word' })
      continue
    }
    const { types } = mention
    const type =
      types[0] === undefined ? IGNORED_TYPE : options.label === undefined ? types[0] : options.label(types)
    if (type === undefined) continue
    claims.push({
      mention,
      type,
      words: end - start,
      begin: Math.max(mention.begin, tokens[start]!.begin),
      end: Math.min(mention.end, tokens[end - 1]!.end),
    })
  }
  return claims
}

/** The claims that do not overlap, in order. */
function resolveOverlaps(
  document: Document,
  claims: Claim[],
  options: TagOptions,
  notices: Notices,
): Claim[] {
  const kept: Claim[] = []
  for (const claim of claims.sort(byPreference[options.overlap])) {
    const place = firstIndex(kept, other => other.end > claim.begin)
    const other = kept[place]
    if (other === undefined || other.begin >= claim.end) {
      kept.splice(place, 0, claim)
      continue
    }
    const { mention } = claim
    if (options.overlap === 'error')
      throw new MedspanError(
        'data',
        `expected mentions apart, got ${JSON.stringify(coveredText(document, mention))}, which overlaps with ` +
          JSON.stringify(coveredText(document, other.mention)),
        {
          where: placeOf(document, mention),
          hint: 'correct the annotation, or choose which one to keep: overlap: longest, first or innermost',
        },
      )
    const message = 'mentions share characters with one that was kept'
    notices.addKind('mention-overlap', message, mention.types[0] ?? IGNORED_TYPE, placeOf(document, mention))
    options.dropped?.({ document, mention, reason: 'overlap', kept: other.mention })
  }
  return kept
}

/** The words, cut where a mention begins or ends inside one. */
function splitWords(
  tokens: readonly Span[],
  claims: readonly Claim[],
  at: (mention: Span) => Where,
  notices: Notices,
): readonly Span[] {
  let split: Span[] | undefined
  let next = 0
  const cut = (border: number, mention: Mention): void => {
    const i = firstIndex(tokens, token => token.end > border)
    if (i === tokens.length || tokens[i]!.begin >= border) return
    split ??= []
    for (; next < i; next++) split.push(tokens[next]!)
    // The word may have been cut before: then its last part is cut again.
    const whole = next > i ? split.pop()! : tokens[i]!
    next = i + 1
    if (whole.begin === border) split.push(whole)
    else {
      split.push({ begin: whole.begin, end: border }, { begin: border, end: whole.end })
      notices.add('word-split', "words are split where a mention's border cuts them", at(mention))
    }
  }
  for (const claim of claims) {
    cut(claim.begin, claim.mention)
    cut(claim.end, claim.mention)
  }
  if (split === undefined) return tokens
  for (; next < tokens.length; next++) split.push(tokens[next]!)
  return split
}
