import { describe, expect, test } from 'vitest'
import { createSchedule, type ScheduleOptions } from '../../src/train/schedule.ts'
import reference from './reference/schedules.json' with { type: 'json' }

/** What scripts/reference/schedules.py gives to transformers. */
const options: Record<string, Partial<ScheduleOptions>> = {
  cosine_with_restarts: { numCycles: 3 },
  polynomial: { power: 2, lrEnd: 1e-7 },
}

describe('learning rates equal those of transformers, step by step', () => {
  for (const { type, totalSteps, warmupSteps, learningRate, rates } of reference.cases)
    test(`${type}, ${totalSteps} steps of which ${warmupSteps} warm up`, () => {
      const schedule = createSchedule({
        type: type as ScheduleOptions['type'],
        ...options[type],
        totalSteps,
        warmupSteps,
        warmupRatio: 0,
        learningRate,
      })
      for (const [step, rate] of rates.entries())
        expect(Math.abs(schedule(step) - rate), `step ${step}`).toBeLessThanOrEqual(1e-15 * learningRate)
    })
})

test('a warm-up ratio counts steps, rounded up; warm-up steps win over it', () => {
  const rest = { type: 'constant_with_warmup', learningRate: 1, totalSteps: 21 } as const
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

test('a polynomial that would rise is refused', () => {
  const rest = { learningRate: 1e-8, totalSteps: 5, warmupSteps: 0, warmupRatio: 0 }
  expect(() => createSchedule({ type: 'polynomial', ...rest })).toThrow(/above the last one/)
})
