import { connect, type Socket } from 'node:net'
import { setImmediate } from 'node:timers/promises'
import { afterEach, expect, test } from 'vitest'
import type { Tagger, TaggingOptions } from '../../src/predict/tagger.ts'
import type { AppOptions } from '../../src/serve/app.ts'
import { type RunningServer, startServer } from '../../src/serve/server.ts'
import type { Document } from '../../src/text/document.ts'
import { acids, createHeldTagger, createTestApp } from './served.ts'

const running: RunningServer[] = []
const sockets: Socket[] = []
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy()
  for (const server of running.splice(0)) await server.stop(0)
})

async function start(taggers?: Readonly<Record<string, Tagger>>, options: Partial<AppOptions> = {}) {
  const { app, defects } = createTestApp(taggers, options)
  const server = await startServer({
    fetch: request => app.fetch(request),
    host: '127.0.0.1',
    port: 0,
    patienceMs: 200,
    checkMs: 20,
  })
  running.push(server)
  const { address } = server
  const post = (body: string, init: RequestInit = {}) =>
    fetch(`${address}/v1/tag`, {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/json' },
      ...init,
    })
  const inFlight = async () =>
    /^medspan_requests_in_flight (\d+)$/m.exec(await (await fetch(`${address}/metrics`)).text())?.[1]
  return { server, address, post, inFlight, defects }
}

/** A connection by hand, all that came on it, and its end. */
function open(address: string, first: string) {
  const { hostname, port } = new URL(address)
  const socket = connect(Number(port), hostname)
  sockets.push(socket)
  let received = ''
  socket.on('data', bytes => {
    received += bytes.toString('latin1')
  })
  const closed = new Promise<void>(resolve => socket.on('close', () => resolve()))
  socket.on('error', () => {})
  socket.write(first)
  return { socket, closed, received: () => received }
}

const head = (headers: string, type = 'application/json') =>
  `POST /v1/tag HTTP/1.1\r\nHost: localhost\r\nContent-Type: ${type}\r\n${headers}\r\n\r\n`

test('a text that comes over a connection is answered', async () => {
  const { address, post } = await start()
  expect(address).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/)
  const response = await post('{"text": "An acid 🧬."}')
  expect([response.status, response.headers.get('content-type')]).toEqual([200, 'application/json'])
  expect(await response.json()).toMatchObject({ mentions: [{ begin: 3, end: 7 }] })
  expect((await fetch(`${address}/v1/tag`)).status).toBe(404)
})

test('a line is answered before the next one is sent', async () => {
  const { address } = await start()
  const { socket, received } = open(address, head('Transfer-Encoding: chunked', 'application/x-ndjson'))
  for (let i = 1; i <= 3; i++) {
    const line = `{"id": "n${i}", "text": "acid"}\n`
    socket.write(`${line.length.toString(16)}\r\n${line}\r\n`)
    await expect.poll(received).toContain(`"id":"n${i}"`)
  }
  socket.write('0\r\n\r\n')
  await expect.poll(received).toMatch(/\r\n0\r\n\r\n$/)
})

test('a body in chunks is taken like one whose length is said, and refused where it is too large', async () => {
  const { address, inFlight, defects } = await start()
  const chunk = (body: string) => `${body.length.toString(16)}\r\n${body}\r\n`
  for (const [path, body, status] of [
    ['/v1/tag', '{"text": "acid"}', '200'],
    [
      '/page/tag',
      '{"documents": [{"id": "a", "text": "acid", "sentences": [], "tokens": [], "mentions": []}]}',
      '200',
    ],
    ['/v1/tag', '{"text":', '400'],
    ['/v1/tag', `{"text": "${'a'.repeat(2 ** 20)}"}`, '413'],
  ] as const) {
    const begin = head('Transfer-Encoding: chunked\r\nConnection: close').replace('/v1/tag', path)
    const { closed, received } = open(address, `${begin}${chunk(body)}0\r\n\r\n`)
    await closed
    expect(received().split(' ')[1]).toBe(status)
    if (status === '200') expect(received()).toContain('T103')
  }
  await expect.poll(inFlight).toBe('0')
  expect(defects).toEqual([])
})

test('a client that sends a byte now and then is parted with, and others are served', async () => {
  const { address, post, inFlight } = await start()
  for (const headers of ['Content-Length: 1000', 'Transfer-Encoding: chunked']) {
    const { socket, closed } = open(address, head(headers))
    const drip = setInterval(() => socket.write(headers.startsWith('C') ? ' ' : '1\r\n \r\n'), 20)
    await expect.poll(inFlight).toBe('1')
    expect((await post('{"text": "acid"}')).status).toBe(200)
    await closed
    clearInterval(drip)
    await expect.poll(inFlight).toBe('0')
  }
})

test('a client that takes nothing of its answers is parted with', async () => {
  const { address, inFlight } = await start()
  const line = `{"text": "${'a'.repeat(2 ** 20 - 100)}"}\n`
  const length = 16 * line.length
  const { socket } = open(address, head(`Content-Length: ${length}`, 'application/x-ndjson'))
  socket.pause()
  for (let i = 0; i < 16; i++) socket.write(line)
  await expect.poll(inFlight).toBe('1')
  await expect.poll(inFlight).toBe('0')
})

test('a client that goes away gives its place back', async () => {
  const held = createHeldTagger()
  const { address, post, inFlight, defects } = await start({ held })
  const first = post('{"text": "a"}')
  await expect.poll(() => held.batches.length).toBe(1)
  const body = '{"text": "b"}'
  const gone = [head(`Content-Length: ${body.length}`) + body, head('Content-Length: 99') + body].map(text =>
    open(address, text),
  )
  await expect.poll(inFlight).toBe('3')
  for (const { socket } of gone) socket.destroy()
  await expect.poll(inFlight).toBe('1')
  held.release()
  expect((await first).status).toBe(200)
  expect(held.batches).toEqual([['a']])
  expect(defects).toEqual([])
})

test('connections that come while a model computes are taken together, and not one a batch', async () => {
  let computed = 0
  let isOver = false
  // As ONNX Runtime does it, between two rounds of the event loop.
  const compute = async (): Promise<void> => {
    await setImmediate()
    computed++
    for (const endMs = performance.now() + 5; performance.now() < endMs; );
  }
  const long: Tagger = {
    ...acids,
    tag: async function* (documents: Iterable<Document>, { inTurn }: TaggingOptions) {
      for (const document of documents) {
        while (!isOver) await inTurn!(compute)
        yield document
      }
    } as Tagger['tag'],
  }
  const { address, post } = await start({ long })
  const under = post('{"text": "acid"}')
  await expect.poll(() => computed).toBeGreaterThan(0)
  const before = computed
  const health = 'GET /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n'
  await Promise.all(Array.from({ length: 60 }, () => open(address, health).closed))
  expect(computed - before).toBeLessThan(30)
  isOver = true
  expect((await under).status).toBe(200)
})

test('bytes that are no HTTP are refused', async () => {
  const { address, post } = await start()
  const refused = [
    '\u0016\u0003\u0001\u0002\u0000',
    'GET / HTTP/1.1\r\n\r\n',
    'GET http://evil.com/ HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n',
    `GET / HTTP/1.1\r\nHost: localhost\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`,
    'GET \\..\\etc HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n',
    head('Content-Length: 1\r\nTransfer-Encoding: chunked'),
  ].map(text => open(address, text))
  for (const { closed, received } of refused) {
    await closed
    expect(received()).toMatch(/^HTTP\/1\.1 4\d\d /)
  }
  expect((await post('{"text": ""}')).status).toBe(200)
})

test('a server that stops under load answers what it has taken, and then nobody', async () => {
  const held = createHeldTagger()
  const stopping = new AbortController()
  const { server, address, post, inFlight } = await start({ held }, { stopping: stopping.signal })
  const idle = open(address, 'GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n')
  await expect.poll(idle.received).toContain('alive')
  const under = Promise.all(
    Array.from({ length: 20 }, (_, i) => post(JSON.stringify({ text: `${i}` })).then(({ status }) => status)),
  )
  await expect.poll(inFlight).toBe('20')
  stopping.abort()
  const stopped = server.stop(60_000)
  await idle.closed
  await expect(fetch(`${address}/health`)).rejects.toThrow()
  held.release()
  expect(new Set(await under)).toEqual(new Set([200]))
  await stopped
})

test('what does not end when the server stops is ended', async () => {
  const held = createHeldTagger()
  const { server, post } = await start({ held })
  const under = post('{"text": "a"}')
  await expect.poll(() => held.batches.length).toBe(1)
  await Promise.all([expect(under).rejects.toThrow(), server.stop(10)])
  held.release()
})

test('a port that is in use is one clear error', async () => {
  const { address } = await start()
  const port = Number(new URL(address).port)
  const fetch = () => new Response()
  await expect(startServer({ fetch, host: '127.0.0.1', port })).rejects.toMatchObject({
    code: 'config',
    message: `expected a free port, and ${port} is in use`,
  })
  await expect(startServer({ fetch, host: '203.0.113.1', port: 0 })).rejects.toMatchObject({
    message: 'expected an address to listen at, got 203.0.113.1:0: EADDRNOTAVAIL',
  })
})
