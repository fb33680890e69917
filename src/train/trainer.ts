/**
 * @file The training loop: steps, a log, an evaluation after each epoch, checkpoints, the best one.
 *
 * It knows engines, examples and numbers, and no text. Everything that happens is a function of the options, the
 * examples and the step, so that a run which is killed and continued ends with the bits of an undisturbed one.
 */
import { appendFile } from 'node:fs/promises'
import { join } from 'node:path'
import { internal, MedspanError } from '../errors.ts'
import { removeLeftovers, writeFileWhole } from '../output.ts'
import type { Progress } from '../progress.ts'
import {
  batchOfEpoch,
  createBatch,
  type Example,
  orderByLength,
  orderOfEpoch,
  stepsOfEpoch,
} from './batches.ts'
import {
  checkpointName,
  type LogRecord,
  listCheckpoints,
  readCheckpoint,
  removeCheckpoints,
  type TrainerState,
  writeCheckpoint,
} from './checkpoint.ts'
import type { Engine, EngineState } from './engine.ts'
import { createSchedule, type ScheduleOptions } from './schedule.ts'

export interface TrainerOptions {
  /** Where checkpoints and `log.jsonl` go; checkpoints found there are continued. */
  readonly runFolder: string
  /** Of the order of examples. */
  readonly seed: number
  /** May have a fraction. */
  readonly epochs: number
  readonly batchSize: number
  /** How an epoch's examples are put into batches; `random` by default. */
  readonly sampling?: 'random' | 'group_by_length' | undefined
  readonly padId: number
  readonly schedule: Omit<ScheduleOptions, 'totalSteps'>
  /** Steps that one record of the log sums up; 10 by default. An epoch's last record may be of fewer. */
  readonly loggingSteps?: number | undefined
  /** A key of what `evaluate` gives, without `eval_`; lower is better where it ends in `loss`. */
  readonly metricForBestModel: string
  /** How many checkpoints stay; the best and the newest always do. All stay by default. */
  readonly saveTotalLimit?: number | undefined
  /**
   * Measures the engine as it is, such as `{ eval_loss: 0.3, eval_f1: 0.8 }`. When `signal` aborts it may throw
   * what it likes.
   */
  readonly evaluate: (signal: AbortSignal | undefined) => Promise<LogRecord>
  /** Adds to a checkpoint what makes it a model folder. */
  readonly describe?: ((folder: string) => Promise<void>) | undefined
  readonly progress: Progress
  readonly signal?: AbortSignal | undefined
}

/** What an interruption says when its checkpoint is written. */
export function interrupted(runFolder: string, done: string): MedspanError {
  return new MedspanError('interrupted', `interrupted: ${done}`, {
    where: { path: runFolder },
    hint: 'Give the same command again to continue from there.',
  })
}

/**
 * Trains to the end, from the newest whole checkpoint where there is one.
 *
 * On abort it writes a checkpoint of the step it has reached, in the middle of an epoch too, and throws. The
 * engine is left as the last step made it, which need not be the best.
 * @throws MedspanError `data` when the loss is no longer a number; on abort, one that says how to continue.
 */
export async function runTraining(
  engine: Engine,
  examples: readonly Example[],
  options: TrainerOptions,
): Promise<TrainerState> {
  const { runFolder, progress, signal, batchSize } = options
  if (examples.length === 0) throw internal('training needs examples')
  const perEpoch = stepsOfEpoch(examples.length, batchSize)
  const maxSteps = Math.max(1, Math.ceil(options.epochs * perEpoch))
  const schedule = createSchedule({ ...options.schedule, totalSteps: maxSteps })
  const loggingSteps = options.loggingSteps ?? 10

  await removeLeftovers(runFolder)
  const resumed = await restoreNewest(engine, options)
  const state: TrainerState = resumed ?? {
    global_step: 0,
    epoch: 0,
    max_steps: maxSteps,
    num_train_epochs: options.epochs,
    train_batch_size: batchSize,
    best_metric: null,
    best_global_step: null,
    best_model_checkpoint: null,
    updates: 0,
    total_loss: 0,
    pending_loss: 0,
    pending_steps: 0,
    train_seconds: 0,
    evaluated_steps: [],
    log_history: [],
  }
  if (state.max_steps !== maxSteps || state.train_batch_size !== batchSize) {
    throw new MedspanError(
      'config',
      `the checkpoint is of a training of ${state.max_steps} steps with batches of ${state.train_batch_size}; ` +
        `expected ${maxSteps} steps with batches of ${batchSize}`,
      { where: { path: runFolder }, hint: 'Choose another training.output_dir.' },
    )
  }
  const logPath = join(runFolder, 'log.jsonl')
  await writeFileWhole(logPath, state.log_history.map(formatRecord).join(''))
  const record = async (values: LogRecord): Promise<void> => {
    const line = { step: state.global_step, epoch: state.epoch, ...values }
    state.log_history.push(line)
    await appendFile(logPath, formatRecord(line))
  }

  const secondsBefore = state.train_seconds
  const started = performance.now()
  let savedStep = resumed?.global_step
  const save = async (): Promise<void> => {
    state.train_seconds = secondsBefore + (performance.now() - started) / 1000
    const now = engine.state()
    state.updates = now.updates
    await writeCheckpoint(runFolder, now, state, options.describe)
    savedStep = state.global_step
    await removeCheckpoints(runFolder, state, options.saveTotalLimit)
  }
  const interrupt = async (): Promise<never> => {
    if (savedStep !== state.global_step) await save()
    const done = `step ${state.global_step} of ${maxSteps} is saved in ${checkpointName(state.global_step)}`
    throw interrupted(runFolder, done)
  }

  const task = progress.task('Training', maxSteps - state.global_step, 'steps')
  const lengths = examples.map(({ chunk }) => chunk.ids.length)
  let order: number[] = []
  let orderedEpoch = -1
  try {
    for (;;) {
      const step = state.global_step
      const epochEnds = step > 0 && (step % perEpoch === 0 || step === maxSteps)
      const evaluationDue = epochEnds && state.evaluated_steps.at(-1) !== step
      if (step >= maxSteps && !evaluationDue) break
      if (signal?.aborted) await interrupt()

      if (evaluationDue) {
        let values: LogRecord
        try {
          values = await options.evaluate(signal)
        } catch (error) {
          if (signal?.aborted) await interrupt()
          throw error
        }
        await record(values)
        state.evaluated_steps.push(step)
        noteBest(state, values, options.metricForBestModel)
        await save()
        continue
      }

      const epoch = Math.floor(step / perEpoch)
      if (epoch !== orderedEpoch) {
        order =
          options.sampling === 'group_by_length'
            ? orderByLength(lengths, options.seed, epoch, batchSize)
            : orderOfEpoch(examples.length, options.seed, epoch)
        orderedEpoch = epoch
      }
      const batch = createBatch(batchOfEpoch(examples, order, step % perEpoch, batchSize), options.padId)
      const learningRate = schedule(step)
      const { loss, gradNorm } = await engine.step([batch], { learningRate, step })
      if (!Number.isFinite(loss) || !Number.isFinite(gradNorm))
        throw diverged(runFolder, step, loss, gradNorm)
      state.global_step = step + 1
      state.epoch = state.global_step / perEpoch
      state.total_loss += loss
      state.pending_loss += loss
      state.pending_steps++
      const lastOfEpoch = state.global_step % perEpoch === 0 || state.global_step === maxSteps
      if (state.pending_steps >= loggingSteps || lastOfEpoch) {
        const mean = state.pending_loss / state.pending_steps
        state.pending_loss = 0
        state.pending_steps = 0
        await record({ loss: mean, grad_norm: gradNorm, learning_rate: learningRate })
      }
      task.advance(1, `epoch ${epoch + 1}, loss ${loss.toFixed(4)}`)
    }
  } finally {
    task.end()
  }
  await removeCheckpoints(runFolder, state, options.saveTotalLimit)
  return state
}

/** The parameters of the best evaluation so far. */
export async function readBest(runFolder: string, state: TrainerState): Promise<EngineState> {
  if (state.best_global_step === null) throw internal('a finished training has a best step')
  return (await readCheckpoint(runFolder, state.best_global_step)).engine
}

function formatRecord(values: LogRecord): string {
  return `${JSON.stringify(values)}\n`
}

/** Restores the newest checkpoint that can be read; says which ones cannot. */
async function restoreNewest(engine: Engine, options: TrainerOptions): Promise<TrainerState | undefined> {
  const { runFolder, progress } = options
  for (const step of await listCheckpoints(runFolder)) {
    let checkpoint: Awaited<ReturnType<typeof readCheckpoint>>
    try {
      checkpoint = await readCheckpoint(runFolder, step)
    } catch (error) {
      if (!(error instanceof MedspanError)) throw error
      progress.notice({
        code: 'checkpoint-damaged',
        message: `${checkpointName(step)} cannot be read and is passed over: ${error.message}`,
        count: 1,
        ...(error.where === undefined ? {} : { where: error.where }),
      })
      continue
    }
    engine.restore(checkpoint.engine)
    progress.info(`continuing from ${checkpointName(step)} of ${checkpoint.trainer.max_steps} steps`)
    return checkpoint.trainer
  }
  return undefined
}

/** Keeps the best evaluation; of equal ones the earlier. */
function noteBest(state: TrainerState, values: LogRecord, metric: string): void {
  const value = values[`eval_${metric}`]
  if (value === undefined) {
    const known = Object.keys(values).join(', ')
    throw new MedspanError('config', `expected a metric that an evaluation gives (${known}), got ${metric}`, {
      where: { at: 'training.metric_for_best_model' },
    })
  }
  const lowerIsBetter = metric.endsWith('loss')
  const { best_metric: best } = state
  if (best !== null && !(lowerIsBetter ? value < best : value > best)) return
  state.best_metric = value
  state.best_global_step = state.global_step
  state.best_model_checkpoint = checkpointName(state.global_step)
}

function diverged(runFolder: string, step: number, loss: number, gradNorm: number): MedspanError {
  const what = Number.isFinite(loss) ? `the gradient's norm became ${gradNorm}` : `the loss became ${loss}`
  return new MedspanError('data', `${what} at step ${step + 1}`, {
    where: { path: runFolder },
    hint: 'Lower training.learning_rate, or raise training.warmup_ratio, and choose another training.output_dir.',
  })
}
