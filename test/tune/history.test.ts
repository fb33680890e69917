import { describe, expect, test } from 'vitest'
import { categoricalDistribution, floatDistribution } from '../../src/tune/distributions.ts'
import type { TrialRecord, TrialState } from '../../src/tune/frozen-trial.ts'
import { createHistory } from '../../src/tune/history.ts'
import { createIntersection } from '../../src/tune/samplers/intersection.ts'
import { recordOf } from './record.ts'

const x = floatDistribution(0, 1)
const y = floatDistribution(0, 2)
const kind = categoricalDistribution(['a', 'b'])
const study = { name: 'study', directions: ['minimize'] as const }

const record = (number: number, state: TrialState, more: Partial<TrialRecord> = {}): TrialRecord =>
  recordOf(number, { state, ...more })

describe('a history', () => {
  test('has trials by number, and finished ones in the order in which they became known, once', () => {
    const { all, update } = createHistory(study)
    update({ trials: [record(0, 'running'), record(1, 'running'), record(3, 'waiting')] })
    update({ trials: [record(1, 'complete', { values: [1] }), record(2, 'failed')] })
    update({ trials: [record(1, 'complete', { values: [1] }), record(0, 'pruned')] })
    // What is finished does not change any more.
    update({ trials: [record(1, 'running')] })
    expect(all.trials.map(({ number, state }) => `${number} ${state}`)).toEqual([
      '0 pruned',
      '1 complete',
      '2 failed',
      '3 waiting',
    ])
    expect(all.finished.map(({ number }) => number)).toEqual([1, 2, 0])
    expect([...all.unfinished.keys()]).toEqual([3])
    expect(all.whole).toBe(all)
  })

  test('keeps groups apart, as soon as they can be told', () => {
    const { all, update, viewFor } = createHistory(study, (view, number) =>
      view.finished.length === 0 ? undefined : number % 2,
    )
    update({ trials: [record(0, 'running'), record(1, 'running')] })
    expect(viewFor(1)).toBe(all)
    update({ trials: [record(1, 'complete', { values: [1] }), record(2, 'running')] })
    const odd = viewFor(1)
    expect(odd.trials.map(({ number, state }) => `${number} ${state}`)).toEqual(['1 complete'])
    expect(viewFor(4).trials.map(({ number }) => number)).toEqual([0, 2])
    update({ trials: [record(3, 'running')] })
    expect(viewFor(3)).toBe(odd)
    expect(odd.trials.map(({ number }) => number)).toEqual([1, 3])
    expect(odd.whole).toBe(all)
  })
})

describe('the parameters in common', () => {
  test('are those that each complete trial has with the same distribution, by name', () => {
    const { all, update } = createHistory(study)
    const common = createIntersection({ pruned: true })
    const complete = createIntersection({ pruned: false })
    expect(common(all)).toEqual({})
    update({
      trials: [record(0, 'complete', { distributions: { y, x, kind, one: floatDistribution(1, 1) } })],
    })
    expect(Object.keys(common(all))).toEqual(['kind', 'x', 'y'])
    update({ trials: [record(1, 'failed'), record(2, 'running')] })
    expect(Object.keys(common(all))).toEqual(['kind', 'x', 'y'])
    update({ trials: [record(3, 'pruned', { distributions: { x, kind } })] })
    expect(common(all)).toEqual({ kind, x })
    expect(Object.keys(complete(all))).toEqual(['kind', 'x', 'y'])
    update({ trials: [record(4, 'complete', { distributions: { x: floatDistribution(0, 3), kind, y } })] })
    expect(common(all)).toEqual({ kind })
    expect(complete(all)).toEqual({ kind, y })
  })
})
