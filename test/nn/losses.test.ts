/** @file Losses against PyTorch and scikit-learn, and at their edges. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { gradientName, withGradients } from '../../src/graph/grad.ts'
import type { Graph } from '../../src/graph/ir.ts'
import { float, int, trace } from '../../src/graph/trace.ts'
import { labelWeights, logitAdjustment, type Weighting } from '../../src/nn/class-weights.ts'
import {
  type CrossEntropyLoss,
  type DiceLoss,
  type LossFunction,
  lossVectors,
  maskUnannotated,
  plainCrossEntropy,
  tokenLoss,
} from '../../src/nn/losses.ts'
import { runGraph } from '../graph/run.ts'

interface Reference {
  readonly logits: readonly number[]
  readonly labels: readonly number[]
  readonly counts: readonly number[]
  readonly cases: readonly {
    readonly name: string
    readonly settings: Partial<Omit<CrossEntropyLoss, 'kind'> & Omit<DiceLoss, 'kind'>> & {
      readonly tau?: number
    }
    readonly loss: number
    readonly gradient: readonly number[]
  }[]
  readonly weights: {
    readonly balanced: readonly number[]
    readonly 'inverse-sqrt': readonly number[]
    readonly 'effective-number': Readonly<Record<string, readonly number[]>>
  }
}
const reference: Reference = JSON.parse(
  readFileSync(join(import.meta.dirname, 'reference/losses.json'), 'utf8'),
)

function graphOf(loss: LossFunction, rows: number, classes: number): Graph {
  const inputs = new Map([
    ['logits', float(rows, classes)],
    ['labels', int(rows)],
  ])
  for (const name of lossVectors(loss).keys()) inputs.set(name, float(classes))
  const forward = trace(inputs, get => ({ ...tokenLoss(loss, get('logits'), get('labels'), get) }))
  return withGradients(forward, 'loss', ['logits'])
}

async function evaluate(
  loss: LossFunction,
  logits: readonly number[],
  labels: readonly number[],
  precision: 'float32' | 'float64' = 'float64',
) {
  const classes = logits.length / labels.length
  const feeds: Record<string, Parameters<typeof runGraph>[1][string]> = {
    logits: { shape: [labels.length, classes], data: logits },
    labels: { shape: [labels.length], data: labels },
  }
  for (const [name, vector] of lossVectors(loss)) feeds[name] = { shape: [classes], data: vector }
  const result = await runGraph(graphOf(loss, labels.length, classes), feeds, precision)
  return {
    loss: result.loss!.data[0]!,
    counted: result.counted!.data[0]!,
    gradient: result[gradientName('logits')]!.data,
  }
}

function lossOf({ settings }: Reference['cases'][number]): LossFunction {
  const { tau, alpha, smooth, ...rest } = settings
  if (alpha !== undefined && smooth !== undefined) return { kind: 'dice', alpha, smooth }
  const adjustment = tau === undefined ? undefined : logitAdjustment(reference.counts, tau)
  return { kind: 'cross-entropy', ...rest, adjustment }
}

describe('a loss', () => {
  it.each(reference.cases.map(one => [one.name, one] as const))(
    "has PyTorch's value and gradient: %s",
    async (_, one) => {
      const { loss, gradient } = await evaluate(lossOf(one), reference.logits, reference.labels)
      expect(Math.abs(loss / one.loss - 1)).toBeLessThan(1e-9)
      for (const [i, theirs] of one.gradient.entries())
        expect(Math.abs(gradient[i]! - theirs)).toBeLessThan(1e-9)
    },
  )

  it.each(reference.cases.map(one => [one.name, one] as const))(
    'is as good in float32: %s',
    async (_, one) => {
      const { loss, gradient } = await evaluate(lossOf(one), reference.logits, reference.labels, 'float32')
      expect(Math.abs(loss / one.loss - 1)).toBeLessThan(1e-6)
      for (const [i, theirs] of one.gradient.entries())
        expect(Math.abs(gradient[i]! - theirs)).toBeLessThan(1e-6)
    },
  )

  it.each(reference.cases.map(one => [one.name, one] as const))(
    'is 0 with a gradient of zeros where nothing counts: %s',
    async (_, one) => {
      const { loss, counted, gradient } = await evaluate(lossOf(one), reference.logits, Array(9).fill(-100))
      expect([loss, counted]).toEqual([0, 0])
      expect(gradient.map(Math.abs)).toEqual(Array(45).fill(0))
    },
  )

  it('divides by the number of tokens that count, or by what they weigh', async () => {
    const weights = [0.5, 1, 2]
    const labels = [0, -100, 2]
    const logits = [2, -1, 0.5, 0, 0, 0, 100, -100, 3]
    const by = async (reduction: 'weights' | 'tokens') =>
      (await evaluate({ kind: 'cross-entropy', weights, reduction }, logits, labels)).counted
    expect([await by('tokens'), await by('weights')]).toEqual([2, 2.5])
  })

  it.each([0.5, 2, 5])(
    'is finite for tokens as certain as numbers can be, right and wrong (gamma %d)',
    async gamma => {
      for (const labels of [
        [0, 0],
        [1, 1],
      ]) {
        const loss: LossFunction = { kind: 'cross-entropy', gamma, labelSmoothing: 0.1 }
        const result = await evaluate(loss, [300, -300, 1e4, -1e4], labels, 'float32')
        expect([result.loss, ...result.gradient].every(Number.isFinite)).toBe(true)
      }
    },
  )
})

describe('weights of labels', () => {
  it('are those of scikit-learn and of the papers', () => {
    const close = (ours: readonly number[], theirs: readonly number[]) =>
      expect(ours.every((weight, i) => Math.abs(weight / theirs[i]! - 1) < 1e-9)).toBe(true)
    close(labelWeights('balanced', reference.counts), reference.weights.balanced)
    close(labelWeights('inverse-sqrt', reference.counts), reference.weights['inverse-sqrt'])
    for (const [beta, theirs] of Object.entries(reference.weights['effective-number']))
      close(labelWeights('effective-number', reference.counts, { beta: Number(beta) }), theirs)
  })
  it.each<Weighting>(['balanced', 'inverse-sqrt', 'effective-number'])(
    'do not depend on labels that never occur: %s',
    weighting => {
      const [a, b] = labelWeights(weighting, [30, 5])
      const withUnseen = labelWeights(weighting, [30, 0, 5])
      expect([withUnseen[0], withUnseen[2]]).toEqual([a, b])
      expect(withUnseen.every(Number.isFinite)).toBe(true)
    },
  )
  it('are equal where beta is 0', () => {
    expect(labelWeights('effective-number', [100, 1], { beta: 0 })).toEqual([1, 1])
  })
  it('adjust logits by the logarithm of the prior, that of one occurrence where there is none', () => {
    expect(logitAdjustment([99, 1, 0], 2)).toEqual([
      2 * Math.log(0.99),
      2 * Math.log(0.01),
      2 * Math.log(0.01),
    ])
  })
})

describe('maskUnannotated', () => {
  // Two sequences of two words; nobody looked for label 2 in the first one.
  const logits = [1, 2, 30, -1, 0.5, 2, 1, 2, 3, 0, 0, 0]
  const run = async (looked: readonly number[], loss: LossFunction = plainCrossEntropy) => {
    const labels = [0, 1, 0, -100]
    const inputs = new Map([
      ['logits', float(4, 3)],
      ['labels', int(4)],
      ['sequences', int(4)],
      ['looked', int(2, 3)],
    ])
    const forward = trace(inputs, get => {
      const pieces = { labels: get('labels'), sequences: get('sequences') }
      const competing = maskUnannotated(get('logits'), pieces, get('looked'), 0)
      return { ...tokenLoss(loss, competing, get('labels'), get) }
    })
    const result = await runGraph(
      withGradients(forward, 'loss', ['logits']),
      {
        logits: { shape: [4, 3], data: logits },
        labels: { shape: [4], data: labels },
        sequences: { shape: [4], data: [0, 0, 1, 1] },
        looked: { shape: [2, 3], data: looked },
      },
      'float64',
    )
    return { loss: result.loss!.data[0]!, gradient: result[gradientName('logits')]!.data }
  }
  const logSum = (row: readonly number[]) =>
    Math.log(row.reduce((total, value) => total + Math.exp(value), 0))
  const crossEntropyOf = (row: readonly number[], label: number) => logSum(row) - row[label]!

  it('lets O compete only with labels that were looked for, and every other word with all', async () => {
    const { loss, gradient } = await run([1, 1, 0, 1, 1, 1])
    const expected =
      crossEntropyOf([1, 2], 0) + crossEntropyOf([-1, 0.5, 2], 1) + crossEntropyOf([1, 2, 3], 0)
    expect(loss).toBeCloseTo(expected / 3, 10)
    expect(gradient[2]).toBe(0)
    expect(gradient[5]).not.toBe(0)
    expect(gradient[8]).not.toBe(0)
  })
  it('changes nothing where all were looked for', async () => {
    const { loss } = await run([1, 1, 1, 1, 1, 1])
    const expected =
      crossEntropyOf([1, 2, 30], 0) + crossEntropyOf([-1, 0.5, 2], 1) + crossEntropyOf([1, 2, 3], 0)
    expect(loss).toBeCloseTo(expected / 3, 10)
  })
  it('keeps smoothing, the focal term and dice to the labels that compete', async () => {
    const smoothed = await run([1, 1, 0, 1, 1, 1], { kind: 'cross-entropy', labelSmoothing: 0.1 })
    const first =
      0.9 * crossEntropyOf([1, 2], 0) + (0.1 / 2) * (crossEntropyOf([1, 2], 0) + crossEntropyOf([1, 2], 1))
    const rest = [
      [[-1, 0.5, 2], 1],
      [[1, 2, 3], 0],
    ] as const
    const others = rest.map(
      ([row, label]) =>
        0.9 * crossEntropyOf(row, label) +
        (0.1 / 3) * row.reduce((sum, _, c) => sum + crossEntropyOf(row, c), 0),
    )
    expect(smoothed.loss).toBeCloseTo((first + others[0]! + others[1]!) / 3, 10)
    for (const loss of [
      { kind: 'cross-entropy', gamma: 2 },
      { kind: 'dice', alpha: 1, smooth: 1 },
    ] as const) {
      const { gradient } = await run([1, 1, 0, 1, 1, 1], loss)
      expect(gradient[2]).toBe(0)
      expect(gradient.every(Number.isFinite)).toBe(true)
    }
  })
})
