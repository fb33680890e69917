/** @file The parts of the benchmarks that no run of them checks: what they keep, and how they count operations. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { describe as describePairs } from '../bench/epochs.ts'
import { mapsOfLayer, productFlops, stepFlops } from '../bench/flops.ts'
import { handOver, keep, type Measurement } from '../bench/results.ts'
import { exponent } from '../bench/scaling.ts'
import { openEncoder } from '../src/nn/families/families.ts'
import { defaultSettings } from '../src/nn/model.ts'

test('a run that breaks off keeps what it has measured', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'medspan-bench-'))
  async function* broken(): AsyncGenerator<Measurement> {
    yield { claim: 'first', ours: 1, versions: {} }
    yield { claim: 'second', ours: 2, versions: {} }
    throw new Error('the peer stopped')
  }
  try {
    await expect(handOver(broken(), item => keep('made', item, folder))).rejects.toThrow('the peer stopped')
    const lines = readFileSync(join(folder, 'made.jsonl'), 'utf8').trim().split('\n')
    expect(lines.map(line => JSON.parse(line).claim)).toEqual(['first', 'second'])
  } finally {
    rmSync(folder, { recursive: true })
  }
})

test('what comes all at the end is handed over too', async () => {
  const taken: Measurement[] = []
  const one = { claim: 'only', ours: 1, versions: {} }
  await handOver(Promise.resolve([one]), item => taken.push(item))
  expect(taken).toEqual([one])
})

const bert = openEncoder(
  {
    model_type: 'bert',
    vocab_size: 100,
    hidden_size: 8,
    num_hidden_layers: 3,
    num_attention_heads: 2,
    intermediate_size: 32,
  },
  'config.json',
  defaultSettings,
)

test("a layer's linear maps are those of attention and of the feed-forward part, not embeddings", () => {
  const count = (wanted: string) => mapsOfLayer(bert).filter(map => String(map) === wanted).length
  expect([count('8,8'), count('32,8'), count('8,32'), mapsOfLayer(bert).length]).toEqual([4, 1, 1, 6])
})

test('a step counts products of word pieces, and of pairs of them within a sequence', () => {
  const weights = 4 * 8 * 8 + 2 * 8 * 32
  expect(productFlops(mapsOfLayer(bert), 5)).toBe(6 * 5 * weights)
  const pieces = 6 * (5 + 2) * (3 * weights + 7 * 8)
  expect(stepFlops(bert, 7, [5, 2])).toBe(pieces + 3 * 12 * 8 * (5 * 5 + 2 * 2))
})

test('an exponent is the slope between logarithms, whatever the factor', () => {
  const xs = [32, 64, 128, 256]
  expect(exponent(xs.map(x => [x, 7 * x ** 1.5]))).toBeCloseTo(1.5, 12)
  expect(exponent(xs.map(x => [x, 3]))).toBeCloseTo(0, 12)
})

test("times of whole fine-tunings are normalised by the rates of each side's products around them", () => {
  const scores = { default: 0.7, strict: 0.7, validation: 0.7 }
  const ours = { seconds: 100, products: [300, 500], ...scores } as const
  const theirs = { seconds: 150, products: [200, 200], ...scores } as const
  const found = describePairs('made', [{ ours, theirs }], 'at least 2')
  const normalised = found.find(({ claim }) => claim.includes('normalised'))!
  expect(normalised.ours).toBeCloseTo((150 * 200) / (100 * 400), 12)
  expect(found[0]).toMatchObject({ ours: 100, peer: 150, ratio: 100 / 150 })
})
