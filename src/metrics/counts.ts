/**
 * @file How many mentions of each type each document has: right, predicted and gold. All that resampling needs.
 *
 * A mention is right when borders and type agree, one to one. What does not occur takes no room: a document's row
 * holds its own types only.
 */
import type { JudgedDocument } from './mentions.ts'
import { markCorrect } from './pairing.ts'

/** A sparse matrix [documents, types, (correct, predicted, gold)] of whole numbers. */
export interface CountMatrix {
  readonly documents: number
  /** Sorted by code unit; a type's number is its place. */
  readonly types: readonly string[]
  /** [documents + 1] where each document's cells begin. */
  readonly starts: Int32Array
  /** [cells] the type of each cell. */
  readonly typeOf: Int32Array
  /** [cells, 3] correct, predicted, gold. */
  readonly values: Int32Array
}

/** What a score can be. */
export type Measure = 'precision' | 'recall' | 'f1'

/** Counts documents, a row each in the order given. Types that occur in gold or prediction, and those named. */
export function countMentions(
  documents: readonly JudgedDocument[],
  named: readonly string[] = [],
): CountMatrix {
  const types = new Set(named)
  for (const { gold, predicted } of documents) {
    for (const { type } of gold) types.add(type)
    for (const { type } of predicted) types.add(type)
  }
  const sorted = [...types].sort()
  const numberOf = new Map(sorted.map((type, index) => [type, index]))
  const rows = documents.map(document => {
    const row = new Map<number, [correct: number, predicted: number, gold: number]>()
    const add = (type: string, column: 0 | 1 | 2): void => {
      const index = numberOf.get(type)!
      const cell = row.get(index) ?? [0, 0, 0]
      cell[column]++
      row.set(index, cell)
    }
    const { predicted } = markCorrect(document)
    for (const { type } of document.gold) add(type, 2)
    for (const [index, { type }] of document.predicted.entries()) {
      add(type, 1)
      if (predicted[index]) add(type, 0)
    }
    return row
  })
  return packRows(sorted, rows)
}

/** `a` - `b`, cells that are equal left out. Both have the same documents and types. */
export function subtractCounts(a: CountMatrix, b: CountMatrix): CountMatrix {
  const rows = Array.from({ length: a.documents }, (_, document) => {
    const row = new Map<number, [number, number, number]>()
    for (const [matrix, sign] of [
      [a, 1],
      [b, -1],
    ] as const)
      for (let cell = matrix.starts[document]!; cell < matrix.starts[document + 1]!; cell++) {
        const sum = row.get(matrix.typeOf[cell]!) ?? [0, 0, 0]
        for (const column of [0, 1, 2] as const) sum[column] += sign * matrix.values[3 * cell + column]!
        row.set(matrix.typeOf[cell]!, sum)
      }
    for (const [type, sum] of row) if (sum.every(value => value === 0)) row.delete(type)
    return row
  })
  return packRows(a.types, rows)
}

function packRows(
  types: readonly string[],
  rows: readonly ReadonlyMap<number, readonly [number, number, number]>[],
): CountMatrix {
  const starts = new Int32Array(rows.length + 1)
  for (const [index, row] of rows.entries()) starts[index + 1] = starts[index]! + row.size
  const cells = starts[rows.length]!
  const typeOf = new Int32Array(cells)
  const values = new Int32Array(3 * cells)
  let cell = 0
  for (const row of rows)
    for (const [type, counts] of [...row].sort(([a], [b]) => a - b)) {
      typeOf[cell] = type
      values.set(counts, 3 * cell)
      cell++
    }
  return { documents: rows.length, types, starts, typeOf, values }
}

/**
 * Adds up documents, each as often as its weight says, into `totals`.
 * @param weights [documents] whole numbers; a document of weight 0 costs nothing.
 * @param totals [types, 3] correct, predicted, gold; overwritten.
 */
export function sumCounts(matrix: CountMatrix, weights: Int32Array, totals: Int32Array): void {
  const { documents, starts, typeOf, values } = matrix
  totals.fill(0)
  for (let document = 0; document < documents; document++) {
    const weight = weights[document]!
    if (weight === 0) continue
    const end = starts[document + 1]!
    for (let cell = starts[document]!; cell < end; cell++) {
      const into = 3 * typeOf[cell]!
      const from = 3 * cell
      totals[into] = totals[into]! + weight * values[from]!
      totals[into + 1] = totals[into + 1]! + weight * values[from + 1]!
      totals[into + 2] = totals[into + 2]! + weight * values[from + 2]!
    }
  }
}

/** The sum over types of `totals` [types, 3], as [correct, predicted, gold]. */
export function sumTypes(totals: Int32Array): [correct: number, predicted: number, gold: number] {
  const sum: [number, number, number] = [0, 0, 0]
  for (let at = 0; at < totals.length; at += 3) {
    sum[0] += totals[at]!
    sum[1] += totals[at + 1]!
    sum[2] += totals[at + 2]!
  }
  return sum
}

/** Precision, recall or F1 = 2PR / (P + R) of counts; a division by zero is 0, as with seqeval. */
export function scoreCounts(measure: Measure, correct: number, predicted: number, gold: number): number {
  const precision = predicted === 0 ? 0 : correct / predicted
  if (measure === 'precision') return precision
  const recall = gold === 0 ? 0 : correct / gold
  if (measure === 'recall') return recall
  const sum = precision + recall
  return sum === 0 ? 0 : (2 * precision * recall) / sum
}

/**
 * The plain mean of a measure over the types of `totals` [types, 3] that occur in gold or prediction, as seqeval has
 * it; 0 where none does.
 */
export function averageTypes(measure: Measure, totals: Int32Array): number {
  let sum = 0
  let types = 0
  for (let at = 0; at < totals.length; at += 3) {
    const predicted = totals[at + 1]!
    const gold = totals[at + 2]!
    if (predicted + gold === 0) continue
    sum += scoreCounts(measure, totals[at]!, predicted, gold)
    types++
  }
  return types === 0 ? 0 : sum / types
}
