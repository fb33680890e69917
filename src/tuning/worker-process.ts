/**
 * @file The executable of a worker process. It takes orders from the process that started it, and ends in order when
 * that is gone or a signal comes: its trial is saved and enqueued again.
 */
import type { Progress } from '../progress.ts'
import { silent } from '../progress.ts'
import { sendError } from '../system/forked.ts'
import type { Verdict } from './dispatch.ts'
import type { FromWorker, ToWorker, WorkerOrder } from './messages.ts'
import { openSearch } from './search.ts'
import { work } from './worker.ts'

const controller = new AbortController()
const { signal } = controller
const stop = (): void => controller.abort()
for (const name of ['SIGINT', 'SIGTERM', 'SIGUSR1'] as const) process.on(name, stop)
process.on('disconnect', stop)

/** Nobody hears it once the parent is gone, and then nobody needs to. Resolves when it is on its way. */
const send = (message: FromWorker): Promise<void> =>
  new Promise(resolve => {
    if (process.connected) process.send!(message, undefined, {}, () => resolve())
    else resolve()
  })

let answer: ((verdict: Verdict) => void) | undefined
const next = (): Promise<Verdict> =>
  new Promise(resolve => {
    if (signal.aborted) return resolve('stop')
    answer = resolve
    signal.addEventListener('abort', () => resolve('stop'), { once: true })
    void send({ kind: 'next' })
  })

const progress: Progress = {
  ...silent,
  info: line => void send({ kind: 'info', line }),
  notice: notice => void send({ kind: 'notice', notice }),
}

async function begin({ path, overrides, threads }: WorkerOrder): Promise<void> {
  try {
    const search = await openSearch(path, overrides)
    await work(search, {
      threads,
      next,
      onEvent: event => void send({ kind: 'event', event }),
      progress,
      signal,
    })
    await send({ kind: 'done', stopped: signal.aborted })
  } catch (error) {
    const isStopped = signal.aborted && error === signal.reason
    await send(isStopped ? { kind: 'done', stopped: true } : { kind: 'failed', error: sendError(error) })
  } finally {
    if (process.connected) process.disconnect()
  }
}

process.on('message', (message: ToWorker) => {
  if (message.kind === 'begin') void begin(message.order)
  else if (message.kind === 'verdict') answer?.(message.verdict)
  else stop()
})
