/**
 * @file What a training step and an evaluation cost by length, batch, width, depth and number of labels, and PyTorch's beside
 * it: each over a range of 16, the others kept. Nothing should grow more than linearly but attention.
 *
 * The exponent is the slope of seconds in a plot whose axes are both logarithmic. With its length the number of sequences shrinks,
 * so that the word pieces stay as many: what grows then is attention. With the width the weights grow as its square. Draws
 * docs/images/scaling.svg and .png, and prints a table. A part is one of the five. ROUNDS (5) and THREADS (2) may be set; PYTHON
 * names a Python with torch and transformers.
 */
import { writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { Child, spawnPython } from './child.ts'
import type { Measurement } from './results.ts'
import { type Curve, drawCurves } from './scaling-figure.ts'
import { table } from './study.ts'

const ROUNDS = Number(process.env.ROUNDS ?? 5)
const THREADS = String(process.env.THREADS ?? 2)
const images = resolve(import.meta.dirname, '../../docs/images')

/** The sizes of a BERT and of a batch of whole sequences. */
interface Sizes {
  readonly rows: number
  readonly length: number
  /** D, of which 32 are a head. */
  readonly width: number
  readonly depth: number
  readonly labels: number
}

const BASE: Sizes = { rows: 8, length: 64, width: 256, depth: 4, labels: 5 }
const PIECES = BASE.rows * BASE.length

interface Dimension {
  readonly values: readonly number[]
  readonly of: (value: number) => Partial<Sizes>
  /** Of the exponent. */
  readonly bar: number
}

const DIMENSIONS: Readonly<Record<string, Dimension>> = {
  length: {
    values: [32, 64, 128, 256, 512],
    of: length => ({ length, rows: PIECES / length }),
    bar: 1,
  },
  batch: { values: [2, 4, 8, 16, 32], of: rows => ({ rows }), bar: 1 },
  width: { values: [64, 128, 256, 512, 1024], of: width => ({ width }), bar: 2 },
  depth: { values: [1, 2, 4, 8, 16], of: depth => ({ depth }), bar: 1 },
  labels: { values: [5, 10, 20, 40, 80], of: labels => ({ labels }), bar: 1 },
}

/** Seconds of a step and of an evaluation. */
interface Cost {
  readonly train: number
  readonly evaluate: number
}

interface Costs {
  readonly ours: Cost
  readonly peer: Cost
}

const jobOf = ({ rows, length, width, depth, labels }: Sizes): string =>
  JSON.stringify({
    rows,
    length,
    labels,
    config: {
      model_type: 'bert',
      vocab_size: 1000,
      hidden_size: width,
      num_hidden_layers: depth,
      num_attention_heads: width / 32,
      intermediate_size: 4 * width,
    },
  })

/** The slope of the line through (log x, log y) with the least squared distances. */
export function exponent(points: readonly (readonly [x: number, y: number])[]): number {
  const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length
  const logs = points.map(([x, y]) => [Math.log(x), Math.log(y)] as const)
  const middle = mean(logs.map(([x]) => x))
  return mean(logs.map(([x, y]) => (x - middle) * y)) / mean(logs.map(([x]) => (x - middle) ** 2))
}

/** The fastest of some turns, which other work has hindered least; the first of each side warms up. */
async function measure(
  sizes: Sizes,
  { ours, peer }: Readonly<Record<'ours' | 'peer', Child>>,
): Promise<Costs> {
  await ours.ask(jobOf(sizes))
  await peer.ask(jobOf(sizes))
  const turns: Costs[] = []
  for (let round = 0; round < ROUNDS; round++)
    turns.push({ ours: await ours.ask<Cost>('"turn"'), peer: await peer.ask<Cost>('"turn"') })
  const cost = (side: 'ours' | 'peer'): Cost => ({
    train: Math.min(...turns.map(turn => turn[side].train)),
    evaluate: Math.min(...turns.map(turn => turn[side].evaluate)),
  })
  return { ours: cost('ours'), peer: cost('peer') }
}

export async function* run(part: string | undefined): AsyncGenerator<Measurement> {
  if (part !== undefined && DIMENSIONS[part] === undefined)
    throw new Error(`expected one of ${Object.keys(DIMENSIONS).join(', ')}, got ${part}`)
  const ours = new Child(process.execPath, [join(import.meta.dirname, 'scaling-worker.js'), THREADS])
  const peer = spawnPython('scaling.py', [THREADS])
  const known = new Map<string, Costs>()
  const curves: Curve[] = []
  const rows: string[][] = [['', 'bar', 'step', "PyTorch's", 'evaluation', "PyTorch's"]]
  try {
    const versions = await peer.read<Record<string, string>>()
    for (const [dimension, { values, of, bar }] of Object.entries(DIMENSIONS)) {
      if (part !== undefined && part !== dimension) continue
      const costs: Costs[] = []
      for (const value of values) {
        const sizes = { ...BASE, ...of(value) }
        const key = JSON.stringify(sizes)
        const cost = known.get(key) ?? (await measure(sizes, { ours, peer }))
        known.set(key, cost)
        costs.push(cost)
        process.stderr.write(`${dimension} ${value}: ${JSON.stringify(cost)}\n`)
      }
      const slopes: number[] = []
      for (const kind of ['train', 'evaluate'] as const) {
        const seconds = (side: 'ours' | 'peer') => costs.map(cost => cost[side][kind])
        const slope = (side: 'ours' | 'peer'): number =>
          exponent(seconds(side).map((y, i) => [values[i]!, y] as const))
        for (const side of ['ours', 'peer'] as const)
          curves.push({ dimension, kind, side, values, seconds: seconds(side) })
        slopes.push(slope('ours'), slope('peer'))
        yield {
          claim: `${kind === 'train' ? 'step' : 'evaluation'} by ${dimension}, exponent`,
          ours: slope('ours'),
          peer: slope('peer'),
          bar: `at most ${bar}`,
          versions,
        }
      }
      rows.push([dimension, String(bar), ...slopes.map(slope => slope.toFixed(2))])
    }
  } finally {
    ours.end()
    peer.end()
  }
  process.stdout.write(`\n${table(rows)}`)
  if (part !== undefined) return
  const { svg, png } = await drawCurves(curves)
  writeFileSync(join(images, 'scaling.svg'), svg)
  writeFileSync(join(images, 'scaling.png'), png)
}
