/**
 * @file The accelerate engine against transformers' Trainer: the same sentences, model, batch size and device, in turn.
 *
 * Ours steps as a training does: batches are made here, of sequences of like length, and go to the Python worker through
 * its socket. Trainer is measured as it comes, and grouping by length too. Counted are sequences a second, of the steps
 * alone. The encoder is the folder in MEDSPAN_MODEL, the sentences are NCBI-disease's in MEDSPAN_SHARED_DATA; PYTHON runs
 * both sides. DEVICE is `cpu` or `cuda`, PRECISION `no`, `bf16` or `fp16`.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { parseConfig, settleWith, TRAINER_SETTINGS } from '../src/config/config.ts'
import { decideLabels } from '../src/corpus/labels.ts'
import { silent } from '../src/progress.ts'
import { readTokenizer } from '../src/tokenizer/stored-tokenizer.ts'
import { openTrainable, planOptions, startEngine } from '../src/train/assembly.ts'
import { prepareCorpus } from '../src/train/data/dataset.ts'
import { encodeSplits } from '../src/train/data/encoded-splits.ts'
import { countLabels, createLoss } from '../src/train/loop/loss.ts'
import { createLoader, lengthsOf, planTraining } from '../src/train/loop/plan.ts'
import { type Child, spawnPython } from './child.ts'
import { type Measurement, median } from './results.ts'

const { DEVICE = 'cpu', PRECISION = 'no', PYTHON = 'python3' } = process.env
const BATCH = Number(process.env.BATCH ?? 16)
const THREADS = Number(process.env.THREADS ?? 2)
const ROUNDS = Number(process.env.ROUNDS ?? 7)
const STEPS = Number(process.env.STEPS ?? 20)
const checkout = resolve(import.meta.dirname, '../..')

interface Turn {
  readonly seconds: number
  readonly sequences: number
}

const rateOf = ({ seconds, sequences }: Turn): number => sequences / seconds

function configuration(model: string, folder: string) {
  const data = resolve(process.env.MEDSPAN_SHARED_DATA ?? join(checkout, '../shared/data'), 'ner')
  const config = parseConfig(
    JSON.stringify({
      corpus: {
        sources: [{ path: join(data, 'NCBIdisease_TrainDev.PubTator') }],
        split: { ratios: [0.98, 0.01, 0.01], seed: 42 },
      },
      model: { name_or_path: model, max_seq_length: 256 },
      accelerate: { python: PYTHON, mixed_precision: PRECISION },
      training: {
        recipe: 'trainer',
        engine: 'accelerate',
        device: DEVICE,
        output_dir: folder,
        threads: THREADS,
        learning_rate: 5e-5,
        weight_decay: 0.01,
        per_device_train_batch_size: BATCH,
        train_sampling_strategy: 'group_by_length',
      },
    }),
    join(folder, 'medspan.yaml'),
  )
  return settleWith(config, TRAINER_SETTINGS)
}

/** A training of ours that makes so many steps whenever it is asked. */
async function startOurs(model: string, folder: string) {
  const config = configuration(model, folder)
  const tokenizer = await readTokenizer(model)
  const corpus = await prepareCorpus(config, { progress: silent })
  const labels = decideLabels(corpus.wholeTrain, config.labels)
  const opened = await openTrainable(model, config, labels, tokenizer)
  const longest = opened.model.encoder.maxLength
  const { sentences } = await encodeSplits(corpus, labels, { config, tokenizer, longest, progress: silent })
  const examples = sentences.train.flatMap(({ chunks }) => chunks)
  const loss = createLoss(config.loss, labels, countLabels(examples, labels))
  const engine = await startEngine(config, opened, { folder: model, loss })
  const options = planOptions(config, tokenizer.padId)
  const batchesOf = createLoader(
    examples,
    planTraining(lengthsOf(examples), { ...options, epochs: 1000 }, engine),
    options.padId,
  )
  let step = 0
  return {
    examples,
    labels: labels.labels,
    versions: engine.versions ?? {},
    async turn(): Promise<Turn> {
      const start = performance.now()
      let sequences = 0
      for (let i = 0; i < STEPS; i++, step++) {
        const batches = batchesOf(step)
        await engine.step(batches, { learningRate: 5e-5, step })
        sequences += batches.reduce((sum, { rows }) => sum + rows, 0)
      }
      return { seconds: (performance.now() - start) / 1000, sequences }
    },
    end: () => engine.dispose(),
  }
}

export async function run(part: string | undefined): Promise<Measurement[]> {
  const model = process.env.MEDSPAN_MODEL
  if (model === undefined) throw new Error('expected MEDSPAN_MODEL, the folder of a model')
  const folder = mkdtempSync(join(tmpdir(), 'medspan-bench-'))
  const ours = await startOurs(model, folder)
  const peers: { readonly sampling: string; readonly child: Child }[] = []
  try {
    const job = join(folder, 'job.json')
    const rows = ours.examples.map(({ chunk, labels }) => ({
      input_ids: [...chunk.ids],
      labels: [...labels],
    }))
    writeFileSync(job, JSON.stringify({ model, labels: ours.labels, rows }))
    for (const sampling of ['random', 'group_by_length'])
      if (part === undefined || part === sampling) {
        const settings = [sampling, DEVICE, PRECISION, String(BATCH), String(THREADS)]
        peers.push({ sampling, child: spawnPython('trainer.py', [job, ...settings]) })
      }
    for (const { child } of peers) await child.read()
    // First turns warm up, and are not counted.
    const turns = peers.map(() => [] as { ours: number; theirs: number }[])
    for (let round = -1; round < ROUNDS; round++) {
      const own = rateOf(await ours.turn())
      for (const [i, { child }] of peers.entries()) {
        const theirs = rateOf(await child.ask<Turn>(STEPS))
        if (round >= 0) turns[i]!.push({ ours: own, theirs })
      }
    }
    return peers.map(({ sampling }, i) => ({
      claim: `sequences/s, ${DEVICE}, ${PRECISION}, Trainer ${sampling}`,
      ours: median(turns[i]!.map(turn => turn.ours)),
      peer: median(turns[i]!.map(turn => turn.theirs)),
      ratio: median(turns[i]!.map(turn => turn.ours / turn.theirs)),
      versions: ours.versions,
    }))
  } finally {
    for (const { child } of peers) child.end()
    await ours.end()
    rmSync(folder, { recursive: true })
  }
}
