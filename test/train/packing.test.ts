/** @file Sequences that share rows of attention: each piece has a place, and distances in a sequence stay. */
import { expect, test } from 'vitest'
import { createRandom } from '../../src/random.ts'
import { packBatch } from '../../src/train/engine/onnx/packing.ts'

const batchOf = (lengths: readonly number[], length = Math.max(...lengths)) => ({
  rows: lengths.length,
  length,
  attentionMask: Int32Array.from(lengths.flatMap(own => Array.from({ length }, (_, t) => Number(t < own)))),
})

test('short sequences share a row, the longest first', () => {
  const { shape, sequences, pieces, places } = packBatch(batchOf([2, 5, 1, 3]))
  expect(shape).toEqual([3, 5])
  expect([...sequences]).toEqual([2, 2, 2, 2, 2, 4, 4, 4, 1, 1, 3, 0, 0, 0, 0])
  expect([...pieces]).toEqual([0, 1, 5, 6, 7, 8, 9, 10, 15, 16, 17])
  expect([...places]).toEqual([8, 9, 0, 1, 2, 3, 4, 10, 5, 6, 7])
})

test('sequences of one length have a row each, and rows end with the longest, whatever the padding', () => {
  expect(packBatch(batchOf([4, 4, 4], 9)).shape).toEqual([3, 4])
})

test('a gap in a sequence stays one, and padding before it', () => {
  const { shape, sequences, places } = packBatch({
    rows: 2,
    length: 4,
    attentionMask: Int32Array.of(0, 1, 0, 1, 1, 0, 0, 0),
  })
  expect(shape).toEqual([2, 4])
  expect([...sequences]).toEqual([0, 1, 0, 1, 2, 0, 0, 0])
  expect([...places]).toEqual([1, 3, 4])
})

test('every piece has a place of its own, as far from others of its sequence as it was', () => {
  const random = createRandom(1, 'packing')
  for (let round = 0; round < 50; round++) {
    const lengths = Array.from({ length: 1 + random.below(20) }, () => 1 + random.below(40))
    const batch = batchOf(lengths)
    const { shape, sequences, pieces, places } = packBatch(batch)
    const [rows, width] = shape
    expect(new Set(places).size).toBe(lengths.reduce((a, b) => a + b, 0))
    expect(rows).toBeLessThanOrEqual(lengths.length)
    expect(sequences.filter(number => number > 0)).toHaveLength(places.length)
    for (const [n, cell] of pieces.entries()) {
      const row = Math.floor(cell / batch.length)
      expect(sequences[places[n]!]).toBe(row + 1)
      if (n > 0 && Math.floor(pieces[n - 1]! / batch.length) === row) {
        expect(places[n]! - places[n - 1]!).toBe(1)
        expect(Math.floor(places[n]! / width)).toBe(Math.floor(places[n - 1]! / width))
      }
    }
  }
})
