/** @file Plans for a time that is given. */
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { readConfig } from '../../src/config/config.ts'
import { meanEpochs, planTrials, rungsOf } from '../../src/tuning/budget.ts'
import { createSmallSearch, search } from './small-search.ts'

describe('rungs', () => {
  test('are three times as far each, and below the last epoch', () => {
    expect(rungsOf(1)).toEqual([])
    expect(rungsOf(3)).toEqual([1])
    expect(rungsOf(5)).toEqual([1, 3])
    expect(rungsOf(10)).toEqual([1, 3, 9])
  })

  test('let a third go on, and that is what a trial takes on average', () => {
    expect(meanEpochs(1)).toBe(1)
    expect(meanEpochs(3)).toBeCloseTo(1 + 2 / 3, 12)
    expect(meanEpochs(5)).toBeCloseTo(1 + 2 / 3 + 2 / 9, 12)
    expect(meanEpochs(10)).toBeCloseTo(1 + 2 / 3 + 6 / 9 + 1 / 27, 12)
  })
})

describe('a plan', () => {
  const cost = { epochSeconds: 60, fixedSeconds: 20 }
  const options = { workers: 1, mostEpochs: 5, shorten: true }

  test('fills the time, but for a tenth', () => {
    const plan = planTrials(cost, { ...options, seconds: 7200 })
    // 5 epochs: 17/9 on average, which take 113.3 s, and 20 s more.
    expect(plan).toMatchObject({ trials: Math.floor(6480 / (113.333 + 20)), epochs: 5, rungs: [1, 3] })
    expect(plan.seconds).toBeLessThanOrEqual(6480)
    expect(plan.seconds + 134).toBeGreaterThan(6480)
  })

  test('has as many times the trials as there are workers', () => {
    const plan = planTrials(cost, { ...options, seconds: 7200, workers: 4 })
    expect(plan.trials).toBe(Math.floor((4 * 6480) / (113.333 + 20)))
    expect(plan.seconds).toBeLessThanOrEqual(6480)
  })

  test('rather has shorter trials than hardly any, where it may', () => {
    expect(planTrials(cost, { ...options, seconds: 800 })).toMatchObject({ trials: 6, epochs: 3 })
    expect(planTrials(cost, { ...options, seconds: 800, shorten: false })).toMatchObject({
      trials: 5,
      epochs: 5,
    })
  })

  test('is refused where not even two trials fit', () => {
    expect(() => planTrials(cost, { ...options, seconds: 120 })).toThrow(/too short for two trials/)
  })
})

test.each([
  [['training.eval_strategy=steps', 'training.eval_steps=5'], /eval_strategy: steps/],
  [['training.max_steps=10'], /max_steps: 10/],
])('a budget is refused for trainings that are not counted in epochs: %j', async (overrides, message) => {
  const folder = await mkdtemp(join(tmpdir(), 'medspan-budget-'))
  try {
    const tuning = '  search: { training.learning_rate: { low: 0.01, high: 0.02 } }\n'
    const path = await createSmallSearch(folder, tuning)
    await expect(search(path, { budget: 60, overrides })).rejects.toThrow(message)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
})

test('a search with a budget says its plan, and adds to a study that is there', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'medspan-budget-'))
  try {
    const path = await createSmallSearch(
      folder,
      '  search: { training.learning_rate: { low: 1.0e-3, high: 5.0e-2, log: true } }\n',
    )
    const { study, lines, studyFolder } = await search(path, { budget: 20 })
    const plan = /^for 20 s: (\d+) trials of up to (\d) epochs/.exec(
      lines.find(line => line.startsWith('for ')) ?? '',
    )!
    expect(plan, lines.join('\n')).not.toBeNull()
    const [trials, epochs] = [Number(plan[1]), Number(plan[2])]
    expect(study.settings).toMatchObject({ trials: String(trials), pruner: 'successive-halving' })
    expect(study.trials.length).toBeLessThanOrEqual(trials)
    expect((await readConfig(join(studyFolder, 'medspan.yaml'))).training.num_train_epochs).toBe(epochs)
    const again = await search(path, { budget: 20 })
    expect(again.study.trials.length).toBeGreaterThan(study.trials.length)
    expect(again.study.trials.slice(0, study.trials.length)).toEqual(study.trials)
    expect(await readFile(join(studyFolder, 'best.yaml'), 'utf8')).toContain('# Trial')
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
})
