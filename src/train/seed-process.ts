/**
 * @file The executable of a process that trains. It ends in order when the process that started it is gone or a signal comes:
 * a checkpoint is written.
 */
import type { Progress } from '../progress.ts'
import { sendError } from '../system/forked.ts'
import { train } from './run.ts'
import type { FromTraining, ToTraining } from './seed-worker.ts'

const controller = new AbortController()
const { signal } = controller
const stop = (): void => controller.abort()
for (const name of ['SIGINT', 'SIGTERM', 'SIGUSR1'] as const) process.on(name, stop)
process.on('disconnect', stop)

/** How often steps are told of at most. */
const stepsEveryMs = 250

/** Nobody hears it once the parent is gone, and then nobody needs to. Resolves when it is on its way. */
const send = (message: FromTraining): Promise<void> =>
  new Promise(resolve => {
    if (process.connected) process.send!(message, undefined, {}, () => resolve())
    else resolve()
  })

let count = 0
const progress: Progress = {
  info: line => void send({ kind: 'info', line }),
  notice: notice => void send({ kind: 'notice', notice }),
  task(title, total, unit) {
    const task = count++
    let untold = 0
    let toldMs = performance.now()
    void send({ kind: 'task', task, title, total, unit })
    const tell = (note: string | undefined): void => {
      void send({ kind: 'advance', task, by: untold, note })
      untold = 0
      toldMs = performance.now()
    }
    return {
      advance(by = 1, note) {
        untold += by
        if (performance.now() - toldMs >= stepsEveryMs) tell(note)
      },
      end(note) {
        tell(undefined)
        void send({ kind: 'end', task, note })
      },
    }
  },
}

process.on('message', async (message: ToTraining) => {
  if (message.kind === 'stop') return stop()
  const { config, overwrite, trainedFrom } = message
  try {
    // Another one like this that its parent has left behind comes to its end first.
    await train(config, { progress, signal, overwrite, trainedFrom, waitsForLock: true })
    await send({ kind: 'done' })
  } catch (error) {
    await send({ kind: 'failed', error: sendError(error) })
  } finally {
    if (process.connected) process.disconnect()
  }
})
