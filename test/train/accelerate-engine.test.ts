/**
 * @file The engine on PyTorch against the contract and against the engine on ONNX Runtime, from the same start on the
 * same batches.
 */
import { mkdir, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { SHIPPED_MODEL, shippedFolder } from '../../src/hub/shipped.ts'
import { isAdapterTrained, prepareAdapters } from '../../src/nn/adapters.ts'
import type { LossFunction } from '../../src/nn/losses.ts'
import type { LoadedClassifier, ModelSettings } from '../../src/nn/model.ts'
import { outlineModel, readModel } from '../../src/nn/stored-model.ts'
import { parseTrainerState } from '../../src/run/trainer-state.ts'
import {
  type AccelerateEngineOptions,
  createAccelerateEngine,
} from '../../src/train/engine/accelerate/accelerate-engine.ts'
import { startWorker, type Worker } from '../../src/train/engine/accelerate/worker.ts'
import type { Batch, Engine, Evaluation } from '../../src/train/engine/engine.ts'
import { createOnnxEngine } from '../../src/train/engine/onnx/onnx-engine.ts'
import { writeCheckpoint } from '../../src/train/loop/checkpoint.ts'
import { bert, gptNeo, labels, lasting, sizes, useFolders, vocabulary } from './accelerate.ts'
import { randomBatch, savedState, testEngine } from './engine-contract.ts'
import { pythonPath, workerOptions } from './python.ts'
import { mayMount, mount, unmount } from './small-disk.ts'

/** Without dropout, which each engine draws differently. */
const models = {
  bert,
  'GPT-Neo': gptNeo,
  Qwen3: {
    ...sizes,
    model_type: 'qwen3',
    num_hidden_layers: 2,
    num_attention_heads: 4,
    num_key_value_heads: 2,
    head_dim: 4,
    intermediate_size: 24,
    use_sliding_window: true,
    sliding_window: 3,
    max_window_layers: 1,
    pad_token_id: 0,
    classifier_dropout: 0,
  },
} as const
type ModelName = keyof typeof models

const folders = useFolders()
let worker: Worker
beforeAll(async () => {
  if (pythonPath !== undefined) worker = await startWorker(workerOptions())
})
afterAll(() => worker?.end())

/** After one step. */
const initialTrainerState = parseTrainerState(
  JSON.stringify({
    global_step: 1,
    epoch: 1,
    max_steps: 2,
    num_train_epochs: 2,
    train_batch_size: 4,
    best_metric: null,
    best_global_step: null,
    best_model_checkpoint: null,
    log_history: [],
    stateful_callbacks: {
      medspan: {
        updates: 0,
        total_loss: 0,
        pending_loss: 0,
        pending_steps: 0,
        train_seconds: 0,
        evaluated_steps: [],
      },
    },
  }),
)

type Options = Omit<AccelerateEngineOptions, 'folder'>

/** An engine that leaves the worker to those after it. */
function engineOf(model: LoadedClassifier, folder: string, options: Options = {}): Promise<Engine> {
  return createAccelerateEngine(lasting(worker), model, { folder, threads: 1, ...options })
}

/** Piece 0 only pads: PyTorch does not train its row of the embeddings. */
const batchAt = (step: number, rows = 4): Batch => {
  const batch = randomBatch({ rows, length: 5 + (step % 4), vocabulary, labels: labels.length }, step % 7)
  for (const [i, id] of batch.inputIds.entries()) if (id === 0) batch.inputIds[i] = 1
  // The last row is shorter.
  for (const [i, value] of [0, 0, -100].entries())
    [batch.inputIds, batch.attentionMask, batch.labels][i]!.fill(value, rows * batch.length - 2)
  if (step % 3 !== 0) return batch
  // Annotators of the first row did not look for the last two labels.
  const labelMask = new Int32Array(rows * labels.length).fill(1).fill(0, 3, 5)
  return { ...batch, labelMask }
}

/** Of padding each engine has its own: they mean nothing. */
function expectLogits(
  theirs: Evaluation,
  ours: Evaluation,
  { attentionMask }: Batch,
  tolerance: number,
): void {
  expect(theirs.logits.length).toBe(ours.logits.length)
  for (const [i, logit] of ours.logits.entries())
    if (attentionMask[Math.floor(i / labels.length)] === 1)
      expect(Math.abs(theirs.logits[i]! - logit)).toBeLessThan(tolerance)
}

describe.skipIf(pythonPath === undefined)('the accelerate engine', () => {
  for (const [name, options] of Object.entries<Options>({
    'BERT on PyTorch': { weightDecay: 0.01 },
    'BERT on PyTorch with Adafactor and averaged weights': { optimizer: 'adafactor', emaDecay: 0.95 },
  }))
    testEngine(name, {
      async create(seed) {
        const folder = await folders.model({
          ...bert,
          hidden_dropout_prob: 0.1,
          attention_probs_dropout_prob: 0.1,
        })
        return engineOf(await readModel(folder, { labels, seed }), folder, { seed, ...options })
      },
      vocabulary,
      learningRate: 0.01,
      steps: 60,
    })

  testEngine('GPT-Neo on PyTorch with adapters', {
    async create(seed) {
      const folder = await folders.model({ ...gptNeo, classifier_dropout: 0.1 })
      const lora = { rank: 4, alpha: 16, dropout: 0.1, targetModules: 'all-linear' }
      const model = prepareAdapters(await readModel(folder, { labels, seed }), lora, seed)
      return engineOf(model, folder, { seed, isTrained: isAdapterTrained(model) })
    },
    vocabulary,
    learningRate: 0.03,
    steps: 60,
  })

  /** Losses and norms of both engines over 50 steps; half of the steps take two batches. */
  async function compare(
    name: ModelName,
    { settings, ...options }: Options & { readonly settings?: Partial<ModelSettings> } = {},
  ): Promise<void> {
    const folder = await folders.model(models[name])
    const read = () => readModel(folder, { labels, seed: 1, settings })
    const common = { seed: 1, weightDecay: 0.01, ...options }
    const onnx = await createOnnxEngine(await read(), common)
    const torch = await engineOf(await read(), folder, common)
    try {
      for (let step = 0; step < 50; step++) {
        const batches = step % 2 === 0 ? [batchAt(step)] : [batchAt(step), batchAt(step + 1, 2)]
        const at = { learningRate: 2e-3, step }
        const [ours, theirs] = [await onnx.step(batches, at), await torch.step(batches, at)]
        expect(Math.abs(theirs.loss - ours.loss), `loss of step ${step}`).toBeLessThan(1e-4)
        expect(Math.abs(theirs.gradNorm / ours.gradNorm - 1), `norm of step ${step}`).toBeLessThan(1e-3)
      }
      const batch = batchAt(3)
      const [ours, theirs] = [await onnx.evaluate(batch), await torch.evaluate(batch)]
      expect(Math.abs(theirs.loss - ours.loss)).toBeLessThan(1e-4)
      expectLogits(theirs, ours, batch, 1e-3)
    } finally {
      await onnx.dispose()
    }
  }

  describe('computes what the onnx engine computes', () => {
    test('BERT', () => compare('bert', { layerDecay: 0.9 }))
    test('BERT with a CRF', () => compare('bert', { settings: { head: 'crf' } }))
    test('BERT with checkpoints of gradients, Adafactor and averages', () =>
      compare('bert', { gradientCheckpointing: true, optimizer: 'adafactor', emaDecay: 0.9 }))
    test('BERT with a frozen layer', () =>
      compare('bert', { isTrained: name => !name.includes('layer.0.') && !name.includes('embeddings') }))
    for (const attention of ['bidirectional', 'causal'] as const) {
      test(`GPT-Neo, ${attention}`, () => compare('GPT-Neo', { settings: { attention } }))
      test(`Qwen3, ${attention}`, () => compare('Qwen3', { settings: { attention } }))
    }
    const weights = [0.5, 2, 1, 1.5, 1]
    const losses: LossFunction[] = [
      { kind: 'cross-entropy', weights, labelSmoothing: 0.1, reduction: 'weights' },
      { kind: 'cross-entropy', gamma: 2 },
      { kind: 'cross-entropy', weights, gamma: 2, labelSmoothing: 0.05 },
      { kind: 'cross-entropy', adjustment: [0, -1, -2, -1, -2] },
      { kind: 'dice', alpha: 1, smooth: 1 },
    ]
    for (const loss of losses)
      for (const name of ['bert', 'GPT-Neo'] as const)
        test(`${name} by ${JSON.stringify(loss)}`, () => compare(name, { loss }))
  })

  test('reads weights as int8 as the onnx engine does', async () => {
    const folder = shippedFolder(SHIPPED_MODEL)!
    const onnx = await createOnnxEngine(await readModel(folder, { labels, seed: 1 }), { threads: 1 })
    const outlined = await outlineModel(folder, { labels, seed: 1 })
    const torch = await createAccelerateEngine(lasting(worker), outlined, { folder, threads: 1 })
    try {
      const batch = batchAt(3)
      expectLogits(await torch.evaluate(batch), await onnx.evaluate(batch), batch, 1e-5)
    } finally {
      await onnx.dispose()
    }
  })

  test.runIf(mayMount)('a full disk is one error, and the engine goes on', async () => {
    const folder = await folders.model({
      ...bert,
      hidden_dropout_prob: 0.1,
      attention_probs_dropout_prob: 0.1,
    })
    const engine = await engineOf(await readModel(folder, { labels, seed: 1 }), folder)
    await engine.step([batchAt(0)], { learningRate: 1e-3, step: 0 })
    const disk = join(folders.root, 'disk')
    await mkdir(disk)
    expect(mount('-t', 'tmpfs', '-o', 'size=48k', 'tmpfs', disk)).toBe(true)
    try {
      const full = writeCheckpoint(disk, engine, initialTrainerState)
      await expect(full).rejects.toMatchObject({
        code: 'output',
        message: expect.stringMatching(/ENOSPC.*\(the checkpoint takes \d+ kB, \d+ kB are free\)/),
        where: { path: join(disk, 'checkpoint-1/optimizer.safetensors') },
        hint: 'Free some space, then give the same command again: the run starts again.',
      })
      expect(await readdir(disk)).toEqual([])
    } finally {
      expect(unmount(disk)).toBe(true)
    }
    const saved = await savedState(engine)
    expect(saved.updates).toBe(1)
  })

  test('each engine goes on where the other has stopped', async () => {
    const folder = await folders.model(bert)
    const read = () => readModel(folder, { labels, seed: 1 })
    const options = { seed: 1, weightDecay: 0.01, emaDecay: 0.9 }
    const run = async (engine: Engine, from: number, to: number): Promise<number[]> => {
      const losses: number[] = []
      for (let step = from; step < to; step++)
        losses.push((await engine.step([batchAt(step)], { learningRate: 2e-3, step })).loss)
      return losses
    }
    const onnx = await createOnnxEngine(await read(), options)
    const torch = await engineOf(await read(), folder, options)
    const whole = await createOnnxEngine(await read(), options)
    const expected = await run(whole, 0, 30)
    const checkpoint = join(folders.root, 'checkpoint')
    const losses: number[] = []
    for (const [i, engine] of [onnx, torch, onnx].entries()) {
      if (i > 0) await engine.load(checkpoint, { updates: 10 * i })
      losses.push(...(await run(engine, 10 * i, 10 * i + 10)))
      await rm(checkpoint, { recursive: true, force: true })
      await mkdir(checkpoint)
      expect(await engine.save(checkpoint)).toEqual({ updates: 10 * i + 10 })
    }
    for (const [step, loss] of losses.entries()) expect(Math.abs(loss - expected[step]!)).toBeLessThan(1e-4)
    expect([...(await savedState(torch)).parameters.keys()]).toEqual([
      ...(await savedState(onnx)).parameters.keys(),
    ])
    await Promise.all([onnx.dispose(), whole.dispose()])
  })
})
