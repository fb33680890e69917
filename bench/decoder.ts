/**
 * @file What lifting the causal mask does: one decoder, trained from nothing on abstracts, then fine-tuned both ways.
 *
 * A small GPT-Neo learns to continue the abstracts of NCBI-disease (train and dev), BC5CDR and BioRED for HOURS (1 by
 * default) in our own engine: predicting the next piece is token classification with the vocabulary as labels. From its
 * weights NCBI-disease is then learned with `model.attention: causal` and `bidirectional`, three seeds each. What is
 * there in `build/decoder` already is not made again. Needs Python's tokenizers once, for the vocabulary.
 */
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseConfig } from '../src/config/config.ts'
import { openEncoder } from '../src/nn/families/families.ts'
import { defaultSettings, type TokenClassifier } from '../src/nn/model.ts'
import { classifierParameters, drawParameter } from '../src/nn/parameters.ts'
import type { FloatTensor } from '../src/nn/tensors.ts'
import { formatSafetensors } from '../src/nn/weights/safetensors.ts'
import { type Progress, silent } from '../src/progress.ts'
import { createRandom } from '../src/random.ts'
import { readTokenizer } from '../src/tokenizer/stored-tokenizer.ts'
import { prepareCorpus } from '../src/train/data/dataset.ts'
import type { Batch } from '../src/train/engine/engine.ts'
import { createOnnxEngine } from '../src/train/engine/onnx/onnx-engine.ts'
import { createSchedule } from '../src/train/loop/schedule.ts'
import { train } from '../src/train/run.ts'
import type { Measurement } from './results.ts'

const SEEDS = [1, 2, 3]
const PIECES = 4000
const [ROWS, LENGTH] = [16, 128]
const checkout = resolve(import.meta.dirname, '../..')
const folder = resolve(import.meta.dirname, '../decoder')
const modelFolder = join(folder, 'model')
const data = resolve(process.env.MEDSPAN_SHARED_DATA ?? join(checkout, '../shared/data'), 'ner')
const progress: Progress = { ...silent, info: line => process.stderr.write(`${line}\n`) }

const shape = {
  model_type: 'gpt_neo',
  vocab_size: PIECES,
  hidden_size: 256,
  num_layers: 6,
  num_heads: 8,
  intermediate_size: 1024,
  attention_types: [[['global', 'local'], 3]],
  window_size: 256,
  max_position_embeddings: 512,
  embed_dropout: 0,
  attention_dropout: 0,
  resid_dropout: 0,
}

/** Words of the abstracts that may be seen: the test parts are not among them. */
async function abstracts(): Promise<string[][]> {
  const names = ['NCBIdisease_TrainDev', 'BC5CDR_TrainDev', 'BioRED_TrainDev']
  const config = parseConfig(
    JSON.stringify({
      corpus: {
        sources: names.map(name => ({ path: join(data, `${name}.PubTator`) })),
        merge: { duplicates: 'drop' },
      },
      model: { name_or_path: modelFolder },
    }),
    join(folder, 'medspan.yaml'),
  )
  const { parts } = await prepareCorpus(config, { progress: silent })
  const documents = [...parts.train, ...parts.validation, ...parts.test]
  return documents.map(({ text, tokens }) => tokens.map(({ begin, end }) => text.slice(begin, end)))
}

/** Trains the decoder and leaves a model folder. */
async function pretrain(): Promise<void> {
  mkdirSync(modelFolder, { recursive: true })
  const documents = await abstracts()
  const texts = join(folder, 'texts.json')
  writeFileSync(texts, JSON.stringify(documents.map(words => words.join(' '))))
  const script = join(checkout, 'bench/peers/byte_pairs.py')
  execFileSync(process.env.PYTHON ?? 'python3', [script, texts, String(PIECES), modelFolder], {
    stdio: 'inherit',
  })
  writeFileSync(join(modelFolder, 'config.json'), JSON.stringify(shape))
  const tokenizer = await readTokenizer(modelFolder)
  const end = 0 // <|endoftext|>, the first piece
  const stream = Int32Array.from(
    documents.flatMap(words => [...words.flatMap(word => [...tokenizer.encodeWord(word)]), end]),
  )
  const encoder = openEncoder(shape, 'config.json', { attention: 'causal' })
  const parameters = new Map<string, FloatTensor>()
  for (const [name, spec] of classifierParameters({ encoder, labels: PIECES }))
    parameters.set(name, { shape: spec.shape, data: drawParameter(name, spec, 1) })
  const model: TokenClassifier = {
    encoder,
    labels: Array.from({ length: PIECES }, (_, piece) => `piece ${piece}`),
    parameters,
    source: shape,
    settings: defaultSettings,
  }
  const engine = await createOnnxEngine(model, { seed: 1, weightDecay: 0.1, betas: [0.9, 0.98] })
  const seconds = 3600 * Number(process.env.HOURS ?? 1)
  const random = createRandom(1, 'places')
  const next = (): Batch => {
    const begins = Array.from({ length: ROWS }, () => random.below(stream.length - LENGTH - 1))
    const rows = (shift: number): Int32Array =>
      Int32Array.from(begins.flatMap(begin => [...stream.subarray(begin + shift, begin + shift + LENGTH)]))
    return {
      rows: ROWS,
      length: LENGTH,
      inputIds: rows(0),
      attentionMask: new Int32Array(ROWS * LENGTH).fill(1),
      tokenTypeIds: new Int32Array(ROWS * LENGTH),
      labels: rows(1),
    }
  }
  // How many steps fit is measured, so that the rate can fall to nothing at the end.
  let totalSteps = Number.MAX_SAFE_INTEGER
  const started = performance.now()
  let sum = 0
  for (let step = 0; step < totalSteps; step++) {
    const warmupSteps = Math.min(100, totalSteps)
    const rate = createSchedule({ type: 'cosine', learningRate: 1e-3, totalSteps, warmupSteps })
    sum += (await engine.step([next()], { learningRate: rate(step), step })).loss
    if (step % 20 !== 19) continue
    const elapsed = (performance.now() - started) / 1000
    totalSteps = Math.max(step + 1, Math.floor((seconds / elapsed) * (step + 1)))
    process.stderr.write(`step ${step + 1} of ${totalSteps}: loss ${(sum / 20).toFixed(3)}\n`)
    sum = 0
  }
  const trained = engine.state().parameters
  const base = new Map([...trained].filter(([name]) => encoder.parameters.has(name)))
  writeFileSync(join(modelFolder, 'model.safetensors'), formatSafetensors(base))
  await engine.dispose()
}

async function finetune(attention: 'causal' | 'bidirectional', seed: number): Promise<number> {
  const path = join(folder, `${attention}-${seed}.json`)
  if (!existsSync(path)) {
    const config = parseConfig(
      JSON.stringify({
        corpus: {
          sources: [
            { path: join(data, 'NCBIdisease_TrainDev.PubTator') },
            { path: join(data, 'NCBIdisease_Test.PubTator'), split: 'test' },
          ],
          split: { ratios: [0.9, 0.1, 0], seed: 42 },
        },
        model: { name_or_path: modelFolder, max_seq_length: 256, attention },
        training: {
          recipe: 'trainer',
          output_dir: join(folder, `run-${attention}-${seed}`),
          seed,
          learning_rate: 5e-4,
          num_train_epochs: 5,
          warmup_ratio: 0.1,
          train_sampling_strategy: 'group_by_length',
          per_device_train_batch_size: 16,
          per_device_eval_batch_size: 32,
        },
      }),
      join(folder, 'medspan.yaml'),
    )
    const summary = await train(config, { progress })
    writeFileSync(path, JSON.stringify({ strict: summary.test.strict.overall.f1 }))
  }
  return JSON.parse(readFileSync(path, 'utf8')).strict
}

export async function run(): Promise<Measurement[]> {
  mkdirSync(folder, { recursive: true })
  if (!existsSync(join(modelFolder, 'model.safetensors'))) await pretrain()
  const means: Record<'causal' | 'bidirectional', number> = { causal: 0, bidirectional: 0 }
  for (const attention of ['causal', 'bidirectional'] as const)
    for (const seed of SEEDS) means[attention] += (await finetune(attention, seed)) / SEEDS.length
  return [
    {
      claim: 'NCBI-disease strict F1, bidirectional over causal',
      ours: means.bidirectional,
      peer: means.causal,
      ratio: means.bidirectional / means.causal,
      versions: {},
    },
  ]
}
