import { describe, expect, test } from 'vitest'
import {
  SCHEDULES,
  type ScheduleKwargs,
  type ScheduleName,
  scheduleKwargsSchema,
} from '../../src/config/schedule.ts'
import { beginPlateau, observePlateau, type PlateauOptions } from '../../src/train/loop/plateau.ts'
import { createSchedule } from '../../src/train/loop/schedule.ts'
import reference from './reference/schedules.json' with { type: 'json' }

interface Case {
  readonly type: ScheduleName
  readonly kwargs: ScheduleKwargs
  readonly totalSteps: number
  readonly warmupSteps: number
  readonly learningRate: number
  readonly rates: readonly number[]
}
const cases = reference.cases as readonly Case[]

describe('learning rates equal those of transformers, step by step', () => {
  for (const { rates, ...options } of cases)
    test(`${options.type} ${JSON.stringify(options.kwargs)}, ${options.totalSteps} steps of which ${options.warmupSteps} warm up`, () => {
      const schedule = createSchedule(options)
      for (const [step, rate] of rates.entries())
        expect(Math.abs(schedule(step) - rate), `step ${step}`).toBeLessThanOrEqual(
          1e-15 * options.learningRate,
        )
    })

  test('all of them', () => {
    const compared = new Set<string>([...cases.map(({ type }) => type), 'reduce_lr_on_plateau'])
    expect([...compared].sort()).toEqual([...SCHEDULES].sort())
  })
})

describe("a plateau's states equal those of PyTorch to the bit, evaluation by evaluation", () => {
  for (const { kwargs, learningRate, states } of reference.plateaus)
    test(JSON.stringify(kwargs), () => {
      let state = beginPlateau(learningRate)
      const ours = reference.values.map((value, index) => {
        // As a resumed run has it.
        state = observePlateau(JSON.parse(JSON.stringify(state)), value, kwargs as PlateauOptions)
        expect(state.last_epoch).toBe(index + 1)
        return [state.best, state.num_bad_epochs, state.cooldown_counter, ...state._last_lr]
      })
      expect(ours).toEqual(states)
      expect(state._last_lr[0]).toBeLessThan(learningRate)
    })
})

test('warm-up counts steps, or a share of all steps, rounded up; warm-up steps win over the ratio', () => {
  const rest = { type: 'constant_with_warmup', learningRate: 1, totalSteps: 21 } as const
  const ratio = createSchedule({ ...rest, warmupSteps: 0, warmupRatio: 0.1 })
  expect([0, 1, 2, 3, 4].map(ratio)).toEqual([0, 1 / 3, 2 / 3, 1, 1])
  const share = createSchedule({ ...rest, warmupSteps: 0.1, warmupRatio: 0.9 })
  expect([0, 1, 2, 3, 4].map(share)).toEqual([0, 1 / 3, 2 / 3, 1, 1])
  const steps = createSchedule({ ...rest, warmupSteps: 2, warmupRatio: 0.9 })
  expect([0, 1, 2].map(steps)).toEqual([0, 0.5, 1])
})

describe('is refused with a clear error', () => {
  const rest = { learningRate: 1, totalSteps: 5, warmupSteps: 0 }

  test('a warm-up longer than the training', () => {
    expect(() => createSchedule({ ...rest, type: 'linear', warmupSteps: 6 })).toThrow(
      /6 steps, but training has 5/,
    )
  })

  test('a polynomial that would rise', () => {
    expect(() => createSchedule({ ...rest, type: 'polynomial', learningRate: 1e-8 })).toThrow(
      /above the last one, 1e-7, got 1e-8/,
    )
  })

  test.each([
    ['linear', { power: 2 }, 'linear does not take power; it takes none'],
    ['cosine', { factor: 0.5, num_cycles: 1 }, 'cosine does not take factor; it takes num_cycles'],
    ['cosine_with_min_lr', {}, 'cosine_with_min_lr needs either min_lr or min_lr_rate'],
    ['cosine_with_min_lr', { min_lr: 0, min_lr_rate: 0 }, 'needs either min_lr or min_lr_rate'],
    ['warmup_stable_decay', { min_lr_ratio: 0.1 }, 'warmup_stable_decay needs num_decay_steps'],
  ] as const)('keys that a schedule does not take or lacks: %s %j', (type, kwargs, message) => {
    expect(() => createSchedule({ ...rest, type, kwargs })).toThrow(message)
  })

  test('values out of bounds, as PyTorch has them', () => {
    for (const kwargs of [{ factor: 1 }, { patience: -1 }, { threshold_mode: 'ratio' }, { speed: 1 }])
      expect(scheduleKwargsSchema.safeParse(kwargs).success, JSON.stringify(kwargs)).toBe(false)
    for (const { kwargs } of [...reference.cases, ...reference.plateaus])
      expect(scheduleKwargsSchema.parse(kwargs)).toEqual(kwargs)
  })
})
