/**
 * @file The patient pruner: asks another pruner only about a trial that has stopped to improve.
 *
 * Optuna's `PatientPruner`. What counts is not the number of reports since the best one, but whether the best of the last
 * `patience + 1` reports is worse than the best before them by more than `minDelta`.
 */
import { MedspanError } from '../../errors.ts'
import type { TrialRecord } from '../frozen-trial.ts'
import type { StudyView } from '../history.ts'
import type { Pruner } from './pruner.ts'
import { bestOf, checkCount } from './pruner-options.ts'

export interface PatientPrunerOptions {
  /** Who decides about a trial that does not improve; where left out such a trial is ended. */
  readonly wrapped?: Pruner | undefined
  /** How many reports without an improvement are borne. */
  readonly patience: number
  /** What is no worsening yet; 0 where left out. */
  readonly minDelta?: number
}

/** @throws MedspanError `config` */
export function createPatientPruner(options: PatientPrunerOptions): Pruner {
  const { wrapped, patience, minDelta = 0 } = options
  checkCount(patience, 0, 'patience')
  if (!(minDelta >= 0))
    throw new MedspanError('config', `expected a number of at least 0, got ${minDelta}`, {
      where: { at: 'minDelta' },
    })
  const isImproving = (study: StudyView, { intermediateValues }: TrialRecord): boolean => {
    if (intermediateValues.size <= patience + 1) return true
    const steps = [...intermediateValues.keys()].sort((a, b) => a - b)
    const values = steps.map(step => intermediateValues.get(step)!)
    const maximize = study.directions[0] === 'maximize'
    const before = bestOf(values.slice(0, -patience - 1), maximize)
    const after = bestOf(values.slice(-patience - 1), maximize)
    // NaN on either side is no evidence of a worsening.
    return !(maximize ? before - minDelta > after : before + minDelta < after)
  }
  return {
    name: 'patient',
    prune: (study, trial) => !isImproving(study, trial) && (wrapped?.prune(study, trial) ?? true),
    ...(wrapped?.note === undefined
      ? {}
      : {
          note: (study: StudyView, trial: TrialRecord) =>
            isImproving(study, trial) ? undefined : wrapped.note!(study, trial),
        }),
    ...(wrapped?.groupOf === undefined
      ? {}
      : { groupOf: (study: StudyView, trialNumber: number) => wrapped.groupOf!(study, trialNumber) }),
  }
}
