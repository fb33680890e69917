/** @file What `study.json` must hold. */
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readStudyFile, type StudyFile, writeStudyFile } from '../../src/run/study-file.ts'

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'medspan-study-file-'))
})
afterAll(() => rm(folder, { recursive: true }))

const study: StudyFile = {
  name: 'of-the-losses',
  metric: 'eval_f1',
  direction: 'maximize',
  started: '2026-03-01T10:00:00.000Z',
  status: 'running',
  settings: { Sampler: 'TPE', Pruner: 'none' },
  parameters: [
    { name: 'training.learning_rate', kind: 'float', low: 1e-6, high: 1e-3, log: true },
    { name: 'training.batch_size', kind: 'categorical', choices: [8, 'auto', true, null] },
  ],
  trials: [
    {
      number: 0,
      state: 'complete',
      value: 0.5,
      params: { 'training.learning_rate': 1e-4, 'training.batch_size': null },
      intermediate: [
        [1, 0.25],
        [2, 0.5],
      ],
      started: '2026-03-01T10:00:00.000Z',
      ended: '2026-03-01T10:01:00.000Z',
      folder: 'trials/0',
    },
    {
      number: 2,
      state: 'failed',
      value: null,
      params: {},
      intermediate: [],
      started: null,
      ended: null,
      reason: 'out of memory',
    },
  ],
  importance: [{ name: 'training.learning_rate', importance: 1 }],
  best: 0,
  initial: 0,
  gain: {
    best: { estimate: 0.5, lower: 0.25, upper: 0.75 },
    initial: { estimate: 0.5, lower: 0.25, upper: 0.75 },
    difference: { estimate: 0, lower: 0, upper: 0 },
    p: 1,
  },
  time: { trained_seconds: 60, saved_seconds: 0 },
}

/** What is said of a file with such content. */
async function complaint(content: unknown): Promise<string> {
  await writeFile(join(folder, 'study.json'), typeof content === 'string' ? content : JSON.stringify(content))
  const error = await readStudyFile(folder).catch(caught => caught)
  expect(error).toMatchObject({ name: 'MedspanError', code: 'input' })
  return `${error.where.at ?? ''}: ${error.message}`
}

describe('study.json', () => {
  it('is read as it was written, whole', async () => {
    const inside = join(folder, 'new')
    await writeStudyFile(inside, study)
    expect(await readStudyFile(inside)).toEqual(study)
    expect(await readdir(inside)).toEqual(['study.json'])
    expect((await readFile(join(inside, 'study.json'), 'utf8')).endsWith('}\n')).toBe(true)
  })
  it('holds numbers that are not finite as nothing', async () => {
    const intermediate: [number, number][] = [[1, Number.NaN]]
    await writeStudyFile(folder, {
      ...study,
      trials: [{ ...study.trials[0]!, value: Number.POSITIVE_INFINITY, intermediate }],
    })
    const [trial] = (await readStudyFile(folder)).trials
    expect(trial).toMatchObject({ value: null, intermediate: [[1, null]] })
  })
  it('must be there', async () => {
    await expect(readStudyFile(join(folder, 'absent'))).rejects.toMatchObject({
      code: 'input',
      message: 'expected a study folder, with study.json in it',
    })
  })
  it('says where it is something else', async () => {
    expect(await complaint('{"name":')).toBe(': expected the description of a study, as JSON')
    expect(await complaint([])).toMatch(/^: expected the description of a study: /)
    const [first, second] = study.trials
    expect(await complaint({ ...study, trials: [{ ...first, value: 'high' }] })).toMatch(
      /^trials\.0\.value: /,
    )
    expect(await complaint({ ...study, trials: [second, first] })).toBe(
      'trials.1.number: expected the description of a study: expected a number above that of the trial before, got 0',
    )
    expect(await complaint({ ...study, best: 2 })).toMatch(
      /^best: .* expected the number of a complete trial, got 2$/,
    )
    expect(await complaint({ ...study, initial: 1 })).toMatch(/^initial: .* got 1$/)
    expect(await complaint({ ...study, time: { ...study.time, saved_seconds: -1 } })).toMatch(
      /^time\.saved_seconds: /,
    )
  })
  it('names only folders inside its own', async () => {
    for (const path of ['/etc', '../other', 'trials/../..', 'trials//0', 'c:\\runs', 'a\ud800', 'a\n', ''])
      expect(await complaint({ ...study, trials: [{ ...study.trials[0], folder: path }] })).toMatch(
        /^trials\.0\.folder: .* expected a folder inside the study folder$/,
      )
  })
})
