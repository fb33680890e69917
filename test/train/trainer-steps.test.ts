/**
 * @file Our training loop and engine against Hugging Face's Trainer, record by record of the log: steps, epochs,
 * learning rates, losses, gradient norms and evaluations.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { IntervalStrategy } from '../../src/config/intervals.ts'
import type { ScheduleKwargs, ScheduleName } from '../../src/config/schedule.ts'
import { openBert } from '../../src/nn/families/bert.ts'
import type { TokenClassifier } from '../../src/nn/model.ts'
import { classifierParameters } from '../../src/nn/parameters.ts'
import { type FloatTensor, sizeOf } from '../../src/nn/tensors.ts'
import { silent } from '../../src/progress.ts'
import { mix32 } from '../../src/random.ts'
import { createBatch, type Example } from '../../src/train/data/batches.ts'
import type { Engine } from '../../src/train/engine/engine.ts'
import { createOnnxEngine } from '../../src/train/engine/onnx/onnx-engine.ts'
import { runTraining, type TrainerOptions } from '../../src/train/loop/trainer.ts'
import reference from './reference/trainer_steps.json' with { type: 'json' }

/** What scripts/reference/trainer_steps.py gives to TrainingArguments and EarlyStoppingCallback. */
interface Setting {
  readonly learning_rate: number
  readonly lr_scheduler_type: ScheduleName
  readonly lr_scheduler_kwargs?: ScheduleKwargs
  readonly warmup_steps?: number
  readonly num_train_epochs: number
  readonly max_steps?: number
  readonly gradient_accumulation_steps?: number
  readonly weight_decay?: number
  readonly max_grad_norm?: number
  readonly adam_beta1?: number
  readonly adam_epsilon?: number
  readonly logging_steps?: number
  readonly eval_strategy?: IntervalStrategy
  readonly eval_steps?: number
  readonly eval_on_start?: boolean
  readonly early_stopping_patience?: number
  readonly early_stopping_threshold?: number
}
type Log = readonly Readonly<Record<string, number>>[]
const { batchSize, labels } = reference
const runs = reference.runs as readonly { title: string; setting: Setting; log: Log }[]

const source = { ...reference.config, model_type: 'bert' }
const encoder = openBert(source, 'config.json', { attention: 'auto' })

/** The same draws as in the script. */
function referenceModel(): TokenClassifier {
  const shapes = classifierParameters({ encoder, labels })
  const parameters = new Map<string, FloatTensor>()
  for (const [p, name] of reference.parameters.entries()) {
    const { shape } = shapes.get(name)!
    const shift = name.endsWith('LayerNorm.weight') ? 1 : 0
    const draw = (_: unknown, i: number): number => (mix32(p * 100_000 + i) / 2 ** 32 - 0.5) * 0.4 + shift
    parameters.set(name, { shape, data: Float32Array.from({ length: sizeOf(shape) }, draw) })
  }
  const names = ['O', 'B-X', 'I-X', 'B-Y', 'I-Y']
  return { encoder, labels: names, parameters, source, settings: { attention: 'auto', head: 'linear' } }
}

const examples: Example[] = Array.from({ length: reference.examples }, (_, number) => {
  const length = 3 + (mix32(7_000_000 + number) % 8)
  const hashes = Array.from({ length }, (__, t) => mix32(8_000_000 + 1000 * number + t))
  const ignored = number > Math.floor(reference.examples / 2) ? 2 : 1
  return {
    chunk: {
      ids: Int32Array.from(hashes, h => 1 + (h % 59)),
      wordOf: Int32Array.from(hashes, (__, t) => t),
      firstWord: 0,
      lastWord: length - 1,
    },
    labels: Int32Array.from(hashes, h => ((h >>> 20) % 5 >= ignored ? (h >>> 12) % labels : -100)),
  }
})
const batches = Array.from({ length: Math.ceil(examples.length / batchSize) }, (_, index) =>
  createBatch(examples.slice(index * batchSize, (index + 1) * batchSize), 0),
)

/** Trainer's `eval_loss`: the batches' mean losses, weighted by their examples. */
async function evaluate(engine: Engine): Promise<Record<string, number>> {
  let sum = 0
  for (const batch of batches) sum += (await engine.evaluate(batch)).loss * batch.rows
  return { eval_loss: sum / examples.length }
}

function optionsOf(setting: Setting, runFolder: string, engine: Engine): TrainerOptions {
  const patience = setting.early_stopping_patience
  return {
    runFolder,
    seed: 1,
    epochs: setting.num_train_epochs,
    maxSteps: setting.max_steps,
    batchSize,
    accumulation: setting.gradient_accumulation_steps,
    sampling: 'sequential',
    padId: 0,
    schedule: {
      type: setting.lr_scheduler_type,
      learningRate: setting.learning_rate,
      warmupSteps: setting.warmup_steps ?? 0,
      kwargs: setting.lr_scheduler_kwargs,
    },
    loggingSteps: setting.logging_steps ?? 1,
    evalStrategy: setting.eval_strategy ?? 'no',
    evalSteps: setting.eval_steps,
    evalOnStart: setting.eval_on_start,
    saveStrategy: 'no',
    metricForBestModel: 'loss',
    loadBestModelAtEnd: false,
    earlyStopping:
      patience === undefined ? undefined : { patience, threshold: setting.early_stopping_threshold },
    evaluate: () => evaluate(engine),
    progress: silent,
  }
}

function createEngine(setting: Setting): Promise<Engine> {
  return createOnnxEngine(referenceModel(), {
    weightDecay: setting.weight_decay ?? 0,
    betas: [setting.adam_beta1 ?? 0.9, 0.999],
    epsilon: setting.adam_epsilon ?? 1e-8,
    maxGradNorm: setting.max_grad_norm ?? 1,
    threads: 1,
  })
}

/** How far a value may be from Trainer's, as a share of it. */
const bounds: Readonly<Record<string, number>> = {
  step: 0,
  epoch: 0,
  learning_rate: 1e-12,
  loss: 1e-5,
  eval_loss: 1e-5,
  grad_norm: 1e-4,
}

let root: string
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'medspan-trainer-steps-'))
})
afterAll(() => rm(root, { recursive: true, force: true }))

describe("a training logs what Hugging Face's Trainer logs", () => {
  test.each(runs)('$title', async ({ title, setting, log }) => {
    const engine = await createEngine(setting)
    const { log_history: ours } = await runTraining(
      engine,
      examples,
      optionsOf(setting, join(root, title), engine),
    )
    await engine.dispose()
    expect(ours.map(record => Object.keys(record))).toEqual(log.map(record => Object.keys(record)))
    for (const [index, theirs] of log.entries())
      for (const [key, value] of Object.entries(theirs))
        expect(
          Math.abs(ours[index]![key]! - value),
          `${key} of record ${index} is ${ours[index]![key]}, expected ${value}`,
        ).toBeLessThanOrEqual(bounds[key]! * Math.abs(value))
  })
})

test('without a loss function of its own Trainer adds up the mean losses of the batches of a step', async () => {
  const engine = await createEngine(reference.plain.setting as Setting)
  const taken = batches.slice(0, reference.plain.setting.gradient_accumulation_steps)
  let sum = 0
  for (const batch of taken) sum += (await engine.evaluate(batch)).loss
  const { loss } = await engine.step(taken, { learningRate: 0, step: 0 })
  await engine.dispose()
  const [plain] = reference.plain.log
  expect(Math.abs(sum / plain!.loss - 1)).toBeLessThan(1e-5)
  expect(Math.abs(loss / (sum / taken.length) - 1)).toBeGreaterThan(1e-4)
})
