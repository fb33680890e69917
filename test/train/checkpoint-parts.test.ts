/** @file Checkpoints of trainings that leave parameters as they are, and of those that keep averages. */
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { isAdapterTrained, prepareAdapters } from '../../src/nn/adapters.ts'
import { openEncoder } from '../../src/nn/families/families.ts'
import { defaultSettings, type LoadedClassifier } from '../../src/nn/model.ts'
import { classifierParameters, drawParameter } from '../../src/nn/parameters.ts'
import { readSafetensorsFile } from '../../src/nn/weights/safetensors-file.ts'
import type { TrainerState } from '../../src/run/trainer-state.ts'
import { createOnnxEngine, type OnnxEngineOptions } from '../../src/train/engine/onnx/onnx-engine.ts'
import { readCheckpoint, writeCheckpoint } from '../../src/train/loop/checkpoint.ts'
import { randomBatch, stateBits } from './engine-contract.ts'

const folder = await mkdtemp(join(tmpdir(), 'medspan-checkpoint-parts-'))
afterAll(() => rm(folder, { recursive: true, force: true }))

const source = {
  model_type: 'bert',
  vocab_size: 24,
  hidden_size: 16,
  num_hidden_layers: 2,
  num_attention_heads: 2,
  intermediate_size: 24,
  max_position_embeddings: 16,
}
const labels = ['O', 'B-X', 'I-X']
const encoder = openEncoder(source, 'config.json', { attention: 'auto' })
const specs = classifierParameters({ encoder, labels: labels.length })
const parameters = new Map(
  [...specs].map(([name, spec]) => [name, { shape: spec.shape, data: drawParameter(name, spec, 1) }]),
)
const model: LoadedClassifier = {
  encoder,
  labels,
  parameters,
  source,
  settings: defaultSettings,
  newlyInitialized: [],
}
const adapted = prepareAdapters(model, { rank: 2, alpha: 4, dropout: 0.1 }, 1)

const stateAt = (step: number): TrainerState => ({
  global_step: step,
  epoch: 1,
  max_steps: 10,
  num_train_epochs: 1,
  train_batch_size: 2,
  max_tokens_per_batch: null,
  gradient_accumulation_steps: 1,
  logging_steps: 10,
  eval_steps: null,
  save_steps: null,
  best_metric: null,
  best_global_step: null,
  best_model_checkpoint: null,
  lr_scheduler: null,
  stateful_callbacks: {},
  updates: 0,
  total_loss: 0,
  pending_loss: 0,
  pending_steps: 0,
  train_seconds: 0,
  evaluated_steps: [],
  saved_steps: [],
  log_history: [],
})

it.each<[name: string, model: LoadedClassifier, options: OnnxEngineOptions, file: string, names: string[]]>([
  [
    'frozen embeddings',
    model,
    { isTrained: name => !name.includes('embeddings') },
    'model.safetensors',
    [...parameters.keys()],
  ],
  [
    'Adafactor and averaged weights',
    model,
    { optimizer: 'adafactor', emaDecay: 0.9 },
    'model.safetensors',
    [...parameters.keys()],
  ],
  [
    'adapters',
    adapted,
    { isTrained: isAdapterTrained(adapted) },
    'adapter_model.safetensors',
    [...adapted.parameters.keys()].filter(isAdapterTrained(adapted)).map(name => `base_model.model.${name}`),
  ],
])('with %s they are whole, and continue with the same bits', async (name, own, options, file, names) => {
  const runFolder = join(folder, name)
  const batchAt = (step: number) => randomBatch({ rows: 2, length: 6, vocabulary: 24, labels: 3 }, step)
  const first = await createOnnxEngine(own, { seed: 1, ...options })
  const second = await createOnnxEngine(own, { seed: 1, ...options })
  try {
    for (let step = 0; step < 3; step++) await first.step([batchAt(step)], { learningRate: 0.01, step })
    await writeCheckpoint(runFolder, first, stateAt(3))
    const written = join(runFolder, 'checkpoint-3')
    expect((await readdir(written)).sort()).toEqual(
      ['SHA256SUMS', file, 'optimizer.safetensors', 'trainer_state.json'].sort(),
    )
    expect([...(await readSafetensorsFile(join(written, file))).keys()].sort()).toEqual([...names].sort())
    const { folder: saved, trainer } = await readCheckpoint(runFolder, 3)
    expect(trainer.updates).toBe(3)
    await second.load(saved, trainer)
    expect(stateBits(second.state())).toEqual(stateBits(first.state()))
    for (const engine of [first, second]) await engine.step([batchAt(3)], { learningRate: 0.01, step: 3 })
    expect(stateBits(second.state())).toEqual(stateBits(first.state()))
    expect(await second.evaluate(batchAt(4))).toEqual(await first.evaluate(batchAt(4)))
  } finally {
    await Promise.all([first.dispose(), second.dispose()])
  }
})
