import { expect, test } from 'vitest'
import { createPatternTagger, createTestTagger } from '../predict/test-tagger.ts'
import { acids, createHeldTagger, createTestApp, messageOf } from './served.ts'

const { app, post } = createTestApp()

test('a text is answered by its mentions, with names of types and offsets in UTF-16 code units', async () => {
  const response = await post({ text: '🧬 An acid.\r\nNo more.' })
  expect(response.status).toBe(200)
  expect(await response.json()).toEqual({
    model: 'acids',
    version: '1',
    text: '🧬 An acid.\r\nNo more.',
    mentions: [{ begin: 6, end: 10, text: 'acid', types: ['T103'], names: ['T103 Chemical'], concepts: [] }],
  })
})

test('documents are answered in their order, under their ids', async () => {
  const response = await post({
    documents: [{ id: 7, text: 'acid' }, { text: '' }, { id: 'x', text: 'no' }],
  })
  expect(await response.json()).toMatchObject({
    documents: [
      { id: 7, mentions: [{ begin: 0 }] },
      { text: '', mentions: [] },
      { id: 'x', mentions: [] },
    ],
  })
})

test('sentences and words that are given are used, and words are found within sentences', async () => {
  const seen: unknown[] = []
  const spy = createTestTagger([], ({ sentences, tokens }) => {
    seen.push([sentences, tokens])
    return []
  })
  const sentences = [{ begin: 3, end: 11 }]
  const tokens = [{ begin: 3, end: 7 }]
  const spied = createTestApp({ spy })
  const documents = [
    { text: 'No acid here.', sentences, tokens },
    { text: 'No acid here.', sentences },
  ]
  expect((await spied.post({ documents })).status).toBe(200)
  expect(seen).toEqual([
    [sentences, tokens],
    [sentences, [tokens[0], { begin: 8, end: 11 }]],
  ])
})

test('a model is chosen by its name, and mentions by their score', async () => {
  const scored = createTestTagger(['B'], () =>
    [0.2, 0.9].map((score, i) => ({ begin: i, end: i + 1, concepts: [], types: ['B'], score })),
  )
  const several = createTestApp({ acids, 'b.1': scored })
  const response = await several.post({ model: 'b.1', text: 'ab', minScore: 0.5 })
  expect(await response.json()).toMatchObject({ model: 'b.1', mentions: [{ begin: 1, score: 0.9 }] })
  const unnamed = await several.post({ text: 'ab' })
  expect([unnamed.status, await messageOf(unnamed)]).toEqual([
    400,
    'expected the name of a model that is served: acids, b.1',
  ])
  for (const model of ['c', '__proto__', '../acids'])
    expect((await several.post({ model, text: 'ab' })).status).toBe(404)
  expect(await (await several.app.request('/v1/models')).json()).toEqual({
    models: [
      { name: 'acids', version: '1', types: [{ type: 'T103', name: 'T103 Chemical' }] },
      { name: 'b.1', version: '1', types: [{ type: 'B', name: 'B' }] },
    ],
  })
})

test.each<[what: string, body: unknown, message: string, at?: string]>([
  ['no JSON', '{"text": "a', 'expected JSON, which cannot go on with the end of the text'],
  ['another value', '[]', 'Invalid input: expected object, received array', ''],
  ['neither text nor documents', {}, 'expected either a text or documents', ''],
  ['both', { text: '', documents: [] }, 'expected either a text or documents', ''],
  ['a key that there is not', { text: '', path: '/etc' }, 'Unrecognized key: "path"', ''],
  ['a score that is none', { text: '', minScore: 2 }, 'Too big: expected number to be <=1', 'minScore'],
  ['NUL', { text: 'a\u0000' }, 'expected a text, got NUL in it', 'text'],
  [
    'half of a pair',
    { documents: [{ text: '' }, { text: '\ud800' }] },
    'expected a text of characters, got half of a surrogate pair in it',
    'documents.1.text',
  ],
  ['no documents', { documents: { length: 1 } }, 'expected a list', 'documents'],
  [
    'a sentence that is none',
    {
      documents: [
        {
          text: 'a',
          sentences: [
            { begin: 0, end: 1 },
            { begin: '1', end: 2 },
          ],
        },
      ],
    },
    'Invalid input: expected number, received string',
    'documents.0.sentences.1.begin',
  ],
  [
    'sentences that overlap',
    {
      documents: [
        {
          text: 'abc',
          sentences: [
            { begin: 0, end: 2 },
            { begin: 1, end: 3 },
          ],
        },
      ],
    },
    'expected spans of whole characters in order and apart, within 0 and 3, got 1 to 3',
    'documents.0.sentences',
  ],
  [
    'half a character',
    { documents: [{ text: '🧬', sentences: [{ begin: 0, end: 1 }] }] },
    'expected spans of whole characters in order and apart, within 0 and 2, got 0 to 1',
    'documents.0.sentences',
  ],
  [
    'words outside of sentences',
    { documents: [{ text: 'abc', sentences: [{ begin: 0, end: 1 }], tokens: [{ begin: 0, end: 2 }] }] },
    'expected words within sentences, got 0 to 2',
    'documents.0.tokens',
  ],
  [
    'words without sentences',
    { documents: [{ text: 'abc', tokens: [] }] },
    'expected sentences beside tokens',
    'documents.0.tokens',
  ],
  [
    '1,001 documents',
    { documents: new Array(1001).fill({}) },
    'expected at most 1000, got more',
    'documents',
  ],
])('%s is answered with what is wrong and where', async (_, body, message, at) => {
  const response = await post(body)
  expect(response.status).toBe(400)
  const { error } = (await response.json()) as { error: Record<string, unknown> }
  expect(error).toMatchObject({ message, ...(at !== undefined && { at }) })
  expect(error).not.toHaveProperty('path')
})

test('a list of nothing but faults is looked through up to the first', async () => {
  const response = await post(`{"documents":[{"text":"","sentences":[${'0,'.repeat(400_000)}0]}]}`)
  expect(await messageOf(response)).toBe('Invalid input: expected object, received number')
})

test('bytes that are not UTF-8 are refused', async () => {
  const bytes = Buffer.concat([Buffer.from('{"text": "'), Buffer.of(0xff), Buffer.from('"}')])
  const response = await post('', { body: bytes })
  expect([response.status, await messageOf(response)]).toEqual([
    400,
    'expected UTF-8, got bytes that are not',
  ])
})

test('more than a MiB is refused, whether its length is said or not', async () => {
  const large = JSON.stringify({ text: 'a'.repeat(2 ** 20) })
  expect((await post(large, { headers: { 'content-length': String(large.length) } })).status).toBe(413)
  expect((await post(large)).status).toBe(413)
  expect((await post('{}', { headers: { 'content-length': 'many' } })).status).toBe(400)
})

const lines = (text: string, query = '') =>
  post(text, { headers: { 'content-type': 'application/x-ndjson; charset=utf-8' } }, `/v1/tag${query}`)

test('lines are answered by lines, the bad ones by what is wrong with them', async () => {
  const response = await lines('{"id": 1, "text": "acid"}\n[]\n{"text": "b"}\n')
  expect(response.headers.get('content-type')).toBe('application/x-ndjson')
  const answers = (await response.text()).split('\n')
  expect(answers.pop()).toBe('')
  expect(answers.map(line => JSON.parse(line))).toEqual([
    {
      id: 1,
      text: 'acid',
      mentions: [{ begin: 0, end: 4, text: 'acid', types: ['T103'], names: ['T103 Chemical'], concepts: [] }],
    },
    { line: 2, error: { message: 'expected an object {"text": ...}, got another value' } },
    { text: 'b', mentions: [] },
  ])
  const long = await (await lines(`${'a'.repeat(2 ** 20 + 1)}\n{"text": ""}`)).text()
  expect(long).toContain('expected a line of at most 1 MiB, got a longer one')
  expect((await lines('', '?model=b')).status).toBe(404)
  expect((await lines('', '?minScore=x')).status).toBe(400)
  expect((await lines('', '?file=x')).status).toBe(400)
})

test('lines are read no faster than they are answered and taken', async () => {
  let sent = 0
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      sent++
      controller.enqueue(Buffer.from(`{"text": "${'acid '.repeat(2000)}"}\n`))
    },
  })
  const init = { body, duplex: 'half' as const, headers: { 'content-type': 'application/x-ndjson' } }
  const reader = (await post('', init)).body!.getReader()
  for (let taken = 1; taken <= 30; taken++) {
    await reader.read()
    expect(sent).toBeLessThan(taken + 40)
  }
  await reader.cancel()
})

test('answers hold no character that steers a terminal', async () => {
  const text = 'acid \u001b[31m \u009b \u202e <b>'
  const response = await post({ text })
  const body = await response.text()
  expect(body).toMatch(/^[ -~]*$/)
  expect(JSON.parse(body).text).toBe(text)
  expect(await (await lines(JSON.stringify({ text }))).text()).toMatch(/^[ -~]*\n$/)
  expect(await (await post({ text: '', '\u009b': 1 })).text()).toMatch(/^[ -~]*$/)
})

test('requests that come at the same time go through the model together', async () => {
  const held = createHeldTagger()
  const { post } = createTestApp({ held })
  const all = ['a', 'b', 'acid', 'd'].map(text => post({ text }))
  await expect.poll(() => held.batches.length).toBe(1)
  held.release()
  const answers = await Promise.all(
    all.map(async one => (await one).json() as Promise<{ mentions: unknown[] }>),
  )
  expect(answers.map(({ mentions }) => mentions.length)).toEqual([0, 0, 1, 0])
  expect(held.batches.flat()).toEqual(['a', 'b', 'acid', 'd'])
  expect(held.batches.length).toBeLessThanOrEqual(2)
})

test('a document that fails fails alone, and its text is in no answer and no log', async () => {
  const held = createHeldTagger()
  const { post, defects } = createTestApp({ held })
  held.release()
  const statuses = await Promise.all(['a', 'fail', 'b'].map(async text => (await post({ text })).status))
  expect(statuses).toEqual([200, 500, 200])
  expect(defects).toHaveLength(1)
  expect(defects[0]).toMatch(/^\/v1\/tag: failed by a defect of medspan, TypeError\n\s+at .*served\.ts/)
  expect(defects[0]).not.toContain('secret')
})

interface Description {
  openapi: string
  paths: Record<string, unknown>
  components: {
    schemas: Record<string, { additionalProperties?: unknown; properties: { documents?: unknown } }>
  }
}

test('the description names every route, and its schemas are those that requests are checked by', async () => {
  const description = (await (await app.request('/openapi.json')).json()) as Description
  expect(description.openapi).toBe('3.1.0')
  expect(Object.keys(description.paths)).toEqual(['/v1/tag', '/v1/models', '/health', '/ready', '/metrics'])
  const { TagRequest } = description.components.schemas
  expect(TagRequest!.additionalProperties).toBe(false)
  expect(TagRequest!.properties.documents).toMatchObject({
    type: 'array',
    maxItems: 1000,
    items: {
      required: ['text'],
      properties: { tokens: { type: 'array', items: { required: ['begin', 'end'] } } },
    },
  })
  const references = [...JSON.stringify(description).matchAll(/"#\/components\/schemas\/(\w+)"/g)]
  for (const [, name] of references) expect(description.components.schemas).toHaveProperty(name!)
})

test('a model of a corpus of its own has its own names of types', async () => {
  const own = createTestApp({ own: createPatternTagger(/b/g, 'Disease') })
  expect(await (await own.post({ text: 'b' })).json()).toMatchObject({ mentions: [{ names: ['Disease'] }] })
})
