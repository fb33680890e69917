/**
 * @file Epochs in batches and steps: by a number of sequences, and by a budget of word pieces, after which epochs differ.
 */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { endsEpoch } from '../../src/config/intervals.ts'
import { orderByLength, orderOfEpoch } from '../../src/train/data/batches.ts'
import { createEpochs, fillBatches, type Sampling, type TokenBudget } from '../../src/train/loop/epochs.ts'
import { epochAfter, planTraining } from '../../src/train/loop/plan.ts'

const samplings = ['random', 'group_by_length', 'sequential'] as const
const lengthsArb = fc.array(fc.integer({ min: 3, max: 90 }), { minLength: 1, maxLength: 200 })
const budgetArb: fc.Arbitrary<TokenBudget> = fc.record({
  tokens: fc.integer({ min: 5, max: 400 }),
  processes: fc.integer({ min: 1, max: 3 }),
  countsPadding: fc.boolean(),
})
const epochsOf = (
  lengths: readonly number[],
  batchSize: number | TokenBudget,
  sampling: Sampling,
  seed = 1,
) => createEpochs(lengths, { batchSize, accumulation: 1, sampling, seed })
const shapeOf = (batch: readonly number[], lengths: readonly number[]) => ({
  rows: batch.length,
  longest: Math.max(...batch.map(index => lengths[index]!)),
  pieces: batch.reduce((sum, index) => sum + lengths[index]!, 0),
})
/** Lengths like those of sentences, 3 to 82. */
const sentences = Array.from({ length: 1000 }, (_, i) => 3 + ((i * 37) % 80))

describe('batches of a number of sequences', () => {
  test('hold every example once in the order of the epoch, the last batch fewer', () => {
    const lengths = [5, 9, 3, 7, 4, 8, 6]
    for (const [sampling, order] of [
      ['random', orderOfEpoch(7, 1, 2)],
      ['group_by_length', orderByLength(lengths, 1, 2, 3)],
      ['sequential', [0, 1, 2, 3, 4, 5, 6]],
    ] as const) {
      const batches = epochsOf(lengths, 3, sampling).batchesOf(2)
      expect(batches.map(batch => batch.length)).toEqual([3, 3, 1])
      expect(batches.flat()).toEqual(order)
    }
  })
})

describe('batches by a budget of word pieces', () => {
  test('hold every example once, the same for a seed and an epoch and others for others', () => {
    fc.assert(
      fc.property(
        lengthsArb,
        budgetArb,
        fc.constantFrom(...samplings),
        fc.nat(),
        (lengths, budget, sampling, seed) => {
          const batches = epochsOf(lengths, budget, sampling, seed).batchesOf(3)
          expect(batches.flat().sort((a, b) => a - b)).toEqual([...lengths.keys()])
          expect(Math.min(...batches.map(batch => batch.length))).toBeGreaterThan(0)
          expect(epochsOf(lengths, budget, sampling, seed).batchesOf(3)).toEqual(batches)
        },
      ),
    )
    for (const sampling of ['random', 'group_by_length'] as const) {
      const epochs = epochsOf(sentences, { tokens: 512 }, sampling)
      expect(epochs.batchesOf(1)).not.toEqual(epochs.batchesOf(0))
      expect(epochsOf(sentences, { tokens: 512 }, sampling, 2).batchesOf(0)).not.toEqual(epochs.batchesOf(0))
    }
    expect(epochsOf(sentences, { tokens: 512 }, 'sequential').batchesOf(0).flat()).toEqual([
      ...sentences.keys(),
    ])
  })

  test('have no more pieces than it, or no more cells in any process where padding counts, but for a sequence alone', () => {
    fc.assert(
      fc.property(lengthsArb, budgetArb, fc.constantFrom(...samplings), (lengths, budget, sampling) => {
        const { tokens, processes = 1, countsPadding } = budget
        for (const batch of epochsOf(lengths, budget, sampling).batchesOf(0)) {
          const { rows, longest, pieces } = shapeOf(batch, lengths)
          const cells = Math.ceil(rows / processes) * longest
          if (rows === 1) continue
          expect(cells).toBeLessThanOrEqual(countsPadding ? tokens : 4 * tokens)
          expect(pieces).toBeLessThanOrEqual(tokens * processes)
        }
      }),
    )
  })

  test('are as full as the order allows', () => {
    const tokens = { tokens: 10 }
    expect(fillBatches([0, 1, 2, 3, 4], [4, 6, 5, 1, 5], tokens)).toEqual([[0, 1], [2, 3], [4]])
    const cells = { tokens: 10, countsPadding: true }
    expect(fillBatches([0, 1, 2, 3, 4], [4, 6, 5, 1, 5], cells)).toEqual([[0], [1], [2, 3], [4]])
    // Each of two processes has a row of 6; of three rows one process would have two.
    expect(fillBatches([0, 1, 2], [6, 6, 6], { ...cells, processes: 2 })).toEqual([[0, 1], [2]])
    expect(fillBatches([0, 1, 2], [5, 5, 5], { ...cells, processes: 2 })).toEqual([[0, 1, 2]])
    for (const sampling of samplings) {
      const batches = epochsOf(sentences, { tokens: 640 }, sampling).batchesOf(0)
      const pieces = batches.map(batch => shapeOf(batch, sentences).pieces)
      expect(Math.min(...pieces.slice(0, -1))).toBeGreaterThan(640 - 82)
    }
  })

  test('that is less than a sequence has leave this alone', () => {
    for (const countsPadding of [false, true])
      expect(fillBatches([0, 1, 2, 3], [2, 300, 2, 2], { tokens: 10, countsPadding })).toEqual([
        [0],
        [1],
        [2, 3],
      ])
  })

  test('let attention have four times as many cells at most', () => {
    // Eleven rows of 40 would be 440.
    const lengths = [40, ...Array.from({ length: 20 }, () => 3)]
    expect(fillBatches([...lengths.keys()], lengths, { tokens: 100 }).map(batch => batch.length)).toEqual([
      10, 11,
    ])
  })

  test('group lengths, so that little is padded, and not in waves', () => {
    const cellsOf = (sampling: Sampling) =>
      epochsOf(sentences, { tokens: 640, countsPadding: true }, sampling)
        .batchesOf(0)
        .reduce((sum, batch) => {
          const { rows, longest } = shapeOf(batch, sentences)
          return sum + rows * longest
        }, 0)
    const all = sentences.reduce((a, b) => a + b, 0)
    expect(cellsOf('group_by_length')).toBeLessThan(1.1 * all)
    expect(cellsOf('random')).toBeGreaterThan(1.5 * all)
    const first = epochsOf(sentences, { tokens: 640 }, 'group_by_length').batchesOf(0).slice(0, 8).flat()
    const lengths = first.map(index => sentences[index]!)
    expect(Math.max(...lengths) - Math.min(...lengths)).toBeGreaterThan(40)
  })

  test('are pinned, because a run that is continued with a newer version depends on them', () => {
    const lengths = [5, 9, 3, 7, 4, 8, 6, 12]
    expect(samplings.map(sampling => epochsOf(lengths, { tokens: 16 }, sampling, 42).batchesOf(0))).toEqual([
      [[3, 2], [7], [6, 0, 4], [5], [1]],
      [[0, 4], [7], [5], [3, 2, 6], [1]],
      [[0, 1], [2, 3, 4], [5, 6], [7]],
    ])
  })
})

describe('a training by a budget', () => {
  const budget = { seed: 3, padId: 0, batchSize: { tokens: 200 } }
  const plan = (changes: Partial<Parameters<typeof planTraining>[1]> = {}, engine = {}) =>
    planTraining(sentences.slice(0, 120), { ...budget, epochs: 5, ...changes }, engine)

  test('counts the batches of each of its epochs, which differ', () => {
    const { epoch, epochOf, batchesOf, maxSteps } = plan()
    const counts = [0, 1, 2, 3, 4].map(index => batchesOf(index).length)
    expect(new Set(counts).size).toBeGreaterThan(1)
    expect(maxSteps).toBe(counts.reduce((a, b) => a + b, 0))
    let firstStep = 0
    for (const [index, batches] of counts.entries()) {
      expect(epoch(index)).toEqual({ index, firstStep, steps: batches, batches })
      for (const step of [firstStep, firstStep + batches - 1]) expect(epochOf(step)).toEqual(epoch(index))
      firstStep += batches
    }
  })

  test('knows any step first: what was asked before does not matter', () => {
    const asked = plan()
    for (let step = 0; step < asked.maxSteps; step++) asked.batchesOf(asked.epochOf(step).index)
    for (const step of [asked.maxSteps - 1, 0, 40, asked.maxSteps + 30]) {
      const resumed = plan({ maxSteps: 10_000 })
      expect(resumed.epochOf(step)).toEqual(asked.epochOf(step))
      const { index } = asked.epochOf(step)
      expect(resumed.batchesOf(index)).toEqual(asked.batchesOf(index))
    }
  })

  test('accumulates the batches of one epoch, and ends epochs where they end', () => {
    const accumulated = plan({ accumulation: 4 })
    const ends = []
    for (let step = 1; step <= accumulated.maxSteps; step++) if (endsEpoch(step, accumulated)) ends.push(step)
    const steps = [0, 1, 2, 3, 4].map(index => Math.ceil(accumulated.batchesOf(index).length / 4))
    expect(ends).toEqual(steps.map((_, i) => steps.slice(0, i + 1).reduce((a, b) => a + b, 0)))
    expect(ends.map(step => epochAfter(step, accumulated))).toEqual([1, 2, 3, 4, 5])
    const { batches } = accumulated.epoch(1)
    expect(epochAfter(ends[0]! + 1, accumulated)).toBe(1 + 4 / batches)
  })

  test('ends within an epoch where epochs have a fraction, or with a number of steps', () => {
    const whole = plan()
    const { firstStep, steps } = whole.epoch(2)
    expect(plan({ epochs: 2.5 }).maxSteps).toBe(firstStep + Math.ceil(steps / 2))
    expect(plan({ epochs: 0.001 }).maxSteps).toBe(1)
    expect(plan({ maxSteps: 7 }).maxSteps).toBe(7)
    // As Trainer counts where all epochs have as many steps.
    for (const epochs of [1, 1.5, 2.1, 0.3])
      expect(plan({ batchSize: 12, epochs }).maxSteps).toBe(Math.ceil(epochs * 10))
  })

  test('counts padding where the engine computes it', () => {
    const cells = plan({}, { computesPadding: true })
    expect(cells.epoch(0).batches).toBeGreaterThan(plan().epoch(0).batches)
    for (const batch of cells.batchesOf(0)) {
      const { rows, longest } = shapeOf(batch, sentences)
      expect(rows * longest).toBeLessThanOrEqual(200)
    }
  })
})
