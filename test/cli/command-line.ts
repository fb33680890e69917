/**
 * @file The command line for tests: a command runs in a folder of its own, and what it prints is collected.
 */
import type { Io } from '../../src/cli/io.ts'
import { run } from '../../src/cli/program.ts'

export interface RunOptions {
  readonly signal?: AbortSignal
  /** Is told of what goes to the error stream, as it goes. */
  readonly onPrint?: (text: string) => void
}

/** Runs a command in a folder. */
export async function runCommand(folder: string, args: readonly string[], options: RunOptions = {}) {
  let out = ''
  let err = ''
  const io: Io = {
    stdout: {
      write(text) {
        out += text
      },
    },
    stderr: {
      write(text) {
        err += text
        options.onPrint?.(text)
      },
    },
    cwd: folder,
    interruption: () => options.signal ?? new AbortController().signal,
  }
  const code = await run(args, io)
  return { code, out, err }
}
