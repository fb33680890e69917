/**
 * @file The command line for tests: a command runs in a folder of its own, and what it prints is collected.
 */
import type { Io, Output } from '../../src/cli/io.ts'
import { run } from '../../src/cli/program.ts'
import { createOutput } from '../../src/cli/stream.ts'

export interface RunOptions {
  readonly signal?: AbortSignal
  /** Is told of what goes to the error stream, as it goes. */
  readonly onPrint?: (text: string) => void
  /** What is piped into the command. */
  readonly stdin?: Io['stdin']
  /** Is told of results, as they come. */
  readonly onResult?: (text: string) => void
  /** Who answers questions, as on a terminal. */
  readonly ask?: Io['ask']
}

/** An output that takes all at once, and tells what came out. */
export function outputTo(
  onText: (text: string) => void,
  size: Pick<Output, 'isTTY' | 'columns'> = {},
): Output {
  const write = (text: string, done: () => void) => {
    onText(text)
    done()
  }
  return createOutput({ ...size, write, on() {} })
}

/** An outside world to which nothing that is printed matters. */
export const deaf: Io = {
  stdout: outputTo(() => {}),
  stderr: outputTo(() => {}),
  cwd: '.',
  interruption: () => new AbortController().signal,
}

/** Runs a command in a folder. */
export async function runCommand(folder: string, args: readonly string[], options: RunOptions = {}) {
  let out = ''
  let err = ''
  const io: Io = {
    stdout: outputTo(text => {
      out += text
      options.onResult?.(text)
    }),
    stderr: outputTo(text => {
      err += text
      options.onPrint?.(text)
    }),
    stdin: options.stdin,
    cwd: folder,
    interruption: () => options.signal ?? new AbortController().signal,
    ask: options.ask,
  }
  const code = await run(args, io)
  return { code, out, err }
}
