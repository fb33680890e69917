/**
 * @file The learning rate of each step, by the names of Hugging Face's `lr_scheduler_type`.
 *
 * Source: transformers `optimization.py`; each row of the table is the lambda of the schedule of that name, with the
 * defaults of `get_scheduler`. Their scheduler advances after an update, so step t (from 0) runs at `lambda(t)`: with
 * a warm-up the first step has the rate 0.
 */
import { MedspanError } from '../errors.ts'

/** The schedules that depend on the step alone. */
export const SCHEDULES = [
  'linear',
  'cosine',
  'cosine_with_restarts',
  'polynomial',
  'constant',
  'constant_with_warmup',
  'inverse_sqrt',
] as const

export interface ScheduleOptions {
  readonly type: (typeof SCHEDULES)[number]
  /** The highest rate. */
  readonly learningRate: number
  readonly totalSteps: number
  /** Steps until the highest rate; 0 when `warmupRatio` decides. `constant` has no warm-up. */
  readonly warmupSteps: number
  /** The share of all steps that warm up, rounded up; counts when `warmupSteps` is 0. */
  readonly warmupRatio: number
  /** `cosine`: waves, of which half a one is the default; `cosine_with_restarts`: falls, one by default. */
  readonly numCycles?: number | undefined
  /** `polynomial`: its exponent, 1 by default. */
  readonly power?: number | undefined
  /** `polynomial`: the rate in the end, 1e-7 by default. */
  readonly lrEnd?: number | undefined
}

/** The learning rate of a step, counted from 0. */
export type Schedule = (step: number) => number

/** What a schedule depends on after its warm-up. */
interface Course extends ScheduleOptions {
  readonly warmup: number
}

/** 0 when the warm-up ends, 1 when training does. */
const progress = (step: number, { warmup, totalSteps }: Course): number =>
  (step - warmup) / Math.max(1, totalSteps - warmup)

/** The factor of the highest rate after the warm-up. */
const factors: Readonly<Record<ScheduleOptions['type'], (step: number, course: Course) => number>> = {
  linear: (step, { warmup, totalSteps }) =>
    Math.max(0, (totalSteps - step) / Math.max(1, totalSteps - warmup)),
  cosine: (step, course) =>
    Math.max(0, 0.5 * (1 + Math.cos(Math.PI * (course.numCycles ?? 0.5) * 2 * progress(step, course)))),
  cosine_with_restarts: (step, course) => {
    const done = progress(step, course)
    return done >= 1 ? 0 : Math.max(0, 0.5 * (1 + Math.cos(Math.PI * (((course.numCycles ?? 1) * done) % 1))))
  },
  polynomial: (step, { warmup, totalSteps, learningRate, power = 1, lrEnd = 1e-7 }) => {
    if (step > totalSteps) return lrEnd / learningRate
    const remaining = 1 - (step - warmup) / (totalSteps - warmup)
    return ((learningRate - lrEnd) * remaining ** power + lrEnd) / learningRate
  },
  constant: () => 1,
  constant_with_warmup: () => 1,
  inverse_sqrt: (step, { warmup }) => {
    const timescale = warmup === 0 ? 10_000 : warmup
    return 1 / Math.sqrt((step + timescale - warmup) / timescale)
  },
}

/**
 * The learning rate over the steps of a training.
 * @throws MedspanError `config` when the warm-up is longer than the training, and for a polynomial that would rise.
 */
export function createSchedule(options: ScheduleOptions): Schedule {
  const { type, learningRate, totalSteps, lrEnd = 1e-7 } = options
  const given = options.warmupSteps > 0 ? options.warmupSteps : Math.ceil(totalSteps * options.warmupRatio)
  const warmup = type === 'constant' ? 0 : given
  if (warmup > totalSteps)
    throw new MedspanError(
      'config',
      `the warm-up has ${warmup} steps, but training has ${totalSteps} in all`,
      {
        where: { at: 'training.warmup_steps' },
        hint: 'Lower training.warmup_steps, or use training.warmup_ratio.',
      },
    )
  if (type === 'polynomial' && lrEnd >= learningRate)
    throw new MedspanError(
      'config',
      `expected a learning rate above the last one, ${lrEnd}, got ${learningRate}`,
      {
        where: { at: 'training.learning_rate' },
      },
    )
  const course = { ...options, warmup }
  return step => {
    if (step < warmup) return learningRate * (step / Math.max(1, warmup))
    return learningRate * factors[type](step, course)
  }
}
