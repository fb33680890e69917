import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { looksLikeConcept, parseConceptFeature, parseConcepts } from '../../src/concepts/cui.ts'

describe('concepts in a feature value', () => {
  test.each([
    ['C0010674', ['C0010674']],
    [' c0010674 ', ['C0010674']],
    ['C 0010674', ['C0010674']],
    ['UMLS:C0010674', ['C0010674']],
    ['UMLS: C0010674', ['C0010674']],
    [' UMLS : C 0010674', ['C0010674']],
    ['UMLS C0010674', ['C0010674']],
    ['umls_c0010674', ['C0010674']],
    ['UMLS_CUI:C0010674', ['C0010674']],
    ['UMLS%3AC0010674', ['C0010674']],
    ['UMLS:C10674', ['C0010674']],
    ['umls:c 10674', ['C0010674']],
    ['http://linkedlifedata.com/resource/umls/id/C0010674', ['C0010674']],
    ['http://linkedlifedata.com/resource/umls/id/C0010674/', ['C0010674']],
    ['https://example.org/kb#C0010674', ['C0010674']],
    ['https://example.org/cui/C0010674/broader/C0004057', ['C0010674']],
    ['https://example.org/C0010674/broader/C0004057', ['C0004057']],
    ['https://identifiers.org/umls:C0010674', ['C0010674']],
    ['https://uts-ws.nlm.nih.gov/rest/content/current/CUI/C0010674?pageSize=10', ['C0010674']],
    ['http://example.org/show?cui=C10674&source=C0004057', ['C0010674']],
    ['<http://example.org/C0010674> <http://example.org/C0004057>', ['C0010674', 'C0004057']],
    ['C0010674,C0004057', ['C0010674', 'C0004057']],
    ['C0010674/C0004057+c0020538&C0000005', ['C0010674', 'C0004057', 'C0020538', 'C0000005']],
    ['C0010674; UMLS:C0004057 | C0020538', ['C0010674', 'C0004057', 'C0020538']],
    ['C0010674 C0010674 UMLS:C10674', ['C0010674']],
    ['[C0010674, C0004057]', ['C0010674', 'C0004057']],
    ['C0010674 (Cystic fibrosis)', ['C0010674']],
    ['C0010674:Cystic fibrosis', ['C0010674']],
    ['C10674', []],
    ['C1', []],
    ['C001067', []],
    ['C00106745', []],
    ['UMLS:C00106745', []],
    ['AC0010674', []],
    ['C0010674α', []],
    ['C００１０６７４', []],
    ['http://ncicb.nci.nih.gov/xml/owl/EVS/Thesaurus.owl#C2926', []],
    ['C537775', []],
    ['T047', []],
    ['NIL', []],
    ['', []],
  ])('%j holds %j', (value, concepts) => {
    expect(parseConcepts(value)).toEqual(concepts)
  })

  test.each([
    ['C10674', ['C0010674'], ['C10674']],
    ['[c10674]', ['C0010674'], ['c10674']],
    ['C10674; C0004057 / C4096', ['C0010674', 'C0004057', 'C0004096'], ['C10674', 'C4096']],
    ['UMLS:C10674', ['C0010674'], []],
    // Vertebrae, complement, vitamins, ICD-10, and prose: nothing says that these are concepts.
    ['C1', [], []],
    ['C34', [], []],
    ['C341', [], []],
    ['mice of C57BL', [], []],
    ['resin C10674', [], []],
    ['resin C10674, C4096', ['C0004096'], ['C4096']],
    ['http://ncicb.nci.nih.gov/xml/owl/EVS/Thesaurus.owl#C2926', [], []],
  ])('%j of a concept feature holds %j, of which %j was short', (value, concepts, padded) => {
    expect(parseConceptFeature(value)).toEqual({ concepts, padded })
  })

  test('prose does not look like a concept, even where it mentions one', () => {
    expect(looksLikeConcept('see also C0010674')).toBe(false)
    expect(looksLikeConcept('')).toBe(false)
    expect(looksLikeConcept(' | ; ')).toBe(false)
    expect(looksLikeConcept('C10674')).toBe(false)
    expect(looksLikeConcept('C0010674 (Cystic fibrosis)')).toBe(true)
    expect(looksLikeConcept('UMLS : C 10674')).toBe(true)
  })

  test('every list of CUIs comes back, whatever separates and prefixes them', () => {
    const cui = fc.integer({ min: 0, max: 9_999_999 }).map(n => `C${String(n).padStart(7, '0')}`)
    const prefix = fc.constantFrom('', 'UMLS:', 'UMLS: ', 'http://example.org/umls/', 'http://x.org/?cui=')
    const list = fc.array(fc.tuple(prefix, cui, fc.boolean()), { maxLength: 6 })
    const separator = fc.constantFrom(', ', ';', ' | ', '\n', ' ', '\u00A0')
    fc.assert(
      fc.property(list, separator, (parts, between) => {
        const value = parts.map(([before, one, lower]) => before + (lower ? one.toLowerCase() : one))
        const expected = [...new Set(parts.map(([, one]) => one))]
        expect(parseConcepts(value.join(between))).toEqual(expected)
        expect(parseConceptFeature(value.join(between))).toEqual({ concepts: expected, padded: [] })
      }),
    )
  })

  test('whatever is read has the form of a CUI, and reads as itself', () => {
    const pieces = fc.constantFrom(
      'C',
      'c',
      ' ',
      'UMLS',
      ':',
      '/',
      '?cui=',
      '://',
      '12',
      '0010674',
      '(',
      ',',
      'ß',
    )
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 12 }), parts => {
        const { concepts } = parseConceptFeature(parts.join(''))
        for (const concept of concepts) expect(concept).toMatch(/^C[0-9]{7}$/)
        expect(parseConceptFeature(concepts.join(','))).toEqual({ concepts, padded: [] })
        expect(concepts).toEqual(expect.arrayContaining(parseConcepts(parts.join(''))))
      }),
    )
  })

  test.each(['UMLS', 'UMLS ', ' ', '(', ')', 'C', 'UMLS_', 'UMLS:C ', 'a://C0010674', 'C1234567', 'C 1'])(
    'a million characters of %j are no trouble',
    part => {
      const value = part.repeat(1_000_000 / part.length)
      parseConceptFeature(`${value}a`)
      looksLikeConcept(value)
    },
  )
})
