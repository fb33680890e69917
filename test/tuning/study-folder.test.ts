/** @file Where trials are, when their storage may come from anybody. */
import { expect, test } from 'vitest'
import type { TrialRecord } from '../../src/tune/frozen-trial.ts'
import { trialFolder } from '../../src/tuning/study-folder.ts'

const trial = (folder: unknown): TrialRecord => ({
  id: 3,
  number: 3,
  state: 'complete',
  values: [0.5],
  started: undefined,
  completed: undefined,
  params: {},
  distributions: {},
  userAttributes: { folder } as TrialRecord['userAttributes'],
  systemAttributes: {},
  intermediateValues: new Map(),
})

test('a trial is in the folder of its study, wherever its storage says that it is', () => {
  expect(trialFolder(trial('trials/0001'))).toBe('trials/0001')
  for (const folder of ['../../home', '/etc', 'trials/../..', 'trials/0001/../../..', 'trials', '', 7])
    expect(trialFolder(trial(folder))).toBe('trials/0003')
})
