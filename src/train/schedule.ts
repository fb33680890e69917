/**
 * @file The learning rate of each step, by the names of Hugging Face's `lr_scheduler_type`.
 *
 * Source: transformers `optimization.py`; each row of the table is the lambda of the schedule of that name, and what
 * it takes besides are the keys of `lr_scheduler_kwargs`, with its defaults. Their scheduler advances after an
 * update, so step t (from 0) runs at `lambda(t)`: with a warm-up the first step has the rate 0.
 */
import { z } from 'zod'
import { MedspanError } from '../errors.ts'

/** Every schedule. All depend on the step alone but `reduce_lr_on_plateau`, which plateau.ts lowers. */
export const SCHEDULES = [
  'linear',
  'cosine',
  'cosine_with_restarts',
  'cosine_with_min_lr',
  'polynomial',
  'constant',
  'constant_with_warmup',
  'inverse_sqrt',
  'warmup_stable_decay',
  'reduce_lr_on_plateau',
] as const
export type ScheduleName = (typeof SCHEDULES)[number]

const curve = z.enum(['linear', 'cosine', '1-sqrt'])

/** All keys of `lr_scheduler_kwargs`; which schedule takes which is in `SCHEDULE_KWARGS`. */
export const scheduleKwargsSchema = z.strictObject({
  /** Waves, of which half a one is the default; of `cosine_with_restarts` falls, one by default. */
  num_cycles: z.number().gt(0).optional(),
  /** The exponent of `polynomial`, 1 by default. */
  power: z.number().gt(0).optional(),
  /** The rate that `polynomial` ends with, 1e-7 by default. */
  lr_end: z.number().min(0).optional(),
  /** Steps; by default the warm-up's, or 10,000 without one. */
  timescale: z.number().gt(0).optional(),
  /** The lowest rate: of `cosine_with_min_lr`, unless `min_lr_rate` is given; of `reduce_lr_on_plateau`. */
  min_lr: z.number().min(0).optional(),
  /** The lowest rate as a share of the highest. */
  min_lr_rate: z.number().min(0).max(1).optional(),
  /** `warmup_stable_decay`: how many steps the rate falls. */
  num_decay_steps: z.int().min(0).optional(),
  /** For how many steps it stays before; by default for all that remain. */
  num_stable_steps: z.int().min(0).optional(),
  warmup_type: curve.optional(),
  decay_type: curve.optional(),
  /** The share of the highest rate at the start of the warm-up and in the end; 0 by default. */
  min_lr_ratio: z.number().min(0).max(1).optional(),
  /** For the keys of `reduce_lr_on_plateau` see `PlateauOptions`. */
  mode: z.enum(['min', 'max']).optional(),
  factor: z.number().gt(0).lt(1).optional(),
  patience: z.int().min(0).optional(),
  threshold: z.number().min(0).optional(),
  threshold_mode: z.enum(['rel', 'abs']).optional(),
  cooldown: z.int().min(0).optional(),
  eps: z.number().min(0).optional(),
})
export type ScheduleKwargs = Readonly<z.output<typeof scheduleKwargsSchema>>

/** Which keys of `lr_scheduler_kwargs` each schedule takes. */
export const SCHEDULE_KWARGS: Readonly<Record<ScheduleName, readonly (keyof ScheduleKwargs)[]>> = {
  linear: [],
  cosine: ['num_cycles'],
  cosine_with_restarts: ['num_cycles'],
  cosine_with_min_lr: ['num_cycles', 'min_lr', 'min_lr_rate'],
  polynomial: ['power', 'lr_end'],
  constant: [],
  constant_with_warmup: [],
  inverse_sqrt: ['timescale'],
  warmup_stable_decay: [
    'num_decay_steps',
    'num_stable_steps',
    'warmup_type',
    'decay_type',
    'min_lr_ratio',
    'num_cycles',
  ],
  reduce_lr_on_plateau: [
    'mode',
    'factor',
    'patience',
    'threshold',
    'threshold_mode',
    'cooldown',
    'min_lr',
    'eps',
  ],
}

export interface ScheduleOptions {
  readonly type: ScheduleName
  /** The highest rate. */
  readonly learningRate: number
  readonly totalSteps: number
  /**
   * Steps until the highest rate; below 1 a share of all steps, rounded up; 0 when `warmupRatio` decides. `constant`
   * and `reduce_lr_on_plateau` have no warm-up.
   */
  readonly warmupSteps: number
  /** The share of all steps that warm up, rounded up; counts when `warmupSteps` is 0. 0 by default. */
  readonly warmupRatio?: number | undefined
  /** What the schedule takes besides: `lr_scheduler_kwargs`. */
  readonly kwargs?: ScheduleKwargs | undefined
}

/** The learning rate of a step, counted from 0. */
export type Schedule = (step: number) => number

/** What a schedule depends on after its warm-up. */
interface Course extends ScheduleKwargs {
  readonly learningRate: number
  readonly totalSteps: number
  /** Steps. */
  readonly warmup: number
}

/** 0 when the warm-up ends, 1 when training does. */
const progress = (step: number, { warmup, totalSteps }: Course): number =>
  (step - warmup) / Math.max(1, totalSteps - warmup)

const wave = (cycles: number, done: number): number => 0.5 * (1 + Math.cos(Math.PI * cycles * 2 * done))

/** From 1 to 0 while `done` goes from 0 to 1. */
const falls: Readonly<Record<z.output<typeof curve>, (done: number, cycles: number) => number>> = {
  linear: done => 1 - done,
  cosine: (done, cycles) => wave(cycles, done),
  '1-sqrt': done => 1 - Math.sqrt(done),
}

/** From 0 to 1 while `done` goes from 0 to 1. */
const rises: Readonly<Record<z.output<typeof curve>, (done: number) => number>> = {
  linear: done => done,
  cosine: done => 0.5 * (1 - Math.cos(Math.PI * done)),
  '1-sqrt': done => 1 - Math.sqrt(1 - done),
}

/** A factor from 0 to 1 moved to between `lowest` and 1. */
const above = (lowest: number, factor: number): number => Math.max(0, factor * (1 - lowest) + lowest)

/** The factor of the highest rate after the warm-up. */
const factors: Readonly<Record<ScheduleName, (step: number, course: Course) => number>> = {
  linear: (step, { warmup, totalSteps }) =>
    Math.max(0, (totalSteps - step) / Math.max(1, totalSteps - warmup)),
  cosine: (step, course) => Math.max(0, wave(course.num_cycles ?? 0.5, progress(step, course))),
  cosine_with_restarts: (step, course) => {
    const done = progress(step, course)
    return done >= 1
      ? 0
      : Math.max(0, 0.5 * (1 + Math.cos(Math.PI * (((course.num_cycles ?? 1) * done) % 1))))
  },
  cosine_with_min_lr: (step, course) =>
    above(
      course.min_lr_rate ?? (course.min_lr ?? 0) / course.learningRate,
      wave(course.num_cycles ?? 0.5, progress(step, course)),
    ),
  polynomial: (step, { warmup, totalSteps, learningRate, power = 1, lr_end: end = 1e-7 }) => {
    if (step > totalSteps) return end / learningRate
    const remaining = 1 - (step - warmup) / (totalSteps - warmup)
    return ((learningRate - end) * remaining ** power + end) / learningRate
  },
  constant: () => 1,
  constant_with_warmup: () => 1,
  inverse_sqrt: (step, { warmup, timescale = warmup === 0 ? 10_000 : warmup }) =>
    1 / Math.sqrt((step + timescale - warmup) / timescale),
  warmup_stable_decay: (step, course) => {
    const { warmup, totalSteps, num_decay_steps: decay = 0, min_lr_ratio: lowest = 0 } = course
    const stable = course.num_stable_steps ?? totalSteps - warmup - decay
    const done = step - warmup - stable
    if (done < 0) return 1
    if (done >= decay) return lowest
    return above(lowest, falls[course.decay_type ?? 'cosine'](done / decay, course.num_cycles ?? 0.5))
  },
  reduce_lr_on_plateau: () => 1,
}

/** The factor of the highest rate in the warm-up, of which a share is done. */
function warmUp(type: ScheduleName, done: number, course: Course): number {
  if (type !== 'warmup_stable_decay') return done
  return above(course.min_lr_ratio ?? 0, rises[course.warmup_type ?? 'linear'](done))
}

/** How many steps warm up. */
export function warmupStepsOf(options: ScheduleOptions): number {
  const { type, totalSteps, warmupSteps, warmupRatio = 0 } = options
  if (type === 'constant' || type === 'reduce_lr_on_plateau') return 0
  if (warmupSteps >= 1) return Math.trunc(warmupSteps)
  return Math.ceil(totalSteps * (warmupSteps > 0 ? warmupSteps : warmupRatio))
}

/**
 * The learning rate over the steps of a training. That of `reduce_lr_on_plateau` is the rate before an evaluation
 * has lowered it.
 * @throws MedspanError `config` when the warm-up is longer than the training, for a polynomial that would rise, and
 * for keys of `kwargs` that the schedule does not take, or lacks.
 */
export function createSchedule(options: ScheduleOptions): Schedule {
  const { type, learningRate, totalSteps, kwargs = {} } = options
  const wrong = kwargsProblem(type, kwargs)
  if (wrong !== undefined)
    throw new MedspanError('config', wrong, { where: { at: 'training.lr_scheduler_kwargs' } })
  const warmup = warmupStepsOf(options)
  if (warmup > totalSteps)
    throw new MedspanError(
      'config',
      `the warm-up has ${warmup} steps, but training has ${totalSteps} in all`,
      {
        where: { at: 'training.warmup_steps' },
        hint: 'Lower training.warmup_steps, or use training.warmup_ratio.',
      },
    )
  const end = kwargs.lr_end ?? 1e-7
  if (type === 'polynomial' && end >= learningRate)
    throw new MedspanError(
      'config',
      `expected a learning rate above the last one, ${end}, got ${learningRate}`,
      {
        where: { at: 'training.learning_rate' },
      },
    )
  const course = { ...kwargs, learningRate, totalSteps, warmup }
  return step => {
    if (step < warmup) return learningRate * warmUp(type, step / Math.max(1, warmup), course)
    return learningRate * factors[type](step, course)
  }
}

/** What is wrong with the keys that a schedule is given: those it does not take, and those it cannot be without. */
export function kwargsProblem(type: ScheduleName, kwargs: ScheduleKwargs): string | undefined {
  const known = SCHEDULE_KWARGS[type]
  const given = (Object.keys(kwargs) as (keyof ScheduleKwargs)[]).filter(key => kwargs[key] !== undefined)
  const unknown = given.filter(key => !known.includes(key))
  if (unknown.length > 0)
    return `${type} does not take ${unknown.join(', ')}; it takes ${known.length === 0 ? 'none' : known.join(', ')}`
  if (type === 'cosine_with_min_lr' && (kwargs.min_lr === undefined) === (kwargs.min_lr_rate === undefined))
    return `${type} needs either min_lr or min_lr_rate`
  if (type === 'warmup_stable_decay' && kwargs.num_decay_steps === undefined)
    return `${type} needs num_decay_steps`
  return undefined
}
