/**
 * @file Requests that were tampered with, sent to a server in a process of its own: each is answered rightly or with a 4xx, and
 * the server serves on and holds no more than before.
 */
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { parseTypeSystem } from '../../src/cas/typesystem.ts'
import { parseXmi } from '../../src/cas/xmi.ts'
import { formatDocument, parseDocument } from '../../src/formats/corpus.ts'
import type { Tagger } from '../../src/predict/tagger.ts'
import { loadTagger } from '../../src/predict/trained-tagger.ts'
import { toDocument } from '../../src/serve/rest/requests.ts'
import type { Document, Mention } from '../../src/text/document.ts'
import { over, typeSystem } from '../cas/sample-cas.ts'
import { fuzzRuns, fuzzSeed, fuzzTimeoutMs, isFuzzed } from '../fuzz.ts'
import { type Change, changeBytes, changesOf } from '../mutation.ts'
import { createRandomModel } from '../predict/random-model.ts'
import { contentOf, PREDICTED, predictionBody, predictionTypes } from './recommender/inception.ts'
import { casOf, ENTITY } from './recommender/sample.ts'
import { type ServedProcess, startServed } from './served-process.ts'

const runs = fuzzRuns(250)
/** No more than the recommender works on at once, so that none is refused for that. */
const CLIENTS = 4
/** Of a request whose length is not what it says, the rest is not awaited. */
const PATIENCE_MS = 100
const text = 'An acid 🧬 here. Second é, cough.'
const [JSON_TYPE, LINES_TYPE] = ['application/json', 'application/x-ndjson']

let folder: string
let server: ServedProcess
let tagger: Tagger
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'medspan-mutation-'))
  for (const name of ['m', 'temporary']) await mkdir(join(folder, name))
  await createRandomModel(join(folder, 'm'), ['O', 'B-T047', 'I-T047', 'B-T121'])
  tagger = await loadTagger(join(folder, 'm'))
  server = await startServed(['-m', join(folder, 'm'), '--learn', join(folder, 'learnt')], {
    env: { TMPDIR: join(folder, 'temporary') },
  })
})
afterAll(async () => {
  server.child.kill('SIGKILL')
  await server.ended
  await tagger.dispose()
  await rm(folder, { recursive: true, force: true })
})

interface Route {
  readonly path: string
  readonly type: string
  readonly body: string
  /** Whether the answer to a body, which may have been changed, is right. */
  readonly check?: (sent: string, answer: string) => Promise<void> | void
}

type Tagged = { readonly text: string; readonly mentions: readonly Mention[] }
const spansOf = ({ mentions }: Pick<Tagged, 'mentions'>) =>
  mentions.map(({ begin, end, types }) => ({ begin, end, types }))

/** Whether mentions are those that the model finds. */
async function checkTagged(
  answered: readonly Tagged[],
  asked: readonly Parameters<typeof toDocument>[0][],
  minScore = 0,
): Promise<void> {
  expect(answered.map(one => one.text)).toEqual(asked.map(one => one.text))
  for (const [i, one] of asked.entries()) {
    const { mentions } = await tagger.tag(toDocument(one, '', tagger.segment))
    const kept = mentions.filter(({ score = 1 }) => score >= minScore)
    expect(spansOf(answered[i]!)).toEqual(spansOf({ mentions: kept }))
  }
}

const document: Document = {
  ...{ id: 'a', text, sentences: [], tokens: [] },
  mentions: [{ begin: 3, end: 7, types: ['T121'], concepts: [] }],
}
const cas = casOf(text, predictionTypes(typeSystem, ENTITY), [
  over(7, 'custom:Finding', text, 'cough', 'IDUMLS="C0010200"'),
  over(40, 'ner:NamedEntity', text, 'acid', `value="T121" ${PREDICTED}="true"`),
  over(41, 'ner:NamedEntity', text, 'cough', 'value="T047"'),
])
const prediction = predictionBody(cas, { ...ENTITY, anchoringMode: 'tokens' })
const documentsIn = (body: string) =>
  JSON.parse(body).documents.map((one: unknown) => parseDocument(one, { path: 'body' }))
const corpusLine = `{"documents":[${formatDocument(document)}],"model":"m","format":"bioc-json"}`

const routes: readonly Route[] = [
  {
    path: '/v1/tag',
    type: JSON_TYPE,
    body: JSON.stringify({
      model: 'm',
      minScore: 0.4,
      documents: [
        { id: 'a', text, sentences: [{ begin: 0, end: 16 }], tokens: [{ begin: 3, end: 7 }] },
        { id: 2, text: 'Second é.' },
      ],
    }),
    check(sent, answer) {
      const { documents, text: own = '', minScore } = JSON.parse(sent)
      const answered = JSON.parse(answer)
      return checkTagged(answered.documents ?? [answered], documents ?? [{ text: own }], minScore)
    },
  },
  {
    path: '/v1/tag?model=m',
    type: LINES_TYPE,
    body: `{"id": 1, "text": "${text}"}\n{"text": "none"}\n`,
    async check(_, answer) {
      const lines = answer.split('\n').filter(line => line !== '')
      const answered = lines.map(line => JSON.parse(line) as Partial<Tagged>)
      const tagged = answered.filter((one): one is Tagged => one.text !== undefined)
      await checkTagged(tagged, tagged)
    },
  },
  {
    path: '/recommender/m/predict',
    type: JSON_TYPE,
    body: JSON.stringify(prediction),
    check(sent, answer) {
      const asked = JSON.parse(sent) as typeof prediction
      const types = parseTypeSystem(asked.typeSystem, 'sent')
      const before = contentOf(parseXmi(asked.document.xmi, types, 'sent'))
      const after = contentOf(parseXmi(JSON.parse(answer).document, types, 'answer'))
      const given = ({ structures }: typeof before) => structures.filter(one => one[PREDICTED] !== true)
      expect(given(after)).toEqual(given(before))
      expect(after.sofas).toEqual(before.sofas)
    },
  },
  {
    path: '/recommender/m/train',
    type: JSON_TYPE,
    body: JSON.stringify({ ...prediction, documents: [prediction.document] }),
  },
  {
    path: '/page/read?name=a.txt',
    type: 'application/octet-stream',
    body: text,
    check(sent, answer) {
      expect(documentsIn(answer)[0].text).toBe(sent)
    },
  },
  {
    path: '/page/read?name=a.xmi',
    type: 'application/octet-stream',
    body: prediction.document.xmi,
    check: (_, answer) => documentsIn(answer),
  },
  {
    path: '/page/tag',
    type: JSON_TYPE,
    body: corpusLine,
    async check(sent, answer) {
      const answered = documentsIn(answer)
      for (const [i, one] of documentsIn(sent).entries())
        expect(spansOf(answered[i])).toEqual(spansOf(await tagger.tag(one)))
    },
  },
  { path: '/page/write', type: JSON_TYPE, body: corpusLine },
]

const pieces = [
  ...['"', '\\', '{', '}', '[', ']', ',', ':', '\0', '\ud83e', '-1', '1e999', 'null', '""', '\\u0000'],
  ...['\\ud800', '__proto__', '\n', '\r\n', '&#0;', '<', '>', '\r\n\r\n', ' HTTP/1.1\r\n', '\t'],
].map(piece => Buffer.from(piece))
const changes = changesOf(
  'byte',
  'bit',
  'digit',
  'swap',
  'cut',
  'drop',
  'repeat',
  'copy',
  'insert',
  'overwrite',
  'replace',
)

const token = fc.string({ unit: 'binary-ascii', maxLength: 20 }).filter(value => /^[\t -~]*$/.test(value))
const headers: Readonly<Record<string, fc.Arbitrary<string>>> = {
  'content-type': fc.oneof(token, fc.constantFrom(JSON_TYPE, LINES_TYPE, 'text/plain', 'application/json;a')),
  'content-length': fc.oneof(
    token,
    fc.nat(3000).map(String),
    fc.constantFrom('-1', '1e3', '0x10', '9'.repeat(30)),
  ),
  'content-encoding': fc.oneof(token, fc.constantFrom('gzip', 'identity', 'br', 'gzip, gzip', 'IDENTITY')),
  'transfer-encoding': fc.oneof(
    token,
    fc.constantFrom('chunked', 'gzip, chunked', 'chunked, identity', 'gzip'),
  ),
  host: fc.oneof(token, fc.constantFrom('evil.com', 'localhost:1', '[::1]', 'localhost@evil.com', '')),
  origin: fc.oneof(token, fc.constantFrom('null', 'http://evil.com', 'http://localhost:1')),
  authorization: token,
  connection: fc.constantFrom('upgrade', 'keep-alive', 'close, close'),
  upgrade: fc.constantFrom('websocket', 'h2c'),
  expect: fc.constantFrom('100-continue', 'something'),
  range: token,
}
const header = fc
  .constantFrom(...Object.keys(headers))
  .chain(name => fc.tuple(fc.constant(name), headers[name]!))

/** Bodies that are none of the route's. */
const others: Readonly<Record<string, (body: string) => Uint8Array>> = {
  nothing: () => Buffer.of(),
  deep: () => Buffer.from(`{"text":${'['.repeat(50_000)}`),
  'deep objects': body =>
    Buffer.from(body.replace(/"[^"]*"\}/, `${'{"a":'.repeat(20_000)}1${'}'.repeat(20_001)}`)),
  gzip: body => gzipSync(body),
  'gzip, cut': body => gzipSync(body).subarray(0, -9),
  'many lines': () => Buffer.from('\n'.repeat(5000)),
}

const request = fc.record({
  route: fc.nat(routes.length - 1),
  method: fc.constantFrom('POST', 'POST', 'POST', 'POST', 'POST', 'POST', 'PUT', 'GET', 'PROPFIND'),
  body: fc.oneof({ weight: 6, arbitrary: changes }, fc.constantFrom(...Object.keys(others))),
  /** In place of, or beside, those that belong to the request. */
  extra: fc.option(fc.tuple(header, fc.boolean()), { freq: 2 }),
  /** Of the head itself. */
  head: fc.option(changes, { freq: 1, nil: undefined }),
  isChunked: fc.boolean(),
  /** How much of the body comes before the client goes away. */
  cutAt: fc.option(fc.nat(2000), { freq: 1, nil: undefined }),
})
type Tampered = typeof request extends fc.Arbitrary<infer T> ? T : never
const often = fc.oneof(
  // Half of the requests have a sound head, so that their bodies are looked at.
  request.map(
    (one): Tampered => ({ ...one, method: 'POST', extra: null, head: undefined, cutAt: undefined }),
  ),
  request,
)

/** The bytes of a request, the body as it is meant, and whether its head is sound. */
function bytesOf({ route, method, body: changed, extra, head, isChunked, cutAt }: Tampered) {
  const { path, type, body } = routes[route]!
  const meant =
    typeof changed === 'string'
      ? Buffer.from(others[changed]!(body))
      : changeBytes(Buffer.from(body), changed as Change[], pieces)
  const sent = isChunked ? chunked(meant) : meant
  const given: [string, string][] = [
    ['host', 'localhost'],
    ['connection', 'close'],
    ['content-type', type],
    isChunked ? ['transfer-encoding', 'chunked'] : ['content-length', String(meant.length)],
  ]
  const kept = extra === null || extra[1] ? given : given.filter(([name]) => name !== extra[0][0])
  const written = [...kept, ...(extra === null ? [] : [extra[0]])].map(
    ([name, value]) => `${name}: ${value}\r\n`,
  )
  const start = Buffer.from(`${method} ${path} HTTP/1.1\r\n${written.join('')}\r\n`, 'latin1')
  return {
    bytes: Buffer.concat([
      head === undefined ? start : changeBytes(start, head as Change[], pieces),
      sent.subarray(0, cutAt),
    ]),
    meant,
    isSound: extra === null && head === undefined && cutAt === undefined && method === 'POST',
  }
}

function chunked(body: Uint8Array): Buffer {
  const half = body.length >> 1
  const chunks = [body.subarray(0, half), body.subarray(half)].filter(chunk => chunk.length > 0)
  return Buffer.concat([
    ...chunks.flatMap(chunk => [Buffer.from(`${chunk.length.toString(16)}\r\n`), chunk, Buffer.from('\r\n')]),
    Buffer.from('0\r\n\r\n'),
  ])
}

/** Sends bytes, and gives all that comes back until the connection is closed; who is not patient goes away before. */
function exchange(bytes: Uint8Array, isPatient: boolean): Promise<Buffer> {
  const { port } = new URL(server.url)
  return new Promise(resolve => {
    const received: Buffer[] = []
    const socket = connect(Number(port), '127.0.0.1')
    socket.on('data', piece => received.push(piece))
    // A server that refuses what it has not read in full resets the connection.
    socket.on('error', () => {})
    socket.on('close', () => {
      clearTimeout(timer)
      resolve(Buffer.concat(received))
    })
    socket.write(bytes)
    const timer = isPatient ? undefined : setTimeout(() => socket.end(), PATIENCE_MS)
  })
}

/** The last answer of what came back, without those that only tell to go on; undefined where there is none. */
function parseAnswer(received: Buffer): { status: number; body: string } | undefined {
  const whole = received.toString('latin1').replace(/^(HTTP\/1\.1 100 [^\r]*\r\n\r\n)+/, '')
  const [, status, head = '', rest = ''] = /^HTTP\/1\.1 (\d{3})([\s\S]*?)\r\n\r\n([\s\S]*)$/.exec(whole) ?? []
  if (status === undefined) return undefined
  let body = rest
  if (/\r\ntransfer-encoding: chunked/i.test(head)) {
    body = ''
    for (let at = 0; at < rest.length; ) {
      const line = rest.indexOf('\r\n', at)
      const size = Number.parseInt(rest.slice(at, line), 16)
      body += rest.slice(line + 2, line + 2 + size)
      at = line + 4 + size
    }
  }
  return { status: Number(status), body: Buffer.from(body, 'latin1').toString() }
}

async function attack(tampered: Tampered): Promise<string> {
  const { bytes, meant, isSound } = bytesOf(tampered)
  const answer = parseAnswer(await exchange(bytes, isSound))
  const { path, check } = routes[tampered.route]!
  if (answer === undefined) {
    expect(isSound, 'no answer').toBe(false)
    return 'closed'
  }
  const { status, body } = answer
  expect(
    [200, 204, 206].includes(status) || (status >= 400 && status < 500),
    `status ${status}: ${body}`,
  ).toBe(true)
  // A document's own text comes back as JSON, which leaves DEL and what follows it as they are; a problem has none of them.
  const shown = status === 200 ? body.replace(/[\u007f-\u009f]/g, '') : body
  if (!path.startsWith('/page/write')) expect(shown.replaceAll('\n', '')).toMatch(/^\P{Cc}*$/u)
  if (isSound && status >= 400) expect(body).toMatch(/[a-z]/)
  if (isSound && status === 200) await check?.(meant.toString(), body)
  return String(status)
}

test('requests that were changed anywhere are answered rightly or with a 4xx, and leave nothing behind', {
  timeout: fuzzTimeoutMs(runs),
}, async () => {
  const tampered = fc.sample(often, { numRuns: runs, seed: fuzzSeed })
  for (const { path, type, body } of [...routes, ...routes]) {
    const headers = { 'content-type': type, connection: 'close' }
    const response = await fetch(`${server.url}${path}`, { method: 'POST', headers, body })
    expect([200, 204], path).toContain(response.status)
    await response.arrayBuffer()
  }
  const before = await server.holds()
  const outcomes: Record<string, number> = {}
  const waiting = tampered.values()
  const client = async (): Promise<void> => {
    for (const one of waiting) {
      const outcome = await attack(one).catch((error: Error) => {
        throw new Error(
          `${error.message}\n${server.said()}\nafter ${bytesOf(one).bytes.toString('latin1').slice(0, 5000)}`,
        )
      })
      outcomes[outcome] = (outcomes[outcome] ?? 0) + 1
    }
  }
  await Promise.all(Array.from({ length: CLIENTS }, client))
  if (isFuzzed) console.info(outcomes)
  expect(server.said()).toBe('')
  await expect.poll(() => server.metric('medspan_requests_in_flight')).toBe(0)
  expect(await server.metric('medspan_requests_waiting')).toBe(0)
  await expect.poll(async () => (await server.holds()).sockets).toBeLessThanOrEqual(before.sockets)
  const grownBytes = (await server.holds()).heapBytes - before.heapBytes
  if (isFuzzed) console.info(`the heap has grown by ${(grownBytes / 2 ** 20).toFixed(1)} MiB`)
  // Tokenizers remember words, the recommender mentions, both up to a limit.
  expect(grownBytes).toBeLessThan(2 ** 25)
  expect(await readdir(join(folder, 'temporary'))).toEqual([])
  server.child.kill('SIGTERM')
  expect(await server.ended).toBe(0)
})
