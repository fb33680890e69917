/**
 * @file The learning rate of each step, by the names of Hugging Face's `lr_scheduler_type`.
 *
 * Source: transformers `optimization.py`, `get_linear_schedule_with_warmup` and
 * `get_constant_schedule_with_warmup`. Their scheduler advances after an update, so step t (from 0) runs at
 * `lambda(t)`: with a warm-up the first step has the rate 0.
 */
import { MedspanError } from '../errors.ts'

export interface ScheduleOptions {
  readonly type: 'linear' | 'constant'
  /** The highest rate. */
  readonly learningRate: number
  readonly totalSteps: number
  /** Steps until the highest rate; 0 when `warmupRatio` decides. */
  readonly warmupSteps: number
  /** The share of all steps that warm up, rounded up; counts when `warmupSteps` is 0. */
  readonly warmupRatio: number
}

/** The learning rate of a step, counted from 0. */
export type Schedule = (step: number) => number

/**
 * `linear`: rises from 0 over the warm-up, then falls to 0 after the last step. `constant`: rises likewise, then
 * stays.
 * @throws MedspanError `config` when the warm-up is not shorter than a linear schedule.
 */
export function createSchedule(options: ScheduleOptions): Schedule {
  const { type, learningRate, totalSteps } = options
  const warmup = options.warmupSteps > 0 ? options.warmupSteps : Math.ceil(totalSteps * options.warmupRatio)
  if (warmup > totalSteps) {
    throw new MedspanError(
      'config',
      `the warm-up has ${warmup} steps, but training has ${totalSteps} in all`,
      {
        where: { at: 'training.warmup_steps' },
        hint: 'Lower training.warmup_steps, or use training.warmup_ratio.',
      },
    )
  }
  return step => {
    if (step < warmup) return learningRate * (step / Math.max(1, warmup))
    if (type === 'constant') return learningRate
    return learningRate * Math.max(0, (totalSteps - step) / Math.max(1, totalSteps - warmup))
  }
}
