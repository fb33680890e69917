/** @file `medspan serve` in a process of its own, which tells a test what it holds. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { builtFolder } from '../built.ts'

/** An option of Node: the process answers messages of its parent by what it holds, when the garbage is collected. */
const telling = `--import=data:text/javascript,${encodeURIComponent(`
  process.on('message', () => {
    gc()
    const sockets = process.getActiveResourcesInfo().filter(name => name === 'TCPSocketWrap').length
    process.send({ sockets, heapBytes: process.memoryUsage().heapUsed })
  })
  process.channel.unref()`)}`

export interface ServedProcess {
  readonly url: string
  readonly child: ChildProcess
  /** Once it has ended: its exit code, or the signal. */
  readonly ended: Promise<number | NodeJS.Signals>
  /** What it has said on standard error. */
  said(): string
  /** Open connections, and its heap without garbage. */
  holds(): Promise<{ readonly sockets: number; readonly heapBytes: number }>
  /** A figure of `/metrics`. */
  metric(name: string): Promise<number>
}

export interface ServedOptions {
  readonly options?: readonly string[]
  readonly env?: Readonly<Record<string, string>>
}

/** Starts a server with one thread on any port. @throws Error what it says, where it does not come to serve */
export async function startServed(
  args: readonly string[],
  { options = [], env = {} }: ServedOptions = {},
): Promise<ServedProcess> {
  const main = join(await builtFolder(), 'dist/cli/main.js')
  const child = spawn(
    process.execPath,
    [telling, '--expose-gc', ...options, main, 'serve', '--port', '0', '--jobs', '1', ...args],
    { stdio: ['ignore', 'pipe', 'pipe', 'ipc'], env: { ...process.env, ...env } },
  )
  let said = ''
  child.stderr!.setEncoding('utf8').on('data', (text: string) => {
    said += text
  })
  const ended = once(child, 'close').then(
    ([code, signal]: (number | NodeJS.Signals | null)[]) => code ?? signal ?? 'SIGKILL',
  )
  const [line] = await Promise.race([once(child.stdout!, 'data'), ended.then(() => [''])])
  const url = /http:\S+/.exec(String(line))?.[0]
  if (url === undefined) throw new Error(`the server ended with ${await ended}: ${said}`)
  return {
    url,
    child,
    ended,
    said: () => said,
    async holds() {
      child.send('holds')
      const [message] = await once(child, 'message')
      return message
    },
    async metric(name) {
      const text = await (await fetch(`${url}/metrics`, { headers: { connection: 'close' } })).text()
      return Number(new RegExp(`^${name} (\\d+)$`, 'm').exec(text)?.[1])
    },
  }
}
