/**
 * @file Training speed and memory against transformers on eager PyTorch: the same shapes and batches, in turn.
 *
 * Both sides run in processes of their own and take turns of a step a batch, so that what else the machine does hits
 * both. Needs Python with torch and transformers: PYTHON names it.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
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

/** A child that answers each line with a line of JSON. */
class Side {
  readonly #child: ChildProcess
  readonly #lines: AsyncIterator<string>

  constructor(command: string, args: readonly string[]) {
    this.#child = spawn(command, args, { stdio: ['pipe', 'pipe', 'inherit'] })
    this.#lines = createInterface({ input: this.#child.stdout! })[Symbol.asyncIterator]()
  }

  async read<T>(): Promise<T> {
    const { value, done } = await this.#lines.next()
    if (done) throw new Error('the other side stopped')
    return JSON.parse(value) as T
  }

  async steps(count: number): Promise<Answer> {
    this.#child.stdin!.write(`${count}\n`)
    return this.read<Answer>()
  }

  close(): void {
    this.#child.stdin!.end()
  }
}

export async function run(only: string | undefined): Promise<Measurement[]> {
  const folder = mkdtempSync(join(tmpdir(), 'medspan-bench-'))
  const results: Measurement[] = []
  try {
    for (const shape of shapes.filter(item => only === undefined || item.name === only)) {
      const turn = shape.batches.length
      const ours = new Side(process.execPath, [
        join(import.meta.dirname, 'train-worker.js'),
        shape.name,
        String(THREADS),
      ])
      await ours.steps(turn)
      if (shape.adapted !== undefined) {
        results.push(...(await alone(ours, shape)))
        continue
      }
      const job = join(folder, `${shape.name}.json`)
      writeFileSync(
        job,
        JSON.stringify({ config: shape.config, labels: labelCount, batches: benchBatches(shape) }),
      )
      const peer = new Side(process.env.PYTHON ?? 'python3', [
        join(import.meta.dirname, '../../bench/peers/train.py'),
        job,
        String(THREADS),
      ])
      const versions = await peer.read<Record<string, string>>()
      await peer.steps(turn)
      const turns: { ours: Answer; theirs: Answer }[] = []
      for (let round = 0; round < ROUNDS; round++) {
        const first = round % 2 === 0
        const a = first ? await ours.steps(turn) : undefined
        const theirs = await peer.steps(turn)
        turns.push({ ours: a ?? (await ours.steps(turn)), theirs })
      }
      ours.close()
      peer.close()
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
async function alone(ours: Side, shape: Shape): Promise<Measurement[]> {
  const turns: Answer[] = []
  for (let round = 0; round < ROUNDS; round++) turns.push(await ours.steps(shape.batches.length))
  ours.close()
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
