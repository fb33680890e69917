/**
 * @file One question to UTS: the request, its repetitions, and what the reply means.
 *
 * `GET {base}/content/{release}/CUI/{CUI}?apiKey=…` (https://documentation.uts.nlm.nih.gov/rest/concept/). 200 has
 * `result.semanticTypes[].uri`, whose last segment is the TUI; 404 is "no such concept"; 401 and 403 refuse the key.
 * `result.status` says whether editors have reviewed the concept (`R` for one in use, such as C0009044 in the
 * documentation), not whether it is retired: a retired CUI is told by 404, or by a `result.ui` of another CUI.
 *
 * Everything else is no answer, and never taken for one: 429, 5xx, time-outs, cut connections and replies that
 * cannot be understood are asked again, as often and as late as `Retry-After` (RFC 9110, section 10.2.3) and the
 * back-off say.
 */
import { MedspanError } from '../errors.ts'
import type { Clock, RateLimit } from '../net/rate.ts'
import type { RandomStream } from '../random.ts'
import type { UtsAnswer } from './uts-cache.ts'

/** The most bytes that are read of a reply. */
const maxReplyBytes = 1 << 20
/** The longest pause that a server may ask for, in milliseconds. */
const longestPauseMs = 15 * 60_000
/** The longest pause of our own, in milliseconds. */
const longestBackoffMs = 30_000

export interface UtsServer {
  /** Without a slash at its end. */
  readonly baseUrl: string
  readonly release: string
  readonly key: string
  readonly rate: RateLimit
  readonly clock: Clock
  readonly random: RandomStream
  readonly attempts: number
  readonly timeoutMs: number
  /** The first pause before a repetition; each one after it is twice as long. */
  readonly backoffMs: number
}

/** What came of one request. */
type Outcome =
  | { readonly kind: 'answer'; readonly answer: UtsAnswer }
  /** No answer; another try may bring one. */
  | { readonly kind: 'again'; readonly reason: string; readonly retryAfterMs?: number | undefined }
  /** No answer, and none is to be had. */
  | { readonly kind: 'stop'; readonly error: MedspanError }

const again = (reason: string): Outcome => ({ kind: 'again', reason })

/** What went wrong on the way, without anything that the URL holds. */
function describe(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : ''
  const known: Record<string, string> = {
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

/** Milliseconds to wait: `Retry-After` in seconds or as a date. */
export function parseRetryAfter(value: string | null, now: number): number | undefined {
  if (value === null) return undefined
  if (/^\s*\d+(?:\.\d+)?\s*$/.test(value)) return Number(value) * 1000
  const date = Date.parse(value)
  return Number.isNaN(date) ? undefined : Math.max(0, date - now)
}

/** The reply's JSON as an answer; undefined where it has not the shape that it should have. */
export function parseReply(reply: unknown): UtsAnswer | undefined {
  const isRecord = (value: unknown): value is Record<string, unknown> =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
  const result = isRecord(reply) ? reply.result : undefined
  if (!isRecord(result)) return undefined
  const { ui, name, semanticTypes } = result
  if (typeof ui !== 'string' || !/^C\d{7}$/.test(ui)) return undefined
  const types: string[] = []
  // UTS writes NONE where a list is empty.
  if (semanticTypes !== 'NONE') {
    if (!Array.isArray(semanticTypes)) return undefined
    for (const item of semanticTypes as unknown[]) {
      const uri = isRecord(item) ? item.uri : undefined
      const tui = typeof uri === 'string' ? /\/(T\d{3})\/?$/.exec(uri)?.[1] : undefined
      if (tui === undefined) return undefined
      if (!types.includes(tui)) types.push(tui)
    }
  }
  return { found: true, cui: ui, types, ...(typeof name === 'string' && name !== '' ? { name } : {}) }
}

async function readBody(response: Response): Promise<string | undefined> {
  if (response.body === null) return ''
  const pieces: Uint8Array[] = []
  let size = 0
  for await (const piece of response.body as AsyncIterable<Uint8Array>) {
    size += piece.length
    if (size > maxReplyBytes) return undefined
    pieces.push(piece)
  }
  return Buffer.concat(pieces).toString('utf8')
}

async function parseResponse(response: Response, server: UtsServer): Promise<Outcome> {
  const { status } = response
  const stop = (message: string, hint: string): Outcome => ({
    kind: 'stop',
    error: new MedspanError(status === 401 || status === 403 ? 'config' : 'input', message, { hint }),
  })
  // A reply is read whole whatever it is, so that its connection serves again.
  const body = await readBody(response)
  if (status === 200) {
    let reply: unknown
    try {
      reply = JSON.parse(body ?? '')
    } catch {
      return again('the reply is no JSON')
    }
    const answer = parseReply(reply)
    return answer === undefined
      ? again('the reply has not the shape of a concept')
      : { kind: 'answer', answer }
  }
  if (status === 404) return { kind: 'answer', answer: { found: false } }
  if (status === 401 || status === 403)
    return stop(
      `UTS refuses the key (HTTP ${status})`,
      'UTS shows your key at https://uts.nlm.nih.gov/uts/profile; the answers so far are kept',
    )
  if (status === 408 || status === 425 || status === 429 || status >= 500) {
    const retryAfterMs = parseRetryAfter(response.headers.get('retry-after'), server.clock.now())
    return { kind: 'again', reason: `HTTP ${status}`, retryAfterMs }
  }
  if (status >= 300 && status < 400)
    return stop(
      `expected an answer, got a redirection (HTTP ${status}), which is not followed, as the key would go with it`,
      'check the base URL',
    )
  return stop(`expected an answer, got HTTP ${status}`, 'check the base URL and the release')
}

/** Sends one request and reads its reply; at most `timeoutMs` for both. */
async function requestOnce(
  cui: string,
  server: UtsServer,
  signal: AbortSignal | undefined,
): Promise<Outcome> {
  const url = `${server.baseUrl}/content/${server.release}/CUI/${cui}?apiKey=${encodeURIComponent(server.key)}`
  const controller = new AbortController()
  let isLate = false
  const end = () => controller.abort()
  const timer = setTimeout(() => {
    isLate = true
    controller.abort()
  }, server.timeoutMs)
  signal?.addEventListener('abort', end, { once: true })
  try {
    signal?.throwIfAborted()
    const response = await fetch(url, {
      headers: { accept: 'application/json' },
      redirect: 'manual',
      signal: controller.signal,
    })
    return await parseResponse(response, server)
  } catch (error) {
    signal?.throwIfAborted()
    return again(isLate ? `there was no answer within ${server.timeoutMs / 1000} s` : describe(error))
  } finally {
    clearTimeout(timer)
    signal?.removeEventListener('abort', end)
  }
}

/**
 * Asks UTS about one concept, until there is an answer.
 *
 * @param options.signal ends everything at once
 * @param options.stop ends the waiting, but lets a request under way come to its end
 * @param options.retried told of each repetition
 * @throws MedspanError (`config`) where the key is refused, (`input`) where there is no answer after all attempts
 */
export async function askUts(
  cui: string,
  server: UtsServer,
  options: {
    readonly signal?: AbortSignal | undefined
    readonly stop: AbortSignal
    retried(reason: string): void
  },
): Promise<UtsAnswer> {
  const { rate, clock, random } = server
  for (let attempt = 1; ; attempt++) {
    await rate.take(options.stop)
    const outcome = await requestOnce(cui, server, options.signal)
    if (outcome.kind === 'answer') return outcome.answer
    if (outcome.kind === 'stop') throw outcome.error
    const { reason, retryAfterMs } = outcome
    if (attempt >= server.attempts)
      throw new MedspanError('input', `UTS gives no answer for ${cui}, ${attempt} times: ${reason}`, {
        hint: 'when it can be reached, give the same command again: only what is missing will be asked for',
      })
    if (retryAfterMs !== undefined && retryAfterMs > longestPauseMs)
      throw new MedspanError(
        'input',
        `UTS asks to wait ${Math.ceil(retryAfterMs / 60_000)} minutes (${reason})`,
        { hint: 'after that, give the same command again: only what is missing will be asked for' },
      )
    options.retried(reason)
    const backoffMs = Math.min(longestBackoffMs, server.backoffMs * 2 ** (attempt - 1))
    if (retryAfterMs === undefined)
      await clock.sleep(backoffMs * (0.5 + 0.5 * random.uniform()), options.stop)
    else {
      // The server means all of us, not this one request.
      rate.pauseUntil(clock.now() + retryAfterMs)
      await clock.sleep(retryAfterMs + server.backoffMs * random.uniform(), options.stop)
    }
  }
}
