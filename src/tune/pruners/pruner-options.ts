/**
 * @file What options of pruners have in common: counts, and the steps at which a pruner is asked.
 */
import { MedspanError } from '../../errors.ts'
import type { TrialRecord } from '../frozen-trial.ts'

export interface StepOptions {
  /** Before this step no trial is ended; 0 where left out. */
  readonly warmupSteps?: number
  /** Only the first report of so many steps each, counted from the warm-up, is looked at; 1 where left out. */
  readonly intervalSteps?: number
}

/** Checks that an option is a whole number of at least `least`. @throws MedspanError `config` */
export function checkCount(value: number, least: number, at: string): void {
  if (!Number.isSafeInteger(value) || value < least)
    throw new MedspanError('config', `expected a whole number of at least ${least}, got ${value}`, {
      where: { at },
    })
}

/** @throws MedspanError `config` */
export function checkSteps({ warmupSteps = 0, intervalSteps = 1 }: StepOptions): void {
  checkCount(warmupSteps, 0, 'warmupSteps')
  checkCount(intervalSteps, 1, 'intervalSteps')
}

/** Whether a trial whose last step is `step` is looked at: after the warm-up, at the first report of an interval. */
export function isAsked(
  trial: TrialRecord,
  step: number,
  { warmupSteps = 0, intervalSteps = 1 }: StepOptions,
): boolean {
  if (step < warmupSteps) return false
  const begin = Math.floor((step - warmupSteps) / intervalSteps) * intervalSteps + warmupSteps
  for (const other of trial.intermediateValues.keys()) if (other !== step && other >= begin) return false
  return true
}

/** The best of values that may be NaN; NaN where all are, or there is none. */
export function bestOf(values: Iterable<number>, maximize: boolean): number {
  let best = Number.NaN
  for (const value of values)
    if (!Number.isNaN(value) && (Number.isNaN(best) || (maximize ? value > best : value < best))) best = value
  return best
}
