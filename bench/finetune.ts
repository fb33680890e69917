/**
 * @file A real model on real data against transformers' Trainer: the same sentences, settings and seeds.
 *
 * Fine-tunes the encoder in MEDSPAN_MODEL on NCBI-disease: a tenth of the training documents held for validation,
 * the best of five epochs tested once. The corpus lies in MEDSPAN_SHARED_DATA, or beside the checkout. Part
 * `peer` or `ours` runs one side alone; what both leave in `build/finetune` is then compared.
 */
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseConfig } from '../src/config/config.ts'
import { type Progress, silent } from '../src/progress.ts'
import { prepareCorpus } from '../src/train/data/dataset.ts'
import { tagCorpus } from '../src/train/data/examples.ts'
import { train } from '../src/train/run.ts'
import type { Measurement } from './results.ts'

const SEEDS = [1, 2, 3]
const folder = resolve(import.meta.dirname, '../finetune')
const checkout = resolve(import.meta.dirname, '../..')

interface Outcome {
  readonly default: number
  readonly strict: number
  readonly validation: number
  /** Of the peer. */
  readonly versions?: Readonly<Record<string, string>>
}

function configuration(seed: number) {
  const data = resolve(process.env.MEDSPAN_SHARED_DATA ?? join(checkout, '../shared/data'), 'ner')
  const model = process.env.MEDSPAN_MODEL
  if (model === undefined || !existsSync(data))
    throw new Error('expected MEDSPAN_MODEL, a BERT folder, and NCBI-disease in MEDSPAN_SHARED_DATA/ner')
  return parseConfig(
    JSON.stringify({
      corpus: {
        sources: [
          { path: join(data, 'NCBIdisease_TrainDev.PubTator') },
          { path: join(data, 'NCBIdisease_Test.PubTator'), split: 'test' },
        ],
        split: { ratios: [0.9, 0.1, 0], seed: 42 },
      },
      model: { name_or_path: model, max_seq_length: 256 },
      training: {
        recipe: 'trainer',
        output_dir: join(folder, `ours-${seed}`),
        seed,
        learning_rate: Number(process.env.LEARNING_RATE ?? 2e-4),
        num_train_epochs: 5,
        train_sampling_strategy: 'group_by_length',
        per_device_train_batch_size: 16,
        per_device_eval_batch_size: 32,
        ...(process.env.THREADS === undefined ? {} : { threads: Number(process.env.THREADS) }),
      },
    }),
    join(folder, 'medspan.yaml'),
  )
}

async function runOurs(seed: number): Promise<Outcome> {
  const progress: Progress = { ...silent, info: line => process.stderr.write(`${line}\n`) }
  const config = configuration(seed)
  await train(config, { progress })
  const read = (name: string): Record<string, number> =>
    JSON.parse(readFileSync(join(config.training.output_dir, name), 'utf8'))
  const test = read('predict_results.json')
  return {
    default: test.predict_f1!,
    strict: test.predict_strict_f1!,
    validation: read('eval_results.json').eval_f1!,
  }
}

/** Writes the very sentences that our side trains on, one JSON file a part. */
async function writeSentences(): Promise<void> {
  const config = configuration(SEEDS[0]!)
  const { parts } = await prepareCorpus(config, { progress: silent })
  for (const [part, documents] of Object.entries(parts)) {
    const rows = tagCorpus(documents, config, silent).map(({ words, tags }) => ({
      tokens: words,
      ner_tags: tags,
    }))
    writeFileSync(join(folder, `${part}.json`), JSON.stringify(rows))
  }
}

function runPeer(seed: number): Outcome {
  const { model, training } = configuration(seed)
  const script = join(checkout, 'bench/peers/finetune.py')
  const job = { ...training, seed, model: model.name_or_path, max_seq_length: model.max_seq_length, folder }
  writeFileSync(join(folder, 'job.json'), JSON.stringify(job))
  const output = execFileSync(process.env.PYTHON ?? 'python3', [script, join(folder, 'job.json')], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  return JSON.parse(output.trim().split('\n').at(-1)!)
}

export async function run(part: string | undefined): Promise<Measurement[]> {
  mkdirSync(folder, { recursive: true })
  if (part !== 'ours') await writeSentences()
  const sides: Record<'ours' | 'peer', Outcome[]> = { ours: [], peer: [] }
  for (const seed of SEEDS) {
    for (const side of ['ours', 'peer'] as const) {
      const path = join(folder, `${side}-${seed}.json`)
      if (!existsSync(path) && (part === undefined || part === side)) {
        const outcome = side === 'ours' ? await runOurs(seed) : runPeer(seed)
        writeFileSync(path, JSON.stringify(outcome))
        process.stderr.write(`${side}, seed ${seed}: ${JSON.stringify(outcome)}\n`)
      }
      if (existsSync(path)) sides[side].push(JSON.parse(readFileSync(path, 'utf8')))
    }
  }
  if (sides.ours.length === 0 || sides.peer.length === 0) return []
  const mean = (outcomes: readonly Outcome[], key: 'default' | 'strict' | 'validation'): number =>
    outcomes.reduce((total, outcome) => total + outcome[key], 0) / outcomes.length
  return (['default', 'strict', 'validation'] as const).map(key => ({
    claim: `NCBI-disease ${key} F1, mean of ${sides.ours.length}`,
    ours: mean(sides.ours, key),
    peer: mean(sides.peer, key),
    ratio: mean(sides.ours, key) / mean(sides.peer, key),
    versions: sides.peer[0]!.versions ?? {},
  }))
}
