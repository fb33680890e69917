import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inspect } from 'node:util'
import fc from 'fast-check'
import Database from 'libsql'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { formatError, MedspanError, type Notice } from '../../src/errors.ts'
import type { Progress } from '../../src/progress.ts'
import { createConceptSource, defaultUtsCache } from '../../src/umls/source.ts'
import { openUts, type UtsOptions } from '../../src/umls/uts.ts'
import { readUtsKey } from '../../src/umls/uts-key.ts'
import { parseReply } from '../../src/umls/uts-request.ts'
import { faults, replyOf, startUts, typesOf, type UtsTestServer } from './uts-server.ts'

const key = '01234567-89ab-cdef-SECRET+/=key'
let root = ''
let cache = ''
let count = 0
let server: UtsTestServer
/** Everything that the library said, for the search for the key. */
const said: string[] = []

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'medspan-uts-'))
})
beforeEach(async () => {
  cache = join(root, `${count++}`, 'uts.sqlite')
  server = await startUts()
  said.length = 0
})
afterEach(() => server.close())
afterAll(() => rmSync(root, { recursive: true, force: true }))

const notices: Notice[] = []
const progress: Progress = {
  task: (title, total, unit) => {
    said.push(`${title} ${total} ${unit}`)
    const hear = (note: string | undefined) => void said.push(note ?? '')
    return { advance: (_, note) => hear(note), end: hear }
  },
  info: line => void said.push(line),
  notice: notice => {
    said.push(JSON.stringify(notice))
    notices.push(notice)
  },
}

const quick = { backoffMs: 1, requestsPerSecond: 10_000, timeoutMs: 5000, maxAttempts: 4 } as const

async function lookUp(cuis: readonly string[], options: Partial<UtsOptions> = {}, signal?: AbortSignal) {
  notices.length = 0
  const source = await openUts({
    cache,
    key: async () => key,
    baseUrl: server.baseUrl,
    release: '2026AA',
    ...quick,
    ...options,
  })
  try {
    return await source.lookUp(new Set(cuis), { progress, signal })
  } finally {
    source.close()
  }
}

async function failure(work: Promise<unknown>): Promise<MedspanError> {
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  expect(error).toBeInstanceOf(MedspanError)
  said.push(inspect(error, { depth: 10 }), formatError(error as MedspanError), String((error as Error).stack))
  return error as MedspanError
}

const cuisUpTo = (last: number): string[] =>
  Array.from({ length: last }, (_, i) => `C${String(i + 1).padStart(7, '0')}`)
const fixture = (cui: string): unknown =>
  JSON.parse(readFileSync(join(import.meta.dirname, 'fixtures/uts', `${cui}.json`), 'utf8'))

describe('UTS', () => {
  it("gives all types of a concept in the reply's order, and its name", async () => {
    await server.close()
    server = await startUts(cui => (/C0009044|C0004057/.test(cui) ? fixture(cui) : undefined))
    const records = await lookUp(['C0004057', 'C0009044', 'C0000001'])
    expect([...records.values()]).toEqual([
      { cui: 'C0004057', status: 'current', types: ['T121', 'T109'], name: 'aspirin' },
      { cui: 'C0009044', status: 'current', types: ['T037'], name: 'Closed fracture carpal bone' },
      { cui: 'C0000001', status: 'unknown', types: [] },
    ])
  })

  it('asks for the release that it is told, with the key', async () => {
    await lookUp(['C0000001'], { release: '2015AB' })
    await lookUp(['C0000001'], { release: 'current' })
    expect(server.requests).toEqual([
      { cui: 'C0000001', release: '2015AB', key },
      { cui: 'C0000001', release: 'current', key },
    ])
  })

  it('asks for no concept twice, whether it has it or not', async () => {
    const first = await lookUp(cuisUpTo(30))
    const asked = server.requests.length
    expect(await lookUp(cuisUpTo(30))).toEqual(first)
    expect(server.requests.length).toBe(asked)
    expect([...first.values()].filter(({ status }) => status === 'unknown')).toHaveLength(4)
    expect(first.get('C0000010')?.types).toEqual(typesOf('C0000010'))
  })

  it('follows a concept that UTS answers with another one', async () => {
    await server.close()
    server = await startUts(() => replyOf('C0010674', ['T047'], '2026AA', 'Cystic Fibrosis'))
    for (let i = 0; i < 2; i++)
      expect((await lookUp(['C0000002'])).get('C0000002')).toEqual({
        cui: 'C0000002',
        status: 'retired',
        path: [{ cui: 'C0000002' }, { cui: 'C0010674' }],
        types: ['T047'],
        name: 'Cystic Fibrosis',
      })
    expect(server.requests).toHaveLength(1)
  })

  it('takes a concept without types for one', async () => {
    await server.close()
    const { result, ...rest } = replyOf('C0000002', [])
    server = await startUts(() => ({ ...rest, result: { ...result, semanticTypes: 'NONE' } }))
    expect((await lookUp(['C0000002'])).get('C0000002')).toMatchObject({ status: 'current', types: [] })
  })

  it('keeps answers for `current` a day, and those for a release for ever', async () => {
    const time = { now: 1e12 }
    const clock = { now: () => time.now, sleep: async () => {} }
    for (const release of ['current', '2026AA']) await lookUp(['C0000001'], { release, clock })
    time.now += 86_400_000 - 1
    for (const release of ['current', '2026AA']) await lookUp(['C0000001'], { release, clock })
    expect(server.requests).toHaveLength(2)
    time.now += 1000
    for (const release of ['current', '2026AA']) await lookUp(['C0000001'], { release, clock })
    expect(server.requests.map(({ release }) => release)).toEqual(['current', '2026AA', 'current'])
  })

  it('keeps the answers of each server apart', async () => {
    await lookUp(['C0000001'])
    const other = await startUts()
    try {
      await lookUp(['C0000001'], { baseUrl: other.baseUrl })
      expect(other.requests).toHaveLength(1)
    } finally {
      await other.close()
    }
  })
})

describe('UTS offline', () => {
  it('answers from the cache alone, without a key, however old', async () => {
    const first = await lookUp(['C0000001', 'C0000007'], { release: 'current' })
    await server.close()
    const clock = { now: () => Date.now() + 1e9, sleep: async () => {} }
    const noKey = () => Promise.reject(new Error('must not be asked'))
    const options = { offline: true, key: noKey, release: 'current', clock }
    expect(await lookUp(['C0000001', 'C0000007'], options)).toEqual(first)
    expect(notices).toMatchObject([{ code: 'uts-stale', count: 2 }])
  })

  it('says how many concepts are missing, and which first', async () => {
    await lookUp(['C0000001'])
    const error = await failure(lookUp(cuisUpTo(9), { offline: true }))
    expect(error.message).toBe(
      'offline, and 8 of 9 concepts of UTS 2026AA are not in the cache: C0000002, C0000003, C0000004, C0000005, C0000006 and 3 more',
    )
    expect(server.requests).toHaveLength(1)
  })
})

describe('UTS in trouble', () => {
  it.each([
    ['429', faults.status(429)],
    ['429 with seconds', faults.status(429, { 'retry-after': '0' })],
    ['503 with a date', faults.status(503, { 'retry-after': new Date(0).toUTCString() })],
    ['500', faults.status(500)],
    ['502', faults.status(502)],
    ['408', faults.status(408)],
    ['a cut connection', faults.cut],
    ['a reply cut short', faults.cutWithin],
    ['a page', faults.body('<html>Sorry</html>')],
    ['another shape', faults.body('{"result": []}')],
    ['a concept without list of types', faults.body('{"result": {"ui": "C0000001"}}')],
    [
      'a type that is none',
      faults.body('{"result": {"ui": "C0000001", "semanticTypes": [{"uri": "x/T1"}]}}'),
    ],
    ['too much', faults.body(`"${'x'.repeat(2 << 20)}"`)],
  ])('(%s) is asked again, and counts the repetitions', async (_, fault) => {
    server.fault = (__, serial) => (serial < 3 ? fault : undefined)
    const records = await lookUp(['C0000001'])
    expect(records.get('C0000001')).toMatchObject({ status: 'current', types: typesOf('C0000001') })
    expect(server.requests).toHaveLength(4)
    expect(notices.map(({ code, count: times }) => [code, times])).toEqual([['uts-retried', 3]])
  })

  it('(silence) is asked again after the time-out', async () => {
    server.fault = (_, serial) => (serial === 0 ? faults.silence : undefined)
    const records = await lookUp(['C0000001'], { timeoutMs: 100 })
    expect(records.get('C0000001')?.status).toBe('current')
    // More often than once where this machine is slow.
    expect(Object.keys(notices[0]?.kinds ?? {})).toEqual(['there was no answer within 0.1 s'])
  })

  it('waits as long as Retry-After says, and lets all others wait too', async () => {
    const sleeps: number[] = []
    let now = 1e12
    const clock = {
      now: () => now,
      sleep: async (ms: number) => {
        sleeps.push(ms)
        now += ms
      },
    }
    server.fault = (_, serial) => (serial === 0 ? faults.status(429, { 'retry-after': '7' }) : undefined)
    await lookUp(['C0000001', 'C0000002'], { clock, concurrency: 1 })
    expect(sleeps[0]).toBeGreaterThanOrEqual(7000)
    server.fault = (_, serial) =>
      serial === 3 ? faults.status(503, { 'retry-after': new Date(now + 60_000).toUTCString() }) : undefined
    sleeps.length = 0
    await lookUp(['C0000003'], { clock, concurrency: 1 })
    expect(sleeps[0]).toBeGreaterThanOrEqual(59_000)
  })

  it('backs off ever longer, with jitter', async () => {
    const sleeps: number[] = []
    const clock = { now: () => Date.now(), sleep: async (ms: number) => void sleeps.push(ms) }
    server.fault = () => faults.status(500)
    await failure(lookUp(['C0000001'], { clock, maxAttempts: 9, backoffMs: 500 }))
    expect(sleeps).toHaveLength(8)
    sleeps.forEach((ms, i) => {
      const whole = Math.min(30_000, 500 * 2 ** i)
      expect(ms).toBeGreaterThanOrEqual(whole / 2)
      expect(ms).toBeLessThan(whole)
    })
  })

  it('does not wait for hours', async () => {
    server.fault = () => faults.status(429, { 'retry-after': '7200' })
    const error = await failure(lookUp(['C0000001']))
    expect(error.message).toContain('UTS asks to wait 120 minutes (HTTP 429)')
    expect(error.hint).toContain('give the same command again')
  })

  it.each([401, 403])('(%i) says at once that the key is refused, and keeps what it had', async code => {
    server.fault = (_, serial) => (serial >= 10 ? faults.status(code) : undefined)
    const error = await failure(lookUp(cuisUpTo(100), { concurrency: 3 }))
    expect(error.code).toBe('config')
    expect(error.message).toContain(`UTS refuses the key (HTTP ${code})`)
    expect(error.message).toContain('of 100 concepts are answered and kept in')
    expect(server.requests.length).toBeLessThan(15)
    server.fault = () => undefined
    const before = server.requests.length
    const answered = server.answered.size
    await lookUp(cuisUpTo(100))
    expect(server.requests.length - before).toBeLessThanOrEqual(101 - answered)
  })

  it('that stays stops the work, keeps what it had, and says how to go on', async () => {
    server.fault = cui => (cui === 'C0000050' ? faults.status(500) : undefined)
    const error = await failure(lookUp(cuisUpTo(60)))
    expect(error.message).toMatch(/^UTS gives no answer for C0000050, 4 times: HTTP 500; \d+ of 60 concepts/)
    expect(error.hint).toContain('only what is missing will be asked for')
    server.fault = () => undefined
    await lookUp(cuisUpTo(60))
    for (const [cui, times] of server.answered) expect([cui, times]).toEqual([cui, 1])
  })

  it('that cannot be reached is an error, not a concept without types', async () => {
    await server.close()
    const error = await failure(lookUp(['C0000001']))
    expect(error.message).toContain('UTS gives no answer for C0000001, 4 times: the connection was refused')
  })

  it('does not take the 404 of a wrong release or address for an answer', async () => {
    server.fault = () => faults.status(404)
    const error = await failure(lookUp(['C0000001', 'C0000002']))
    expect(error.message).toContain('UTS has no concept at all of release 2026AA: not even C0009044')
    server.fault = () => undefined
    expect((await lookUp(['C0000001'])).get('C0000001')?.status).toBe('current')
  })

  it('does not follow a redirection, which would carry the key away', async () => {
    const other = await startUts()
    server.fault = () => faults.status(302, { location: `${other.baseUrl}/content/2026AA/CUI/C0000001` })
    const error = await failure(lookUp(['C0000001']))
    expect(error.message).toContain('got a redirection (HTTP 302)')
    expect(other.requests).toEqual([])
    await other.close()
  })

  it.each([400, 418])('(%i) is said as it is', async code => {
    server.fault = () => faults.status(code)
    expect((await failure(lookUp(['C0000001']))).message).toContain(`expected an answer, got HTTP ${code}`)
    expect(server.requests).toHaveLength(1)
  })

  it('ends when it is asked to, with what it had', async () => {
    const controller = new AbortController()
    server.fault = (_, serial) => {
      if (serial === 20) controller.abort()
      return serial >= 20 ? faults.silence : undefined
    }
    const error = await failure(lookUp(cuisUpTo(100), { concurrency: 2 }, controller.signal))
    expect(error.code).toBe('interrupted')
    expect(error.message).toMatch(/^interrupted; (19|20) of 100 concepts are answered and kept in /)
  })
})

describe("UTS' rate", () => {
  it('holds for repetitions as for first requests', async () => {
    const times: number[] = []
    let now = 1e12
    const clock = {
      now: () => now,
      // Each sleeper is woken at its own time; only the waiting for a turn moves the clock here.
      sleep: async (ms: number) => {
        now += ms
      },
    }
    server.fault = (_, serial) => {
      times.push(now)
      return serial % 3 === 0 ? faults.status(429) : undefined
    }
    await lookUp(cuisUpTo(120), {
      clock,
      requestsPerSecond: 20,
      concurrency: 1,
      backoffMs: 1,
      maxAttempts: 8,
    })
    expect(times.length).toBeGreaterThan(150)
    for (const begin of times)
      expect(times.filter(at => at >= begin && at < begin + 1000).length).toBeLessThanOrEqual(20)
  })
})

describe('the key to UTS', () => {
  const env = { UMLS_API_KEY: key, OTHER: 'other-key' }
  const keyFile = (content: string, mode: number): string => {
    const path = join(root, 'key')
    rmSync(path, { force: true })
    writeFileSync(path, content)
    chmodSync(path, mode)
    return path
  }

  it('comes from the environment, by any name, or from a file', async () => {
    expect(await readUtsKey({ variable: 'UMLS_API_KEY', env })).toBe(key)
    expect(await readUtsKey({ variable: 'OTHER', env })).toBe('other-key')
    const file = keyFile(' file-key\n', 0o600)
    expect(await readUtsKey({ file, variable: 'UMLS_API_KEY', env })).toBe('file-key')
  })

  it.skipIf(process.platform === 'win32').each([0o644, 0o640, 0o606, 0o620])(
    'in a file of mode %o is refused, with what to do',
    async mode => {
      const file = keyFile(key, mode)
      const error = await failure(readUtsKey({ file, variable: 'X', env }))
      expect(formatError(error)).toContain(`chmod 600 '${file}'`)
      expect(said.join('\n')).not.toContain('SECRET')
    },
  )

  it('that is missing or cannot be one is an error that does not show it', async () => {
    expect((await failure(readUtsKey({ variable: 'NONE', env }))).message).toContain('variable NONE')
    const file = keyFile('two SECRET words', 0o600)
    await failure(readUtsKey({ file, variable: 'X', env }))
    await failure(readUtsKey({ file: keyFile('', 0o600), variable: 'X', env }))
    expect((await failure(readUtsKey({ file: join(root, 'none'), variable: 'X', env }))).message).toContain(
      'there is no such file',
    )
    expect(said.join('\n')).not.toContain('SECRET')
  })

  it('is in no message, error, progress or cache, whatever goes wrong', async () => {
    const all = [
      faults.status(401),
      faults.status(500),
      faults.status(302, { location: `https://example.org/?apiKey=${encodeURIComponent(key)}` }),
      faults.status(400),
      faults.cut,
      faults.cutWithin,
      faults.body(`{"error": "bad key ${key}"}`),
      faults.status(429, { 'retry-after': '99999' }),
      faults.status(404),
    ]
    for (const fault of all) {
      server.fault = (_, serial) => (serial === 0 ? faults.status(500) : fault)
      await failure(lookUp(cuisUpTo(3), { maxAttempts: 2 }))
      server.requests.length = 0
    }
    server.fault = () => undefined
    await lookUp(cuisUpTo(20))
    expect(server.requests[0]?.key).toBe(key)
    await server.close()
    await failure(lookUp(['C0000100']))
    expect(said.join('').length).toBeGreaterThan(5000)
    for (const form of [key, encodeURIComponent(key), 'SECRET']) {
      expect(said.join('\n')).not.toContain(form)
      const folder = join(cache, '..')
      expect(readdirSync(folder)).toContain('uts.sqlite')
      for (const name of readdirSync(folder))
        expect(readFileSync(join(folder, name)).includes(form)).toBe(false)
    }
  })
})

describe("UTS' settings", () => {
  it.each([
    ['http://uts-ws.nlm.nih.gov/rest', 'expected an HTTPS address'],
    ['http://127.0.0.1.example.org/rest', 'expected an HTTPS address'],
    ['ftp://localhost', 'expected an HTTPS address'],
    ['https://u:p@localhost/', 'expected an HTTPS address'],
    ['nonsense', 'expected an HTTPS address'],
  ])('refuse the address %s', async (baseUrl, expected) => {
    expect((await failure(lookUp(['C0000001'], { baseUrl }))).message).toContain(expected)
  })

  it.each(['2026', '../..', 'current/CUI', '2026AA?', ''])('refuse the release %j', async release => {
    expect((await failure(lookUp(['C0000001'], { release }))).message).toContain('expected a UMLS release')
  })

  it('name exactly one source', async () => {
    const env = {}
    await expect(createConceptSource({}, { env })).rejects.toThrow('got none')
    await expect(createConceptSource({ mrsty: 'a', uts: {} }, { env })).rejects.toThrow('got mrsty and uts')
    await expect(createConceptSource({ mrsty: 'a', relations: ['RB'] }, { env })).rejects.toThrow(
      'relations can be followed in a Metathesaurus database only',
    )
    expect((await createConceptSource({ mrsty: 'a/MRSTY.RRF' }, { env })).name).toBe('MRSTY.RRF')
  })

  it('find the key, the cache and the server by their names', async () => {
    const uts = { key_env: 'MY_KEY', release: 'current' }
    const env = { MY_KEY: 'mine', MEDSPAN_UTS_URL: server.baseUrl, XDG_CACHE_HOME: join(root, 'xdg') }
    const source = await createConceptSource({ uts }, { env, progress })
    const records = await source.lookUp(new Set(['C0000001']), { progress })
    source.close()
    expect(source.name).toBe('UTS current')
    expect(records.get('C0000001')?.types).toEqual(typesOf('C0000001'))
    expect(server.requests[0]?.key).toBe('mine')
    expect(readdirSync(join(root, 'xdg/medspan'))).toContain('uts.sqlite')
  })

  it('keep the cache where XDG or HOME says', () => {
    expect(defaultUtsCache({ HOME: '/home/a' })).toBe(join('/home/a', '.cache/medspan/uts.sqlite'))
    expect(defaultUtsCache({ HOME: '/home/a', XDG_CACHE_HOME: '/x' })).toBe(join('/x', 'medspan/uts.sqlite'))
    expect(defaultUtsCache({ HOME: '/home/a', XDG_CACHE_HOME: 'x' })).toBe(
      join('/home/a', '.cache/medspan/uts.sqlite'),
    )
    expect(() => defaultUtsCache({})).toThrow('expected a place for the cache')
  })
})

describe("UTS' cache", () => {
  it('serves two users at once', async () => {
    const [a, b] = await Promise.all([lookUp(cuisUpTo(200)), lookUp(cuisUpTo(200))])
    expect(a).toEqual(b)
    expect(await lookUp(cuisUpTo(200), { offline: true })).toEqual(a)
  })

  it('waits for another process that is just making it', async () => {
    const path = join(root, `${count++}.sqlite`)
    const other = new Database(path)
    other.exec('BEGIN IMMEDIATE')
    setTimeout(() => {
      other.exec('ROLLBACK')
      other.close()
    }, 100)
    expect((await lookUp(['C0000001'], { cache: path })).size).toBe(1)
  })

  it.each([
    ['a text', (path: string) => writeFileSync(path, 'hello'.repeat(1000)), 'a file that is not SQLite'],
    [
      "another program's",
      (path: string) => {
        const database = new Database(path)
        database.exec('CREATE TABLE x (a)')
        database.close()
      },
      "another program's SQLite file",
    ],
    [
      'of another schema',
      (path: string) => {
        const database = new Database(path)
        database.exec('CREATE TABLE x (a); PRAGMA application_id = 1836283252; PRAGMA user_version = 9')
        database.close()
      },
      'made by a newer medspan',
    ],
  ])('that is %s is refused and left alone', async (_, make, expected) => {
    const path = join(root, `${count++}.sqlite`)
    make(path)
    const before = readFileSync(path)
    const error = await failure(lookUp(['C0000001'], { cache: path }))
    expect(error.message).toContain(expected)
    expect(error.where?.path).toBe(path)
    expect(readFileSync(path).equals(before)).toBe(true)
  })

  it('that cannot be there is an error', async () => {
    const file = join(root, 'file')
    writeFileSync(file, '')
    expect((await failure(lookUp(['C0000001'], { cache: join(file, 'uts.sqlite') }))).code).toBe('output')
    const folder = join(root, 'folder.sqlite')
    mkdirSync(folder, { recursive: true })
    expect((await failure(lookUp(['C0000001'], { cache: folder }))).where?.path).toBe(folder)
  })
})

describe('a reply of UTS', () => {
  it('is an answer or none, whatever it is', () => {
    const good = replyOf('C0000001', ['T047', 'T121'])
    expect(parseReply(good)).toMatchObject({ found: true, types: ['T047', 'T121'] })
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom('ui', 'semanticTypes', 'name'), (value, member) => {
        for (const reply of [value, { result: value }, { result: { ...good.result, [member]: value } }]) {
          const answer = parseReply(reply)
          if (answer?.found === true) {
            expect(answer.cui).toMatch(/^C\d{7}$/)
            for (const type of answer.types) expect(type).toMatch(/^T\d{3}$/)
          }
        }
      }),
    )
  })
})
