/**
 * @file Scoring a million tagged words, in both of seqeval's modes, against seqeval itself.
 *
 * The tags are made: 21 types as unevenly spread as those of MedMentions, so 43 labels, in sentences of 26 words in the
 * mean, three words in ten inside mentions; of the predicted mentions seven in ten are right, and some of the rest begin
 * with `I-`. Both sides read the same file and are measured from the tags as lists of texts to the scores. seqeval is
 * called in two ways: for the report of all types and averages, which is what we give, and for one F1 alone. The peer
 * runs in a process of its own and takes turns; of each turn it does one, we do nine. Times are CPU time of the whole
 * process, so that a busy machine counts as little as it can. Needs Python with seqeval: PYTHON names it.
 */
import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { scoreTags } from '../src/metrics/spans.ts'
import { createRandom } from '../src/random.ts'
import { type Measurement, median } from './results.ts'

const ROUNDS = Number(process.env.ROUNDS ?? 3)
const TURNS = 9
const WORDS = 1_000_000
const TYPES = 21

interface Tags {
  readonly gold: string[][]
  readonly predicted: string[][]
}

/** The same tags on every machine. */
function makeTags(): Tags {
  const random = createRandom(1, 'tags')
  const types = Array.from({ length: TYPES }, (_, i) => `T${String(i + 5).padStart(3, '0')}`)
  // The rank is a power of a uniform number: the first type is some 10 times as frequent as the middle one.
  const type = (): string => types[Math.floor(TYPES * random.uniform() ** 2.5)]!
  const mention = (of: string, length: number, open = 'B'): string[] =>
    Array.from({ length }, (_, i) => `${i === 0 ? open : 'I'}-${of}`)
  const gold: string[][] = []
  const predicted: string[][] = []
  for (let words = 0; words < WORDS; ) {
    const length = Math.min(WORDS - words, Math.max(1, Math.round(26 + 11 * random.normal())))
    const right: string[] = []
    const found: string[] = []
    while (right.length < length) {
      const wanted = Math.min(length - right.length, 1 + Math.floor(3 * random.uniform() ** 2))
      if (random.uniform() < 0.79) {
        right.push('O')
        found.push(random.uniform() < 0.02 ? `B-${type()}` : 'O')
        continue
      }
      const own = type()
      right.push(...mention(own, wanted))
      const kind = random.uniform()
      if (kind < 0.7) found.push(...mention(own, wanted))
      else if (kind < 0.8) found.push(...mention(type(), wanted))
      else if (kind < 0.85) found.push(...mention(own, wanted, 'I'))
      else if (kind < 0.9) found.push(...['O', ...mention(own, wanted)].slice(0, wanted))
      else found.push(...new Array<string>(wanted).fill('O'))
    }
    gold.push(right)
    predicted.push(found)
    words += length
  }
  return { gold, predicted }
}

export async function run(): Promise<Measurement[]> {
  const folder = mkdtempSync(join(tmpdir(), 'medspan-bench-'))
  const file = join(folder, 'tags.json')
  writeFileSync(file, JSON.stringify(makeTags()))
  const { gold, predicted } = JSON.parse(readFileSync(file, 'utf8')) as Tags
  const script = join(import.meta.dirname, '../../bench/peers/metrics.py')
  const peer = spawn(process.env.PYTHON ?? 'python3', [script, file], { stdio: ['pipe', 'pipe', 'inherit'] })
  try {
    const lines = createInterface({ input: peer.stdout })[Symbol.asyncIterator]()
    const read = async <T>(): Promise<T> => {
      const { value, done } = await lines.next()
      if (done === true) throw new Error('the peer stopped')
      return JSON.parse(value) as T
    }
    const versions = await read<Record<string, string>>()
    const modes = ['default', 'strict'] as const
    const ours = (mode: (typeof modes)[number]): { seconds: number; f1: number } => {
      const seconds: number[] = []
      let f1 = 0
      for (let turn = 0; turn < TURNS; turn++) {
        const started = process.cpuUsage()
        f1 = scoreTags(gold, predicted, { mode }).overall.f1
        const { user, system } = process.cpuUsage(started)
        seconds.push((user + system) / 1e6)
      }
      return { seconds: median(seconds), f1 }
    }
    const peers = async (task: string): Promise<{ seconds: number; f1: number }> => {
      peer.stdin.write(`${task}\n`)
      return await read()
    }
    for (const mode of modes) ours(mode)
    const measurements: Measurement[] = []
    for (const mode of modes)
      for (const [task, compared] of [
        ['report', 'all types and averages'],
        ['f1', 'its F1 alone'],
      ] as const) {
        const rounds: { ours: number; peer: number }[] = []
        for (let round = 0; round < ROUNDS; round++) {
          const theirs = await peers(`${mode} ${task}`)
          const own = ours(mode)
          if (own.f1 !== theirs.f1) throw new Error(`expected an F1 of ${theirs.f1}, got ${own.f1}`)
          rounds.push({ ours: own.seconds, peer: theirs.seconds })
        }
        measurements.push({
          claim: `${mode}, ${compared}, million words a CPU second`,
          ours: median(rounds.map(one => WORDS / 1e6 / one.ours)),
          peer: median(rounds.map(one => WORDS / 1e6 / one.peer)),
          ratio: median(rounds.map(one => one.peer / one.ours)),
          bar: mode === 'default' ? 'at least 20' : 'at least 200',
          versions,
        })
      }
    return measurements
  } finally {
    peer.stdin.end()
    rmSync(folder, { recursive: true, force: true })
  }
}
