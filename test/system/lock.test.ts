import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readFile, rm, symlink, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { formatError, type MedspanError } from '../../src/errors.ts'
import { takeLock, withLock } from '../../src/system/lock.ts'
import { isNameOf, lifeOf, nameProcess } from '../../src/system/process-name.ts'

/** Milliseconds that have passed for a lock besides real ones, and what happens while it sleeps. */
const clock = vi.hoisted(() => ({ passedMs: 0, onSleep: async (): Promise<void> => {} }))
vi.mock('node:timers/promises', () => ({
  setTimeout: async (ms: number, _: undefined, { signal }: { signal?: AbortSignal }) => {
    clock.passedMs += ms
    await clock.onSleep()
    await new Promise(setImmediate)
    signal?.throwIfAborted()
  },
}))

let folder: string
let path: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'medspan-lock-'))
  path = join(folder, 'lock')
  Object.assign(clock, { passedMs: 0, onSleep: async () => {} })
  const now = performance.now.bind(performance)
  vi.spyOn(performance, 'now').mockImplementation(() => now() + clock.passedMs)
})
afterEach(async () => {
  vi.restoreAllMocks()
  await rm(folder, { recursive: true })
})

const errorOf = (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => 'no error',
    (error: unknown) => formatError(error as MedspanError),
  )

/** A lock as another process has left it. */
async function leave(...workers: string[]): Promise<void> {
  await writeFile(path, JSON.stringify({ host: 'node7', since: '2026-05-04T10:11:12.345Z', workers }))
}
const elsewhere = '0123456789ab-4711-99'
const dead = nameProcess(2 ** 22 + 1)

describe('a lock', () => {
  test('is had by one at a time, and those who wait have it in turn', async () => {
    let inside = 0
    let most = 0
    const work = async (): Promise<void> => {
      most = Math.max(most, ++inside)
      await new Promise(setImmediate)
      inside--
    }
    await Promise.all(Array.from({ length: 8 }, () => withLock(path, work)))
    expect(most).toBe(1)
    expect(existsSync(path)).toBe(false)
  })

  test('that is in use is an error that says by whom, and since when', async () => {
    const lock = await takeLock(path, { wait: false })
    const error = await errorOf(takeLock(path, { wait: false }))
    expect(error).toContain(`another process works here: process ${process.pid} on `)
    expect(error).toMatch(/, since \d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC/)
    expect(error).toContain(folder)
    expect(clock.passedMs).toBe(0)
    await lock.release()
    await (await takeLock(path, { wait: false })).release()
  })

  test('goes with the folders that were made for it, if nothing else is there', async () => {
    const below = join(folder, 'a/b/lock')
    const lock = await takeLock(below, { wait: false })
    await writeFile(join(folder, 'a/mine'), '')
    await lock.release()
    expect(existsSync(join(folder, 'a/b'))).toBe(false)
    expect(existsSync(join(folder, 'a/mine'))).toBe(true)
  })

  test('of a process of this machine that is gone is taken over at once', async () => {
    await leave(dead)
    await (await takeLock(path, { wait: false })).release()
    expect(clock.passedMs).toBe(0)
  })

  test('is not taken over as long as one of its processes lives', async () => {
    const lock = await takeLock(path, { wait: false })
    const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'])
    await lock.add(child.pid!)
    const { workers } = JSON.parse(await readFile(path, 'utf8')) as { workers: string[] }
    expect(workers.map(name => isNameOf(name, child.pid!))).toEqual([false, true])
    await leave(dead, workers[1]!)
    expect(await errorOf(takeLock(path, { wait: false }))).toContain(`process ${child.pid} on node7`)
    child.kill('SIGKILL')
    await once(child, 'exit')
    await (await takeLock(path, { wait: false })).release()
    await lock.release()
  })

  test('of another machine is in use when it is touched', async () => {
    await leave(elsewhere)
    let looks = 0
    clock.onSleep = async () => {
      if (++looks === 3) await utimes(path, looks, looks)
    }
    const told: string[] = []
    const taking = takeLock(path, { wait: false, onWait: holder => told.push(holder) })
    expect(await errorOf(taking)).toContain('process 4711 on node7, since 2026-05-04 10:11:12 UTC')
    expect(told).toEqual(['process 4711 on node7, since 2026-05-04 10:11:12 UTC'])
  })

  test('of another machine is taken over after half a minute without a touch, whatever the clocks say', async () => {
    await leave(elsewhere)
    const future = Date.now() / 1000 + 86_400
    await utimes(path, future, future)
    await (await takeLock(path, { wait: false })).release()
    expect(clock.passedMs).toBeGreaterThan(30_000)
    expect(clock.passedMs).toBeLessThan(35_000)
  })

  test('is waited for, touched or not, until it is given back', async () => {
    const first = await takeLock(path, { wait: true })
    clock.onSleep = async () => {
      const touched = clock.passedMs / 1000
      if (clock.passedMs < 60_000) await utimes(path, touched, touched)
      else await first.release()
    }
    await (await takeLock(path, { wait: true })).release()
    expect(clock.passedMs).toBeGreaterThanOrEqual(60_000)
  })

  test('is no longer waited for on abort', async () => {
    const first = await takeLock(path, { wait: true })
    const controller = new AbortController()
    clock.onSleep = async () => controller.abort(new Error('enough'))
    await expect(takeLock(path, { wait: true, signal: controller.signal })).rejects.toThrow('enough')
    await first.release()
  })

  test('that another process has taken over is lost, and stays with that process', async () => {
    const lock = await takeLock(path, { wait: false })
    await lock.check()
    await leave(elsewhere)
    expect(await errorOf(lock.check())).toContain('another process has taken over')
    expect(lock.lost.aborted).toBe(true)
    await lock.release()
    expect(await readFile(path, 'utf8')).toContain('node7')
  })

  test.each<[string, () => unknown]>([
    ['a folder', () => mkdir(path)],
    ['a link that leads nowhere', () => symlink(join(folder, 'nowhere'), path)],
    ['a link to what has no end', () => symlink('/dev/zero', path)],
    ['a pipe', () => spawnSync('mkfifo', [path]).status === 0 || writeFile(path, '')],
    ['no JSON', () => writeFile(path, 'x'.repeat(500))],
    ['JSON of another kind', () => writeFile(path, '{"workers":[{}],"host":"\\u001b[31m","since":7}')],
    ['null', () => writeFile(path, 'null')],
  ])('that is %s is taken over, as nobody touches it', async (_, make) => {
    await make()
    const told: string[] = []
    await (await takeLock(path, { wait: false, onWait: holder => told.push(holder) })).release()
    expect(told).toEqual(['a process on another machine, since some time'])
  })
})

describe('the name of a process', () => {
  test('says whether it lives, and nothing of one on another machine', () => {
    expect(lifeOf(nameProcess(process.pid))).toBe('alive')
    expect(lifeOf(dead)).toBe('gone')
    for (const name of [elsewhere, '', undefined, 7, 'a-b-c', dead.replace(/-.*/, '-x-1')])
      expect(lifeOf(name)).toBe('unknown')
    expect(nameProcess(process.pid)).toMatch(/^[0-9a-f]{12}-\d+-\d+$/)
  })

  const isLinux = process.platform === 'linux'
  test.skipIf(!isLinux)('is not that of a later process with its number (skipped but on Linux)', () => {
    expect(lifeOf(nameProcess(process.pid).replace(/\d+$/, '17'))).toBe('gone')
  })

  test.skipIf(!isLinux)(
    'is that of a dead one though nobody has asked how it ended (skipped but on Linux)',
    async () => {
      // A shell becomes a program that never asks after its children.
      const parent = spawn('sh', ['-c', 'sleep 0.01 & echo $!; exec sleep 60'])
      try {
        const pid = Number(String((await once(parent.stdout, 'data'))[0]))
        while (!/\) Z /.test(await readFile(`/proc/${pid}/stat`, 'utf8'))) await new Promise(setImmediate)
        expect(lifeOf(nameProcess(pid))).toBe('gone')
      } finally {
        parent.kill('SIGKILL')
      }
    },
  )
})
