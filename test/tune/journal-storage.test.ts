/** @file Studies in a journal file: the contract of storages, and what is special about a file that only grows. */
import { spawnSync } from 'node:child_process'
import { lstatSync, readdirSync, renameSync, writeFileSync } from 'node:fs'
import { appendFile, mkdtemp, readdir, readFile, rm, symlink, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { MedspanError } from '../../src/errors.ts'
import { floatDistribution } from '../../src/tune/distributions.ts'
import { createJournalLock } from '../../src/tune/storage/journal-lock.ts'
import { openJournalStorage } from '../../src/tune/storage/journal-storage.ts'
import { loadStudy } from '../../src/tune/study.ts'
import { builtFolder } from '../built.ts'
import { testStorage } from './storage-contract.ts'

for (const kind of ['symlink', 'open'] as const)
  testStorage(`a journal, its lock by ${kind},`, async () => {
    const folder = await mkdtemp(join(tmpdir(), 'medspan-journal-'))
    return {
      open: options => openJournalStorage(join(folder, 'studies.log'), { ...options, lock: { kind } }),
      remove: () => rm(folder, { recursive: true }),
    }
  })

let folder: string
let path: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'medspan-journal-'))
  path = join(folder, 'studies.log')
})
afterEach(() => rm(folder, { recursive: true }))

async function errorOf(work: Promise<unknown>): Promise<MedspanError> {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  if (!(error instanceof MedspanError)) throw new Error(`expected a MedspanError, got ${String(error)}`)
  return error
}

const distribution = floatDistribution(0, 1)

/** A journal with a study and two trials, the second of which runs; its lines. */
async function fill(): Promise<string[]> {
  const storage = await openJournalStorage(path)
  const { id } = await storage.createStudy('study', ['minimize'])
  const trial = await storage.createTrial(id)
  await storage.setTrialParams(trial.id, [{ name: 'x', value: 0.5, distribution }])
  await storage.finishTrial(trial.id, 'complete', [1])
  await storage.createTrial(id)
  await storage.close()
  return (await readFile(path, 'utf8')).trimEnd().split('\n')
}

async function states(): Promise<string[]> {
  const storage = await openJournalStorage(path)
  const { trials } = await storage.readTrials((await storage.loadStudy('study'))!.id)
  await storage.close()
  return trials.map(({ state }) => state)
}

describe('a journal', () => {
  test.each([
    ['half a record', '{"op_code":4,"worker_id":"0","study_id":0,"datetime_st'],
    ['what a disk leaves that lost its power', '\0\0\0\0\0\0\0\0'],
    [
      'half a character',
      Buffer.from('{"op_code":2,"worker_id":"0","study_id":0,"user_attr":{"a":"ü').subarray(0, -1),
    ],
  ])('ignores at its end %s, and cuts it off before it writes', async (_, rest) => {
    const lines = await fill()
    await appendFile(path, rest)
    expect(await states()).toEqual(['complete', 'running'])
    const storage = await openJournalStorage(path)
    await storage.createTrial(0)
    await storage.close()
    const now = (await readFile(path, 'utf8')).trimEnd().split('\n')
    expect(now.slice(0, -1)).toEqual(lines)
    expect(JSON.parse(now.at(-1)!)).toMatchObject({ op_code: 4, study_id: 0 })
    expect(await states()).toEqual(['complete', 'running', 'running'])
  })

  test('reads on when the rest of a line comes', async () => {
    await fill()
    const storage = await openJournalStorage(path)
    const record =
      '{"op_code":6,"worker_id":"0","trial_id":1,"state":3,"values":null,"datetime_complete":"2026-01-02T03:04:05.000000+00:00"}\n'
    await appendFile(path, record.slice(0, 50))
    expect((await storage.getTrial(1)).state).toBe('running')
    await appendFile(path, record.slice(50))
    expect(await storage.getTrial(1)).toMatchObject({
      state: 'failed',
      completed: new Date('2026-01-02T03:04:05Z'),
    })
    await storage.close()
  })

  test('takes a whole record that lacks only its end for one', async () => {
    const lines = await fill()
    await writeFile(path, lines.join('\n'))
    const storage = await openJournalStorage(path)
    expect((await storage.createTrial(0)).number).toBe(2)
    await storage.close()
    expect(await states()).toEqual(['complete', 'running', 'running'])
  })

  test('cut anywhere gives what was whole, and can be gone on with', async () => {
    await fill()
    const bytes = await readFile(path)
    for (let length = 0; length < bytes.length; length += 37) {
      await writeFile(path, bytes.subarray(0, length))
      const storage = await openJournalStorage(path)
      const studies = await storage.listStudies()
      const { id } = studies[0] ?? (await storage.createStudy('study', ['minimize']))
      const { number } = await storage.createTrial(id)
      expect(number).toBe((await storage.readTrials(id)).trials.length - 1)
      await storage.close()
      const again = await openJournalStorage(path)
      expect((await again.readTrials(id)).trials).toHaveLength(number + 1)
      await again.close()
    }
  })

  test.each([
    ['{"op_code":4,"worker_id":"0"', /damaged line/],
    ['[4]', /damaged line/],
    ['{"op_code":4,"worker_id":"0","study_id":0,"datetime_start":"yesterday"}', /time as datetime_start/],
    ['{"op_code":12,"worker_id":"0"}', /operation/],
    ['{"worker_id":"0"}', /op_code/],
    ['{"op_code":6,"worker_id":"0","trial_id":1,"state":9,"values":null}', /state/],
    [
      '{"op_code":5,"worker_id":"0","trial_id":1,"param_name":"x","param_value_internal":1,"distribution":"x"}',
      /distribution/,
    ],
    ['{"op_code":7,"worker_id":"0","trial_id":1,"step":"a","intermediate_value":1}', /step/],
    ['{"op_code":8,"worker_id":"0","trial_id":1,"user_attr":[1]}', /user_attr/],
    ['{"op_code":4,"worker_id":"0","study_id":0,"datetime_start":null,"params":{"x":1}}', /distribution/],
  ])('names the line of %s', async (line, message) => {
    const lines = await fill()
    await writeFile(path, `${[...lines, line, lines[4]].join('\n')}\n`)
    const error = await errorOf(openJournalStorage(path))
    expect(error).toMatchObject({ code: 'input', where: { path, line: 6 } })
    expect(error.message).toMatch(message)
  })

  test('with a damaged last line is read, but not written to', async () => {
    const lines = await fill()
    const damaged = `${[...lines, '{"op_code":4,'].join('\n')}\n`
    await writeFile(path, damaged)
    expect(await states()).toEqual(['complete', 'running'])
    const storage = await openJournalStorage(path)
    expect(await errorOf(storage.createTrial(0))).toMatchObject({ code: 'input', where: { path, line: 6 } })
    expect(await readFile(path, 'utf8')).toBe(damaged)
  })

  test('must be a journal, and stays what it is where it is none', async () => {
    for (const content of ['no journal\n', 'no journal', '\x89PNG'])
      for (const create of [true, false]) {
        await writeFile(path, content)
        expect(await errorOf(openJournalStorage(path, { create }))).toMatchObject({ code: 'input' })
        expect(await readFile(path, 'utf8')).toBe(content)
      }
    expect(await errorOf(openJournalStorage(folder))).toMatchObject({ code: 'input' })
    expect(await errorOf(openJournalStorage(join(folder, 'none'), { create: false }))).toMatchObject({
      code: 'input',
    })
    expect(await errorOf(openJournalStorage(join(path, 'below')))).toMatchObject({ code: 'output' })
  })

  test('that became shorter is an error', async () => {
    await fill()
    const storage = await openJournalStorage(path)
    await writeFile(path, '')
    expect(await errorOf(storage.listStudies())).toMatchObject({ code: 'input', where: { path } })
  })

  test('passes over what its writers had not seen: finished trials, other distributions, studies that are gone', async () => {
    await fill()
    const records = [
      '{"op_code":0,"worker_id":"0","study_name":"study","directions":[2]}',
      '{"op_code":5,"worker_id":"0","trial_id":0,"param_name":"y","param_value_internal":1,"distribution":"{\\"name\\": \\"FloatDistribution\\", \\"attributes\\": {\\"step\\": null, \\"low\\": 0.0, \\"high\\": 1.0, \\"log\\": false}}"}',
      '{"op_code":5,"worker_id":"0","trial_id":1,"param_name":"x","param_value_internal":1,"distribution":"{\\"name\\": \\"IntDistribution\\", \\"attributes\\": {\\"log\\": false, \\"step\\": 1, \\"low\\": 0, \\"high\\": 1}}"}',
      '{"op_code":6,"worker_id":"0","trial_id":0,"state":3,"values":null,"datetime_complete":"2026-01-02T03:04:05.000000"}',
      '{"op_code":6,"worker_id":"0","trial_id":1,"state":0,"values":null,"datetime_start":"2026-01-02T03:04:05.000000"}',
      '{"op_code":4,"worker_id":"0","study_id":7,"datetime_start":"2026-01-02T03:04:05.000000"}',
      '{"op_code":8,"worker_id":"0","trial_id":99,"user_attr":{"a":1}}',
      '{"op_code":2,"worker_id":"0","study_id":7,"user_attr":{"a":1}}',
      '{"op_code":10,"worker_id":"0","trial_ids":[0]}',
    ]
    const before = await openJournalStorage(path)
    const trials = [await before.getTrial(0), await before.getTrial(1)]
    await appendFile(path, records.map(record => `${record}\n`).join(''))
    for (const storage of [before, await openJournalStorage(path)]) {
      expect(await storage.listStudies()).toMatchObject([{ name: 'study', directions: ['minimize'] }])
      expect([await storage.getTrial(0), await storage.getTrial(1)]).toEqual(trials)
      expect(await errorOf(storage.getTrial(2))).toMatchObject({ code: 'data' })
      await storage.close()
    }
  })

  test('hides its heartbeats, and fails and repeats a trial whose worker is silent', async () => {
    let time = Date.UTC(2026, 0, 2)
    const options = { heartbeat: { intervalMs: 1000, graceMs: 2000 }, now: () => time }
    const storage = await openJournalStorage(path, options)
    const { id } = await storage.createStudy('study', ['minimize'])
    const study = await loadStudy('study', { storage })
    const silent = await study.ask()
    await silent.suggestFloat('x', 0, 1)
    time += 5000
    expect((await study.failStale(1)).map(({ number }) => number)).toEqual([0])
    const again = await study.ask()
    expect(again.record).toMatchObject({
      number: 1,
      params: silent.params,
      systemAttributes: { failed_trial: 0, retry_history: [0] },
    })
    for (const { systemAttributes } of (await storage.readTrials(id)).trials)
      expect(Object.keys(systemAttributes).filter(key => key.includes('heartbeat'))).toEqual([])
    // Optuna copies the attributes of a trial that it repeats, the heartbeat too: it says nothing of the new one.
    await appendFile(
      path,
      `{"op_code":4,"worker_id":"0","study_id":0,"datetime_start":"2026-01-03T00:00:00.000000+00:00","system_attrs":{"medspan:heartbeat":${time - 9000}}}\n`,
    )
    expect(await storage.staleTrials(id)).toEqual([])
    await storage.close()
  })

  test.skipIf(process.platform === 'win32')(
    'keeps what was stored when the disk takes no more',
    async () => {
      await fill()
      const packageRoot = await builtFolder()
      const script = `
        import { openJournalStorage } from ${JSON.stringify(pathToFileURL(join(packageRoot, 'dist/tune/storage/journal-storage.js')).href)}
        const storage = await openJournalStorage(${JSON.stringify(path)})
        let done = 0
        try {
          for (;; done++) await storage.setTrialAttributes(1, 'user', { [done]: 'x'.repeat(500), more: 'x'.repeat(500) })
        } catch ({ code, message, where }) {
          console.log(JSON.stringify({ done, code, message, path: where?.path }))
        }
        await storage.close()`
      const { stdout, stderr } = spawnSync(
        'bash',
        ['-c', 'ulimit -f 20; exec "$0" --input-type=module -e "$1"', process.execPath, script],
        { encoding: 'utf8' },
      )
      expect(stderr).toBe('')
      const { done, ...error } = JSON.parse(stdout) as { readonly done: number }
      expect(error).toEqual({ code: 'output', message: 'the disk is full', path })
      expect(done).toBeGreaterThan(5)
      expect((await readFile(path, 'utf8')).endsWith('\n')).toBe(true)
      const storage = await openJournalStorage(path)
      const { userAttributes } = await storage.getTrial(1)
      expect(Object.keys(userAttributes)).toHaveLength(done + 1)
      await storage.setTrialAttributes(1, 'user', { after: 1 })
      await storage.close()
    },
    120_000,
  )
})

describe.each(['symlink', 'open'] as const)('the lock of a journal by %s', kind => {
  test('is there while work is done, and gone afterwards, also when it fails', async () => {
    const lock = createJournalLock(path, { kind })
    expect(await lock.hold(() => readdirSync(folder))).toEqual(['studies.log.lock'])
    expect(await readdir(folder)).toEqual([])
    const fails = lock.hold(() => {
      throw new MedspanError('data', 'as it happens')
    })
    expect(await errorOf(fails)).toMatchObject({ code: 'data' })
    expect(await readdir(folder)).toEqual([])
  })

  test('is a link to the journal, or a file, as Optuna makes it', async () => {
    const lock = createJournalLock(path, { kind })
    const isLink = await lock.hold(() => lstatSync(`${path}.lock`).isSymbolicLink())
    expect(isLink).toBe(kind === 'symlink')
  })

  test('is waited for, whoever has it in whatever way', async () => {
    const order: string[] = []
    const file = `${path}.lock`
    if (kind === 'open') await symlink(path, file)
    else await writeFile(file, '')
    const held = createJournalLock(path, { kind }).hold(() => order.push('held'))
    await new Promise(resolve => setTimeout(resolve, 30))
    order.push('released')
    await rm(file)
    await held
    expect(order).toEqual(['released', 'held'])
  })

  test('is broken when nobody gives it back', async () => {
    await writeFile(`${path}.lock`, '')
    // How old it is does not count, but for how long it was seen: clocks of machines differ.
    await utimes(`${path}.lock`, 0, 0)
    const lock = createJournalLock(path, { kind, graceMs: 100 })
    await lock.hold(() => {})
    expect(await readdir(folder)).toEqual([])
  })

  test('that a process which died was about to remove is cleared away, after its grace', async () => {
    const names = [
      'studies.log.lock.17-0.rename',
      'studies.log.lock0a1b.rename',
      'other.log.lock.17-0.rename',
    ]
    for (const name of names) await symlink(path, join(folder, name))
    const holdAnew = async (graceMs: number) => {
      await createJournalLock(path, { kind, graceMs }).hold(() => {})
      return (await readdir(folder)).sort()
    }
    expect(await holdAnew(600_000)).toEqual([...names].sort())
    await expect.poll(() => holdAnew(50)).toEqual(['other.log.lock.17-0.rename'])
  })

  test('that another process keeps is an error at last', async () => {
    const file = `${path}.lock`
    await writeFile(file, '')
    const held = createJournalLock(path, { kind, graceMs: 60_000, timeoutMs: 1 }).hold(() => {})
    expect(await errorOf(held)).toMatchObject({ code: 'output', where: { path: file } })
    expect(await readdir(folder)).toEqual(['studies.log.lock'])
  })

  test('is left to whoever has it now, where it was taken away meanwhile', async () => {
    await createJournalLock(path, { kind }).hold(() => {
      renameSync(`${path}.lock`, `${path}.broken`)
      writeFileSync(`${path}.lock`, 'of another')
    })
    expect(await readFile(`${path}.lock`, 'utf8')).toBe('of another')
  })

  test('that cannot be made is an error with its name', async () => {
    const nowhere = join(folder, 'none', 'studies.log')
    expect(await errorOf(createJournalLock(nowhere, { kind }).hold(() => {}))).toMatchObject({
      code: 'output',
      where: { path: `${nowhere}.lock` },
    })
  })
})
