import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { formatError, MedspanError, Notices } from '../../src/errors.ts'
import { checkRelative, folderOf } from '../../src/hub/cache.ts'
import { type DatasetOptions, resolveDataset } from '../../src/hub/dataset.ts'
import { silent } from '../../src/progress.ts'
import { builtFolder } from '../built.ts'
import { etagOf, type FakeHub, type HubFile, type Seen, startHub } from './server.ts'

const id = 'owner/set'
const name = 'data/train-00000-of-00001.parquet'
const large: HubFile = {
  content: Buffer.from(Array.from({ length: 700_000 }, (_, i) => (i * 31 + (i >> 8)) % 251)),
  isLarge: true,
}
const readme: HubFile = { content: Buffer.from('# A set\n') }

let hub: FakeHub
let cache = ''
let notices = new Notices()
beforeEach(async () => {
  hub = await startHub(id, { main: { 'README.md': readme, [name]: large } })
  cache = mkdtempSync(join(tmpdir(), 'medspan-hub-'))
  notices = new Notices()
})
afterEach(async () => {
  await hub.close()
  rmSync(cache, { recursive: true, force: true })
})

const options = (env: Record<string, string> = {}): DatasetOptions => ({
  progress: { ...silent, notice: notice => notices.addAll([notice]) },
  env: { HF_ENDPOINT: hub.endpoint, HF_HUB_CACHE: cache, HOME: cache, ...env },
  patience: { maxAttempts: 4, backoffMs: 1, maxBackoffMs: 5, idleTimeoutMs: 5000 },
})

async function refusal(work: Promise<unknown>): Promise<string> {
  const error = await work.catch((reason: unknown) => reason)
  return error instanceof MedspanError ? `${error.code} ${formatError(error)}` : `no error of ours: ${error}`
}

const contentOf = async (env: Record<string, string> = {}): Promise<Buffer> => {
  const { files } = await resolveDataset(id, options(env))
  expect(files.map(({ split }) => split)).toEqual(['train'])
  return readFileSync(files[0]!.path)
}
const requests = (test: (one: Seen) => boolean): Seen[] => hub.seen.filter(test)
const incomplete = (): string => join(cache, 'datasets--owner--set/blobs', `${etagOf(large)}.incomplete`)

/** A fault that happens so many times, to requests of a kind. */
function times(
  count: number,
  applies: (one: Seen) => boolean,
  answer: (response: Parameters<FakeHub['faults'][number]>[1]) => void,
): FakeHub['faults'][number] {
  let left = count
  return (one, response) => {
    if (left === 0 || !applies(one)) return false
    left--
    answer(response)
    return true
  }
}

describe('a download', () => {
  it('comes through a redirect, and is not asked for again', async () => {
    expect((await contentOf()).equals(large.content)).toBe(true)
    const before = hub.seen.length
    expect((await contentOf()).equals(large.content)).toBe(true)
    // Only which commit the branch is now is asked.
    expect(hub.seen.slice(before).map(({ url }) => url)).toEqual(['/api/datasets/owner/set/revision/main'])
  })
  it('sends the token to the hub, and never to the storage', async () => {
    await contentOf({ HF_TOKEN: 'hf_secret\n' })
    const byHost = (host: Seen['host']) =>
      new Set(requests(one => one.host === host).map(one => one.authorization))
    expect(byHost('hub')).toEqual(new Set(['Bearer hf_secret']))
    expect(byHost('storage')).toEqual(new Set([undefined]))
  })
  it('takes the token from the file that a login wrote, unless that is switched off', async () => {
    await mkdir(join(cache, 'home'))
    writeFileSync(join(cache, 'home/token'), 'hf_stored\n')
    await contentOf({ HF_HOME: join(cache, 'home') })
    expect(hub.seen.at(0)!.authorization).toBe('Bearer hf_stored')
    const before = hub.seen.length
    await contentOf({ HF_HOME: join(cache, 'home'), HF_HUB_DISABLE_IMPLICIT_TOKEN: '1' })
    expect(hub.seen.at(before)!.authorization).toBeUndefined()
  })
  it('goes on where it was cut off', async () => {
    hub.cuts = [200_000, 100_000]
    expect((await contentOf()).equals(large.content)).toBe(true)
    const ranges = requests(one => one.host === 'storage').map(one => one.range)
    expect(ranges.length).toBe(3)
    expect(ranges[0]).toBeUndefined()
    const starts = ranges.slice(1).map(range => Number(/^bytes=(\d+)-$/.exec(range!)?.[1]))
    expect(starts[0]).toBeGreaterThan(0)
    expect(starts[1]).toBeGreaterThan(starts[0]!)
    expect(existsSync(incomplete())).toBe(false)
  })
  it('goes on after more cuts than patience has tries, as long as each try brings something', async () => {
    hub.cuts = [70_000, 70_000, 70_000, 70_000, 70_000, 70_000, 70_000]
    expect((await contentOf()).equals(large.content)).toBe(true)
  })
  it('does not take the same bytes for progress when they come again', async () => {
    hub.faults = [
      (one, response) => {
        if (one.host !== 'storage') return false
        const content = large.content.subarray(0, -1)
        // As a server that knows no ranges, and loses the connection before the end each time.
        response.writeHead(200, { 'content-length': large.content.length })
        response.write(content, () => setTimeout(() => response.destroy(), 20))
        return true
      },
    ]
    expect(await refusal(resolveDataset(id, options()))).toMatch(
      /^input .*expected an answer of the hub after 4 tries/,
    )
    expect(requests(one => one.host === 'storage').length).toBeLessThanOrEqual(6)
  })
  it.each([
    ['all but its last byte, again and again', (): number => large.content.length - 1],
    ['a byte more each time', (tries: number): number => tries],
  ])('of which a server sends %s, ends after as many tries as patience has', async (_, lengthOf) => {
    let tries = 0
    hub.faults = [
      (one, response) => {
        if (one.host !== 'storage' || one.method !== 'GET') return false
        response.writeHead(200, { 'content-length': String(large.content.length) })
        response.write(large.content.subarray(0, lengthOf(++tries)), () =>
          setTimeout(() => response.destroy(), 20),
        )
        return true
      },
    ]
    expect(await refusal(resolveDataset(id, options()))).toMatch(
      /expected an answer of the hub after 4 tries/,
    )
    // What the first try brings is progress, once.
    expect(tries).toBeLessThanOrEqual(5)
  })
  it('of which a server drips a byte now and then counts as silent', async () => {
    let tries = 0
    hub.faults = [
      (one, response) => {
        if (one.host !== 'storage' || one.method !== 'GET') return false
        tries++
        response.writeHead(200, { 'content-length': String(large.content.length) })
        const drip = setInterval(() => response.write('x'), 10)
        response.once('close', () => clearInterval(drip))
        return true
      },
    ]
    const patience = { maxAttempts: 2, backoffMs: 1, maxBackoffMs: 5, idleTimeoutMs: 200 }
    expect(await refusal(resolveDataset(id, { ...options(), patience }))).toMatch(
      /2 tries: no answer for 0.2 s/,
    )
    expect(tries).toBe(2)
  })
  it('of a file whose size nobody says is not begun', async () => {
    hub.faults = [
      (one, response) => {
        if (!one.url.includes('/resolve/')) return false
        response.writeHead(200, { etag: '"abc"', 'transfer-encoding': 'chunked' }).end()
        return true
      },
    ]
    expect(await refusal(resolveDataset(id, options()))).toContain('expected the size of the file, got none')
  })
  it('that cannot go on is begun anew: the rest does not fit, is too long, or is another content', async () => {
    for (const left of [Buffer.alloc(300_000, 7), Buffer.alloc(900_000), large.content.subarray(0, 0)]) {
      rmSync(join(cache, 'datasets--owner--set'), { recursive: true, force: true })
      await mkdir(join(cache, 'datasets--owner--set/blobs'), { recursive: true })
      writeFileSync(incomplete(), left)
      expect((await contentOf()).equals(large.content)).toBe(true)
    }
  })
  it('of another content than its name says is refused, and nothing of it stays', async () => {
    hub.faults = [
      (one, response) => {
        if (one.host !== 'storage') return false
        response.end(Buffer.alloc(large.content.length, 1))
        return true
      },
    ]
    expect(await refusal(resolveDataset(id, options()))).toMatch(
      /^input .*resolve.*: expected the content [0-9a-f]{64}, got another one each time/,
    )
    expect(readdirSync(join(cache, 'datasets--owner--set/blobs'))).toEqual([etagOf(readme)])
  })
  it('waits as long as the hub asks, and tries again what passes', async () => {
    const isList = (one: Seen) => one.url.startsWith('/api/')
    hub.faults = [
      times(1, isList, response => response.writeHead(429, { 'retry-after': '1' }).end()),
      times(1, isList, response => response.writeHead(503).end()),
      times(1, isList, response => void response.destroy()),
    ]
    const start = performance.now()
    expect((await contentOf()).equals(large.content)).toBe(true)
    expect(performance.now() - start).toBeGreaterThan(990)
    expect(requests(isList).length).toBe(4)
  })
  it('gives up in words after its tries, without what storage signs', async () => {
    hub.faults = [(one, response) => one.host === 'storage' && Boolean(response.writeHead(500).end())]
    const text = await refusal(resolveDataset(id, options({ HF_TOKEN: 'hf_secret' })))
    expect(text).toMatch(
      /^input .*expected an answer of the hub after 4 tries: the hub answered 500\n.*HF_HUB_OFFLINE/,
    )
    expect(text).not.toMatch(/secret/)
  })
  it.each([
    [401, {}, /got 401: it does not exist, is private.*\n.*set HF_TOKEN/],
    [403, { 'x-error-code': 'GatedRepo' }, /grant on request \(403\)\n.*ask for access at/],
    [404, {}, /expected datasets of the id owner\/set on the hub, got none/],
    [404, { 'x-error-code': 'RevisionNotFound' }, /expected a revision that owner\/set has/],
    [418, {}, /expected an answer of the hub, got 418/],
  ])('that is refused with %i %j is asked for once, and says why', async (status, headers, expected) => {
    hub.faults = [(_, response) => Boolean(response.writeHead(status, headers).end())]
    expect(await refusal(resolveDataset(id, options()))).toMatch(expected)
    expect(hub.seen.length).toBe(1)
  })
  it('is not waited for as long as the hub asks, where that is too long', async () => {
    hub.faults = [(_, response) => Boolean(response.writeHead(429, { 'retry-after': '7200' }).end())]
    expect(await refusal(resolveDataset(id, options()))).toMatch(
      /^input .*expected an answer of the hub, which asks to wait 120 minutes: the hub answered 429\n/,
    )
    expect(hub.seen.length).toBe(1)
  })
  it('ends when it is told to', async () => {
    hub.slowMs = 50
    const controller = new AbortController()
    const work = resolveDataset(id, { ...options(), signal: controller.signal })
    const stopped = expect(work).rejects.toThrow('stopped')
    while (!(existsSync(incomplete()) && statSync(incomplete()).size > 0))
      await new Promise(resolve => setTimeout(resolve, 5))
    controller.abort(new Error('stopped'))
    await stopped
    expect(statSync(incomplete()).size).toBeGreaterThan(0)
  })
  it('of two at once happens once', async () => {
    hub.slowMs = 5
    const both = await Promise.all([contentOf(), contentOf()])
    for (const content of both) expect(content.equals(large.content)).toBe(true)
    expect(requests(one => one.host === 'storage').length).toBe(1)
  })
  it('killed in the middle goes on with the next call', async () => {
    hub.slowMs = 100
    const script = `
      const { resolveDataset } = await import(${JSON.stringify(join(await builtFolder(), 'dist/hub/dataset.js'))})
      await resolveDataset('${id}', { progress: { task: () => ({ advance() {}, end() {} }), info() {}, notice() {} } })`
    const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
      env: { HF_ENDPOINT: hub.endpoint, HF_HUB_CACHE: cache, PATH: process.env.PATH },
      stdio: ['ignore', 'inherit', 'inherit'],
    })
    const ended = new Promise(resolve => child.once('exit', resolve))
    while (!(existsSync(incomplete()) && statSync(incomplete()).size > 65_536))
      await new Promise(resolve => setTimeout(resolve, 20))
    child.kill('SIGKILL')
    await ended
    const kept = statSync(incomplete()).size
    expect(kept).toBeLessThan(large.content.length)
    hub.slowMs = 0
    const before = hub.seen.length
    expect((await contentOf()).equals(large.content)).toBe(true)
    expect(hub.seen.slice(before).find(one => one.host === 'storage')!.range).toBe(`bytes=${kept}-`)
  })
})

describe('without a connection', () => {
  it('what the cache has is used, and that is said', async () => {
    await contentOf()
    await hub.close()
    expect((await contentOf()).equals(large.content)).toBe(true)
    expect(notices.list().map(({ code }) => code)).toEqual(['hub-unreachable'])
  })
  it('HF_HUB_OFFLINE asks nobody, and says what is missing', async () => {
    expect(await refusal(resolveDataset(id, options({ HF_HUB_OFFLINE: '1' })))).toMatch(
      /^input .*: expected owner\/set in the cache, got nothing of main\n.*without HF_HUB_OFFLINE/,
    )
    await contentOf()
    const before = hub.seen.length
    expect((await contentOf({ HF_HUB_OFFLINE: '1' })).equals(large.content)).toBe(true)
    expect(hub.seen.length).toBe(before)
  })
})

describe('what the hub says', () => {
  it('of names that leave their folder is refused', async () => {
    for (const rfilename of ['../../x', '/etc/x', 'a//b', 'a/../b', 'a\\b', 'c:x', 'a\u0000b', '']) {
      hub.faults = [
        (_, response) =>
          Boolean(response.end(JSON.stringify({ sha: 'a'.repeat(40), siblings: [{ rfilename }] }))),
      ]
      expect(await refusal(resolveDataset(id, options()))).toMatch(/^unsafe-input /)
    }
    expect(checkRelative('a/b.c', 'a name')).toBe('a/b.c')
    for (const wrong of ['../x', 'a/b/c', 'a--b/c', '', '.', '/a', 'a b'])
      expect(() => folderOf(cache, { kind: 'datasets', id: wrong })).toThrow(MedspanError)
  })
  it('of etags that are no names is refused', async () => {
    hub.faults = [
      (one, response) =>
        one.method === 'HEAD' &&
        Boolean(response.writeHead(200, { etag: '"../../../x"', 'content-length': 9 }).end()),
    ]
    expect(await refusal(resolveDataset(id, options()))).toMatch(/^unsafe-input expected an etag/)
  })
  it('in HTML is no list', async () => {
    hub.faults = [(_, response) => Boolean(response.end('<html>'))]
    expect(await refusal(resolveDataset(id, options()))).toContain(
      'expected JSON, which cannot go on with "<"',
    )
    hub.faults = [(_, response) => Boolean(response.end('{}'))]
    expect(await refusal(resolveDataset(id, options()))).toContain('expected the commit and the files')
  })
})
