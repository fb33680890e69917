/**
 * @file Tags of words: BIO2 from mentions, and spans from any BIO-like sequence.
 *
 * Reading follows seqeval's default mode (and with it conlleval): an `I-X` that continues nothing opens a mention.
 * The scheme is a small table of patterns, read by one loop. The bare tag `IGN` is ours: a run of it is one
 * stretch whose type is not known, so two such mentions side by side read back as one.
 */
import type { Notices } from '../errors.ts'
import { MedspanError, type Where } from '../errors.ts'
import { bySpan, type Document, IGNORED_TYPE, type Mention, type Span } from './document.ts'

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
  readonly sentence: Span
  readonly tokens: readonly Span[]
  readonly words: readonly string[]
  readonly tags: readonly string[]
}

export interface TagOptions {
  /**
   * Which of two mentions that share a word is kept: the one of more words (then of more characters, then the
   * earlier), or the one that begins first (then the longer).
   */
  readonly overlap: 'longest' | 'first'
  /** The types to tag; a mention's first one among them counts. Without it a mention's first type counts. */
  readonly types?: ReadonlySet<string> | undefined
  /** What becomes of a mention that has types but none of `types`: its words do not count (default), or are `O`. */
  readonly unknown?: 'ignore' | 'outside' | undefined
}

type Prefix = 'B' | 'I' | 'E' | 'S'

/** What each prefix does: whether it always opens a mention, and whether the mention ends with it. */
const scheme: Readonly<Record<Prefix, { readonly opens: boolean; readonly closes: boolean }>> = {
  B: { opens: true, closes: false },
  I: { opens: false, closes: false },
  E: { opens: false, closes: true },
  S: { opens: true, closes: true },
}

/** A tag taken apart; undefined when it is not of the form `O`, `IGN` or `<B|I|E|S>-<type>`. */
export function parseTag(tag: string): { prefix: Prefix | 'O'; type: string } | undefined {
  if (tag === OUTSIDE) return { prefix: 'O', type: '' }
  if (tag === IGNORED_TYPE) return { prefix: 'I', type: IGNORED_TYPE }
  const match = /^([BIES])-(.+)$/su.exec(tag)
  return match === null ? undefined : { prefix: match[1] as Prefix, type: match[2]! }
}

/** What a reading was lenient about. */
export interface TagOddities {
  /** `I-X` (or `E-X`) after `O` or at the beginning: read as the beginning of a mention. */
  orphans: number
  /** `I-X` (or `E-X`) right after a mention of another type: read as the beginning of a mention. */
  changes: number
}

/**
 * The mentions that a sequence of tags says, in order.
 *
 * @param oddities is counted up where the sequence is not valid BIO2.
 * @param where is the sequence's place, for errors.
 * @throws MedspanError (`data`) for a tag of another form; `where.at` says which word.
 */
export function tagsToSpans(
  tags: readonly string[],
  oddities?: TagOddities,
  where: Where = {},
): TaggedSpan[] {
  const spans: TaggedSpan[] = []
  let open: { type: string; start: number } | undefined
  let before: string | undefined
  const close = (end: number): void => {
    if (open !== undefined) spans.push({ type: open.type, start: open.start, end })
    open = undefined
  }
  for (const [i, tag] of tags.entries()) {
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
      if (oddities !== undefined && !scheme[prefix].opens && tag !== IGNORED_TYPE) {
        if (before === undefined) oddities.orphans++
        else oddities.changes++
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

/** The first index whose item satisfies `test`, in a list where all that follow satisfy it too. */
function firstIndex<T>(items: readonly T[], test: (item: T) => boolean): number {
  let low = 0
  let high = items.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (test(items[middle]!)) high = middle
    else low = middle + 1
  }
  return low
}

interface Claim extends TaggedSpan {
  readonly mention: Mention
}

const byPreference: Readonly<Record<TagOptions['overlap'], (a: Claim, b: Claim) => number>> = {
  longest: (a, b) =>
    b.end - b.start - (a.end - a.start) ||
    b.mention.end - b.mention.begin - (a.mention.end - a.mention.begin) ||
    Number(a.type === IGNORED_TYPE) - Number(b.type === IGNORED_TYPE) ||
    bySpan(a.mention, b.mention),
  first: (a, b) =>
    a.mention.begin - b.mention.begin ||
    b.mention.end - a.mention.end ||
    Number(a.type === IGNORED_TYPE) - Number(b.type === IGNORED_TYPE),
}

/** The type that a mention's words are tagged with; undefined when they are to be `O`. */
function taggedType(
  mention: Mention,
  options: TagOptions,
  notices: Notices,
  source: string,
): string | undefined {
  const first = mention.types[0]
  if (first === undefined) return IGNORED_TYPE
  const { types } = options
  if (types === undefined) return first
  const kept = mention.types.find(type => types.has(type))
  if (kept !== undefined) return kept
  const outside = options.unknown === 'outside'
  const fate = outside ? 'are tagged O' : 'do not count in the loss'
  notices.add('type-without-label', `mentions of type ${first} have no label: their words ${fate}`, {
    path: source,
  })
  return outside ? undefined : IGNORED_TYPE
}

/**
 * One tagged sentence for each sentence that has words, in BIO2.
 *
 * A mention without types makes its words `IGN`. Counted notices: `mention-inside-word` (the whole word is
 * tagged), `mention-without-word` and `mention-outside-sentence` (left out), `mention-overlap` (another one was
 * kept), `mention-across-sentences` (each sentence's part is tagged by itself), `type-without-label`.
 */
export function tagSentences(document: Document, options: TagOptions, notices: Notices): TaggedSentence[] {
  const { tokens, text } = document
  const source = document.source ?? document.id
  const at = (mention: Span) => ({ path: source, at: `${document.id} ${mention.begin}-${mention.end}` })

  const claims: Claim[] = []
  for (const mention of document.mentions) {
    const start = firstIndex(tokens, token => token.end > mention.begin)
    const end = Math.max(
      start,
      firstIndex(tokens, token => token.begin >= mention.end),
    )
    if (start === end) {
      notices.add('mention-without-word', 'mentions cover no word and were left out', at(mention))
      continue
    }
    const type = taggedType(mention, options, notices, source)
    if (type === undefined) continue
    if (tokens[start]!.begin < mention.begin || tokens[end - 1]!.end > mention.end)
      notices.add(
        'mention-inside-word',
        'mentions begin or end inside a word, which is tagged whole',
        at(mention),
      )
    claims.push({ mention, type, start, end })
  }

  const taken = new Uint8Array(tokens.length)
  const kept: Claim[] = []
  for (const claim of claims.sort(byPreference[options.overlap])) {
    if (taken.subarray(claim.start, claim.end).includes(1)) {
      notices.add('mention-overlap', 'mentions share a word with one that was kept', at(claim.mention))
      continue
    }
    taken.fill(1, claim.start, claim.end)
    kept.push(claim)
  }
  kept.sort((a, b) => a.start - b.start)

  const parts = new Map<Claim, number>()
  const sentences: TaggedSentence[] = []
  for (const sentence of document.sentences) {
    const first = firstIndex(tokens, token => token.begin >= sentence.begin)
    const last = Math.max(
      first,
      firstIndex(tokens, token => token.end > sentence.end),
    )
    if (first === last) continue
    const spans: TaggedSpan[] = []
    for (let i = firstIndex(kept, claim => claim.end > first); i < kept.length; i++) {
      const claim = kept[i]!
      if (claim.start >= last) break
      parts.set(claim, (parts.get(claim) ?? 0) + 1)
      spans.push({
        type: claim.type,
        start: Math.max(claim.start, first) - first,
        end: Math.min(claim.end, last) - first,
      })
    }
    const own = tokens.slice(first, last)
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
    if (count === 0)
      notices.add(
        'mention-outside-sentence',
        'mentions lie outside every sentence and were left out',
        at(claim.mention),
      )
    else if (count > 1)
      notices.add(
        'mention-across-sentences',
        "mentions cross a sentence's border: each part is tagged by itself",
        at(claim.mention),
      )
  }
  return sentences
}
