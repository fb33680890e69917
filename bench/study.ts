/**
 * @file What studies of settings share: counts by document, scores of resampled documents, intervals, tables, and outcomes
 * that are kept, so that a study may be spread over days.
 */
import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import type { MentionSpan, ScoredDocument } from '../src/metrics/mentions.ts'
import { createRandom } from '../src/random.ts'

const SAMPLES = 1_000

/** Correct, predicted and gold mentions of a type. */
export type Counts = readonly [correct: number, predicted: number, gold: number]

/** What a training came to on the documents that it is judged by. */
export interface Outcome {
  readonly seed: number
  /** By document and type, strictly. */
  readonly documents: readonly Readonly<Record<string, Counts>>[]
}

function f1([correct, predicted, gold]: Counts): number {
  return predicted + gold === 0 ? 0 : (2 * correct) / (predicted + gold)
}

/** The counts of documents, by exact spans. */
export function countMentions(documents: readonly ScoredDocument[]): Outcome['documents'] {
  return documents.map(({ gold, predicted }) => {
    const counts: Record<string, [number, number, number]> = {}
    const of = (type: string) => (counts[type] ??= [0, 0, 0])
    const key = ({ begin, end, type }: MentionSpan) => `${begin} ${end} ${type}`
    const known = new Set(gold.map(key))
    for (const { type } of gold) of(type)[2]++
    for (const mention of predicted) {
      of(mention.type)[1]++
      if (known.has(key(mention))) of(mention.type)[0]++
    }
    return counts
  })
}

/** The documents of a PubTator file by their ids. */
export function readPubtator(path: string): Map<string, string> {
  const blocks = readFileSync(path, 'utf8')
    .trim()
    .split(/\r?\n\s*\r?\n/)
  return new Map(blocks.map(block => [block.split('|', 1)[0]!, block]))
}

export function formatPubtator(documents: readonly string[]): string {
  return documents.map(document => `${document}\n\n`).join('')
}

/** Documents in an order that depends on their ids alone. */
export function inOrder(documents: ReadonlyMap<string, string>): string[] {
  const key = (id: string): string => createHash('sha256').update(`medspan recipes ${id}`).digest('hex')
  return [...documents.keys()].sort((a, b) => (key(a) < key(b) ? -1 : 1))
}

/** Scores of the chosen documents, over all seeds' counts together. */
export function scores(outcomes: readonly Outcome[], chosen: readonly number[]): Record<string, number> {
  const totals = new Map<string, [number, number, number]>()
  for (const { documents } of outcomes)
    for (const index of chosen)
      for (const [type, counts] of Object.entries(documents[index]!)) {
        const total = totals.get(type) ?? [0, 0, 0]
        for (const [i, count] of counts.entries()) total[i]! += count
        totals.set(type, total)
      }
  const all: [number, number, number] = [0, 0, 0]
  for (const counts of totals.values()) for (const [i, count] of counts.entries()) all[i]! += count
  const types = Object.fromEntries([...totals].sort().map(([type, counts]) => [type, f1(counts)]))
  const macro = Object.values(types).reduce((a, b) => a + b, 0) / totals.size
  const [correct, predicted, gold] = all
  return {
    micro: f1(all),
    macro,
    precision: correct / Math.max(1, predicted),
    recall: correct / Math.max(1, gold),
    ...types,
  }
}

/** 95 % of what a measure is on resampled documents. */
export function interval(
  size: number,
  measure: (chosen: readonly number[]) => number,
): readonly [number, number] {
  const random = createRandom(1, 'bootstrap')
  const values = Array.from({ length: SAMPLES }, () =>
    measure(Array.from({ length: size }, () => random.below(size))),
  ).sort((a, b) => a - b)
  return [values[Math.floor(values.length * 0.025)]!, values[Math.ceil(values.length * 0.975) - 1]!]
}

/** The outcomes in a file of lines. */
export function readOutcomes<Kept extends Outcome>(path: string): Kept[] {
  if (!existsSync(path)) return []
  return readFileSync(path, 'utf8')
    .trim()
    .split('\n')
    .map(line => JSON.parse(line))
}

export const inPercent = (value: number): string => (100 * value).toFixed(1)
export const signed = (value: number): string => `${value < 0 ? '−' : '+'}${inPercent(Math.abs(value))}`

/** A measure of all documents with its interval, such as `70.1 (68.0 to 72.3)`. */
export function ranged(
  size: number,
  measure: (chosen: readonly number[]) => number,
  format: (value: number) => string,
): string {
  const [low, high] = interval(size, measure)
  return `${format(measure([...Array(size).keys()]))} (${format(low)} to ${format(high)})`
}

export function table(rows: readonly (readonly string[])[]): string {
  const [head, ...lines] = rows
  return [head!, head!.map(() => '---'), ...lines].map(cells => `| ${cells.join(' | ')} |\n`).join('')
}
