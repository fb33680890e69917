/**
 * @file When a training logs, evaluates and saves: `logging_strategy`, `eval_strategy`, `save_strategy`.
 *
 * Source: transformers' `DefaultFlowCallback` and `TrainerState.compute_steps`.
 */
import { MedspanError } from '../errors.ts'

/** The ways to say when something is due. */
export const INTERVAL_STRATEGIES = ['no', 'steps', 'epoch'] as const
export type IntervalStrategy = (typeof INTERVAL_STRATEGIES)[number]

/** `best` also saves at each evaluation that is the best so far, and at no other. */
export const SAVE_STRATEGIES = [...INTERVAL_STRATEGIES, 'best'] as const
export type SaveStrategy = (typeof SAVE_STRATEGIES)[number]

/** How a training is divided. */
export interface Course {
  readonly maxSteps: number
  /** The epoch of a step, which is counted from 0. */
  readonly epochOf: (step: number) => { readonly firstStep: number; readonly steps: number }
}

/**
 * A number of steps from 1 on, or a share of all steps below 1, rounded up.
 * @param key the configuration's, such as `eval_steps`
 * @throws MedspanError `config` for 0, less, or a fraction above 1
 */
export function resolveSteps(steps: number, maxSteps: number, key: string): number {
  if (!(steps > 0) || (steps > 1 && !Number.isInteger(steps)))
    throw new MedspanError('config', `expected a whole number of steps, or a share below 1, got ${steps}`, {
      where: { at: `training.${key}` },
    })
  return steps < 1 ? Math.ceil(maxSteps * steps) : steps
}

/** Whether an epoch, or the training, ends with the step of this number, from 1. */
export function endsEpoch(step: number, { epochOf, maxSteps }: Course): boolean {
  if (step === 0 || step === maxSteps) return step > 0
  const { firstStep, steps } = epochOf(step - 1)
  return step === firstStep + steps
}

/** Whether something that comes every `steps` steps, or after every epoch, is due after a step. */
export function isDue(strategy: SaveStrategy, steps: number, step: number, course: Course): boolean {
  if (strategy === 'epoch') return endsEpoch(step, course)
  return strategy === 'steps' && step > 0 && step % steps === 0
}
