import { mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Notice } from '../../src/errors.ts'
import { silent } from '../../src/progress.ts'
import { nameProcess } from '../../src/system/process-name.ts'
import type { Engine } from '../../src/train/engine/engine.ts'
import {
  type Evaluated,
  runTraining,
  type TrainerOptions,
  TrainingPruned,
} from '../../src/train/loop/trainer.ts'
import { stateBits } from './engine-contract.ts'
import {
  bestBits,
  examples,
  newEngine,
  optionsFor,
  resultOf,
  trainWhole as trainIn,
} from './small-training.ts'

let root: string
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'medspan-trainer-'))
})
afterEach(() => rm(root, { recursive: true, force: true }))

const trainWhole = (name: string, changes: Partial<TrainerOptions> = {}) => trainIn(join(root, name), changes)

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

describe('who is told of evaluations', () => {
  /** Notes what it is told, and ends the training at a step. */
  const listener = (endAt?: number) => {
    const told: Evaluated[] = []
    const onEvaluation = async (evaluation: Evaluated) => {
      told.push(evaluation)
      return !evaluation.isPast && evaluation.step === endAt ? ('end' as const) : ('go on' as const)
    }
    return { told, onEvaluation }
  }

  test('hears each of them, with the value that the best model is chosen by', async () => {
    const { told, onEvaluation } = listener()
    const { state, bits } = await trainWhole('run', { onEvaluation, evalOnStart: true })
    const values = state.log_history.flatMap(record => record.eval_f1 ?? [])
    expect(told).toEqual([
      { step: 4, epoch: 1, value: values[1], isPast: false },
      { step: 8, epoch: 2, value: values[2], isPast: false },
      { step: 12, epoch: 3, value: values[3], isPast: false },
    ])
    expect(bits).toEqual((await trainWhole('alone', { evalOnStart: true })).bits)
  })

  test('may end it before its time, but not when it is over', async () => {
    const { told, onEvaluation } = listener(8)
    const early = trainWhole('early', { onEvaluation })
    await expect(early).rejects.toBeInstanceOf(TrainingPruned)
    expect(told.map(({ step }) => step)).toEqual([4, 8])
    expect((await trainWhole('late', listener(12))).state.global_step).toBe(12)
  })

  test('hears of earlier ones again when the training goes on', async () => {
    const folder = join(root, 'run')
    const engine = newEngine()
    const controller = new AbortController()
    const first = listener()
    const interrupted = runTraining(engine, examples, {
      ...optionsFor(folder, engine, { signal: controller.signal }),
      onEvaluation: evaluation => {
        if (evaluation.step === 8) controller.abort()
        return first.onEvaluation(evaluation)
      },
    })
    await expect(interrupted).rejects.toMatchObject({ code: 'interrupted' })
    const again = listener()
    await runTraining(engine, examples, {
      ...optionsFor(folder, engine),
      // The training waits until earlier ones are heard.
      onEvaluation: async evaluation => {
        if (evaluation.isPast) await sleep(20)
        return again.onEvaluation(evaluation)
      },
    })
    expect(again.told.slice(0, 2)).toEqual(first.told.map(evaluation => ({ ...evaluation, isPast: true })))
    expect(again.told.slice(2)).toMatchObject([{ step: 12, isPast: false }])
  })
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
  await writeFile(join(folder, `.checkpoint-12.${nameProcess(2 ** 22 + 1)}-1.partial`), '')
  const notices: Notice[] = []
  const second = newEngine()
  const progress = { ...silent, notice: (notice: Notice) => notices.push(notice) }
  const state = await runTraining(second, examples, optionsFor(folder, second, { progress }))
  expect(notices.map(notice => notice.code)).toEqual(['checkpoint-damaged'])
  expect(notices[0]!.where?.path).toBe(join(folder, 'checkpoint-12/model.safetensors'))
  expect(await resultOf(folder, second, state)).toEqual(whole)
})

test('of a checkpoint with one wrong bit the one before is taken, also when the bit is in the best model', async () => {
  const whole = await trainWhole('whole')
  for (const damaged of [12, 8]) {
    const folder = join(root, `damaged-${damaged}`)
    // The second of three evaluations is the best.
    const values = [0.2, 0.9, 0.4]
    const evaluate = async () => ({ eval_f1: values.shift() ?? 0.4 })
    const first = newEngine()
    await runTraining(first, examples, optionsFor(folder, first, { evaluate }))
    const path = join(folder, `checkpoint-${damaged}/optimizer.safetensors`)
    const bytes = await readFile(path)
    bytes[bytes.length - 1]! ^= 1
    await writeFile(path, bytes)
    const notices: Notice[] = []
    const second = newEngine()
    values.push(...(damaged === 12 ? [0.4] : [0.2, 0.9, 0.4]))
    const progress = { ...silent, notice: (notice: Notice) => notices.push(notice) }
    const state = await runTraining(second, examples, optionsFor(folder, second, { evaluate, progress }))
    expect(notices.map(({ where }) => where?.path)).toEqual(damaged === 12 ? [path] : [path, path])
    expect(state.best_global_step).toBe(8)
    expect((await resultOf(folder, second, state)).bits).toEqual(whole.bits)
  }
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

/** A metric that takes these values, one an evaluation. */
function valued(...values: number[]): Partial<TrainerOptions> {
  return { evaluate: async () => ({ eval_f1: values.shift()! }) }
}

const steps = (records: readonly Record<string, number>[], key: string) =>
  records.flatMap(record => (key in record ? [record.step] : []))

describe('gradient accumulation', () => {
  /** What the engine was given. */
  function watched() {
    const calls: { rows: number[]; step: number }[] = []
    const engine = newEngine()
    const watching: Engine = {
      ...engine,
      step(batches, options) {
        calls.push({ rows: batches.map(({ rows }) => rows), step: options.step })
        return engine.step(batches, options)
      },
    }
    return { calls, engine: watching }
  }

  test('a step takes the batches of one epoch; its last step takes those that are left', async () => {
    const { calls, engine } = watched()
    const options = optionsFor(join(root, 'run'), engine, { accumulation: 3, loggingSteps: 1 })
    const state = await runTraining(engine, examples, options)
    expect(calls.map(({ rows }) => rows)).toEqual([[3, 3, 3], [2], [3, 3, 3], [2], [3, 3, 3], [2]])
    expect(calls.map(({ step }) => step)).toEqual([0, 1, 2, 3, 4, 5])
    expect(state).toMatchObject({ global_step: 6, max_steps: 6, epoch: 3, gradient_accumulation_steps: 3 })
    expect(state.evaluated_steps).toEqual([2, 4, 6])
    const logged = state.log_history.filter(record => 'loss' in record)
    expect(logged.map(({ epoch }) => epoch)).toEqual([0.75, 1, 1.75, 2, 2.75, 3])
    expect(logged.map(({ learning_rate: rate }) => rate)).toEqual(
      [0, 0.5, 1, 0.75, 0.5, 0.25].map(factor => 0.05 * factor),
    )
  })

  test('batches by word pieces are those of one epoch too, and epochs may have more or fewer steps', async () => {
    const { calls, engine } = watched()
    const batchSize = { tokens: 14 }
    const options = optionsFor(join(root, 'run'), engine, { batchSize, accumulation: 2, epochs: 4 })
    const state = await runTraining(engine, examples, options)
    const rows = calls.map(call => call.rows)
    const steps = state.evaluated_steps.map((end, i) => end - (state.evaluated_steps[i - 1] ?? 0))
    expect(new Set(steps).size).toBeGreaterThan(1)
    for (const [epoch, end] of state.evaluated_steps.entries()) {
      const batches = rows.slice(end - steps[epoch]!, end)
      expect(batches.flat().reduce((a, b) => a + b, 0)).toBe(examples.length)
      expect(batches.slice(0, -1).every(({ length }) => length === 2)).toBe(true)
    }
    expect(calls.map(({ step }) => step)).toEqual([...rows.keys()])
    expect(state).toMatchObject({
      global_step: rows.length,
      max_steps: rows.length,
      epoch: 4,
      num_train_epochs: 4,
    })
    expect(state).toMatchObject({ train_batch_size: null, max_tokens_per_batch: 14 })
    const ended = await trainWhole('ended', { batchSize, accumulation: 2, maxSteps: rows.length - 1 })
    expect(ended.state).toMatchObject({ num_train_epochs: 4, max_steps: rows.length - 1 })
    await expect(
      runTraining(newEngine(), examples, { ...options, batchSize: 3, maxSteps: rows.length }),
    ).rejects.toMatchObject({
      message: `the checkpoint is of a training of ${rows.length} steps of 2 batches of up to 14 word pieces; expected ${rows.length} steps of 2 batches of 3`,
    })
  })

  test('a checkpoint of another accumulation is refused', async () => {
    await trainWhole('run', { accumulation: 2 })
    await expect(trainWhole('run', { accumulation: 2, batchSize: 6, epochs: 6 })).rejects.toMatchObject({
      code: 'config',
      message:
        'the checkpoint is of a training of 6 steps of 2 batches of 3; expected 6 steps of 2 batches of 6',
    })
  })
})

describe('when something is due', () => {
  test('max_steps wins over epochs', async () => {
    const { state } = await trainWhole('run', { maxSteps: 6 })
    expect(state).toMatchObject({ global_step: 6, epoch: 1.5, max_steps: 6, num_train_epochs: 2 })
    expect(state.evaluated_steps).toEqual([4, 6])
  })

  test('evaluations by steps, and one at the end; checkpoints by steps, at each best and at the end', async () => {
    const { state, files } = await trainWhole('run', {
      evalStrategy: 'steps',
      evalSteps: 5,
      saveStrategy: 'steps',
      saveSteps: 4,
      saveTotalLimit: undefined,
      ...valued(0.5, 0.9, 0.7),
    })
    expect(state.evaluated_steps).toEqual([5, 10, 12])
    expect(state.saved_steps).toEqual([4, 5, 8, 10, 12])
    expect(state).toMatchObject({ best_global_step: 10, best_model_checkpoint: 'checkpoint-10' })
    expect(state).toMatchObject({ eval_steps: 5, save_steps: 4, logging_steps: 3 })
    expect(files.filter(name => name.startsWith('checkpoint-'))).toHaveLength(5)
  })

  test('shares of all steps, rounded up', async () => {
    const { state } = await trainWhole('run', { evalStrategy: 'steps', evalSteps: 0.3, loggingSteps: 0.5 })
    expect(state.evaluated_steps).toEqual([4, 8, 12])
    expect(steps(state.log_history, 'loss')).toEqual([6, 12])
  })

  test('evaluations go with the log where no steps are given', async () => {
    expect((await trainWhole('run', { evalStrategy: 'steps' })).state.evaluated_steps).toEqual([3, 6, 9, 12])
  })

  test('no evaluation: the model is that of the last step', async () => {
    const { state, best, bits, files } = await trainWhole('run', { evalStrategy: 'no', saveStrategy: 'no' })
    expect(state).toMatchObject({ evaluated_steps: [], best_metric: null, best_global_step: null })
    expect(best).toEqual(bits)
    expect(files).toEqual(['checkpoint-12', 'log.jsonl'])
  })

  test('the best model is not kept where it is not wanted', async () => {
    const changes = { loadBestModelAtEnd: false, saveStrategy: 'no' as const, ...valued(0.5, 0.9, 0.7) }
    const engine = newEngine()
    const folder = join(root, 'run')
    const state = await runTraining(engine, examples, optionsFor(folder, engine, changes))
    expect(state).toMatchObject({ best_global_step: 8, best_metric: 0.9, best_model_checkpoint: null })
    expect((await readdir(folder)).sort()).toEqual(['checkpoint-12', 'log.jsonl'])
    expect(await bestBits(folder, state, false)).toEqual(stateBits(engine.state()))
  })

  test('save_strategy best saves the best ones and the last', async () => {
    const { state } = await trainWhole('run', {
      loadBestModelAtEnd: false,
      saveStrategy: 'best',
      saveTotalLimit: undefined,
      evalStrategy: 'steps',
      evalSteps: 2,
      ...valued(0.2, 0.1, 0.3, 0.3, 0.2, 0.2),
    })
    expect(state.saved_steps).toEqual([2, 6, 12])
  })

  test('an evaluation before the first step, which decides nothing', async () => {
    const { state } = await trainWhole('run', { evalOnStart: true, ...valued(0.9, 0.1, 0.2, 0.3) })
    expect(steps(state.log_history, 'eval_f1')).toEqual([0, 4, 8, 12])
    expect(state).toMatchObject({ best_metric: 0.3, best_global_step: 12 })
  })

  test('a log by epochs, or none', async () => {
    const each = await trainWhole('each', { loggingSteps: 1 })
    const losses = each.state.log_history.flatMap(({ loss }) => loss ?? [])
    const epochs = await trainWhole('epochs', { loggingStrategy: 'epoch' })
    const [, , , , ...later] = losses
    const mean = (some: readonly number[]) => some.reduce((a, b) => a + b, 0) / some.length
    expect(epochs.state.log_history.flatMap(({ loss }) => loss ?? [])).toEqual(
      [losses.slice(0, 4), later.slice(0, 4), later.slice(4)].map(mean),
    )
    const none = await trainWhole('none', { loggingStrategy: 'no' })
    expect(steps(none.state.log_history, 'loss')).toEqual([])
  })
})

describe('a plateau', () => {
  const schedule = {
    type: 'reduce_lr_on_plateau',
    learningRate: 0.05,
    warmupSteps: 0,
    kwargs: { factor: 0.5, patience: 1 },
  } as const
  const rates = (records: readonly Record<string, number>[]) => records.flatMap(r => r.learning_rate ?? [])
  const bySteps = { schedule, loggingSteps: 1, evalStrategy: 'steps', evalSteps: 2 } as const

  test('lowers the rate after evaluations that do not improve, greater being better', async () => {
    const { state } = await trainWhole('run', { ...bySteps, ...valued(0.5, 0.6, 0.6, 0.6, 0.7, 0.1) })
    expect(rates(state.log_history)).toEqual([...Array(8).fill(0.05), ...Array(4).fill(0.025)])
    expect(state.lr_scheduler).toEqual({
      best: 0.7,
      num_bad_epochs: 1,
      cooldown_counter: 0,
      last_epoch: 6,
      _last_lr: [0.025],
    })
  })

  test('a loss is better when lower, and a mode that is given wins', async () => {
    const losses = [0.5, 0.4, 0.3, 0.2, 0.1, 0.05]
    const evaluate = async () => ({ eval_loss: losses.shift()! })
    const falling = await trainWhole('loss', { ...bySteps, metricForBestModel: 'loss', evaluate })
    expect(falling.state.lr_scheduler?._last_lr).toEqual([0.05])
    const mode = { ...schedule, kwargs: { ...schedule.kwargs, mode: 'min' } } as const
    const rising = { ...bySteps, schedule: mode, ...valued(1, 2, 3, 4, 5, 6) }
    expect((await trainWhole('mode', rising)).state.lr_scheduler?._last_lr).toEqual([0.0125])
  })

  test('does not observe the evaluation before the first step', async () => {
    const { state } = await trainWhole('run', { schedule, evalOnStart: true, ...valued(9, 1, 2, 3) })
    expect(state.lr_scheduler).toMatchObject({ best: 3, last_epoch: 3, num_bad_epochs: 0 })
  })
})

describe('early stopping', () => {
  const bySteps = { evalStrategy: 'steps', evalSteps: 2 } as const

  test('ends after evaluations without improvement, and says so', async () => {
    const told: string[] = []
    const progress = { ...silent, info: (text: string) => told.push(text) }
    const changes = { ...bySteps, ...valued(0.5, 0.6, 0.6, 0.55), earlyStopping: { patience: 2 }, progress }
    const { state, files } = await trainWhole('run', changes)
    expect(state).toMatchObject({ global_step: 8, max_steps: 12, best_global_step: 4, epoch: 2 })
    expect(state.stateful_callbacks).toEqual({
      EarlyStoppingCallback: {
        args: { early_stopping_patience: 2, early_stopping_threshold: 0 },
        attributes: { early_stopping_patience_counter: 2 },
      },
    })
    expect(told).toEqual(['stopped early at step 8 of 12: 2 evaluations without improvement'])
    expect(files).toEqual(['checkpoint-4', 'checkpoint-8', 'log.jsonl'])
  })

  test('small improvements count as none, but as the best', async () => {
    const changes = { ...bySteps, ...valued(0.5, 0.55, 0.6), earlyStopping: { patience: 2, threshold: 0.1 } }
    const { state } = await trainWhole('run', changes)
    expect(state).toMatchObject({ global_step: 6, best_global_step: 6, best_metric: 0.6 })
  })

  test('a larger improvement begins anew', async () => {
    const changes = { ...bySteps, ...valued(0.5, 0.5, 0.7, 0.7, 0.8, 0.8), earlyStopping: { patience: 2 } }
    expect((await trainWhole('run', changes)).state.global_step).toBe(12)
  })

  test('a training that stopped early trains and evaluates no more', async () => {
    const folder = join(root, 'run')
    const changes = { ...bySteps, ...valued(0.5, 0.4), earlyStopping: { patience: 1 } }
    const engine = newEngine()
    const state = await runTraining(engine, examples, optionsFor(folder, engine, changes))
    expect(state.global_step).toBe(4)
    const idle: Engine = { ...newEngine(), step: () => Promise.reject(new Error('a step was made')) }
    const evaluate = () => Promise.reject(new Error('an evaluation was made'))
    const again = optionsFor(folder, idle, { ...changes, evaluate })
    expect(await runTraining(idle, examples, again)).toEqual(state)
  })
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

  test.each([0, -1, 1.5, Number.NaN])('an interval of %s steps', async evalSteps => {
    await expect(trainWhole('run', { evalStrategy: 'steps', evalSteps })).rejects.toMatchObject({
      code: 'config',
      where: { at: 'training.eval_steps' },
    })
  })

  test('an evaluation that gives no number, and nothing of it is saved', async () => {
    const evaluate = async () => ({ eval_f1: 0.1, eval_loss: Number.NaN })
    await expect(trainWhole('run', { evaluate })).rejects.toMatchObject({
      code: 'data',
      message: 'eval_loss became NaN at step 4',
    })
    expect(await readdir(join(root, 'run'))).toEqual(['log.jsonl'])
  })
})
