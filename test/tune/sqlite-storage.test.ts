/** @file Studies in SQLite: the contract of storages, and what is special about files of several programs. */
import { spawnSync } from 'node:child_process'
import { chmod, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import Database from 'libsql'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { MedspanError } from '../../src/errors.ts'
import { floatDistribution } from '../../src/tune/distributions.ts'
import { openSqliteStorage } from '../../src/tune/storage/sqlite-storage.ts'
import { builtFolder } from '../built.ts'
import { testStorage } from './storage-contract.ts'

testStorage('SQLite', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'medspan-sqlite-'))
  return {
    open: options => openSqliteStorage(join(folder, 'studies.db'), options),
    remove: () => rm(folder, { recursive: true }),
  }
})

setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc') as () => void

/** libsql lets go of a file when the statements are gone, too. */
async function letGo(): Promise<void> {
  for (let i = 0; i < 3; i++) {
    collectGarbage()
    await new Promise(resolve => setImmediate(resolve))
  }
}

describe('a SQLite file of studies', () => {
  let folder: string
  let path: string
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'medspan-sqlite-'))
    path = join(folder, 'studies.db')
  })
  afterEach(() => rm(folder, { recursive: true }))

  const run = (statement: string): unknown[] => {
    const database = new Database(pathToFileURL(path).href)
    try {
      database.exec('PRAGMA foreign_keys = OFF')
      return database.prepare(statement).all()
    } finally {
      database.close()
    }
  }
  const errorOf = async (work: Promise<unknown>): Promise<MedspanError> => {
    const error = await work.then(
      () => undefined,
      (thrown: unknown) => thrown,
    )
    if (!(error instanceof MedspanError)) throw new Error(`expected a MedspanError, got ${String(error)}`)
    expect(error.where?.path).toBe(path)
    return error
  }
  /** A file with a study and a complete trial. */
  const fill = async (): Promise<void> => {
    const storage = await openSqliteStorage(path)
    const { id } = await storage.createStudy('study', ['minimize'])
    const trial = await storage.createTrial(id)
    await storage.setTrialParams(trial.id, [{ name: 'x', value: 0.5, distribution: floatDistribution(0, 1) }])
    await storage.setTrialAttributes(trial.id, 'user', { note: 1 })
    await storage.finishTrial(trial.id, 'complete', [1])
    await storage.close()
    await letGo()
  }

  test('is one file when nobody has it open', async () => {
    await fill()
    for (const end of ['-wal', '-shm', '-journal'])
      expect(await stat(path + end).catch(() => undefined)).toBeUndefined()
    expect(run('PRAGMA integrity_check')).toEqual([{ integrity_check: 'ok' }])
  })

  test('is not made where it must be there', async () => {
    expect(await errorOf(openSqliteStorage(path, { create: false }))).toMatchObject({ code: 'input' })
    expect(await stat(path).catch(() => undefined)).toBeUndefined()
  })

  test('keeps the journal that it has when another program has made it', async () => {
    await fill()
    expect(run('PRAGMA journal_mode')).toEqual([{ journal_mode: 'wal' }])
    await letGo()
    run('PRAGMA journal_mode = DELETE')
    const storage = await openSqliteStorage(path)
    const { id } = await storage.createStudy('another', ['minimize'])
    expect((await storage.createTrial(id)).number).toBe(0)
    await storage.close()
    await letGo()
    expect(run('PRAGMA journal_mode')).toEqual([{ journal_mode: 'delete' }])
  })

  test('must be SQLite, and of studies', async () => {
    await writeFile(path, 'not a database, but long enough to be taken for one'.repeat(30))
    expect(await errorOf(openSqliteStorage(path))).toMatchObject({ code: 'input' })
    expect(await readFile(path, 'utf8')).toMatch(/^not a database/)
    await rm(path)
    run('CREATE TABLE pages (url TEXT)')
    expect((await errorOf(openSqliteStorage(path))).message).toMatch(/another program/)
    expect(run('SELECT name FROM sqlite_master')).toEqual([{ name: 'pages' }])
    path = folder
    expect(await errorOf(openSqliteStorage(path))).toMatchObject({ code: 'input' })
  })

  test('must have the version of the tables that is known here, and says what to do about another', async () => {
    await fill()
    run(`UPDATE alembic_version SET version_num = 'v3.0.0.d'`)
    const older = await errorOf(openSqliteStorage(path))
    expect(older.message).toMatch(/v3\.2\.0\.a.*v3\.0\.0\.d/)
    expect(older.hint).toBe(`Upgrade it: optuna storage upgrade --storage sqlite:///${path}`)
    run(`UPDATE alembic_version SET version_num = 'v9.0.0.a'`)
    expect((await errorOf(openSqliteStorage(path))).hint).toMatch(/newer medspan/)
    run('DROP TABLE alembic_version')
    run('UPDATE version_info SET schema_version = 11')
    expect((await errorOf(openSqliteStorage(path))).hint).toMatch(/optuna storage upgrade/)
  })

  test('gets what is missing of its tables when whoever made them has died on the way', async () => {
    await fill()
    run('DROP TABLE alembic_version')
    run('DROP TABLE trial_heartbeats')
    run('DROP INDEX ix_trials_study_id')
    const storage = await openSqliteStorage(path)
    expect((await storage.listStudies()).map(({ name }) => name)).toEqual(['study'])
    await storage.close()
    expect(
      run(`SELECT name FROM sqlite_master WHERE name IN ('trial_heartbeats', 'ix_trials_study_id')`),
    ).toHaveLength(2)
    expect(run('SELECT version_num FROM alembic_version')).toEqual([{ version_num: 'v3.2.0.a' }])
  })

  test.each([
    [`UPDATE trials SET state = 'LOST'`, /state/],
    [`UPDATE trials SET datetime_start = 'yesterday'`, /time/],
    ['UPDATE trials SET number = NULL', /number/],
    [`UPDATE trial_params SET distribution_json = '{"name": "Normal", "attributes": {}}'`, /Normal/],
    [`UPDATE trial_params SET param_name = CAST(x'ff' AS TEXT)`, /UTF-8/],
    [`UPDATE trial_user_attributes SET value_json = '{'`, /not JSON/],
    [`UPDATE trial_values SET value_type = 'HUGE'`, /value/],
    ['UPDATE trial_values SET value = NULL', /value/],
  ])('names what is damaged: %s', async (statement, message) => {
    await fill()
    run(statement)
    const storage = await openSqliteStorage(path)
    const { id } = (await storage.loadStudy('study'))!
    const error = await errorOf(storage.readTrials(id))
    expect(error.code).toBe('input')
    expect(error.message).toMatch(message)
    await storage.close()
  })

  test('that was cut is an error, wherever it was cut', async () => {
    await fill()
    const bytes = await readFile(path)
    for (const length of [50, 4096, 40_000, bytes.length - 5000]) {
      await writeFile(path, bytes.subarray(0, length))
      const work = async (): Promise<void> => {
        const storage = await openSqliteStorage(path)
        try {
          for (const { id } of await storage.listStudies()) await storage.readTrials(id)
        } finally {
          await storage.close()
        }
      }
      expect(await errorOf(work())).toMatchObject({ code: 'input' })
    }
  })

  test('that is locked for too long is one error, and nothing of the transaction is kept', async () => {
    await fill()
    const storage = await openSqliteStorage(path, { timeoutMs: 50 })
    const other = new Database(pathToFileURL(path).href)
    other.exec('BEGIN IMMEDIATE')
    const error = await errorOf(storage.createStudy('second', ['minimize']))
    expect(error).toMatchObject({ code: 'output' })
    expect(error.message).toMatch(/locked/)
    // With its journal readers see what was before.
    expect((await storage.listStudies()).map(({ name }) => name)).toEqual(['study'])
    other.exec('ROLLBACK')
    other.close()
    expect((await storage.createStudy('second', ['minimize'])).name).toBe('second')
    await storage.close()
  })

  test('refuses names that are no whole characters, and values that are NaN', async () => {
    await fill()
    const storage = await openSqliteStorage(path)
    await expect(storage.createStudy('half \ud83d', ['minimize'])).rejects.toMatchObject({ code: 'config' })
    const { id } = (await storage.loadStudy('study'))!
    const trial = await storage.createTrial(id)
    await expect(storage.finishTrial(trial.id, 'complete', [Number.NaN])).rejects.toMatchObject({
      code: 'data',
    })
    expect(await storage.getTrial(trial.id)).toMatchObject({ state: 'running', values: undefined })
    await storage.setTrialAttributes(trial.id, 'user', { 'a\0b': 'half \ud83d' })
    expect((await storage.getTrial(trial.id)).userAttributes).toEqual({ 'a\0b': 'half \ud83d' })
    await storage.close()
  })

  test('does the work that was begun before it closes, and none afterwards', async () => {
    const storage = await openSqliteStorage(path)
    const first = storage.createStudy('first', ['minimize'])
    await storage.close()
    expect((await first).name).toBe('first')
    await expect(storage.listStudies()).rejects.toMatchObject({ code: 'internal' })
  })

  /** Fills the file with trials in a child of which the system lets no file grow above so many blocks. */
  const fillInChild = async (kibibytes: number | undefined, user?: number) => {
    const packageRoot = await builtFolder()
    const script = `
      import { openSqliteStorage } from ${JSON.stringify(pathToFileURL(join(packageRoot, 'dist/tune/storage/sqlite-storage.js')).href)}
      ${user === undefined ? '' : `process.setuid(${user})`}
      const storage = await openSqliteStorage(${JSON.stringify(path)})
      const { id } = await storage.loadStudy('study')
      let done = 0
      try {
        for (; done < 100; done++) {
          const trial = await storage.createTrial(id)
          await storage.setTrialAttributes(trial.id, 'user', { note: 'x'.repeat(20000) })
          await storage.finishTrial(trial.id, 'complete', [done])
        }
      } catch ({ code, message, where }) {
        console.log(JSON.stringify({ done, code, message, path: where?.path }))
      }
      await storage.close()`
    const limit = kibibytes === undefined ? '' : `ulimit -f ${kibibytes};`
    const { stdout, stderr } = spawnSync(
      'bash',
      ['-c', `${limit} exec "$0" --input-type=module -e "$1"`, process.execPath, script],
      { encoding: 'utf8' },
    )
    expect(stderr).toBe('')
    return JSON.parse(stdout) as { done: number; code: string; message: string; path: string }
  }

  test.skipIf(process.platform === 'win32')(
    'keeps what was stored when the disk takes no more',
    async () => {
      await fill()
      const { done, ...error } = await fillInChild(1000)
      expect(error).toMatchObject({ code: 'output', path })
      expect(error.message).toMatch(/disk/)
      expect(done).toBeGreaterThan(5)
      const storage = await openSqliteStorage(path)
      const { id } = (await storage.loadStudy('study'))!
      const { trials } = await storage.readTrials(id)
      expect(trials.filter(({ state }) => state === 'complete')).toHaveLength(done + 1)
      expect((await storage.createTrial(id)).number).toBe(trials.length)
      await storage.close()
      expect(run('PRAGMA integrity_check')).toEqual([{ integrity_check: 'ok' }])
    },
    600_000,
  )

  test.skipIf(process.getuid?.() !== 0)(
    'that may not be written is read, and says so when it is to change (needs to begin as root)',
    async () => {
      await fill()
      run('PRAGMA journal_mode = DELETE')
      await chmod(folder, 0o755)
      await chmod(path, 0o444)
      expect(await fillInChild(undefined, 65534)).toMatchObject({ done: 0, code: 'output', path })
    },
  )
})
