import { describe, expect, test } from 'vitest'
import { formatCasJson, parseCasJson } from '../../src/cas/cas-json.ts'
import { toDocuments } from '../../src/cas/concepts.ts'
import { readCas } from '../../src/cas/document.ts'
import { parseXmi } from '../../src/cas/xmi-reader.ts'
import { Notices } from '../../src/errors.ts'
import type { ConceptSetting } from '../../src/text/format.ts'
import { errorOf, listen, over, sampleXmi, typeSystem } from './sample-cas.ts'

const text = 'Aspirin helped. Cough stayed.'

function run(structures: readonly string[], concept?: ConceptSetting) {
  const progress = listen()
  const cas = parseXmi(sampleXmi(text, structures), typeSystem, 'a.xmi')
  const documents = toDocuments([readCas(cas, 'a.xmi', new Notices())], concept, 'a.xmi', progress)
  return {
    ...progress,
    mentions: documents[0]!.mentions.map(one => [text.slice(one.begin, one.end), one.concepts, one.types]),
    codes: progress.notices.map(one => [one.code, one.count]),
  }
}

const finding = over(2, 'custom:Finding', text, 'Cough', 'IDUMLS="UMLS:C0010200" comment="worse at night"')
const drug = over(3, 'custom:Drug', text, 'Aspirin', 'IDUMLS="http://example.org/umls/C0004057"')
const entity = over(4, 'ner:NamedEntity', text, 'Cough', 'value="Symptom" identifier="C0010200"')

describe('the concept feature', () => {
  test('is found by its values, subtypes of its layer included', () => {
    const { mentions, lines } = run([
      finding,
      over(5, 'custom:Finding', text, 'stayed', 'IDUMLS="C0010200"'),
      drug,
    ])
    expect(mentions).toEqual([
      ['Aspirin', ['C0004057'], []],
      ['Cough', ['C0010200'], []],
      ['stayed', ['C0010200'], []],
    ])
    expect(lines).toEqual([
      'concept feature: webanno.custom.Finding / IDUMLS (2 of 2 values are CUIs, the most; ' +
        'also webanno.custom.Drug / IDUMLS: 1)',
    ])
  })

  test('is the one with the most CUIs where several have them, which is said', () => {
    const { mentions, lines } = run([
      finding,
      entity,
      over(5, 'ner:NamedEntity', text, 'Aspirin', 'identifier="C0004057"'),
    ])
    expect(mentions).toHaveLength(2)
    expect(lines[0]).toMatch(
      /NamedEntity \/ identifier \(2 of 2 .*also webanno\.custom\.Finding \/ IDUMLS: 1/,
    )
  })

  test('stands beside a feature with classes, where one is named', async () => {
    const { mentions, lines } = run([finding, entity], { typeFeature: 'comment' })
    expect(mentions).toEqual([['Cough', ['C0010200'], ['worse at night']]])
    expect(lines).toEqual([
      'types: webanno.custom.Finding / comment (1 annotations have one); concepts: IDUMLS',
    ])
    expect(run([finding, entity], { layer: 'Finding', typeFeature: 'comment' }).mentions).toHaveLength(1)
    expect(await errorOf(() => run([finding], { typeFeature: 'kind' }))).toMatchObject({
      code: 'config',
      message: 'no annotation type has a string feature kind',
    })
  })

  test('is the one that the setting names, by full or by short name', () => {
    for (const layer of ['Finding', 'webanno.custom.Finding', undefined])
      expect(run([finding, entity], { layer, feature: 'IDUMLS' }).mentions).toEqual([
        ['Cough', ['C0010200'], []],
      ])
    expect(run([finding, entity], { layer: 'NamedEntity' }).lines[0]).toMatch(/NamedEntity \/ identifier/)
  })

  test('may be named before it has a value', () => {
    const { mentions, codes } = run([over(2, 'custom:Drug', text, 'Cough')], { feature: 'IDUMLS' })
    expect(mentions).toEqual([['Cough', [], []]])
    expect(codes).toEqual([['mention-without-concept', 1]])
  })

  test('may hold concepts of other vocabularies beside CUIs, and words only where it is named', () => {
    const others = (value: string, concept?: ConceptSetting) =>
      run(
        [
          finding,
          over(6, 'custom:Finding', text, 'stayed', 'IDUMLS="C0010200"'),
          over(5, 'custom:Finding', text, 'Aspirin', `IDUMLS="${value}"`),
        ],
        concept,
      )
    for (const [value, concepts] of [
      ['MESH:D001241', ['MESH:D001241']],
      ['http://snomed.info/id/22298006', ['http://snomed.info/id/22298006']],
      ['22298006 |Myocardial infarction (disorder)|', ['22298006']],
      ['C0004057, 22298006', ['C0004057', '22298006']],
      ['I21', ['I21']],
      ['I21.4;E11', ['I21.4', 'E11']],
    ] as const) {
      const found = others(value)
      expect(found.mentions[0], value).toEqual(['Aspirin', concepts, []])
      expect(found.codes, value).toEqual([])
    }
    for (const value of ['a drug', 'CUI-less', 'T121', `7${'1'.repeat(200)}`]) {
      const found = others(value)
      expect(found.mentions[0], value).toEqual(['Aspirin', [], []])
      expect(found.codes, value).toEqual([['mention-concept-not-cui', 1]])
      expect(others(value, { feature: 'IDUMLS' }).mentions[0], value).toEqual(['Aspirin', [value], []])
    }
  })

  test('is found where all its values are of other vocabularies', () => {
    const of = (...values: readonly string[]) =>
      run(values.map((value, i) => over(i + 2, 'custom:Finding', text, 'Cough', `IDUMLS="${value}"`)))
    const { mentions, lines, codes } = of('49727002', 'SNOMEDCT:22298006', 'I21')
    expect(mentions.flatMap(([, concepts]) => concepts)).toEqual(['49727002', 'SNOMEDCT:22298006', 'I21'])
    expect(lines).toEqual([
      'concept feature: webanno.custom.Finding / IDUMLS (0 of 3 values are CUIs, 2 of other vocabularies)',
    ])
    expect(codes).toEqual([])
    // Numbers may be anything.
    expect(of('114500', '7').codes).toEqual([
      ['cas-no-concept-feature', 1],
      ['cas-layer-left-out', 2],
    ])
  })

  test('may be an array of strings, inside its owner or on its own', () => {
    const { mentions } = run([
      '<custom:Many xmi:id="2" sofa="1" begin="0" end="7"><concepts>C0004057</concepts>' +
        '<concepts>C0010200, C0004057</concepts></custom:Many>',
    ])
    expect(mentions).toEqual([['Aspirin', ['C0004057', 'C0010200'], []]])
    const shared = run([
      '<custom:Many xmi:id="2" sofa="1" begin="0" end="7" shared="3"/>',
      '<cas:StringArray xmi:id="3"><elements>C0004057</elements></cas:StringArray>',
    ])
    expect(shared.mentions).toEqual([['Aspirin', ['C0004057'], []]])
  })

  test.each<[string, ConceptSetting, RegExp, RegExp]>([
    [
      'layer',
      { layer: 'Findng' },
      /no annotation type Findng/,
      /webanno\.custom\.Finding \(IDUMLS, comment\)/,
    ],
    ['feature', { feature: 'CUI' }, /no annotation type has a string feature CUI/, /IDUMLS/],
    [
      'feature of a layer',
      { layer: 'Finding', feature: 'CUI' },
      /Finding has no string feature CUI/,
      /Finding \(IDUMLS, comment\)/,
    ],
    [
      'feature of a layer that has none with CUIs',
      { layer: 'Finding' },
      /no feature of .*Finding holds/,
      /IDUMLS/,
    ],
  ])('is missed with a list of what there is: the %s', async (_, setting, message, hint) => {
    const error = await errorOf(() => run([entity], setting))
    expect(error.code).toBe('config')
    expect(error.message).toMatch(message)
    expect(error.hint).toMatch(hint)
  })
})

describe('several concepts and types in one value', () => {
  const own = parseCasJson(
    JSON.stringify({
      '%TYPES': {
        'my.Mark': {
          '%SUPER_TYPE': 'uima.tcas.Annotation',
          cui: { '%RANGE': 'uima.cas.String' },
          tui: { '%RANGE': 'uima.cas.String[]' },
          iri: { '%RANGE': 'uima.cas.StringList' },
        },
        'my.Bare': { '%SUPER_TYPE': 'uima.tcas.Annotation' },
        'my.Edge': { '%SUPER_TYPE': 'uima.tcas.Annotation', Governor: { '%RANGE': 'my.Mark' } },
      },
      '%FEATURE_STRUCTURES': [],
      '%VIEWS': {},
    }),
    'types',
  ).typeSystem

  function read(structures: readonly object[], concept?: ConceptSetting) {
    const progress = listen()
    const sofa = { '%ID': 1, '%TYPE': 'uima.cas.Sofa', sofaNum: 1, sofaID: '_InitialView', sofaString: text }
    const all = structures.map((one, i) => ({ '%ID': i + 2, '@sofa': 1, begin: 0, end: 7, ...one }))
    const cas = parseCasJson(
      formatCasJson({ typeSystem: own, sofas: [], views: [], featureStructures: new Map() })
        .replace('"%FEATURE_STRUCTURES": []', `"%FEATURE_STRUCTURES": ${JSON.stringify([sofa, ...all])}`)
        .replace(
          '"%VIEWS": {}',
          `"%VIEWS": {"_InitialView": {"%SOFA": 1, "%MEMBERS": [${all.filter(one => 'begin' in one && one.begin !== undefined).map(one => one['%ID'])}]}}`,
        ),
      'a.json',
    )
    const [document] = toDocuments([readCas(cas, 'a.json', new Notices())], concept, 'a.json', progress)
    return {
      lines: progress.lines,
      mentions: document!.mentions.map(({ concepts, types }) => [concepts, types]),
      notices: progress.notices.map(one => [one.code, one.count, one.kinds]),
    }
  }
  const mark = (features: object) => ({ '%TYPE': 'my.Mark', ...features })
  const array = (...elements: string[]) => ({
    '%TYPE': 'uima.cas.StringArray',
    '%ELEMENTS': elements,
    '@sofa': undefined,
    begin: undefined,
    end: undefined,
  })

  test('semantic types given in the annotation are kept beside its concepts', () => {
    const { mentions, lines } = read([
      mark({ cui: 'C0004057; UMLS:C0010200', '@tui': 4 }),
      mark({ cui: 'C0004057' }),
      array('T121', 't109,T123'),
    ])
    expect(mentions).toEqual([
      [
        ['C0004057', 'C0010200'],
        ['T121', 'T109', 'T123'],
      ],
      [['C0004057'], []],
    ])
    expect(lines[1]).toBe('types: my.Mark / tui (1 annotations have one, and keep it)')
  })

  test('types alone make mentions', () => {
    const { mentions, lines } = read([mark({ '@tui': 3 }), array('T121')])
    expect(mentions).toEqual([[[], ['T121']]])
    expect(lines).toEqual(['type feature: my.Mark / tui (1 of 1 values are semantic types)'])
  })

  test('concepts of a knowledge base that is not UMLS keep their IRIs', () => {
    const iri = 'http://www.wikidata.org/entity/Q18216'
    const { mentions, lines } = read([
      mark({ '@iri': 3 }),
      {
        '%TYPE': 'uima.cas.NonEmptyStringList',
        head: iri,
        '@sofa': undefined,
        begin: undefined,
        end: undefined,
      },
    ])
    expect(mentions).toEqual([[[iri], []]])
    expect(lines[0]).toMatch(/0 of 1 values are CUIs, 1 of other vocabularies/)
  })

  test('CUIs that have lost their zeros get them back, where CUIs are what the feature holds', () => {
    const { mentions, notices } = read([
      mark({ cui: 'C0004057' }),
      mark({ cui: 'C0010200' }),
      mark({ cui: 'C10200' }),
    ])
    expect(mentions[2]).toEqual([['C0010200'], []])
    expect(notices).toEqual([['mention-concept-padded', 1, { cui: 1 }]])
  })

  test('layers that were not chosen are counted, with or without features, and zero-width mentions', () => {
    const { mentions, notices } = read([
      mark({ cui: 'C0004057' }),
      mark({ cui: 'C0004057', begin: 3, end: 3 }),
      { '%TYPE': 'my.Bare' },
      { '%TYPE': 'my.Bare', begin: 2, end: 2 },
      { '%TYPE': 'my.Edge' },
    ])
    expect(mentions).toHaveLength(1)
    expect(notices).toEqual([
      ['mention-empty-span', 1, undefined],
      ['cas-layer-left-out', 3, { 'my.Bare': 2, 'my.Edge': 1 }],
    ])
  })
})

describe('a named entity', () => {
  test('keeps its value as its type beside its concept, unless the setting says where concepts are', () => {
    expect(run([entity]).mentions).toEqual([['Cough', ['C0010200'], ['Symptom']]])
    expect(run([entity], { layer: 'NamedEntity', feature: 'identifier' }).mentions).toEqual([
      ['Cough', ['C0010200'], []],
    ])
  })

  test('keeps identifiers of any vocabulary', () => {
    const other = over(
      4,
      'ner:NamedEntity',
      text,
      'Cough',
      'value="Sign|Symptom" identifier="MESH:D003371|C2926"',
    )
    expect(run([other]).mentions).toEqual([['Cough', ['MESH:D003371', 'C2926'], ['Sign', 'Symptom']]])
  })

  test('without a value is a mention all the same', () => {
    const { mentions, codes } = run([over(2, 'ner:NamedEntity', text, 'Cough')])
    expect(mentions).toEqual([['Cough', [], []]])
    expect(codes).toEqual([['mention-without-type', 1]])
  })
})

describe('mentions', () => {
  test('have types where only NamedEntity says what they are', () => {
    const { mentions, lines } = run([
      over(2, 'ner:NamedEntity', text, 'Cough', 'value="Symptom"'),
      over(3, 'ner:NamedEntity', text, 'Aspirin'),
    ])
    expect(mentions).toEqual([
      ['Aspirin', [], []],
      ['Cough', [], ['Symptom']],
    ])
    expect(lines[0]).toMatch(/no concept feature; types are taken from NamedEntity/)
  })

  test('are none where nothing says what they are, which is noticed', () => {
    const { mentions, codes } = run([over(2, 'custom:Finding', text, 'Cough', 'comment="see C0010200"')])
    expect(mentions).toEqual([])
    expect(codes).toEqual([
      ['cas-no-concept-feature', 1],
      ['cas-layer-left-out', 1],
    ])
  })

  test('cover at least one character', () => {
    const empty = '<custom:Finding xmi:id="9" sofa="1" begin="4" end="4" IDUMLS="C0010200"/>'
    const { mentions, codes } = run([finding, empty])
    expect(mentions).toHaveLength(1)
    expect(codes).toEqual([['mention-empty-span', 1]])
  })
})
