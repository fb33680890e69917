#!/usr/bin/env node
/**
 * @file The executable: hands the process to `run`, and holds the only process.exit.
 */
import type { Io } from './io.ts'
import { run } from './program.ts'

const controller = new AbortController()
let endsInOrder = false

const io: Io = {
  stdout: process.stdout,
  stderr: process.stderr,
  cwd: process.cwd(),
  interruption: () => {
    endsInOrder = true
    return controller.signal
  },
}

const interrupt = () => {
  if (!endsInOrder || controller.signal.aborted) process.exit(130)
  controller.abort()
  process.stderr.write('\nstopping after this step; once more to stop at once\n')
}
process.on('SIGINT', interrupt)
process.on('SIGTERM', interrupt)
// A reader that has seen enough, such as `medspan stats | head`, is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 2))

process.exit(await run(process.argv.slice(2), io))
