import { describe, expect, test } from 'vitest'
import { createSchedule } from '../../src/train/schedule.ts'
import reference from './reference/schedules.json' with { type: 'json' }

describe('learning rates equal those of transformers, step by step', () => {
  for (const { type, totalSteps, warmupSteps, learningRate, rates } of reference.cases)
    test(`${type}, ${totalSteps} steps of which ${warmupSteps} warm up`, () => {
      const schedule = createSchedule({
        type: type as 'linear' | 'constant',
        totalSteps,
        warmupSteps,
        warmupRatio: 0,
        learningRate,
      })
      expect(rates.map((_, step) => schedule(step))).toEqual(rates)
    })
})

test('a warm-up ratio counts steps, rounded up; warm-up steps win over it', () => {
  const rest = { type: 'constant', learningRate: 1, totalSteps: 21 } as const
  const ratio = createSchedule({ ...rest, warmupSteps: 0, warmupRatio: 0.1 })
  expect([0, 1, 2, 3, 4].map(ratio)).toEqual([0, 1 / 3, 2 / 3, 1, 1])
  const steps = createSchedule({ ...rest, warmupSteps: 2, warmupRatio: 0.9 })
  expect([0, 1, 2].map(steps)).toEqual([0, 0.5, 1])
})

test('a warm-up longer than the training is refused', () => {
  expect(() =>
    createSchedule({ type: 'linear', learningRate: 1, totalSteps: 5, warmupSteps: 6, warmupRatio: 0 }),
  ).toThrow(/6 steps, but training has 5/)
})
