/**
 * @file Programs that we start in a process group of their own: what they say last, how they end, and their end by us.
 */
import { type ChildProcess, spawn } from 'node:child_process'

/** How much of what a program writes is kept, in characters. */
const keptLength = 65_536

/** How a program has ended. */
export interface Ended {
  /** That could not be started. */
  readonly failure?: NodeJS.ErrnoException
  /** `exit code 1`, `signal SIGKILL`. */
  readonly status: string
  /** The end of what it wrote. */
  readonly said: string
}

export interface Child {
  readonly process: ChildProcess
  readonly ended: Promise<Ended>
}

/** Starts a program. The group is its own: Ctrl-C is for us, who let a step under way be finished. */
export function startChild(
  [program, ...args]: readonly string[],
  {
    cwd,
    env,
    input,
  }: { readonly cwd?: string; readonly env: NodeJS.ProcessEnv; readonly input?: 'pipe' | 'ignore' },
): Child {
  const stdio = [input ?? 'ignore', 'pipe', 'pipe'] as const
  const child = spawn(program!, args, { cwd, env, stdio: [...stdio], detached: true })
  // Whoever no longer reads ends soon, and how is told then.
  child.stdin?.on('error', () => undefined)
  let said = ''
  const note = (text: string): void => {
    said = (said + text).slice(-keptLength)
  }
  for (const stream of [child.stdout, child.stderr]) stream?.setEncoding('utf8').on('data', note)
  const ended = new Promise<Ended>(resolve => {
    child.once('error', failure => resolve({ failure, status: failure.message, said }))
    child.once('close', (code, signal) =>
      resolve({ status: signal === null ? `exit code ${code}` : `signal ${signal}`, said }),
    )
  })
  return { process: child, ended }
}

/** Sends a signal to a program and all of its group. */
export function endChild({ process: { pid } }: Child, signal: NodeJS.Signals): void {
  try {
    if (pid !== undefined) process.kill(-pid, signal)
  } catch {
    // It has ended by itself.
  }
}
