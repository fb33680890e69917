/**
 * @file What the server knows of a request beside what stands in it, and how large its body may be.
 */
import type { MiddlewareHandler } from 'hono'
import { gone, Refusal } from './refusal.ts'

/** For what answers a request. */
export interface Variables {
  /** Once it is aborted the client has gone: what is done for it may end. */
  readonly signal: AbortSignal
  /** Keeps the place of the request until this has ended, for an answer that goes on behind its head. */
  readonly hold: (until: Promise<void>) => void
  /** Says in the log where a defect is, of which an answer that has begun can say nothing. */
  readonly report: (error: unknown) => void
}

/** How soon a client may try again where there is no room for its body, in seconds. */
const RETRY_AFTER = '1'

/**
 * Refuses larger bodies with 413, and those for which others leave no room with 429: at once where their length is said, else while
 * they are read.
 * @param together what all bodies that are being read and worked on may take
 */
export function limitBody(maxSize: number, together: number = Number.POSITIVE_INFINITY): MiddlewareHandler {
  let sum = 0
  return async ({ req }, next) => {
    let size = 0
    const take = (bytes: number): void => {
      if (size + bytes > maxSize)
        throw new Refusal(413, `expected a body of at most ${maxSize.toLocaleString('en-US')} bytes`)
      if (sum + bytes > together)
        throw new Refusal(429, 'expected fewer and smaller requests at once', { 'retry-after': RETRY_AFTER })
      size += bytes
      sum += bytes
    }
    try {
      const length = req.header('content-length') ?? ''
      if (/^\d+$/.test(length) && req.header('transfer-encoding') === undefined) take(Number(length))
      else if (req.raw.body !== null) req.raw = counted(req.raw, take)
      await next()
    } finally {
      sum -= size
    }
  }
}

/**
 * A request whose body is told piece by piece. Hono's own limit hands on the adapter's request itself, which the constructor takes
 * for an address.
 */
function counted({ url, method, headers, signal, body }: Request, take: (bytes: number) => void): Request {
  const pieces = new TransformStream<Uint8Array, Uint8Array>({
    transform(piece, controller) {
      take(piece.length)
      controller.enqueue(piece)
    },
  })
  return new Request(url, { method, headers, signal, body: body!.pipeThrough(pieces), duplex: 'half' })
}

/** A signal whose reason is an error, which that of a request need not be. */
export function goneSignal(signal: AbortSignal): AbortSignal {
  const controller = new AbortController()
  const abort = (): void => controller.abort(gone())
  if (signal.aborted) abort()
  else signal.addEventListener('abort', abort, { once: true })
  return controller.signal
}
