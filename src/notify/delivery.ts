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
import { isTransientStatus, type Reply, request, TransientError } from '../net/request.ts'
import { type Backoff, retry } from '../net/retry.ts'
import type { Channel, Message, Part } from './channel.ts'
import type { Redact } from './redact.ts'

/** How patient deliveries are. Attempts are those of one message that fail for other reasons than a limit. */
export interface Patience extends Backoff {
  /** An attempt may take this long. */
  readonly timeoutMs: number
  /** All messages to all webhooks may take this long, waiting included. */
  readonly totalMs: number
}

export const patience: Patience = {
  maxAttempts: 5,
  backoffMs: 1000,
  maxBackoffMs: 30_000,
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

/** What became of a message: `closed` where nothing else can be sent to this webhook. */
type Fate =
  | { readonly kind: 'sent' }
  | { readonly kind: 'large' | 'refused' | 'closed'; readonly reason: string }

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
    const fate = await send(channel, message, dispatch)
    if (fate.kind === 'sent') await tellAll(message.parts, true)
    else if (fate.kind === 'large') {
      const smaller = channel.divide(message)
      if (smaller.length === 0) await tellAll(message.parts, false, fate.reason)
      queue = [...smaller, ...queue]
    } else {
      await tellAll(message.parts, false, fate.reason)
      if (fate.kind === 'refused') continue
      // What could not be reached now cannot be reached in a moment.
      for (const { parts } of queue) await tellAll(parts, false, fate.reason)
      return
    }
  }
}

/** Why nothing was sent in the end, in words that may be shown. */
class Undelivered extends Error {}

/** One message, until its fate is known. Never throws for what a network or a server does. */
async function send(channel: Channel, message: Message, dispatch: Dispatch): Promise<Fate> {
  const { clock, patience: backoff, signal, deadlineMs } = dispatch
  try {
    return await retry(
      async () => {
        await untilFree(channel, dispatch)
        return post(channel, message, dispatch)
      },
      {
        ...backoff,
        clock,
        signal,
        maxWaits,
        endMs: deadlineMs,
        giveUp: (error, { reason, attempts }) =>
          new Undelivered(
            reason === 'attempts'
              ? `${error.message}, ${attempts} times`
              : `no time was left to wait for the server: ${error.message}`,
          ),
      },
    )
  } catch (error) {
    if (isAborted(signal)) return { kind: 'closed', reason: 'interrupted' }
    if (error instanceof Undelivered) return { kind: 'closed', reason: error.message }
    throw error
  }
}

const isAborted = (signal: AbortSignal | undefined): boolean => signal?.aborted === true

/** Waits until the webhook and its server may be asked; another webhook may meet a limit of the server meanwhile. */
async function untilFree({ webhook: { url } }: Channel, dispatch: Dispatch): Promise<void> {
  const { clock, signal, deadlineMs, paused } = dispatch
  for (;;) {
    signal?.throwIfAborted()
    const nowMs = clock.now()
    const freeMs = Math.max(paused.get(url.host) ?? 0, paused.get(url.href) ?? 0)
    if (nowMs >= deadlineMs) throw new Undelivered('there was no time left')
    if (freeMs <= nowMs) return
    if (freeMs >= deadlineMs) throw new Undelivered('no time was left to wait for the server')
    await clock.sleep(freeMs - nowMs, signal)
  }
}

/** One request, and what its reply means. @throws TransientError where another one may do better */
async function post(channel: Channel, message: Message, dispatch: Dispatch): Promise<Fate> {
  const { clock, patience: patient, signal, deadlineMs, paused } = dispatch
  const { url } = channel.webhook
  let content: Awaited<ReturnType<Message['body']>>
  try {
    content = await message.body()
  } catch (error) {
    if (!(error instanceof Error) || !('code' in error)) throw error
    return { kind: 'refused', reason: `it cannot be read (${String(error.code)})` }
  }
  const timeoutMs = Math.max(1, Math.min(patient.timeoutMs, deadlineMs - clock.now()))
  const headers = { accept: 'application/json', ...content.headers }
  const options = { method: 'POST', headers, body: content.body, timeoutMs, signal } as const
  return request(url.href, options, async reply => {
    if (reply.status >= 200 && reply.status < 300) {
      // What was taken stays taken, even where the reply is cut.
      await reply.bytes(maxReplyBytes).catch(() => undefined)
      paused.set(url.href, clock.now() + exhausted(reply))
      return { kind: 'sent' }
    }
    return parseRefusal(reply, await readJson(reply), channel, dispatch)
  })
}

/** How long to wait for the next request of a bucket that is empty, in milliseconds. */
function exhausted({ headers }: Reply): number {
  if (headers.get('x-ratelimit-remaining')?.trim() !== '0') return 0
  return secondsToMs(headers.get('x-ratelimit-reset-after')) ?? 0
}

function secondsToMs(value: unknown): number | undefined {
  if (value === null || value === undefined || value === '') return undefined
  const seconds = Number(value)
  return Number.isFinite(seconds) && seconds >= 0 ? Math.ceil(seconds * 1000) : undefined
}

/** A reply's JSON; undefined where it is none. */
async function readJson(reply: Reply): Promise<unknown> {
  const bytes = await reply.bytes(maxReplyBytes)
  try {
    return JSON.parse(bytes?.toString('utf8') ?? '')
  } catch {
    return undefined
  }
}

/** @throws TransientError where it may pass */
function parseRefusal(
  { status, headers }: Reply,
  body: unknown,
  channel: Channel,
  { clock, paused, redact }: Dispatch,
): Fate {
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
    const { host } = channel.webhook.url
    if (isGlobal) paused.set(host, Math.max(clock.now() + waitMs, paused.get(host) ?? 0))
    throw new TransientError(`the server asks to wait ${Math.ceil(waitMs / 1000)} s (429)`, waitMs)
  }
  const said = channel.reasonOf(body)
  // Cut afterwards: half a key would not be recognised.
  const detail = said === undefined ? '' : `: ${Array.from(redact(said)).slice(0, maxReason).join('')}`
  const closed = closing[status]
  if (closed !== undefined) return { kind: 'closed', reason: `${closed}${detail}` }
  if (status >= 300 && status < 400)
    return { kind: 'closed', reason: `the webhook sends elsewhere (${status}), which is not followed` }
  if (status === 413) return { kind: 'large', reason: `it is too large for the server (413)${detail}` }
  if (isTransientStatus(status)) throw new TransientError(`the server answered ${status}`)
  return { kind: 'refused', reason: `the server refuses it (${status})${detail}` }
}
