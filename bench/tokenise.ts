/**
 * @file Tokenising and aligning: the sentences of NCBI-disease and BioRED, words in, pieces with the places of their words
 * and labels out, by `encodeCorpus` and by Hugging Face's Rust tokenizers from Python.
 *
 * The peer is asked in every way: one call for all rows, for 1,000, for each, and the Rust tokenizer without transformers;
 * with its threads, a core each, and with TOKENIZERS_PARALLELISM=false. It lays no labels, ours does. Ratios are against
 * its quickest way, the least of the turn. A first pass is that of a process that has just begun and has loaded the
 * tokenizer; later ones take turns. Before, all pieces, words and labels are found to be equal.
 *
 * The part is a tokenizer: `wordpiece`, of the encoder that ships, or of MEDSPAN_MODEL; `byte-level` and `unigram`,
 * trained on the same words as RoBERTa's and XLM-RoBERTa's. Corpora lie in MEDSPAN_SHARED_DATA or beside the checkout.
 * ROUNDS (7) and FRESH (3), how often processes begin anew, may be set.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { SHIPPED_MODEL, shippedFolder } from '../src/hub/shipped.ts'
import { Child, runPython, spawnPython } from './child.ts'
import { type Measurement, median } from './results.ts'
import { readBenchCorpus, sentencesOf } from './tokenise-corpus.ts'

const ROUNDS = Number(process.env.ROUNDS ?? 7)
const FRESH = Number(process.env.FRESH ?? 3)
const BAR = 'ratio at least 1.5'
const data = resolve(
  process.env.MEDSPAN_SHARED_DATA ?? join(import.meta.dirname, '../../../shared/data'),
  'ner',
)
const corpora: Readonly<Record<string, readonly string[]>> = {
  'NCBI-disease': ['NCBIdisease_TrainDev.PubTator', 'NCBIdisease_Test.PubTator'],
  BioRED: ['BioRED_TrainDev.PubTator'],
}
const tokenizers = ['wordpiece', 'byte-level', 'unigram'] as const
const ways = ['batch', 'thousand', 'rows', 'bare'] as const
/** Whether the peer has its threads. */
const threadings = [true, false] as const

interface Pass {
  readonly seconds: number
  readonly cpuSeconds: number
}
/** A pass by ours, and by the peer's ways. */
interface Turn {
  readonly ours: Pass
  readonly peer: Readonly<Record<string, Pass>>
}

const say = (text: string): void => void process.stderr.write(`${text}\n`)

interface Shape {
  readonly name: string
  readonly folder: string
  /** The PubTator files. */
  readonly files: readonly string[]
  /** The same sentences, for the peer. */
  readonly rows: string
}

interface Loaded {
  readonly loadSeconds: number
  readonly versions?: Measurement['versions']
}

async function startOurs({ folder, files }: Shape): Promise<{ child: Child; loaded: Loaded }> {
  const worker = join(import.meta.dirname, 'tokenise-worker.js')
  const child = new Child(process.execPath, ['--expose-gc', worker, folder, ...files])
  return { child, loaded: await child.read<Loaded>() }
}

async function startPeer(
  { rows, folder }: Shape,
  hasThreads: boolean,
): Promise<{ child: Child; loaded: Loaded }> {
  const child = spawnPython('tokenise.py', [rows, folder], { TOKENIZERS_PARALLELISM: String(hasThreads) })
  return { child, loaded: await child.read<Loaded>() }
}

const wayName = (way: string, hasThreads: boolean): string => `${way}${hasThreads ? ', threads' : ''}`

/** First passes, each in a process of its own. */
async function measureFresh(shape: Shape): Promise<Turn[]> {
  const turns: Turn[] = []
  for (let round = 0; round < FRESH; round++) {
    const own = await startOurs(shape)
    const ours = await own.child.ask<Pass>('batch')
    own.child.end()
    const peer: Record<string, Pass> = {}
    for (const hasThreads of threadings)
      for (const way of ['batch', 'rows', 'bare']) {
        const { child } = await startPeer(shape, hasThreads)
        peer[wayName(way, hasThreads)] = await child.ask<Pass>(way)
        child.end()
      }
    turns.push({ ours, peer })
  }
  return turns
}

/** Passes after the first, in turns, and once what both sides find. */
async function measureLater(shape: Shape): Promise<{ turns: Turn[]; ours: Loaded; peer: Loaded }> {
  const own = await startOurs(shape)
  const peers = [await startPeer(shape, true), await startPeer(shape, false)]
  try {
    const digests = await Promise.all(
      [own, ...peers].map(({ child }) => child.ask<{ digest: string }>('digest')),
    )
    if (new Set(digests.map(({ digest }) => digest)).size > 1)
      throw new Error(`expected the peer's pieces, words and labels, got others: ${shape.name}`)
    const turns: Turn[] = []
    for (let round = 0; round <= ROUNDS; round++) {
      const ours = await own.child.ask<Pass>('batch')
      const peer: Record<string, Pass> = {}
      for (const [at, hasThreads] of threadings.entries())
        for (const way of ways) peer[wayName(way, hasThreads)] = await peers[at]!.child.ask<Pass>(way)
      // The first turn warms up.
      if (round > 0) turns.push({ ours, peer })
    }
    return { turns, ours: own.loaded, peer: peers[0]!.loaded }
  } finally {
    for (const { child } of [own, ...peers]) child.end()
  }
}

/** Ours beside the peer's quickest way, in milliseconds, by wall and by CPU time. */
function compare(title: string, turns: readonly Turn[], versions: Measurement['versions']): Measurement[] {
  return (['seconds', 'cpuSeconds'] as const).map(kind => {
    const quickest = (turn: Turn): number => Math.min(...Object.values(turn.peer).map(pass => pass[kind]))
    const inMs = (values: readonly number[]): number => 1000 * median(values)
    const measurement = {
      claim: `${title}, ${kind === 'seconds' ? 'ms' : 'CPU ms'}`,
      ours: inMs(turns.map(turn => turn.ours[kind])),
      peer: inMs(turns.map(quickest)),
      ratio: median(turns.map(turn => quickest(turn) / turn.ours[kind])),
      bar: BAR,
      versions,
    }
    const each = Object.keys(turns[0]!.peer).map(
      way => `${way} ${inMs(turns.map(turn => turn.peer[way]![kind])).toFixed(0)}`,
    )
    const { claim, ours, ratio } = measurement
    say(`${claim}: ${ours.toFixed(0)}; peer ${each.join('; ')}; ratio ${ratio.toFixed(2)}`)
    return measurement
  })
}

async function measureShape(shape: Shape): Promise<Measurement[]> {
  const later = await measureLater(shape)
  const versions = later.peer.versions ?? {}
  const found = compare(`${shape.name}, later passes`, later.turns, versions)
  const first = compare(`${shape.name}, first pass`, await measureFresh(shape), versions)
  const loading = {
    claim: `${shape.name}, loading the tokenizer, ms`,
    ours: 1000 * later.ours.loadSeconds,
    peer: 1000 * later.peer.loadSeconds,
    versions,
  }
  say(`${loading.claim}: ${loading.ours.toFixed(0)}; peer ${loading.peer.toFixed(0)}`)
  return [...first, ...found, loading]
}

/** Writes the sentences of a corpus for the peer. */
async function writeRows(path: string, files: readonly string[]): Promise<void> {
  const corpus = await readBenchCorpus(files)
  const sentences = sentencesOf(corpus)
  const words = sentences.map(sentence => sentence.words)
  const labels = sentences.map(({ tags }) => tags.map(tag => corpus.labels.id(tag)!))
  say(`${path}: ${words.length} sentences, ${words.flat().length} words`)
  writeFileSync(path, JSON.stringify({ words, labels }))
}

export async function run(part: string | undefined): Promise<Measurement[]> {
  const chosen = tokenizers.filter(name => part === undefined || part === name)
  if (chosen.length === 0) throw new Error(`expected one of: ${tokenizers.join(', ')}`)
  const folder = mkdtempSync(join(tmpdir(), 'medspan-bench-'))
  try {
    const shapes: Shape[] = []
    for (const [corpus, names] of Object.entries(corpora)) {
      const files = names.map(name => join(data, name))
      const rows = join(folder, `${corpus}.json`)
      await writeRows(rows, files)
      const trained = join(folder, corpus)
      if (chosen.some(name => name !== 'wordpiece')) runPython('tokenizer_folders.py', [rows, trained])
      for (const name of chosen) {
        const own = process.env.MEDSPAN_MODEL ?? shippedFolder(SHIPPED_MODEL)!
        const tokenizer = name === 'wordpiece' ? own : join(trained, name)
        shapes.push({ name: `${name}, ${corpus}`, folder: tokenizer, files, rows })
      }
    }
    const measurements: Measurement[] = []
    for (const shape of shapes) measurements.push(...(await measureShape(shape)))
    return measurements
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
