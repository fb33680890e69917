/**
 * @file A long look-up on a bad day: faults all along, a restart of the server, kill -9 of the client.
 *
 * MEDSPAN_UTS_CUIS=5000 is the whole of it; by default it is a fifth.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openUtsCache } from '../../src/umls/uts-cache.ts'
import { builtFolder } from '../built.ts'
import { badDay, startUts, type UtsTestServer } from './uts-server.ts'

const total = Number(process.env.MEDSPAN_UTS_CUIS ?? 1000)
const concurrency = 10
const cuis = Array.from({ length: total }, (_, i) => `C${String(i * 13 + 1).padStart(7, '0')}`)
let folder = ''
let built = ''
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'medspan-uts-run-'))
  built = await builtFolder()
}, 300_000)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Starts a client; `table` is what it found, when it has ended. */
function start(name: string, server: UtsTestServer, wanted = cuis) {
  const job = join(folder, `${name}.json`)
  const output = join(folder, `${name}.table.json`)
  const cache = join(folder, `${name}.sqlite`)
  const options = { release: '2026AA', baseUrl: server.baseUrl, key: 'k', cache, concurrency }
  const quick = { requestsPerSecond: 5000, backoffMs: 20, maxAttempts: 12 }
  writeFileSync(job, JSON.stringify({ ...options, ...quick, cuis: wanted, output }))
  const child = spawn(process.execPath, [join(import.meta.dirname, 'uts-child.mjs'), built, job], {
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  return {
    child,
    cache,
    output,
    ended: once(child, 'exit') as Promise<[number | null, string | null]>,
    table: (): unknown => JSON.parse(readFileSync(output, 'utf8')),
  }
}

/** Waits until the server has answered so many concepts. */
async function answered(server: UtsTestServer, count: number): Promise<void> {
  while (server.answered.size < count) await new Promise(resolve => setTimeout(resolve, 2))
}

async function stored(cache: string, server: UtsTestServer): Promise<Set<string>> {
  const open = await openUtsCache(cache, { server: server.baseUrl, release: '2026AA' })
  const kept = new Set(open.get(cuis).keys())
  open.close()
  return kept
}

describe('a long look-up at UTS', () => {
  /*
   * The rule: an answer is "given" when the response's `finish` event came, which is when its last byte went to the
   * operating system. What the client has stored is never asked for again. An answer that was given but not stored
   * can only be one that was under way when the client was killed: at most as many as requests go at once.
   */
  it('with faults, a restart and a kill ends with the same table, and repeats no answered request', async () => {
    const calm = await startUts()
    const undisturbed = start('calm', calm)
    expect(await undisturbed.ended).toEqual([0, null])
    expect(calm.requests.length).toBeLessThanOrEqual(total + 1)
    await calm.close()

    const server = await startUts()
    server.fault = badDay(1)
    const first = start('bad', server)
    await answered(server, Math.floor(total * 0.3))
    await server.restart(300)
    await answered(server, Math.floor(total * 0.6))
    first.child.kill('SIGKILL')
    expect((await first.ended)[1]).toBe('SIGKILL')
    expect(existsSync(first.output)).toBe(false)
    // Nothing that the killed process had on the way comes in later.
    await server.restart(0)
    const kept = await stored(first.cache, server)
    const given = new Set(server.answered.keys())
    const lost = [...given].filter(cui => cuis.includes(cui) && !kept.has(cui))
    expect(kept.size).toBeGreaterThan(total * 0.5)
    expect(lost.length).toBeLessThanOrEqual(concurrency)
    for (const cui of kept) expect(given.has(cui)).toBe(true)

    const before = server.requests.length
    const second = start('bad', server)
    expect(await second.ended).toEqual([0, null])
    expect(second.table()).toEqual(undisturbed.table())
    const askedAgain = new Set(server.requests.slice(before).map(({ cui }) => cui))
    expect([...kept].filter(cui => askedAgain.has(cui))).toEqual([])
    const repeated = [...server.answered].filter(([, times]) => times > 1).map(([cui]) => cui)
    expect(repeated.filter(cui => !lost.includes(cui))).toEqual([])
    await server.close()
  }, 600_000)

  it('shares its cache with another one under way', async () => {
    const server = await startUts()
    server.fault = badDay(2)
    const half = Math.floor(total / 2)
    const runs = [start('shared', server, cuis.slice(0, half))]
    // The same cache, other concepts: two writers at once.
    const job = JSON.parse(readFileSync(join(folder, 'shared.json'), 'utf8')) as object
    const other = join(folder, 'shared-2.json')
    const output = join(folder, 'shared-2.table.json')
    writeFileSync(other, JSON.stringify({ ...job, cuis: cuis.slice(half), output }))
    const child = spawn(process.execPath, [join(import.meta.dirname, 'uts-child.mjs'), built, other], {
      stdio: ['ignore', 'ignore', 'inherit'],
    })
    const ended = once(child, 'exit')
    expect(await runs[0]!.ended).toEqual([0, null])
    expect(await ended).toEqual([0, null])
    expect(await stored(runs[0]!.cache, server)).toEqual(new Set(cuis))
    for (const [cui, times] of server.answered)
      expect([cui, times <= (cui === 'C0009044' ? 2 : 1)]).toEqual([cui, true])
    await server.close()
  }, 600_000)
})
