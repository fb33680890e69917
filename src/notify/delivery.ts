/**
 * @file Sending messages to one webhook: in order, one at a time, with what its server says of its limits honoured.
 *
 * - 2xx: sent. `X-RateLimit-Remaining: 0` lets the next one wait for `X-RateLimit-Reset-After` seconds.
 * - 429: waits for `retry_after` of the body, or `Retry-After`, in seconds; a global limit holds for all webhooks of
 *   the server (https://docs.discord.com/developers/topics/rate-limits).
 * - 5xx, 408, a cut connection, silence: again, with growing pauses.
 * - 413: in halves; a figure that is too large alone is passed over.
 * - 401, 403, 404, 410, redirects: nothing else is sent to this webhook. A redirect would carry the message elsewhere.
 * - other refusals: the next message.
 *
 * A connection may be cut after the server took a message; then the message comes twice.
 */
import type { Clock } from '../net/rate.ts'
import type { Channel, Message, Part } from './channel.ts'
import type { Redact } from './redact.ts'

/** How patient deliveries are. */
export interface Patience {
  /** Tries of one message that fail for other reasons than a limit. */
  readonly tries: number
  /** The pause after the first failure; it doubles each time, up to `maxPauseMs`. */
  readonly pauseMs: number
  readonly maxPauseMs: number
  /** A try may take this long. */
  readonly timeoutMs: number
  /** All messages to all webhooks may take this long, waiting included. */
  readonly totalMs: number
}

export const patience: Patience = {
  tries: 5,
  pauseMs: 1000,
  maxPauseMs: 30_000,
  timeoutMs: 60_000,
  totalMs: 240_000,
}

/** What became of a part. */
export interface Delivery {
  readonly part: Part
  readonly sent: boolean
  /** Why it was not sent, without anything secret. */
  readonly reason?: string
}

/** What deliveries to several webhooks share. */
export interface Dispatch {
  readonly clock: Clock
  readonly patience: Patience
  /** Aborted when the user ends the work. */
  readonly signal: AbortSignal | undefined
  /** When all must be over, by the clock. */
  readonly deadlineMs: number
  /** Before when nothing may be sent to a server, by its host and port: its global limits. */
  readonly paused: Map<string, number>
  readonly redact: Redact
}

type Reply =
  | { readonly kind: 'sent'; readonly pauseMs: number }
  | { readonly kind: 'wait'; readonly waitMs: number; readonly isGlobal: boolean; readonly reason: string }
  | { readonly kind: 'again' | 'large' | 'refused' | 'closed'; readonly reason: string }

/** Bytes of a reply that are read; Discord's are below 10 kB. */
const maxReplyBytes = 1 << 16
/** Characters of what a server says that are told. */
const maxReason = 300
/** How often one message is put off before its server is taken to mean never. */
const maxWaits = 30
const closing: Readonly<Record<number, string>> = {
  401: 'the webhook refuses its token (401): make a new one',
  403: 'the webhook may not be used (403)',
  404: 'the webhook is not there, it was deleted (404): make a new one',
  410: 'the webhook is gone (410): make a new one',
}

/** Sends messages in order; tells of each part as soon as its fate is known. */
export async function deliver(
  channel: Channel,
  messages: readonly Message[],
  dispatch: Dispatch,
  told: (delivery: Delivery) => Promise<void>,
): Promise<void> {
  let queue = [...messages]
  const tellAll = async (parts: readonly Part[], sent: boolean, reason?: string) => {
    for (const part of parts) await told({ part, sent, ...(reason === undefined ? {} : { reason }) })
  }
  for (let message = queue.shift(); message !== undefined; message = queue.shift()) {
    const reply = await send(channel, message, dispatch)
    if (reply.kind === 'sent') await tellAll(message.parts, true)
    else if (reply.kind === 'large') {
      const smaller = channel.divide(message)
      if (smaller.length === 0) await tellAll(message.parts, false, reply.reason)
      queue = [...smaller, ...queue]
    } else {
      await tellAll(message.parts, false, reply.reason)
      if (reply.kind === 'refused') continue
      // What could not be reached now cannot be reached in a moment.
      for (const { parts } of queue) await tellAll(parts, false, reply.reason)
      return
    }
  }
}

type Sent = Exclude<Reply, { kind: 'wait' | 'again' }>

/** One message, until its fate is known. Never throws for what a network or a server does. */
async function send(channel: Channel, message: Message, dispatch: Dispatch): Promise<Sent> {
  const { clock, patience: patient, signal, deadlineMs, paused } = dispatch
  const { host } = channel.webhook.url
  const own = channel.webhook.url.href
  let reason = 'there was no time left'
  const closed = (why: string): Sent => ({ kind: 'closed', reason: why })
  let failures = 0
  let waits = 0
  for (;;) {
    const readyMs = Math.max(paused.get(host) ?? 0, paused.get(own) ?? 0)
    const nowMs = clock.now()
    if (Math.max(nowMs, readyMs) >= deadlineMs)
      return closed(
        failures === 0 && readyMs <= nowMs ? reason : `no time was left to wait for the server: ${reason}`,
      )
    if (!(await pause(readyMs - nowMs, clock, signal))) return closed('interrupted')
    // Another webhook may have met a global limit of the server in the meantime.
    if (readyMs < (paused.get(host) ?? 0)) continue
    const reply = await post(channel, message, dispatch)
    if (reply.kind !== 'sent' && isAborted(signal)) return closed('interrupted')
    switch (reply.kind) {
      case 'sent':
        paused.set(own, clock.now() + reply.pauseMs)
        return reply
      case 'wait':
        reason = reply.reason
        if (++waits > maxWaits) return closed(`${reason}, ${waits} times`)
        paused.set(
          reply.isGlobal ? host : own,
          Math.max(clock.now() + reply.waitMs, reply.isGlobal ? (paused.get(host) ?? 0) : 0),
        )
        break
      case 'again':
        reason = reply.reason
        failures++
        if (failures >= patient.tries) return closed(`${reason}, ${failures} times`)
        paused.set(own, clock.now() + Math.min(patient.maxPauseMs, patient.pauseMs * 2 ** (failures - 1)))
        break
      default:
        return reply
    }
  }
}

const isAborted = (signal: AbortSignal | undefined): boolean => signal?.aborted === true

/** Waits; false where the user ends the work. */
async function pause(ms: number, clock: Clock, signal: AbortSignal | undefined): Promise<boolean> {
  if (isAborted(signal)) return false
  if (ms <= 0) return true
  try {
    await clock.sleep(ms, signal)
    return true
  } catch (error) {
    if (isAborted(signal)) return false
    throw error
  }
}

/** One request, and what its reply means. */
async function post(channel: Channel, message: Message, dispatch: Dispatch): Promise<Reply> {
  const { clock, patience: patient, signal, deadlineMs } = dispatch
  let content: Awaited<ReturnType<Message['body']>>
  try {
    content = await message.body()
  } catch (error) {
    if (!(error instanceof Error) || !('code' in error)) throw error
    return { kind: 'refused', reason: `it cannot be read (${String(error.code)})` }
  }
  const limitMs = Math.max(1, Math.min(patient.timeoutMs, deadlineMs - clock.now()))
  const controller = new AbortController()
  let isLate = false
  const timer = setTimeout(() => {
    isLate = true
    controller.abort()
  }, limitMs)
  const end = () => controller.abort()
  signal?.addEventListener('abort', end, { once: true })
  try {
    const response = await fetch(channel.webhook.url, {
      method: 'POST',
      body: content.body,
      headers: { 'user-agent': 'medspan', accept: 'application/json', ...content.headers },
      redirect: 'manual',
      signal: controller.signal,
    })
    if (response.ok) {
      // What was taken stays taken, even where the reply is cut.
      await readReply(response).catch(() => undefined)
      return { kind: 'sent', pauseMs: exhausted(response) }
    }
    return parseRefusal(response, await readReply(response), channel, dispatch)
  } catch (error) {
    if (!(error instanceof Error)) throw error
    return {
      kind: 'again',
      reason: isLate ? `there was no answer within ${Math.ceil(limitMs / 1000)} s` : describe(error),
    }
  } finally {
    clearTimeout(timer)
    signal?.removeEventListener('abort', end)
  }
}

/** How long to wait for the next request of a bucket that is empty, in milliseconds. */
function exhausted({ headers }: Response): number {
  if (headers.get('x-ratelimit-remaining')?.trim() !== '0') return 0
  return secondsToMs(headers.get('x-ratelimit-reset-after')) ?? 0
}

function secondsToMs(value: unknown): number | undefined {
  if (value === null || value === undefined || value === '') return undefined
  const seconds = Number(value)
  return Number.isFinite(seconds) && seconds >= 0 ? Math.ceil(seconds * 1000) : undefined
}

/** A reply's JSON; undefined where it is none. */
async function readReply(response: Response): Promise<unknown> {
  const pieces: Uint8Array[] = []
  let length = 0
  if (response.body !== null)
    for await (const piece of response.body as AsyncIterable<Uint8Array>) {
      pieces.push(piece)
      length += piece.length
      if (length > maxReplyBytes) return undefined
    }
  try {
    return JSON.parse(Buffer.concat(pieces).toString('utf8'))
  } catch {
    return undefined
  }
}

function parseRefusal(response: Response, body: unknown, channel: Channel, dispatch: Dispatch): Reply {
  const { status, headers } = response
  if (status === 429) {
    const { retry_after, global } = (typeof body === 'object' && body !== null ? body : {}) as Record<
      string,
      unknown
    >
    const asked =
      secondsToMs(typeof retry_after === 'number' ? retry_after : undefined) ??
      secondsToMs(headers.get('retry-after')) ??
      secondsToMs(headers.get('x-ratelimit-reset-after'))
    const isGlobal =
      global === true || headers.has('x-ratelimit-global') || headers.get('x-ratelimit-scope') === 'global'
    // Without a number, or with none at all to wait, it would be asked in a loop.
    const waitMs = Math.max(asked ?? 5000, 50)
    const reason = `the server asks to wait ${Math.ceil(waitMs / 1000)} s (429)`
    return { kind: 'wait', waitMs, isGlobal, reason }
  }
  const said = channel.reasonOf(body)
  // Cut afterwards: half a key would not be recognised.
  const detail =
    said === undefined ? '' : `: ${Array.from(dispatch.redact(said)).slice(0, maxReason).join('')}`
  const closed = closing[status]
  if (closed !== undefined) return { kind: 'closed', reason: `${closed}${detail}` }
  if (status >= 300 && status < 400)
    return { kind: 'closed', reason: `the webhook sends elsewhere (${status}), which is not followed` }
  if (status === 413) return { kind: 'large', reason: `it is too large for the server (413)${detail}` }
  if (status === 408 || status >= 500) return { kind: 'again', reason: `the server answered ${status}` }
  return { kind: 'refused', reason: `the server refuses it (${status})${detail}` }
}

/** What went wrong on the way, without anything that the address holds. */
function describe(error: Error): string {
  const cause = error.cause instanceof Error ? error.cause : error
  const code = 'code' in cause ? String(cause.code) : ''
  const known: Readonly<Record<string, string>> = {
    ECONNREFUSED: 'the connection was refused',
    ECONNRESET: 'the connection was cut',
    EPIPE: 'the connection was cut',
    UND_ERR_SOCKET: 'the connection was cut',
    ENOTFOUND: "the server's name is unknown",
    EAI_AGAIN: "the server's name could not be looked up",
    UND_ERR_CONNECT_TIMEOUT: 'the connection took too long',
  }
  return (
    known[code] ?? (/^[A-Z][A-Z0-9_]+$/.test(code) ? `the request failed (${code})` : 'the request failed')
  )
}
