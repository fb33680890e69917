import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { MedspanError } from '../../src/errors.ts'
import { createRandom } from '../../src/random.ts'
import { parseDistribution } from '../../src/tune/distribution-json.ts'
import { categoricalDistribution, type Distributions, type ParamValue } from '../../src/tune/distributions.ts'
import type { Attributes, Direction, TrialRecord, TrialState } from '../../src/tune/frozen-trial.ts'
import { createHistory } from '../../src/tune/history.ts'
import { type CmaSamplerOptions, createCmaSampler } from '../../src/tune/samplers/cma-sampler.ts'
import { CmaHistory } from '../../src/tune/samplers/cma-state.ts'
import { createRandomSampler } from '../../src/tune/samplers/random-sampler.ts'
import { createSpace } from '../../src/tune/space.ts'
import { createStudy } from '../../src/tune/study.ts'
import { recordOf } from './record.ts'
import { testSampler } from './sampler-contract.ts'

testSampler('cma-es', seed => createCmaSampler({ seed }))
testSampler('cma-es with a margin', seed => createCmaSampler({ seed, margin: true }), { trials: 60 })
testSampler('cma-es with a diagonal matrix', seed =>
  createCmaSampler({ seed, separable: true, population: 6 }),
)

interface StudyReference {
  readonly kind: 'full' | 'separable' | 'margin'
  readonly direction: Direction
  readonly population: number
  readonly space: Readonly<Record<string, string>>
  readonly trials: readonly (readonly [
    TrialState,
    number | null,
    Readonly<Record<string, ParamValue>>,
    Attributes,
  ])[]
  readonly generation: number
  readonly state: {
    readonly mean: readonly number[]
    readonly sigma: number
    readonly covariance: readonly number[]
    readonly scale?: readonly number[]
  }
}

const { studies } = JSON.parse(readFileSync(join(import.meta.dirname, 'reference/cma.json'), 'utf8')) as {
  readonly studies: readonly StudyReference[]
}

const bowl = createSpace({
  x: { type: 'float', low: -4, high: 6 },
  y: { type: 'float', low: 1e-4, high: 1, log: true },
  n: { type: 'int', low: 1, high: 9 },
})

function bowlValue({ x, y, n }: Readonly<Record<string, ParamValue>>): number {
  return ((x as number) - 1) ** 2 + (Math.log10(y as number) + 1) ** 2 + 0.2 * ((n as number) - 6) ** 2
}

const finishedAt = (number: number, completed: number, more: Partial<TrialRecord>): TrialRecord =>
  recordOf(number, { started: new Date(0), completed: new Date(completed), ...more })

describe('a study that Optuna began', () => {
  test('has the state that Optuna keeps in its pickles', () => {
    for (const { kind, direction, population, space: texts, trials, generation, state } of studies) {
      const space: Distributions = Object.fromEntries(
        Object.entries(texts).map(([name, text]) => [name, parseDistribution(text)]),
      )
      const history = createHistory({ name: 'study', directions: [direction] })
      const replayed = new CmaHistory('', space, {
        separable: kind === 'separable',
        margin: kind === 'margin',
        population,
      })
      for (const [number, [trialState, value, params, systemAttributes]] of trials.entries()) {
        if (replayed.now.cma.generation === generation) break
        const record = finishedAt(number, number, {
          state: trialState,
          values: value === null ? undefined : [value],
          params,
          systemAttributes,
        })
        history.update({ trials: [record] })
        replayed.update(history.all)
      }
      const { cma, scale } = replayed.now
      expect(cma.generation).toBe(generation)
      const pairs = [
        [cma.mean, state.mean],
        [[cma.sigma], [state.sigma]],
        [cma.covariance, state.covariance],
        ...(state.scale === undefined ? [] : [[scale, state.scale]]),
      ] as const
      for (const [ours, theirs] of pairs)
        for (const [i, value] of theirs!.entries())
          expect(Math.abs(ours![i]! - value), `${kind} ${i}`).toBeLessThan(1e-9)
    }
  })

  test('goes on with the generation that is under way', async () => {
    const { space: texts, trials, population } = studies[0]!
    const study = await createStudy({ sampler: createCmaSampler({ seed: 1 }) })
    const numeric = Object.entries(texts).map(([name, text]) => [name, parseDistribution(text)] as const)
    const kinds = categoricalDistribution(['x', 'y'])
    for (const [state, value, params, systemAttributes] of trials)
      await study.addTrial({
        state,
        ...(value === null ? {} : { values: [value] }),
        systemAttributes,
        params: [
          ...numeric.map(([name, distribution]) => ({
            name,
            distribution,
            value: params[name] as number,
          })),
          { name: 'kind', distribution: kinds, value: kinds.choices.indexOf(params.kind as string) },
        ],
      })
    const trial = await study.ask()
    for (const [name, distribution] of numeric) await trial.suggestValue(name, distribution)
    const done = trials.filter(
      ([state, , , attributes]) => state === 'complete' && attributes['cma:generation'] !== undefined,
    )
    const last = Math.max(...done.map(([, , , attributes]) => attributes['cma:generation'] as number))
    const ofLast = done.filter(([, , , attributes]) => attributes['cma:generation'] === last).length
    expect(trial.record.systemAttributes['cma:generation']).toBe(ofLast >= population ? last + 1 : last)
  })
})

describe('CMA-ES as a sampler', () => {
  const best = async (options: CmaSamplerOptions, trials = 150): Promise<number> => {
    const study = await createStudy({ sampler: createCmaSampler(options) })
    await study.optimize(async trial => bowlValue(await trial.suggest(bowl)), { trials })
    return (await study.bestTrial())!.values![0]!
  }

  test('finds the bottom of a bowl, in every form', async () => {
    const even = await createStudy({ sampler: createRandomSampler({ seed: 1 }) })
    await even.optimize(async trial => bowlValue(await trial.suggest(bowl)), { trials: 150 })
    const random = (await even.bestTrial())!.values![0]!
    for (const options of [{}, { separable: true }, { margin: true }]) {
      const found = await best({ seed: 1, ...options })
      expect(found).toBeLessThan(1e-3)
      expect(found).toBeLessThan(random / 10)
    }
  })

  test('maximises too', async () => {
    const study = await createStudy({ sampler: createCmaSampler({ seed: 2 }), direction: 'maximize' })
    await study.optimize(async trial => 3 - bowlValue(await trial.suggest(bowl)), { trials: 150 })
    expect((await study.bestTrial())!.values![0]).toBeGreaterThan(3 - 1e-3)
  })

  test('begins where it is told', async () => {
    const x0 = { x: 5, y: 0.5, n: 9 }
    const study = await createStudy({ sampler: createCmaSampler({ seed: 1, x0, sigma0: 1e-3 }) })
    await study.optimize(async trial => bowlValue(await trial.suggest(bowl)), { trials: 4 })
    for (const { params } of (await study.trials()).slice(1)) {
      expect(Math.abs((params.x as number) - 5)).toBeLessThan(0.1)
      expect(Math.abs((params.y as number) - 0.5)).toBeLessThan(0.05)
      expect(params.n).toBe(9)
    }
  })

  test('notes generations of as many trials as it is told', async () => {
    const study = await createStudy({ sampler: createCmaSampler({ seed: 1, population: 5 }) })
    await study.optimize(async trial => bowlValue(await trial.suggest(bowl)), { trials: 17 })
    const noted = (await study.trials()).map(trial => trial.systemAttributes['cma:generation'])
    expect(noted).toEqual([undefined, ...[0, 1, 2].flatMap(g => Array<number>(5).fill(g)), 3])
  })

  test('does not depend on when a process learns of trials', () => {
    const space: Distributions = { x: { kind: 'float', low: 0, high: 1, log: false, step: undefined } }
    const records = Array.from({ length: 13 }, (_, number) =>
      finishedAt(number, (number * 7) % 13, {
        params: { x: ((number * 5) % 13) / 13 },
        values: [(number * 3) % 13],
        systemAttributes: { 'cma:generation': Math.floor(number / 5) },
      }),
    )
    const stateOf = (order: readonly TrialRecord[]): unknown => {
      const history = createHistory({ name: 'study', directions: ['minimize'] })
      const replayed = new CmaHistory('', space)
      for (const record of order) {
        history.update({ trials: [record] })
        replayed.update(history.all)
        void replayed.now
      }
      return replayed.now
    }
    const forwards = stateOf(records)
    expect(stateOf([...records].reverse())).toEqual(forwards)
    expect(stateOf([...records].sort((a, b) => ((a.number * 4) % 13) - ((b.number * 4) % 13)))).toEqual(
      forwards,
    )
  })

  test('learns from the trials of a generation that were complete first', () => {
    const space: Distributions = { x: { kind: 'float', low: 0, high: 1, log: false, step: undefined } }
    const stateOf = (numbers: readonly number[]): unknown => {
      const history = createHistory({ name: 'study', directions: ['minimize'] })
      history.update({
        trials: numbers.map(number =>
          finishedAt(number, 10 - number, {
            params: { x: number / 7 },
            values: [(number * 3) % 7],
            systemAttributes: { 'cma:generation': 0 },
          }),
        ),
      })
      const replayed = new CmaHistory('', space)
      replayed.update(history.all)
      expect(replayed.now.cma.generation).toBe(1)
      return replayed.now
    }
    expect(stateOf([0, 1, 2, 3, 4])).toEqual(stateOf([1, 2, 3, 4]))
  })

  test('puts points on the border that are never within', async () => {
    const study = await createStudy({ sampler: createCmaSampler({ seed: 1, sigma0: 1e3, margin: true }) })
    await study.optimize(async trial => bowlValue(await trial.suggest(bowl)), { trials: 5 })
    for (const { systemAttributes } of (await study.trials()).slice(1)) {
      const [, x, y] = systemAttributes.x_for_tell as number[]
      for (const place of [x!, y!]) expect(place).toBe(Math.min(Math.max(place, 0), 1))
    }
  })

  test('gives up drawing anew after ten times a dimension', async () => {
    const sampler = createCmaSampler({ seed: 1, sigma0: 1e9, population: 30 })
    const study = await createStudy({ sampler })
    const space = createSpace({ x: { type: 'float', low: 0, high: 1 } })
    await study.optimize(async trial => (await trial.suggest(space)).x as number, { trials: 25 })
    const borders = (await study.trials()).slice(1).map(({ number }) => {
      const random = createRandom(1, 'cma', number)
      const draws = Array.from({ length: 11 }, () => random.normal())
      return draws.at(-1)! > 0 ? 1 : 0
    })
    expect((await study.trials()).slice(1).map(({ params }) => params.x)).toEqual(borders)
    expect(new Set(borders).size).toBe(2)
  })

  test('refuses what does not go together', async () => {
    const refused = (make: () => unknown): string => {
      try {
        make()
      } catch (error) {
        if (error instanceof MedspanError && error.code === 'config') return String(error.where?.at)
        throw error
      }
      return 'accepted'
    }
    expect(refused(() => createCmaSampler({ separable: true, margin: true }))).toBe('margin')
    expect(refused(() => createCmaSampler({ sigma0: 0 }))).toBe('sigma0')
    expect(refused(() => createCmaSampler({ population: 1 }))).toBe('population')
    for (const x0 of [{ x: 1 }, { x: 9, y: 0.1, n: 2 }, { x: 1, y: 'a', n: 2 }])
      await expect(best({ x0 }, 3)).rejects.toThrow('to begin from')
    const study = await createStudy({
      sampler: createCmaSampler(),
      directions: ['minimize', 'maximize'],
    })
    await expect(
      study.optimize(async trial => [bowlValue(await trial.suggest(bowl)), 1], { trials: 3 }),
    ).rejects.toThrow('one direction')
  })

  test('gives what it cannot draw to the sampler that it is given', async () => {
    const asked: string[] = []
    const random = createRandomSampler()
    const study = await createStudy({
      sampler: createCmaSampler({
        independent: {
          ...random,
          sampleIndependent(view, trial, name, distribution) {
            asked.push(name)
            return random.sampleIndependent(view, trial, name, distribution)
          },
        },
      }),
    })
    const space = createSpace({ x: { type: 'float', low: 0, high: 1 }, kind: ['a', 'b'] })
    await study.optimize(async trial => (await trial.suggest(space)).x as number, { trials: 3 })
    expect(asked).toEqual(['x', 'kind', 'kind', 'kind'])
  })
})
