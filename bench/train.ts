/**
 * @file Training speed and memory against transformers on eager PyTorch: the same shapes and batches, in turn.
 *
 * Both sides run in processes of their own and take turns of a step a batch, so that what else the machine does hits
 * both; so do the matrix products of both libraries. The speed is normalised where it is divided by the ratio of these: it
 * then says what the code around them is worth, whatever the processor. Needs Python with torch and transformers: PYTHON
 * names it.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openEncoder } from '../src/nn/families/families.ts'
import { defaultSettings } from '../src/nn/model.ts'
import { Child, spawnPython } from './child.ts'
import { mapsOfLayer, stepFlops } from './flops.ts'
import { Products } from './products.ts'
import { type Measurement, median } from './results.ts'
import { benchBatches, labelCount, type Shape, shapes } from './shapes.ts'

const THREADS = Number(process.env.THREADS ?? 2)
const ROUNDS = Number(process.env.ROUNDS ?? 9)
const BARS: Readonly<Record<string, Readonly<Record<'speed' | 'share' | 'memory', string>>>> = {
  'MiniLM-L6': { speed: 'at least 1.2', share: 'at least 0.62', memory: 'at most 0.85' },
  'BERT-base': { speed: 'at least 1.3', share: 'at least 0.75', memory: 'at most 1.0' },
}

interface Answer {
  readonly seconds: number
  /** Of all threads: what the work costs, whatever else the machine does. */
  readonly cpuSeconds: number
  readonly loss: number
  readonly peakKiB: number
}

/** The seconds and the loss of so many steps. */
const steps = (side: Child, count: number): Promise<Answer> => side.ask<Answer>(count)

export async function* run(only: string | undefined): AsyncGenerator<Measurement> {
  const folder = mkdtempSync(join(tmpdir(), 'medspan-bench-'))
  try {
    for (const shape of shapes.filter(item => only === undefined || item.name === only))
      yield* await (shape.adapted === undefined ? beside(shape, folder) : alone(shape))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

const startOurs = (shape: Shape): Child =>
  new Child(process.execPath, [join(import.meta.dirname, 'train-worker.js'), shape.name, String(THREADS)])

type Sides<T> = Readonly<Record<'ours' | 'theirs', T>>

/** What both sides did in a round. */
interface Round extends Sides<Answer> {
  /** GFLOP/s of each library. */
  readonly products: Sides<number>
}

/** One side after the other. */
async function inTurn<T>(first: keyof Sides<T>, sides: Sides<() => Promise<T>>): Promise<Sides<T>> {
  const before = first === 'ours' ? await sides.ours() : undefined
  const theirs = await sides.theirs()
  return { ours: before ?? (await sides.ours()), theirs }
}

/** Steps of both sides, and the products of both libraries, in turns. */
async function beside(shape: Shape, folder: string): Promise<Measurement[]> {
  const { name, config, batches: sizes } = shape
  const batches = benchBatches(shape)
  const job = join(folder, `${name}.json`)
  writeFileSync(job, JSON.stringify({ config, labels: labelCount, batches }))
  const encoder = openEncoder(config, 'config.json', defaultSettings)
  const maps = mapsOfLayer(encoder)
  const rows = sizes.map(([count, length]) => count * length)
  const turn = sizes.length
  const ours = startOurs(shape)
  const peer = spawnPython('train.py', [job, String(THREADS)])
  const products = { ours: Products.ours(maps, THREADS), theirs: Products.peer(maps, THREADS) }
  const rounds: Round[] = []
  let versions: Measurement['versions']
  try {
    versions = await peer.read<Record<string, string>>()
    // The first turns warm up, and are not counted.
    for (let round = -1; round < ROUNDS; round++) {
      const first = round % 2 === 0 ? 'ours' : 'theirs'
      const answers = await inTurn(first, { ours: () => steps(ours, turn), theirs: () => steps(peer, turn) })
      const rates = await inTurn(first, {
        ours: () => products.ours.measure(rows),
        theirs: () => products.theirs.measure(rows),
      })
      if (round >= 0) rounds.push({ ...answers, products: rates })
    }
  } finally {
    for (const child of [ours, peer, ...Object.values(products)]) child.end()
  }
  const lengths = batches.flatMap(({ rows, length, attentionMask }) =>
    Array.from({ length: rows }, (_, row) =>
      attentionMask.slice(row * length, (row + 1) * length).reduce((sum, cell) => sum + cell, 0),
    ),
  )
  return describe(shape, { rounds, versions, flops: stepFlops(encoder, labelCount, lengths) })
}

/** @param flops of a round's steps */
function describe(
  shape: Shape,
  {
    rounds,
    versions,
    flops,
  }: {
    readonly rounds: readonly Round[]
    readonly versions: Measurement['versions']
    readonly flops: number
  },
): Measurement[] {
  const of = (value: (round: Round) => number): number => median(rounds.map(value))
  const tokens = tokensOf(shape)
  const turn = shape.batches.length
  const bars = BARS[shape.name]
  const { ours, theirs } = rounds.at(-1)!
  const measured = (what: string, values: Omit<Measurement, 'claim' | 'versions'>): Measurement => ({
    claim: `train ${shape.name}, ${what}`,
    ...values,
    versions,
  })
  const barOf = (bar: string | undefined) => (bar === undefined ? {} : { bar })
  return [
    measured('tokens per second', {
      ours: of(round => tokens / round.ours.seconds),
      peer: of(round => tokens / round.theirs.seconds),
      ratio: of(speedRatio),
    }),
    measured('CPU seconds per step', {
      ours: of(round => round.ours.cpuSeconds / turn),
      peer: of(round => round.theirs.cpuSeconds / turn),
      ratio: of(round => round.ours.cpuSeconds / round.theirs.cpuSeconds),
    }),
    measured('peak MiB', {
      ours: ours.peakKiB / 1024,
      peer: theirs.peakKiB / 1024,
      ratio: ours.peakKiB / theirs.peakKiB,
      ...barOf(bars?.memory),
    }),
    measured('GFLOP/s of products alone', {
      ours: of(round => round.products.ours),
      peer: of(round => round.products.theirs),
      ratio: of(productsRatio),
    }),
    measured('speed, normalised', {
      ours: of(round => speedRatio(round) / productsRatio(round)),
      ...barOf(bars?.speed),
    }),
    measured("share of the products' rate", {
      ours: of(round => flops / round.ours.seconds / 1e9 / round.products.ours),
      peer: of(round => flops / round.theirs.seconds / 1e9 / round.products.theirs),
      ...barOf(bars?.share),
    }),
  ]
}

const speedRatio = ({ ours, theirs }: Round): number => theirs.seconds / ours.seconds
const productsRatio = ({ products }: Round): number => products.ours / products.theirs

const tokensOf = ({ batches }: Shape): number =>
  batches.reduce((total, [rows, length]) => total + rows * length, 0)

/** A model that is too large for two of its kind. */
async function alone(shape: Shape): Promise<Measurement[]> {
  const ours = startOurs(shape)
  await steps(ours, shape.batches.length)
  const turns: Answer[] = []
  for (let round = 0; round < ROUNDS; round++) turns.push(await steps(ours, shape.batches.length))
  ours.end()
  const versions = { node: process.version }
  const measured = (what: string, value: (answer: Answer) => number, bar?: string): Measurement => ({
    claim: `train ${shape.name}, ${what}`,
    ours: median(turns.map(value)),
    ...(bar !== undefined && { bar }),
    versions,
  })
  return [
    measured('tokens per second', ({ seconds }) => tokensOf(shape) / seconds),
    measured('CPU seconds per step', ({ cpuSeconds }) => cpuSeconds / shape.batches.length),
    measured('peak MiB', ({ peakKiB }) => peakKiB / 1024, `below ${22 * 1024}`),
  ]
}
