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
   * @throws Refusal 429 where too many wait already; 503 where none is given back in time; 499 once the client has gone
   */
  enter(signal: AbortSignal | undefined): Promise<() => void>
}

export interface PlaceLimits {
  readonly atOnce: number
  readonly waiting: number
  /** How long one waits at most; for as long as it takes where it is left out. */
  readonly waitMs?: number | undefined
}

/** How soon a client may try again, in seconds. */
const RETRY_AFTER = '1'

export function createPlaces({ atOnce, waiting, waitMs }: PlaceLimits): Places {
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
      let timer: NodeJS.Timeout | undefined
      const end = (): void => {
        queue.delete(enter)
        clearTimeout(timer)
        signal?.removeEventListener('abort', leave)
      }
      const leave = (): void => {
        end()
        reject(gone())
      }
      const enter = (): void => {
        end()
        resolve()
      }
      queue.add(enter)
      signal?.addEventListener('abort', leave)
      if (waitMs === undefined) return
      timer = setTimeout(() => {
        end()
        reject(
          new Refusal(503, 'the server is busy with other requests: try again soon', {
            'retry-after': RETRY_AFTER,
          }),
        )
      }, waitMs)
    })
  }
}
