/** @file Searches over trainings: what they leave, how they end, and how they go on. */
import { existsSync, mkdirSync, rmSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { readConfig } from '../../src/config/config.ts'
import { silent } from '../../src/progress.ts'
import { readRunFile } from '../../src/run/run-file.ts'
import { readStudyFile } from '../../src/run/study-file.ts'
import { nameProcess } from '../../src/system/process-name.ts'
import { train } from '../../src/train/run.ts'
import { openJournalStorage } from '../../src/tune/storage/journal-storage.ts'
import { loadStudy } from '../../src/tune/study.ts'
import { smallRows, writeRows } from '../train/small-project.ts'
import { createSmallSearch, search } from './small-search.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'medspan-tune-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const studyPath = (...parts: string[]) => join(folder, 'run-tuning', ...parts)

const common = `  n_trials: 4
  pruner: none
  search:
    training.learning_rate: { low: 1.0e-3, high: 5.0e-2, log: true }
    training.per_device_train_batch_size: [6, 12]
`

describe('a search', () => {
  test('leaves a run for each trial, the study, and the best configuration', async () => {
    const path = await createSmallSearch(folder, common)
    const { study, studyFolder, events, lines } = await search(path)
    expect(studyFolder).toBe(studyPath())
    expect(await readStudyFile(studyFolder)).toEqual(study)
    expect(study).toMatchObject({ name: 'run-tuning', metric: 'eval_f1', status: 'finished', initial: 0 })
    expect(study.trials.map(({ state }) => state)).toEqual(Array(4).fill('complete'))
    expect(study.trials[0]!.params).toEqual({
      'training.learning_rate': 0.02,
      'training.per_device_train_batch_size': 6,
    })
    expect(study.importance.map(({ name }) => name).sort()).toEqual(Object.keys(study.trials[0]!.params))
    expect(lines.filter(line => line.startsWith('parts:'))).toHaveLength(1)

    const values = study.trials.map(({ value }) => value!)
    const best = study.trials[study.best!]!
    expect(best.value).toBe(Math.max(...values))
    for (const trial of study.trials) {
      const run = studyPath(trial.folder!)
      const { status, summary } = (await readRunFile(run))!
      expect(status).toBe('finished')
      expect(summary!.best.value).toBe(trial.value)
      expect(trial.intermediate.map(([step]) => step)).toEqual([1, 2])
      expect((await readdir(run)).filter(name => name.startsWith('checkpoint'))).toEqual([])
      expect(existsSync(join(run, 'model.safetensors'))).toBe(trial === best)
      const config = await readConfig(join(run, 'medspan.yaml'))
      expect(config.training.learning_rate).toBe(trial.params['training.learning_rate'])
      expect(events.filter(({ number }) => number === trial.number).map(({ kind }) => kind)).toEqual(
        expect.arrayContaining(['begin', 'steps', 'evaluation', 'end']),
      )
    }

    const config = await readConfig(studyPath('best.yaml'))
    expect(config.training.output_dir).toBe(join(folder, 'run'))
    expect(config.tuning).toBeUndefined()
    await train(config, { progress: silent })
    for (const name of ['model.safetensors', 'predictions.validation.jsonl'])
      expect(await readFile(join(folder, 'run', name))).toEqual(await readFile(studyPath(best.folder!, name)))
  })

  test('is the same with the same seed', async () => {
    const path = await createSmallSearch(folder, common)
    const first = await search(path, { overrides: ['tuning.n_trials=3'] })
    const overrides = ['tuning.n_trials=3', 'tuning.output_dir=other', 'tuning.storage=other/study.db']
    const second = await search(path, { overrides })
    const seen = ({ study }: typeof first) =>
      study.trials.map(({ params, value, intermediate }) => ({ params, value, intermediate }))
    expect(seen(second)).toEqual(seen(first))
  })

  test('ends trials that are not worth going on, and says what that saved', async () => {
    const pruning = common.replace('pruner: none', 'pruner: { type: threshold, lower: 2, warmup_steps: 0 }')
    const path = await createSmallSearch(folder, pruning.replace('n_trials: 4', 'n_trials: 2'))
    await expect(search(path)).rejects.toMatchObject({
      code: 'data',
      message: 'no trial has come to its end',
    })
    const study = await readStudyFile(studyPath())
    expect(study.trials.map(({ state, intermediate }) => [state, intermediate.length])).toEqual([
      ['pruned', 1],
      ['pruned', 1],
    ])
    const { trained_seconds: trained, saved_seconds: saved } = study.time
    expect(saved).toBeCloseTo(trained, 9)
    const run = studyPath(study.trials[0]!.folder!)
    expect((await readRunFile(run))!.status).toBe('pruned')
    expect((await readdir(run)).filter(name => name.startsWith('checkpoint'))).toEqual([])
  })

  test('over a grid ends when every combination was tried', async () => {
    const grid = `  sampler: { type: grid, points: 2 }
  pruner: none
  search: { training.learning_rate: { low: 0.01, high: 0.03 }, training.num_train_epochs: [1] }
`
    const path = await createSmallSearch(folder, grid)
    const { study } = await search(path)
    expect(study.trials.map(({ params }) => params['training.learning_rate']).sort()).toEqual([0.01, 0.03])
    expect((await search(path)).events).toEqual([])
  })

  test('tells a trial again what it had reported when it was trained to its end and not told', async () => {
    const path = await createSmallSearch(folder, common)
    const first = await search(path, { overrides: ['tuning.n_trials=1'] })
    // As if its process had died between the end of the training and that of the trial.
    const lines = (await readFile(studyPath('study.log'), 'utf8')).split('\n')
    const end = lines.findIndex(line => line.includes('"op_code":6') && line.includes('"state":1,'))
    expect(end).toBeGreaterThan(0)
    await writeFile(studyPath('study.log'), `${lines.slice(0, end).join('\n')}\n`)
    const storage = await openJournalStorage(studyPath('study.log'))
    const [trial] = await (await loadStudy('run-tuning', { storage })).trials()
    await storage.setTrialAttributes(trial!.id, 'user', { worker: nameProcess(999999999) })
    await storage.close()
    const { study } = await search(path, { overrides: ['tuning.n_trials=1'] })
    expect(study.trials).toMatchObject([
      {
        number: 1,
        state: 'complete',
        value: first.study.trials[0]!.value,
        intermediate: first.study.trials[0]!.intermediate,
        folder: 'trials/0000',
      },
    ])
  })

  test('goes on after a trial that fails, and says why it did', async () => {
    const failing = `  n_trials: 3
  try_initial: false
  enqueue: [{ training.learning_rate: 1.0e+30 }]
  search: { training.learning_rate: { low: 1.0e-2, high: 1.0e+30, log: true } }
  sampler: random
`
    const { study } = await search(await createSmallSearch(folder, failing), {
      overrides: ['training.max_grad_norm=0'],
    })
    expect(study.trials).toHaveLength(3)
    const [first] = study.trials
    expect(first).toMatchObject({ state: 'failed', value: null })
    expect(first!.reason).toMatch(/^the (loss|gradient's norm) became/)
    expect((await readRunFile(studyPath(first!.folder!)))!.status).toBe('failed')
    expect(study.trials.some(({ state }) => state === 'complete')).toBe(true)
  })

  test('says so where every trial fails', async () => {
    const failing = `  n_trials: 2
  try_initial: false
  search: { training.learning_rate: [1.0e+30] }
`
    const path = await createSmallSearch(folder, failing)
    const error = await search(path, { overrides: ['training.max_grad_norm=0'] }).catch(
      (thrown: unknown) => thrown,
    )
    expect(error).toMatchObject({ code: 'data', where: { path: studyPath() } })
    expect(String(error)).toMatch(/no trial has come to its end; 2 failed:\n {2}the/)
  })
})

describe('a search that is there already', () => {
  test('is finished, or gets the trials that are wanted now', async () => {
    const path = await createSmallSearch(folder, common)
    const first = await search(path, { overrides: ['tuning.n_trials=2'] })
    const again = await search(path, { overrides: ['tuning.n_trials=2'] })
    expect(again.events).toEqual([])
    expect(again.study.trials).toEqual(first.study.trials)
    const more = await search(path, { overrides: ['tuning.n_trials=3'] })
    expect(more.study.trials.slice(0, 2)).toEqual(first.study.trials)
    expect(more.study.trials).toHaveLength(3)
    expect(more.lines[0]).toBe('resuming the study run-tuning: 2 of 3 trials are begun')
  })

  test('goes on with the trial that was interrupted, to the same bits', async () => {
    const path = await createSmallSearch(folder, common)
    const whole = await search(path, { overrides: ['tuning.output_dir=whole', 'tuning.n_trials=3'] })
    const controller = new AbortController()
    const overrides = ['tuning.n_trials=3']
    const interrupted = search(path, {
      overrides,
      signal: controller.signal,
      onEvent: event => {
        if (event.kind === 'evaluation' && event.number === 1) controller.abort()
      },
    })
    await expect(interrupted).rejects.toMatchObject({
      code: 'interrupted',
      message: 'interrupted: 1 of 3 trials are finished',
    })
    expect((await readStudyFile(studyPath())).status).toBe('interrupted')
    const { study } = await search(path, { overrides })
    expect(study.trials.map(({ folder: own }) => own)).toEqual(['trials/0000', 'trials/0001', 'trials/0003'])
    const seen = ({ params, intermediate, value }: (typeof study.trials)[number]) => ({
      params,
      intermediate,
      value,
    })
    expect(study.trials.slice(0, 2).map(seen)).toEqual(whole.study.trials.slice(0, 2).map(seen))
    for (const name of ['predictions.validation.jsonl', 'log.jsonl'])
      expect(await readFile(studyPath('trials/0001', name))).toEqual(
        await readFile(join(folder, 'whole/trials/0001', name)),
      )
  })

  test('ends where nothing can be written, and loses no trial by that', async () => {
    const path = await createSmallSearch(folder, common)
    await mkdir(studyPath())
    await writeFile(studyPath('trials'), 'in the way')
    const overrides = ['tuning.n_trials=2']
    await expect(search(path, { overrides })).rejects.toMatchObject({ code: 'output' })
    expect((await readStudyFile(studyPath())).status).toBe('interrupted')
    await rm(studyPath('trials'))
    const { study } = await search(path, { overrides })
    expect(study.trials.map(({ number, state }) => [number, state])).toEqual([
      [1, 'complete'],
      [2, 'complete'],
    ])
    expect(study.initial).toBe(1)
  })

  test('says in the end that its study.json could not be written, with every trial done', async () => {
    const path = await createSmallSearch(folder, common)
    const overrides = ['tuning.n_trials=2']
    const blocked = search(path, {
      overrides,
      onEvent: event => {
        if (event.kind !== 'begin' || event.number !== 0) return
        rmSync(studyPath('study.json'))
        mkdirSync(studyPath('study.json'))
      },
    })
    await expect(blocked).rejects.toMatchObject({ code: 'output', where: { path: studyPath('study.json') } })
    await rm(studyPath('study.json'), { recursive: true })
    const { study, events } = await search(path, { overrides })
    expect(events).toEqual([])
    expect(study.trials.map(({ state }) => state)).toEqual(['complete', 'complete'])
  })

  test('is refused with another configuration, or other documents', async () => {
    const path = await createSmallSearch(folder, common)
    await search(path, { overrides: ['tuning.n_trials=1'] })
    await expect(search(path, { overrides: ['training.weight_decay=0.2'] })).rejects.toMatchObject({
      code: 'config',
      message: expect.stringContaining('training.weight_decay was 0.01, is 0.2'),
    })
    await writeRows(join(folder, 'rows.json'), smallRows(21))
    await expect(search(path)).rejects.toMatchObject({
      code: 'data',
      message: expect.stringContaining('the source rows had 20 documents, has 21'),
    })
    await writeRows(join(folder, 'rows.json'), smallRows(20))
    const model = join(folder, 'model/config.json')
    await writeFile(model, (await readFile(model, 'utf8')).replace('"hidden_size":16', '"hidden_size":32'))
    await expect(search(path)).rejects.toMatchObject({
      code: 'data',
      message: expect.stringContaining('config.json of the model folder is another one'),
    })
  })

  test('may have other ranges than it began with', async () => {
    const path = await createSmallSearch(folder, common)
    await search(path, { overrides: ['tuning.n_trials=1'] })
    const wider = [
      'tuning.n_trials=2',
      'tuning.search={training.learning_rate: {low: 0.04, high: 0.05, log: true}}',
    ]
    const { study } = await search(path, { overrides: wider })
    expect(study.trials[1]!.params['training.learning_rate']).toBeGreaterThanOrEqual(0.04)
    const linear = 'tuning.search={training.learning_rate: {low: 0.04, high: 0.05}}'
    await expect(search(path, { overrides: ['tuning.n_trials=3', linear] })).rejects.toMatchObject({
      code: 'config',
      where: { at: 'tuning.search.training.learning_rate' },
    })
  })

  test('takes trials back whose process died', async () => {
    const path = await createSmallSearch(folder, common)
    await search(path, { overrides: ['tuning.n_trials=1'] })
    const storage = await openJournalStorage(studyPath('study.log'), {
      heartbeat: { intervalMs: 1000, graceMs: 2000 },
    })
    const study = await loadStudy('run-tuning', { storage })
    const dead = await study.ask()
    await dead.setUserAttribute('worker', nameProcess(999999999))
    await storage.close()
    const { study: after } = await search(path, { overrides: ['tuning.n_trials=2'] })
    expect(after.trials.map(({ number, state, folder: own }) => [number, state, own])).toEqual([
      [0, 'complete', 'trials/0000'],
      [2, 'complete', 'trials/0001'],
    ])
  })

  test('that is damaged is one error, and stays as it is', async () => {
    const path = await createSmallSearch(folder, common)
    await search(path, { overrides: ['tuning.n_trials=1'] })
    const lines = (await readFile(studyPath('study.log'), 'utf8')).split('\n')
    const damaged = [...lines.slice(0, 3), '{"op_code": 99}', ...lines.slice(3)].join('\n')
    await writeFile(studyPath('study.log'), damaged)
    await expect(search(path)).rejects.toMatchObject({
      code: 'input',
      where: { path: studyPath('study.log'), line: 4 },
    })
    expect(await readFile(studyPath('study.log'), 'utf8')).toBe(damaged)
  })
})
