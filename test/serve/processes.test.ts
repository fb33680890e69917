/**
 * @file A server in a process of its own under load: told to end, killed while it takes documents to learn from, and beside another
 * one on its folder.
 *
 * MEDSPAN_SERVE_KILLS says how often it is killed.
 */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { createRandom } from '../../src/random.ts'
import { readKept } from '../../src/serve/learning/documents.ts'
import { readStates } from '../../src/serve/learning/state.ts'
import { over, typeSystem } from '../cas/sample-cas.ts'
import { fuzzSeed } from '../fuzz.ts'
import { createRandomModel } from '../predict/random-model.ts'
import { holdWhile } from '../train/held.ts'
import { createFakeLearning, settled } from './learning/fake-learning.ts'
import { predictionBody, predictionTypes } from './recommender/inception.ts'
import { casOf, ENTITY } from './recommender/sample.ts'
import { type ServedOptions, type ServedProcess, startServed } from './served-process.ts'

const kills = Number(process.env.MEDSPAN_SERVE_KILLS ?? 1)
const random = createRandom(fuzzSeed, 'serve kills')

let folder: string
let model: string
const running: ServedProcess[] = []
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'medspan-served-'))
  model = join(folder, 'm')
  await mkdir(model)
  await createRandomModel(model, ['O', 'B-T047', 'B-T121'])
})
afterEach(async () => {
  for (const { child, ended } of running.splice(0)) {
    child.kill('SIGKILL')
    await ended
  }
})
afterAll(() => rm(folder, { recursive: true, force: true }))

async function start(root: string, options?: ServedOptions): Promise<ServedProcess> {
  const served = await startServed(['-m', model, '--learn', root], options)
  running.push(served)
  return served
}

/** The status of what is sent; `closed` where the connection was. */
async function post({ url }: ServedProcess, path: string, body: unknown): Promise<number | 'closed'> {
  try {
    const headers = { 'content-type': 'application/json' }
    const response = await fetch(`${url}${path}`, { method: 'POST', headers, body: JSON.stringify(body) })
    await response.arrayBuffer()
    return response.status
  } catch {
    return 'closed'
  }
}

const textOf = (index: number): string => `Case ${index} had a cough.`
function bodiesOf(index: number) {
  const cas = casOf(textOf(index), predictionTypes(typeSystem, ENTITY), [
    over(40, 'ner:NamedEntity', textOf(index), 'cough', 'value="T047"'),
  ])
  const predict = predictionBody(cas, ENTITY)
  const train = { ...predict, documents: [{ ...predict.document, documentId: index }] }
  return { predict, train }
}

test('a server that is told to end under load answers what it has taken, takes no more, and ends with 0', async () => {
  const root = join(folder, 'told')
  const held = join(folder, 'held')
  const server = await start(root, { options: [holdWhile(held)] })
  expect(await post(server, '/recommender/m/train', bodiesOf(0).train)).toBe(204)
  const second = await startServed(['-m', model, '--learn', root]).catch((error: Error) => error.message)
  expect(second).toMatch(/^the server ended with 1: error: .*another process works here/)

  await writeFile(held, '')
  const { predict } = bodiesOf(1)
  const under = Promise.all([
    ...Array.from({ length: 20 }, (_, i) => post(server, '/v1/tag', { text: textOf(i) })),
    post(server, '/recommender/m/predict', predict),
    post(server, '/page/tag', {
      documents: [{ id: 'a', text: 'A cough.', sentences: [], tokens: [], mentions: [] }],
    }),
  ])
  await expect.poll(() => server.metric('medspan_requests_in_flight')).toBe(22)
  server.child.kill('SIGTERM')
  await expect.poll(server.said).toContain('stopping')
  await expect.poll(() => post(server, '/v1/tag', { text: 'late' })).toBe('closed')
  await rm(held)
  expect(new Set(await under)).toEqual(new Set([200]))
  expect(await server.ended).toBe(0)
  expect(server.said().replace('held in a step\n', '')).toBe('\nSIGTERM: stopping gracefully\n')
})

test('a client that goes away, in its request or in a long answer, leaves nothing behind', async () => {
  const server = await start(join(folder, 'gone'))
  await post(server, '/v1/tag', { text: 'warm' })
  const before = (await server.holds()).sockets
  const { port } = new URL(server.url)
  const head = (type: string, path: string) =>
    `POST ${path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: ${type}\r\nContent-Length: 900000\r\n\r\n`
  const lines = `${JSON.stringify({ text: 'A cough. '.repeat(1000) })}\n`.repeat(50)
  const clients = [
    head('application/json', '/v1/tag'),
    `${head('application/json', '/recommender/m/train')}{"typeSystem":`,
    `${head('application/octet-stream', '/page/read')}abc`,
    head('application/x-ndjson', '/v1/tag') + lines,
  ].map(sent => {
    const socket = connect(Number(port), '127.0.0.1')
    socket.on('error', () => {})
    socket.write(sent)
    return socket
  })
  await expect.poll(() => server.metric('medspan_requests_in_flight')).toBe(clients.length)
  // The last one has begun to read.
  await new Promise(resolve => clients.at(-1)!.once('data', resolve))
  for (const client of clients) client.destroy()
  await expect.poll(() => server.metric('medspan_requests_in_flight')).toBe(0)
  await expect.poll(async () => (await server.holds()).sockets).toBeLessThanOrEqual(before)
  expect(await post(server, '/v1/tag', { text: 'A cough.' })).toBe(200)
  expect(server.said()).toBe('')
})

test('a document that was taken over HTTP is there and learnt from, whenever the server is killed', {
  timeout: 300_000 + kills * 60_000,
}, async () => {
  const root = join(folder, 'killed')
  const taken = new Set<number>()
  let next = 0
  for (let kill = 0; kill < kills; kill++) {
    // It takes the folder over from the one that is dead.
    const server = await start(root)
    let isOver = false
    const clients = [
      ...Array.from({ length: 4 }, async () => {
        while (!isOver) {
          const index = next++
          const status = await post(server, '/recommender/m/train', bodiesOf(index).train)
          if (status === 204) taken.add(index)
          else expect(status).toBe('closed')
        }
      }),
      ...Array.from({ length: 4 }, async () => {
        while (!isOver) expect(await post(server, '/v1/tag', { text: textOf(1) })).toBeOneOf([200, 'closed'])
      }),
    ]
    const before = taken.size
    await expect.poll(() => taken.size).toBeGreaterThan(before + 4)
    await sleep(random.below(300))
    server.child.kill('SIGKILL')
    expect(await server.ended).toBe('SIGKILL')
    isOver = true
    await Promise.all(clients)
  }
  const [scope, ...others] = [...(await readStates(root)).keys()]
  expect(others).toEqual([])
  const kept = new Set([...(await readKept(scope!)).values()].map(({ text }) => text))
  expect([...taken].filter(index => !kept.has(textOf(index)))).toEqual([])
  // Whoever works in the folder next learns from all of them.
  const { learning, tasks } = await createFakeLearning(root)
  await settled(learning)
  expect(tasks).toHaveLength(1)
  expect(learning.status()).toMatchObject([{ version: 1, documents: kept.size, project: '1337' }])
  await learning.close()
})
