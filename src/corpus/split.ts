/**
 * @file Splitting a corpus by document into training, validation and test.
 *
 * Iterative stratification: Sechidis, Tsoumakas and Vlahavas, "On the Stratification of Multi-Label Data"
 * (ECML PKDD 2011), Algorithm 1. An example is a document and its labels are the types that occur in it: the
 * rarest type is dealt out first, each document to the split that still wants most of it.
 *
 * Two additions. Documents that are the same text, or that have the same title, stay together as one example, so
 * that no split holds what another one has learnt (teams often curate the same abstracts). And a split that the
 * algorithm leaves empty, which rare types in every document can cause, is given the most ordinary document.
 */
import { MedspanError } from '../errors.ts'
import { createRandom, type RandomStream } from '../random.ts'
import { type Corpus, coveredText, type Document } from '../text/document.ts'

export interface SplitOptions {
  /** The shares of training, validation and test; they add up to 1. A split with the share 0 is left empty. */
  readonly ratios: readonly [number, number, number]
  readonly seed: number
}

export interface Splits {
  readonly train: Corpus
  readonly validation: Corpus
  readonly test: Corpus
}

const names = ['train', 'validation', 'test'] as const

/** A title shorter than this many words (`Case report.`) says nothing about whether two documents are one. */
const titleWords = 5

/** Documents that must not be parted, as indices into the corpus. */
interface Example {
  readonly members: readonly number[]
  /** Each type with the number of members in which it occurs. */
  readonly labels: ReadonlyMap<string, number>
}

const squeeze = (text: string): string => text.replace(/\s+/gu, '').toLowerCase()

/** What makes a document another one's double: its whole text, or its title. */
function identities(document: Document): string[] {
  const title = document.sentences[0]
  if (title === undefined) return [`text ${squeeze(document.text)}`]
  const words = document.tokens.filter(token => token.begin >= title.begin && token.end <= title.end)
  const keys = [`text ${squeeze(document.text)}`]
  if (words.length >= titleWords) keys.push(`title ${squeeze(coveredText(document, title))}`)
  return keys
}

/** Groups documents that share an identity, directly or through others; in the order of their first members. */
function groupDoubles(corpus: Corpus): number[][] {
  const parent = corpus.map((_, i) => i)
  const root = (i: number): number => {
    let at = i
    while (parent[at] !== at) {
      parent[at] = parent[parent[at]!]!
      at = parent[at]!
    }
    return at
  }
  const holder = new Map<string, number>()
  for (const [i, document] of corpus.entries())
    for (const key of identities(document)) {
      const known = holder.get(key)
      if (known === undefined) holder.set(key, i)
      else {
        const [a, b] = [root(known), root(i)]
        parent[Math.max(a, b)] = Math.min(a, b)
      }
    }
  const groups = new Map<number, number[]>()
  for (let i = 0; i < corpus.length; i++) {
    const group = groups.get(root(i))
    if (group === undefined) groups.set(root(i), [i])
    else group.push(i)
  }
  return [...groups.values()]
}

function createExample(members: readonly number[], corpus: Corpus): Example {
  const labels = new Map<string, number>()
  for (const i of members) {
    const own = new Set(corpus[i]!.mentions.flatMap(({ types }) => types.slice(0, 1)))
    for (const label of own) labels.set(label, (labels.get(label) ?? 0) + 1)
  }
  return { members, labels }
}

/** How many documents of each label the examples have. */
function countLabels(examples: Iterable<Example>): Map<string, number> {
  const counts = new Map<string, number>()
  for (const { labels } of examples)
    for (const [label, count] of labels) counts.set(label, (counts.get(label) ?? 0) + count)
  return counts
}

/** The items for which `value` is greatest. */
function best<T>(items: readonly T[], value: (item: T) => number): T[] {
  const values = items.map(value)
  const most = Math.max(...values)
  // Desires are differences of products: a hair apart is a tie.
  return items.filter((_, i) => values[i]! > most - 1e-9)
}

/** Algorithm 1. Returns the split (an index into `ratios`) of each example. */
function stratify(examples: readonly Example[], ratios: readonly number[], random: RandomStream): number[] {
  const pick = <T>(items: readonly T[]): T => items[items.length === 1 ? 0 : random.below(items.length)]!
  const splits = ratios.flatMap((ratio, j) => (ratio > 0 ? [j] : []))
  const total = examples.reduce((sum, { members }) => sum + members.length, 0)
  // c_j: how many documents split j still wants; c_j^l: how many with label l.
  const wants = ratios.map(ratio => ratio * total)
  const remaining = countLabels(examples)
  const wantsOf = new Map([...remaining].map(([label, n]) => [label, ratios.map(ratio => ratio * n)]))

  const splitOf = new Array<number>(examples.length).fill(-1)
  const assign = (i: number, split: number): void => {
    const { members, labels } = examples[i]!
    splitOf[i] = split
    wants[split]! -= members.length
    for (const [label, count] of labels) {
      wantsOf.get(label)![split]! -= count
      remaining.set(label, remaining.get(label)! - count)
    }
  }
  const order = random.shuffle(examples.map((_, i) => i))
  for (;;) {
    const left = [...remaining].filter(([, count]) => count > 0).map(([label]) => label)
    if (left.length === 0) break
    const rarest = pick(best(left, label => -remaining.get(label)!))
    const wanted = wantsOf.get(rarest)!
    for (const i of order)
      if (splitOf[i] === -1 && examples[i]!.labels.has(rarest))
        assign(
          i,
          pick(
            best(
              best(splits, split => wanted[split]!),
              split => wants[split]!,
            ),
          ),
        )
  }
  for (const i of order) if (splitOf[i] === -1) assign(i, pick(best(splits, split => wants[split]!)))
  return splitOf
}

/** Gives each split that should have documents and has none one example of the largest split. */
function fillEmpty(splitOf: number[], examples: readonly Example[], ratios: readonly number[]): void {
  const counts = countLabels(examples)
  /** How frequent the rarest of its labels is; an example without labels teaches least and comes last. */
  const ordinariness = (i: number): number =>
    Math.min(
      ...[...examples[i]!.labels.keys()].map(label => counts.get(label)!),
      examples[i]!.labels.size * 1e9,
    )
  for (const [split, ratio] of ratios.entries()) {
    if (ratio === 0 || splitOf.includes(split)) continue
    const sizes = ratios.map((_, j) => splitOf.filter(one => one === j).length)
    const largest = sizes.indexOf(Math.max(...sizes))
    const candidates = examples.flatMap((_, i) => (splitOf[i] === largest ? [i] : []))
    splitOf[best(candidates, ordinariness)[0]!] = split
  }
}

function checkRatios(ratios: readonly number[]): void {
  const sum = ratios.reduce((total, ratio) => total + ratio, 0)
  if (ratios.length !== 3 || !ratios.every(ratio => ratio >= 0) || !(Math.abs(sum - 1) < 1e-6))
    throw new MedspanError('config', `expected three shares that add up to 1, got ${ratios.join(', ')}`, {
      where: { at: 'corpus.split.ratios' },
    })
}

/**
 * Divides a corpus by document; each split keeps the corpus' order. The same corpus, shares and seed give the same
 * splits.
 *
 * @throws MedspanError (`data`) when there are fewer distinct documents than splits, so that one would be empty;
 * (`config`) for shares that do not add up to 1.
 */
export function splitCorpus(corpus: Corpus, options: SplitOptions): Splits {
  const { ratios, seed } = options
  checkRatios(ratios)
  const examples = groupDoubles(corpus).map(members => createExample(members, corpus))
  const wanted = names.filter((_, j) => ratios[j]! > 0)
  if (examples.length < wanted.length) {
    const doubles = corpus.length - examples.length
    throw new MedspanError(
      'data',
      `an empty split: ${wanted.length} splits (${wanted.join(', ')}) need at least ${wanted.length} documents, ` +
        `got ${corpus.length}${doubles === 0 ? '' : `, of which ${doubles} repeat another one's text or title`}`,
      {
        where: { at: 'corpus.split' },
        hint: 'add documents, or set the share of a split that is not needed to 0',
      },
    )
  }
  const splitOf = stratify(examples, ratios, createRandom(seed, 'split'))
  fillEmpty(splitOf, examples, ratios)
  const chosen = new Array<number>(corpus.length)
  for (const [i, { members }] of examples.entries())
    for (const member of members) chosen[member] = splitOf[i]!
  const part = (split: number): Corpus => corpus.filter((_, i) => chosen[i] === split)
  return { train: part(0), validation: part(1), test: part(2) }
}
