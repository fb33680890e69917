import { describe, expect, it } from 'vitest'
import { createLabelSet, decideLabels } from '../../src/corpus/labels.ts'
import { MedspanError } from '../../src/errors.ts'
import type { Document } from '../../src/text/document.ts'

const document = (...types: string[][]): Document => ({
  id: 'd',
  text: 'ab',
  sentences: [],
  tokens: [],
  mentions: types.map(own => ({ begin: 0, end: 1, concepts: [], types: own })),
})

function code(work: () => unknown): string {
  try {
    work()
  } catch (error) {
    if (error instanceof MedspanError) return `${error.code}: ${error.message}`
    throw error
  }
  return 'no error'
}

describe('a label list', () => {
  it('is O, then B- and I- of each type, sorted', () => {
    const labels = createLabelSet(['T047', 'T033', 'T047'])
    expect(labels.types).toEqual(['T033', 'T047'])
    expect(labels.labels).toEqual(['O', 'B-T033', 'I-T033', 'B-T047', 'I-T047'])
    expect(labels.labels.map(label => labels.id(label))).toEqual([0, 1, 2, 3, 4])
    expect([labels.id('IGN'), labels.id('B-T999')]).toEqual([undefined, undefined])
  })
  it('of all types is that of the first types in training', () => {
    expect(decideLabels([document(['T047', 'T033'], []), document(['T121'])], 'all').types).toEqual([
      'T047',
      'T121',
    ])
  })
  it('of given types may lack some that occur, and have one that is nobody’s first', () => {
    expect(decideLabels([document(['T047', 'T033'], ['T121'])], ['T033', 'T184']).types).toEqual([
      'T033',
      'T184',
    ])
  })
  it('of one is refused', () => {
    expect(code(() => decideLabels([document([])], 'all'))).toMatch(/^data: a label list of one/)
    expect(code(() => decideLabels([document(['T047'])], []))).toMatch(/^data: a label list of one/)
  })
  it('of types that never occur, or that are no types, is refused', () => {
    expect(code(() => decideLabels([document(['T047'])], ['T1']))).toBe(
      'data: none of the types T1 occurs in the training documents',
    )
    for (const type of ['IGN', 'O', '', 'a b'])
      expect(code(() => createLabelSet([type]))).toMatch(/^config: expected the name/)
  })
})
