/**
 * @file What a search and its worker processes say to each other.
 */
import { type ErrorCode, MedspanError, type Notice, type Where } from '../errors.ts'
import type { Verdict } from './dispatch.ts'
import type { TrialEvent } from './trial-run.ts'

export interface WorkerOrder {
  /** The configuration file of the search, and what is changed of it. */
  readonly path: string
  readonly overrides: readonly string[]
  readonly threads: number | undefined
}

export type ToWorker =
  | { readonly kind: 'begin'; readonly order: WorkerOrder }
  | { readonly kind: 'verdict'; readonly verdict: Verdict }
  | { readonly kind: 'stop' }

export type FromWorker =
  | { readonly kind: 'next' }
  | { readonly kind: 'event'; readonly event: TrialEvent }
  | { readonly kind: 'info'; readonly line: string }
  | { readonly kind: 'notice'; readonly notice: Notice }
  /** `stopped`: by a signal, with trials left. */
  | { readonly kind: 'done'; readonly stopped: boolean }
  | { readonly kind: 'failed'; readonly error: SentError }

/** An error as it crosses from one process to another. */
export interface SentError {
  readonly code: ErrorCode
  readonly message: string
  readonly where?: Where | undefined
  readonly hint?: string | undefined
  /** Of a defect: where it happened. */
  readonly stack?: string | undefined
}

export function sendError(error: unknown): SentError {
  if (error instanceof MedspanError) {
    const { code, message, where, hint, stack } = error
    return { code, message, where, hint, stack }
  }
  const message = error instanceof Error ? error.message : String(error)
  return { code: 'internal', message, ...(error instanceof Error && { stack: error.stack }) }
}

export function receiveError({ code, message, where, hint, stack }: SentError): MedspanError {
  const error = new MedspanError(code, message, { where, hint })
  if (stack !== undefined) error.stack = stack
  return error
}
