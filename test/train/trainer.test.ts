import { mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Notice } from '../../src/errors.ts'
import { silent } from '../../src/progress.ts'
import type { Example } from '../../src/train/batches.ts'
import { batchesByLength, createBatch } from '../../src/train/batches.ts'
import type { TrainerState } from '../../src/train/checkpoint.ts'
import type { Engine } from '../../src/train/engine.ts'
import { readBest, runTraining, type TrainerOptions } from '../../src/train/trainer.ts'
import { randomBatch, stateBits } from './engine-contract.ts'
import { createLinearEngine } from './linear-engine.ts'

let root: string
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'medspan-trainer-'))
})
afterEach(() => rm(root, { recursive: true, force: true }))

const vocabulary = 15
const labels = 3

/** Eleven examples of different lengths: with batches of 3, an epoch has 4 steps. */
const examples: Example[] = Array.from({ length: 11 }, (_, index) => {
  const batch = randomBatch({ rows: 1, length: 3 + (index % 4), vocabulary, labels }, index)
  const chunk = {
    ids: batch.inputIds,
    wordOf: batch.inputIds.map((_, i) => i),
    firstWord: 0,
    lastWord: batch.length - 1,
  }
  return { chunk, labels: batch.labels }
})

const newEngine = () => createLinearEngine({ seed: 5, vocabulary, labels })

/** The mean loss over all examples, as an evaluation. */
async function measure(engine: Engine): Promise<Record<string, number>> {
  let sum = 0
  for (const batch of batchesByLength(
    examples.map(example => example.chunk.ids.length),
    4,
  ))
    sum += (
      await engine.evaluate(
        createBatch(
          batch.map(i => examples[i]!),
          0,
        ),
      )
    ).loss
  return { eval_loss: sum, eval_f1: 1 / (1 + sum) }
}

function optionsFor(
  runFolder: string,
  engine: Engine,
  changes: Partial<TrainerOptions> = {},
): TrainerOptions {
  return {
    runFolder,
    seed: 5,
    epochs: 3,
    batchSize: 3,
    padId: 0,
    schedule: { type: 'linear', learningRate: 0.05, warmupSteps: 2, warmupRatio: 0 },
    loggingSteps: 3,
    metricForBestModel: 'f1',
    saveTotalLimit: 2,
    evaluate: () => measure(engine),
    progress: silent,
    ...changes,
  }
}

/** What a finished run is compared by: its weights, where it stands, its log and its files. */
async function resultOf(runFolder: string, engine: Engine, state: TrainerState) {
  return {
    bits: stateBits(engine.state()),
    best: stateBits(await readBest(runFolder, state)),
    state: { ...state, train_seconds: 0 },
    log: await readFile(join(runFolder, 'log.jsonl'), 'utf8'),
    files: (await readdir(runFolder)).sort(),
  }
}

async function trainWhole(name: string, changes: Partial<TrainerOptions> = {}) {
  const folder = join(root, name)
  const engine = newEngine()
  const state = await runTraining(engine, examples, optionsFor(folder, engine, changes))
  return resultOf(folder, engine, state)
}

/** An engine that aborts when its `at`-th call of step or evaluate has been made. */
function aborting(engine: Engine, at: number, controller: AbortController): Engine {
  let calls = 0
  const count = () => {
    if (++calls === at) controller.abort()
  }
  return {
    ...engine,
    async step(batches, options) {
      const result = await engine.step(batches, options)
      count()
      return result
    },
    async evaluate(batch) {
      count()
      return engine.evaluate(batch)
    },
  }
}

test('a training leaves a log, checkpoints and the best model', async () => {
  const { state, log, files } = await trainWhole('run')
  expect(state.global_step).toBe(12)
  expect(state.epoch).toBe(3)
  expect(state.evaluated_steps).toEqual([4, 8, 12])
  expect(state.best_global_step).toBe(12)
  expect(files).toEqual(['checkpoint-12', 'checkpoint-8', 'log.jsonl'])
  const records = log
    .trim()
    .split('\n')
    .map(line => JSON.parse(line) as Record<string, number>)
  expect(records).toEqual(state.log_history)
  expect(records.map(record => [record.step, 'loss' in record ? 'loss' : 'eval'])).toEqual([
    [3, 'loss'],
    [4, 'eval'],
    [6, 'loss'],
    [8, 'eval'],
    [9, 'loss'],
    [12, 'loss'],
    [12, 'eval'],
  ])
  expect(Object.keys(records[0]!)).toEqual(['step', 'epoch', 'loss', 'grad_norm', 'learning_rate'])
  expect(Object.keys(records[1]!)).toEqual(['step', 'epoch', 'eval_loss', 'eval_f1'])
  expect(records[0]!.learning_rate).toBe(0.05)
  expect(records[6]!.eval_loss!).toBeLessThan(records[1]!.eval_loss!)
})

test('a record of the log has the mean loss of its steps', async () => {
  const each = await trainWhole('each', { loggingSteps: 1 })
  const three = await trainWhole('three', { loggingSteps: 3 })
  const losses = each.state.log_history.flatMap(record => record.loss ?? [])
  expect(losses).toHaveLength(12)
  expect(three.state.log_history[0]!.loss).toBe((losses[0]! + losses[1]! + losses[2]!) / 3)
  expect(three.state.total_loss).toBe(losses.reduce((a, b) => a + b, 0))
  expect(three.bits).toEqual(each.bits)
})

test('a fraction of an epoch ends in the middle of one, with an evaluation', async () => {
  const { state } = await trainWhole('run', { epochs: 1.5 })
  expect(state.global_step).toBe(6)
  expect(state.epoch).toBe(1.5)
  expect(state.evaluated_steps).toEqual([4, 6])
})

describe('interrupted anywhere and continued, a run ends with the bits of an undisturbed one', () => {
  // 12 steps, and 3 evaluations of 3 batches each
  test.each(Array.from({ length: 21 }, (_, i) => i + 1))('after call %i', async at => {
    const whole = await trainWhole('whole')
    const folder = join(root, 'cut')
    const controller = new AbortController()
    const first = aborting(newEngine(), at, controller)
    const finished = await runTraining(
      first,
      examples,
      optionsFor(folder, first, {
        signal: controller.signal,
        evaluate: async signal => {
          const values = await measure(first)
          signal?.throwIfAborted()
          return values
        },
      }),
    ).then(
      () => true,
      (error: unknown) => {
        expect(error).toMatchObject({
          name: 'MedspanError',
          hint: 'Give the same command again to continue from there.',
          message: expect.stringMatching(/^interrupted: step \d+ of 12 is saved in checkpoint-\d+$/),
        })
        return false
      },
    )
    expect(finished).toBe(false)
    const second = newEngine()
    const state = await runTraining(second, examples, optionsFor(folder, second))
    expect(await resultOf(folder, second, state)).toEqual(whole)
  })

  test('at every step of one run', async () => {
    const whole = await trainWhole('whole')
    const folder = join(root, 'cut')
    for (let step = 0; step < 12; step++) {
      const controller = new AbortController()
      const engine = aborting(newEngine(), 1, controller)
      const options = optionsFor(folder, engine, {
        signal: controller.signal,
        evaluate: () => measure(newEngineLike(engine)),
      })
      await expect(runTraining(engine, examples, options)).rejects.toThrow(/interrupted/)
    }
    const last = newEngine()
    const state = await runTraining(last, examples, optionsFor(folder, last))
    expect(await resultOf(folder, last, state)).toEqual(whole)
  })

  /** The same weights without the counting. */
  function newEngineLike(engine: Engine): Engine {
    const copy = newEngine()
    copy.restore(engine.state())
    return copy
  }
})

test('a signal that has aborted before the first step leaves a checkpoint of step 0', async () => {
  const folder = join(root, 'run')
  const engine = newEngine()
  const options = optionsFor(folder, engine, { signal: AbortSignal.abort() })
  await expect(runTraining(engine, examples, options)).rejects.toThrow(
    'step 0 of 12 is saved in checkpoint-0',
  )
  const state = await runTraining(engine, examples, optionsFor(folder, engine))
  expect(await resultOf(folder, engine, state)).toEqual(await trainWhole('whole'))
})

test('a finished training trains no more', async () => {
  const folder = join(root, 'run')
  const engine = newEngine()
  const state = await runTraining(engine, examples, optionsFor(folder, engine))
  const other: Engine = { ...newEngine(), step: () => Promise.reject(new Error('a step was made')) }
  expect(await runTraining(other, examples, optionsFor(folder, other))).toEqual(state)
})

test('a damaged newest checkpoint is passed over with a notice, and leftovers are cleared', async () => {
  const whole = await trainWhole('whole')
  const folder = join(root, 'run')
  const first = newEngine()
  await runTraining(first, examples, optionsFor(folder, first))
  await truncate(join(folder, 'checkpoint-12/model.safetensors'), 100)
  await writeFile(join(folder, '.checkpoint-12.1-1.partial'), '')
  const notices: Notice[] = []
  const second = newEngine()
  const progress = { ...silent, notice: (notice: Notice) => notices.push(notice) }
  const state = await runTraining(second, examples, optionsFor(folder, second, { progress }))
  expect(notices.map(notice => notice.code)).toEqual(['checkpoint-damaged'])
  expect(notices[0]!.where?.path).toBe(join(folder, 'checkpoint-12/model.safetensors'))
  expect(await resultOf(folder, second, state)).toEqual(whole)
})

test('of equal evaluations the earlier one is the best; a loss is better when lower', async () => {
  const equal = await trainWhole('equal', { evaluate: async () => ({ eval_f1: 0 }) })
  expect(equal.state.best_global_step).toBe(4)
  let loss = 0
  const rising = { metricForBestModel: 'loss', evaluate: async () => ({ eval_loss: ++loss }) }
  expect((await trainWhole('rising', rising)).state).toMatchObject({ best_global_step: 4, best_metric: 1 })
})

test('the best model is that of its step, not the last one', async () => {
  const values = [0.2, 0.9, 0.4]
  const { state, best, bits, files } = await trainWhole('run', {
    saveTotalLimit: 1,
    evaluate: async () => ({ eval_f1: values.shift()! }),
  })
  const two = await trainWhole('two', {
    epochs: 2,
    schedule: { type: 'constant', learningRate: 0.05, warmupSteps: 2, warmupRatio: 0 },
  })
  expect(state.best_model_checkpoint).toBe('checkpoint-8')
  expect(best).not.toEqual(bits)
  expect(best.updates).toBe(8)
  expect(two.bits.updates).toBe(8)
  expect(files).toEqual(['checkpoint-12', 'checkpoint-8', 'log.jsonl'])
})

describe('is refused with a clear error', () => {
  test('a loss that is no number, and nothing of that step is saved', async () => {
    const folder = join(root, 'run')
    const engine = newEngine()
    let steps = 0
    const broken: Engine = {
      ...engine,
      step: async (batches, options) =>
        ++steps === 6 ? { loss: Number.NaN, gradNorm: 1 } : engine.step(batches, options),
    }
    await expect(runTraining(broken, examples, optionsFor(folder, broken))).rejects.toMatchObject({
      code: 'data',
      message: 'the loss became NaN at step 6',
    })
    expect((await readdir(folder)).sort()).toEqual(['checkpoint-4', 'log.jsonl'])
  })

  test('a metric that an evaluation does not give', async () => {
    await expect(trainWhole('run', { metricForBestModel: 'f2' })).rejects.toMatchObject({ code: 'config' })
  })

  test('a checkpoint of another training', async () => {
    await trainWhole('run')
    await expect(trainWhole('run', { epochs: 4 })).rejects.toMatchObject({ code: 'config' })
  })
})
