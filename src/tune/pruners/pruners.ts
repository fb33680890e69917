/**
 * @file Every pruner by name, with its options.
 */

import { checkSettings } from '../settings.ts'
import { createHyperbandPruner, type HyperbandPrunerOptions } from './hyperband-pruner.ts'
import { createPatientPruner } from './patient-pruner.ts'
import {
  createMedianPruner,
  createPercentilePruner,
  type MedianPrunerOptions,
  type PercentilePrunerOptions,
} from './percentile-pruner.ts'
import { createNopPruner, type Pruner } from './pruner.ts'
import {
  createSuccessiveHalvingPruner,
  type SuccessiveHalvingPrunerOptions,
} from './successive-halving-pruner.ts'
import { createThresholdPruner, type ThresholdPrunerOptions } from './threshold-pruner.ts'

/** A pruner as plain data, such as a configuration holds it. */
export type PrunerSettings =
  | { readonly type: 'nop' }
  | ({ readonly type: 'median' } & MedianPrunerOptions)
  | ({ readonly type: 'percentile' } & PercentilePrunerOptions)
  | ({ readonly type: 'successive-halving' } & SuccessiveHalvingPrunerOptions)
  | ({ readonly type: 'hyperband' } & HyperbandPrunerOptions)
  | ({ readonly type: 'threshold' } & ThresholdPrunerOptions)
  | {
      readonly type: 'patient'
      readonly wrapped?: PrunerSettings
      readonly patience: number
      readonly minDelta?: number
    }

export type PrunerName = PrunerSettings['type']

const steps = ['warmupSteps', 'intervalSteps']
const median = ['startupTrials', 'minTrials', ...steps]

/** The options of each pruner, by name. */
export const prunerOptions: Readonly<Record<PrunerName, readonly string[]>> = {
  nop: [],
  median,
  percentile: ['percentile', ...median],
  'successive-halving': ['minResource', 'reductionFactor', 'minEarlyStoppingRate', 'bootstrapCount'],
  hyperband: ['minResource', 'maxResource', 'reductionFactor', 'bootstrapCount'],
  threshold: ['lower', 'upper', ...steps],
  patient: ['wrapped', 'patience', 'minDelta'],
}

/**
 * Makes the pruner that settings describe.
 *
 * @throws MedspanError `config` for a name or an option that is not there, and for options out of their ranges
 */
export function createPruner(settings: PrunerSettings): Pruner {
  checkSettings('pruner', settings, prunerOptions)
  switch (settings.type) {
    case 'nop':
      return createNopPruner()
    case 'median':
      return createMedianPruner(settings)
    case 'percentile':
      return createPercentilePruner(settings)
    case 'successive-halving':
      return createSuccessiveHalvingPruner(settings)
    case 'hyperband':
      return createHyperbandPruner(settings)
    case 'threshold':
      return createThresholdPruner(settings)
    case 'patient': {
      const { wrapped, ...rest } = settings
      return createPatientPruner({
        ...rest,
        wrapped: wrapped === undefined ? undefined : createPruner(wrapped),
      })
    }
  }
}
