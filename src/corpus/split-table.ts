/**
 * @file What a split gave: the distribution of each type in each split, and how far the splits are from the whole.
 */

import { namedType } from '../concepts/semantic-network.ts'
import { renderColumns } from '../text/columns.ts'
import type { Corpus } from '../text/document.ts'
import { type Distribution, labelsDistribution, meanJensenShannon } from './divergence.ts'
import { byCount, type CorpusSize, sizeOf } from './stats.ts'

export interface Splits {
  readonly train: Corpus
  readonly validation: Corpus
  readonly test: Corpus
}

/** The three splits, in the order of the shares. */
export const splitNames = ['train', 'validation', 'test'] as const

/** The sizes of one split. */
export interface SplitColumn extends CorpusSize {
  readonly name: string
  /** Mentions without a type, which are tagged `IGN`. */
  readonly untyped: number
}

/** One type, by its mentions (first types count) in each split. */
export interface SplitRow {
  readonly type: string
  readonly mentions: readonly number[]
  /** Of all mentions of the split that have a type. */
  readonly shares: readonly number[]
}

export interface SplitTable {
  readonly columns: readonly SplitColumn[]
  /** The most frequent type first. */
  readonly rows: readonly SplitRow[]
  /**
   * LD over documents (Sechidis et al. 2011). Types that every document of a split has are left out of it;
   * `unbounded` counts them.
   */
  readonly labelsDistribution: number
  readonly unbounded: number
  /** The mean Jensen-Shannon divergence of the splits' mentions by type from the whole's, in bits. */
  readonly jensenShannon: number
}

/** Counts the types of each split. */
export function splitTable(splits: Splits): SplitTable {
  const totals = new Map<string, number>()
  const counted = splitNames.map(name => {
    const mentions = new Map<string, number>()
    const documents = new Map<string, number>()
    let untyped = 0
    for (const document of splits[name]) {
      const own = new Set<string>()
      for (const { types } of document.mentions) {
        const type = types[0]
        if (type === undefined) untyped++
        else {
          own.add(type)
          mentions.set(type, (mentions.get(type) ?? 0) + 1)
          totals.set(type, (totals.get(type) ?? 0) + 1)
        }
      }
      for (const type of own) documents.set(type, (documents.get(type) ?? 0) + 1)
    }
    const column = { name, ...sizeOf(splits[name]), untyped }
    return { column, mentions, documents }
  })
  const types = byCount(totals).map(([type]) => type)
  const by = (key: 'mentions' | 'documents'): Distribution[] =>
    counted.map(({ column, [key]: counts }) => ({
      size: column.documents,
      counts: types.map(type => counts.get(type) ?? 0),
    }))
  const { value, unbounded } = labelsDistribution(by('documents'))
  const typed = counted.map(({ column }) => Math.max(1, column.mentions - column.untyped))
  return {
    columns: counted.map(({ column }) => column),
    rows: types.map(type => {
      const mentions = counted.map(one => one.mentions.get(type) ?? 0)
      return { type, mentions, shares: mentions.map((count, j) => count / typed[j]!) }
    }),
    labelsDistribution: value,
    unbounded,
    jensenShannon: meanJensenShannon(by('mentions')),
  }
}

const figure = (count: number): string => count.toLocaleString('en-US')
const percent = (share: number): string => `${(100 * share).toFixed(1)} %`

/** The table as text: sizes, then each type's mentions with their share of the split's, then the divergences. */
export function renderSplitTable(table: SplitTable): string {
  const { columns, rows, labelsDistribution: ld, unbounded, jensenShannon } = table
  const sizes = (['documents', 'sentences', 'tokens', 'mentions', 'untyped'] as const).map(key => [
    key === 'untyped' ? '  without a type' : key,
    ...columns.flatMap(column => [figure(column[key]), '']),
  ])
  const types = rows.map(({ type, mentions, shares }) => [
    `  ${namedType(type)}`,
    ...mentions.flatMap((count, j) => [figure(count), percent(shares[j]!)]),
  ])
  const head = ['', ...columns.flatMap(({ name }) => [name, ''])]
  const left =
    unbounded === 0
      ? ''
      : ` (without ${unbounded} ${unbounded === 1 ? 'type' : 'types'} that all documents of a split have)`
  return [
    renderColumns([head, ...sizes, ...types]),
    `divergence from the whole: LD ${ld.toFixed(4)} over documents${left}, JS ${jensenShannon.toFixed(5)} bits over mentions`,
  ].join('\n')
}
