import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { MedspanError } from '../../src/errors.ts'
import type { Direction } from '../../src/tune/frozen-trial.ts'
import { bracketShares, crc32, createHyperbandPruner } from '../../src/tune/pruners/hyperband-pruner.ts'
import { createPatientPruner } from '../../src/tune/pruners/patient-pruner.ts'
import { createMedianPruner, nanPercentile } from '../../src/tune/pruners/percentile-pruner.ts'
import { createPruner, type PrunerSettings, prunerOptions } from '../../src/tune/pruners/pruners.ts'
import { createSuccessiveHalvingPruner } from '../../src/tune/pruners/successive-halving-pruner.ts'
import { createThresholdPruner } from '../../src/tune/pruners/threshold-pruner.ts'
import { Rehearsal, rehearse, testPruner } from './pruner-contract.ts'

interface Reference {
  readonly scenarios: readonly {
    readonly settings: PrunerSettings
    readonly direction: Direction
    readonly seed: number
    readonly trials: number
    readonly jobs: number
    readonly longest: number
    readonly decisions: string
    readonly rungs: string
  }[]
  readonly brackets: readonly {
    readonly name: string
    readonly minResource: number
    readonly maxResource: number
    readonly reductionFactor: number
    readonly shares: readonly number[]
    readonly brackets: readonly number[]
  }[]
  readonly counts: Readonly<Record<string, string>>
}

const reference = JSON.parse(
  readFileSync(join(import.meta.dirname, 'reference/pruners.json'), 'utf8'),
) as Reference

testPruner('nop', () => createPruner({ type: 'nop' }), { endsNone: true, ignoresDirection: true })
testPruner('median', () => createPruner({ type: 'median' }))
testPruner('percentile', () => createPruner({ type: 'percentile', percentile: 30, startupTrials: 2 }))
testPruner('successive-halving', () => createPruner({ type: 'successive-halving', minResource: 2 }))
testPruner('hyperband', () => createPruner({ type: 'hyperband', maxResource: 20 }))
testPruner('patient', () =>
  createPruner({ type: 'patient', patience: 2, wrapped: { type: 'median', startupTrials: 1 } }),
)
testPruner('threshold', () => createPruner({ type: 'threshold', lower: 1, upper: 8 }), {
  ignoresDirection: true,
})

test('decide as Optuna over thousands of reports', () => {
  let decisions = 0
  for (const { settings, direction, seed, decisions: expected, rungs, ...plan } of reference.scenarios) {
    const rehearsal = new Rehearsal(createPruner(settings), direction, `étude ${seed}`)
    const what = `${JSON.stringify(settings)}, ${direction}, seed ${seed}`
    expect(rehearse(rehearsal, { seed, ...plan }), what).toBe(expected)
    const counts = rehearsal.records.map(
      ({ systemAttributes }) =>
        Object.keys(systemAttributes).filter(key => key.startsWith('completed_rung_')).length,
    )
    expect(counts.some(count => count > 0) ? counts.join('') : '', what).toBe(rungs)
    decisions += expected.length
  }
  expect(decisions).toBeGreaterThan(10_000)
})

describe('percentiles', () => {
  test('are interpolated, and leave NaN out', () => {
    expect(nanPercentile([4, Number.NaN, 1, 2], 50)).toBe(2)
    expect(nanPercentile([1, 2, 3, 4], 25)).toBe(1.75)
    expect(nanPercentile([3], 80)).toBe(3)
    expect(nanPercentile([Number.NaN], 50)).toBeNaN()
    expect(nanPercentile([], 50)).toBeNaN()
  })

  test('beside infinity are none, as in numpy', () => {
    expect(nanPercentile([1, 2, Number.POSITIVE_INFINITY], 75)).toBeNaN()
    expect(nanPercentile([1, 2, Number.POSITIVE_INFINITY], 25)).toBe(1.5)
  })
})

describe('median', () => {
  test('compares the best report so far, and only with trials that reported at this step', () => {
    const rehearsal = new Rehearsal(createMedianPruner({ startupTrials: 2 }), 'maximize')
    rehearsal.run([0.5, 0.6])
    rehearsal.run([0.7, 0.9])
    const trial = rehearsal.begin()
    rehearsal.report(trial, 0, 0.8)
    expect(rehearsal.shouldPrune(trial)).toBe(false)
    rehearsal.report(trial, 1, 0.1)
    expect(rehearsal.shouldPrune(trial)).toBe(false)
    rehearsal.report(trial, 2, 0.1)
    expect(rehearsal.shouldPrune(trial)).toBe(false)
    const worse = rehearsal.begin()
    rehearsal.report(worse, 1, 0.7)
    expect(rehearsal.shouldPrune(worse)).toBe(true)
  })

  test('ends a trial that reports only NaN', () => {
    const rehearsal = new Rehearsal(createMedianPruner({ startupTrials: 1 }), 'minimize')
    rehearsal.run([1, 1])
    expect(rehearsal.run([Number.NaN, 1])).toBe(1)
    expect(rehearsal.run([1, Number.NaN])).toBe(2)
  })
})

describe('successive halving', () => {
  test('notes rungs by the names that Optuna gives them', () => {
    const pruner = createSuccessiveHalvingPruner({ minResource: 1, reductionFactor: 2 })
    const rehearsal = new Rehearsal(pruner, 'minimize')
    rehearsal.run([9, 8, 7, 6, 5])
    expect(rehearsal.records[0]!.systemAttributes).toEqual({
      completed_rung_0: 8,
      completed_rung_1: 7,
      completed_rung_2: 5,
    })
  })

  test('reaches several rungs with one report, and goes on from rungs noted before', () => {
    const pruner = createSuccessiveHalvingPruner({ minResource: 1, reductionFactor: 2 })
    const rehearsal = new Rehearsal(pruner, 'minimize')
    const trial = rehearsal.begin()
    rehearsal.report(trial, 4, 3)
    rehearsal.shouldPrune(trial)
    expect(Object.keys(rehearsal.records[trial]!.systemAttributes)).toHaveLength(3)
    rehearsal.report(trial, 8, 2)
    rehearsal.shouldPrune(trial)
    expect(rehearsal.records[trial]!.systemAttributes).toMatchObject({
      completed_rung_2: 3,
      completed_rung_3: 2,
    })
  })

  test('lets about one of `reductionFactor` trials pass a rung', () => {
    const pruner = createSuccessiveHalvingPruner({ minResource: 1, reductionFactor: 4, bootstrapCount: 8 })
    const rehearsal = new Rehearsal(pruner, 'minimize')
    let passed = 0
    for (let i = 0; i < 400; i++) if (rehearsal.run([0, (i * 37) % 101, 0]) === 3) passed++
    expect(passed).toBeGreaterThan(70)
    expect(passed).toBeLessThan(130)
  })
})

describe('hyperband', () => {
  test('has as many brackets as Optuna, with the same shares', () => {
    for (const [factor, counts] of Object.entries(reference.counts))
      expect(
        Array.from(counts, (_, i) => bracketShares(1, i + 1, Number(factor)).length.toString(16)).join(''),
      ).toBe(counts)
    for (const { minResource, maxResource, reductionFactor, shares } of reference.brackets)
      expect(bracketShares(minResource, maxResource, reductionFactor)).toEqual(shares)
  })

  test('puts each trial into the bracket that Optuna does, and tells samplers of it', () => {
    for (const { name, brackets, shares: _, ...options } of reference.brackets) {
      const pruner = createHyperbandPruner(options)
      const { history } = new Rehearsal(pruner, 'minimize', name)
      expect(brackets.map((_bracket, number) => pruner.groupOf!(history.all, number))).toEqual(brackets)
    }
    expect(crc32('123456789')).toBe(0xcbf43926)
  })

  test('has no brackets before a trial is complete, where the longest is not given', () => {
    const pruner = createHyperbandPruner()
    const rehearsal = new Rehearsal(pruner, 'minimize')
    expect(pruner.groupOf!(rehearsal.history.all, 1)).toBeUndefined()
    rehearsal.run([3, 2, 1, 1, 1, 1, 1, 1, 1])
    expect(pruner.groupOf!(rehearsal.history.all, 1)).toBeTypeOf('number')
  })
})

describe('patience', () => {
  test('ends a trial whose last reports are worse than what it had before', () => {
    const rehearsal = new Rehearsal(createPatientPruner({ patience: 1 }), 'minimize')
    expect(rehearsal.run([3, 2, 2.5, 1, 1.5, 1.2, 1])).toBe(6)
    expect(rehearsal.run([3, 3, 3, 3])).toBe(4)
  })

  test('keeps the notes and the groups of the pruner that it asks', () => {
    const pruner = createPatientPruner({
      patience: 0,
      wrapped: createHyperbandPruner({ maxResource: 9 }),
    })
    const rehearsal = new Rehearsal(pruner, 'minimize')
    expect(pruner.groupOf!(rehearsal.history.all, 3)).toBeTypeOf('number')
    const trial = rehearsal.begin()
    rehearsal.report(trial, 20, 1)
    rehearsal.shouldPrune(trial)
    expect(rehearsal.records[trial]!.systemAttributes).toEqual({})
    rehearsal.report(trial, 21, 2)
    rehearsal.shouldPrune(trial)
    expect(rehearsal.records[trial]!.systemAttributes).toMatchObject({ completed_rung_0: 2 })
    expect(createPatientPruner({ patience: 0, wrapped: createMedianPruner() }).note).toBeUndefined()
  })
})

test('thresholds are within bounds themselves', () => {
  const rehearsal = new Rehearsal(createThresholdPruner({ lower: 1, upper: 2 }), 'minimize')
  expect(rehearsal.run([1, 2, 1.5, 0.9])).toBe(4)
  expect(rehearsal.run([1, 2.1, 1])).toBe(2)
  expect(rehearsal.run([1, Number.NaN, 1])).toBe(2)
})

describe('settings', () => {
  const message = (settings: unknown): string => {
    try {
      createPruner(settings as PrunerSettings)
    } catch (error) {
      if (error instanceof MedspanError && error.code === 'config')
        return `${error.message} at ${error.where?.at}`
      throw error
    }
    return 'accepted'
  }

  test('that do not go together are refused', () => {
    expect(message({ type: 'meadian' })).toBe('expected a pruner, got "meadian" at pruner.type')
    expect(message({ type: 'median', startup: 1 })).toBe(
      'expected an option of the median pruner, got startup at pruner.startup',
    )
    expect(message({ type: 'percentile', percentile: 101 })).toContain('percentile')
    expect(message({ type: 'median', startupTrials: -1 })).toContain('startupTrials')
    expect(message({ type: 'median', intervalSteps: 0 })).toContain('intervalSteps')
    expect(message({ type: 'median', warmupSteps: 0.5 })).toContain('warmupSteps')
    expect(message({ type: 'median', minTrials: 0 })).toContain('minTrials')
    expect(message({ type: 'threshold' })).toContain('got neither')
    expect(message({ type: 'threshold', lower: 2, upper: 1 })).toContain('lower')
    expect(message({ type: 'successive-halving', bootstrapCount: 1 })).toContain('minResource')
    expect(message({ type: 'successive-halving', reductionFactor: 1 })).toContain('reductionFactor')
    expect(message({ type: 'hyperband', minResource: 5, maxResource: 4 })).toContain('maxResource')
    expect(message({ type: 'hyperband', bootstrapCount: 1 })).toContain('maxResource')
    expect(message({ type: 'patient', patience: -1 })).toContain('patience')
    expect(message({ type: 'patient', patience: 1, minDelta: Number.NaN })).toContain('minDelta')
    expect(message({ type: 'patient', patience: 1, wrapped: { type: 'none' } })).toContain('pruner.type')
  })

  test('name every pruner', () => {
    const names = new Set(reference.scenarios.map(({ settings }) => settings.type))
    expect(new Set(Object.keys(prunerOptions))).toEqual(names)
  })
})
