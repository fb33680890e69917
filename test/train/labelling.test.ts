import { describe, expect, test } from 'vitest'
import { createLabelPolicy, createLabelSet, type LabelSettings } from '../../src/corpus/labels.ts'
import { lookedForBy } from '../../src/train/data/labelling.ts'

const settings: LabelSettings = {
  types: 'all',
  unseen: 'nearest-ancestor',
  without_ancestor: 'outside',
  concept_type: 'in-label-set',
}

/** The labels that were looked for, of `types`. */
function lookedFor(annotated: string[], types: string[], others: Partial<LabelSettings> = {}) {
  const labels = createLabelSet(types)
  const found = lookedForBy(annotated, createLabelPolicy(labels, { ...settings, ...others }))
  return found === undefined ? 'all' : labels.labels.filter((_, i) => found[i] === 1)
}

describe('labels that annotators looked for', () => {
  test('are those of their types, and O', () => {
    expect(lookedFor(['Disease'], ['Disease', 'Chemical'])).toEqual(['O', 'B-Disease', 'I-Disease'])
    expect(lookedFor(['Gene'], ['Disease', 'Chemical'])).toEqual(['O'])
  })
  test('are not told apart where they are all', () => {
    expect(lookedFor(['Disease', 'Chemical', 'Gene'], ['Disease', 'Chemical'])).toBe('all')
  })
  test('are those that their types are mapped to, and those below their types', () => {
    expect(lookedFor(['T047'], ['T038', 'T103'])).toEqual(['O', 'B-T038', 'I-T038'])
    expect(lookedFor(['T047'], ['T038', 'T103'], { unseen: 'outside' })).toEqual(['O'])
    expect(lookedFor(['T038'], ['T038', 'T047', 'T103'])).toEqual([
      'O',
      'B-T038',
      'I-T038',
      'B-T047',
      'I-T047',
    ])
    expect(lookedFor(['T047'], ['DISO', 'CHEM'], { types: 'groups' })).toEqual(['O', 'B-DISO', 'I-DISO'])
    expect(lookedFor(['DISO'], ['T047', 'T103'])).toEqual(['O', 'B-T047', 'I-T047'])
  })
})
