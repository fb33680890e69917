/**
 * @file Whole fine-tunings against transformers' Trainer: the same sentences, settings and seeds; seconds and F1.
 *
 * Fine-tunes the encoder in MEDSPAN_MODEL on NCBI-disease and BioRED with the recipe `trainer` in batches of 16, in random
 * order; Trainer in random order, its default, and with `group_by_length`. Both evaluate and save a checkpoint each epoch, and
 * the best is tested once. Seconds are those of all of that, from when the libraries are loaded. Before and after each
 * training the library's products of the model's matrices are timed: times are normalised by their rate, and so by what else the
 * machine did. The corpora lie in MEDSPAN_SHARED_DATA, or beside the checkout.
 *
 *     npm run bench -- epochs                   all that was not measured yet
 *     npm run bench -- epochs BioRED ours       one corpus, one side: `ours`, `random` or `group_by_length`
 *
 * EPOCHS (3), SEEDS (1,2,3), LEARNING_RATE (2e-4) and THREADS (2) may be set; DOCUMENTS takes the first so many of each file, as
 * a trial. What was measured with the same settings lies in `build/epochs`, and is not measured again.
 */
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import { parseConfig, settleWith, TRAINER_SETTINGS } from '../src/config/config.ts'
import { openEncoder } from '../src/nn/families/families.ts'
import { defaultSettings } from '../src/nn/model.ts'
import { silent } from '../src/progress.ts'
import { prepareCorpus } from '../src/train/data/dataset.ts'
import { tagCorpus } from '../src/train/data/examples.ts'
import { mapsOfLayer } from './flops.ts'
import { Products } from './products.ts'
import { type Measurement, median } from './results.ts'
import { shapes } from './shapes.ts'
import { formatPubtator, readPubtator } from './study.ts'

const SEEDS = (process.env.SEEDS ?? '1,2,3').split(',').map(Number)
const EPOCHS = Number(process.env.EPOCHS ?? 3)
const LEARNING_RATE = Number(process.env.LEARNING_RATE ?? 2e-4)
const THREADS = Number(process.env.THREADS ?? 2)
const DOCUMENTS = process.env.DOCUMENTS === undefined ? undefined : Number(process.env.DOCUMENTS)
const PRODUCT_ROUNDS = 5
const folder = resolve(import.meta.dirname, '../epochs')
const checkout = resolve(import.meta.dirname, '../..')
const data = resolve(process.env.MEDSPAN_SHARED_DATA ?? join(checkout, '../shared/data'), 'ner')

const SIDES = ['ours', 'random', 'group_by_length'] as const
type Side = (typeof SIDES)[number]
/** What Trainer's orders are compared by. */
const BARS = { random: 'at least 2.0', group_by_length: 'at least 1.1' }

/** A file of documents, or its test part; where there is none, a tenth of the documents is. */
const CORPORA: Readonly<Record<string, { readonly train: string; readonly test?: string }>> = {
  'NCBI-disease': { train: 'NCBIdisease_TrainDev.PubTator', test: 'NCBIdisease_Test.PubTator' },
  BioRED: { train: 'BioRED_TrainDev.PubTator' },
}

/** What a training came to. */
interface Training {
  readonly seconds: number
  readonly default: number
  readonly strict: number
  readonly validation: number
  /** Of the peer. */
  readonly versions?: Readonly<Record<string, string>>
}

interface Outcome extends Training {
  /** GFLOP/s of the library's products, before and after. */
  readonly products: readonly [number, number]
}

function modelFolder(): string {
  const model = process.env.MEDSPAN_MODEL
  if (model === undefined || !existsSync(data))
    throw new Error('expected MEDSPAN_MODEL, a BERT folder, and the corpora in MEDSPAN_SHARED_DATA/ner')
  return resolve(model)
}

/** A file of the corpora, or its first documents. */
function sourceOf(file: string): string {
  if (DOCUMENTS === undefined) return join(data, file)
  const path = join(folder, `${DOCUMENTS}-${file}`)
  const documents = [...readPubtator(join(data, file)).values()].slice(0, DOCUMENTS)
  writeFileSync(path, formatPubtator(documents))
  return path
}

/** The configuration of a training, as JSON. */
function configuration(corpus: string, seed: number): string {
  const { train, test } = CORPORA[corpus]!
  return JSON.stringify({
    corpus: {
      sources: [{ path: sourceOf(train) }, ...(test ? [{ path: sourceOf(test), split: 'test' }] : [])],
      split: { ratios: test ? [0.9, 0.1, 0] : [0.8, 0.1, 0.1], seed: 42 },
    },
    model: { name_or_path: modelFolder(), max_seq_length: 256 },
    training: {
      recipe: 'trainer',
      output_dir: join(folder, `${corpus}-${seed}`),
      seed,
      learning_rate: LEARNING_RATE,
      num_train_epochs: EPOCHS,
      per_device_train_batch_size: 16,
      save_total_limit: 2,
      threads: THREADS,
    },
  })
}

/** Runs a program whose last line is what came of it. */
function runProgram(command: string, script: string, job: string): Training {
  const output = execFileSync(command, [script, job], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  return JSON.parse(output.trim().split('\n').at(-1)!)
}

function trainOurs(corpus: string, seed: number): Training {
  const job = join(folder, 'medspan.yaml')
  writeFileSync(job, configuration(corpus, seed))
  const output = join(folder, `${corpus}-${seed}`)
  rmSync(output, { recursive: true, force: true })
  const training = runProgram(process.execPath, join(import.meta.dirname, 'epochs-worker.js'), job)
  rmSync(output, { recursive: true })
  return training
}

async function trainPeer(corpus: string, seed: number, sampling: Exclude<Side, 'ours'>): Promise<Training> {
  const parsed = parseConfig(configuration(corpus, seed), join(folder, 'medspan.yaml'))
  const config = settleWith(parsed, TRAINER_SETTINGS)
  // The very sentences that our side trains on.
  const { parts } = await prepareCorpus(config, { progress: silent })
  for (const [part, documents] of Object.entries(parts)) {
    const rows = tagCorpus(documents, config, silent).map(({ words, tags }) => ({
      tokens: words,
      ner_tags: tags,
    }))
    writeFileSync(join(folder, `${part}.json`), JSON.stringify(rows))
  }
  const job = join(folder, 'job.json')
  const { name_or_path: model, max_seq_length } = config.model
  const options = { ...config.training, train_sampling_strategy: sampling }
  writeFileSync(job, JSON.stringify({ ...options, model, max_seq_length, folder }))
  return runProgram(process.env.PYTHON ?? 'python3', join(checkout, 'bench/peers/epochs.py'), job)
}

/** GFLOP/s of a side's products alone. */
async function measureProducts(side: Side): Promise<number> {
  const path = join(modelFolder(), 'config.json')
  const maps = mapsOfLayer(openEncoder(JSON.parse(readFileSync(path, 'utf8')), path, defaultSettings))
  const rows = shapes[0]!.batches.map(([count, length]) => count * length)
  const products = side === 'ours' ? Products.ours(maps, THREADS) : Products.peer(maps, THREADS)
  const rates: number[] = []
  for (let round = 0; round < PRODUCT_ROUNDS; round++) rates.push(await products.measure(rows))
  products.end()
  return median(rates)
}

/** What was measured already, or is where it is wanted. */
async function outcomeOf(
  corpus: string,
  side: Side,
  { seed, isWanted }: { readonly seed: number; readonly isWanted: boolean },
): Promise<Outcome | undefined> {
  const settings = [basename(modelFolder()), EPOCHS, LEARNING_RATE, THREADS, DOCUMENTS ?? 'all'].join('-')
  const path = join(folder, `${corpus}-${side}-${seed}-${settings}.json`)
  if (existsSync(path)) return JSON.parse(readFileSync(path, 'utf8')) as Outcome
  if (!isWanted) return undefined
  const before = await measureProducts(side)
  const training = side === 'ours' ? trainOurs(corpus, seed) : await trainPeer(corpus, seed, side)
  const outcome: Outcome = { ...training, products: [before, await measureProducts(side)] }
  writeFileSync(path, JSON.stringify(outcome))
  process.stderr.write(`${corpus}, ${side}, seed ${seed}: ${JSON.stringify(outcome)}\n`)
  return outcome
}

export async function* run(part: string | undefined): AsyncGenerator<Measurement> {
  const words = part?.split(' ') ?? []
  const known: readonly string[] = [...Object.keys(CORPORA), ...SIDES]
  const unknown = words.find(word => !known.includes(word))
  if (unknown !== undefined) throw new Error(`expected some of ${known.join(', ')}, got ${unknown}`)
  const chosen = <T extends string>(all: readonly T[]): readonly T[] => {
    const named = all.filter(name => words.includes(name))
    return named.length === 0 ? all : named
  }
  mkdirSync(folder, { recursive: true })
  const wanted = chosen(SIDES)
  for (const corpus of chosen(Object.keys(CORPORA))) {
    const pairs = { random: [] as Pair[], group_by_length: [] as Pair[] }
    for (const seed of SEEDS) {
      const of = (side: Side) => outcomeOf(corpus, side, { seed, isWanted: wanted.includes(side) })
      const ours = await of('ours')
      for (const sampling of ['random', 'group_by_length'] as const) {
        const theirs = await of(sampling)
        if (ours === undefined || theirs === undefined) continue
        pairs[sampling].push({ ours, theirs })
        yield* describe(`${corpus}, Trainer ${sampling}, seed ${seed}`, [{ ours, theirs }])
      }
    }
    for (const sampling of ['random', 'group_by_length'] as const) {
      const found = pairs[sampling]
      const title = `${corpus}, Trainer ${sampling}, ${found.length} seeds`
      if (found.length > 1) yield* describe(title, found, BARS[sampling])
    }
  }
}

/** A seed's outcomes on both sides. */
export interface Pair {
  readonly ours: Outcome
  readonly theirs: Outcome
}

const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length

/** What a training takes, in operations of its library's products: what is left of its time on any machine. */
const normalisedSeconds = ({ seconds, products }: Outcome): number => seconds * mean(products)

/** Seconds and F1, means of the seeds. */
export function describe(title: string, pairs: readonly Pair[], bar?: string): Measurement[] {
  const versions = { ...pairs[0]!.theirs.versions, node: process.version }
  const epochs = EPOCHS === 1 ? 'an epoch' : `${EPOCHS} epochs`
  const compared = (what: string, value: (outcome: Outcome) => number): Measurement => ({
    claim: `${title}: ${what}`,
    ours: mean(pairs.map(({ ours }) => value(ours))),
    peer: mean(pairs.map(({ theirs }) => value(theirs))),
    versions,
  })
  const withRatio = (what: string, value: (outcome: Outcome) => number): Measurement => ({
    ...compared(what, value),
    ratio: median(pairs.map(({ ours, theirs }) => value(ours) / value(theirs))),
  })
  return [
    withRatio(`seconds of ${epochs}`, ({ seconds }) => seconds),
    withRatio('GFLOP/s of products alone', ({ products }) => mean(products)),
    {
      claim: `${title}: times as fast, normalised`,
      ours: median(pairs.map(({ ours, theirs }) => normalisedSeconds(theirs) / normalisedSeconds(ours))),
      ...(bar !== undefined && { bar }),
      versions,
    },
    ...(['default', 'strict', 'validation'] as const).map(key =>
      compared(`${key} F1`, outcome => outcome[key]),
    ),
  ]
}
