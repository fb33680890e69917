/** @file What a benchmark measured, on which machine, and how it is handed over and kept. */
import { appendFileSync } from 'node:fs'
import { arch, cpus, platform, totalmem } from 'node:os'
import { join } from 'node:path'

export interface Measurement {
  /** What was measured, with its unit. */
  readonly claim: string
  readonly ours: number
  /** Left out where the bar is a figure of its own. */
  readonly peer?: number
  /** What was set out to be reached, such as `at most 40 s`. */
  readonly bar?: string
  /** Median over the rounds of the run. Of speeds, above 1 means that we are faster; of costs and sizes, that we need more. */
  readonly ratio?: number
  /** Of the peer, or of the library that does the work. */
  readonly versions: Readonly<Record<string, string>>
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2
}

export function renderMeasurement({ claim, ours, peer, ratio, bar }: Measurement): string {
  const number = (value: number): string => value.toFixed(value < 1 ? 3 : value < 10 ? 2 : 0).padStart(8)
  const parts = [`${claim.padEnd(48)} ours ${number(ours)}`]
  if (peer !== undefined) parts.push(`peer ${number(peer)}`)
  if (ratio !== undefined) parts.push(`ratio ${ratio.toFixed(2)}`)
  if (bar !== undefined) parts.push(`bar: ${bar}`)
  return parts.join('   ')
}

/** What a program measures: one after the other, or all at its end. */
export type Measurements = AsyncIterable<Measurement> | Promise<readonly Measurement[]>

/** Hands over each measurement as it comes, so that of a run that breaks off those before are not lost. */
export async function handOver(
  measurements: Measurements,
  take: (measurement: Measurement) => void,
): Promise<void> {
  if (Symbol.asyncIterator in measurements) for await (const item of measurements) take(item)
  else for (const item of await measurements) take(item)
}

/** Where results are kept: `bench/results`. */
export const resultsFolder = join(import.meta.dirname, '../../bench/results')

/** Appends to `<program>.jsonl` in a folder. */
export function keep(program: string, measurement: Measurement, folder = resultsFolder): void {
  const machine = {
    cpu: cpus()[0]?.model ?? 'unknown',
    cores: cpus().length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    platform: `${platform()}-${arch()}`,
    node: process.version,
  }
  const date = new Date().toISOString().slice(0, 10)
  appendFileSync(join(folder, `${program}.jsonl`), `${JSON.stringify({ date, ...measurement, machine })}\n`)
}
