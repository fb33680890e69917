/**
 * @file A training in a process of its own, as this one sees it, and what the two say to each other.
 */
import type { Config } from '../config/config.ts'
import { MedspanError, type Notice } from '../errors.ts'
import type { Progress, Task } from '../progress.ts'
import { type ForkOptions, forkModule, receiveError, type SentError } from '../system/forked.ts'
import type { TypeFeature } from '../text/format.ts'

export type ToTraining =
  | {
      readonly kind: 'begin'
      readonly config: Config
      readonly overwrite: boolean
      readonly trainedFrom: TypeFeature | undefined
    }
  | { readonly kind: 'stop' }

export type FromTraining =
  | { readonly kind: 'info'; readonly line: string }
  | { readonly kind: 'notice'; readonly notice: Notice }
  /** A task begins, of which the next two tell by its number. */
  | {
      readonly kind: 'task'
      readonly task: number
      readonly title: string
      readonly total: number | undefined
      readonly unit: string
    }
  | {
      readonly kind: 'advance'
      readonly task: number
      readonly by: number
      readonly note: string | undefined
    }
  | { readonly kind: 'end'; readonly task: number; readonly note: string | undefined }
  | { readonly kind: 'done' }
  | { readonly kind: 'failed'; readonly error: SentError }

export interface ElsewhereOptions extends ForkOptions {
  readonly progress: Progress
  /** Ends the training in order. */
  readonly signal?: AbortSignal | undefined
  readonly overwrite?: boolean | undefined
  /** As `train` takes it. */
  readonly trainedFrom?: TypeFeature | undefined
}

/**
 * Trains what a configuration describes in a process of its own.
 * @throws MedspanError as `train`; `data` where the process has died
 */
export async function trainElsewhere(
  config: Config,
  { progress, signal, overwrite = false, trainedFrom, niceness }: ElsewhereOptions,
): Promise<void> {
  const { seed } = config.training
  const tasks = new Map<number, Task>()
  let isDone = false
  let failure: MedspanError | undefined
  const child = forkModule<ToTraining, FromTraining>(
    'seed-process',
    import.meta.url,
    message => {
      switch (message.kind) {
        case 'info':
          progress.info(message.line)
          break
        case 'notice':
          progress.notice(message.notice)
          break
        case 'task': {
          const { task, title, total, unit } = message
          tasks.set(task, progress.task(title, total, unit))
          break
        }
        case 'advance':
          tasks.get(message.task)?.advance(message.by, message.note)
          break
        case 'end':
          tasks.get(message.task)?.end(message.note)
          tasks.delete(message.task)
          break
        case 'done':
          isDone = true
          break
        case 'failed':
          failure = receiveError(message.error)
      }
    },
    { niceness },
  )
  const stop = (): void => child.send({ kind: 'stop' })
  signal?.addEventListener('abort', stop, { once: true })
  child.send({ kind: 'begin', config, overwrite, trainedFrom })
  const reason = await child.ended.finally(() => {
    signal?.removeEventListener('abort', stop)
    for (const task of tasks.values()) task.end()
  })
  if (failure !== undefined) throw failure
  if (!isDone)
    throw new MedspanError('data', `the training with seed ${seed} has ended: ${reason}`, {
      where: { path: config.training.output_dir },
      hint: 'The same command goes on from its last checkpoint. Where memory is short, train fewer at a time (--jobs).',
    })
}
