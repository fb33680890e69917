/** @file Requests to servers on this machine that redirect, cut off, drip and say nothing. */
import { getEventListeners } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { inspect } from 'node:util'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { MedspanError } from '../../src/errors.ts'
import {
  isTransientStatus,
  parseRetryAfter,
  type Reply,
  type RequestOptions,
  request,
  TransientError,
} from '../../src/net/request.ts'

type Answer = (response: ServerResponse, request: IncomingMessage) => void

const servers: Server[] = []
let answer: Answer
/** Who was asked, and with which key. */
let seen: string[] = []
let [home, storage] = ['', '']

beforeAll(async () => {
  const start = async (name: string): Promise<string> => {
    const server = createServer((asked, response) => {
      response.on('error', () => {})
      seen.push(`${name} ${asked.method} ${asked.url} ${asked.headers.authorization}`)
      answer(response, asked)
    })
    servers.push(server)
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  }
  home = await start('home')
  storage = await start('storage')
})
beforeEach(() => {
  seen = []
})
afterAll(() => {
  for (const server of servers) {
    server.closeAllConnections()
    server.close()
  }
})

const redirect =
  (location: string, status = 302): Answer =>
  response =>
    void response.writeHead(status, { location }).end()
const keyHeaders = { authorization: 'Key k-1' }
const text = async (reply: Reply): Promise<string> => `${reply.status} ${await reply.bytes(1000)}`
const ask = (options: RequestOptions = {}, path = '/a?apiKey=k-2') =>
  request(`${home}${path}`, { keyHeaders, ...options }, text)

/** Whether a promise has come to its end. */
const isSettled = (work: Promise<unknown>): Promise<boolean> =>
  Promise.race([
    work.then(
      () => true,
      () => true,
    ),
    new Promise<boolean>(resolve => setImmediate(() => resolve(false))),
  ])

async function failure(work: Promise<unknown>): Promise<Error> {
  const error: unknown = await work.catch((reason: unknown) => reason)
  expect(error).toBeInstanceOf(Error)
  expect(inspect(error, { depth: 10 })).not.toMatch(/k-[12]/)
  return error as Error
}

describe('a redirect', () => {
  const elsewhere: Answer = (response, { headers }) =>
    headers.host === new URL(home).host
      ? redirect(`${storage}/b`)(response, undefined as never)
      : void response.end('content')

  it('is followed, and carries no key to another origin', async () => {
    answer = elsewhere
    expect(await ask({ redirects: 'follow' })).toBe('200 content')
    expect(seen).toEqual(['home GET /a?apiKey=k-2 Key k-1', 'storage GET /b undefined'])
  })

  it('carries the key on to the same origin', async () => {
    answer = (response, { url }) =>
      url === '/b' ? void response.end('content') : redirect('/b')(response, undefined as never)
    expect(await ask({ redirects: 'same-origin' })).toBe('200 content')
    expect(seen.at(-1)).toBe('home GET /b Key k-1')
  })

  it.each(['none', 'same-origin', undefined] as const)(
    'to another origin is the reply (%s)',
    async redirects => {
      answer = elsewhere
      expect(await ask(redirects === undefined ? {} : { redirects })).toBe('302 ')
      expect(seen).toHaveLength(1)
    },
  )

  it('is none without an address, or where the reply is that nothing has changed', async () => {
    answer = response => void response.writeHead(302).end('x')
    expect(await ask({ redirects: 'follow' })).toBe('302 x')
    answer = redirect('/b', 304)
    expect(await ask({ redirects: 'follow' })).toBe('304 ')
  })

  it('leads on eight times at most, to an address, of the web', async () => {
    answer = redirect('/a')
    expect((await failure(ask({ redirects: 'follow' }))).message).toBe(
      'expected at most 8 redirects, got more',
    )
    expect(seen).toHaveLength(9)
    answer = redirect('http://[')
    expect(await failure(ask({ redirects: 'follow' }))).toMatchObject({
      code: 'input',
      message: 'expected a redirect to an address, got something else',
      where: { path: `${home}/a` },
    })
    answer = redirect('file:///etc/passwd')
    expect(await failure(ask({ redirects: 'follow' }))).toMatchObject({
      code: 'unsafe-input',
      message: 'expected a redirect to https, got file:',
    })
  })

  it('is not followed from https to http, where anybody may read along', async () => {
    const asked: string[] = []
    const fetch = vi.spyOn(globalThis, 'fetch').mockImplementation(async (url, init) => {
      asked.push(`${String(url)} ${new Headers(init?.headers).get('authorization')}`)
      return new Response(null, { status: 302, headers: { location: 'http://hub.example/list' } })
    })
    try {
      const work = request('https://hub.example/list', { keyHeaders, redirects: 'follow' }, text)
      expect((await failure(work)).message).toBe('expected a redirect to https, got http:')
    } finally {
      fetch.mockRestore()
    }
    expect(asked).toEqual(['https://hub.example/list Key k-1'])
  })
})

describe('a request', () => {
  it('that nobody answers, or that is cut off, may be sent again, and no error holds a key', async () => {
    answer = response => void response.destroy()
    const cut = await failure(ask())
    expect(cut).toBeInstanceOf(TransientError)
    expect(cut.message).toBe('the connection was cut')
    answer = response => {
      response.writeHead(200, { 'content-length': '500' })
      response.write('x', () => setTimeout(() => response.destroy(), 5))
    }
    expect((await failure(ask())).message).toBe('the connection was cut')
    const refused = await failure(request('http://127.0.0.1:1/?apiKey=k-2', { keyHeaders }, text))
    expect(refused).toBeInstanceOf(TransientError)
  })

  it('ends when its time is over, whatever has come', async () => {
    answer = response => {
      const drip = setInterval(() => response.write('x'.repeat(2000)), 5)
      response.once('close', () => clearInterval(drip))
    }
    const read = async (reply: Reply) => {
      for await (const _ of reply.pieces());
    }
    const error = await failure(request(home, { timeoutMs: 60, idleTimeoutMs: 10_000 }, read))
    expect(error).toBeInstanceOf(TransientError)
    expect(error.message).toBe('there was no answer within 0.1 s')
  })

  it('ends when nothing or next to nothing comes for a while, and not as long as something does', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    let body: ReadableStreamDefaultController<Uint8Array>
    const stream = () =>
      new ReadableStream<Uint8Array>({
        start: controller => {
          body = controller
        },
      })
    const fetch = vi.spyOn(globalThis, 'fetch').mockImplementation(async (_, init) => {
      init!.signal!.addEventListener('abort', () => body.error(init!.signal!.reason))
      return new Response(stream())
    })
    try {
      const drip = async (bytes: number): Promise<number> => {
        const work = request(home, { idleTimeoutMs: 300 }, async reply => (await reply.bytes(1e6))!.length)
        work.catch(() => {})
        for (let i = 0; i < 12 && !(await isSettled(work)); i++) {
          await vi.advanceTimersByTimeAsync(200)
          if (!(await isSettled(work))) body.enqueue(new Uint8Array(bytes))
        }
        if (!(await isSettled(work))) body.close()
        return work
      }
      expect(await drip(2000)).toBe(24_000)
      const error = await failure(drip(10))
      expect(error).toBeInstanceOf(TransientError)
      expect(error.message).toBe('no answer for 0.3 s')
    } finally {
      fetch.mockRestore()
      vi.useRealTimers()
    }
  })

  it('ends with its signal, before it and within it, and leaves nothing at the signal', async () => {
    const controller = new AbortController()
    answer = response => {
      response.write('x')
      setTimeout(() => controller.abort(new Error('enough')), 5)
    }
    const { signal } = controller
    await expect(ask({ signal })).rejects.toThrow('enough')
    await expect(ask({ signal })).rejects.toThrow('enough')
    answer = response => void response.end('x')
    const other = new AbortController().signal
    await ask({ signal: other })
    expect([signal, other].flatMap(one => getEventListeners(one, 'abort'))).toEqual([])
  })

  it('reads no more than it is to, and throws what the reader throws', async () => {
    answer = response => void response.end('x'.repeat(1001))
    expect(await ask()).toBe('200 undefined')
    const fault = new MedspanError('data', 'expected y, got x')
    expect(await failure(request(home, {}, () => Promise.reject(fault)))).toBe(fault)
  })
})

describe('a reply', () => {
  it('says how long to wait in seconds or by a date', () => {
    expect(parseRetryAfter('120', 0)).toBe(120_000)
    expect(parseRetryAfter('Thu, 01 Jan 1970 00:01:00 GMT', 15_000)).toBe(45_000)
    expect(parseRetryAfter('Thu, 01 Jan 1970 00:01:00 GMT', 90_000)).toBe(0)
    expect(parseRetryAfter('soon', 0)).toBeUndefined()
    expect(parseRetryAfter(null, 0)).toBeUndefined()
  })

  it('says by its status whether another may be better', () => {
    expect([408, 425, 429, 500, 502, 503, 504, 522].filter(isTransientStatus)).toHaveLength(8)
    expect([200, 206, 302, 400, 401, 403, 404, 410, 413, 416].filter(isTransientStatus)).toEqual([])
  })
})
