import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { CRF_END, CRF_START, CRF_TRANSITIONS } from '../../src/nn/crf.ts'
import { createDecoding } from '../../src/nn/decoding.ts'
import { fitTemperature, type LabelledScores, negativeLogLikelihood } from '../../src/nn/temperature.ts'
import { decodeBest, softmaxProbabilities } from '../../src/tokenizer/decode.ts'

interface Case {
  seed: number
  words: number
  labels: number
  sharpness: number
  temperature: number
  loss: number
  before: number
}
const { cases } = JSON.parse(
  readFileSync(join(import.meta.dirname, 'reference/temperature.json'), 'utf8'),
) as { cases: Case[] }

/** As scripts/reference/temperature.py draws them. */
function draw({ seed, words, labels, sharpness }: Case): LabelledScores {
  let state = seed
  const next = (): number => {
    state = Number((1664525n * BigInt(state) + 1013904223n) % 4294967296n)
    return (state + 0.5) / 4294967296
  }
  const scores: number[] = []
  const gold = Array.from({ length: words }, () => {
    const row = Array.from({ length: labels }, () => 8 * next() - 4)
    scores.push(...row)
    const weights = row.map(value => Math.exp(value / sharpness))
    let place = next() * weights.reduce((a, b) => a + b)
    let label = 0
    while (label < labels - 1 && place >= weights[label]!) place -= weights[label++]!
    return label
  })
  return { scores: Float32Array.from(scores), gold }
}

const softmax =
  (labels: number) =>
  (scores: Float32Array, temperature: number): Float64Array =>
    softmaxProbabilities(scores, labels, temperature)

test.each(cases)('a temperature is the one that LBFGS of PyTorch finds: $temperature', each => {
  const sentences = [draw(each)]
  const temperature = fitTemperature(sentences, softmax(each.labels))
  expect(Math.abs(temperature / each.temperature - 1)).toBeLessThan(1e-3)
  const loss = (value: number) => negativeLogLikelihood(sentences, softmax(each.labels), value)
  expect(loss(temperature) / each.loss).toBeCloseTo(1, 6)
  expect(loss(1) / each.before).toBeCloseTo(1, 6)
  expect(loss(temperature)).toBeLessThan(loss(1))
  expect(fitTemperature(sentences, softmax(each.labels))).toBe(temperature)
})

test('words that do not count have no part in it', () => {
  const { scores, gold } = draw(cases[0]!)
  const half = Array.from(gold, (label, i) => (i % 2 === 0 ? label : -100))
  const even = (_: unknown, i: number): boolean => Math.floor(i / cases[0]!.labels) % 2 === 0
  const alone = { scores: scores.filter(even), gold: Array.from(gold).filter((_, i) => i % 2 === 0) }
  const fit = (sentence: LabelledScores) => fitTemperature([sentence], softmax(cases[0]!.labels))
  expect(fit({ scores, gold: half })).toBe(fit(alone))
})

test('is 1 where every word is right, or nothing is known', () => {
  expect(fitTemperature([{ scores: Float32Array.of(2, 0, 0, 1), gold: [0, 1] }], softmax(2))).toBe(1)
  expect(fitTemperature([{ scores: Float32Array.of(2, 0, 0, 1), gold: [1, 0] }], softmax(2))).toBe(1)
  expect(fitTemperature([], softmax(2))).toBe(1)
})

const labels = ['O', 'B-X', 'I-X']
const numbers = (count: number) =>
  fc.array(
    fc.integer({ min: -12, max: 12 }).map(n => n / 4),
    { minLength: count, maxLength: count },
  )

/** Every sequence of three labels. */
function sequencesOf(length: number): number[][] {
  if (length === 0) return [[]]
  return sequencesOf(length - 1).flatMap(before => [0, 1, 2].map(label => [...before, label]))
}

test('probabilities are those of all sequences at the temperature, and the likeliest stays what decoding finds', () => {
  const sentence = fc.array(numbers(3), { minLength: 1, maxLength: 5 })
  const head = fc.constantFrom('linear' as const, 'crf' as const)
  const decoding = fc.constantFrom('argmax' as const, 'constrained' as const)
  const temperatures = fc.double({ min: 0.2, max: 20, noNaN: true })
  fc.assert(
    fc.property(
      sentence,
      numbers(15),
      temperatures,
      head,
      decoding,
      (rows, weights, temperature, head, decoding) => {
        const own = head === 'crf' ? weights : weights.map(() => 0)
        const [transitions, start, end] = [own.slice(0, 9), own.slice(9, 12), own.slice(12)]
        const scoreOf = (sequence: readonly number[]): number =>
          sequence.reduce((sum, label, t) => {
            const before = sequence[t - 1]
            const isAllowed = decoding === 'argmax' || label !== 2 || (before !== undefined && before !== 0)
            const step = before === undefined ? start[label]! : transitions[3 * before + label]!
            return isAllowed ? sum + rows[t]![label]! + step : Number.NEGATIVE_INFINITY
          }, end[sequence.at(-1)!]!)
        const sequences = sequencesOf(rows.length).map(sequence => ({
          sequence,
          weight: Math.exp(scoreOf(sequence) / temperature),
        }))
        const total = sequences.reduce((sum, { weight }) => sum + weight, 0)
        const tensor = (shape: number[], data: number[]) => ({ shape, data: Float32Array.from(data) })
        const parameters = new Map([
          [CRF_TRANSITIONS, tensor([3, 3], transitions)],
          [CRF_START, tensor([3], start)],
          [CRF_END, tensor([3], end)],
        ])
        const made = createDecoding({ labels, head, decoding, parameters })
        const scores = Float32Array.from(rows.flat())
        const shares = (made?.probabilities ?? softmaxProbabilities)(scores, 3, temperature)
        for (let word = 0; word < rows.length; word++)
          for (let label = 0; label < 3; label++) {
            const such = sequences.filter(({ sequence }) => sequence[word] === label)
            const expected = such.reduce((sum, { weight }) => sum + weight, 0) / total
            expect(shares[3 * word + label]).toBeCloseTo(expected, 9)
          }
        const path = [...(made?.decode(scores) ?? decodeBest(scores, 3))]
        const best = sequences.reduce((a, b) => (b.weight > a.weight ? b : a))
        expect(Math.exp(scoreOf(path) / temperature) / best.weight).toBeCloseTo(1, 9)
      },
    ),
    { numRuns: 60 },
  )
})
