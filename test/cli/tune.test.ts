/** @file What `medspan tune` shows while it searches, and what it says in the end. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { renderStudy } from '../../src/cli/tune.ts'
import {
  noteEvent,
  noteLine,
  renderEvent,
  renderSearch,
  type WatchedSearch,
  watchSearch,
} from '../../src/cli/view/search.ts'
import { parseConfig } from '../../src/config/config.ts'
import type { StudyFile } from '../../src/run/study-file.ts'
import { createSmallProject } from '../train/small-project.ts'
import { runCommand } from './command-line.ts'

const study: StudyFile = {
  name: 'runs-tuning',
  metric: 'eval_f1',
  direction: 'maximize',
  started: '2026-01-02T03:00:00.000Z',
  status: 'running',
  settings: { sampler: 'tpe', trials: '10' },
  parameters: [
    { name: 'training.learning_rate', kind: 'float', low: 1e-5, high: 1e-3, log: true },
    { name: 'loss.name', kind: 'categorical', choices: ['cross-entropy', 'focal'] },
    { name: 'loss.gamma', kind: 'float', low: 0, high: 5 },
  ],
  trials: [
    {
      number: 0,
      state: 'complete',
      value: 0.81,
      params: { 'training.learning_rate': 5e-5, 'loss.name': 'cross-entropy' },
      intermediate: [
        [1, 0.7],
        [2, 0.81],
      ],
      started: '2026-01-02T03:00:00.000Z',
      ended: '2026-01-02T03:01:30.000Z',
      folder: 'trials/0000',
    },
    {
      number: 1,
      state: 'pruned',
      value: 0.4,
      params: { 'training.learning_rate': 1.23456e-5, 'loss.name': 'focal', 'loss.gamma': 2 },
      intermediate: [[1, 0.4]],
      started: '2026-01-02T03:01:30.000Z',
      ended: '2026-01-02T03:02:00.000Z',
    },
    {
      number: 2,
      state: 'failed',
      value: null,
      params: { 'training.learning_rate': 1e-3, 'loss.name': 'cross-entropy' },
      intermediate: [],
      started: '2026-01-02T03:02:00.000Z',
      ended: '2026-01-02T03:02:09.000Z',
      reason: 'the loss became NaN at step 7\nand more',
    },
  ],
  importance: [
    { name: 'training.learning_rate', importance: 0.75 },
    { name: 'loss.name', importance: 0.25 },
  ],
  best: 0,
  initial: 0,
  time: { trained_seconds: 129, saved_seconds: 30 },
}

describe('the table of a search', () => {
  const watch = (): WatchedSearch => {
    const watched = watchSearch(0)
    watched.study = study
    watched.folder = 'runs-tuning'
    return watched
  }
  const lines = (watched: WatchedSearch, rows = 40) => renderSearch(watched, 120_000, { rows }).split('\n')

  test('has a row for each trial, those under way first', () => {
    const watched = watch()
    const params = { 'training.learning_rate': 3e-4, 'loss.name': 'focal', 'loss.gamma': 0.5 }
    noteEvent(watched, { kind: 'begin', number: 3, params, folder: 'trials/0003' }, 60_000)
    noteEvent(watched, { kind: 'steps', number: 3, done: 30, total: 60, note: 'epoch 2, loss 0.5' }, 70_000)
    noteEvent(watched, { kind: 'evaluation', number: 3, step: 1, value: 0.66 }, 80_000)
    const shown = lines(watched)
    expect(shown[0]).toBe('3 of 10 trials; 1 complete, 1 pruned, 1 failed, 1 running; 2 min 0 s')
    expect(shown[1]).toBe('best eval_f1 0.8100, trial 0: learning_rate 5e-5, loss.name cross-entropy')
    const cells = shown.slice(3, 8).map(line => line.trim().split(/ {2,}/))
    expect(cells).toEqual([
      ['trial', 'state', 'eval_f1', 'progress', 'time', 'learning_rate', 'loss.name', 'loss.gamma'],
      ['3', 'running', '0.6600', '[=====.....] 30/60 epoch 2, loss 0.5', '1 min 0 s', '3e-4', 'focal', '0.5'],
      ['2', 'failed', 'the loss became NaN at step 7', '9.0 s', '0.001', 'cross-entropy'],
      ['1', 'pruned', '0.4000', 'until 1', '30 s', '1.23e-5', 'focal', '2'],
      ['0', 'best', '0.8100', 'until 2', '1 min 30 s', '5e-5', 'cross-entropy'],
    ])
    noteEvent(watched, { kind: 'end', number: 3, state: 'complete', value: 0.7, seconds: 60 }, 90_000)
    expect(lines(watched)[0]).toContain('0 running')
  })

  test('shows the newest trials where there is no room for all', () => {
    const trials = Array.from({ length: 50 }, (_, number) => ({ ...study.trials[0]!, number }))
    const watched = watch()
    watched.study = { ...study, trials }
    const shown = lines(watched, 20)
    expect(shown.length).toBeLessThanOrEqual(20)
    expect(shown[4]!.trim()).toMatch(/^49 /)
  })

  test('has the newest of what there was to notice', () => {
    const watched = watch()
    for (let i = 0; i < 9; i++) noteLine(watched, `line ${i}`)
    expect(lines(watched).filter(line => line.startsWith('line'))).toEqual([
      'line 5',
      'line 6',
      'line 7',
      'line 8',
    ])
  })

  test('can be shown before there is a study', () => {
    expect(lines(watchSearch(0))).toEqual(['Opening the study'])
  })
})

test('without a terminal there is a line where a trial begins, and where it ends', () => {
  const begin = { kind: 'begin', number: 4, params: { 'training.seed': 3, x: null }, folder: '' } as const
  expect(renderEvent(begin, study)).toBe('trial 4 begins: seed 3, x none')
  expect(renderEvent({ kind: 'steps', number: 4, done: 1, total: 2, note: '' }, study)).toBeUndefined()
  const end = { kind: 'end', number: 4, state: 'pruned', value: 0.5, seconds: 75 } as const
  expect(renderEvent(end, study)).toBe(
    'trial 4 pruned: eval_f1 0.5000, best so far 0.8100 of trial 0, 1 min 15 s',
  )
  const failed = { ...end, state: 'failed', value: null, reason: 'out of memory' } as const
  expect(renderEvent(failed, undefined)).toBe('trial 4 failed, 1 min 15 s: out of memory')
})

test('the end says what was found, and what that is worth', () => {
  const interval = (estimate: number) => ({ estimate, lower: estimate - 0.02, upper: estimate + 0.02 })
  const gain = { best: interval(0.8), initial: interval(0.75), difference: interval(0.05), p: 0.0123 }
  const text = renderStudy({ studyFolder: '/s', study: { ...study, gain } })
  expect(text).toContain('3 trials: 1 complete, 1 pruned, 1 failed; trained 2 min 9 s')
  expect(text).toContain('pruning saved about 30 s')
  expect(text).toContain('F1 on validation 80.00 (78.00 to 82.00), with the initial configuration 75.00')
  expect(text).toContain('difference 5.00 (3.00 to 7.00), p 0.0123')
  expect(text).toContain('on others expect a slightly lower score')
  expect(text).toMatch(/training\.learning_rate +0\.75/)
  expect(text).toContain('medspan train -c /s/best.yaml')
})

describe('medspan tune', () => {
  let folder: string
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'medspan-cli-tune-'))
  })
  afterEach(() => rm(folder, { recursive: true, force: true }))

  test('says what to write where there is nothing to search for', async () => {
    await createSmallProject(folder)
    const { code, err } = await runCommand(folder, ['tune'])
    expect(code).toBe(1)
    expect(err).toContain('there is nothing to search for')
    expect(err).toContain('tuning: { search: {')
  })

  test.each([
    [['--budget', '30'], 'Expected a time such as 2h'],
    [['--budget', '0m'], 'Expected a time such as 2h'],
    [['--budget', '2h', '--trials', '3'], 'expected --budget, or --trials and --timeout, got both'],
    [['--workers', '0'], 'Expected a whole number of at least 1'],
    [['--trials', 'x'], 'Expected a whole number of at least 1'],
  ])('refuses %j', async (args, message) => {
    const { code, err } = await runCommand(folder, ['tune', ...args])
    expect(code).toBe(1)
    expect(err).toContain(message)
  })

  test('takes what medspan init has written, its comments taken for settings', async () => {
    await runCommand(folder, ['init', '--all-keys'])
    const path = join(folder, 'medspan.yaml')
    const content = await readFile(path, 'utf8')
    const begin = content.indexOf('# tuning:')
    expect(begin).toBeGreaterThan(0)
    const tuning = content.slice(begin).replaceAll(/^# /gm, '')
    await writeFile(path, content.slice(0, begin) + tuning)
    const { tuning: read } = parseConfig(await readFile(path, 'utf8'), path)
    expect(read).toMatchObject({ n_trials: 20, sampler: 'tpe', pruner: 'median', retries: 1 })
    expect(Object.keys(read!.search)).toHaveLength(4)
  })
})
