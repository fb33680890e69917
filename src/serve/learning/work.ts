/**
 * @file The work of a learning, which is done in processes of their own, behind the server for the processor: what one of them
 * does to its process, such as taking all memory, ends that and not the server.
 */
import type { Config } from '../../config/config.ts'
import { MedspanError } from '../../errors.ts'
import type { Progress } from '../../progress.ts'
import { forkModule, receiveError, type SentError } from '../../system/forked.ts'
import { type ElsewhereOptions, trainElsewhere } from '../../train/seed-worker.ts'
import type { ComparisonTask } from './comparison.ts'
import type { Preparation, PreparationTask } from './preparation.ts'
import type { LearningComparison } from './state.ts'

/** How far it steps back behind the server. */
const niceness = 10

export interface WorkOptions {
  readonly progress: Progress
  /** Ends the work: a training in order, so that the same one resumes. */
  readonly signal: AbortSignal
}

export interface LearningWork {
  prepare(task: PreparationTask, options: WorkOptions): Promise<Preparation>
  /** Trains into the configuration's run folder, and resumes what is there. */
  train(config: Config, options: WorkOptions & Pick<ElsewhereOptions, 'trainedFrom'>): Promise<unknown>
  compare(task: ComparisonTask, options: WorkOptions): Promise<LearningComparison>
}

export type ToLearning =
  | { readonly kind: 'prepare'; readonly task: PreparationTask }
  | { readonly kind: 'compare'; readonly task: ComparisonTask }

export type FromLearning =
  | { readonly kind: 'done'; readonly result: unknown }
  | { readonly kind: 'failed'; readonly error: SentError }

/** All of it in processes of their own. */
export const workElsewhere: LearningWork = {
  prepare: (task, options) => workOn({ kind: 'prepare', task }, options),
  train: (config, options) => trainElsewhere(config, { ...options, niceness }),
  compare: (task, options) => workOn({ kind: 'compare', task }, options),
}

/** @throws MedspanError what the work throws; `data` where its process has died; what the signal was aborted with */
async function workOn<Result>(work: ToLearning, { signal }: WorkOptions): Promise<Result> {
  signal.throwIfAborted()
  let reply: FromLearning | undefined
  const child = forkModule<ToLearning, FromLearning>(
    'learning-process',
    import.meta.url,
    message => {
      reply = message
    },
    { niceness },
  )
  signal.addEventListener('abort', child.kill, { once: true })
  child.send(work)
  const reason = await child.ended.finally(() => signal.removeEventListener('abort', child.kill))
  signal.throwIfAborted()
  if (reply?.kind === 'done') return reply.result as Result
  if (reply?.kind === 'failed') throw receiveError(reply.error)
  const what = work.kind === 'prepare' ? 'what prepares a training' : 'the comparison with the model in use'
  throw new MedspanError('data', `${what} has ended: ${reason}`)
}
