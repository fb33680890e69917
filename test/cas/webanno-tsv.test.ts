import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { type Cas, type CasValue, type FeatureStructure, isReference } from '../../src/cas/cas.ts'
import { toDocuments } from '../../src/cas/concepts.ts'
import { readCas } from '../../src/cas/document.ts'
import { inceptionFormat } from '../../src/cas/inception.ts'
import { createTypeSystem, mergeTypeSystems, parseTypeSystem } from '../../src/cas/typesystem.ts'
import { isWebannoTsv, parseWebannoTsv, webannoTsvFormat } from '../../src/cas/webanno-tsv/reader.ts'
import { isWebannoTsv2 } from '../../src/cas/webanno-tsv/version2.ts'
import { fitToTsv, formatWebannoTsv } from '../../src/cas/webanno-tsv/writer.ts'
import { parseXmi } from '../../src/cas/xmi-reader.ts'
import { Notices } from '../../src/errors.ts'
import { silent } from '../../src/progress.ts'
import { testFormat } from '../formats/contract.ts'
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

const older = [
  ' # de.tudarmstadt.ukp.dkpro.core.api.ner.type.NamedEntity | value # my.Mark | kind | sure # my.Edge | role | AttachTo=my.Mark',
  '#id=1',
  '#text=Cystic fibrosis 🧬 is bad.',
  '1-1\tCystic\tB-Disease|B-Name\tmy.Mark_\ta*b\t_\t_\t',
  '1-2\tfibrosis\tI-Disease\t_\t_\t_\t_\t',
  '1-3\t🧬\tB-Disease\tx|y\t_\tof\t1-1\t',
  '1-4\tis\tO\t_\t_\t_\t_\t',
  '1-5\tbad\tO\t_\t_\t_\t_\t',
  '1-6\t.\tO\t_\t_\t_\t_\t',
  '',
  '#id=2',
  '#text=Next.',
  '2-1\tNext\tI-Disease\t_\t_\t_\t_\t',
  '2-2\t.\tO\t_\t_\t_\t_\t',
  '',
].join('\n')

describe('WebAnno TSV', () => {
  const notices = new Notices()
  const reading = readCas(parseWebannoTsv(sample, 'a.tsv', notices), 'a.tsv', notices)
  const texts = (spans: readonly { begin: number; end: number }[]) =>
    spans.map(({ begin, end }) => reading.text.slice(begin, end))

  test('gives text, sentences and words at their offsets, with line breaks in the gaps', () => {
    expect(reading.text).toBe('Cystic fibrosis 🧬 is_ bad.\n\n Next one.')
    expect(texts(reading.sentences)).toEqual(['Cystic fibrosis 🧬 is_ bad.', ' Next one.'])
    expect(texts(reading.tokens)).toEqual(['Cystic', 'fibrosis', '🧬', 'is_', 'bad', '.', 'Next', 'one', '.'])
  })

  test('joins what a number joins, separates what is stacked, and takes escapes back', () => {
    expect(
      reading.annotations
        .filter(one => one.type === 'webanno.custom.Finding')
        .map(one => [reading.text.slice(one.begin, one.end), Object.fromEntries(one.values)]),
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
    ['overlapping sentences', sample.replace('2-1\t30-34', '2-1\t20-24'), /a sentence begins at 19/, 18],
    [
      'a sentence in the far distance',
      sample.replace('2-1\t30-34', '2-1\t900000000-900000004'),
      /begins at 8999/,
      18,
    ],
    ['a part before its word', sample.replace('1-1\t0-6', '1-1.1\t0-6'), /whose word is missing/, 8],
    ['a word of no characters', '#FORMAT=WebAnno TSV 3.3\n\n\n#Text=Good\n1-1\t0-8\t', /got ""/, 5],
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

  test('does not grow far beyond its size by the places of its sentences', async () => {
    const sentences = Array.from(
      { length: 50 },
      (_, i) => `\n#Text=a\n${i}-1\t${(i + 1) * 9000}-${(i + 1) * 9000 + 1}\ta\t\n`,
    )
    const error = await errorOf(() =>
      parseWebannoTsv(`#FORMAT=WebAnno TSV 3.3\n\n${sentences.join('')}`, 'a.tsv'),
    )
    expect(error.message).toMatch(/a sentence begins at 9000, but the one before it ends at 0/)
  })

  test('is known by its first line', () => {
    const accepts = (head: string) =>
      webannoTsvFormat.accepts({ path: 'a.tsv', isFolder: false, head: Buffer.from(head) })
    expect(accepts(sample)).toBe(true)
    expect(accepts('a\tb\n')).toBe(false)
  })
})

/** Pairs whose TSV and XMI do not say the same, and why. */
const differences: Readonly<Record<string, string>> = {
  testAnnotationWithLeadingWhitespace: 'TSV has no white space at the border of an annotation',
  testAnnotationWithLeadingWhitespaceAtStart: 'TSV has no white space at the border of an annotation',
  testAnnotationWithTrailingWhitespace: 'TSV has no white space at the border of an annotation',
  testAnnotationWithTrailingWhitespaceAtEnd: 'TSV has no white space at the border of an annotation',
  testZeroWidthAnnotationBeforeFirstTokenIsMovedToBeginOfFirstToken: 'TSV has no places between words',
  testZeroWidthAnnotationBetweenTokenIsMovedToEndOfPreviousToken: 'TSV has no places between words',
  testZeroWidthAnnotationBeyondLastTokenIsMovedToEndOfLastToken: 'TSV has no places between words',
  testElevatedType: 'the XMI has a subtype, POS_NOUN, which TSV does not tell from POS',
}

/** Their XMI calls intValue what their TSV and the type system at hand call integerValue. */
const withoutTypes = /RelationWithMultipleFeatureValues$/

/** Every annotation of a CAS as a line: type, span and features, references by what they refer to. */
function linesOf(cas: Cas, layers: ReadonlySet<string>): string[] {
  // The suite was written for one layer and its XMI kept with another.
  const short = (type: string) => type.replace('ner.type.NamedEntity', 'Span').replace(/^.*\./, '')
  const wanted = new Set([...layers].map(short))
  const describeValue = (value: CasValue | undefined, depth: number): string => {
    if (Array.isArray(value)) return `(${value.map((one: CasValue) => describeValue(one, depth)).join(' ')})`
    if (!isReference(value)) return String(value)
    const structure = cas.featureStructures.get(value.ref)
    return structure === undefined ? 'nothing' : describe(structure, depth - 1)
  }
  const describe = ({ type, features }: FeatureStructure, depth: number): string => {
    const parts = [...features]
      .filter(([name, value]) => !['sofa', 'begin', 'end'].includes(name) && value !== null && depth > 0)
      .filter(([name]) => !/\.(?:Token|Sentence)$/.test(type) || name === 'id')
      .map(([name, value]) => `${name.replace('intValue', 'integerValue')}=${describeValue(value, depth)}`)
      .filter(one => !one.endsWith('=()'))
    const place = features.has('begin') ? ` ${features.get('begin')}-${features.get('end')}` : ''
    return `${short(type)}${place} ${parts.sort().join(' ')}`.trim()
  }
  return cas.views
    .flatMap(view => view.members.map(id => cas.featureStructures.get(id)!))
    .filter(({ type }) => wanted.has(short(type)))
    .map(structure => describe(structure, 3))
    .sort()
}

describeWithData("INCEpTION's own pairs of TSV and XMI", ['cas', 'inception-tsv3', 'tsv3-suite'], suite => {
  const root = dirname(dirname(suite))
  const declared = ['inception-relation/TypeSystem.xml', 'inception-tsv3/desc/type/webannoTestTypes.xml'].map(
    path => parseTypeSystem(readFileSync(join(root, path), 'utf8'), path),
  )
  const relation = createTypeSystem([
    {
      name: 'webanno.custom.ComplexRelation',
      supertype: 'uima.tcas.Annotation',
      features: [{ name: 'intValue', range: 'uima.cas.Integer', multipleReferencesAllowed: false }],
    },
  ])
  const cases = readdirSync(suite).filter(
    name => existsSync(join(suite, name, 'reference.tsv')) && existsSync(join(suite, name, 'reference.xmi')),
  )

  test('are 73', () => {
    expect(cases.length).toBe(73)
  })

  test.each(cases)('%s', name => {
    const notices = new Notices()
    const tsv = parseWebannoTsv(readFileSync(join(suite, name, 'reference.tsv'), 'utf8'), name, notices)
    const typeSystem = mergeTypeSystems(withoutTypes.test(name) ? [...declared, relation] : declared)
    const xmi = parseXmi(readFileSync(join(suite, name, 'reference.xmi'), 'utf8'), typeSystem, name)
    const [a, b] = [readCas(tsv, name, notices), readCas(xmi, name, notices)]
    expect(a.text.replace(/\s/g, ' ').trimEnd()).toBe(b.text.replace(/\s/g, ' ').trimEnd())
    expect([a.sentences, a.tokens]).toEqual([b.sentences, b.tokens])
    expect(notices.list()).toEqual([])
    const layers = new Set(tsv.typeSystem.definitions.map(one => one.name))
    if (differences[name] !== undefined) expect(linesOf(tsv, layers)).not.toEqual(linesOf(xmi, layers))
    else expect(linesOf(tsv, layers)).toEqual(linesOf(xmi, layers))
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
      expect(progress.notices).toMatchObject([
        { code: 'curation-unfinished', count: 1 },
        { code: 'cas-no-concept-feature', count: 1 },
      ])
    })
  },
)

/** WebAnno TSV 3 files that contradict themselves, and where. */
const refused: Readonly<Record<string, RegExp>> = {
  'webanno_tsv/test_input_multi_sentence_span.tsv': /expected "=" at 0-1, got "a"/,
  'webanno_tsv/test_input_quotes.tsv': /expected "=" at 0-1, got "a"/,
}

describeWithData('WebAnno TSV files of every source', ['cas'], root => {
  const files = (readdirSync(root, { recursive: true }) as string[])
    .filter(name => name.endsWith('.tsv') && isWebannoTsv(readFileSync(join(root, name))))
    .sort()

  test('are 150, of which 21 are of version 2', () => {
    expect(files.length).toBe(150)
    expect(files.filter(name => isWebannoTsv2(readFileSync(join(root, name)))).length).toBe(21)
  })

  test.each(files)('%s', async name => {
    const parse = () => parseWebannoTsv(readFileSync(join(root, name), 'utf8'), name, new Notices())
    if (refused[name] !== undefined) {
      const error = await errorOf(parse)
      expect(error.message).toMatch(refused[name])
      expect(error.where).toMatchObject({ path: name, line: 8 })
      return
    }
    const reading = readCas(parse(), name, new Notices())
    // What is read and written again is read as the same.
    const [document] = toDocuments([reading], undefined, name, silent)
    const fitted = fitToTsv(document!, new Notices())
    const again = toDocuments(
      [readCas(parseWebannoTsv(formatWebannoTsv(fitted), name), name, new Notices())],
      { layer: fitted.mentions.length > 0 ? 'NamedEntity' : undefined },
      name,
      silent,
    )[0]!
    expect([again.text, again.sentences, again.tokens, again.mentions]).toEqual([
      fitted.text,
      fitted.sentences,
      fitted.tokens,
      fitted.mentions,
    ])
    expect(fitted.mentions).toEqual(document!.mentions)
  })
})

testFormat({
  format: webannoTsvFormat,
  roundTrip: {
    expected: ({ sentences: _, ...document }) => {
      const { id: __, ...fitted } = fitToTsv({ ...document, sentences: _ }, new Notices())
      return fitted
    },
  },
  samples: { 'a.tsv': sample, 'b.tsv': older },
})

describe('a document written as WebAnno TSV', () => {
  const document = {
    id: 'a/b',
    text: '  Lung\u00a0cancer.\r\n\r\nIL-2 \\ x\u200b',
    sentences: [
      { begin: 0, end: 14 },
      { begin: 18, end: 22 },
    ],
    tokens: [
      { begin: 2, end: 6 },
      { begin: 7, end: 13 },
      { begin: 18, end: 22 },
    ],
    mentions: [
      { begin: 2, end: 13, concepts: ['C0242379', 'MESH:D008175'], types: ['T191', 'Disease'] },
      {
        begin: 20,
        end: 22,
        concepts: [],
        types: ['a_b[1]|\t'],
        parts: [
          { begin: 20, end: 21 },
          { begin: 21, end: 22 },
        ],
      },
      { begin: 20, end: 22, concepts: [], types: [] },
    ],
    group: 'g',
  }

  test('is what INCEpTION writes, with every mention over its words or parts of words', () => {
    expect(formatWebannoTsv(fitToTsv(document, new Notices()))).toBe(
      [
        '#FORMAT=WebAnno TSV 3.3',
        '#T_SP=de.tudarmstadt.ukp.dkpro.core.api.ner.type.NamedEntity|identifier|value',
        '',
        '',
        '#Text=Lung\u00a0cancer.',
        '1-1\t2-6\tLung\tC0242379\\|MESH:D008175[1]\tT191\\|Disease[1]\t',
        '1-2\t7-13\tcancer\tC0242379\\|MESH:D008175[1]\tT191\\|Disease[1]\t',
        '1-3\t13-14\t.\t_\t_\t',
        '',
        '#Text=IL-2',
        '2-1\t18-22\tIL-2\t_\t_\t',
        '2-1.1\t20-22\t-2\t*[2]|*[3]\ta\\_b\\[1\\]\\|\\t[2]|*[3]\t',
        '',
        '#Text=\\\\ x\u200b',
        '3-1\t23-24\t\\\t_\t_\t',
        '3-2\t25-27\tx\u200b\t_\t_\t',
        '',
      ].join('\n'),
    )
  })

  test('loses nothing that can be seen, and counts what changes', () => {
    const notices = new Notices()
    const { writer } = webannoTsvFormat
    if (writer?.holds !== 'document') throw new Error('expected a file for each document')
    const files = [...writer.format([document] as never, { tags: { overlap: 'longest' }, notices })]
    expect(files.map(file => file)).toMatchObject([{ name: 'a_b.tsv' }])
    expect(notices.list().map(one => [one.code, one.count])).toEqual([
      ['tsv-document-id', 1],
      ['tsv-word-added', 3],
      ['tsv-sentence-border', 1],
      ['tsv-sentence-added', 1],
      ['tsv-text-between', 1],
      ['document-fields', 1],
      ['mention-parts', 1],
      ['mention-names', 1],
    ])
  })
})

describe('WebAnno TSV 2', () => {
  test('is read as version 3 is, with words found in their sentences', () => {
    const cas = parseWebannoTsv(older, 'a.tsv')
    const { text, tokens, mentions } = toDocuments(
      [readCas(cas, 'a.tsv', new Notices())],
      undefined,
      'a.tsv',
      silent,
    )[0]!
    expect(text).toBe('Cystic fibrosis 🧬 is bad.\nNext.')
    expect(tokens).toHaveLength(8)
    expect(mentions.map(one => [text.slice(one.begin, one.end), ...one.types])).toEqual([
      ['Cystic', 'Name'],
      ['Cystic fibrosis', 'Disease'],
      ['🧬', 'Disease'],
      ['Next', 'Disease'],
    ])
    expect(linesOf(cas, new Set(['my.Mark', 'my.Edge']))).toEqual([
      'Edge 16-18 Dependent=Mark 16-18 kind=x Governor=Mark 0-6 sure=a*b role=of',
      'Mark 0-6 sure=a*b',
      'Mark 16-18 kind=x',
      'Mark 16-18 kind=y',
    ])
  })

  test.each([
    ['a word that is not in its sentence', older.replace('\tbad\t', '\tgood\t'), 8],
    ['a row that is cut off', older.replace('1-5\tbad\tO\t_\t_\t_\t_\t', '1-5\tbad\tO'), 8],
    ['a sentence without words', older.slice(0, older.indexOf('2-1')), 13],
  ])('is refused with %s', async (_, content, line) => {
    const error = await errorOf(() => parseWebannoTsv(content, 'a.tsv'))
    expect(error.where).toMatchObject({ path: 'a.tsv', line })
  })
})
