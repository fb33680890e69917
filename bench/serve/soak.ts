/**
 * @file `serve soak`: MINUTES (30) at twice the load that the server can hold, texts and documents of INCEpTION's mixed, while it
 * learns in the background. Every answer is compared with what the quiet server has answered, every refusal must be one that says when
 * to come again, memory must not grow, and no document that was taken to learn from may be missing on disk.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { Agent } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { readKept } from '../../src/serve/learning/documents.ts'
import { readStates } from '../../src/serve/learning/state.ts'
import { listVersions } from '../../src/serve/learning/versions.ts'
import type { Document } from '../../src/text/document.ts'
import { type Measurement, median } from '../results.ts'
import { predictionBody, segmented, trainingBody } from './inception.ts'
import {
  type Answer,
  ask,
  keepBusy,
  p99Of,
  post,
  readAbstracts,
  type Server,
  say,
  startServer,
} from './server.ts'

const MINUTES = Number(process.env.MINUTES ?? 30)
const CAPACITY_SECONDS = 20
/** What is over the places and the waiting room of the server, and within its connections. */
const CONNECTIONS = 400
/** Each fourth request is a document of INCEpTION's. */
const MIX = 4
const TEXTS = 200
const DOCUMENTS = 40
/** Documents come one a second for so long, and then none for so long that a training begins. */
const LEARNING = { comingSeconds: 20, quietSeconds: 40 }
/** How often requests that are due are sent. */
const TICK_MS = 20
/** What memory may differ by without growing. */
const GROWTH = 1.05

/** A request, and what the quiet server has answered. */
interface Known {
  readonly path: string
  readonly body: string
  readonly answer: string
}

/** What became of the requests that were sent within a minute. */
interface Counts {
  offered: number
  right: number
  refused: number
  wrong: number
  readonly timesMs: number[]
}
const newCounts = (): Counts => ({ offered: 0, right: 0, refused: 0, wrong: 0, timesMs: [] })

const isRefusal = ({ status, headers }: Answer): boolean =>
  (status === 429 || status === 503) && Number(headers['retry-after']) > 0

/** Asks the quiet server each request, one after the other. */
async function learnAnswers(server: Server, abstracts: readonly Document[]): Promise<Known[]> {
  const answered = async (path: string, body: string): Promise<Known> => ({
    ...{ path, body },
    answer: await ask(`${server.address}${path}`, body),
  })
  const known: Known[] = []
  for (let i = 0; i < TEXTS; i++) {
    const { text } = abstracts[i]!
    known.push(await answered('/v1/tag', JSON.stringify({ text: text.slice(0, text.indexOf('. ') + 1) })))
    if (i % MIX > 0) continue
    const { id, text: document } = abstracts[(i / MIX) % DOCUMENTS]!
    known.push(await answered('/recommender/m/predict', predictionBody(segmented(id, document), 'read')))
  }
  return known
}

/** Sends documents to learn from, some at a time, and keeps those that were taken. */
async function teach(
  server: Server,
  abstracts: readonly Document[],
  counts: () => Counts,
  over: AbortSignal,
): Promise<Map<string, Document>> {
  const taken = new Map<string, Document>()
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  const { comingSeconds, quietSeconds } = LEARNING
  for (let i = 0; !over.aborted; i++) {
    const document = { ...abstracts[i % abstracts.length]!, id: `taught-${i}` }
    const answer = await post(
      `${server.address}/recommender/m/train`,
      agent,
      trainingBody(document, 'learn'),
    ).catch((error: Error) => ({ status: 0, headers: {}, body: error.message }))
    if (answer.status === 204) taken.set(document.id, document)
    else if (!isRefusal(answer)) tellWrong(counts(), '/recommender/m/train', answer)
    const seconds = i % comingSeconds === comingSeconds - 1 ? quietSeconds : 1
    await sleep(seconds * 1000, undefined, { signal: over }).catch(() => undefined)
  }
  agent.destroy()
  return taken
}

function tellWrong(counts: Counts, path: string, { status, body }: Answer): void {
  if (counts.wrong++ < 5) say(`${path}: status ${status}: ${body.slice(0, 500)}`)
}

/** Offers so many requests a second, whether they are answered or not. */
async function offer(
  server: Server,
  known: readonly Known[],
  perSecond: number,
  counts: () => Counts,
  over: AbortSignal,
): Promise<void> {
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS })
  const under = new Set<Promise<void>>()
  const send = async ({ path, body, answer }: Known): Promise<void> => {
    const sentMs = performance.now()
    const own = counts()
    own.offered++
    const answered = await post(`${server.address}${path}`, agent, body).catch((error: Error) => ({
      ...{ status: 0, headers: {}, body: error.message },
    }))
    if (answered.status === 200 && answered.body === answer) {
      own.right++
      own.timesMs.push(performance.now() - sentMs)
    } else if (isRefusal(answered)) own.refused++
    else tellWrong(own, path, answered)
  }
  const begunMs = performance.now()
  for (let sent = 0; !over.aborted; await sleep(TICK_MS)) {
    const due = ((performance.now() - begunMs) / 1000) * perSecond
    // Where all connections wait for answers the offer waits too, as more are not taken.
    for (; sent < due && under.size < CONNECTIONS; sent++) {
      const request = send(known[sent % known.length]!).finally(() => under.delete(request))
      under.add(request)
    }
  }
  await Promise.all(under)
  agent.destroy()
}

/** What the server has in memory, in MiB; what it trains is in other processes. */
function memoryOf({ child }: Server): number {
  return Number(/^VmRSS:\s*(\d+) kB$/m.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1]) / 1024
}

/** Which of the documents that were taken are not on disk as they came. */
async function missingIn(folder: string, taken: ReadonlyMap<string, Document>): Promise<string[]> {
  const kept = new Map<string, string>()
  for (const scope of (await readStates(folder)).keys())
    for (const { id, text } of (await readKept(scope)).values()) kept.set(id, text)
  return [...taken].filter(([id, { text }]) => kept.get(id) !== text).map(([id]) => id)
}

/** What the server has in memory, and how many models it has loaded besides the first. */
interface Minute {
  readonly mib: number
  readonly learnt: number
}

/**
 * The second five minutes beside the last five, of those with as many models as at the end; where they are fewer the second third
 * beside the last.
 */
function growthOf(minutes: readonly Minute[]): { early: number; late: number } {
  const memory = minutes.filter(({ learnt }) => learnt === minutes.at(-1)!.learnt).map(({ mib }) => mib)
  const count = Math.min(5, Math.max(1, Math.floor(memory.length / 3)))
  return { early: median(memory.slice(count, 2 * count)), late: median(memory.slice(-count)) }
}

const countLearnt = async (folder: string): Promise<number> =>
  (await listVersions(folder)).filter(({ versions }) =>
    versions.some(({ version, isInUse }) => isInUse && version > 0),
  ).length

async function soak(folder: string): Promise<Measurement[]> {
  const abstracts = await readAbstracts()
  const server = await startServer('--learn', folder)
  const known = await learnAnswers(server, abstracts)
  const { perSecond } = await keepBusy(32, CAPACITY_SECONDS, async (agent, index) => {
    const { path, body, answer } = known[index % known.length]!
    let answered = await post(`${server.address}${path}`, agent, body)
    // More documents at once than the recommender takes.
    while (isRefusal(answered)) {
      await sleep(100)
      answered = await post(`${server.address}${path}`, agent, body)
    }
    if (answered.status !== 200 || answered.body !== answer)
      throw new Error(`another answer of ${path}: ${answered.status} ${answered.body.slice(0, 500)}`)
  })
  say(`${perSecond.toFixed(0)} requests a second are held; ${(2 * perSecond).toFixed(0)} are offered`)
  const minutes = [newCounts()]
  const memory: Minute[] = []
  const over = new AbortController()
  const counts = (): Counts => minutes.at(-1)!
  const teaching = teach(server, abstracts, counts, over.signal)
  const offering = offer(server, known, 2 * perSecond, counts, over.signal)
  for (let minute = 1; minute <= MINUTES; minute++) {
    await sleep(60_000)
    const mib = memoryOf(server)
    memory.push({ mib, learnt: await countLearnt(folder) })
    const { offered, right, refused, wrong, timesMs } = counts()
    minutes.push(newCounts())
    say(
      `minute ${minute}: ${(offered / 60).toFixed(0)}/s offered, ${(right / 60).toFixed(0)}/s right, ` +
        `${(refused / 60).toFixed(0)}/s refused, ${wrong} wrong, p99 ${p99Of(timesMs).toFixed(0)} ms, ` +
        `${mib.toFixed(0)} MiB`,
    )
  }
  over.abort()
  const [taken] = await Promise.all([teaching, offering])
  const all = (of: (counts: Counts) => number): number => minutes.reduce((sum, own) => sum + of(own), 0)
  await server.end()
  const missing = await missingIn(folder, taken)
  const versions = (await listVersions(folder)).flatMap(({ history }) => history)
  say(`${taken.size} documents were taken, and ${versions.length} trainings have ended`)
  const { early, late } = growthOf(memory)
  const wrong = all(counts => counts.wrong)
  if (wrong > 0 || missing.length > 0 || late > early * GROWTH) process.exitCode = 1
  return [
    {
      claim: `right answers in ${MINUTES} minutes at twice the load`,
      ours: all(counts => counts.right),
      versions: {},
    },
    {
      claim: 'refusals that say when to come again',
      ours: all(counts => counts.refused),
      versions: {},
    },
    { claim: 'wrong answers and other refusals', ours: wrong, bar: 'none', versions: {} },
    { claim: 'accepted documents missing on disk', ours: missing.length, bar: 'none', versions: {} },
    {
      claim: 'MiB at the end over the second five minutes',
      ours: late,
      peer: early,
      ratio: late / early,
      bar: `ratio at most ${GROWTH}`,
      versions: {},
    },
  ]
}

export async function measureSoak(): Promise<Measurement[]> {
  const folder = mkdtempSync(join(tmpdir(), 'medspan-soak-'))
  try {
    return await soak(folder)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
