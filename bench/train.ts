/**
 * @file Training speed and memory against transformers on eager PyTorch: the same shapes and batches, in turn.
 *
 * Both sides run in processes of their own and take turns of a step a batch, so that what else the machine does hits
 * both. Needs Python with torch and transformers: PYTHON names it.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Child, spawnPython } from './child.ts'
import { type Measurement, median } from './results.ts'
import { benchBatches, labelCount, type Shape, shapes } from './shapes.ts'

const THREADS = Number(process.env.THREADS ?? 2)
const ROUNDS = Number(process.env.ROUNDS ?? 9)

interface Answer {
  readonly seconds: number
  /** Of all threads: what the work costs, whatever else the machine does. */
  readonly cpuSeconds: number
  readonly loss: number
  readonly peakKiB: number
}

/** The seconds and the loss of so many steps. */
const steps = (side: Child, count: number): Promise<Answer> => side.ask<Answer>(count)

export async function run(only: string | undefined): Promise<Measurement[]> {
  const folder = mkdtempSync(join(tmpdir(), 'medspan-bench-'))
  const results: Measurement[] = []
  try {
    for (const shape of shapes.filter(item => only === undefined || item.name === only)) {
      const turn = shape.batches.length
      const ours = new Child(process.execPath, [
        join(import.meta.dirname, 'train-worker.js'),
        shape.name,
        String(THREADS),
      ])
      await steps(ours, turn)
      if (shape.adapted !== undefined) {
        results.push(...(await alone(ours, shape)))
        continue
      }
      const job = join(folder, `${shape.name}.json`)
      writeFileSync(
        job,
        JSON.stringify({ config: shape.config, labels: labelCount, batches: benchBatches(shape) }),
      )
      const peer = spawnPython('train.py', [job, String(THREADS)])
      const versions = await peer.read<Record<string, string>>()
      await steps(peer, turn)
      const turns: { ours: Answer; theirs: Answer }[] = []
      for (let round = 0; round < ROUNDS; round++) {
        const first = round % 2 === 0
        const a = first ? await steps(ours, turn) : undefined
        const theirs = await steps(peer, turn)
        turns.push({ ours: a ?? (await steps(ours, turn)), theirs })
      }
      ours.end()
      peer.end()
      const tokens = tokensOf(shape)
      const speed = (side: 'ours' | 'theirs'): number =>
        median(turns.map(answers => tokens / answers[side].seconds))
      const last = turns.at(-1)!
      results.push({
        claim: `train ${shape.name}, tokens per second`,
        ours: speed('ours'),
        peer: speed('theirs'),
        ratio: median(turns.map(({ ours, theirs }) => theirs.seconds / ours.seconds)),
        versions,
      })
      const cost = (side: 'ours' | 'theirs'): number =>
        median(turns.map(answers => answers[side].cpuSeconds / turn))
      results.push({
        claim: `train ${shape.name}, CPU seconds per step`,
        ours: cost('ours'),
        peer: cost('theirs'),
        ratio: median(turns.map(({ ours, theirs }) => ours.cpuSeconds / theirs.cpuSeconds)),
        versions,
      })
      results.push({
        claim: `train ${shape.name}, peak MiB`,
        ours: last.ours.peakKiB / 1024,
        peer: last.theirs.peakKiB / 1024,
        ratio: last.ours.peakKiB / last.theirs.peakKiB,
        versions,
      })
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
  return results
}

const tokensOf = ({ batches }: Shape): number =>
  batches.reduce((total, [rows, length]) => total + rows * length, 0)

/** A model that is too large for two of its kind. */
async function alone(ours: Child, shape: Shape): Promise<Measurement[]> {
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
