/**
 * @file Attempts that are repeated while what fails may pass: ever later, or when the server says.
 */
import type { RandomStream } from '../random.ts'
import { type Clock, systemClock } from './rate.ts'
import { TransientError } from './request.ts'

export interface Backoff {
  /** Attempts, the first among them. */
  readonly maxAttempts: number
  /** The pause after the first failure; it doubles with each one after it, up to `maxBackoffMs`. */
  readonly backoffMs: number
  readonly maxBackoffMs: number
}

/** Why it is given up: after so many `attempts`, since the server asks for too long a `wait`, or since `time` is over. */
export interface GivingUp {
  readonly reason: 'attempts' | 'wait' | 'time'
  readonly attempts: number
}

export interface RetryOptions extends Backoff {
  /** What is thrown in the end. */
  readonly giveUp: (error: TransientError, givingUp: GivingUp) => Error
  readonly clock?: Clock | undefined
  /** Ends the waiting. */
  readonly signal?: AbortSignal | undefined
  /** Spreads the pauses of those who failed together. */
  readonly random?: RandomStream
  /** How often a server may ask to wait before that counts as a failed attempt; 0 where left out. */
  readonly maxWaits?: number
  /** When all must be over, by the clock. */
  readonly endMs?: number
  /** Whether the last attempt brought something: then attempts are counted anew. */
  readonly progressed?: (() => boolean) | undefined
  /** Told of each failure after which there is another attempt. */
  readonly onRetry?: (error: TransientError) => void
}

/** The longest pause that a server may ask for. */
const maxRetryAfterMs = 15 * 60_000

/**
 * Does some work until it succeeds, or throws anything but a TransientError.
 *
 * @throws what `work` or `giveUp` says; the signal's reason when that is aborted
 */
export async function retry<T>(work: () => Promise<T>, options: RetryOptions): Promise<T> {
  const { maxAttempts, backoffMs, maxBackoffMs, clock = systemClock, signal, random } = options
  let failures = 0
  let waits = 0
  for (;;) {
    try {
      return await work()
    } catch (error) {
      if (!(error instanceof TransientError)) throw error
      const { retryAfterMs } = error
      const giveUp = (reason: GivingUp['reason']): Error =>
        options.giveUp(error, { reason, attempts: failures })
      if (options.progressed?.() === true) failures = 0
      if (retryAfterMs === undefined || ++waits > (options.maxWaits ?? 0)) failures++
      if (failures >= maxAttempts) throw giveUp('attempts')
      if (retryAfterMs !== undefined && retryAfterMs > maxRetryAfterMs) throw giveUp('wait')
      const chance = random?.uniform() ?? 0
      const backoff = failures === 0 ? 0 : Math.min(maxBackoffMs, backoffMs * 2 ** (failures - 1))
      const asked = retryAfterMs === undefined ? 0 : retryAfterMs + chance * backoffMs
      // A server that asks for more than we would wait gets its time: asking sooner only makes it longer.
      const pauseMs = Math.max(backoff * (1 - chance / 2), asked)
      if (options.endMs !== undefined && clock.now() + pauseMs >= options.endMs) throw giveUp('time')
      options.onRetry?.(error)
      await clock.sleep(pauseMs, signal)
    }
  }
}
