import { describe, expect, test } from 'vitest'
import { type Cas, type CasValue, createCas, mainView } from '../../src/cas/cas.ts'
import { casJsonFormat, formatCasJson, parseCasJson } from '../../src/cas/cas-json.ts'
import { toDocuments } from '../../src/cas/concepts.ts'
import { readCas } from '../../src/cas/document.ts'
import { formatTypeSystem, parseTypeSystem } from '../../src/cas/typesystem.ts'
import { addMentions, documentToCas } from '../../src/cas/writer.ts'
import { formatXmi, parseXmi, xmiFormat } from '../../src/cas/xmi.ts'
import { Notices } from '../../src/errors.ts'
import { silent } from '../../src/progress.ts'
import type { Document } from '../../src/text/document.ts'
import { testFormat } from '../formats/contract.ts'
import { errorOf, over, sampleXmi, typeSystem } from './sample-cas.ts'

const document: Document = {
  id: 'case 1',
  text: '🧬 Lung cancer.\r\nCough.',
  sentences: [
    { begin: 0, end: 15 },
    { begin: 17, end: 23 },
  ],
  tokens: [
    { begin: 0, end: 2 },
    { begin: 3, end: 7 },
    { begin: 8, end: 14 },
    { begin: 14, end: 15 },
    { begin: 17, end: 22 },
    { begin: 22, end: 23 },
  ],
  mentions: [
    { begin: 3, end: 14, concepts: ['C0242379', 'C0684249'], types: ['T191', 'T047'] },
    { begin: 3, end: 14, concepts: [], types: [] },
    { begin: 17, end: 22, concepts: ['MESH:D003371'], types: ['Symptom', 'a class'] },
  ],
}

/** A document out of a CAS, as the importer reads it. */
function reread(cas: Parameters<typeof readCas>[0], setting = {}): Omit<Document, 'source'> {
  const { source: _, ...rest } = toDocuments([readCas(cas, 'a', new Notices())], setting, 'a', silent)[0]!
  return rest
}

describe('a CAS of a document', () => {
  test('gives the document back, through XMI and JSON as well', () => {
    const notices = new Notices()
    const cas = documentToCas(document, { notices })
    expect(notices.list()).toEqual([])
    expect(reread(cas)).toEqual(document)
    const system = parseTypeSystem(formatTypeSystem(cas.typeSystem), 'again')
    expect(reread(parseXmi(formatXmi(cas), system, 'again'))).toEqual(document)
    expect(reread(parseCasJson(formatCasJson(cas), 'again'))).toEqual(document)
  })

  test('counts what it cannot hold', () => {
    const notices = new Notices()
    const odd: Document = {
      ...document,
      group: 'patient',
      annotated: ['T191'],
      mentions: [
        {
          begin: 3,
          end: 14,
          concepts: ['a|b'],
          types: [' T191'],
          parts: [
            { begin: 3, end: 4 },
            { begin: 8, end: 14 },
          ],
        },
      ],
    }
    const cas = documentToCas(odd, { notices })
    expect(notices.list().map(one => [one.code, one.count])).toEqual([
      ['mention-parts', 1],
      ['mention-names', 2],
      ['document-fields', 2],
    ])
    expect(notices.list()[2]?.kinds).toEqual({ group: 1, annotated: 1 })
    expect(reread(cas).mentions).toEqual([{ begin: 3, end: 14, concepts: ['a', 'b'], types: ['T191'] }])
  })
})

describe('a CAS with mentions added', () => {
  const text = 'Aspirin helped. Cough stayed.'
  const base = parseXmi(
    sampleXmi(text, [
      over(2, 'custom:Finding', text, 'Cough', 'IDUMLS="C0010200" comment="old"'),
      over(3, 'custom:Drug', text, 'Aspirin', 'IDUMLS="C0004057"'),
      over(7, 'ner:NamedEntity', text, 'Aspirin', 'value="Drug"'),
    ]),
    typeSystem,
    'a.xmi',
  )
  const predicted: Document = {
    id: 'a',
    text,
    sentences: [],
    tokens: [],
    mentions: [{ begin: 0, end: 7, concepts: ['C0004057', 'C0030193'], types: [] }],
  }
  const structures = (cas: typeof base) =>
    [...cas.featureStructures.values()].map(({ id, type, features }) => [id, type, [...features]])

  test('has everything that it had, and the mentions after it', () => {
    const before = structures(base)
    const cas = addMentions(predicted, { base, notices: new Notices() })
    expect(structures(cas).slice(0, -1)).toEqual(before)
    expect(structures(cas).at(-1)).toEqual([
      8,
      'de.tudarmstadt.ukp.dkpro.core.api.ner.type.NamedEntity',
      [
        ['sofa', { ref: 1 }],
        ['begin', 0],
        ['end', 7],
        ['identifier', 'C0004057|C0030193'],
      ],
    ])
    expect(cas.views[0]?.members).toEqual([2, 3, 7, 8])
    expect(structures(base)).toEqual(before)
  })

  test('may have a custom layer replaced with its subtypes, with features of one’s own', () => {
    const cas = addMentions(predicted, {
      base,
      replace: true,
      layer: 'webanno.custom.Finding',
      conceptFeature: 'IDUMLS',
      features: () => [['comment', 'predicted']],
      notices: new Notices(),
    })
    expect(structures(cas).map(([id]) => id)).toEqual([7, 8])
    expect(structures(cas).at(-1)?.[2]).toContainEqual(['comment', 'predicted'])
    expect(reread(cas, { layer: 'Finding' }).mentions).toEqual(predicted.mentions)
    expect(mainView(cas)?.annotations.map(one => one.structure.id)).toEqual([7, 8])
  })

  test('may have some annotations of its layer replaced, and the others kept', () => {
    const cas = addMentions(predicted, {
      base,
      replace: ({ features }) => features.get('begin') === 0,
      layer: 'webanno.custom.Finding',
      conceptFeature: 'IDUMLS',
      notices: new Notices(),
    })
    // Finding 2 is elsewhere, and 7 of another layer.
    expect([...cas.featureStructures.keys()]).toEqual([2, 7, 8])
    expect(cas.views[0]?.members).toEqual([2, 7, 8])
  })

  test('has features of every kind, whether it was read from XMI or made of a list', () => {
    const values: CasValue[] = ['a', 7, -0, 0.5, 2 ** 31, 9n, true, null, { ref: 3 }, ['b', null, { ref: 2 }]]
    const mentions = values.map(() => ({ begin: 0, end: 7, concepts: [], types: [] }))
    const add = (from: Cas): Cas => {
      let at = 0
      return addMentions(
        { ...predicted, mentions },
        {
          base: from,
          replace: true,
          notices: new Notices(),
          features: () => [
            ['one', values[at++]!],
            ['other', values.at(-at)!],
          ],
        },
      )
    }
    const listed = createCas({ ...base, featureStructures: [...base.featureStructures.values()] }, 'a.xmi')
    const cas = add(base)
    expect(structures(cas)).toEqual(structures(add(listed)))
    expect(structures(cas).map(([id]) => id)).toEqual([2, 3, ...values.map((_, i) => 8 + i)])
    expect(structures(cas).slice(2)).toMatchObject(
      values.map((value, i) => [
        8 + i,
        'de.tudarmstadt.ukp.dkpro.core.api.ner.type.NamedEntity',
        [
          ['sofa', { ref: 1 }],
          ['begin', 0],
          ['end', 7],
          ['one', value],
          ['other', values.at(-1 - i)],
        ],
      ]),
    )
    expect(cas.featureStructures.get(3)?.where).toEqual(base.featureStructures.get(3)?.where)
    expect(cas.featureStructures.get(9)?.where).toEqual({ path: 'a.xmi', at: 'xmi:id 9' })
  })

  test('is refused where no ids are left', async () => {
    const last = 2 ** 31 - 1
    const full = parseXmi(sampleXmi(text, [over(last, 'custom:Finding', text, 'Cough')]), typeSystem, 'a.xmi')
    const error = await errorOf(() => addMentions(predicted, { base: full, notices: new Notices() }))
    expect([error.code, error.message]).toEqual(['data', expect.stringContaining(String(last))])
  })

  test('may write several concepts into an array, as its layer has one', () => {
    const cas = addMentions(predicted, {
      base,
      layer: 'webanno.custom.Many',
      conceptFeature: 'concepts',
      notices: new Notices(),
    })
    expect(structures(cas).at(-1)?.[2]).toContainEqual(['concepts', ['C0004057', 'C0030193']])
    const system = parseTypeSystem(formatTypeSystem(cas.typeSystem), 'again')
    expect(reread(parseXmi(formatXmi(cas), system, 'again'), { layer: 'Many' }).mentions).toEqual(
      predicted.mentions,
    )
  })

  test('keeps an annotation that another one refers to, and counts it', () => {
    const linked = parseCasJson(
      JSON.stringify({
        '%TYPES': {
          'my.Mark': {
            '%SUPER_TYPE': 'uima.tcas.Annotation',
            value: { '%RANGE': 'uima.cas.String' },
            next: { '%RANGE': 'my.Mark' },
          },
        },
        '%FEATURE_STRUCTURES': [
          { '%ID': 1, '%TYPE': 'uima.cas.Sofa', sofaNum: 1, sofaID: '_InitialView', sofaString: text },
          { '%ID': 2, '%TYPE': 'my.Mark', '@sofa': 1, begin: 0, end: 7, '@next': 3 },
          { '%ID': 3, '%TYPE': 'my.Mark', '@sofa': 1, begin: 16, end: 21 },
        ],
        '%VIEWS': { _InitialView: { '%SOFA': 1, '%MEMBERS': [2, 3] } },
      }),
      'a.json',
    )
    const notices = new Notices()
    const mentions = [{ begin: 0, end: 7, concepts: [], types: ['Drug'] }]
    const cas = addMentions(
      { ...predicted, mentions },
      { base: linked, replace: true, layer: 'my.Mark', typeFeature: 'value', notices },
    )
    expect([...cas.featureStructures.keys()]).toEqual([3, 4])
    expect(notices.list()).toMatchObject([{ code: 'cas-annotation-kept', count: 1, where: { at: 'id 3' } }])
  })

  test.each<[string, object, Partial<Document>, RegExp]>([
    ['text', {}, { text: `${text} ` }, /another text/],
    ['layer', { layer: 'my.Own' }, {}, /no layer my\.Own/],
    ['feature', { layer: 'webanno.custom.Finding', typeFeature: 'kind' }, {}, /no text feature kind/],
  ])('is refused for another %s', async (_, options, change, message) => {
    const error = await errorOf(() =>
      addMentions({ ...predicted, ...change }, { base, notices: new Notices(), ...options }),
    )
    expect(error.message).toMatch(message)
    expect(error.code).not.toBe('internal')
  })
})

const sample = documentToCas(document, { notices: new Notices() })

testFormat({
  format: xmiFormat,
  roundTrip: {},
  samples: { 'a.xmi': formatXmi(sample) },
  companions: { 'TypeSystem.xml': formatTypeSystem(sample.typeSystem) },
})

testFormat({ format: casJsonFormat, roundTrip: {}, samples: { 'a.json': formatCasJson(sample) } })
