/**
 * @file Scoring a million tagged words, in both of seqeval's modes, against seqeval itself (part `scores`); and intervals
 * of scores by 10,000 bootstrap samples of 500 documents, against a bar and NumPy (part `bootstrap`).
 *
 * `scores`: the tags are made: 21 types as unevenly spread as those of MedMentions, so 43 labels, in sentences of 26 words in the
 * mean, three words in ten inside mentions; of the predicted mentions seven in ten are right, and some of the rest begin
 * with `I-`. Both sides read the same file and are measured from the tags as lists of texts to the scores. seqeval is
 * called in two ways: for the report of all types and averages, which is what we give, and for one F1 alone. The peer
 * runs in a process of its own and takes turns; of each turn it does one, we do nine. Times are CPU time of the whole
 * process, so that a busy machine counts as little as it can. Needs Python with seqeval: PYTHON names it.
 *
 * `bootstrap`: the documents are made too: 43 types, 40 mentions a document. Ours is measured from the documents with
 * their mentions to the intervals of precision, recall and F1 of each type, micro and macro, in wall and in CPU time. The
 * peer gets the counts of each document as a table, has less to do by the pairing of mentions, and does what one writes
 * with NumPy: weights of documents, one matrix product for all sums, fractions, sorted.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { bootstrapScores } from '../src/metrics/bootstrap.ts'
import { countMentions } from '../src/metrics/counts.ts'
import type { FoundMention, GoldMention, ScoredDocument } from '../src/metrics/mentions.ts'
import { scoreTags } from '../src/metrics/spans.ts'
import { createRandom } from '../src/random.ts'
import { spawnPython } from './child.ts'
import { type Measurement, median } from './results.ts'

const ROUNDS = Number(process.env.ROUNDS ?? 3)
const TURNS = 9
const WORDS = 1_000_000
const TYPES = 21
const DOCUMENTS = 500
const SAMPLES = 10_000
const BOOTSTRAP_TYPES = 43

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

/** The same documents on every machine; of what is predicted some four in five mentions are right. */
function makeDocuments(): ScoredDocument[] {
  const random = createRandom(1, 'judged documents')
  const type = (): string =>
    `T${String(Math.floor(BOOTSTRAP_TYPES * random.uniform() ** 2.5)).padStart(3, '0')}`
  return Array.from({ length: DOCUMENTS }, (_, document) => {
    const gold: GoldMention[] = []
    const predicted: FoundMention[] = []
    const mentions = 20 + random.below(41)
    for (let i = 0; i < mentions; i++) {
      const mention = { begin: 20 * i, end: 20 * i + 5 + random.below(10), type: type() }
      gold.push(mention)
      const kind = random.uniform()
      if (kind < 0.8) predicted.push({ ...mention, score: 1 })
      else if (kind < 0.9) predicted.push({ ...mention, type: type(), score: 1 })
    }
    return { id: `d${document}`, gold, predicted }
  })
}

export async function* run(part: string | undefined): AsyncGenerator<Measurement> {
  const parts = { scores: measureScores, bootstrap: measureBootstrap }
  if (part !== undefined && !Object.hasOwn(parts, part))
    throw new Error(`expected one of ${Object.keys(parts).join(', ')}, got ${part}`)
  const folder = mkdtempSync(join(tmpdir(), 'medspan-bench-'))
  try {
    for (const [name, measure] of Object.entries(parts))
      if (part === undefined || part === name) yield* await measure(folder)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function measureBootstrap(folder: string): Promise<Measurement[]> {
  const documents = makeDocuments()
  const matrix = countMentions(documents)
  const table = documents.map((_, document) => {
    const row = matrix.types.map(() => [0, 0, 0])
    for (let cell = matrix.starts[document]!; cell < matrix.starts[document + 1]!; cell++)
      row[matrix.typeOf[cell]!] = [...matrix.values.subarray(3 * cell, 3 * cell + 3)]
    return row
  })
  const file = join(folder, 'counts.json')
  writeFileSync(file, JSON.stringify({ samples: SAMPLES, counts: table }))
  const peer = spawnPython('bootstrap.py', [file])
  try {
    const versions = await peer.read<Record<string, string>>()
    const ours = () => {
      const started = process.cpuUsage()
      const startedMs = performance.now()
      const { micro, types } = bootstrapScores(documents, { seed: 1, samples: SAMPLES })
      const wall = (performance.now() - startedMs) / 1000
      const { user, system } = process.cpuUsage(started)
      return { wall, cpu: (user + system) / 1e6, micro: micro.f1, types: types.size }
    }
    ours()
    const rounds: { ours: ReturnType<typeof ours>; peer: PeerIntervals }[] = []
    for (let round = 0; round < ROUNDS; round++)
      rounds.push({ peer: await peer.ask<PeerIntervals>('all'), ours: ours() })
    for (const { ours: own, peer: theirs } of rounds) {
      if (own.types !== BOOTSTRAP_TYPES)
        throw new Error(`expected ${BOOTSTRAP_TYPES} types, got ${own.types}`)
      // Other draws: borders agree as far as 10,000 samples tell them.
      for (const [name, digits] of [
        ['estimate', 1e-12],
        ['lower', 1e-3],
        ['upper', 1e-3],
      ] as const)
        if (!(Math.abs(own.micro[name] - theirs[name]) < digits))
          throw new Error(`expected ${theirs[name]} as ${name} of F1, got ${own.micro[name]}`)
    }
    return (['wall', 'cpu'] as const).map(kind => ({
      claim: `${SAMPLES} bootstrap samples, ${DOCUMENTS} documents, ${BOOTSTRAP_TYPES} types, ${kind === 'cpu' ? 'CPU' : kind} seconds`,
      ours: median(rounds.map(round => round.ours[kind])),
      peer: median(rounds.map(round => round.peer[kind])),
      ratio: median(rounds.map(round => round.ours[kind] / round.peer[kind])),
      bar: 'at most 2 s',
      versions,
    }))
  } finally {
    peer.end()
  }
}

/** Seconds that the peer took, and its interval of the F1 over all mentions. */
interface PeerIntervals {
  readonly wall: number
  readonly cpu: number
  readonly estimate: number
  readonly lower: number
  readonly upper: number
}

async function measureScores(folder: string): Promise<Measurement[]> {
  const file = join(folder, 'tags.json')
  writeFileSync(file, JSON.stringify(makeTags()))
  const { gold, predicted } = JSON.parse(readFileSync(file, 'utf8')) as Tags
  const peer = spawnPython('metrics.py', [file])
  try {
    const versions = await peer.read<Record<string, string>>()
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
    for (const mode of modes) ours(mode)
    const measurements: Measurement[] = []
    for (const mode of modes)
      for (const [task, compared] of [
        ['report', 'all types and averages'],
        ['f1', 'its F1 alone'],
      ] as const) {
        const rounds: { ours: number; peer: number }[] = []
        for (let round = 0; round < ROUNDS; round++) {
          const theirs = await peer.ask<{ seconds: number; f1: number }>(`${mode} ${task}`)
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
    peer.end()
  }
}
