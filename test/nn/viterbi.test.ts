/** @file Decoding against all sequences one by one, and against pytorch-crf. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { crfChain } from '../../src/nn/crf.ts'
import { bestPath, type Chain, createChain, createIob2Chain, marginals } from '../../src/nn/viterbi.ts'
import { createRandom, mix32, type RandomStream } from '../../src/random.ts'
import { fuzzSeed } from '../fuzz.ts'

/** All sequences of n labels, with their scores; the last label varies slowest. */
function* sequences(scores: readonly number[], n: number, chain: Chain): Generator<[number[], number]> {
  const { labels: L, transitions, start, end } = chain
  for (let number = 0; number < L ** n; number++) {
    const path = Array.from({ length: n }, (_, t) => Math.floor(number / L ** t) % L)
    let score = start[path[0]!]! + end[path.at(-1)!]!
    for (const [t, label] of path.entries()) {
      score += scores[t * L + label]!
      if (t > 0) score += transitions[path[t - 1]! * L + label]!
    }
    yield [path, score]
  }
}

function best(scores: readonly number[], n: number, chain: Chain): number[] {
  let [found, highest]: [number[], number] = [[], Number.NEGATIVE_INFINITY]
  for (const [path, score] of sequences(scores, n, chain))
    if (score > highest) [found, highest] = [path, score]
  return found
}

/** Small whole numbers, whose sums are exact: many sequences are equal. */
const whole = (random: RandomStream, size: number): number[] =>
  Array.from({ length: size }, () => random.below(4) - 1)
const smooth = (random: RandomStream, size: number): number[] =>
  Array.from({ length: size }, () => random.normal() * 2)
/** Some are forbidden, but never the first label, nor what follows it. */
const withGaps = (random: RandomStream, values: number[], labels: number): number[] =>
  values.map((value, k) =>
    random.uniform() < 0.3 && k % labels > 0 && (k >= labels || values.length === labels)
      ? Number.NEGATIVE_INFINITY
      : value,
  )
const drawChain = (random: RandomStream, labels: number, draw: typeof whole): Chain =>
  createChain(labels, {
    transitions: withGaps(random, draw(random, labels ** 2), labels),
    start: withGaps(random, draw(random, labels), labels),
    end: withGaps(random, draw(random, labels), labels),
  })

describe('the best sequence of labels', () => {
  it('is the best of all, and the first among equals', () => {
    const random = createRandom(fuzzSeed, 'viterbi')
    for (let run = 0; run < 400; run++) {
      const L = 1 + random.below(4)
      const n = 1 + random.below(5)
      const draw = random.uniform() < 0.5 ? whole : smooth
      const zeros = (_: RandomStream, size: number): number[] => Array(size).fill(0)
      const chain = drawChain(random, L, random.uniform() < 0.3 ? zeros : draw)
      const scores = draw(random, n * L)
      expect([...bestPath(scores, chain)], `run ${run}`).toEqual(best(scores, n, chain))
    }
  })

  it('is that of pytorch-crf', () => {
    const reference = JSON.parse(readFileSync(join(import.meta.dirname, 'reference/crf.json'), 'utf8'))
    for (const item of reference.cases) {
      const [rows, length, L] = item.shape
      const chain = createChain(L, item)
      for (let row = 0; row < rows; row++) {
        const kept = Array.from({ length }, (_, t) => row * length + t).filter(at => item.labels[at] >= 0)
        const scores = kept.flatMap(at => item.logits.slice(at * L, (at + 1) * L))
        expect([...bestPath(scores, chain)], `${item.name}, row ${row}`).toEqual(item.paths[row])
      }
    }
    const { length, labels: L, cases } = reference.long
    const uniform = (start: number, size: number, scale: number): number[] =>
      Array.from({ length: size }, (_, i) => (mix32(start + i) / 2 ** 32 - 0.5) * 2 * scale)
    const chain = createChain(L, {
      transitions: uniform(2_000_000, L * L, 2),
      start: uniform(3_000_000, L, 2),
      end: uniform(4_000_000, L, 2),
    })
    for (const { name, lift, path } of cases) {
      const scores = uniform(1_000_000, length * L, 4)
      for (let t = 0; t < length; t++) scores[t * L + (mix32(5_000_000 + t) % L)]! += lift
      expect([...bestPath(scores, chain)], name).toEqual(path)
    }
  })

  it('of no scores is empty', () => expect(bestPath([], createIob2Chain(['O']))).toEqual(new Int32Array(0)))
})

describe('a chain of IOB2', () => {
  const names = ['I-Gene', 'B-Drug', 'O', 'I-Drug', 'B-Gene', 'X']
  const chain = createIob2Chain(names)
  const decode = (scores: readonly number[][]): string[] =>
    [...bestPath(scores.flat(), chain)].map(label => names[label]!)

  it('allows I-X after B-X and I-X only, in whatever order labels are', () => {
    const allowed = (before: string | undefined, name: string): boolean =>
      !name.startsWith('I-') || before === name || before === name.replace('I-', 'B-')
    for (const [j, name] of names.entries()) {
      expect(chain.start[j] === 0, name).toBe(allowed(undefined, name))
      expect(chain.end[j]).toBe(0)
      for (const [i, before] of names.entries())
        expect(chain.transitions[i * names.length + j] === 0, `${before} ${name}`).toBe(allowed(before, name))
    }
  })

  it('leaves the greatest scores as they are where they are allowed', () => {
    expect(
      decode([
        [0, 0, 0, 0, 9, 0],
        [9, 1, 1, 1, 1, 1],
        [0, 0, 0.1, 0, 0, 0],
      ]),
    ).toEqual(['B-Gene', 'I-Gene', 'O'])
  })

  it('finds the best that is allowed where they are not', () => {
    // O I-Gene I-Gene has 5 + 9 + 9, but nothing begins a gene; B-Gene at the first word costs 1.
    expect(
      decode([
        [0, 0, 5, 0, 4, 0],
        [9, 0, 3, 0, 0, 0],
        [9, 0, 3, 0, 0, 0],
      ]),
    ).toEqual(['B-Gene', 'I-Gene', 'I-Gene'])
    // Here it costs more than it brings.
    expect(
      decode([
        [0, 0, 50, 0, 4, 0],
        [9, 0, 8, 0, 0, 0],
        [0, 0, 3, 0, 0, 0],
      ]),
    ).toEqual(['O', 'O', 'O'])
    // A mention that begins the sentence.
    expect(
      decode([
        [9, 0, 1, 0, 2, 0],
        [9, 0, 1, 0, 0, 0],
      ]),
    ).toEqual(['B-Gene', 'I-Gene'])
    // A type that changes inside a mention.
    expect(
      decode([
        [0, 9, 0, 0, 8, 0],
        [9, 0, 0, 5, 0, 0],
      ]),
    ).toEqual(['B-Gene', 'I-Gene'])
  })

  it('is refused where no label may begin', () => {
    expect(() => createIob2Chain(['I-Gene', 'I-Drug'])).toThrow(/some label may stand first/)
  })
})

describe("each position's probabilities", () => {
  it('are the shares of all sequences that have the label there', () => {
    const random = createRandom(fuzzSeed, 'marginals')
    for (let run = 0; run < 150; run++) {
      const L = 1 + random.below(4)
      const n = 1 + random.below(5)
      const chain = drawChain(random, L, smooth)
      const scores = smooth(random, n * L)
      const weights = Array(n * L).fill(0)
      let total = 0
      for (const [path, score] of sequences(scores, n, chain)) {
        total += Math.exp(score)
        for (const [t, label] of path.entries()) weights[t * L + label] += Math.exp(score)
      }
      for (const [k, value] of marginals(scores, chain).entries())
        expect(Math.abs(value - weights[k] / total), `run ${run}`).toBeLessThan(1e-12)
    }
  })

  it('do not underflow over long sequences of extreme scores', () => {
    const chain = createIob2Chain(['O', 'B-X', 'I-X'])
    // I-X is by far the best everywhere, and may stand nowhere without a B-X at the first word.
    const scores = Array.from({ length: 3 * 2000 }, (_, k) => (k % 3 === 2 ? 300 : -300 * (k % 3)))
    const values = marginals(scores, chain)
    expect(values.every(Number.isFinite)).toBe(true)
    const near = (t: number): number[] =>
      [...values.subarray(3 * t, 3 * t + 3)].map(x => Math.round(x * 1e12) / 1e12)
    expect(near(0)).toEqual([0, 1, 0])
    expect(near(1999)).toEqual([0, 0, 1])
  })
})

describe('the weights of a chain', () => {
  const tensor = (shape: readonly number[], ...data: number[]) => ({ shape, data: Float32Array.from(data) })
  it('are taken from parameters by name', () => {
    const chain = crfChain(
      new Map([
        ['crf.transitions', tensor([2, 2], 1, 2, 3, 4)],
        ['crf.start_transitions', tensor([2], 5, 6)],
        ['crf.end_transitions', tensor([2], 7, 8)],
      ]),
    )
    expect([chain.labels, [...chain.transitions], [...chain.start], [...chain.end]]).toEqual([
      2,
      [1, 2, 3, 4],
      [5, 6],
      [7, 8],
    ])
    expect(() => crfChain(new Map())).toThrow(/crf.start_transitions/)
  })

  it('are refused where they are not numbers, or not as many', () => {
    const weights = { transitions: [0, 0, 0, Number.NaN], start: [0, 0], end: [0, 0] }
    expect(() => createChain(2, weights)).toThrow(/NaN/)
    expect(() => createChain(3, weights)).toThrow(/chain of 3 labels, got .* of 4,2,2/)
    expect(() => bestPath([1, 2, 3], createIob2Chain(['O', 'B-X']))).toThrow(/2 scores a position/)
  })

  it('are refused in decoding where they allow no sequence', () => {
    const no = Number.NEGATIVE_INFINITY
    const chain = createChain(2, { transitions: [no, 0, no, no], start: [0, 0], end: [0, 0] })
    expect([...bestPath([1, 0, 1, 0], chain)]).toEqual([0, 1])
    expect(() => bestPath([1, 0, 1, 0, 1, 0], chain)).toThrow(/allows a sequence/)
    expect(() => marginals([1, 0, 1, 0, 1, 0], chain)).toThrow(/allows a sequence/)
  })
})
