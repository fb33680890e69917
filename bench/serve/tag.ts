/**
 * @file What serving costs: requests a second and the slowest percent of them, each with a sentence, over 32 connections,
 * beside a FastAPI server with transformers' pipeline.
 *
 * MEDSPAN_RUN is a run folder. Sentences are those of 100 abstracts of BioRED, in MEDSPAN_SHARED_DATA or beside the checkout.
 * PYTHON needs fastapi and uvicorn beside transformers. Both sides take turns: ROUNDS (3) of SECONDS (20) each, after one that
 * does not count. THREADS (2) and CONNECTIONS (32) may be set. FLOAT=1 serves in float32.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { Agent, request } from 'node:http'
import { createServer } from 'node:net'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { pubtatorFormat } from '../src/formats/pubtator.ts'
import { silent } from '../src/progress.ts'
import { segment } from '../src/text/words.ts'
import { spawnPython } from './child.ts'
import { type Measurement, median } from './results.ts'

const ROUNDS = Number(process.env.ROUNDS ?? 3)
const SECONDS = Number(process.env.SECONDS ?? 20)
const THREADS = Number(process.env.THREADS ?? 2)
const CONNECTIONS = Number(process.env.CONNECTIONS ?? 32)
const ABSTRACTS = 100
const data = resolve(
  process.env.MEDSPAN_SHARED_DATA ?? join(import.meta.dirname, '../../../shared/data'),
  'ner',
)

interface Side {
  readonly url: string
  readonly end: () => void
}

async function startOurs(model: string): Promise<Side> {
  const cli = join(import.meta.dirname, '../src/cli/main.js')
  const weights = process.env.FLOAT === '1' ? [] : ['--int8']
  const child = spawn(
    process.execPath,
    [cli, 'serve', '--model', model, '--port', '0', '--jobs', String(THREADS), ...weights, '--json'],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  )
  let said = ''
  for await (const line of createInterface({ input: child.stdout })) {
    said += line
    if (line === '}') break
  }
  const { address } = JSON.parse(said) as { readonly address: string }
  return { url: `${address}/v1/tag`, end: () => void child.kill('SIGTERM') }
}

async function startPeer(model: string): Promise<Side & { readonly versions: Record<string, string> }> {
  const free = createServer().listen(0, '127.0.0.1')
  await once(free, 'listening')
  const { port } = free.address() as { readonly port: number }
  free.close()
  const peer = spawnPython('serve.py', [model, String(port), String(THREADS)])
  const versions = await peer.read<Record<string, string>>()
  return { url: `http://127.0.0.1:${port}/tag`, end: () => peer.end(), versions }
}

/** What a round of one side came to. */
interface Load {
  readonly perSecond: number
  /** Milliseconds that one of a hundred requests took at least. */
  readonly p99Ms: number
}

function post(url: string, agent: Agent, body: string): Promise<void> {
  return new Promise((done, reject) => {
    const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }
    request(url, { method: 'POST', agent, headers }, response => {
      response.resume()
      response.on('end', () =>
        response.statusCode === 200 ? done() : reject(new Error(`status ${response.statusCode}`)),
      )
    })
      .on('error', reject)
      .end(body)
  })
}

/** Keeps all connections busy for some time. */
async function measure({ url }: Side, bodies: readonly string[]): Promise<Load> {
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS })
  const times: number[] = []
  const begunMs = performance.now()
  let next = 0
  const client = async (): Promise<void> => {
    while (performance.now() - begunMs < SECONDS * 1000) {
      const sentMs = performance.now()
      await post(url, agent, bodies[next++ % bodies.length]!)
      times.push(performance.now() - sentMs)
    }
  }
  await Promise.all(Array.from({ length: CONNECTIONS }, client))
  const seconds = (performance.now() - begunMs) / 1000
  agent.destroy()
  times.sort((a, b) => a - b)
  return { perSecond: times.length / seconds, p99Ms: times[Math.floor(times.length * 0.99)]! }
}

/** Asks until a server answers. */
async function awaitAnswer({ url }: Side, body: string): Promise<void> {
  const agent = new Agent()
  for (let attempt = 0; attempt < 100; attempt++) {
    const isThere = await post(url, agent, body).then(
      () => true,
      () => false,
    )
    if (isThere) return
    await new Promise(done => setTimeout(done, 200))
  }
  throw new Error(`expected an answer of ${url}`)
}

export async function run(): Promise<Measurement[]> {
  const folder = process.env.MEDSPAN_RUN
  if (folder === undefined) throw new Error('expected MEDSPAN_RUN, a run folder')
  const model = resolve(folder)
  const documents = await pubtatorFormat.read(join(data, 'BioRED_TrainDev.PubTator'), { progress: silent })
  const bodies = documents
    .slice(0, ABSTRACTS)
    .flatMap(({ text }) => segment(text).sentences.map(({ begin, end }) => text.slice(begin, end)))
    .map(text => JSON.stringify({ text }))
  const peer = await startPeer(model)
  const ours = await startOurs(model)
  const turns: { ours: Load; peer: Load }[] = []
  try {
    for (const side of [ours, peer]) await awaitAnswer(side, bodies[0]!)
    for (let round = 0; round <= ROUNDS; round++) {
      const turn = { ours: await measure(ours, bodies), peer: await measure(peer, bodies) }
      process.stderr.write(
        `${Object.entries(turn)
          .map(([side, load]) => `${side} ${load.perSecond.toFixed(0)}/s, p99 ${load.p99Ms.toFixed(0)} ms`)
          .join('; ')}\n`,
      )
      if (round > 0) turns.push(turn)
    }
  } finally {
    ours.end()
    peer.end()
  }
  const over = (of: (turn: (typeof turns)[number]) => number): number => median(turns.map(of))
  const { versions } = peer
  return [
    {
      claim: `requests a second, ${CONNECTIONS} connections`,
      ours: over(turn => turn.ours.perSecond),
      peer: over(turn => turn.peer.perSecond),
      ratio: over(turn => turn.ours.perSecond / turn.peer.perSecond),
      bar: 'ratio at least 4',
      versions,
    },
    {
      claim: 'milliseconds of the slowest percent',
      ours: over(turn => turn.ours.p99Ms),
      peer: over(turn => turn.peer.p99Ms),
      ratio: over(turn => turn.ours.p99Ms / turn.peer.p99Ms),
      bar: 'ratio at most 0.5',
      versions,
    },
  ]
}
