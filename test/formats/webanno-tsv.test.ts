import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { mainView } from '../../src/formats/cas.ts'
import { inceptionFormat } from '../../src/formats/inception.ts'
import { createTypeSystem, parseTypeSystem } from '../../src/formats/typesystem.ts'
import { parseWebannoTsv, webannoTsvFormat } from '../../src/formats/webanno-tsv.ts'
import { parseXmi } from '../../src/formats/xmi-reader.ts'
import { describeWithData } from '../shared-data.ts'
import { errorOf, listen } from './sample-cas.ts'

const sample = [
  '#FORMAT=WebAnno TSV 3.3',
  '#T_SP=webanno.custom.Finding|IDUMLS|comment',
  '#T_RL=webanno.custom.Relation|value|BT_webanno.custom.Finding',
  '#T_SP=webanno.custom.Mark|',
  '',
  '',
  '#Text=Cystic fibrosis 🧬 is_ bad.',
  '1-1\t0-6\tCystic\tC0010674[1]|C0009450\tsure[1]|*\t_\t_\t_\t',
  '1-2\t7-15\tfibrosis\tC0010674[1]\tsure[1]\t_\t_\t*\t',
  '1-3\t16-18\t🧬\t_\t_\t_\t_\t_\t',
  '1-4\t19-22\tis_\t*\ta\\|b\\_\\\\\t_\t_\t_\t',
  '1-4.1\t19-21\tis\t*\t*\t_\t_\t_\t',
  '1-5\t23-26\tbad\t_\t_\t_\t_\t_\t',
  '1-6\t26-27\t.\t_\t_\t_\t_\t_\t',
  '',
  '#Sentence.id=x',
  '#Text= Next one.',
  '2-1\t30-34\tNext\t_\t_\t_\t_\t_\t',
  '2-2\t35-38\tone\t_\t_\t_\t_\t_\t',
  '2-3\t38-39\t.\t_\t_\t_\t_\t_\t',
  '',
].join('\n')

describe('WebAnno TSV', () => {
  const reading = parseWebannoTsv(sample, 'a.tsv')
  const texts = (spans: readonly { begin: number; end: number }[]) =>
    spans.map(({ begin, end }) => reading.text.slice(begin, end))

  test('gives text, sentences and words at their offsets, with line breaks in the gaps', () => {
    expect(reading.text).toBe('Cystic fibrosis 🧬 is_ bad.\n\n Next one.')
    expect(texts(reading.sentences)).toEqual(['Cystic fibrosis 🧬 is_ bad.', ' Next one.'])
    expect(texts(reading.tokens)).toEqual(['Cystic', 'fibrosis', '🧬', 'is_', 'bad', '.', 'Next', 'one', '.'])
  })

  test('joins what a number joins, separates what is stacked, and takes escapes back', () => {
    expect(
      reading.annotations.map(one => [
        reading.text.slice(one.begin, one.end),
        Object.fromEntries(one.values),
      ]),
    ).toEqual([
      ['Cystic', { IDUMLS: ['C0009450'] }],
      ['Cystic fibrosis', { IDUMLS: ['C0010674'], comment: ['sure'] }],
      ['is', {}],
      ['is_', { comment: ['a|b_\\'] }],
    ])
  })

  test.each([
    ['a word that is not in the text', sample.replace('\tbad\t', '\tgood\t'), /got "good"/, 13],
    ['offsets past the text', sample.replace('38-39', '38-99'), /38-99/, 20],
    ['overlapping sentences', sample.replace('2-1\t30-34', '2-1\t20-24'), /a sentence begins at 20/, 18],
    [
      'a sentence in the far distance',
      sample.replace('2-1\t30-34', '2-1\t900000000-900000004'),
      /begins at 8999/,
      18,
    ],
    ['a line cut off', sample.slice(0, sample.indexOf('1-3') + 14), /columns/, 10],
    ['no words', sample.slice(0, sample.indexOf('#Text')), /no line with a word/, 7],
    ['a sentence without words', sample.slice(0, sample.indexOf('2-1')), /ends too early/, 18],
    ['another first line', '# something else', /expected #FORMAT/, 1],
  ])('is refused with %s', async (_, content, message, line) => {
    const error = await errorOf(() => parseWebannoTsv(content, 'a.tsv'))
    expect(error.code).toBe('input')
    expect(error.message).toMatch(message)
    expect(error.where).toMatchObject({ path: 'a.tsv', line })
  })

  test('never ends in anything but a MedspanError, whatever is changed', () => {
    fc.assert(
      fc.property(
        fc.nat(sample.length - 1),
        fc.nat(4),
        fc.constantFrom('', '\t', '|', '\\', '9', '[', '\n'),
        (at, length, put) => {
          try {
            parseWebannoTsv(sample.slice(0, at) + put + sample.slice(at + length), 'a.tsv')
          } catch (error) {
            expect(error).toMatchObject({ name: 'MedspanError', code: 'input' })
          }
        },
      ),
      { numRuns: 300 },
    )
  })

  test('is known by its first line', () => {
    const accepts = (head: string) =>
      webannoTsvFormat.accepts({ path: 'a.tsv', isFolder: false, head: Buffer.from(head) })
    expect(accepts(sample)).toBe(true)
    expect(accepts('a\tb\n')).toBe(false)
  })
})

/** What the format cannot say: white space at an annotation's border, and places between words. */
const inexact = [
  'testAnnotationWithLeadingWhitespace',
  'testAnnotationWithLeadingWhitespaceAtStart',
  'testAnnotationWithTrailingWhitespace',
  'testAnnotationWithTrailingWhitespaceAtEnd',
  'testZeroWidthAnnotationBeforeFirstTokenIsMovedToBeginOfFirstToken',
  'testZeroWidthAnnotationBetweenTokenIsMovedToEndOfPreviousToken',
  'testZeroWidthAnnotationBeyondLastTokenIsMovedToEndOfLastToken',
  // The XMI has a part of speech of another type.
  'testElevatedType',
]

describeWithData("INCEpTION's own pairs of TSV and XMI", ['cas', 'inception-tsv3', 'tsv3-suite'], suite => {
  const root = dirname(dirname(suite))
  const typeSystem = createTypeSystem(
    ['inception-relation/TypeSystem.xml', 'inception-tsv3/desc/type/webannoTestTypes.xml'].flatMap(
      path => parseTypeSystem(readFileSync(join(root, path), 'utf8'), path).definitions,
    ),
  )
  const cases = readdirSync(suite).filter(
    name =>
      existsSync(join(suite, name, 'reference.tsv')) &&
      existsSync(join(suite, name, 'reference.xmi')) &&
      // Their relation has a feature that no type system at hand declares.
      !name.endsWith('RelationWithMultipleFeatureValues'),
  )

  test.each(cases)('%s', name => {
    const reading = parseWebannoTsv(readFileSync(join(suite, name, 'reference.tsv'), 'utf8'), name)
    const cas = parseXmi(readFileSync(join(suite, name, 'reference.xmi'), 'utf8'), typeSystem, name)
    const { sofa, annotations } = mainView(cas)!
    expect(reading.text.replace(/\s/g, ' ').trimEnd()).toBe(sofa.text!.replace(/\s/g, ' ').trimEnd())
    const of = (type: RegExp) =>
      annotations
        .filter(({ structure }) => type.test(structure.type))
        .map(({ begin, end }) => ({ begin, end }))
    expect(reading.tokens).toEqual(of(/\.Token$/))
    expect(reading.sentences).toEqual(of(/\.Sentence$/))
    if (inexact.includes(name)) return
    // The suite was written for one layer and its XMI kept with another.
    const layer = (type: string) => type.replace('ner.type.NamedEntity', 'Span').replace(/^.*\./, '')
    const layers = new Set(reading.annotations.map(one => layer(one.type)))
    const expected = annotations
      .filter(({ structure }) => layers.has(layer(structure.type)))
      .map(({ structure, begin, end }) => `${begin}-${end} ${structure.features.get('value') ?? ''}`)
    expect(
      reading.annotations.map(one => `${one.begin}-${one.end} ${one.values.get('value') ?? ''}`).sort(),
    ).toEqual(expected.sort())
  })
})

describeWithData(
  'a curated project as INCEpTION once exported it',
  ['cas', 'inception-project-zip'],
  folder => {
    test('is read from the TSV that its curation has', async () => {
      const progress = listen()
      const documents = await inceptionFormat.read(join(folder, 'curated_3_6_1.zip'), { progress })
      expect(documents).toMatchObject([
        { id: 'example_sentence.txt', text: 'This is an example sentence.', mentions: [] },
      ])
      expect(documents[0]?.tokens).toHaveLength(6)
      expect(progress.notices).toMatchObject([{ code: 'cas-no-concept-feature', count: 1 }])
    })
  },
)
