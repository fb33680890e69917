import { describe, expect, test } from 'vitest'
import { asOneClass, labelConcepts, parseLabelMap } from '../../src/corpus/label-map.ts'
import { formatError, MedspanError, type Notice } from '../../src/errors.ts'
import { silent } from '../../src/progress.ts'
import type { Document } from '../../src/text/document.ts'

const mapOf = (...lines: string[]) => parseLabelMap(lines.join('\n'), 'labels.csv')

function errorOf(work: () => unknown): string {
  try {
    work()
  } catch (error) {
    if (error instanceof MedspanError) return `${error.code}: ${formatError(error)}`
    throw error
  }
  return 'no error'
}

const document = (...mentions: { concepts?: string[]; types?: string[] }[]): Document => ({
  id: 'd',
  text: 'ab',
  sentences: [],
  tokens: [],
  mentions: mentions.map(({ concepts = [], types = [] }) => ({ begin: 0, end: 1, concepts, types })),
})

function label(documents: Document[], ...lines: string[]) {
  const said: string[] = []
  const notices: Notice[] = []
  const progress = {
    ...silent,
    info: (line: string) => said.push(line),
    notice: (one: Notice) => notices.push(one),
  }
  const labelled = labelConcepts(documents, mapOf(...lines), progress)
  return {
    types: labelled.flatMap(({ mentions }) => mentions.map(({ types }) => types.join())),
    labelled,
    said,
    notices,
  }
}

describe('a table of labels', () => {
  test('has concepts of any vocabulary, however they are written', () => {
    const map = mapOf(
      'concept,label,name',
      'http://snomed.info/id/22298006,Disorder,"Infarction, myocardial"',
      'MESH:D003920,Disorder,Diabetes',
      'C0010674,Disorder,',
      'I21.4,Heart,',
      'I21,Heart,',
      '114500,Tumour,',
    )
    expect(map.size).toBe(6)
    const labels = (...concepts: string[]) => concepts.map(map.labelOf)
    expect(labels('22298006', 'SNOMEDCT:22298006', 'D003920', 'umls:C0010674')).toEqual(
      Array(4).fill('Disorder'),
    )
    expect(labels('I21.4', 'ICD10:I21.4', 'I21', 'ICD10:I21', 'OMIM:114500')).toEqual([
      ...Array(4).fill('Heart'),
      'Tumour',
    ])
    // Another vocabulary is another concept.
    expect(labels('ICD10CM:I21.4', 'MESH:22298006', 'constructor', '__proto__', '')).toEqual(
      Array(5).fill(undefined),
    )
  })

  test('may say the vocabulary in a column of its own, and separate by tabs or semicolons', () => {
    for (const separator of ['\t', ';']) {
      const map = mapOf(
        ...['Code;Vocabulary;Label', 'I21;ICD-10;Heart', '5;OMIM;Gene', '5;LOINC;Test', '7;OMIM;Gene'].map(
          line => line.replaceAll(';', separator),
        ),
      )
      expect(map.labelOf('ICD10:I21')).toBe('Heart')
      // A bare code is that of the table, unless the table has several.
      expect(map.labelOf('I21')).toBe('Heart')
      expect(map.labelOf('7')).toBe('Gene')
      expect(map.labelOf('5')).toBeUndefined()
      expect(map.labelOf('loinc:5')).toBe('Test')
      expect(map.labelOf('MESH:7')).toBeUndefined()
    }
  })

  test.each([
    [
      '',
      'labels.csv:1:1: expected a header with the columns concept (or code, id) and label, got an empty file',
    ],
    [
      'kind,label\na,b',
      'labels.csv:1:1: expected a header with the columns concept (or code, id) and label, got kind, label',
    ],
    ['concept,label\n\n', 'labels.csv:1:1: expected concepts with their labels, got a header alone'],
    ['concept,label\nI21,A\nI22', 'labels.csv:3:1: expected a label, got nothing'],
    ['concept,label\n"I21",A\n ,B', 'labels.csv:3:2: expected a concept, got nothing'],
    [
      'concept,label\nI21,my label',
      'labels.csv:2:5: expected a label without white space, and not O or IGN, got "my label"',
    ],
    [
      'concept,label\nI21,O',
      'labels.csv:2:5: expected a label without white space, and not O or IGN, got "O"',
    ],
    [
      'concept,label\n22298006,A\nSNOMEDCT:22298006,B',
      'labels.csv:3:1: expected one label for SNOMEDCT:22298006, got B, and A in line 2',
    ],
    ['concept,label\n"I21,A', 'labels.csv:2:1: expected a closing quote, got the end of the file'],
    [
      'concept,name,label\nI21,"a\nb"c,A',
      'labels.csv:3:3: expected the end of the cell after its closing quote',
    ],
  ])('is refused at the place of what is wrong: %j', (text, message) => {
    expect(errorOf(() => parseLabelMap(text, 'labels.csv'))).toContain(`input: ${message}`)
  })

  test('gives mentions the labels of their concepts, and leaves others as they are', () => {
    const { types, said, notices, labelled } = label(
      [
        {
          ...document(
            { concepts: ['22298006'], types: ['T047'] },
            { concepts: ['D003920', '22298006'] },
            { concepts: ['I21'] },
            { concepts: ['x'.repeat(1e5)], types: ['Drug'] },
            {},
          ),
          annotated: ['T047'],
        },
      ],
      'concept,label',
      '22298006,Heart',
      'D003920,Metabolic',
    )
    expect(types).toEqual(['Heart', 'Metabolic,Heart', '', 'Drug', ''])
    expect(labelled[0]!.annotated).toEqual(['Drug', 'Heart', 'Metabolic', 'T047'])
    expect(said).toEqual([
      'labels.map: 2 of 4 mentions with concepts have one of the 2 concepts in labels.csv',
    ])
    expect(notices).toMatchObject([{ code: 'concept-not-in-map', count: 2 }])
    expect(Object.keys(notices[0]!.kinds!).map(kind => kind.length)).toEqual([3, 61])
  })

  test('is refused where it has none of the concepts', () => {
    expect(errorOf(() => label([document({ concepts: ['I21'] })], 'concept,label', 'I22,A'))).toMatch(
      /^data: labels\.csv labels\.map: no mention has a concept .*\n .*such as I21$/,
    )
    expect(errorOf(() => label([document({})], 'concept,label', 'I22,A'))).toMatch(/have no concepts/)
  })
})

test('as one class every mention is one, with or without concepts and types', () => {
  const documents = asOneClass([
    { ...document({ concepts: ['I21'] }, { types: ['T047'] }, {}), annotated: ['T047'] },
    document(),
  ])
  expect(documents.map(({ mentions }) => mentions.map(({ types }) => types))).toEqual([
    [['Concept'], ['Concept'], ['Concept']],
    [],
  ])
  expect(documents.map(({ annotated }) => annotated)).toEqual([['Concept', 'T047'], undefined])
})
