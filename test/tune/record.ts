/** @file Trials as storages hold them, for tests: with nothing in them but what is said. */
import type { TrialRecord } from '../../src/tune/frozen-trial.ts'

/** A complete trial without values, unless `more` says otherwise; its id is its number. */
export const recordOf = (number: number, more: Partial<TrialRecord> = {}): TrialRecord => ({
  id: number,
  number,
  state: 'complete',
  values: undefined,
  started: undefined,
  completed: undefined,
  params: {},
  distributions: {},
  userAttributes: {},
  systemAttributes: {},
  intermediateValues: new Map(),
  ...more,
})
