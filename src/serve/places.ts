/**
 * @file How many requests are worked on at once, and how many may wait for that.
 */
import { gone, Refusal } from './refusal.ts'

export interface Places {
  readonly taken: number
  readonly waiting: number
  /**
   * Waits for a place.
   * @returns what gives it back, and is to be called once
   * @throws Refusal 429 where too many wait already; 499 once the client has gone
   */
  enter(signal: AbortSignal | undefined): Promise<() => void>
}

export interface PlaceLimits {
  readonly atOnce: number
  readonly waiting: number
}

/** How soon a client may try again, in seconds. */
const RETRY_AFTER = '1'

export function createPlaces({ atOnce, waiting }: PlaceLimits): Places {
  let taken = 0
  /** Who waits, the first in front; each is called when a place is its own. */
  const queue = new Set<() => void>()

  const leave = (): void => {
    const [next] = queue
    if (next === undefined) taken--
    else next()
  }
  return {
    get taken() {
      return taken
    },
    get waiting() {
      return queue.size
    },
    async enter(signal) {
      if (signal?.aborted === true) throw gone()
      if (taken < atOnce) taken++
      else if (queue.size >= waiting)
        throw new Refusal(429, `expected at most ${atOnce + waiting} requests at once, got more`, {
          'retry-after': RETRY_AFTER,
        })
      else await wait(signal)
      return leave
    },
  }

  function wait(signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve, reject) => {
      const leave = (): void => {
        queue.delete(enter)
        reject(gone())
      }
      const enter = (): void => {
        queue.delete(enter)
        signal?.removeEventListener('abort', leave)
        resolve()
      }
      queue.add(enter)
      signal?.addEventListener('abort', leave)
    })
  }
}
