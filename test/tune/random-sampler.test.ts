import { expect, test } from 'vitest'
import { createRandomSampler } from '../../src/tune/samplers/random-sampler.ts'
import { createSpace } from '../../src/tune/space.ts'
import { createStudy } from '../../src/tune/study.ts'
import { testSampler } from './sampler-contract.ts'

testSampler('random', seed => createRandomSampler({ seed }))

test('has the seed 0 where none is given', async () => {
  const space = createSpace({ x: { type: 'float', low: 0, high: 1 } })
  const draws = [createRandomSampler(), createRandomSampler({ seed: 0 }), createRandomSampler({ seed: 1 })]
  const values = draws.map(async sampler => (await (await createStudy({ sampler })).ask(space)).params.x)
  const [unseeded, zero, one] = await Promise.all(values)
  expect(unseeded).toBe(zero)
  expect(unseeded).not.toBe(one)
})

test('spreads values evenly on the scale of the parameter', async () => {
  const study = await createStudy({ sampler: createRandomSampler({ seed: 5 }) })
  const space = createSpace({
    log: { type: 'float', low: 1e-4, high: 1, log: true },
    whole: { type: 'int', low: 1, high: 4 },
    stepped: { type: 'float', low: 0, high: 1, step: 0.25 },
  })
  const logs = [0, 0, 0, 0]
  const wholes = [0, 0, 0, 0]
  const steps = [0, 0, 0, 0, 0]
  const trials = 2000
  for (let i = 0; i < trials; i++) {
    const { params } = await study.ask(space)
    logs[Math.floor(Math.log10(params.log as number) + 4)]!++
    wholes[(params.whole as number) - 1]!++
    steps[(params.stepped as number) * 4]!++
  }
  // Five standard deviations of a binomial count.
  for (const counts of [logs, wholes, steps]) {
    const share = 1 / counts.length
    const limit = 5 * Math.sqrt(trials * share * (1 - share))
    for (const count of counts) expect(Math.abs(count - trials * share)).toBeLessThan(limit)
  }
})
