import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { looksLikeConcept, parseConcepts } from '../../src/umls/cui.ts'

describe('concepts in a feature value', () => {
  test.each([
    ['C0010674', ['C0010674']],
    [' c0010674 ', ['C0010674']],
    ['UMLS:C0010674', ['C0010674']],
    ['UMLS: C0010674', ['C0010674']],
    ['http://linkedlifedata.com/resource/umls/id/C0010674', ['C0010674']],
    ['https://example.org/kb#C0010674', ['C0010674']],
    ['C0010674,C0004057', ['C0010674', 'C0004057']],
    ['C0010674; UMLS:C0004057 | C0020538', ['C0010674', 'C0004057', 'C0020538']],
    ['C0010674 C0010674', ['C0010674']],
    ['[C0010674, C0004057]', ['C0010674', 'C0004057']],
    ['C0010674 (Cystic fibrosis)', ['C0010674']],
    ['C001067', []],
    ['C00106745', []],
    ['AC0010674', []],
    ['T047', []],
    ['NIL', []],
    ['', []],
  ])('%j holds %j', (value, concepts) => {
    expect(parseConcepts(value)).toEqual(concepts)
  })

  test('prose does not look like a concept, even where it mentions one', () => {
    expect(looksLikeConcept('see also C0010674')).toBe(false)
    expect(looksLikeConcept('')).toBe(false)
    expect(looksLikeConcept('C0010674 (Cystic fibrosis)')).toBe(true)
  })

  test('every list of CUIs comes back, whatever separates and prefixes them', () => {
    const cui = fc.integer({ min: 0, max: 9_999_999 }).map(n => `C${String(n).padStart(7, '0')}`)
    const prefix = fc.constantFrom('', 'UMLS:', 'http://example.org/umls/')
    fc.assert(
      fc.property(
        fc.array(fc.tuple(prefix, cui), { maxLength: 6 }),
        fc.constantFrom(', ', ';', ' | ', '\n', ' '),
        (list, separator) => {
          const value = list.map(([before, one]) => before + one).join(separator)
          expect(parseConcepts(value)).toEqual([...new Set(list.map(([, one]) => one))])
        },
      ),
    )
  })
})
