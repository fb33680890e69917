/**
 * @file Following a run by its folder alone, wherever the run is: what it has reached, how fast, and how it ends.
 *
 * The log says what happened (log.jsonl), the newest checkpoint how many steps there are and how long they took
 * (trainer_state.json), run.json what is trained and whether it is done. All of it is read leniently: another version
 * may have written it. Nothing is written, and the run does not know that it is watched.
 */
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { z } from 'zod'
import { MedspanError, type Notice } from '../errors.ts'
import { maxOf } from '../lists.ts'
import { hasSystemCode } from '../system/output.ts'
import { unreadable } from '../system/read.ts'
import { lenient } from './lenient.ts'
import type { LogRecord } from './log.ts'
import { type LenientRunFile, lenientRunSchema } from './run-file.ts'
import { createTail, isPassing, type Tail, type Watched, watchJson } from './tail.ts'
import { type LenientTrainerState, lenientStateSchema } from './trainer-state.ts'

/**
 * - `absent`: there is no run in the folder, not yet or no longer
 * - `running`: it trains, or did when it was last heard of
 * - `interrupted`: it has saved a checkpoint and ended; the same command continues it
 * - `scoring`: all steps are made; the best model is scored
 */
export type RunStatus = 'absent' | 'running' | 'interrupted' | 'scoring' | 'finished' | 'failed' | 'pruned'

/** Precision, recall and F1 over all types. */
export interface WatchedScore {
  readonly precision: number
  readonly recall: number
  readonly f1: number
}

/** Where a run stands. What is not known is null. */
export interface WatchedRun {
  readonly runFolder: string
  readonly status: RunStatus
  /** Of a failed run. */
  readonly error: string | null
  /** As the log has it last. */
  readonly step: number
  readonly epoch: number
  readonly maxSteps: number | null
  readonly epochs: number | null
  readonly stepsPerSecond: number | null
  readonly secondsLeft: number | null
  /** Since anything changed. As long as nothing has, this goes by the clocks of two machines. */
  readonly quietSeconds: number
  /** The last record of each: a mean over its steps, and the values of its last step. */
  readonly loss: number | null
  readonly learningRate: number | null
  readonly gradNorm: number | null
  readonly losses: readonly { readonly step: number; readonly loss: number }[]
  /** Records of the log that have `eval_*`, in order. */
  readonly evaluations: readonly LogRecord[]
  /** What evaluations are judged by, without `eval_`. */
  readonly metric: string
  /** The step of the best evaluation so far. */
  readonly bestStep: number | null
  /** The step of the newest checkpoint. */
  readonly checkpoint: number | null
  /** Evaluations in a row without improvement, and at how many training ends. */
  readonly patience: { readonly without: number; readonly of: number } | null
  /** Of a finished run. */
  readonly test: WatchedScore | null
  readonly warnings: readonly Notice[]
}

export interface FollowOptions {
  /** Whether a folder without a run is waited for. */
  readonly wait?: boolean | undefined
  /** Ends when nothing has changed for so long. */
  readonly giveUpSeconds?: number | undefined
  /** Milliseconds since 1970. */
  readonly nowMs?: (() => number) | undefined
  readonly sleep?: ((ms: number) => Promise<unknown>) | undefined
}

/** Milliseconds from one look to the next: after a change, and at most, when nothing changes. */
const SOON_MS = 500
const LATE_MS = 10_000
const BACK_OFF = 1.5
/** Over how many changes of the step the speed is measured. */
const RATE_CHANGES = 12

/** What of a training's settings says how long it is. */
const trainingSchema = lenient(
  z.object({
    metric_for_best_model: z.string(),
    num_train_epochs: z.number(),
    max_steps: z.number(),
  }),
)

/**
 * The path of the newest checkpoint's state; that of the run itself where no checkpoint is left; undefined where that
 * cannot be told just now.
 */
async function newestState(runFolder: string): Promise<string | undefined> {
  let names: string[] = []
  try {
    names = await readdir(runFolder)
  } catch (error) {
    if (isPassing(error)) return undefined
    if (!hasSystemCode(error, 'ENOENT', 'ENOTDIR')) throw unreadable(runFolder, error)
  }
  const steps = names.flatMap(name => {
    const match = /^checkpoint-(\d+)$/.exec(name)
    return match === null ? [] : [Number(match[1])]
  })
  const folder = steps.length === 0 ? '.' : `checkpoint-${maxOf(steps)}`
  return join(runFolder, folder, 'trainer_state.json')
}

/** The folder of a run, looked at again and again. */
interface Look {
  /** Says whether anything has changed. */
  poll(): Promise<boolean>
  state(): WatchedRun
}

function lookAt(runFolder: string, nowMs: () => number): Look {
  const log = createTail(join(runFolder, 'log.jsonl'))
  const run = watchJson(lenientRunSchema)
  const checkpoint = watchJson(lenientStateSchema)
  /**
   * When the log got to a step, since it was read from its start: by the file's own times, which are one clock's
   * whatever this machine's says.
   */
  let changes: { ms: number; step: number }[] = []
  let known: { step: number; readings: number } | undefined
  let changedMs: number | undefined

  const observe = (): void => {
    const step = log.records.at(-1)?.step ?? 0
    if (log.readings !== known?.readings) changes = []
    if (log.modifiedMs !== undefined && (changes.length === 0 || step > known!.step))
      changes.push({ ms: log.modifiedMs, step })
    changes = changes.slice(-RATE_CHANGES)
    known = { step, readings: log.readings }
  }
  return {
    async poll() {
      // The log last: of a run that is said to be finished it has all.
      const state = await newestState(runFolder)
      const looks = [
        await run.poll(join(runFolder, 'run.json')),
        state !== undefined && (await checkpoint.poll(state)),
        await log.poll(),
      ]
      observe()
      const changed = looks.includes(true)
      if (changedMs === undefined) {
        const times = [log.modifiedMs, run.modifiedMs, checkpoint.modifiedMs].filter(ms => ms !== undefined)
        if (times.length > 0) changedMs = Math.min(nowMs(), maxOf(times))
      } else if (changed) changedMs = nowMs()
      return changed
    },
    state: () =>
      describeRun(runFolder, {
        log,
        run,
        checkpoint,
        observedRate: rateOf(changes),
        quietMs: changedMs === undefined ? 0 : Math.max(0, nowMs() - changedMs),
      }),
  }
}

/** Steps a second. */
function rateOf(changes: readonly { readonly ms: number; readonly step: number }[]): number | null {
  const first = changes[0]
  const last = changes.at(-1)
  if (first === undefined || last === undefined || last.ms <= first.ms) return null
  return ((last.step - first.step) * 1000) / (last.ms - first.ms)
}

interface Sources {
  readonly log: Tail
  readonly run: Pick<Watched<LenientRunFile>, 'value' | 'modifiedMs'>
  readonly checkpoint: Pick<Watched<LenientTrainerState>, 'value' | 'modifiedMs'>
  readonly observedRate: number | null
  readonly quietMs: number
}

function describeRun(runFolder: string, sources: Sources): WatchedRun {
  const { log, run, checkpoint, observedRate, quietMs } = sources
  const { records } = log
  const training = trainingSchema.safeParse(run.value?.identity?.config?.training).data
  const saved = checkpoint.value
  const last = records.at(-1)
  const status = statusOf(sources)
  const ahead = saved !== undefined && saved.global_step > (last?.step ?? 0)
  const step = ahead ? saved.global_step : (last?.step ?? 0)
  const maxSteps = saved?.max_steps ?? training?.max_steps ?? stepsOf(records, training?.num_train_epochs)
  const over = status === 'finished' || status === 'scoring'
  const stepsPerSecond = (over ? null : observedRate) ?? meanRate(sources)
  const moving = status === 'running' && maxSteps !== null && stepsPerSecond !== null && stepsPerSecond > 0
  const logged = records.findLast(record => record.loss !== undefined)
  const evaluations = records.filter(isEvaluation)
  const metric = training?.metric_for_best_model ?? 'f1'
  const patience = patienceOf(saved)
  const warnings: Notice[] = [...(run.value?.warnings ?? [])]
  if (log.damaged > 0)
    warnings.push({
      code: 'log-damaged',
      message: 'lines of log.jsonl cannot be read and are left out',
      count: log.damaged,
    })
  return {
    runFolder,
    status,
    error: status === 'failed' ? (run.value?.error ?? null) : null,
    step,
    epoch: (ahead ? saved.epoch : last?.epoch) ?? 0,
    maxSteps,
    epochs: saved?.num_train_epochs ?? training?.num_train_epochs ?? null,
    stepsPerSecond,
    secondsLeft: moving ? (maxSteps - step) / stepsPerSecond : null,
    quietSeconds: quietMs / 1000,
    loss: logged?.loss ?? null,
    learningRate: logged?.learning_rate ?? null,
    gradNorm: logged?.grad_norm ?? null,
    losses: records.flatMap(({ step: at, loss }) =>
      at === undefined || loss === undefined ? [] : [{ step: at, loss }],
    ),
    evaluations,
    metric,
    bestStep: bestOf(evaluations, metric),
    checkpoint: saved?.global_step ?? null,
    patience,
    test: run.value?.summary?.test?.default?.overall ?? null,
    warnings,
  }
}

function patienceOf(state: LenientTrainerState | undefined): WatchedRun['patience'] {
  const { args, attributes } = state?.stateful_callbacks?.EarlyStoppingCallback ?? {}
  const without = attributes?.early_stopping_patience_counter
  const of = args?.early_stopping_patience
  return without === undefined || of === undefined ? null : { without, of }
}

/** After these nothing more comes. */
const endings = ['finished', 'failed', 'pruned'] as const

function statusOf({ log, run, checkpoint }: Sources): RunStatus {
  if (run.value === undefined) return log.modifiedMs === undefined ? 'absent' : 'running'
  const over = endings.find(status => status === run.value?.status)
  if (over !== undefined) return over
  const saved = checkpoint.value
  const isNewest = saved !== undefined && saved.global_step >= (log.records.at(-1)?.step ?? 0)
  if (!isNewest) return 'running'
  const patience = patienceOf(saved)
  const stopped = patience !== null && patience.without >= patience.of
  if (saved.global_step >= saved.max_steps || stopped) return 'scoring'
  // A checkpoint that was not due is that of an interruption; a run that goes on writes run.json anew.
  const notDue = saved.saved_steps?.includes(saved.global_step) === false
  const isAfter = (checkpoint.modifiedMs ?? 0) >= (run.modifiedMs ?? 0)
  return notDue && isAfter ? 'interrupted' : 'running'
}

/** Steps a second over all that the newest checkpoint has seen, or, before the first one, since the run began. */
function meanRate({ log, run, checkpoint }: Sources): number | null {
  const saved = checkpoint.value
  if (saved !== undefined) {
    const seconds = saved.train_seconds ?? 0
    return seconds > 0 ? saved.global_step / seconds : null
  }
  const step = log.records.at(-1)?.step ?? 0
  const ms = (log.modifiedMs ?? 0) - (run.modifiedMs ?? Number.POSITIVE_INFINITY)
  return step > 0 && ms > 0 ? (step * 1000) / ms : null
}

/**
 * All steps, before a checkpoint says how many: in the first epoch, a share of it has taken that share of its steps.
 * Where batches have a budget of word pieces, the other epochs may have a few more or less.
 */
function stepsOf(records: readonly LogRecord[], epochs: number | null | undefined): number | null {
  const early = records.find(({ step = 0, epoch = 0 }) => step > 0 && epoch > 0 && epoch <= 1)
  if (early === undefined || epochs === null || epochs === undefined) return null
  const stepsPerEpoch = Math.ceil(early.step! / early.epoch! - 1e-6)
  return Math.max(1, Math.ceil(epochs * stepsPerEpoch))
}

function isEvaluation(record: LogRecord): boolean {
  return Object.keys(record).some(key => key.startsWith('eval_'))
}

/** As training decides: of equal values the earlier, and not the one before the first step. */
function bestOf(evaluations: readonly LogRecord[], metric: string): number | null {
  const sign = metric.endsWith('loss') ? -1 : 1
  let best: { step: number; value: number } | undefined
  for (const record of evaluations) {
    const value = record[`eval_${metric}`]
    if (record.step === undefined || record.step === 0 || value === undefined) continue
    if (best === undefined || sign * value > sign * best.value) best = { step: record.step, value }
  }
  return best?.step ?? null
}

function noRun(runFolder: string): MedspanError {
  return new MedspanError('input', 'expected a run folder, which has a run.json', {
    where: { path: runFolder },
    hint: 'medspan train makes one once it has read its corpus; --wait waits for it.',
  })
}

/**
 * Where a run stands now.
 * @throws MedspanError `input` where there is no run
 */
export async function readWatched(runFolder: string, nowMs: () => number = Date.now): Promise<WatchedRun> {
  const look = lookAt(runFolder, nowMs)
  await look.poll()
  const state = look.state()
  if (state.status === 'absent') throw noRun(runFolder)
  return state
}

/**
 * Gives where a run stands after every look at its folder, changed or not, until it is finished or has failed. A folder
 * that goes away is waited for. The looks are further and further apart while nothing changes: from half a second to
 * ten.
 * @throws MedspanError `input` where there is no run and none is waited for; `data` when it has been quiet too long
 */
export async function* followRun(
  runFolder: string,
  { wait, giveUpSeconds, nowMs = Date.now, sleep = delay }: FollowOptions = {},
): AsyncGenerator<WatchedRun, void, void> {
  const look = lookAt(runFolder, nowMs)
  let heardMs = nowMs()
  let waitMs = SOON_MS
  let seen = false
  for (;;) {
    const changed = await look.poll()
    const state = look.state()
    seen ||= state.status !== 'absent'
    if (!seen && wait !== true) throw noRun(runFolder)
    if (changed) heardMs = nowMs()
    yield state
    if (endings.some(status => status === state.status)) return
    const quietMs = nowMs() - heardMs
    if (giveUpSeconds !== undefined && quietMs >= 1000 * giveUpSeconds)
      throw new MedspanError('data', `nothing has changed for ${Math.round(quietMs / 1000)} s`, {
        where: { path: runFolder },
        hint: 'Look after the run: what was trained is in its newest checkpoint, and the same command resumes.',
      })
    waitMs = changed ? SOON_MS : Math.min(LATE_MS, waitMs * BACK_OFF)
    await sleep(waitMs)
  }
}
