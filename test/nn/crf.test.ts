/** @file The chain's loss against pytorch-crf, in both precisions, and at its edges. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { gradientName, withGradients } from '../../src/graph/grad.ts'
import type { Graph } from '../../src/graph/ir.ts'
import { rewrite } from '../../src/graph/rewrite.ts'
import { float, int, trace } from '../../src/graph/trace.ts'
import { crfLoss, crfParameters } from '../../src/nn/crf.ts'
import { mix32 } from '../../src/random.ts'
import { type Precision, runGraph } from '../graph/run.ts'

type Name = 'logits' | 'transitions' | 'start' | 'end'
type Arrays = Readonly<Record<Name, readonly number[]>>
const names: readonly Name[] = ['logits', 'transitions', 'start', 'end']

interface Reference {
  readonly cases: readonly (Arrays & {
    readonly name: string
    readonly shape: readonly [rows: number, length: number, labels: number]
    readonly labels: readonly number[]
    readonly loss: number
    readonly gradients: Arrays
  })[]
  readonly long: {
    readonly length: number
    readonly labels: number
    readonly every: number
    readonly cases: readonly {
      readonly name: string
      readonly lift: number
      readonly loss: number
      readonly gradients: Arrays
    }[]
  }
}
const reference: Reference = JSON.parse(readFileSync(join(import.meta.dirname, 'reference/crf.json'), 'utf8'))

function graphOf(classes: number): Graph {
  const inputs = new Map([
    ['logits', float('B', 'T', classes)],
    ['labels', int('B', 'T')],
    ['transitions', float(classes, classes)],
    ['start', float(classes)],
    ['end', float(classes)],
  ])
  const forward = trace(inputs, get => ({
    ...crfLoss(get('logits'), get('labels'), {
      transitions: get('transitions'),
      start: get('start'),
      end: get('end'),
    }),
  }))
  return rewrite(withGradients(forward, 'loss', names))
}

interface Given {
  readonly shape: readonly [rows: number, length: number, labels: number]
  readonly labels: readonly number[]
}

async function evaluate(given: Given & Arrays, precision: Precision) {
  const [rows, length, classes] = given.shape
  const result = await runGraph(
    graphOf(classes),
    {
      logits: { shape: given.shape, data: given.logits },
      labels: { shape: [rows, length], data: given.labels },
      transitions: { shape: [classes, classes], data: given.transitions },
      start: { shape: [classes], data: given.start },
      end: { shape: [classes], data: given.end },
    },
    precision,
  )
  return {
    loss: result.loss!.data[0]!,
    counted: result.counted!.data[0]!,
    gradients: Object.fromEntries(names.map(name => [name, result[gradientName(name)]!.data])) as Record<
      Name,
      number[]
    >,
  }
}

/** The largest difference, as a part of the largest value. */
function distance(own: readonly number[], theirs: readonly number[]): number {
  expect(own.length).toBe(theirs.length)
  const scale = Math.max(...theirs.map(Math.abs), 0.1)
  // A NaN is no small difference.
  return Math.max(
    ...own.map((value, i) => Math.abs(value - theirs[i]!) / scale).map(x => (x >= 0 ? x : Infinity)),
  )
}

describe("a chain's loss", () => {
  for (const item of reference.cases) {
    it(`is that of pytorch-crf where ${item.name}`, async () => {
      for (const [precision, tolerance] of [
        ['float64', 1e-11],
        ['float32', 1e-5],
      ] as const) {
        const own = await evaluate(item, precision)
        expect(own.counted).toBe(item.labels.filter(label => label >= 0).length)
        expect(distance([own.loss], [item.loss]), `loss, ${precision}`).toBeLessThan(tolerance)
        for (const name of names)
          expect(distance(own.gradients[name], item.gradients[name]), `${name}, ${precision}`).toBeLessThan(
            tolerance,
          )
      }
    })
  }

  const { length, labels: classes, every } = reference.long
  const uniform = (start: number, size: number, scale: number): number[] =>
    Array.from({ length: size }, (_, i) => (mix32(start + i) / 2 ** 32 - 0.5) * 2 * scale)
  for (const item of reference.long.cases) {
    it(`is that of pytorch-crf over ${length} positions, ${item.name}`, async () => {
      const labels = Array.from({ length }, (_, t) => mix32(5_000_000 + t) % classes)
      const logits = uniform(1_000_000, length * classes, 4)
      for (const [t, label] of labels.entries()) logits[t * classes + label]! += item.lift
      const given = {
        shape: [1, length, classes] as const,
        labels,
        logits,
        transitions: uniform(2_000_000, classes * classes, 2),
        start: uniform(3_000_000, classes, 2),
        end: uniform(4_000_000, classes, 2),
      }
      for (const [precision, tolerance] of [
        ['float64', 1e-8],
        ['float32', 1e-5],
      ] as const) {
        const own = await evaluate(given, precision)
        const sample = own.gradients.logits.filter((_, i) => Math.floor(i / classes) % every === 0)
        expect(distance([own.loss], [item.loss]), `loss, ${precision}`).toBeLessThan(tolerance)
        for (const name of names) {
          const values = name === 'logits' ? sample : own.gradients[name]
          expect(distance(values, item.gradients[name]), `${name}, ${precision}`).toBeLessThan(tolerance)
        }
      }
    })
  }

  it('is 0 without labels, and has no gradient', async () => {
    const own = await evaluate(
      {
        shape: [2, 3, 2],
        labels: [-100, -100, -100, -1, -100, -100],
        logits: uniform(1, 12, 5),
        transitions: uniform(2, 4, 5),
        start: [1, 2],
        end: [3, 4],
      },
      'float32',
    )
    expect([own.loss, own.counted]).toEqual([0, 0])
    for (const name of names) expect(own.gradients[name].every(value => value === 0)).toBe(true)
  })

  it('stays finite where a transition is as good as forbidden', async () => {
    const given = {
      shape: [1, 4, 2] as const,
      labels: [0, 1, 1, 0],
      logits: [200, -200, -200, 200, 0, 0, -300, 300],
      transitions: [0, -1e4, 0, 0],
      start: [0, 0],
      end: [0, 0],
    }
    const own = await evaluate(given, 'float32')
    expect(Number.isFinite(own.loss)).toBe(true)
    expect(own.loss).toBeGreaterThan(1000)
    for (const name of names) expect(own.gradients[name].every(Number.isFinite), name).toBe(true)
  })

  it('gives nothing to a label that is taken out', async () => {
    const barred = reference.cases.find(item => item.name === 'barred labels')!
    const { gradients } = await evaluate(barred, 'float32')
    const out = barred.logits.flatMap((value, i) => (value < -1e29 ? [gradients.logits[i]!] : []))
    expect(out.length).toBeGreaterThan(0)
    expect(out.every(value => value === 0)).toBe(true)
  })
})

describe("a chain's parameters", () => {
  it('have the names of pytorch-crf', () => {
    expect([...crfParameters(3)]).toEqual([
      ['crf.transitions', [3, 3]],
      ['crf.start_transitions', [3]],
      ['crf.end_transitions', [3]],
    ])
  })
})
