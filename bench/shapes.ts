/** @file The model shapes and batches that both sides of a training benchmark work on. */
import { createRandom } from '../src/random.ts'

export interface Shape {
  readonly name: string
  readonly layers: number
  readonly hidden: number
  readonly heads: number
  readonly inner: number
}

export const shapes: readonly Shape[] = [
  { name: 'MiniLM-L6', layers: 6, hidden: 384, heads: 12, inner: 1536 },
  { name: 'BERT-base', layers: 12, hidden: 768, heads: 12, inner: 3072 },
]

export const vocabulary = 30_522
export const labelCount = 43
/** Rows and padded lengths, in turn: sentences of abstracts, padded to the longest of sixteen. */
export const batchShapes: readonly (readonly [rows: number, length: number])[] = [
  [16, 64],
  [16, 48],
  [16, 80],
  [16, 56],
]

export interface BenchBatch {
  readonly rows: number
  readonly length: number
  readonly inputIds: number[]
  readonly attentionMask: number[]
  readonly labels: number[]
}

/** The same batches on every call: two thirds of the cells hold tokens, as in real batches. */
export function benchBatches(): BenchBatch[] {
  const random = createRandom(1, 'bench')
  return batchShapes.map(([rows, length]) => {
    const batch: BenchBatch = { rows, length, inputIds: [], attentionMask: [], labels: [] }
    for (let row = 0; row < rows; row++) {
      const filled = row === 0 ? length : Math.floor(length * (0.33 + 0.67 * random.uniform()))
      for (let t = 0; t < length; t++) {
        batch.inputIds.push(t < filled ? 1000 + random.below(vocabulary - 1000) : 0)
        batch.attentionMask.push(Number(t < filled))
        batch.labels.push(t < filled ? random.below(labelCount) : -100)
      }
    }
    return batch
  })
}
