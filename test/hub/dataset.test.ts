import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, sep } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { formatError, MedspanError } from '../../src/errors.ts'
import { type DatasetOptions, resolveDataset } from '../../src/hub/dataset.ts'
import { silent } from '../../src/progress.ts'
import { type FakeHub, type HubFile, startHub } from './server.ts'

let hub: FakeHub | undefined
let cache = ''
beforeEach(() => {
  cache = mkdtempSync(join(tmpdir(), 'medspan-dataset-'))
})
afterEach(async () => {
  await hub?.close()
  rmSync(cache, { recursive: true, force: true })
})

type Contents = Readonly<Record<string, string>>

/** What of a data set is read: `split name` each, or the error. */
async function filesOf(
  revisions: Readonly<Record<string, Contents>>,
  more: Partial<DatasetOptions> = {},
): Promise<string[] | string> {
  const contents = Object.entries(revisions).map(([revision, files]) => [
    revision,
    Object.fromEntries(
      Object.entries(files).map(([name, text]): [string, HubFile] => [name, { content: Buffer.from(text) }]),
    ),
  ])
  await hub?.close()
  // The commit is the same each time, and its files in the cache would be taken for unchanged.
  rmSync(cache, { recursive: true, force: true })
  hub = await startHub('owner/set', Object.fromEntries(contents))
  try {
    const { files } = await resolveDataset('owner/set', {
      progress: silent,
      env: { HF_ENDPOINT: hub.endpoint, HF_HUB_CACHE: cache, HOME: cache },
      patience: { maxAttempts: 1, backoffMs: 1, maxBackoffMs: 1, idleTimeoutMs: 5000 },
      ...more,
    })
    return files.map(({ path, split }) => {
      const parts = path.split(sep)
      return `${split} ${parts.slice(parts.indexOf('snapshots') + 2).join('/')}`
    })
  } catch (error) {
    if (error instanceof MedspanError) return `${error.code} ${formatError(error)}`
    throw error
  }
}

const parquet = {
  'data/train-00000-of-00002.parquet': 'a',
  'data/train-00001-of-00002.parquet': 'b',
  'data/validation-00000-of-00001.parquet': 'c',
  'data/test-00000-of-00001.parquet': 'd',
}
const yaml = (text: string): string => `---\n${text}\n---\n# Set\n`

describe('the files of a data set', () => {
  it('are told by their names where nothing else is said', async () => {
    expect(await filesOf({ main: { ...parquet, 'README.md': '# Set', '.gitattributes': '' } })).toEqual([
      'test data/test-00000-of-00001.parquet',
      'train data/train-00000-of-00002.parquet',
      'train data/train-00001-of-00002.parquet',
      'validation data/validation-00000-of-00001.parquet',
    ])
  })
  it.each([
    [
      { 'training.jsonl': '', 'dev.jsonl': '', 'dataset_info.json': '{}' },
      ['validation dev.jsonl', 'train training.jsonl'],
    ],
    [{ 'all.json': '', '.x/train.json': '' }, ['train all.json']],
    [
      { 'a/train/x.json.gz': '', 'a/test/x.json.gz': '' },
      ['test a/test/x.json.gz', 'train a/train/x.json.gz'],
    ],
    [{ 'train.parquet': '', 'train.jsonl': '' }, ['train train.parquet']],
    [{ 'constraint.jsonl': '', 'latest.jsonl': '' }, ['train constraint.jsonl', 'train latest.jsonl']],
  ])('among %j are these', async (files, expected) => {
    expect(await filesOf({ main: files })).toEqual(expected)
  })
  it('are those that README.md says, with patterns', async () => {
    const readme = yaml(
      'configs:\n- config_name: default\n  data_files:\n  - split: train\n    path: data/train-*\n  - split: dev\n    path: [data/vali*, "data/test-0000?-of-*.parquet"]',
    )
    expect(await filesOf({ main: { ...parquet, 'README.md': readme } })).toEqual([
      'train data/train-00000-of-00002.parquet',
      'train data/train-00001-of-00002.parquet',
      'dev data/validation-00000-of-00001.parquet',
      'dev data/test-00000-of-00001.parquet',
    ])
  })
  it('are not looked for by patterns without end', async () => {
    const readme = (paths: string) => ({
      main: { ...parquet, 'README.md': yaml(`configs:\n- data_files: [${paths}]`) },
    })
    expect(await filesOf(readme('"[z-a]*"'))).toMatch(
      /^input owner\/set\/README.md configs: expected a pattern of file names, got "\[z-a\]/,
    )
    expect(await filesOf(readme('x,'.repeat(5e4)))).toContain('expected data_files that ask less of 5 names')
  })
  const two = yaml(
    'configs:\n- config_name: a\n  data_files: data/train-*\n- config_name: b\n  data_files:\n    test: "**/test-*"',
  )
  it('of several configurations need a choice, unless one is the default', async () => {
    expect(await filesOf({ main: { ...parquet, 'README.md': two } })).toContain(
      'config config: expected one of the configurations of owner/set: a, b',
    )
    expect(await filesOf({ main: { ...parquet, 'README.md': two } }, { config: 'b' })).toEqual([
      'test data/test-00000-of-00001.parquet',
    ])
    expect(await filesOf({ main: { ...parquet, 'README.md': two } }, { config: 'c' })).toContain(
      'a, b; got "c"',
    )
    const marked = two.replace('config_name: b', 'config_name: b\n  default: true')
    expect(await filesOf({ main: { ...parquet, 'README.md': marked } })).toEqual([
      'test data/test-00000-of-00001.parquet',
    ])
  })
  it('of one split are read alone, and an unknown split is told', async () => {
    expect(await filesOf({ main: parquet }, { split: 'test' })).toEqual([
      'test data/test-00000-of-00001.parquet',
    ])
    expect(await filesOf({ main: parquet }, { split: 'dev' })).toContain(
      'config split: expected one of the splits of owner/set: test, train, validation; got "dev"',
    )
  })
  it('of a script are those that the hub has converted', async () => {
    const script = { 'set.py': 'import os', 'raw/train.json': '{}', 'README.md': '# Set' }
    const converted = { 'default/train/0000.parquet': 'a', 'default/partial-test/0000.parquet': 'b' }
    expect(await filesOf({ main: script, 'refs/convert/parquet': converted })).toEqual([
      'test default/partial-test/0000.parquet',
      'train default/train/0000.parquet',
    ])
    expect(await filesOf({ main: script })).toMatch(
      /^input .*expected Parquet, JSON or JSONL files in owner\/set, got none\n.*never run/,
    )
  })
  it('of another revision are read on request', async () => {
    expect(await filesOf({ main: parquet, v1: { 'train.jsonl': '' } }, { revision: 'v1' })).toEqual([
      'train train.jsonl',
    ])
    expect(await filesOf({ main: parquet }, { revision: 'v2' })).toContain(
      'expected a revision that owner/set has',
    )
  })
  it('of an id that is none are refused before anything is asked', async () => {
    await expect(resolveDataset('../x', { progress: silent, env: { HF_HUB_CACHE: cache } })).rejects.toThrow(
      'expected the id of a repository',
    )
  })
})
