/**
 * @file The training loop: steps, a log, evaluations, checkpoints, the best one, and when to stop.
 *
 * It knows engines, examples and numbers, and no text. Everything that happens is a function of the options, the
 * examples and the step, so that a run which is killed and continued ends with the bits of an undisturbed one.
 *
 * Steps, epochs, learning rates, logging, evaluations, plateaus and early stopping are those of Hugging Face's
 * Trainer (transformers 5.24), which test/train/trainer-steps.test.ts compares step by step. What differs:
 * - *Gradient accumulation* weighs each label that counts the same, over all batches of a step, which is what Trainer
 *   does with a `compute_loss_func` that divides by `num_items_in_batch`. Without one, Trainer hands
 *   `num_items_in_batch` to a model that ignores it, such as BertForTokenClassification, and adds up the batches'
 *   mean losses: its loss and gradient are k times as large, and a batch with few labels weighs as much as one with
 *   many.
 * - *Checkpoints* are also written at each new best value, so that `save_strategy` need not fit `eval_strategy`; at
 *   the end; and when training is interrupted.
 * - *A loss that is no number* ends training, where Trainer goes on with it and logs the mean of the others.
 * - *The mode of a plateau* follows the metric: see plateau.ts.
 * - *`eval_on_start`* evaluates once, not again when a run is continued.
 */
import { type IntervalStrategy, isDue } from '../../config/intervals.ts'
import { MedspanError } from '../../errors.ts'
import type { Progress } from '../../progress.ts'
import { checkpointName, listCheckpoints } from '../../run/checkpoints.ts'
import { type LogRecord, openLog } from '../../run/log.ts'
import type { TrainerState } from '../../run/trainer-state.ts'
import { removeLeftovers } from '../../system/output.ts'
import type { Example } from '../data/batches.ts'
import type { Engine } from '../engine/engine.ts'
import { type Checkpoint, readCheckpoint, removeCheckpoints, writeCheckpoint } from './checkpoint.ts'
import {
  type EarlyStoppingOptions,
  earlyStoppingState,
  isOutOfPatience,
  observeEarlyStopping,
} from './early-stopping.ts'
import { createLoader, epochAfter, type Plan, type PlanOptions, planTraining } from './plan.ts'
import { beginPlateau, observePlateau } from './plateau.ts'
import { createSchedule, type ScheduleOptions } from './schedule.ts'

export interface TrainerOptions extends PlanOptions {
  /** Where checkpoints and `log.jsonl` go; checkpoints found there are continued. */
  readonly runFolder: string
  readonly schedule: Omit<ScheduleOptions, 'totalSteps'>
  /** A key of what `evaluate` gives, without `eval_`. */
  readonly metricForBestModel: string
  /** By default a metric is better when greater, unless it ends in `loss`. */
  readonly greaterIsBetter?: boolean | undefined
  /** Whether the best model is what training is for, so that its checkpoint is always written; true by default. */
  readonly loadBestModelAtEnd?: boolean | undefined
  readonly earlyStopping?: EarlyStoppingOptions | undefined
  /** How many checkpoints stay; the best and the newest always do. All stay by default. */
  readonly saveTotalLimit?: number | undefined
  /**
   * Measures the engine as it is, such as `{ eval_loss: 0.3, eval_f1: 0.8 }`. When `signal` aborts it may throw
   * what it likes.
   */
  readonly evaluate: (signal: AbortSignal | undefined) => Promise<LogRecord>
  /** Opens what else keeps the log: it is given all records so far, and then each new one. */
  readonly openRecorder?: ((history: readonly LogRecord[]) => Promise<Recorder>) | undefined
  /** Adds to a checkpoint what makes it a model folder. */
  readonly describe?: ((folder: string) => Promise<void>) | undefined
  readonly onEvaluation?: OnEvaluation | undefined
  readonly progress: Progress
  readonly signal?: AbortSignal | undefined
}

/** What an evaluation in training has found. */
export interface Evaluated {
  readonly step: number
  readonly epoch: number
  /** Of the metric that the best model is chosen by. */
  readonly value: number
  /** Whether it was made before the run was interrupted, and is only told again. */
  readonly isPast: boolean
}

/** Is told of each evaluation but one before the first step, and whether training goes on. */
export type OnEvaluation = (evaluation: Evaluated) => Promise<'go on' | 'end'>

/** Thrown where a training is ended before its time. Not an error: no more was wanted of it. */
export class TrainingPruned extends Error {
  constructor(step: number) {
    super(`ended at step ${step}: it was not worth going on`)
    this.name = 'TrainingPruned'
  }
}

/** Something besides log.jsonl that keeps records, such as a file of TensorBoard. */
export interface Recorder {
  append(record: LogRecord): Promise<void>
  close(): Promise<void>
}

/** Tells of all evaluations that a training has made so far. */
export async function reportPastEvaluations(
  { log_history }: Pick<TrainerState, 'log_history'>,
  metric: string,
  onEvaluation: OnEvaluation | undefined,
): Promise<void> {
  for (const { step, epoch, [`eval_${metric}`]: value } of log_history)
    if (step! > 0 && value !== undefined)
      await onEvaluation?.({ step: step!, epoch: epoch!, value, isPast: true })
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
 * @throws MedspanError `data` when the loss is no longer a number; `output` when the disk is full, and the run can
 * be continued; on abort, one that says how to continue. TrainingPruned where `onEvaluation` has ended it.
 */
export async function runTraining(
  engine: Engine,
  examples: readonly Example[],
  options: TrainerOptions,
): Promise<TrainerState> {
  const { runFolder, progress, signal, earlyStopping, evalStrategy = 'epoch' } = options
  const plan = planTraining(examples.length, options)
  const schedule = createSchedule({ ...options.schedule, totalSteps: plan.maxSteps })
  const keepsBest = options.loadBestModelAtEnd ?? true
  const batchesOfStep = createLoader(examples, plan, options)

  await removeLeftovers(runFolder)
  const resumed = await restoreNewest(engine, options)
  const state = resumed ?? initialState(plan, options)
  checkSame(state, plan, runFolder)
  const recorder = await options.openRecorder?.(state.log_history)
  const record = await openRecords(runFolder, state, recorder)

  const secondsBefore = state.train_seconds
  const started = performance.now()
  let unsaved = resumed === undefined
  const save = async (): Promise<void> => {
    state.train_seconds = secondsBefore + (performance.now() - started) / 1000
    // A checkpoint of an interruption does not stay, and an undisturbed run has none.
    const stays = state.saved_steps.at(-1) === state.global_step
    if (stays && state.best_global_step === state.global_step)
      state.best_model_checkpoint = checkpointName(state.global_step)
    await writeCheckpoint(runFolder, engine, state, options.describe)
    unsaved = false
    await removeCheckpoints(runFolder, state, options.saveTotalLimit)
  }
  const interrupt = async (): Promise<never> => {
    if (unsaved) await save()
    const done = `step ${state.global_step} of ${plan.maxSteps} is saved in ${checkpointName(state.global_step)}`
    throw interrupted(runFolder, done)
  }
  const tell = async (step: number, epoch: number, value: number) =>
    step > 0 ? ((await options.onEvaluation?.({ step, epoch, value, isPast: false })) ?? 'go on') : 'go on'
  const stopped = (): boolean => {
    const { EarlyStoppingCallback: patience } = state.stateful_callbacks
    return earlyStopping !== undefined && patience !== undefined && isOutOfPatience(patience)
  }

  await reportPastEvaluations(state, options.metricForBestModel, options.onEvaluation)

  const task = progress.task('Training', plan.maxSteps - state.global_step, 'steps')
  try {
    for (;;) {
      const step = state.global_step
      let best = false
      let verdict: Awaited<ReturnType<OnEvaluation>> = 'go on'
      if (evaluationDue(state, plan, evalStrategy, options.evalOnStart)) {
        if (signal?.aborted) await interrupt()
        let values: LogRecord
        try {
          values = await options.evaluate(signal)
        } catch (error) {
          if (signal?.aborted) await interrupt()
          throw error
        }
        await record(values)
        state.evaluated_steps.push(step)
        unsaved = true
        const value = metricOf(values, options, step)
        if (step > 0) best = observe(state, value, options)
        verdict = await tell(step, state.epoch, value)
      }

      const finished = step >= plan.maxSteps || stopped()
      if (verdict === 'end' && !finished) throw new TrainingPruned(step)
      const saves =
        finished ||
        isDue(options.saveStrategy ?? 'epoch', plan.saveSteps, step, plan) ||
        (best && (keepsBest || options.saveStrategy === 'best'))
      if (saves && state.saved_steps.at(-1) !== step) {
        state.saved_steps.push(step)
        await save()
      }
      if (finished) break
      if (signal?.aborted) await interrupt()

      const learningRate = state.lr_scheduler?._last_lr[0] ?? schedule(step)
      const { loss, gradNorm } = await engine.step(batchesOfStep(step), { learningRate, step })
      if (!Number.isFinite(loss) || !Number.isFinite(gradNorm))
        throw diverged(runFolder, step, loss, gradNorm)
      unsaved = true
      state.global_step = step + 1
      state.epoch = epochAfter(state.global_step, plan)
      state.total_loss += loss
      state.pending_loss += loss
      state.pending_steps++
      if (isDue(options.loggingStrategy ?? 'steps', plan.loggingSteps, state.global_step, plan)) {
        const mean = state.pending_loss / state.pending_steps
        state.pending_loss = 0
        state.pending_steps = 0
        await record({ loss: mean, grad_norm: gradNorm, learning_rate: learningRate })
      }
      task.advance(1, `epoch ${Math.floor(step / plan.stepsPerEpoch) + 1}, loss ${loss.toFixed(4)}`)
    }
  } finally {
    task.end()
    await recorder?.close()
  }
  if (state.global_step < plan.maxSteps)
    progress.info(
      `stopped early at step ${state.global_step} of ${plan.maxSteps}: ` +
        `${earlyStopping?.patience} evaluations without improvement`,
    )
  await removeCheckpoints(runFolder, state, options.saveTotalLimit)
  return state
}

/**
 * The checkpoint that a finished training has led to: that of the best evaluation, or of the last step where there was
 * no evaluation, or where `loadBestModelAtEnd` is false.
 */
export function readBest(
  runFolder: string,
  state: TrainerState,
  loadBestModelAtEnd = true,
): Promise<Checkpoint> {
  const best = loadBestModelAtEnd ? state.best_global_step : null
  return readCheckpoint(runFolder, best ?? state.global_step)
}

function initialState(plan: Plan, { evalStrategy, saveStrategy, ...options }: TrainerOptions): TrainerState {
  const { maxSteps, stepsPerEpoch } = plan
  return {
    global_step: 0,
    epoch: 0,
    max_steps: maxSteps,
    num_train_epochs: Math.ceil(options.maxSteps === undefined ? options.epochs : maxSteps / stepsPerEpoch),
    train_batch_size: plan.batchSize,
    gradient_accumulation_steps: plan.accumulation,
    logging_steps: plan.loggingSteps,
    eval_steps: evalStrategy === 'steps' ? plan.evalSteps : null,
    save_steps: saveStrategy === 'steps' ? plan.saveSteps : null,
    best_metric: null,
    best_global_step: null,
    best_model_checkpoint: null,
    lr_scheduler: null,
    stateful_callbacks:
      options.earlyStopping === undefined
        ? {}
        : { EarlyStoppingCallback: earlyStoppingState(options.earlyStopping) },
    updates: 0,
    total_loss: 0,
    pending_loss: 0,
    pending_steps: 0,
    train_seconds: 0,
    evaluated_steps: [],
    saved_steps: [],
    log_history: [],
  }
}

function checkSame(state: TrainerState, plan: Plan, runFolder: string): void {
  const describe = (steps: number, batches: number, size: number) =>
    `${steps} steps of ${batches === 1 ? 'one batch' : `${batches} batches`} of ${size}`
  const was = describe(state.max_steps, state.gradient_accumulation_steps, state.train_batch_size)
  const is = describe(plan.maxSteps, plan.accumulation, plan.batchSize)
  if (was === is) return
  throw new MedspanError('config', `the checkpoint is of a training of ${was}; expected ${is}`, {
    where: { path: runFolder },
    hint: 'Choose another training.output_dir.',
  })
}

/** Writes the log so far; what it returns adds a record to it, to the state and to what else keeps records. */
async function openRecords(
  runFolder: string,
  state: TrainerState,
  recorder: Recorder | undefined,
): Promise<(values: LogRecord) => Promise<void>> {
  const append = await openLog(runFolder, state.log_history)
  return async values => {
    const record = { step: state.global_step, epoch: state.epoch, ...values }
    state.log_history.push(record)
    await append(record)
    await recorder?.append(record)
  }
}

/** Restores the newest checkpoint that can be read; says which ones cannot. */
async function restoreNewest(engine: Engine, options: TrainerOptions): Promise<TrainerState | undefined> {
  const { runFolder, progress, loadBestModelAtEnd = true } = options
  for (const step of await listCheckpoints(runFolder)) {
    let checkpoint: Checkpoint
    try {
      checkpoint = await readCheckpoint(runFolder, step)
      const { best_global_step: best } = checkpoint.trainer
      // Whoever goes on from one whose best is lost ends with nothing to load.
      if (loadBestModelAtEnd && best !== step) await readBest(runFolder, checkpoint.trainer)
    } catch (error) {
      if (!(error instanceof MedspanError)) throw error
      progress.notice({
        code: 'checkpoint-damaged',
        message: `${checkpointName(step)} is damaged, or the best before it, and passed over: ${error.message}`,
        count: 1,
        ...(error.where === undefined ? {} : { where: error.where }),
      })
      continue
    }
    await engine.load(checkpoint.folder, checkpoint.trainer)
    progress.info(`continuing from ${checkpointName(step)} of ${checkpoint.trainer.max_steps} steps`)
    return checkpoint.trainer
  }
  return undefined
}

/** Whether the step that was made last, or none, is to be evaluated and has not been. */
function evaluationDue(
  state: TrainerState,
  plan: Plan,
  strategy: IntervalStrategy,
  onStart: boolean | undefined,
): boolean {
  const { global_step: step } = state
  if (state.evaluated_steps.at(-1) === step) return false
  if (step === 0) return onStart === true
  return isDue(strategy, plan.evalSteps, step, plan) || (strategy === 'steps' && step === plan.maxSteps)
}

/** The value that an evaluation is judged by. */
function metricOf(
  values: LogRecord,
  { metricForBestModel, runFolder }: TrainerOptions,
  step: number,
): number {
  const value = values[`eval_${metricForBestModel}`]
  if (value === undefined) {
    const known = Object.keys(values).join(', ')
    throw new MedspanError(
      'config',
      `expected a metric that an evaluation gives (${known}), got ${metricForBestModel}`,
      { where: { at: 'training.metric_for_best_model' } },
    )
  }
  const broken = Object.entries(values).find(([, number]) => !Number.isFinite(number))
  if (broken === undefined) return value
  throw new MedspanError('data', `${broken[0]} became ${broken[1]} at step ${step}`, {
    where: { path: runFolder },
    hint: lowerRate,
  })
}

/**
 * Takes note of an evaluation, in Trainer's order: patience, plateau, best value. Gives whether it is the best so
 * far; of equal ones that is the earlier.
 */
function observe(state: TrainerState, value: number, options: TrainerOptions): boolean {
  const { schedule, metricForBestModel } = options
  const greater = options.greaterIsBetter ?? !metricForBestModel.endsWith('loss')
  const { best_metric: best, stateful_callbacks: callbacks } = state
  if (callbacks.EarlyStoppingCallback !== undefined)
    state.stateful_callbacks = {
      EarlyStoppingCallback: observeEarlyStopping(callbacks.EarlyStoppingCallback, value, best, greater),
    }
  if (schedule.type === 'reduce_lr_on_plateau')
    state.lr_scheduler = observePlateau(state.lr_scheduler ?? beginPlateau(schedule.learningRate), value, {
      ...schedule.kwargs,
      mode: schedule.kwargs?.mode ?? (greater ? 'max' : 'min'),
    })
  if (best !== null && !(greater ? value > best : value < best)) return false
  state.best_metric = value
  state.best_global_step = state.global_step
  return true
}

const lowerRate =
  'Lower training.learning_rate, or raise training.warmup_ratio, and choose another training.output_dir.'

function diverged(runFolder: string, step: number, loss: number, gradNorm: number): MedspanError {
  const what = Number.isFinite(loss) ? `the gradient's norm became ${gradNorm}` : `the loss became ${loss}`
  return new MedspanError('data', `${what} at step ${step + 1}`, {
    where: { path: runFolder },
    hint: lowerRate,
  })
}
