/**
 * @file A server of ours for the parts of `bench/serve`: started, asked over many connections, and ended; and the texts that it
 * is sent.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { Agent, type IncomingHttpHeaders, request } from 'node:http'
import { join, resolve } from 'node:path'
import { pubtatorFormat } from '../../src/formats/pubtator.ts'
import { silent } from '../../src/progress.ts'
import type { Document } from '../../src/text/document.ts'
import { segment } from '../../src/text/words.ts'

export const THREADS = Number(process.env.THREADS ?? 2)
export const isFloat = process.env.FLOAT === '1'
const data = resolve(
  process.env.MEDSPAN_SHARED_DATA ?? join(import.meta.dirname, '../../../../shared/data'),
  'ner',
)
const cli = join(import.meta.dirname, '../../src/cli/main.js')

export const say = (text: string): void => void process.stderr.write(`${text}\n`)

/** The run folder that is served. */
export function servedRun(): string {
  const folder = process.env.MEDSPAN_RUN
  if (folder === undefined) throw new Error('expected MEDSPAN_RUN, a run folder')
  return resolve(folder)
}

/** Abstracts of BioRED, with their gold mentions. */
export const readAbstracts = (): Promise<Document[]> =>
  pubtatorFormat.read(join(data, 'BioRED_TrainDev.PubTator'), { progress: silent })

export const sentencesOf = (documents: readonly Document[]): string[] =>
  documents.flatMap(({ text }) => segment(text).sentences.map(({ begin, end }) => text.slice(begin, end)))

export interface Server {
  readonly address: string
  readonly child: ChildProcess
  /** Ends it in order. @throws Error where it does not end so */
  end(): Promise<void>
}

/** Serves the run as `m`, in int8 where `FLOAT` does not say otherwise. */
export async function startServer(...options: readonly string[]): Promise<Server> {
  const model = `m=${servedRun()}`
  const child = spawn(
    process.execPath,
    [cli, 'serve', '--model', model, '--port', '0', '--jobs', String(THREADS), ...options],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  )
  const ended = once(child, 'close')
  const [line] = await Promise.race([once(child.stdout!, 'data'), ended.then(() => [''])])
  const address = /http:\S+/.exec(String(line))?.[0]
  if (address === undefined) throw new Error('the server has not come to serve')
  return {
    address,
    child,
    async end() {
      child.kill('SIGTERM')
      const [code] = await ended
      if (code !== 0) throw new Error(`expected the server to end with 0, got ${code}`)
    },
  }
}

export interface Answer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

/** Sends JSON; again where a connection that was kept had been closed in the meantime. @throws Error where there is no answer */
export function post(url: string, agent: Agent, body: string): Promise<Answer> {
  return new Promise((done, reject) => {
    const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }
    const sent = request(url, { method: 'POST', agent, headers }, response => {
      const pieces: Buffer[] = []
      response.on('data', (piece: Buffer) => pieces.push(piece))
      response.on('error', reject)
      response.on('end', () => {
        const { statusCode = 0, headers } = response
        done({ status: statusCode, headers, body: Buffer.concat(pieces).toString() })
      })
    })
    sent.on('error', (error: NodeJS.ErrnoException) => {
      if (sent.reusedSocket && error.code === 'ECONNRESET') post(url, agent, body).then(done, reject)
      else reject(error)
    })
    sent.end(body)
  })
}

/** Sends JSON on a connection of its own. @throws Error for another status than 200 and 204 */
export async function ask(url: string, body: string): Promise<string> {
  const agent = new Agent()
  const answer = await post(url, agent, body).finally(() => agent.destroy())
  if (![200, 204].includes(answer.status)) throw new Error(`status ${answer.status}: ${answer.body}`)
  return answer.body
}

/** What a closed loop came to: every connection asks again as soon as it is answered. */
export interface Load {
  readonly perSecond: number
  /** Milliseconds that one of a hundred requests took at least. */
  readonly p99Ms: number
}

/** @param send one request, the next of all each time. @throws Error what it throws */
export async function keepBusy(
  connections: number,
  seconds: number,
  send: (agent: Agent, index: number) => Promise<unknown>,
): Promise<Load> {
  const agent = new Agent({ keepAlive: true, maxSockets: connections })
  const times: number[] = []
  const begunMs = performance.now()
  let next = 0
  const client = async (): Promise<void> => {
    while (performance.now() - begunMs < seconds * 1000) {
      const sentMs = performance.now()
      await send(agent, next++)
      times.push(performance.now() - sentMs)
    }
  }
  await Promise.all(Array.from({ length: connections }, client)).finally(() => agent.destroy())
  return { perSecond: times.length / ((performance.now() - begunMs) / 1000), p99Ms: p99Of(times) }
}

/** What one of a hundred reaches at least; 0 of none. */
export function p99Of(times: readonly number[]): number {
  return [...times].sort((a, b) => a - b)[Math.floor(times.length * 0.99)] ?? 0
}
