import { describe, expect, test } from 'vitest'
import { Notices } from '../../src/errors.ts'
import { readCas } from '../../src/formats/cas-document.ts'
import { toDocuments } from '../../src/formats/concepts.ts'
import type { ConceptSetting } from '../../src/formats/format.ts'
import { parseXmi } from '../../src/formats/xmi-reader.ts'
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

  test('may hold concepts of another vocabulary where it is named, and does not where it is found', () => {
    const other = over(5, 'custom:Finding', text, 'Aspirin', 'IDUMLS="MESH:D001241"')
    expect(run([other], { feature: 'IDUMLS' }).mentions).toEqual([['Aspirin', ['MESH:D001241'], []]])
    const found = run([finding, drug, over(6, 'custom:Finding', text, 'stayed', 'IDUMLS="C0010200"'), other])
    expect(found.mentions).toContainEqual(['Aspirin', [], []])
    expect(found.codes).toEqual([['mention-concept-not-cui', 1]])
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
