/**
 * @file What every sampler owes, as tests: `testSampler` is called by each sampler's own test.
 */
import { describe, expect, test } from 'vitest'
import { contains, type Distribution, internalValue } from '../../src/tune/distributions.ts'
import type { TrialRecord } from '../../src/tune/frozen-trial.ts'
import type { Sampler } from '../../src/tune/samplers/sampler.ts'
import { createSpace, type Space } from '../../src/tune/space.ts'
import { createMemoryStorage } from '../../src/tune/storage/memory-storage.ts'
import { createStudy } from '../../src/tune/study.ts'
import { TrialPruned } from '../../src/tune/trial.ts'

/** Every kind of parameter once. */
export const everything = createSpace({
  plain: { type: 'float', low: -2, high: 3 },
  log: { type: 'float', low: 1e-5, high: 1e-1, log: true },
  stepped: { type: 'float', low: 0, high: 1, step: 0.1 },
  whole: { type: 'int', low: -5, high: 5 },
  wholeStepped: { type: 'int', low: 8, high: 64, step: 8 },
  wholeLog: { type: 'int', low: 1, high: 1000, log: true },
  choice: { type: 'categorical', choices: ['a', 'b', 'c'] },
  flag: [true, false, null],
  only: { type: 'int', low: 7, high: 7 },
  branch: { type: 'float', low: 0, high: 1, when: { choice: ['a', 'b'] } },
  twig: { type: 'float', low: 0, high: 1, when: { flag: true } },
})

function numberOf(value: unknown): number {
  return typeof value === 'number' ? value : value === 'a' ? 0 : value === true ? 1 : 2
}

/** A bowl over all parameters, some of whose trials are pruned and some fail. */
async function runTrials(
  sampler: Sampler,
  space: Space,
  trials: number,
  jobs = 1,
): Promise<readonly TrialRecord[]> {
  const study = await createStudy({ sampler })
  await study.optimize(
    async trial => {
      const params = await trial.suggest(space)
      let value = 0
      for (const one of Object.values(params)) value += (numberOf(one) - 0.3) ** 2
      if (jobs > 1) await new Promise(resolve => setTimeout(resolve, trial.number % 3))
      await trial.report(value, 0)
      if (trial.number % 7 === 3) throw new TrialPruned()
      if (trial.number % 11 === 5) throw new Error('as agreed')
      return value
    },
    { trials, jobs, catch: () => true },
  )
  return await study.trials()
}

function paramsOf(trials: readonly TrialRecord[]): unknown[] {
  return trials.map(trial => trial.params)
}

function checkParams(trial: TrialRecord): void {
  for (const [name, distribution] of Object.entries(trial.distributions) as [string, Distribution][]) {
    const value = internalValue(distribution, trial.params[name]!)
    if (!contains(distribution, value))
      throw new Error(`trial ${trial.number} has ${name} = ${trial.params[name]}, out of its range`)
  }
}

export interface SamplerTraits {
  /** The space to try; every kind of parameter where left out. */
  readonly space?: Space
  /** How many trials; 40 where left out. */
  readonly trials?: number
}

/** Tries a sampler; `create` makes a new one from a seed. */
export function testSampler(
  name: string,
  create: (seed: number) => Sampler,
  traits: SamplerTraits = {},
): void {
  const { space = everything, trials = 40 } = traits
  describe(`${name} as a sampler`, () => {
    test('draws every kind of parameter within its range', async () => {
      const done = await runTrials(create(1), space, trials)
      expect(done).toHaveLength(trials)
      for (const trial of done) checkParams(trial)
      expect(new Set(done.map(trial => trial.state))).toEqual(new Set(['complete', 'pruned', 'failed']))
      const varied = new Set(done.map(trial => JSON.stringify(trial.params)))
      expect(varied.size).toBeGreaterThan(trials / 4)
    })

    test('gives the same sequence for the same seed, and another for another', async () => {
      const first = paramsOf(await runTrials(create(1), space, trials))
      expect(paramsOf(await runTrials(create(1), space, trials))).toEqual(first)
      expect(paramsOf(await runTrials(create(2), space, trials))).not.toEqual(first)
    })

    test('goes on where another process stopped as if nothing had happened', async () => {
      const whole = paramsOf(await runTrials(create(3), space, trials))
      const storage = createMemoryStorage()
      const objective = async (trial: import('../../src/tune/trial.ts').Trial): Promise<number> => {
        const params = await trial.suggest(space)
        let value = 0
        for (const one of Object.values(params)) value += (numberOf(one) - 0.3) ** 2
        await trial.report(value, 0)
        if (trial.number % 7 === 3) throw new TrialPruned()
        if (trial.number % 11 === 5) throw new Error('as agreed')
        return value
      }
      for (let done = 0; done < trials; ) {
        const part = Math.min(13, trials - done)
        const study = await createStudy({ sampler: create(3), storage, loadIfExists: true })
        await study.optimize(objective, { trials: part, catch: () => true })
        done += part
      }
      const study = await createStudy({ sampler: create(3), storage, loadIfExists: true })
      expect(paramsOf(await study.trials())).toEqual(whole)
    })

    test('works beside others', async () => {
      const done = await runTrials(create(1), space, trials, 4)
      expect(done).toHaveLength(trials)
      for (const trial of done) checkParams(trial)
    })

    test('leaves the values of an enqueued trial alone', async () => {
      const study = await createStudy({ sampler: create(1) })
      const fixed: Record<string, number | string | boolean | null> = {}
      for (const { name, distribution, when } of space.parameters)
        if (when.length === 0)
          fixed[name] = distribution.kind === 'categorical' ? distribution.choices.at(-1)! : distribution.high
      await study.enqueue(fixed)
      const trial = await study.ask(space)
      expect(trial.params).toMatchObject(fixed)
      await study.tell(trial, 1)
      const next = await study.ask(space)
      checkParams(next.record)
    })
  })
}
