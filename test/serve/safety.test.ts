import { describe, expect, test } from 'vitest'
import { createTestApp, messageOf } from './served.ts'

const body = JSON.stringify({ text: 'acid' })
const json = { 'content-type': 'application/json' }

describe('without a token', () => {
  const { app } = createTestApp(undefined, { hosts: ['Tagger.lab.org'] })
  const post = (url: string, headers: Record<string, string> = {}) =>
    app.request(url, { method: 'POST', body, headers: { ...json, ...headers } })

  test.each([
    'http://localhost:8787/v1/tag',
    'http://127.0.0.1:1/v1/tag',
    'http://[::1]/v1/tag',
    'http://tagger.lab.org/v1/tag',
    'http://192.168.0.7/v1/tag',
  ])('%s is a name of the server', async url => {
    expect((await post(url)).status).toBe(200)
  })

  test.each<[url: string, host?: string]>([
    ['http://evil.com/v1/tag'],
    ['http://localhost.evil.com/v1/tag'],
    ['http://127.0.0.1.evil.com/v1/tag'],
    ['http://localhost/v1/tag', 'evil.com'],
    ['http://evil.com/v1/tag', 'localhost'],
    ['http://localhost/v1/tag', 'local host'],
    ['http://localhost/v1/tag', ''],
  ])('%s with host %s is refused: the name may be that of a page', async (url, host) => {
    const response = await post(url, host === undefined ? {} : { host })
    expect([response.status, await messageOf(response)]).toEqual([
      403,
      'expected a request to a name of this server; --allow-host adds one',
    ])
  })

  test('the page of the server itself may ask, and no other', async () => {
    const url = 'http://localhost:8787/v1/tag'
    for (const origin of ['http://localhost:8787', 'https://localhost:8787'])
      expect((await post(url, { origin })).status).toBe(200)
    for (const origin of [
      'http://evil.com',
      'http://localhost:1',
      'null',
      '',
      'file://',
      'http://127.0.0.1:8787',
    ])
      expect((await post(url, { origin })).status, origin).toBe(403)
    const get = await app.request('/v1/models', { headers: { origin: 'http://evil.com' } })
    expect(get.status).toBe(403)
    expect(get.headers.get('access-control-allow-origin')).toBeNull()
  })

  test.each(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=a', ''])(
    'what a form can send is refused: %s',
    async type => {
      const response = await app.request('/v1/tag', {
        method: 'POST',
        body,
        headers: { 'content-type': type },
      })
      expect(response.status).toBe(415)
    },
  )

  test.each(['application/json; charset=latin1', 'application/json; q=1', 'application/jsonx'])(
    'so is another charset or type: %s',
    async type => {
      expect((await post('/v1/tag', { 'content-type': type })).status).toBe(415)
    },
  )

  test('a packed body is refused', async () => {
    expect((await post('/v1/tag', { 'content-encoding': 'gzip' })).status).toBe(415)
    expect((await post('/v1/tag', { 'content-encoding': 'identity' })).status).toBe(200)
    expect((await post('/v1/tag', { 'content-type': 'Application/JSON; charset="UTF-8"' })).status).toBe(200)
  })

  test('every answer tells a browser to make nothing else of it', async () => {
    const paths = ['/health', '/nowhere', '/v1/models', '/openapi.json', '/metrics']
    const answers = [
      ...(await Promise.all(paths.map(path => app.request(path)))),
      await post('http://evil.com/'),
    ]
    for (const { headers } of answers) {
      expect(headers.get('x-content-type-options')).toBe('nosniff')
      expect(headers.get('content-security-policy')).toBe("default-src 'none'; frame-ancestors 'none'")
      expect(headers.get('cross-origin-resource-policy')).toBe('same-origin')
    }
  })

  test.each([
    '/../../etc/passwd',
    '/%2e%2e/%2e%2e/etc/passwd',
    '/v1/models/..%2f..',
    '/v1//tag',
    '//evil.com/',
  ])('no path leads to a file: %s', async path => {
    const response = await app.request(`http://localhost${path}`)
    expect([response.status, await messageOf(response)]).toEqual([
      404,
      'expected a path and a method of /openapi.json',
    ])
  })
})

describe('with a token', () => {
  const token = 'a-token-of-some-length'
  const { app } = createTestApp(undefined, { token })
  const ask = (path: string, authorization?: string) =>
    app.request(path, { headers: authorization === undefined ? {} : { authorization } })

  test('nothing is said without it but that the server is there', async () => {
    for (const path of ['/v1/models', '/metrics', '/openapi.json', '/nowhere', '/health/', '/v1/tag'])
      for (const given of [
        undefined,
        '',
        'Bearer',
        'Bearer x',
        token,
        `Basic ${token}`,
        `Bearer ${token}x`,
      ]) {
        const response = await ask(path, given)
        expect(response.status).toBe(401)
        expect(response.headers.get('www-authenticate')).toBe('Bearer')
        expect(await response.text()).not.toContain(token)
      }
    expect((await ask('/v1/models', `Bearer ${token}`)).status).toBe(200)
    expect((await ask('/health')).status).toBe(200)
    expect((await ask('/ready')).status).toBe(200)
  })
})
