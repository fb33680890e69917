import { describe, expect, test } from 'vitest'
import {
  countVocabularies,
  isIdentifier,
  isOfKnownVocabulary,
  readConceptName,
  renderVocabularies,
  shortConcept,
  vocabularyNamed,
  withoutTerms,
} from '../../src/concepts/vocabulary.ts'

describe('the vocabulary of a concept', () => {
  test.each([
    ['C0010674', 'UMLS', 'C0010674'],
    ['umls:c0010674', 'UMLS', 'C0010674'],
    ['http://snomed.info/id/22298006', 'SNOMED CT', '22298006'],
    ['http://snomed.info/sct/900000000000207008/version/20240101/id/22298006', 'SNOMED CT', '22298006'],
    ['http://purl.bioontology.org/ontology/SNOMEDCT/22298006', 'SNOMED CT', '22298006'],
    ['SNOMEDCT:22298006', 'SNOMED CT', '22298006'],
    ['SNOMEDCT_US:22298006', 'SNOMED CT', '22298006'],
    ['22298006', 'SNOMED CT', '22298006'],
    ['900000000000207008', 'SNOMED CT', '900000000000207008'],
    ['MESH:D003920', 'MeSH', 'D003920'],
    ['http://id.nlm.nih.gov/mesh/D003920', 'MeSH', 'D003920'],
    ['https://identifiers.org/mesh:C535434', 'MeSH', 'C535434'],
    ['D003920', 'MeSH', 'D003920'],
    ['C000657245', 'MeSH', 'C000657245'],
    ['ICD10:I21', 'ICD-10', 'I21'],
    ['ICD-10-GM:I21.4', 'ICD-10-GM', 'I21.4'],
    ['http://id.who.int/icd/release/10/2019/I21.4', 'ICD-10', 'I21.4'],
    ['I21.4', 'ICD-10', 'I21.4'],
    ['C81.1', 'ICD-10', 'C81.1'],
    ['OMIM:114500', 'OMIM', '114500'],
    ['https://omim.org/entry/114500', 'OMIM', '114500'],
    ['http://purl.obolibrary.org/obo/HP_0001250', 'HP', '0001250'],
    ['hp:0001250', 'HP', '0001250'],
  ])('of %s is %s', (value, vocabulary, id) => {
    expect(readConceptName(value)).toEqual({ vocabulary, id })
  })

  test.each([
    ['a number that is no SNOMED CT identifier', '22298007'],
    ['a description of SNOMED CT', '680946014'],
    ['a gene, a number of OMIM', '114500'],
    ['a date', '20190312'],
    ['a category of ICD-10, a vertebra', 'I21'],
    ['a site of ICD-O', 'C34.1'],
    ['a tree number of MeSH', 'A11.284'],
    ['a concept of NCI Thesaurus or MeSH', 'C535434'],
    ['words', 'heart attack'],
    ['a note', 'note:see below'],
    ['what BRAT has without a database', 'unknown:5'],
    ['nothing', ''],
  ])('of %s is not guessed', (_, value) => {
    expect(readConceptName(value)).toEqual({ vocabulary: undefined, id: value })
  })

  test('of another IRI is its host, and of another prefix the prefix', () => {
    const iri = 'http://www.wikidata.org/entity/Q12'
    expect(readConceptName(iri)).toEqual({ vocabulary: 'www.wikidata.org', id: iri })
    expect(readConceptName(`http://${'a'.repeat(300)}.org/1`).vocabulary).toBeUndefined()
    expect(readConceptName(`${'A'.repeat(300)}:1`).vocabulary).toBeUndefined()
    expect(vocabularyNamed('Snomed CT')).toBe('SNOMED CT')
    expect(vocabularyNamed('LOINC')).toBe('LOINC')
  })

  test('is counted, whatever the vocabularies are called, and a line names a few of many', () => {
    const counts = countVocabularies([
      'constructor:1',
      '__proto__:1',
      'http://__proto__/1',
      'toString:2',
      'x',
    ])
    expect(Object.entries(counts).sort()).toEqual([
      ['CONSTRUCTOR', 1],
      ['TOSTRING', 1],
      ['__proto__', 1],
      ['unknown', 2],
    ])
    expect(renderVocabularies(countVocabularies(['C0010674', 'C0010675', '22298006', '7']))).toBe(
      '2 UMLS, 1 SNOMED CT, 1 of an unknown vocabulary',
    )
    const many = countVocabularies(Array.from({ length: 5000 }, (_, i) => `V${i}:${i}`))
    expect(renderVocabularies(many)).toMatch(/^(?:1 V\d+(?:, )?){6} and 4,994 of 4,994 others$/)
  })

  test('a value is an identifier, or words', () => {
    for (const value of ['I21', '7', 'http://example.org/onto#Heart', 'CL:0000236'])
      expect([value, isIdentifier(value)]).toEqual([value, true])
    for (const value of ['', 'pain', 'CUI-less', 'worse since 2019', '7'.repeat(201)])
      expect([value.slice(0, 20), isIdentifier(value)]).toEqual([value.slice(0, 20), false])
    for (const value of ['I21', '7', 'CL:0000236', 'pain']) expect(isOfKnownVocabulary(value)).toBe(false)
    for (const value of ['I21.4', 'http://example.org/onto#Heart'])
      expect(isOfKnownVocabulary(value)).toBe(true)
  })

  test('the terms of SNOMED CT stand behind its identifiers only', () => {
    expect(withoutTerms('22298006 |Myocardial infarction|, 73211009|Diabetes|')).toBe('22298006, 73211009')
    expect(withoutTerms('114500 |one|two|')).toBe('114500 |one|two|')
    expect(withoutTerms(`${'22298006 |'.repeat(20_000)}`)).toMatch(/^22298006/)
  })

  test('a very long identifier is shortened in messages', () => {
    expect(shortConcept('x'.repeat(1e6))).toHaveLength(61)
    expect(shortConcept('I21')).toBe('I21')
  })
})
