/** @file What a benchmark measured, on which machine, and how it is kept. */
import { appendFileSync } from 'node:fs'
import { arch, cpus, platform, totalmem } from 'node:os'
import { join } from 'node:path'

export interface Measurement {
  /** What was measured, with its unit. */
  readonly claim: string
  readonly ours: number
  readonly peer: number
  /** Median over the rounds of the run. Of speeds, above 1 means that we are faster; of costs and sizes, that we need more. */
  readonly ratio: number
  /** Of the peer. */
  readonly versions: Readonly<Record<string, string>>
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2
}

export function renderMeasurement({ claim, ours, peer, ratio }: Measurement): string {
  const number = (value: number): string => value.toFixed(value < 1 ? 3 : value < 10 ? 2 : 0).padStart(8)
  return `${claim.padEnd(40)} ours ${number(ours)}   peer ${number(peer)}   ratio ${ratio.toFixed(2)}`
}

/** Appends to `bench/results/<program>.jsonl`. */
export function keep(program: string, measurements: readonly Measurement[]): void {
  const machine = {
    cpu: cpus()[0]?.model ?? 'unknown',
    cores: cpus().length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    platform: `${platform()}-${arch()}`,
    node: process.version,
  }
  const date = new Date().toISOString().slice(0, 10)
  const lines = measurements.map(item => `${JSON.stringify({ date, ...item, machine })}\n`)
  appendFileSync(join(import.meta.dirname, '../../bench/results', `${program}.jsonl`), lines.join(''))
}
