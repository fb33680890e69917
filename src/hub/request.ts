/**
 * @file Requests to the Hugging Face hub: redirects followed by hand, tries repeated, refusals in words.
 *
 * The token goes to the endpoint's own origin and nowhere else, whatever a redirect says. Addresses in errors have
 * no query, because storage signs them there. What passes by itself (429, 5xx, a cut connection, silence) is tried
 * again with growing pauses, `Retry-After` honoured; the rest is an error at once.
 */
import { setTimeout as wait } from 'node:timers/promises'
import { MedspanError } from '../errors.ts'
import type { Repository } from './cache.ts'
import type { HubSettings } from './settings.ts'

/** How patient requests are. */
export interface Patience {
  /** Tries after the first. */
  readonly retries: number
  /** The pause after the first failure; it doubles each time, up to `maxPauseMs`. */
  readonly pauseMs: number
  readonly maxPauseMs: number
  /** Silence after which a try counts as failed. */
  readonly silenceMs: number
}

export const patience: Patience = { retries: 5, pauseMs: 1000, maxPauseMs: 60_000, silenceMs: 30_000 }

export interface HubContext {
  readonly settings: HubSettings
  readonly signal?: AbortSignal | undefined
  readonly patience?: Patience | undefined
}

/** A failure that may pass by itself. */
export class PassingError extends Error {
  /** What the server asks to wait, in milliseconds. */
  readonly retryAfterMs: number | undefined

  constructor(message: string, retryAfterMs?: number, cause?: unknown) {
    super(message, { cause })
    this.name = 'PassingError'
    this.retryAfterMs = retryAfterMs
  }
}

const maxRedirects = 8
/** No server may hold us longer than this at once. */
const maxRetryAfterMs = 10 * 60_000
const passing = new Set([408, 425, 429, 500, 502, 503, 504])

/** An address as it may be shown. */
function shown(url: URL): string {
  return `${url.origin}${url.pathname}`
}

/** `Retry-After` in milliseconds: seconds, or a date (RFC 9110, section 10.2.3). */
function retryAfter(response: Response): number | undefined {
  const value = response.headers.get('retry-after')
  if (value === null) return undefined
  const seconds = Number(value)
  const ms = Number.isFinite(seconds) ? seconds * 1000 : Date.parse(value) - Date.now()
  return Number.isFinite(ms) ? Math.max(0, ms) : undefined
}

function refusal(
  response: Response,
  url: URL,
  { kind, id }: Repository,
  settings: HubSettings,
): MedspanError {
  const { status } = response
  const code = response.headers.get('x-error-code') ?? ''
  const where = { path: shown(url) }
  const page = `${settings.endpoint}/${kind === 'datasets' ? 'datasets/' : ''}${id}`
  const orFolder = kind === 'models' ? `; a folder on this machine is given by its path, such as ./${id}` : ''
  if (code === 'GatedRepo')
    return new MedspanError(
      'input',
      `expected access to ${id}, which its owners grant on request (${status})`,
      {
        where,
        hint: `ask for access at ${page}, and set HF_TOKEN to a token of that account`,
      },
    )
  if (code === 'RevisionNotFound')
    return new MedspanError('input', `expected a revision that ${id} has, got one that it has not`, {
      where,
      hint: `look at the branches and tags at ${page}/tree/main`,
    })
  if (code === 'EntryNotFound')
    return new MedspanError('input', `expected a file that ${id} has, got one that it has not`, { where })
  if (status === 401 || status === 403)
    return new MedspanError(
      'input',
      `expected access to ${id}, got ${status}: it does not exist, is private, or the token does not open it`,
      {
        where,
        hint:
          settings.token === undefined
            ? `check its name; if it is private, set HF_TOKEN to a token that may read it${orFolder}`
            : `check its name, and that the token in HF_TOKEN is valid and may read it${orFolder}`,
      },
    )
  if (status === 404)
    return new MedspanError('input', `expected ${kind} of the id ${id} on the hub, got none (404)`, {
      where,
      hint: `check the name: ${page}${orFolder}`,
    })
  return new MedspanError(
    'input',
    `expected an answer of the hub, got ${status} ${response.statusText}`.trim(),
    {
      where,
    },
  )
}

/** Fewer bytes are silence, too: a server that sends one now and then would never be done. */
const leastBytes = 1024

/** A signal that fires when nothing has come for a while, and a function that says how many bytes have. */
export function watch(silenceMs: number, signal: AbortSignal | undefined) {
  const controller = new AbortController()
  let timer: NodeJS.Timeout | undefined
  let come = 0
  const listen = (): void => {
    come = 0
    clearTimeout(timer)
    timer = setTimeout(
      () => controller.abort(new PassingError(`no answer for ${silenceMs / 1000} s`)),
      silenceMs,
    )
    timer.unref()
  }
  listen()
  return {
    signal: signal === undefined ? controller.signal : AbortSignal.any([controller.signal, signal]),
    alive(bytes: number): void {
      come += bytes
      if (come >= leastBytes) listen()
    },
    end: (): void => clearTimeout(timer),
  }
}

/** What went wrong on the way, as a failure that may pass; what the caller stopped, and our own errors, stay. */
export function passingError(error: unknown, signal: AbortSignal | undefined): unknown {
  if (signal?.aborted === true) return signal.reason
  if (error instanceof MedspanError || error instanceof PassingError) return error
  // What the disk says has the name of a system call, and does not pass by waiting.
  if (!(error instanceof Error) || 'syscall' in error) return error
  const cause = error.cause instanceof Error ? error.cause : error
  const code = 'code' in cause ? ` (${String(cause.code)})` : ''
  return new PassingError(`the connection failed${code}`, undefined, error)
}

/**
 * One request, its redirects followed: the last response, and the headers of those before, last one first.
 *
 * @throws PassingError for what may pass; MedspanError for a refusal.
 */
export async function requestOnce(
  address: string,
  init: { readonly method?: 'GET' | 'HEAD'; readonly headers?: Readonly<Record<string, string>> },
  repository: Repository,
  { settings }: HubContext,
  options: { readonly signal: AbortSignal; readonly followAway: boolean },
): Promise<{ response: Response; url: URL }> {
  const home = new URL(settings.endpoint).origin
  let url = new URL(address)
  for (let redirects = 0; ; redirects++) {
    const headers: Record<string, string> = { 'user-agent': 'medspan', ...init.headers }
    if (settings.token !== undefined && url.origin === home)
      headers.authorization = `Bearer ${settings.token}`
    let response: Response
    try {
      response = await fetch(url, {
        method: init.method ?? 'GET',
        headers,
        redirect: 'manual',
        signal: options.signal,
      })
    } catch (error) {
      throw options.signal.reason instanceof PassingError ? options.signal.reason : error
    }
    const location = response.headers.get('location')
    if (response.status >= 300 && response.status < 400 && response.status !== 304 && location !== null) {
      const next = new URL(location, url)
      // Metadata stand in the hub's own answer, not in that of the storage behind it.
      if (!options.followAway && next.origin !== url.origin) return { response, url }
      await response.body?.cancel()
      if (redirects >= maxRedirects)
        throw new MedspanError('input', `expected at most ${maxRedirects} redirects, got more`, {
          where: { path: shown(url) },
        })
      if (!/^https?:$/.test(next.protocol) || (url.protocol === 'https:' && next.protocol !== 'https:'))
        throw new MedspanError('unsafe-input', `expected a redirect to https, got ${next.protocol}`, {
          where: { path: shown(url) },
        })
      url = next
      continue
    }
    if (response.ok || response.status === 416) return { response, url }
    await response.body?.cancel()
    if (passing.has(response.status))
      throw new PassingError(`the hub answered ${response.status}`, retryAfter(response))
    throw refusal(response, url, repository, settings)
  }
}

/**
 * Tries until it works, a refusal comes, or patience ends.
 *
 * @param progressed says whether the last try brought something: then patience begins anew.
 * @throws MedspanError (`input`) when it does not work; what `signal` says when it is aborted.
 */
export async function retry<T>(
  work: () => Promise<T>,
  context: HubContext,
  where: string,
  progressed: () => boolean = () => false,
): Promise<T> {
  const { retries, pauseMs, maxPauseMs } = context.patience ?? patience
  for (let failures = 0; ; ) {
    try {
      return await work()
    } catch (thrown) {
      const error = passingError(thrown, context.signal)
      if (!(error instanceof PassingError)) throw error
      failures = progressed() ? 1 : failures + 1
      if (failures > retries)
        throw new MedspanError(
          'input',
          `expected an answer of the hub after ${failures} tries: ${error.message}`,
          {
            where: { path: where },
            hint:
              'check the connection and try again: what was downloaded so far is kept. With HF_HUB_OFFLINE=1 ' +
              'only files in the cache are used',
            cause: error,
          },
        )
      // A server that asks for more than we would wait gets its time: asking sooner only makes it longer.
      const pause = Math.max(Math.min(maxPauseMs, pauseMs * 2 ** (failures - 1)), error.retryAfterMs ?? 0)
      await pauseFor(pause, context.signal)
    }
  }
}

async function pauseFor(ms: number, signal: AbortSignal | undefined): Promise<void> {
  try {
    await wait(Math.min(ms, maxRetryAfterMs), undefined, signal === undefined ? {} : { signal })
  } catch (error) {
    throw signal?.aborted === true ? signal.reason : error
  }
}
