/**
 * @file `serve tag`: requests a second and the slowest percent of them, each with a sentence, over 32 connections, beside a
 * FastAPI server with transformers' pipeline, in its event loop or in threads, whichever is quicker here.
 */
import { once } from 'node:events'
import { createServer } from 'node:net'
import { spawnPython } from '../child.ts'
import { type Measurement, median } from '../results.ts'
import {
  ask,
  isFloat,
  keepBusy,
  type Load,
  post,
  readAbstracts,
  say,
  sentencesOf,
  servedRun,
  startServer,
  THREADS,
} from './server.ts'

const ROUNDS = Number(process.env.ROUNDS ?? 3)
const SECONDS = Number(process.env.SECONDS ?? 20)
const CONNECTIONS = Number(process.env.CONNECTIONS ?? 32)
const ABSTRACTS = 100

interface Peer {
  readonly url: string
  readonly versions: Readonly<Record<string, string>>
  end(): void
}

async function startPeer(place: 'loop' | 'pool'): Promise<Peer> {
  const free = createServer().listen(0, '127.0.0.1')
  await once(free, 'listening')
  const { port } = free.address() as { readonly port: number }
  free.close()
  const peer = spawnPython('serve.py', [servedRun(), String(port), String(THREADS), place])
  const versions = await peer.read<Record<string, string>>()
  const url = `http://127.0.0.1:${port}/tag`
  await awaitAnswer(url)
  return { url, versions, end: () => peer.end() }
}

/** Asks until a server answers. */
async function awaitAnswer(url: string): Promise<void> {
  const body = JSON.stringify({ text: 'Aspirin for asthma.' })
  for (let attempt = 0; attempt < 100; attempt++) {
    const isThere = await ask(url, body).then(
      () => true,
      () => false,
    )
    if (isThere) return
    await new Promise(done => setTimeout(done, 200))
  }
  throw new Error(`expected an answer of ${url}`)
}

/** Two peers, the one that answers more a second in front. */
async function quicker(
  [loop, pool]: readonly [Peer, Peer],
  perSecondOf: (peer: Peer) => Promise<number>,
): Promise<readonly [Peer, Peer]> {
  const perSecond = { loop: await perSecondOf(loop), pool: await perSecondOf(pool) }
  say(`the peer in its loop ${perSecond.loop.toFixed(1)}/s, in threads ${perSecond.pool.toFixed(1)}/s`)
  return perSecond.loop > perSecond.pool ? [loop, pool] : [pool, loop]
}

export async function measureTag(): Promise<Measurement[]> {
  const sentences = sentencesOf((await readAbstracts()).slice(0, ABSTRACTS))
  const bodies = sentences.map(text => JSON.stringify({ text }))
  const measure = (url: string): Promise<Load> =>
    keepBusy(CONNECTIONS, SECONDS, async (agent, index) => {
      const { status } = await post(url, agent, bodies[index % bodies.length]!)
      if (status !== 200) throw new Error(`expected 200 of ${url}, got ${status}`)
    })
  const [peer, slower] = await quicker(
    [await startPeer('loop'), await startPeer('pool')],
    async ({ url }) => (await measure(url)).perSecond,
  )
  slower.end()
  const turns: { ours: Load; peer: Load }[] = []
  const ours = await startServer(...(isFloat ? [] : ['--int8']))
  try {
    for (let round = 0; round <= ROUNDS; round++) {
      const turn = { ours: await measure(`${ours.address}/v1/tag`), peer: await measure(peer.url) }
      say(
        Object.entries(turn)
          .map(([side, load]) => `${side} ${load.perSecond.toFixed(0)}/s, p99 ${load.p99Ms.toFixed(0)} ms`)
          .join('; '),
      )
      if (round > 0) turns.push(turn)
    }
  } finally {
    await ours.end()
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
