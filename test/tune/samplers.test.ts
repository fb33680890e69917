/** @file Every sampler by name. */
import { describe, expect, test } from 'vitest'
import { MedspanError } from '../../src/errors.ts'
import { createSampler, type SamplerSettings, samplerOptions } from '../../src/tune/samplers/samplers.ts'
import { createSpace } from '../../src/tune/space.ts'
import { createStudy } from '../../src/tune/study.ts'

const space = createSpace({ x: { low: 0, high: 1 }, kind: ['a', 'b'] })

describe.each(Object.keys(samplerOptions) as SamplerSettings['type'][])('the %s sampler', type => {
  const draw = async (seed: number) => {
    const study = await createStudy({ sampler: createSampler({ type }, space, seed) })
    const drawn: unknown[] = []
    for (let i = 0; i < 8; i++) {
      const trial = await study.ask(space)
      drawn.push(trial.params)
      await study.tell(trial, (trial.params.x as number) ** 2)
    }
    return drawn
  }

  test('draws by its seed', async () => {
    expect(await draw(1)).toEqual(await draw(1))
    expect(await draw(1)).not.toEqual(await draw(2))
  })
})

test('a grid has so many values of each range', async () => {
  const study = await createStudy({ sampler: createSampler({ type: 'grid', points: 3 }, space, 1) })
  const { trials, reason } = await study.optimize(async trial => {
    const { x } = await trial.suggest(space)
    return x as number
  })
  expect([trials, reason]).toEqual([6, 'stopped'])
  expect(new Set((await study.trials()).map(({ params }) => params.x))).toEqual(new Set([0, 0.5, 1]))
})

test.each([
  [{ type: 'bayes' }, 'expected a sampler, got "bayes" at sampler.type'],
  [{ type: 'random', points: 3 }, 'expected an option of the random sampler, got points at sampler.points'],
  [{ type: 'grid', points: 1 }, 'expected at least two values of a range, got 1 at x'],
  [{ type: 'cma-es', sigma0: -1 }, 'expected a number above 0, got -1 at sigma0'],
])('%o is refused', (settings, message) => {
  const make = () => createSampler(settings as SamplerSettings, space, 1)
  expect(make).toThrow(MedspanError)
  try {
    make()
  } catch (error) {
    const { message: said, where } = error as MedspanError
    expect(`${said} at ${where?.at}`).toBe(message)
  }
})
