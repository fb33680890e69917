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

/** Refuses larger bodies with 413: at once where their length is said, else while they are read. */
export function limitBody(maxSize: number): MiddlewareHandler {
  const tooLarge = (): Refusal =>
    new Refusal(413, `expected a body of at most ${maxSize.toLocaleString('en-US')} bytes`)
  return async ({ req }, next) => {
    const length = req.header('content-length')
    if (req.header('transfer-encoding') === undefined && length !== undefined) {
      if (Number(length) > maxSize) throw tooLarge()
    } else {
      const { url, raw } = req
      const { method, headers, signal, body } = raw
      // Hono's own limit hands the adapter's request to the constructor, which takes it for an address.
      if (body !== null)
        req.raw = new Request(url, { method, headers, signal, body: limit(body), duplex: 'half' })
    }
    return next()
  }

  function limit(body: ReadableStream<Uint8Array>): ReadableStream<Uint8Array> {
    let size = 0
    return body.pipeThrough(
      new TransformStream({
        transform(piece: Uint8Array, controller) {
          size += piece.length
          if (size > maxSize) throw tooLarge()
          controller.enqueue(piece)
        },
      }),
    )
  }
}

/** A signal whose reason is an error, which that of a request need not be. */
export function goneSignal(signal: AbortSignal): AbortSignal {
  const controller = new AbortController()
  const abort = (): void => controller.abort(gone())
  if (signal.aborted) abort()
  else signal.addEventListener('abort', abort, { once: true })
  return controller.signal
}
