/** @file Cross-entropy against its definition, and at its edges. */
import { describe, expect, it } from 'vitest'
import { gradientName, withGradients } from '../../src/graph/grad.ts'
import { float, int, reshape, trace } from '../../src/graph/trace.ts'
import { barUnseenLabels, crossEntropy } from '../../src/nn/losses.ts'
import { runGraph } from '../graph/run.ts'

const graph = withGradients(
  trace(
    new Map([
      ['logits', float('N', 3)],
      ['labels', int('N')],
    ]),
    get => {
      const { loss, counted } = crossEntropy(get('logits'), get('labels'))
      return { loss, counted }
    },
  ),
  'loss',
  ['logits'],
)
const logits = [2, -1, 0.5, 0, 0, 0, 100, -100, 3]

async function evaluate(labels: readonly number[]) {
  const result = await runGraph(
    graph,
    {
      logits: { shape: [3, 3], data: logits },
      labels: { shape: [3], data: labels },
    },
    'float64',
  )
  return {
    loss: result.loss!.data[0]!,
    counted: result.counted!.data[0]!,
    gradient: result[gradientName('logits')]!.data,
  }
}

describe('crossEntropy', () => {
  it('is the mean of -log softmax over the labels that count', async () => {
    const { loss, counted, gradient } = await evaluate([0, -100, 2])
    const first = Math.log(Math.exp(2) + Math.exp(-1) + Math.exp(0.5)) - 2
    expect(counted).toBe(2)
    expect(loss).toBeCloseTo((first + 97) / 2, 10)
    expect(gradient.slice(3, 6)).toEqual([0, 0, 0])
    expect(gradient[0]).toBeCloseTo((Math.exp(-first) - 1) / 2, 10)
  })

  it('is 0 with a gradient of zeros where nothing counts', async () => {
    const { loss, counted, gradient } = await evaluate([-100, -100, -100])
    expect([loss, counted]).toEqual([0, 0])
    expect(gradient.map(Math.abs)).toEqual(Array(9).fill(0))
  })
})

describe('barUnseenLabels', () => {
  const barred = withGradients(
    trace(
      new Map([
        ['logits', float(4, 3)],
        ['labels', int(2, 2)],
        ['looked', int(2, 3)],
      ]),
      get => {
        const competing = barUnseenLabels(get('logits'), get('labels'), get('looked'), 0)
        const { loss, counted } = crossEntropy(competing, reshape(get('labels'), [4]))
        return { loss, counted }
      },
    ),
    'loss',
    ['logits'],
  )
  // Two sequences of two words; nobody looked for label 2 in the first one.
  const words = [1, 2, 30, -1, 0.5, 2, 1, 2, 3, 0, 0, 0]
  const run = async (labels: readonly number[], looked: readonly number[]) => {
    const result = await runGraph(
      barred,
      {
        logits: { shape: [4, 3], data: words },
        labels: { shape: [2, 2], data: labels },
        looked: { shape: [2, 3], data: looked },
      },
      'float64',
    )
    return { loss: result.loss!.data[0]!, gradient: result[gradientName('logits')]!.data }
  }
  const crossEntropyOf = (row: readonly number[], label: number) =>
    Math.log(row.reduce((total, value) => total + Math.exp(value), 0)) - row[label]!

  it('lets O compete only with labels that were looked for, and every other word with all', async () => {
    const { loss, gradient } = await run([0, 1, 0, -100], [1, 1, 0, 1, 1, 1])
    const expected = [
      crossEntropyOf([1, 2], 0),
      crossEntropyOf([-1, 0.5, 2], 1),
      crossEntropyOf([1, 2, 3], 0),
    ]
    expect(loss).toBeCloseTo(expected.reduce((a, b) => a + b) / 3, 10)
    expect(gradient[2]).toBe(0)
    expect(gradient[5]).not.toBe(0)
    expect(gradient[8]).not.toBe(0)
  })
  it('changes nothing where all were looked for', async () => {
    const { loss } = await run([0, 1, 0, -100], [1, 1, 1, 1, 1, 1])
    const expected = [
      crossEntropyOf([1, 2, 30], 0),
      crossEntropyOf([-1, 0.5, 2], 1),
      crossEntropyOf([1, 2, 3], 0),
    ]
    expect(loss).toBeCloseTo(expected.reduce((a, b) => a + b) / 3, 10)
  })
})
