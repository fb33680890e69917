/**
 * @file Who says whether another trial begins: one for all workers of a search on this machine.
 *
 * A study has so many trials as were asked for, whoever ran them and however often it was interrupted; a trial that was
 * tried again counts once. Workers elsewhere, as in a job array, ask a dispatcher of their own: together they may begin as
 * many trials too many as there are others.
 */
import type { TrialRecord } from '../tune/frozen-trial.ts'
import type { Study } from '../tune/study.ts'
import { standing, workerKey } from './attempts.ts'

/** `wait`: trials run elsewhere that may yet have to be tried again. */
export type Verdict = 'go' | 'wait' | 'stop'

export interface Dispatch {
  /** A place for a worker. */
  join(): Seat
}

/** How one worker speaks to its dispatcher. */
export interface Seat {
  /** Whether it may begin a trial; the one before is over. */
  next(): Promise<Verdict>
  /** The trial that it was let go for is in the study. */
  begun(): void
  /** It asks no more. */
  leave(): void
}

export interface DispatchOptions {
  /** Trials of the study in the end. */
  readonly trials: number
  readonly retries: number
  /** By `performance.now()`: no trial begins after it. */
  readonly endMs: number
  readonly signal?: AbortSignal | undefined
  /** Whether a trial begins only where one like those before it would end in time. */
  readonly endInTime: boolean
}

/** Whether a trial runs that is tried again when its process dies: others' trials may run for ever. */
function isOurs({ state, userAttributes }: TrialRecord): boolean {
  return state === 'running' && Object.hasOwn(userAttributes, workerKey)
}

/** What trials took that were ended by nobody; 0 where there is none. */
function meanMs(trials: readonly TrialRecord[]): number {
  const whole = trials.filter(({ state }) => state === 'complete')
  const sum = whole.reduce(
    (ms, { started, completed }) => ms + (completed!.getTime() - started!.getTime()),
    0,
  )
  return sum / Math.max(1, whole.length)
}

export function createDispatch(study: Study, options: DispatchOptions): Dispatch {
  /** Workers that were let go and have not begun yet. */
  let granted = 0
  const decide = async (): Promise<Verdict> => {
    if (options.signal?.aborted === true) return 'stop'
    await study.failStale(options.retries)
    const begun = standing(await study.trials()).filter(({ state }) => state !== 'waiting')
    const expectedMs = options.endInTime ? meanMs(begun) : 0
    if (performance.now() + expectedMs >= options.endMs) return 'stop'
    if (begun.length + granted < options.trials) return 'go'
    return granted > 0 || begun.some(isOurs) ? 'wait' : 'stop'
  }
  return {
    join() {
      let isLetGo = false
      const settle = (): void => {
        if (isLetGo) granted--
        isLetGo = false
      }
      return {
        async next() {
          settle()
          const verdict = await decide()
          if (verdict === 'go') {
            isLetGo = true
            granted++
          }
          return verdict
        },
        begun: settle,
        leave: settle,
      }
    },
  }
}
