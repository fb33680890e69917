/**
 * @file What tagging costs: `predict speed` beside transformers' pipeline at batch 16, and in int8; `predict memory`
 * over ten and over a million sentences; `predict start` from the command to the first tag; `predict int8`, what
 * int8 loses of a run's F1 on gold documents.
 *
 * MEDSPAN_RUN is a run folder, for `int8` with MEDSPAN_GOLD beside it. `speed` tags 100 abstracts of BioRED, in
 * MEDSPAN_SHARED_DATA or beside the checkout, and the peer their sentences. ROUNDS (7), THREADS (2) and SENTENCES
 * (a million) may be set.
 */
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { pubtatorFormat } from '../src/formats/pubtator.ts'
import type { Tagger } from '../src/predict/tagger.ts'
import { loadTagger } from '../src/predict/trained-tagger.ts'
import { silent } from '../src/progress.ts'
import type { Document } from '../src/text/document.ts'
import { segment } from '../src/text/words.ts'
import { spawnPython } from './child.ts'
import { type Measurement, median } from './results.ts'

const ROUNDS = Number(process.env.ROUNDS ?? 7)
const THREADS = Number(process.env.THREADS ?? 2)
const SENTENCES = Number(process.env.SENTENCES ?? 1_000_000)
const ABSTRACTS = 100
const data = resolve(
  process.env.MEDSPAN_SHARED_DATA ?? join(import.meta.dirname, '../../../shared/data'),
  'ner',
)
const cli = join(import.meta.dirname, '../src/cli/main.js')

function runFolder(): string {
  const folder = process.env.MEDSPAN_RUN
  if (folder === undefined) throw new Error('expected MEDSPAN_RUN, a run folder')
  return resolve(folder)
}

const say = (text: string): void => void process.stderr.write(`${text}\n`)

async function secondsOf(tagger: Tagger, documents: readonly Document[]): Promise<number> {
  const started = performance.now()
  for await (const _ of tagger.tag(documents));
  return (performance.now() - started) / 1000
}

async function measureSpeed(folder: string): Promise<Measurement[]> {
  const model = runFolder()
  const read = await pubtatorFormat.read(join(data, 'BioRED_TrainDev.PubTator'), { progress: silent })
  const documents = read
    .slice(0, ABSTRACTS)
    .map(({ id, text }) => ({ id, text, sentences: [], tokens: [], mentions: [] }))
  const sentences = documents.flatMap(({ text }) =>
    segment(text).sentences.map(({ begin, end }) => text.slice(begin, end)),
  )
  const path = join(folder, 'sentences.json')
  writeFileSync(path, JSON.stringify(sentences))
  const peer = spawnPython('pipeline.py', [model, path, String(THREADS)])
  const versions = await peer.read<Record<string, string>>()
  const full = await loadTagger(model, { threads: THREADS })
  const int8 = await loadTagger(model, { threads: THREADS, int8: true })
  const turns: { float: number; int8: number; peer: number }[] = []
  // The first turn warms up all three.
  for (let round = 0; round <= ROUNDS; round++) {
    const turn = {
      float: await secondsOf(full, documents),
      peer: (await peer.ask<{ seconds: number }>('go')).seconds,
      int8: await secondsOf(int8, documents),
    }
    say(
      `${turn.float.toFixed(2)} s, int8 ${turn.int8.toFixed(2)} s, peer ${turn.peer.toFixed(2)} s: ratio ` +
        `${(turn.peer / turn.float).toFixed(2)}, int8 ${(turn.peer / turn.int8).toFixed(2)}`,
    )
    if (round > 0) turns.push(turn)
  }
  peer.end()
  await full.dispose()
  await int8.dispose()
  const seconds = (side: 'float' | 'int8' | 'peer') => median(turns.map(turn => turn[side]))
  const what = `of ${sentences.length.toLocaleString('en')} sentences`
  return [
    {
      claim: `seconds ${what}, float32`,
      ours: seconds('float'),
      peer: seconds('peer'),
      ratio: median(turns.map(turn => turn.peer / turn.float)),
      bar: 'ratio at least 4',
      versions,
    },
    {
      claim: `seconds ${what}, int8 over float32`,
      ours: seconds('int8'),
      peer: seconds('float'),
      ratio: median(turns.map(turn => turn.float / turn.int8)),
      bar: 'ratio at least 1.8',
      versions: {},
    },
  ]
}

/** The peak in MiB of a process that tags so many lines of a pipe. */
async function peakOf(model: string, count: number): Promise<number> {
  const child = spawn('/usr/bin/time', ['-f', '%M', process.execPath, cli, 'predict', '--model', model], {
    stdio: ['pipe', 'ignore', 'pipe'],
  })
  let said = ''
  child.stderr!.on('data', (piece: Buffer) => {
    said = (said + piece.toString()).slice(-10_000)
  })
  for (let from = 0; from < count; from += 1000) {
    const lines = Array.from(
      { length: Math.min(1000, count - from) },
      (_, i) =>
        `{"id":"${from + i}","text":"Aspirin relieved asthma in patient ${from + i} of the trial."}\n`,
    )
    if (!child.stdin!.write(lines.join(''))) await once(child.stdin!, 'drain')
  }
  child.stdin!.end()
  await once(child, 'close')
  return Number(said.trim().split('\n').at(-1)) / 1024
}

async function measureMemory(): Promise<Measurement[]> {
  const model = runFolder()
  const few = await peakOf(model, 10)
  say(`10 sentences: ${few.toFixed(0)} MiB`)
  const many = await peakOf(model, SENTENCES)
  say(`${SENTENCES.toLocaleString('en')} sentences: ${many.toFixed(0)} MiB`)
  return [
    {
      claim: `peak MiB of ${SENTENCES.toLocaleString('en')} sentences over 10`,
      ours: many,
      peer: few,
      bar: 'within 50 MiB',
      versions: {},
    },
  ]
}

async function measureStart(): Promise<Measurement[]> {
  const model = runFolder()
  const times: number[] = []
  for (let round = 0; round <= ROUNDS; round++) {
    const started = performance.now()
    const child = spawnSync(process.execPath, [
      cli,
      'predict',
      '--model',
      model,
      '--text',
      'Aspirin for asthma',
    ])
    if (child.status !== 0) throw new Error(child.stderr.toString())
    if (round > 0) times.push((performance.now() - started) / 1000)
    say(`${((performance.now() - started) / 1000).toFixed(2)} s`)
  }
  return [{ claim: 'seconds from the command to its end, one text', ours: median(times), versions: {} }]
}

async function measureInt8(folder: string): Promise<Measurement[]> {
  const model = runFolder()
  const gold = process.env.MEDSPAN_GOLD
  if (gold === undefined) throw new Error('expected MEDSPAN_GOLD, the documents to score')
  const f1 = (name: string, ...more: string[]): number => {
    const tagged = join(folder, `${name}.jsonl`)
    const run = (...args: string[]): string => {
      const child = spawnSync(process.execPath, [cli, ...args], { encoding: 'utf8', maxBuffer: 2 ** 28 })
      if (child.status !== 0) throw new Error(child.stderr)
      return child.stdout
    }
    run('predict', '--model', model, gold, '-o', tagged, ...more)
    const { evaluations } = JSON.parse(run('score', gold, tagged, '--json')) as {
      evaluations: { test: { micro: { f1: { estimate: number } } } }
    }
    const f1InPercent = 100 * evaluations.test.micro.f1.estimate
    say(`${name}: ${f1InPercent.toFixed(2)}`)
    return f1InPercent
  }
  const [full, int8] = [f1('float32'), f1('int8', '--int8')]
  return [{ claim: 'F1, int8 beside float32', ours: int8, peer: full, bar: 'at most 0.5 less', versions: {} }]
}

const parts: Readonly<Record<string, (folder: string) => Promise<Measurement[]>>> = {
  speed: measureSpeed,
  memory: measureMemory,
  start: measureStart,
  int8: measureInt8,
}

export async function* run(part: string | undefined): AsyncGenerator<Measurement> {
  const chosen = part === undefined ? Object.values(parts) : [parts[part]]
  const folder = mkdtempSync(join(tmpdir(), 'medspan-predict-'))
  try {
    for (const measure of chosen) {
      if (measure === undefined) throw new Error(`expected one of: ${Object.keys(parts).join(', ')}`)
      yield* await measure(folder)
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
