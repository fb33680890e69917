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

const io: Io = {
  stdout: process.stdout,
  stderr: process.stderr,
  cwd: process.cwd(),
  interruption: () => stopping.endInOrder(),
}

process.exit(await run(process.argv.slice(2), io))
