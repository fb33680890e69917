/**
 * @file From XMI to documents, against dkpro-cassis: a made file of 100 MB, and real exports where they are at hand.
 *
 * Each round runs both sides one after the other, the first one changing, in processes of their own, so that the
 * peak of the memory is the reading's. Needs Python with dkpro-cassis: PYTHON names it. BYTES sets the size of the
 * made file, ROUNDS how often. Real exports are small: they are read over and over in one process.
 */
import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { type Measurement, median } from '../results.ts'
import { writeMadeXmi } from './xmi-made.ts'

const ROUNDS = Number(process.env.ROUNDS ?? 5)
const BYTES = Number(process.env.BYTES ?? 100e6)
const REPEATS = 200
const data = process.env.MEDSPAN_SHARED_DATA ?? resolve(import.meta.dirname, '../../../../shared/data')

interface Job {
  readonly path: string
  readonly typeSystem: string
}

interface Answer {
  readonly seconds: number
  readonly cpuSeconds: number
  readonly peakKiB: number
  readonly found: Readonly<Record<string, number>>
  readonly version: string
}

/** The largest real exports: the file, and the type system that belongs to it. */
const real = [
  ['dkpro-cassis/xmi/cas_with_smileys.xmi', 'dkpro-cassis/typesystems/important_dkpro_types.xml'],
  ['inception-relation/relation_test.xmi', 'inception-relation/TypeSystem.xml'],
] as const

export async function measureXmi(): Promise<Measurement[]> {
  const folder = mkdtempSync(join(tmpdir(), 'medspan-bench-'))
  try {
    const made = { path: writeMadeXmi(folder, BYTES), typeSystem: join(folder, 'TypeSystem.xml') }
    const size = `${Math.round(statSync(made.path).size / 1e6)} MB`
    const measurements = compare(`XMI ${size}`, folder, [made], 1)
    const jobs = real.map(([path, typeSystem]) => ({
      path: join(data, 'cas', path),
      typeSystem: join(data, 'cas', typeSystem),
    }))
    if (jobs.every(job => existsSync(job.path)))
      measurements.push(...compare('XMI real exports', folder, jobs, REPEATS))
    return measurements
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function compare(name: string, folder: string, jobs: readonly Job[], repeats: number): Measurement[] {
  const list = join(folder, 'jobs.json')
  writeFileSync(list, JSON.stringify(jobs))
  const megabytes = (jobs.reduce((sum, { path }) => sum + statSync(path).size, 0) * repeats) / 1e6
  const run = (command: string, ...args: string[]): Answer =>
    JSON.parse(execFileSync(command, [...args, list, String(repeats)], { encoding: 'utf8' })) as Answer
  const ours = (): Answer => run(process.execPath, join(import.meta.dirname, 'xmi-worker.js'))
  const theirs = (): Answer =>
    run(process.env.PYTHON ?? 'python3', join(import.meta.dirname, '../../../bench/peers/xmi.py'))
  const turns: { ours: Answer; theirs: Answer }[] = []
  for (let round = 0; round < ROUNDS; round++) {
    const first = round % 2 === 0 ? ours() : undefined
    const peer = theirs()
    turns.push({ ours: first ?? ours(), theirs: peer })
  }
  const { ours: one, theirs: other } = turns[0]!
  for (const key of ['sentences', 'tokens'])
    if (one.found[key] !== other.found[key])
      throw new Error(`${name}: ${one.found[key]} ${key} here, ${other.found[key]} there`)
  const versions = { 'dkpro-cassis': other.version }
  const middle = (side: 'ours' | 'theirs', of: (answer: Answer) => number): number =>
    median(turns.map(turn => of(turn[side])))
  const peak = (answer: Answer): number => answer.peakKiB / 1024
  return [
    {
      claim: `${name} to documents, MB/s`,
      ours: middle('ours', answer => megabytes / answer.seconds),
      peer: middle('theirs', answer => megabytes / answer.seconds),
      ratio: median(turns.map(turn => turn.theirs.seconds / turn.ours.seconds)),
      bar: 'ratio at least 5',
      versions,
    },
    {
      claim: `${name} to documents, CPU seconds`,
      ours: middle('ours', answer => answer.cpuSeconds),
      peer: middle('theirs', answer => answer.cpuSeconds),
      ratio: median(turns.map(turn => turn.ours.cpuSeconds / turn.theirs.cpuSeconds)),
      versions,
    },
    {
      claim: `${name} to documents, peak MiB`,
      ours: middle('ours', peak),
      peer: middle('theirs', peak),
      ratio: median(turns.map(turn => peak(turn.ours) / peak(turn.theirs))),
      bar: 'ratio at most 0.5',
      versions,
    },
  ]
}
