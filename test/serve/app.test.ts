import { Hono } from 'hono'
import { describe, expect, test } from 'vitest'
import { MedspanError } from '../../src/errors.ts'
import { acids, createHeldTagger, createTestApp, messageOf } from './served.ts'

/** How much work there is, as the metrics say. */
async function workOf(app: ReturnType<typeof createTestApp>['app']) {
  const text = await (await app.request('/metrics')).text()
  const value = (name: string) => Number(new RegExp(`^medspan_requests_${name} (\\d+)$`, 'm').exec(text)?.[1])
  return [value('in_flight'), value('waiting')]
}

describe('places', () => {
  test('so many requests are worked on, so many wait, and the next is told to come again', async () => {
    const held = createHeldTagger()
    const { app, post } = createTestApp({ held }, { places: { atOnce: 2, waiting: 1 } })
    const taken = ['a', 'b', 'c'].map(text => post({ text }))
    await expect.poll(() => workOf(app)).toEqual([2, 1])
    const refused = await post({ text: 'd' })
    expect([refused.status, refused.headers.get('retry-after'), await messageOf(refused)]).toEqual([
      429,
      '1',
      'expected at most 3 requests at once, got more',
    ])
    held.release()
    expect((await Promise.all(taken)).map(({ status }) => status)).toEqual([200, 200, 200])
    await expect.poll(() => workOf(app)).toEqual([0, 0])
    expect((await post({ text: 'd' })).status).toBe(200)
  })

  test('whoever waits for long is told to come again, and the others are answered', async () => {
    const held = createHeldTagger()
    const { app, post } = createTestApp({ held }, { places: { atOnce: 1, waiting: 2, waitMs: 20 } })
    const first = post({ text: 'a' })
    await expect.poll(() => workOf(app)).toEqual([1, 0])
    const waited = await Promise.all([post({ text: 'b' }), post({ text: 'c' })])
    expect(waited.map(({ status, headers }) => [status, headers.get('retry-after')])).toEqual([
      [503, '1'],
      [503, '1'],
    ])
    expect(await workOf(app)).toEqual([1, 0])
    held.release()
    expect((await first).status).toBe(200)
    expect(held.batches).toEqual([['a']])
  })

  test('a client that goes away gives its place back, whether it waits or not', async () => {
    const held = createHeldTagger()
    const { app, post, defects } = createTestApp({ held }, { places: { atOnce: 2, waiting: 1 } })
    const going = new AbortController()
    const first = post({ text: 'first' })
    await expect.poll(() => held.batches.length).toBe(1)
    const queued = post({ text: 'queued' }, { signal: going.signal })
    const waiting = post({ text: 'waiting' }, { signal: going.signal })
    await expect.poll(() => workOf(app)).toEqual([2, 1])
    // What a signal is aborted with need not be an error.
    going.abort('gone')
    expect([(await queued).status, (await waiting).status]).toEqual([499, 499])
    await expect.poll(() => workOf(app)).toEqual([1, 0])
    held.release()
    expect((await first).status).toBe(200)
    expect((await post({ text: 'late' }, { signal: going.signal })).status).toBe(499)
    expect(held.batches).toEqual([['first']])
    expect(defects).toEqual([])
  })

  test('a request that is refused or fails keeps no place', async () => {
    const held = createHeldTagger()
    held.release()
    const { app, post } = createTestApp({ held }, { places: { atOnce: 1, waiting: 0 } })
    for (const body of ['{', { text: 'fail' }, { text: '', model: 'none' }])
      expect((await post(body)).status).toBeGreaterThanOrEqual(400)
    await expect.poll(() => workOf(app)).toEqual([0, 0])
  })

  test('lines keep their place until the last is taken, or nobody takes them', async () => {
    const { app, post } = createTestApp(undefined, { places: { atOnce: 1, waiting: 0 } })
    const init = { headers: { 'content-type': 'application/x-ndjson' } }
    const lines = '{"text": "acid"}\n'.repeat(9)
    const whole = await post(lines, init)
    expect((await post({ text: '' })).status).toBe(429)
    expect(await workOf(app)).toEqual([1, 0])
    expect((await whole.text()).split('\n')).toHaveLength(10)
    await expect.poll(() => workOf(app)).toEqual([0, 0])
    const left = (await post(lines, init)).body!.getReader()
    await left.read()
    await left.cancel()
    await expect.poll(() => workOf(app)).toEqual([0, 0])
  })
})

test('a server that stops says so, and ends what is under way', async () => {
  const held = createHeldTagger()
  const stopping = new AbortController()
  const { app, post } = createTestApp({ held }, { stopping: stopping.signal })
  const under = post({ text: 'a' })
  await expect.poll(() => held.batches.length).toBe(1)
  expect((await app.request('/ready')).status).toBe(200)
  stopping.abort()
  const refused = await post({ text: 'b' })
  expect([refused.status, refused.headers.get('retry-after'), refused.headers.get('connection')]).toEqual([
    503,
    '5',
    'close',
  ])
  const ready = await app.request('/ready')
  expect([ready.status, await ready.json()]).toEqual([503, { status: 'stopping' }])
  expect((await app.request('/health')).status).toBe(200)
  held.release()
  const last = await under
  expect([last.status, last.headers.get('connection')]).toEqual([200, 'close'])
})

test('a server whose models are not loaded is alive and not ready', async () => {
  const { app } = createTestApp(undefined, { isReady: () => false })
  const [health, ready] = [await app.request('/health'), await app.request('/ready')]
  expect([health.status, ready.status, await ready.json()]).toEqual([200, 503, { status: 'loading' }])
})

test('requests, their durations and words are counted by routes, and by no path of a request', async () => {
  const { app, post } = createTestApp()
  await post({ text: 'Some acid here.' })
  await post('{')
  await app.request('/secret/path')
  await app.request('/v1/models')
  const response = await app.request('/metrics')
  expect(response.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8')
  const text = await response.text()
  expect(text).toContain('medspan_requests_total{route="/v1/tag",status="200"} 1\n')
  expect(text).toContain('medspan_requests_total{route="/v1/tag",status="400"} 1\n')
  expect(text).toContain('medspan_requests_total{route="/v1/models",status="200"} 1\n')
  expect(text).toContain('medspan_requests_total{route="other",status="404"} 1\n')
  expect(await (await app.request('/metrics')).text()).toContain('{route="/metrics",status="200"} 1\n')
  expect(text).toContain('medspan_request_duration_seconds_bucket{route="/v1/tag",le="+Inf"} 2\n')
  expect(text).toContain('medspan_request_duration_seconds_count{route="/v1/tag"} 2\n')
  expect(text).not.toContain('secret')
  for (const line of text.trimEnd().split('\n'))
    expect(line).toMatch(/^(# (HELP|TYPE) \w+ .+|\w+(\{\w+="[^"]*"(,\w+="[^"]*")*\})? [\d.e-]+)$/)
})

test('a disk that is full is no defect, and the log says which', async () => {
  const full = new Hono().post('/', () => {
    throw new MedspanError('output', 'could not be written: ENOSPC: no space left on device', {
      where: { path: 'learnt/state.json' },
    })
  })
  const { defects, post } = createTestApp(undefined, {
    mounts: [{ path: '/full', app: full, maxBodyBytes: 99 }],
  })
  const failed = await post({}, {}, '/full')
  expect([failed.status, await messageOf(failed)]).toEqual([
    507,
    'the server could not write to its disk; its log says why',
  ])
  expect(defects).toEqual(['/full: learnt/state.json: could not be written: ENOSPC: no space left on device'])
})

test('another application is mounted behind the same guard, places and limits', async () => {
  const inner = new Hono()
  inner.post('/:name/train', async c => {
    await c.req.text()
    return c.body(null, 204)
  })
  inner.get('/fail', () => {
    throw new TypeError('secret')
  })
  const { app, post, defects } = createTestApp(
    { acids },
    { mounts: [{ path: '/recommender', app: inner, maxBodyBytes: 10 }], token: 'a-token-of-some-length' },
  )
  const headers = { authorization: 'Bearer a-token-of-some-length' }
  expect((await post('{}', {}, '/recommender/a/train')).status).toBe(401)
  expect((await post('{}', { headers }, '/recommender/a/train')).status).toBe(204)
  expect((await post('{"a": "long"}', { headers }, '/recommender/a/train')).status).toBe(413)
  expect((await app.request('/recommender/fail', { headers })).status).toBe(500)
  expect(defects).toHaveLength(1)
  const metrics = await (await app.request('/metrics', { headers })).text()
  expect(metrics).toContain('{route="/recommender/:name/train",status="204"} 1')
})
