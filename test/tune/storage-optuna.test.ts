/** @file Files of studies that Optuna has made, frozen by scripts/reference/tune_storage.py: read, and gone on with. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import Database from 'libsql'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { formatDistribution } from '../../src/tune/distribution-json.ts'
import type { Json, StudyRecord, TrialRecord } from '../../src/tune/frozen-trial.ts'
import { openJournalStorage } from '../../src/tune/storage/journal-storage.ts'
import { openSqliteStorage } from '../../src/tune/storage/sqlite-storage.ts'
import type { Storage } from '../../src/tune/storage/storage.ts'
import { loadStudy } from '../../src/tune/study.ts'

type FrozenStudies = readonly { readonly name: string; readonly trials: readonly unknown[] }[]
const frozen = JSON.parse(await readFile(new URL('reference/storage.json', import.meta.url), 'utf8')) as {
  readonly tables: Readonly<Record<string, string>>
  readonly dump: readonly string[]
  readonly journal: readonly string[]
  readonly sqlite_studies: FrozenStudies
  readonly journal_studies: FrozenStudies
}

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'medspan-optuna-'))
})
afterEach(() => rm(folder, { recursive: true }))

function connect(path: string): Database.Database {
  return new Database(pathToFileURL(path).href)
}

/** JSON has no words for what is no number. */
function plain(value: Json | undefined): unknown {
  if (typeof value === 'number' && !Number.isFinite(value)) return String(value)
  if (Array.isArray(value)) return (value as readonly Json[]).map(plain)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plain(item)]))
}

function plainTrial(trial: TrialRecord): unknown {
  return {
    number: trial.number,
    state: trial.state,
    values: plain(trial.values ?? null),
    started: trial.started?.getTime() ?? null,
    completed: trial.completed?.getTime() ?? null,
    params: plain(trial.params),
    distributions: Object.fromEntries(
      Object.entries(trial.distributions).map(([key, distribution]) => [
        key,
        formatDistribution(distribution),
      ]),
    ),
    user: plain(trial.userAttributes),
    system: plain(trial.systemAttributes),
    steps: [...trial.intermediateValues].sort(([a], [b]) => a - b).map(plain as (pair: unknown) => unknown),
  }
}

async function readAll(storage: Storage): Promise<unknown[]> {
  const of = async ({ id, name, directions, userAttributes, systemAttributes }: StudyRecord) => ({
    name,
    directions,
    user: plain(userAttributes),
    system: plain(systemAttributes),
    trials: (await storage.readTrials(id)).trials.map(plainTrial),
  })
  return Promise.all((await storage.listStudies()).map(of))
}

const kinds = {
  async sqlite(path: string): Promise<Storage> {
    const database = connect(path)
    // Tables of a dump stand by name, and name others that come later.
    database.exec('PRAGMA foreign_keys = OFF')
    for (const statement of frozen.dump) database.exec(statement)
    database.close()
    return await openSqliteStorage(path)
  },
  async journal(path: string): Promise<Storage> {
    await writeFile(path, frozen.journal.map(line => `${line}\n`).join(''))
    return await openJournalStorage(path)
  },
} as const satisfies Record<string, (path: string) => Promise<Storage>>

describe.each(['sqlite', 'journal'] as const)('a file of Optuna, %s', kind => {
  test('is read as Optuna reads it', async () => {
    const storage = await kinds[kind](join(folder, 'file'))
    expect(await readAll(storage)).toEqual(frozen[`${kind}_studies`])
    await storage.close()
  })

  test('is gone on with: what waits is taken first, and the rest stays as it was', async () => {
    const storage = await kinds[kind](join(folder, 'file'))
    const study = await loadStudy('study', { storage })
    const taken = await study.ask()
    expect(taken.number).toBe(4)
    expect(await taken.suggestFloat('x', -1, 1)).toBe(0.5)
    expect(await taken.suggestCategorical('choice', ['a', 'ü', null, true, 2.5, 3])).toBe(true)
    await study.tell(taken, 0.5)
    expect((await study.ask()).number).toBe(6)
    const before = frozen[`${kind}_studies`].find(({ name }) => name === 'study')!.trials
    const now = (await study.trials()).map(plainTrial)
    for (const number of [0, 1, 2, 3, 5]) expect(now[number]).toEqual(before[number])
    expect(await storage.loadStudy('zwei ü')).toMatchObject({ directions: ['minimize', 'maximize'] })
    await storage.close()
  })
})

test('a new SQLite file has the tables of Optuna, to the byte', async () => {
  const path = join(folder, 'new')
  await (await openSqliteStorage(path)).close()
  const database = connect(path)
  const rows = database
    .prepare('SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY name')
    .all() as { readonly name: string; readonly sql: string }[]
  const versions = [
    database.prepare('SELECT version_num FROM alembic_version').raw(true).all(),
    database.prepare('SELECT version_info_id, schema_version FROM version_info').raw(true).all(),
  ]
  database.close()
  expect(Object.fromEntries(rows.map(({ name, sql }) => [name, sql]))).toEqual(frozen.tables)
  expect(versions).toEqual([[['v3.2.0.a']], [[1, 12]]])
})

test('a journal is written in the words of Optuna', async () => {
  const path = join(folder, 'new')
  const storage = await openJournalStorage(path, { now: () => Date.UTC(2026, 0, 2, 3, 4, 5, 678) })
  const { id } = await storage.createStudy('ü', ['minimize', 'maximize'])
  const trial = await storage.createTrial(id)
  const distribution = { kind: 'float', low: 0, high: 1, log: false, step: undefined } as const
  await storage.setTrialParams(trial.id, [{ name: 'x', value: 1, distribution }])
  await storage.setIntermediateValue(trial.id, 3, Number.NaN)
  await storage.setTrialAttributes(trial.id, 'user', { a: 1, b: [1.5, null] })
  await storage.finishTrial(trial.id, 'complete', [1, Number.NEGATIVE_INFINITY])
  await storage.close()
  const lines = (await readFile(path, 'utf8')).replace(/"worker_id":"[^"]+"/g, '"worker_id":""')
  const own = '"worker_id":"","trial_id":0'
  expect(lines.split('\n')).toEqual([
    '{"op_code":0,"worker_id":"","study_name":"\\u00fc","directions":[1,2]}',
    '{"op_code":4,"worker_id":"","study_id":0,"datetime_start":"2026-01-02T03:04:05.678000+00:00"}',
    `{"op_code":5,${own},"param_name":"x","param_value_internal":1.0,"distribution":"{\\"name\\": \\"FloatDistribution\\", \\"attributes\\": {\\"step\\": null, \\"low\\": 0.0, \\"high\\": 1.0, \\"log\\": false}}"}`,
    `{"op_code":7,${own},"step":3,"intermediate_value":NaN}`,
    `{"op_code":8,${own},"user_attr":{"a":1}}`,
    `{"op_code":8,${own},"user_attr":{"b":[1.5,null]}}`,
    `{"op_code":6,${own},"state":1,"values":[1.0,-Infinity],"datetime_complete":"2026-01-02T03:04:05.678000+00:00"}`,
    '',
  ])
})
