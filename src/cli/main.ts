#!/usr/bin/env node
/**
 * @file The executable: hands the process to `run`, and holds the only process.exit.
 */
import type { Io } from './io.ts'
import { run } from './program.ts'
import { createStopping, STOP_SIGNALS } from './signals.ts'

const stopping = createStopping({
  exit: code => process.exit(code),
  tell: text => void process.stderr.write(text),
  nowMs: () => performance.now(),
})
for (const signal of STOP_SIGNALS) process.on(signal, () => stopping.receive(signal))
// A reader that has seen enough, such as `medspan stats | head`, is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 2))
// Nor is a log on a disk that is full a reason to stop: what matters is said by the exit code, and in the run.
process.stderr.on('error', () => undefined)
// Of a job of a cluster nothing may go on when `medspan job` is gone: SLURM does not always find it.
if (process.env.MEDSPAN_SUPERVISED === '1') {
  const parent = process.ppid
  setInterval(() => {
    if (process.ppid !== parent) stopping.receive('SIGTERM')
  }, 1000).unref()
}

const io: Io = {
  stdout: process.stdout,
  stderr: process.stderr,
  cwd: process.cwd(),
  interruption: () => stopping.endInOrder(),
}

process.exit(await run(process.argv.slice(2), io))
