/**
 * @file Work for the page is done one after the other: it is for a few people, and others use the server too.
 */
import { HTTPException } from 'hono/http-exception'

/** How many may wait, and how soon one who may not should try again. */
const mostWaiting = 16
const retrySeconds = 2

/** Does some work when its turn has come, unless whoever asked for it has gone by then. */
export type TakeTurn = <T>(signal: AbortSignal, work: () => Promise<T>) => Promise<T>

/** @throws HTTPException 503 where too many wait already */
export function createTurns(): TakeTurn {
  let last: Promise<unknown> = Promise.resolve()
  let waiting = 0
  return async (signal, work) => {
    if (waiting >= mostWaiting)
      throw new HTTPException(503, {
        res: Response.json(
          { error: { message: 'expected fewer requests at once: try again in a moment' } },
          { status: 503, headers: { 'Retry-After': String(retrySeconds) } },
        ),
      })
    waiting++
    const turn = last.then(() => {
      signal.throwIfAborted()
      return work()
    })
    last = turn.catch(() => {}).finally(() => waiting--)
    return turn
  }
}
