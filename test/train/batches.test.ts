import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Chunk } from '../../src/tokenizer/align.ts'
import { batchesByLength } from '../../src/tokenizer/prediction.ts'
import { createBatch, orderByLength, orderOfEpoch } from '../../src/train/data/batches.ts'

/** An example of the given pieces, each labelled with its place. */
function exampleOf(...ids: number[]) {
  const chunk: Chunk = {
    ids: Int32Array.from(ids),
    wordOf: Int32Array.from(ids, (_, i) => i),
    firstWord: 0,
    lastWord: ids.length - 1,
  }
  return { chunk, labels: Int32Array.from(ids, (_, i) => i) }
}

test('a batch is padded to its longest example, and padding neither counts nor is attended to', () => {
  expect(createBatch([exampleOf(5, 6, 7), exampleOf(8)], 9)).toEqual({
    rows: 2,
    length: 3,
    inputIds: Int32Array.of(5, 6, 7, 8, 9, 9),
    attentionMask: Int32Array.of(1, 1, 1, 1, 0, 0),
    tokenTypeIds: new Int32Array(6),
    labels: Int32Array.of(0, 1, 2, 0, -100, -100),
  })
})

describe('the order of an epoch', () => {
  test('is a permutation, the same for a seed and an epoch and another for others', () => {
    fc.assert(
      fc.property(fc.nat(200), fc.nat(), fc.nat(50), (count, seed, epoch) => {
        const order = orderOfEpoch(count, seed, epoch)
        expect([...order].sort((a, b) => a - b)).toEqual(Array.from({ length: count }, (_, i) => i))
        expect(orderOfEpoch(count, seed, epoch)).toEqual(order)
      }),
    )
    expect(orderOfEpoch(50, 1, 1)).not.toEqual(orderOfEpoch(50, 1, 0))
    expect(orderOfEpoch(50, 2, 0)).not.toEqual(orderOfEpoch(50, 1, 0))
  })

  test('by length is a permutation that pads less, with the incomplete batch last', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 3, max: 90 }), { maxLength: 300 }),
        fc.integer({ min: 1, max: 17 }),
        fc.nat(),
        (lengths, batchSize, seed) => {
          const order = orderByLength(lengths, seed, 0, batchSize)
          expect([...order].sort((a, b) => a - b)).toEqual([...lengths.keys()])
          expect(orderByLength(lengths, seed, 0, batchSize)).toEqual(order)
        },
      ),
    )
    const lengths = Array.from({ length: 1000 }, (_, i) => 3 + ((i * 37) % 80))
    const padded = (order: readonly number[]) => {
      let cells = 0
      for (let i = 0; i < order.length; i += 16) {
        const batch = order.slice(i, i + 16)
        cells += batch.length * Math.max(...batch.map(index => lengths[index]!))
      }
      return cells
    }
    const grouped = orderByLength(lengths, 1, 0, 16)
    expect(padded(grouped)).toBeLessThan(0.7 * padded(orderOfEpoch(1000, 1, 0)))
    // Batches do not come in waves: the first ones are not all longer than the last ones.
    const first = grouped.slice(0, 16 * 8).map(index => lengths[index]!)
    expect(Math.max(...first) - Math.min(...first)).toBeGreaterThan(40)
    expect(orderByLength(lengths, 1, 1, 16)).not.toEqual(grouped)
  })

  test('is pinned, because a run that is continued with a newer version depends on it', () => {
    expect(orderOfEpoch(8, 42, 0)).toMatchInlineSnapshot(`
      [
        3,
        2,
        7,
        6,
        0,
        4,
        5,
        1,
      ]
    `)
  })
})

test('evaluation goes from long to short and leaves nothing out', () => {
  expect(batchesByLength([3, 9, 3, 5], { rows: 2 })).toEqual([
    [1, 3],
    [0, 2],
  ])
  expect(batchesByLength([], { rows: 2 })).toEqual([])
})

test('prediction pads little and has few batches, none with more pieces than it may', () => {
  // Two of 12 beside 40 would have 56 pieces of padding: more than a batch of their own takes.
  const padded = { pieces: 200, computesPadding: true }
  expect(batchesByLength([12, 40, 40, 12], padded)).toEqual([
    [1, 2],
    [0, 3],
  ])
  expect(batchesByLength([38, 40, 40, 36], padded)).toEqual([[1, 2, 0, 3]])
  expect(batchesByLength([300, 5, 5, 5], { ...padded, pieces: 10 })).toEqual([[0], [1, 2], [3]])
  expect(batchesByLength([], padded)).toEqual([])
  const lengths = Array.from({ length: 400 }, (_, i) => 3 + ((i * 37) % 90))
  const batches = batchesByLength(lengths, { ...padded, pieces: 512 })
  const cells = batches.map(batch => lengths[batch[0]!]! * batch.length)
  expect(Math.max(...cells)).toBeLessThanOrEqual(512)
  expect(batches.flat().sort((a, b) => a - b)).toEqual(lengths.map((_, i) => i))
})

test('where nothing is computed for padding batches are full of pieces, with twice as many places at most', () => {
  expect(batchesByLength([12, 40, 40, 12], { pieces: 104 })).toEqual([[1, 2, 0, 3]])
  expect(batchesByLength([12, 40, 40, 12], { pieces: 103 })).toEqual([[1, 2, 0], [3]])
  expect(batchesByLength([300, 5, 5, 5], { pieces: 10 })).toEqual([[0], [1, 2], [3]])
  // Five rows of 40 are 200 places.
  expect(batchesByLength([40, 2, 2, 2, 2, 2], { pieces: 100 })).toEqual([[0, 1, 2, 3, 4], [5]])
  expect(batchesByLength([], { pieces: 10 })).toEqual([])
})
