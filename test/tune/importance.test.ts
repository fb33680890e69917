import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { createRandom } from '../../src/random.ts'
import {
  categoricalDistribution,
  type Distributions,
  externalValue,
  floatDistribution,
  intDistribution,
  type ParamValue,
} from '../../src/tune/distributions.ts'
import type { Direction, TrialRecord } from '../../src/tune/frozen-trial.ts'
import {
  evaluateImportance,
  type Importance,
  type ImportanceOptions,
} from '../../src/tune/importance/functional-anova.ts'
import { evaluatePedAnova, type PedAnovaOptions } from '../../src/tune/importance/ped-anova.ts'
import { valueAt } from '../../src/tune/samplers/inverse-transform.ts'
import { Draws } from './pruner-contract.ts'
import { recordOf } from './record.ts'

interface StudyReference {
  readonly function: string
  readonly seed: number
  readonly trials: number
  readonly names: readonly string[]
  readonly means: readonly number[]
  readonly deviations: readonly number[]
}

interface PedReference {
  readonly direction: Direction
  readonly options: PedAnovaOptions
  /** Value, parameters, and where the range of x ends. */
  readonly trials: readonly [value: number, params: Params, xHigh: number][]
  readonly divergences: Readonly<Record<string, number>>
}

const { studies, ped } = JSON.parse(
  readFileSync(join(import.meta.dirname, 'reference/importance.json'), 'utf8'),
) as { readonly studies: readonly StudyReference[]; readonly ped: readonly PedReference[] }

type Params = Readonly<Record<string, ParamValue>>

function trialOf(
  number: number,
  distributions: Distributions,
  params: Params,
  values: readonly number[] | undefined,
): TrialRecord {
  const state = values === undefined ? 'failed' : 'complete'
  return recordOf(number, {
    state,
    values,
    started: new Date(0),
    completed: new Date(0),
    params,
    distributions,
  })
}

/** Trials whose parameters are spread evenly on their own scales. */
function drawTrials(space: Distributions, count: number, value: (params: Params) => number): TrialRecord[] {
  const random = createRandom(4, 'importance-test')
  return Array.from({ length: count }, (_, number) => {
    const params = Object.fromEntries(
      Object.entries(space).map(([name, one]) => [name, externalValue(one, valueAt(one, random.uniform()))]),
    )
    return trialOf(number, space, params, [value(params)])
  })
}

function byName(found: readonly Pick<Importance, 'name' | 'importance'>[]): Record<string, number> {
  return Object.fromEntries(found.map(({ name, importance }) => [name, importance]))
}

const three: Distributions = {
  x: floatDistribution(0, 1),
  y: floatDistribution(-1, 2),
  n: intDistribution(1, 10),
}

const spaces: Readonly<Record<string, Distributions>> = {
  sum: three,
  product: three,
  log: {
    rate: floatDistribution(1e-5, 1e-1, { log: true }),
    x: floatDistribution(0, 1),
    y: floatDistribution(-1, 2),
  },
  flag: {
    kind: categoricalDistribution(['a', 'b']),
    x: floatDistribution(0, 1),
    y: floatDistribution(-1, 2),
  },
  step: { x: floatDistribution(0, 1), y: floatDistribution(-1, 2) },
}

const functions: Readonly<
  Record<string, (params: Readonly<Record<string, number>>, kind?: string) => number>
> = {
  sum: ({ x, y, n }) => 3 * x! + y! ** 2 + 0.1 * n!,
  product: ({ x, y, n }) => x! * y! + 0.01 * n!,
  log: ({ rate, x }) => Math.log10(rate!) ** 2 + x!,
  flag: ({ x, y }, kind) => (kind === 'a' ? 2 : 0) + x! + 0.2 * y!,
  step: ({ x }) => (x! > 0.5 ? 1 : 0),
}

/** The trials that scripts/reference/importance.py draws. */
function trialsOf({ function: name, seed, trials }: StudyReference): TrialRecord[] {
  const draws = new Draws(seed)
  const space = spaces[name]!
  return Array.from({ length: trials }, (_, number) => {
    const params: Record<string, ParamValue> = {}
    for (const key of Object.keys(space).sort()) {
      const one = space[key]!
      if (one.kind === 'categorical') params[key] = one.choices[draws.below(one.choices.length)]!
      else if (one.kind === 'int') params[key] = one.low + draws.below(one.high - one.low + 1)
      else {
        const place = draws.below(10000) / 10000
        const [low, high] = one.log ? [Math.log(one.low), Math.log(one.high)] : [one.low, one.high]
        const value = low + place * (high - low)
        params[key] = one.log ? Math.exp(value) : value
      }
    }
    const value = functions[name]!(params as Readonly<Record<string, number>>, params.kind as string)
    return trialOf(number, space, params, [value])
  })
}

describe('importance', () => {
  test('is near what Optuna gives on the same trials', () => {
    for (const study of studies) {
      const found = byName(evaluateImportance(trialsOf(study), { scale: 'linear', seed: 3 }))
      expect(Object.keys(found).sort()).toEqual(study.names)
      for (const [i, name] of study.names.entries())
        expect(Math.abs(found[name]! - study.means[i]!), `${study.function}, ${name}`).toBeLessThan(
          // Five standard deviations of what the seed of a forest does.
          5 * Math.max(study.deviations[i]!, 1e-3),
        )
    }
  })

  test('of a function of one parameter is 1', () => {
    const found = evaluateImportance(drawTrials(three, 150, ({ x }) => (x as number) ** 2))
    expect(found[0]).toMatchObject({ name: 'x' })
    expect(found[0]!.importance).toBeGreaterThan(0.99)
    expect(found[0]!.share).toBeGreaterThan(0.98)
    const step = evaluateImportance(drawTrials(spaces.step!, 80, ({ x }) => ((x as number) > 0.4 ? 3 : 1)))
    expect(step[0]).toMatchObject({ name: 'x', importance: 1 })
    expect(Math.abs(step[0]!.share - 1)).toBeLessThan(1e-12)
    expect(step[0]!.deviation).toBeLessThan(1e-12)
    expect(step[1]).toMatchObject({ name: 'y', share: 0, importance: 0 })
  })

  test('shares of a sum are those of its variances', () => {
    const space: Distributions = { a: floatDistribution(0, 1), b: floatDistribution(0, 1) }
    const found = byName(
      evaluateImportance(drawTrials(space, 400, ({ a, b }) => 2 * (a as number) + (b as number))),
    )
    // 4/12 against 1/12.
    expect(found.a).toBeGreaterThan(0.77)
    expect(found.a).toBeLessThan(0.83)
  })

  test('of what parameters do only together belongs to none of them', () => {
    const space: Distributions = { a: floatDistribution(0, 1), b: floatDistribution(0, 1) }
    const found = evaluateImportance(
      drawTrials(space, 400, ({ a, b }) => ((a as number) > 0.5 === (b as number) > 0.5 ? 1 : 0)),
    )
    for (const { share } of found) expect(share).toBeLessThan(0.05)
  })

  test('counts choices alike', () => {
    const space: Distributions = {
      kind: categoricalDistribution(['a', 'b', 'c', 'd']),
      x: floatDistribution(0, 1),
    }
    // One choice of four adds 1: variance 3/16; x adds its own 1/12.
    const found = byName(
      evaluateImportance(drawTrials(space, 400, ({ kind, x }) => (kind === 'c' ? 1 : 0) + (x as number))),
    )
    expect(Math.abs(found.kind! - 3 / 16 / (3 / 16 + 1 / 12))).toBeLessThan(0.03)
  })

  test('counts a parameter on its own scale', () => {
    const space: Distributions = {
      rate: floatDistribution(1e-5, 1e-1, { log: true }),
      x: floatDistribution(0, 1),
    }
    const trials = drawTrials(space, 300, ({ rate, x }) => Math.log10(rate as number) / 4 + (x as number))
    expect(Math.abs(byName(evaluateImportance(trials)).rate! - 0.5)).toBeLessThan(0.05)
    expect(byName(evaluateImportance(trials, { scale: 'linear' })).rate).toBeLessThan(0.2)
  })

  test('is the same for the same seed, and nearly for another', () => {
    const trials = drawTrials(three, 60, ({ x, y }) => (x as number) + (y as number))
    const of = (options: ImportanceOptions) => evaluateImportance(trials, options)
    expect(of({ seed: 1 })).toEqual(of({ seed: 1 }))
    const [one, other] = [byName(of({ seed: 1 })), byName(of({ seed: 2 }))]
    expect(one).not.toEqual(other)
    for (const name of Object.keys(three)) expect(Math.abs(one[name]! - other[name]!)).toBeLessThan(0.05)
  })

  test('looks at complete trials with a finite value, and at parameters that all have', () => {
    const trials = drawTrials(three, 60, ({ x }) => x as number)
    const more = [
      ...trials,
      trialOf(60, three, { x: 0, y: 0, n: 1 }, undefined),
      trialOf(61, three, { x: 0, y: 0, n: 1 }, [Number.POSITIVE_INFINITY]),
    ]
    expect(evaluateImportance(more)).toEqual(evaluateImportance(trials))
    const { n: _, ...two } = three
    const without = [...trials, trialOf(60, two, { x: 0.2, y: 0 }, [0.2])]
    expect(Object.keys(byName(evaluateImportance(without))).sort()).toEqual(['x', 'y'])
    expect(Object.keys(byName(evaluateImportance(without, { params: ['n', 'x'] }))).sort()).toEqual([
      'n',
      'x',
    ])
    expect(() => evaluateImportance(trials, { params: ['z'] })).toThrow('complete trial with z')
    const wider = { ...three, x: floatDistribution(0, 2) }
    const changed = [...trials, trialOf(60, wider, { x: 0, y: 0, n: 1 }, [0])]
    expect(Object.keys(byName(evaluateImportance(changed))).sort()).toEqual(['n', 'y'])
    expect(() => evaluateImportance(changed, { params: ['x'] })).toThrow('one range of x')
  })

  test('of nothing is nothing', () => {
    expect(evaluateImportance([])).toEqual([])
    const same = drawTrials(three, 20, () => 1)
    for (const one of evaluateImportance(same)) expect(one).toMatchObject({ share: 0, importance: 0 })
    for (const one of evaluateImportance(same.slice(0, 1))) expect(one.importance).toBe(0)
    const single = { ...three, only: intDistribution(3, 3) }
    const found = byName(evaluateImportance(drawTrials(single, 30, ({ x }) => x as number)))
    expect(found.only).toBe(0)
  })

  test('of several values needs to be told which', () => {
    const trials = drawTrials(spaces.step!, 60, ({ x }) => x as number).map(trial => ({
      ...trial,
      values: [trial.params.x as number, trial.params.y as number],
    }))
    expect(() => evaluateImportance(trials)).toThrow('expected a target')
    const second = evaluateImportance(trials, { target: ({ values }) => values![1]! })
    expect(second[0]!.name).toBe('y')
  })
})

/** The trials of a study of scripts/reference/importance.py with every kind of parameter. */
function mixedTrials({ trials }: PedReference): TrialRecord[] {
  const space: Distributions = {
    kind: categoricalDistribution(['a', 'b', 'c', 'd']),
    rate: floatDistribution(1e-5, 1e-1, { log: true }),
    width: intDistribution(1, 1000, { log: true }),
    drop: floatDistribution(0, 0.5, { step: 0.05 }),
    n: intDistribution(-3, 7, { step: 2 }),
    many: intDistribution(1, 400),
    only: intDistribution(3, 3),
  }
  return trials.map(([value, params, xHigh], number) =>
    trialOf(number, 'x' in params ? { ...space, x: floatDistribution(0, xHigh) } : space, params, [value]),
  )
}

describe('importance by PED-ANOVA', () => {
  test('is what Optuna gives on the same trials', () => {
    for (const study of ped) {
      const found = evaluatePedAnova(mixedTrials(study), { direction: study.direction, ...study.options })
      expect(found.map(({ name }) => name)).toEqual(Object.keys(study.divergences))
      const total = Object.values(study.divergences).reduce((sum, one) => sum + one, 0)
      for (const { name, divergence, importance } of found) {
        const expected = study.divergences[name]!
        expect(Math.abs(divergence - expected), name).toBeLessThanOrEqual(1e-9 * expected)
        expect(Math.abs(importance - expected / total), name).toBeLessThan(1e-12)
      }
    }
  })

  test('is the same whatever the order of the trials', () => {
    for (const study of ped) {
      const trials = mixedTrials(study)
      const [one, other] = [trials, trials.toReversed()].map(some => byName(evaluatePedAnova(some)))
      expect(Object.keys(other!)).toEqual(Object.keys(one!))
      for (const [name, importance] of Object.entries(one!))
        expect(Math.abs(other![name]! - importance), name).toBeLessThan(1e-12)
    }
  })

  test('of a maximum is that of the minimum of the negative', () => {
    const trials = drawTrials(three, 60, ({ x, y }) => (x as number) + 0.1 * (y as number))
    const highest = evaluatePedAnova(trials, { direction: 'maximize' })
    expect(highest[0]).toMatchObject({ name: 'x' })
    expect(evaluatePedAnova(trials, { target: ({ values }) => -values![0]! })).toEqual(highest)
    // With a target less is always better.
    expect(evaluatePedAnova(trials, { direction: 'maximize', target: ({ values }) => values![0]! })).toEqual(
      evaluatePedAnova(trials),
    )
    expect(evaluatePedAnova(trials)).not.toEqual(highest)
  })

  test('says what matters for a parameter that only some trials have', () => {
    const { x: _, ...without } = three
    const trials = drawTrials(three, 80, ({ x }) => x as number).map((trial, number) => {
      const { x: __, ...params } = trial.params
      return number % 2 === 0 ? trial : trialOf(number, without, params, [2])
    })
    expect(evaluatePedAnova(trials)[0]).toMatchObject({ name: 'x' })
    expect(
      evaluatePedAnova(trials, { params: ['n', 'y'] })
        .map(({ name }) => name)
        .sort(),
    ).toEqual(['n', 'y'])
    expect(() => evaluatePedAnova(trials, { params: ['z'] })).toThrow('complete trial with z')
    expect(() => evaluatePedAnova(trials, { targetQuantile: 0.5, regionQuantile: 0.5 })).toThrow(
      'targetQuantile < regionQuantile',
    )
  })

  test('looks at complete trials with a finite value', () => {
    const trials = drawTrials(three, 60, ({ x }) => x as number)
    const params = { x: 0, y: 0, n: 1 }
    expect(
      evaluatePedAnova([
        ...trials,
        trialOf(60, three, params, undefined),
        trialOf(61, three, params, [Number.NEGATIVE_INFINITY]),
      ]),
    ).toEqual(evaluatePedAnova(trials))
  })

  test('of nothing is nothing', () => {
    expect(evaluatePedAnova([])).toEqual([])
    const same = drawTrials(three, 20, () => 1)
    const none = ['n', 'x', 'y'].map(name => ({ name, divergence: 0, importance: 0 }))
    // All are as good as the best, so that nothing tells the best from the others.
    expect(evaluatePedAnova(same)).toEqual(none)
    expect(evaluatePedAnova(same.slice(0, 1))).toEqual(none)
  })

  test('of several values needs to be told which', () => {
    const trials = drawTrials(spaces.step!, 60, ({ x }) => x as number).map(trial => ({
      ...trial,
      values: [trial.params.x as number, trial.params.y as number],
    }))
    expect(() => evaluatePedAnova(trials)).toThrow('expected a target')
    expect(evaluatePedAnova(trials, { target: ({ values }) => values![1]! })[0]).toMatchObject({ name: 'y' })
  })
})
