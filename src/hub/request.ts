/**
 * @file Requests to the Hugging Face hub: the token goes to the endpoint's own origin, and refusals are put into words.
 */
import { MedspanError } from '../errors.ts'
import {
  isTransientStatus,
  parseRetryAfter,
  type Reply,
  type RequestOptions,
  request,
  TransientError,
} from '../net/request.ts'
import { type Backoff, retry } from '../net/retry.ts'
import type { Repository } from './cache.ts'
import type { HubSettings } from './settings.ts'

/** How patient requests are. */
export interface Patience extends Backoff {
  /** Silence after which an attempt counts as failed. */
  readonly idleTimeoutMs: number
}

const patience: Patience = { maxAttempts: 6, backoffMs: 1000, maxBackoffMs: 60_000, idleTimeoutMs: 30_000 }

export interface HubContext {
  readonly settings: HubSettings
  readonly signal?: AbortSignal | undefined
  readonly patience?: Patience | undefined
}

/** What a reply says that is none of the file or the list that was asked for. */
function refusal(
  { status, statusText, headers, shownUrl }: Reply,
  { kind, id }: Repository,
  settings: HubSettings,
  access: 'read' | 'write to',
): MedspanError {
  const code = headers.get('x-error-code') ?? ''
  const where = { path: shownUrl }
  const page = `${settings.endpoint}/${kind === 'datasets' ? 'datasets/' : ''}${id}`
  const orFolder =
    kind === 'models' && access === 'read'
      ? `; a folder on this machine is given by its path, such as ./${id}`
      : ''
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
            ? `check its name; if it is private, set HF_TOKEN to a token that may ${access} it${orFolder}`
            : `check its name, and that the token in HF_TOKEN is valid and may ${access} it${orFolder}`,
      },
    )
  if (status === 404)
    return new MedspanError('input', `expected ${kind} of the id ${id} on the hub, got none (404)`, {
      where,
      hint: `check the name: ${page}${orFolder}`,
    })
  return new MedspanError('input', `expected an answer of the hub, got ${status} ${statusText}`.trim(), {
    where,
  })
}

/** One request to the hub. */
export interface HubRequest {
  readonly method?: RequestOptions['method']
  readonly body?: RequestOptions['body']
  readonly headers?: Readonly<Record<string, string>>
  /** A redirect to another origin is a reply: metadata stand in the hub's own, not in that of the storage behind it. */
  readonly redirects?: 'follow' | 'same-origin'
  /** Statuses of refusals that are replies, too. */
  readonly accepts?: readonly number[]
  /** What the token must allow, for the error; `read` where left out. */
  readonly access?: 'read' | 'write to'
}

/**
 * Asks the hub once, and has its reply read.
 *
 * @throws MedspanError (`input`) for a refusal; TransientError for what may pass; what `read` throws
 */
export function askHub<T>(
  address: string,
  asked: HubRequest,
  repository: Repository,
  { settings, signal, patience: { idleTimeoutMs } = patience }: HubContext,
  read: (reply: Reply) => Promise<T>,
): Promise<T> {
  const { redirects = 'follow', accepts = [], access = 'read', ...sent } = asked
  const keyHeaders: Record<string, string> =
    settings.token === undefined ? {} : { authorization: `Bearer ${settings.token}` }
  return request(address, { ...sent, redirects, keyHeaders, idleTimeoutMs, signal }, reply => {
    const { status, headers } = reply
    const isElsewhere = redirects === 'same-origin' && status >= 300 && status < 400
    if ((status >= 200 && status < 300) || status === 416 || isElsewhere || accepts.includes(status))
      return read(reply)
    if (!isTransientStatus(status)) throw refusal(reply, repository, settings, access)
    const retryAfterMs = parseRetryAfter(headers.get('retry-after'), Date.now())
    throw new TransientError(`the hub answered ${status}`, retryAfterMs)
  })
}

const downloadHint =
  'check the connection and try again: what was downloaded so far is kept. With HF_HUB_OFFLINE=1 ' +
  'only files in the cache are used'

export interface PatientOptions {
  /** Whether the last attempt brought something: then patience begins anew. */
  readonly progressed?: () => boolean
  /** What to do when it does not work. */
  readonly hint?: string
}

/**
 * Asks until that succeeds, a refusal comes, or patience ends.
 *
 * @throws MedspanError (`input`) when it does not work, with a TransientError as its cause; what `signal` says when it is
 * aborted; what `work` throws.
 */
export function patiently<T>(
  work: () => Promise<T>,
  { signal, patience: backoff = patience }: HubContext,
  address: string,
  { progressed, hint = downloadHint }: PatientOptions = {},
): Promise<T> {
  return retry(work, {
    ...backoff,
    signal,
    progressed,
    giveUp: (cause, { reason, attempts }) =>
      new MedspanError(
        'input',
        reason === 'wait'
          ? `expected an answer of the hub, which asks to wait ${Math.ceil(cause.retryAfterMs! / 60_000)} minutes: ${cause.message}`
          : `expected an answer of the hub after ${attempts} tries: ${cause.message}`,
        {
          where: { path: address },
          hint,
          cause,
        },
      ),
  })
}
