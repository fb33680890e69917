/**
 * @file UTS, the UMLS Terminology Services, as a source: NLM's REST API behind a cache on the disk.
 *
 * At most 20 requests a second go out (NLM's limit for one address). An answer is stored when it comes. What cannot
 * be asked about ends the work, with everything so far kept: an error is never taken for a concept without types.
 */
import { MedspanError, Notices } from '../errors.ts'
import { isConfidential } from '../net/address.ts'
import { type Clock, createRateLimit, systemClock } from '../net/rate.ts'
import { createRandom } from '../random.ts'
import type { ConceptRecord, ConceptSource } from './concept.ts'
import { openUtsCache, type UtsAnswer } from './uts-cache.ts'
import { askUts, type UtsServer } from './uts-request.ts'

export const utsBaseUrl = 'https://uts-ws.nlm.nih.gov/rest'

/** How many concepts an error names. */
const namedConcepts = 5
/** The concept of the API's documentation: in every release since 1990. */
const wellKnown = 'C0009044'
const dayMs = 86_400_000

export interface UtsOptions {
  /** The cache's file; made where there is none. */
  readonly cache: string
  /** Gives the key; asked only when something must be asked for. */
  readonly key: () => Promise<string>
  /** `current` (the default), or a release such as `2026AA`. */
  readonly release?: string | undefined
  /** Default `utsBaseUrl`. HTTPS, or HTTP on this machine. */
  readonly baseUrl?: string | undefined
  /** Answer from the cache alone, however old. */
  readonly offline?: boolean | undefined
  /**
   * How old a kept answer may be, in milliseconds. By default a day for `current` (NLM recommends 12 to 24 hours,
   * because it moves with each release), and any age for a named release, which never changes.
   */
  readonly maxAgeMs?: number | undefined
  /** Default 20, NLM's limit. */
  readonly requestsPerSecond?: number | undefined
  /** Requests under way at once; default 10. */
  readonly concurrency?: number | undefined
  /** Attempts for one concept; default 8, which outlast an outage of some 45 s. */
  readonly maxAttempts?: number | undefined
  /** For one request and its reply; default 30 s. */
  readonly timeoutMs?: number | undefined
  /** The first pause before a repetition, doubled for each after it; default 500 ms. */
  readonly backoffMs?: number | undefined
  readonly clock?: Clock | undefined
}

/** A base URL without a slash at its end. */
function checkBaseUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url !== undefined && isConfidential(url))
    if (url.username === '' && url.password === '' && url.search === '' && url.hash === '')
      return url.href.replace(/\/+$/, '')
  throw new MedspanError(
    'config',
    `expected an HTTPS address, or an HTTP address of this machine, for UTS, got ${JSON.stringify(text)}`,
    { hint: `it is ${utsBaseUrl} unless you run a server of your own` },
  )
}

function checkRelease(release: string): string {
  if (/^(?:current|\d{4}A[A-Z])$/.test(release)) return release
  throw new MedspanError(
    'config',
    `expected a UMLS release such as 2026AA, or current, got ${JSON.stringify(release)}`,
  )
}

function recordOf(cui: string, answer: UtsAnswer): ConceptRecord {
  if (!answer.found) return { cui, status: 'unknown', types: [] }
  const { types, name } = answer
  const rest = { types, ...(name === undefined ? {} : { name }) }
  return answer.cui === cui
    ? { cui, status: 'current', ...rest }
    : { cui, status: 'retired', path: [{ cui }, { cui: answer.cui }], ...rest }
}

/**
 * Opens UTS as a source.
 *
 * Counted notices of a look-up: `uts-retried` by reason, `uts-stale` (offline answers past the age limit).
 *
 * A look-up throws MedspanError: `config` where there is no key or it is refused, `input` where UTS cannot be
 * reached, and, offline, where answers are missing.
 *
 * @throws MedspanError (`config`) for a release or an address that cannot be; (`input`, `output`) for the cache
 */
export async function openUts(options: UtsOptions): Promise<ConceptSource> {
  const release = checkRelease(options.release ?? 'current')
  const baseUrl = checkBaseUrl(options.baseUrl ?? utsBaseUrl)
  const maxAgeMs = options.maxAgeMs ?? (release === 'current' ? dayMs : Number.POSITIVE_INFINITY)
  const clock = options.clock ?? systemClock
  const rate = createRateLimit({ limit: options.requestsPerSecond ?? 20, clock })
  // Processes that share a server should not come back at the same moments.
  const random = createRandom(process.pid, 'uts', 'backoff')
  const cache = await openUtsCache(options.cache, { server: baseUrl, release })
  /** Whether this server has had any concept of this release, so that its 404 can be believed. */
  let isProven = cache.hasFound()

  return {
    name: `UTS ${release}`,
    async lookUp(cuis, { progress, signal }) {
      const answers = new Map<string, UtsAnswer>()
      const missing: string[] = []
      const kept = cache.get([...cuis])
      let stale = 0
      for (const cui of cuis) {
        const known = kept.get(cui)
        const isOld = known !== undefined && clock.now() - known.time > maxAgeMs
        if (isOld) stale++
        if (known === undefined || (isOld && options.offline !== true)) missing.push(cui)
        else answers.set(cui, known.answer)
      }
      const notices = new Notices()
      if (options.offline === true) {
        if (missing.length > 0) throw missingOffline(missing, cuis.size, cache.path, release)
        if (stale > 0)
          notices.add('uts-stale', 'kept answers are older than they should be', { path: cache.path }, stale)
      } else if (missing.length > 0) {
        progress.info(
          `UTS ${release}: ${answers.size} of ${cuis.size} concepts are in the cache, ${missing.length} to ask for`,
        )
        const key = await options.key()
        const server: UtsServer = {
          baseUrl,
          release,
          key,
          rate,
          clock,
          random,
          maxAttempts: options.maxAttempts ?? 8,
          timeoutMs: options.timeoutMs ?? 30_000,
          backoffMs: options.backoffMs ?? 500,
          maxBackoffMs: 30_000,
        }
        await ask(missing, server)
      }
      for (const notice of notices.list()) progress.notice(notice)
      return new Map([...cuis].map(cui => [cui, recordOf(cui, answers.get(cui)!)]))

      /** Asks for all, several at once; the first that fails ends it, once the requests under way have come in. */
      async function ask(wanted: readonly string[], server: UtsServer): Promise<void> {
        const task = progress.task('Asking UTS', wanted.length, 'concepts')
        const stopping = new AbortController()
        const end = () => stopping.abort(signal?.reason)
        signal?.addEventListener('abort', end, { once: true })
        const waiting = {
          signal,
          stop: stopping.signal,
          retried: (reason: string) =>
            notices.addKind('uts-retried', 'requests to UTS were repeated', reason),
        }
        const store = (cui: string, answer: UtsAnswer): void => {
          cache.put(cui, { answer, time: clock.now() })
          if (answer.found) isProven = true
        }
        let proof: Promise<void> | undefined
        const prove = async (): Promise<void> => {
          const answer = await askUts(wellKnown, server, waiting)
          if (!answer.found)
            throw new MedspanError(
              'config',
              `UTS has no concept at all of release ${release}: not even ${wellKnown}, which every release has`,
              { hint: 'check the release and the base URL' },
            )
          store(wellKnown, answer)
        }
        let failure: { readonly error: unknown } | undefined
        let next = 0
        const work = async (): Promise<void> => {
          while (failure === undefined && next < wanted.length) {
            const cui = wanted[next++]!
            try {
              signal?.throwIfAborted()
              const answer = await askUts(cui, server, waiting)
              if (!answer.found && !isProven) {
                proof ??= prove()
                await proof
              }
              store(cui, answer)
              answers.set(cui, answer)
              task.advance()
            } catch (error) {
              failure ??= { error }
              stopping.abort(error)
            }
          }
        }
        try {
          await Promise.all(Array.from({ length: options.concurrency ?? 10 }, work))
        } finally {
          signal?.removeEventListener('abort', end)
          task.end()
        }
        if (failure !== undefined) {
          for (const notice of notices.list()) progress.notice(notice)
          const error = signal?.aborted === true ? interrupted() : failure.error
          throw withState(error, answers.size, cuis.size, cache.path)
        }
      }
    },
    close: () => cache.close(),
  }
}

function missingOffline(
  missing: readonly string[],
  total: number,
  path: string,
  release: string,
): MedspanError {
  const more = missing.length - namedConcepts
  const list = missing.slice(0, namedConcepts).join(', ') + (more > 0 ? ` and ${more} more` : '')
  return new MedspanError(
    'input',
    `offline, and ${missing.length} of ${total} concepts of UTS ${release} are not in the cache: ${list}`,
    { where: { path }, hint: 'ask for them once without offline' },
  )
}

function interrupted(): MedspanError {
  return new MedspanError('interrupted', 'interrupted', { hint: 'the same command resumes from there' })
}

/** Says how far the work came. */
function withState(error: unknown, done: number, total: number, path: string): unknown {
  if (!(error instanceof MedspanError)) return error
  return new MedspanError(
    error.code,
    `${error.message}; ${done} of ${total} concepts are answered and kept in ${path}`,
    { where: error.where, hint: error.hint },
  )
}
