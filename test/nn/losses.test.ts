/** @file Cross-entropy against its definition, and at its edges. */
import { describe, expect, it } from 'vitest'
import { gradientName, withGradients } from '../../src/graph/grad.ts'
import { float, int, trace } from '../../src/graph/trace.ts'
import { crossEntropy } from '../../src/nn/losses.ts'
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
