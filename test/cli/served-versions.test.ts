/** @file Versions of learnt models, as they are listed. */
import { expect, test } from 'vitest'
import { renderVersions } from '../../src/cli/served-versions.ts'
import type { ScopeVersions } from '../../src/serve/learning/versions.ts'

const learnt = {
  kind: 'learnt',
  at: '2026-11-30T10:00:00.000Z',
  version: 1,
  before: 0,
  documents: { train: 30, validation: 4, heldOut: 8 },
  comparison: {
    documents: 8,
    before: 0.5,
    after: 0.625,
    lower: 0.01,
    upper: 0.2,
    p: 0.03,
    takesOver: true,
    reason: 'its F1 is not lower',
  },
} as const

test('each version has its scores and how many documents were held out, and each model what became of its last training', () => {
  const scope: ScopeVersions = {
    name: 'drugs',
    project: '7',
    versions: [
      { version: 0, isInUse: false },
      { version: 1, isInUse: true, learnt },
    ],
    history: [
      learnt,
      { kind: 'failed', at: '2026-11-30T11:00:00.000Z', version: 2, reason: 'it was killed' },
    ],
  }
  expect(renderVersions([scope])).toBe(
    [
      'model  project  user  version  in use  learnt                    documents  held out     F1  F1 before',
      'drugs  7              0',
      'drugs  7              1        yes     2026-11-30T10:00:00.000Z         34         8  62.50      50.00',
      '',
      'drugs, 7: the last training, 2026-11-30T11:00:00.000Z, failed: it was killed',
      'F1 in per cent, of documents that were held out, or where none was, of those that were learnt from;',
      'version 0 is the model that the server was started with',
    ].join('\n'),
  )
})
