/**
 * @file Scores of predicted against gold mentions, equal to seqeval 1.2.2 (Nakayama 2018) to the last bit.
 *
 * `default` is seqeval's default mode, which reads tags as conlleval.pl does: a lone `I-X` opens a mention, and
 * an `I-X` after another type opens a new one. `strict` is `mode='strict', scheme=IOB2`: only `B-X` opens one.
 * A mention counts as found when type, first and last word all agree. A division by zero is 0.
 */
import { internal, MedspanError } from '../errors.ts'
import { IGNORED_TYPE } from '../text/document.ts'

/** How tags are read as mentions. */
export type ScoreMode = 'default' | 'strict'

/** Scores as fractions of 1. */
export interface Score {
  readonly precision: number
  readonly recall: number
  /** 2PR / (P + R) */
  readonly f1: number
  /** Gold mentions. */
  readonly number: number
}

export interface Scores {
  /** Over all mentions together (micro average), and the fraction of words with the right tag. */
  readonly overall: Score & { readonly accuracy: number }
  /** The plain mean over types. */
  readonly macro: Score
  /** The mean over types weighted by gold mentions. */
  readonly weighted: Score
  /** Types that occur in gold or prediction, sorted by code point. */
  readonly types: ReadonlyMap<string, Score>
}

/** A mention read off tags: words `first` to `last`, inclusive, as seqeval counts. */
export interface TaggedMention {
  readonly type: string
  readonly first: number
  readonly last: number
}

type TagSequences = readonly (readonly string[])[]

interface Counts {
  correct: number
  predicted: number
  gold: number
}

/**
 * Scores predicted against gold tags.
 * @throws MedspanError `data` for a tag that the mode cannot read.
 */
export function scoreTags(
  gold: TagSequences,
  predicted: TagSequences,
  options: { readonly mode: ScoreMode },
): Scores {
  if (gold.length !== predicted.length)
    throw internal(`expected as many predicted as gold sequences, got ${predicted.length} and ${gold.length}`)
  const counts = new Map<string, Counts>()
  const countOf = (type: string): Counts => {
    let count = counts.get(type)
    if (count === undefined) {
      count = { correct: 0, predicted: 0, gold: 0 }
      counts.set(type, count)
    }
    return count
  }
  let words = 0
  let right = 0
  for (const [index, goldTags] of gold.entries()) {
    const predictedTags = predicted[index]!
    if (goldTags.length !== predictedTags.length)
      throw internal(
        `expected as many predicted as gold tags in sequence ${index}, ` +
          `got ${predictedTags.length} and ${goldTags.length}`,
      )
    words += goldTags.length
    for (const [word, tag] of goldTags.entries()) if (tag === predictedTags[word]) right++
  }
  // seqeval reads all sequences as one in its default mode; only tags of no known scheme can tell the difference.
  const joined = options.mode === 'default'
  const goldSequences = joined ? [joinSequences(gold)] : gold
  const predictedSequences = joined ? [joinSequences(predicted)] : predicted
  for (const [index, goldTags] of goldSequences.entries()) {
    const goldMentions = mentionsByKey(goldTags, options.mode)
    const predictedMentions = mentionsByKey(predictedSequences[index]!, options.mode)
    for (const mention of goldMentions.values()) countOf(mention.type).gold++
    for (const [key, mention] of predictedMentions) {
      const count = countOf(mention.type)
      count.predicted++
      if (goldMentions.has(key)) count.correct++
    }
  }
  return average(counts, words === 0 ? 0 : right / words)
}

function joinSequences(sequences: TagSequences): string[] {
  return sequences.flatMap(tags => [...tags, 'O'])
}

/** The mentions of a sequence, each once. */
function mentionsByKey(tags: readonly string[], mode: ScoreMode): Map<string, TaggedMention> {
  return new Map(
    readMentions(tags, mode).map(mention => [`${mention.first} ${mention.last} ${mention.type}`, mention]),
  )
}

function average(counts: ReadonlyMap<string, Counts>, accuracy: number): Scores {
  const types = new Map<string, Score>()
  for (const type of [...counts.keys()].sort(byCodePoint)) types.set(type, scoreOf(counts.get(type)!))
  const total: Counts = { correct: 0, predicted: 0, gold: 0 }
  for (const count of counts.values()) {
    total.correct += count.correct
    total.predicted += count.predicted
    total.gold += count.gold
  }
  const scores = [...types.values()]
  const mean = (pick: (score: Score) => number): number =>
    scores.length === 0 ? 0 : pairwiseSum(scores.map(pick)) / scores.length
  const weightedMean = (pick: (score: Score) => number): number =>
    total.gold === 0 ? 0 : pairwiseSum(scores.map(score => pick(score) * score.number)) / total.gold
  const averaged = (by: typeof mean): Score => ({
    precision: by(score => score.precision),
    recall: by(score => score.recall),
    f1: by(score => score.f1),
    number: total.gold,
  })
  return {
    overall: { ...scoreOf(total), accuracy },
    macro: averaged(mean),
    weighted: averaged(weightedMean),
    types,
  }
}

function scoreOf(count: Counts): Score {
  const precision = count.predicted === 0 ? 0 : count.correct / count.predicted
  const recall = count.gold === 0 ? 0 : count.correct / count.gold
  const sum = precision + recall
  // The order of the operations is seqeval's: another one rounds differently.
  return { precision, recall, f1: sum === 0 ? 0 : (2 * precision * recall) / sum, number: count.gold }
}

/**
 * Adds as NumPy does, so that means agree in their last bit: below 8 numbers one after the other, else eight
 * running sums, and halves of what is longer than 128 (Higham 1993, "The Accuracy of Floating Point Summation").
 */
function pairwiseSum(values: readonly number[]): number {
  const n = values.length
  if (n < 8) return values.reduce((sum, value) => sum + value, 0)
  if (n > 128) {
    const half = Math.floor(n / 2)
    const cut = half - (half % 8)
    return pairwiseSum(values.slice(0, cut)) + pairwiseSum(values.slice(cut))
  }
  const r = values.slice(0, 8)
  const even = n - (n % 8)
  for (let i = 8; i < even; i++) r[i % 8]! += values[i]!
  let sum = r[0]! + r[1]! + (r[2]! + r[3]!) + (r[4]! + r[5]! + (r[6]! + r[7]!))
  for (let i = even; i < n; i++) sum += values[i]!
  return sum
}

/** Python's order of texts. */
function byCodePoint(a: string, b: string): number {
  const left = [...a]
  const right = [...b]
  for (const [i, char] of left.entries()) {
    const other = right[i]
    if (other === undefined) return 1
    if (char !== other) return char.codePointAt(0)! - other.codePointAt(0)!
  }
  return left.length - right.length
}

/**
 * Reads tags as mentions, as seqeval does in that mode. `default` knows the prefixes B, I, E and S and takes
 * any other as a type of its own, as seqeval does; `strict` knows B and I.
 * @throws MedspanError `data` for an empty tag, and in `strict` for a prefix that IOB2 has not.
 */
export function readMentions(tags: readonly string[], mode: ScoreMode): TaggedMention[] {
  return mode === 'default' ? readLeniently(tags) : readStrictly(tags)
}

/** `get_entities`, `start_of_chunk` and `end_of_chunk` of seqeval's metrics/sequence_labeling.py. */
function readLeniently(tags: readonly string[]): TaggedMention[] {
  const mentions: TaggedMention[] = []
  let previous = 'O'
  let previousType = ''
  let first = 0
  for (let i = 0; i <= tags.length; i++) {
    const tag = i < tags.length ? tags[i]! : 'O'
    const { prefix, rest } = splitTag(tag, i)
    const dash = rest.indexOf('-')
    const type = rest.slice(dash + 1) || '_'
    const otherType = previousType !== type
    if (
      'ES'.includes(previous) ||
      ('BI'.includes(previous) && 'BSO'.includes(prefix)) ||
      (!'O.'.includes(previous) && otherType)
    )
      mentions.push({ type: previousType, first, last: i - 1 })
    if (
      'BS'.includes(prefix) ||
      ('ESO'.includes(previous) && 'EI'.includes(prefix)) ||
      (!'O.'.includes(prefix) && otherType)
    )
      first = i
    previous = prefix
    previousType = type
  }
  return mentions
}

/** The IOB2 patterns of seqeval's scheme.py. */
function readStrictly(tags: readonly string[]): TaggedMention[] {
  const mentions: TaggedMention[] = []
  let open: { type: string; first: number } | undefined
  for (let i = 0; i <= tags.length; i++) {
    const tag = i < tags.length ? tags[i]! : 'O'
    const { prefix, rest } = splitTag(tag, i)
    if (!'BIO'.includes(prefix))
      throw new MedspanError('data', `expected a tag of IOB2 (B-X, I-X or O), got ${JSON.stringify(tag)}`, {
        where: { at: `word ${i}` },
      })
    const type = rest.replace(/^-+|-+$/g, '') || '_'
    if (open !== undefined && !(prefix === 'I' && type === open.type)) {
      mentions.push({ ...open, last: i - 1 })
      open = undefined
    }
    if (prefix === 'B') open = { type, first: i }
  }
  return mentions
}

function splitTag(tag: string, word: number): { prefix: string; rest: string } {
  const [prefix] = tag
  if (prefix === undefined)
    throw new MedspanError('data', 'expected a tag such as O or B-X, got an empty one', {
      where: { at: `word ${word}` },
    })
  return { prefix, rest: tag.slice(prefix.length) }
}

/**
 * Leaves out the words whose gold tag is ignored, from gold and prediction alike, before scoring: Hugging Face's
 * `run_ner` does so with every label of -100. The words on both sides of a gap become neighbours.
 * @param isIgnored which gold tags; as a rule those of mentions without a known type (`IGN`).
 */
export function dropIgnored(
  gold: TagSequences,
  predicted: TagSequences,
  isIgnored: (goldTag: string) => boolean = tag => tag === IGNORED_TYPE,
): { gold: string[][]; predicted: string[][] } {
  return {
    gold: gold.map(tags => tags.filter(tag => !isIgnored(tag))),
    predicted: predicted.map((tags, index) =>
      tags.filter((_, word) => {
        const tag = gold[index]?.[word]
        if (tag === undefined) throw internal(`no gold tag for word ${word} of sequence ${index}`)
        return !isIgnored(tag)
      }),
    ),
  }
}
