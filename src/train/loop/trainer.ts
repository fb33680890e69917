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
import { isDue } from '../../config/intervals.ts'
import { MedspanError } from '../../errors.ts'
import type { Progress } from '../../progress.ts'
import { checkpointName, listCheckpoints } from '../../run/checkpoints.ts'
import { type LogRecord, openLog } from '../../run/log.ts'
import type { TrainerState } from '../../run/trainer-state.ts'
import { removeLeftovers } from '../../system/output.ts'
import type { Example } from '../data/batches.ts'
import type { Engine } from '../engine/engine.ts'
import { type Checkpoint, readCheckpoint, removeCheckpoints, writeCheckpoint } from './checkpoint.ts'
import { type EarlyStoppingOptions, earlyStoppingState, isOutOfPatience } from './early-stopping.ts'
import { type BestModelOptions, isEvaluationDue, lowerRate, metricOf, observe } from './evaluation.ts'
import { createLoader, epochAfter, lengthsOf, type Plan, type PlanOptions, planTraining } from './plan.ts'
import { createSchedule } from './schedule.ts'

export interface TrainerOptions extends PlanOptions, BestModelOptions {
  /** Where checkpoints and `log.jsonl` go; checkpoints found there are continued. */
  readonly runFolder: string
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
  /** Is told when what was just measured is the best so far. */
  readonly onBest?: (() => void) | undefined
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

type Verdict = 'go on' | 'end'

/** Is told of each evaluation but one before the first step, and whether training goes on. */
export type OnEvaluation = (evaluation: Evaluated) => Promise<Verdict>

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
  const { runFolder, progress } = options
  const plan = planTraining(lengthsOf(examples), options, engine)
  const schedule = createSchedule({ ...options.schedule, totalSteps: plan.maxSteps })
  const batchesOfStep = createLoader(examples, plan, options.padId)

  await removeLeftovers(runFolder)
  const resumed = await restoreNewest(engine, options)
  const state = resumed ?? initialState(plan, options)
  checkSame(state, plan, runFolder)
  const recorder = await options.openRecorder?.(state.log_history)
  const record = await openRecords(runFolder, state, recorder)
  const setup = { engine, plan, schedule, batchesOfStep, state, isResumed: resumed !== undefined, record }
  const training = new Training(setup, options)
  await reportPastEvaluations(state, options.metricForBestModel, options.onEvaluation)
  try {
    await training.run()
  } finally {
    await recorder?.close()
  }
  if (state.global_step < plan.maxSteps)
    progress.info(
      `stopped early at step ${state.global_step} of ${plan.maxSteps}: ` +
        `${options.earlyStopping?.patience} evaluations without improvement`,
    )
  await removeCheckpoints(runFolder, state, options.saveTotalLimit)
  return state
}

interface Setup {
  readonly engine: Engine
  readonly plan: Plan
  readonly schedule: ReturnType<typeof createSchedule>
  readonly batchesOfStep: ReturnType<typeof createLoader>
  readonly state: TrainerState
  /** Whether the state is that of a checkpoint. */
  readonly isResumed: boolean
  readonly record: (values: LogRecord) => Promise<void>
}

/** The steps of one training, from its state to its end. */
class Training {
  readonly #setup: Setup
  readonly #options: TrainerOptions
  readonly #secondsBefore: number
  readonly #started = performance.now()
  #isUnsaved: boolean

  constructor(setup: Setup, options: TrainerOptions) {
    this.#setup = setup
    this.#options = options
    this.#secondsBefore = setup.state.train_seconds
    this.#isUnsaved = !setup.isResumed
  }

  async run(): Promise<void> {
    const { plan, state } = this.#setup
    const { progress, signal } = this.#options
    const task = progress.task('Training', plan.maxSteps - state.global_step, 'steps')
    try {
      for (;;) {
        const step = state.global_step
        const { isBest, verdict } = await this.#evaluateWhereDue()
        const isFinished = step >= plan.maxSteps || this.#isOutOfPatience()
        if (verdict === 'end' && !isFinished) throw new TrainingPruned(step)
        await this.#saveWhereDue(isFinished, isBest)
        if (isFinished) return
        if (signal?.aborted) await this.#interrupt()
        const loss = await this.#step()
        task.advance(1, `epoch ${plan.epochOf(step).index + 1}, loss ${loss.toFixed(4)}`)
      }
    } finally {
      task.end()
    }
  }

  async #evaluateWhereDue(): Promise<{ isBest: boolean; verdict: Verdict }> {
    const { plan, state, record } = this.#setup
    const options = this.#options
    const { global_step: step, epoch } = state
    if (!isEvaluationDue(state, plan, options.evalStrategy ?? 'epoch', options.evalOnStart))
      return { isBest: false, verdict: 'go on' }
    const values = await this.#measure()
    await record(values)
    state.evaluated_steps.push(step)
    this.#isUnsaved = true
    const value = metricOf(values, options, step, options.runFolder)
    if (step === 0) return { isBest: false, verdict: 'go on' }
    const isBest = observe(state, value, options)
    if (isBest) options.onBest?.()
    const verdict = await options.onEvaluation?.({ step, epoch, value, isPast: false })
    return { isBest, verdict: verdict ?? 'go on' }
  }

  async #measure(): Promise<LogRecord> {
    const { signal } = this.#options
    if (signal?.aborted) await this.#interrupt()
    try {
      return await this.#options.evaluate(signal)
    } catch (error) {
      if (signal?.aborted) await this.#interrupt()
      throw error
    }
  }

  #isOutOfPatience(): boolean {
    const { EarlyStoppingCallback: patience } = this.#setup.state.stateful_callbacks
    return this.#options.earlyStopping !== undefined && patience !== undefined && isOutOfPatience(patience)
  }

  async #saveWhereDue(isFinished: boolean, isBest: boolean): Promise<void> {
    const { plan, state } = this.#setup
    const { saveStrategy = 'epoch', loadBestModelAtEnd = true } = this.#options
    const { global_step: step, saved_steps: saved } = state
    const isWanted =
      isFinished ||
      isDue(saveStrategy, plan.saveSteps, step, plan) ||
      (isBest && (loadBestModelAtEnd || saveStrategy === 'best'))
    if (!isWanted || saved.at(-1) === step) return
    saved.push(step)
    await this.#save()
  }

  async #save(): Promise<void> {
    const { engine, state } = this.#setup
    const { runFolder, describe, saveTotalLimit } = this.#options
    state.train_seconds = this.#secondsBefore + (performance.now() - this.#started) / 1000
    // A checkpoint of an interruption does not stay, and an undisturbed run has none.
    const stays = state.saved_steps.at(-1) === state.global_step
    if (stays && state.best_global_step === state.global_step)
      state.best_model_checkpoint = checkpointName(state.global_step)
    await writeCheckpoint(runFolder, engine, state, describe)
    this.#isUnsaved = false
    await removeCheckpoints(runFolder, state, saveTotalLimit)
  }

  async #interrupt(): Promise<never> {
    const { plan, state } = this.#setup
    if (this.#isUnsaved) await this.#save()
    const done = `step ${state.global_step} of ${plan.maxSteps} is saved in ${checkpointName(state.global_step)}`
    throw interrupted(this.#options.runFolder, done)
  }

  /** Makes one step; returns its loss. */
  async #step(): Promise<number> {
    const { engine, plan, schedule, batchesOfStep, state, record } = this.#setup
    const { global_step: step } = state
    const learningRate = state.lr_scheduler?._last_lr[0] ?? schedule(step)
    const { loss, gradNorm } = await engine.step(batchesOfStep(step), { learningRate, step })
    if (!Number.isFinite(loss) || !Number.isFinite(gradNorm))
      throw diverged(this.#options.runFolder, step, loss, gradNorm)
    this.#isUnsaved = true
    state.global_step = step + 1
    state.epoch = epochAfter(state.global_step, plan)
    state.total_loss += loss
    state.pending_loss += loss
    state.pending_steps++
    if (isDue(this.#options.loggingStrategy ?? 'steps', plan.loggingSteps, state.global_step, plan)) {
      const mean = state.pending_loss / state.pending_steps
      state.pending_loss = 0
      state.pending_steps = 0
      await record({ loss: mean, grad_norm: gradNorm, learning_rate: learningRate })
    }
    return loss
  }
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
  const { maxSteps } = plan
  return {
    global_step: 0,
    epoch: 0,
    max_steps: maxSteps,
    num_train_epochs:
      options.maxSteps === undefined ? Math.ceil(options.epochs) : plan.epochOf(maxSteps - 1).index + 1,
    ...batchSizeOf(plan),
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

/** A number of sequences, or of word pieces in all processes. */
function batchSizeOf({ batchSize }: Plan): Pick<TrainerState, 'train_batch_size' | 'max_tokens_per_batch'> {
  return typeof batchSize === 'number'
    ? { train_batch_size: batchSize, max_tokens_per_batch: null }
    : { train_batch_size: null, max_tokens_per_batch: batchSize.tokens * (batchSize.processes ?? 1) }
}

function checkSame(state: TrainerState, plan: Plan, runFolder: string): void {
  type Size = Pick<TrainerState, 'train_batch_size' | 'max_tokens_per_batch'>
  const describe = (steps: number, batches: number, size: Size) =>
    `${steps} steps of ${batches === 1 ? 'one batch' : `${batches} batches`} of ` +
    `${size.train_batch_size ?? `up to ${size.max_tokens_per_batch} word pieces`}`
  const was = describe(state.max_steps, state.gradient_accumulation_steps, state)
  const is = describe(plan.maxSteps, plan.accumulation, batchSizeOf(plan))
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

function diverged(runFolder: string, step: number, loss: number, gradNorm: number): MedspanError {
  const what = Number.isFinite(loss) ? `the gradient's norm became ${gradNorm}` : `the loss became ${loss}`
  return new MedspanError('data', `${what} at step ${step + 1}`, {
    where: { path: runFolder },
    hint: lowerRate,
  })
}
