import { describe, expect, test } from 'vitest'
import { NAMED_ENTITY } from '../../../src/cas/dkpro.ts'
import { createTypeSystem } from '../../../src/cas/typesystem.ts'
import { parseXmi } from '../../../src/cas/xmi.ts'
import { escapeAttribute } from '../../../src/text/xml.ts'
import { over, typeSystem } from '../../cas/sample-cas.ts'
import { createTestTagger } from '../../predict/test-tagger.ts'
import {
  contentOf,
  type Mode,
  PREDICTED,
  predictionBody,
  predictionTypes,
  serve,
  suggestionsIn,
} from './inception.ts'
import { casOf, ENTITY, wordTagger } from './sample.ts'

const FINDING = { layer: 'webanno.custom.Finding', feature: 'IDUMLS' }

const text = 'An 🧬 a\u0301cid.\r\nCough, acid rain 😷.'
const letter = casOf(text, predictionTypes(typeSystem, ENTITY), [
  over(7, 'custom:Finding', text, 'Cough', 'IDUMLS="C0010200" comment="&lt;old&gt;"'),
  over(40, 'ner:NamedEntity', text, 'rain', `value="Water" ${PREDICTED}="false"`),
])

describe('an answer to a request to predict', () => {
  test('is the whole document, with predictions at their places in UTF-16', async () => {
    const served = serve(wordTagger)
    const answer = await served.predict(letter, ENTITY)
    const before = contentOf(letter)
    const after = contentOf(answer)
    const count = before.structures.length
    expect(after.structures.slice(0, count)).toEqual(before.structures)
    expect(after.sofas).toEqual(before.sofas)
    expect(after.views[0]!.members.slice(0, count)).toEqual(before.views[0]!.members)
    const one = { type: NAMED_ENTITY, sofa: { ref: 1 }, [PREDICTED]: true }
    const because = (score: string) => `mean probability of its words: ${score}, model drugs version 1`
    expect(after.structures.slice(count)).toMatchObject([
      {
        ...one,
        begin: 6,
        end: 11,
        value: 'T121',
        value_score: 0.9,
        value_score_explanation: because('0.90'),
      },
      { ...one, begin: 14, end: 19, value: 'T047', value_score: 0.775 },
      {
        ...one,
        begin: 21,
        end: 30,
        value: 'T121',
        value_score: 0.65,
        value_score_explanation: because('0.65'),
      },
    ])
    expect(suggestionsIn(answer, ENTITY).map(({ text, label }) => [text, label])).toEqual([
      ['a\u0301cid', 'T121'],
      ['Cough', 'T047'],
      ['acid rain', 'T121'],
    ])
    expect(served.scopes).toEqual([{ project: '1337', user: 'ann' }])
    expect(served.log).toEqual([])
  })

  test('keeps characters that only XML 1.1 can carry', async () => {
    const odd = 'A\u0001 \u0085acid\u2028 \u{1D4ED}rug \ud83e\uddec.'
    const cas = casOf('', predictionTypes(typeSystem, ENTITY))
    const body = predictionBody(cas, ENTITY)
    const xmi = body.document.xmi
      .replace('version="1.0"', 'version="1.1"')
      .replace('sofaString=""', `sofaString="${escapeAttribute(odd)}"`)
    const { document } = (await (
      await serve(wordTagger).send('drugs/predict', { ...body, document: { xmi }, metadata: ENTITY })
    ).json()) as { document: string }
    const answer = parseXmi(document, cas.typeSystem, 'answer')
    expect(answer.sofas[0]?.text).toBe(odd)
    expect(suggestionsIn(answer, ENTITY).map(({ text }) => text)).toEqual(['acid', '𝓭rug'])
  })

  test('replaces predictions that came along, and nothing that people annotated', async () => {
    const types = predictionTypes(typeSystem, ENTITY)
    const cas = casOf(text, types, [
      over(7, 'ner:NamedEntity', text, 'rain', `value="Old" ${PREDICTED}="true"`),
      over(8, 'ner:NamedEntity', text, 'rain', `value="Water" ${PREDICTED}="false"`),
      over(9, 'ner:NamedEntity', text, 'acid', 'value="Other"'),
    ])
    const served = serve(wordTagger)
    const once = await served.predict(cas, ENTITY)
    const values = (one: typeof once) =>
      contentOf(one).structures.flatMap(({ type, value }) => (type === NAMED_ENTITY ? [value] : []))
    expect(values(once)).toEqual(['Water', 'Other', 'T121', 'T047', 'T121'])
    expect(values(await served.predict(once, ENTITY))).toEqual(values(once))
  })

  test('has scores and explanations only where the type system has them, and stays within it', async () => {
    const added = createTypeSystem(
      typeSystem.definitions.map(one =>
        one.name === FINDING.layer
          ? {
              ...one,
              features: [
                ...one.features,
                { name: PREDICTED, range: 'uima.cas.Boolean', multipleReferencesAllowed: false },
              ],
            }
          : one,
      ),
    )
    const answer = await serve(wordTagger).predict(casOf('Cough.', added), FINDING)
    expect(contentOf(answer).structures.at(-1)).toEqual({
      id: 100_001,
      type: FINDING.layer,
      sofa: { ref: 1 },
      begin: 0,
      end: 5,
      IDUMLS: 'T047',
      [PREDICTED]: true,
    })
  })

  test('takes concepts where a mention has no type, and arrays where the feature is one', async () => {
    const linker = createTestTagger([], () => [
      { begin: 0, end: 5, concepts: ['http://kb/C1', 'C2'], types: [], score: 1 },
    ])
    const many = { layer: 'webanno.custom.Many', feature: 'concepts' }
    for (const [target, label] of [
      [FINDING, 'http://kb/C1'],
      [many, ['http://kb/C1']],
    ] as const) {
      const cas = casOf('Cough.', predictionTypes(typeSystem, target))
      const answer = await serve(linker).predict(cas, target)
      expect(contentOf(answer).structures.at(-1)?.[target.feature]).toEqual(label)
    }
  })

  test('has the value that was asked for alone', async () => {
    const both = createTestTagger(['T047'], () => [
      { begin: 0, end: 5, concepts: ['C0010200'], types: ['T047', 'T184'], score: 1 },
      { begin: 5, end: 5, concepts: [], types: ['T047'] },
    ])
    const answer = await serve(both).predict(casOf('Cough.', predictionTypes(typeSystem, ENTITY)), ENTITY)
    const predicted = contentOf(answer).structures.filter(one => one[PREDICTED] === true)
    expect(predicted).toHaveLength(1)
    expect(predicted[0]).toMatchObject({ value: 'T047' })
    expect(predicted[0]).not.toHaveProperty('identifier')
  })

  test.each<[string, readonly string[], readonly string[]]>([
    ['same', ['T047', 'T121'], ['T121', 'T047', 'T121']],
    ['name of the same semantic type', ['Disease or Syndrome'], ['T121', 'Disease or Syndrome', 'T121']],
    ['same but for case', ['t121', 'Pharmacologic Substance'], ['t121', 'T047', 't121']],
    [
      'code and name',
      ['T121 Pharmacologic Substance'],
      ['T121 Pharmacologic Substance', 'T047', 'T121 Pharmacologic Substance'],
    ],
  ])('writes a type as the tag that is the %s', async (_, tags, expected) => {
    const tagset = (target: object, names: readonly string[]) => ({
      description: null,
      tags: names.map(tag => ({ tag, description: null })),
      targets: [target],
    })
    const tagsets = [
      tagset({ type: NAMED_ENTITY, feature: 'identifier' }, ['Disease or Syndrome', 't121']),
      tagset({ type: NAMED_ENTITY, feature: 'value' }, tags),
    ]
    const answer = await serve(wordTagger).predict(letter, { ...ENTITY, tagsets })
    expect(suggestionsIn(answer, ENTITY).map(({ label }) => label)).toEqual(expected)
  })
})

describe('predictions stand where their layer can have annotations', () => {
  const parted = createTestTagger(['Drug'], ({ text: own }) =>
    [...own.matchAll(/cid ra|ough, a|ough|b\. Ca/g)].map(({ index, 0: found }) => ({
      begin: index,
      end: index + found.length,
      concepts: [],
      types: ['Drug'],
      score: found === 'cid ra' ? 0.75 : 0.5,
    })),
  )
  const own = 'Acid rain, cough. No cough. A b. Ca.'
  test.each<[Mode, boolean, readonly string[]]>([
    ['characters', false, ['cid ra', 'ough', 'ough']],
    ['tokens', false, ['Acid rain,', 'cough', 'cough']],
    ['singleToken', false, ['cough', 'cough']],
    ['sentences', false, ['Acid rain, cough.', 'No cough.']],
    ['characters', true, ['cid ra', 'ough', 'ough', 'b. Ca']],
    ['sentences', true, ['Acid rain, cough.', 'No cough.', 'A b. Ca.']],
  ])('in mode %s, across sentences: %s', async (anchoringMode, crossSentence, expected) => {
    const asking = { ...ENTITY, anchoringMode, crossSentence }
    const answer = await serve(parted).predict(casOf(own, predictionTypes(typeSystem, ENTITY)), asking)
    expect(suggestionsIn(answer, asking).map(one => one.text)).toEqual(expected)
    const predicted = contentOf(answer).structures.filter(one => one[PREDICTED] === true)
    expect(predicted.map(({ begin, end }) => own.slice(Number(begin), Number(end)))).toEqual(expected)
    if (anchoringMode === 'sentences') expect(predicted[0]?.value_score).toBe(0.75)
  })

  test('in the sentences that the range touches', async () => {
    const cas = casOf(`Cough. ${own}`, predictionTypes(typeSystem, ENTITY))
    const found = async (begin: number, end: number) => {
      const asking = { ...ENTITY, range: { begin, end } }
      return suggestionsIn(await serve(wordTagger).predict(cas, asking), asking).map(one => one.begin)
    }
    expect(await found(0, 43)).toEqual([0, 7, 18, 28])
    expect(await found(8, 9)).toEqual([7, 18])
    expect(await found(5, 8)).toEqual([0, 7, 18])
    expect(await found(26, 900)).toEqual([28])
    expect(await found(6, 7)).toEqual([])
    expect(await found(3, 3)).toEqual([0])
    expect(await found(-1, -1)).toEqual([0, 7, 18, 28])
  })
})

describe('a request to predict is refused', () => {
  const good = predictionBody(letter, ENTITY)
  const { metadata } = good
  const bare = predictionBody(casOf(text, typeSystem), ENTITY)
  test.each<[string, unknown, RegExp]>([
    ['without JSON', '', /the request.*expected JSON/],
    ['with half of it', '{"typeSystem": "', /cannot go on with the end of the text/],
    ['nested too deep', '['.repeat(1000), /levels/],
    ['of another kind', [], /expected a mapping of keys to values, got a list of 0/],
    ['with nothing in it', {}, /typeSystem: missing, expected a text; document: missing.*metadata: missing/],
    [
      'with another anchoring',
      { ...good, metadata: { ...metadata, anchoringMode: 'words' } },
      /metadata\.anchoringMode.*one of characters, singleToken, tokens, sentences/,
    ],
    ['with a number as XMI', { ...good, document: { xmi: 1 } }, /document\.xmi: expected a text, got 1/],
    ['with a broken type system', { ...good, typeSystem: '<a>' }, /^typeSystem:1/],
    [
      'with a type system of entities',
      { ...good, typeSystem: '<!DOCTYPE a [<!ENTITY b "c">]><a/>' },
      /typeSystem.*DTD|document type/i,
    ],
    [
      'with a type system that imports',
      {
        ...good,
        typeSystem:
          '<typeSystemDescription xmlns="http://uima.apache.org/resourceSpecifier"><imports><import location="file:/etc/passwd"/></imports></typeSystemDescription>',
      },
      /imports another file/,
    ],
    ['with broken XMI', { ...good, document: { xmi: '<xmi:XMI>' } }, /^document\.xmi:1/],
    ['without a layer', { ...good, metadata: { ...metadata, layer: 'my.Own' } }, /expected a layer my\.Own/],
    [
      'with a part of its layer’s name',
      { ...good, metadata: { ...metadata, layer: 'NamedEntity' } },
      /expected a layer NamedEntity/,
    ],
    [
      'with a layer of no annotations',
      { ...good, metadata: { ...metadata, layer: 'uima.cas.TOP' } },
      /expected a layer uima\.cas\.TOP/,
    ],
    [
      'without a feature',
      { ...good, metadata: { ...metadata, feature: 'kind' } },
      /expected a feature kind of .*NamedEntity/,
    ],
    [
      'with a feature of numbers',
      { ...good, metadata: { ...metadata, feature: 'begin' } },
      /holds texts, got one of uima\.cas\.Integer/,
    ],
    [
      'with a name that XML cannot carry',
      { ...good, typeSystem: good.typeSystem.replace('<name>identifier<', '<name>iden\ttifier<') },
      /the name "iden\\ttifier" of type .*NamedEntity cannot stand in XML/,
    ],
    ['without the mark of predictions', bare, /expected a feature inception_internal_predicted/],
  ])('%s', async (_, body, message) => {
    const response = await serve(wordTagger).send('drugs/predict', body)
    const said = await response.text()
    expect(said).toMatch(message)
    expect([response.status, response.headers.get('content-type')]).toEqual([
      400,
      'text/plain; charset=UTF-8',
    ])
  })

  test('where its model is unknown, and learns which there are', async () => {
    const served = serve(wordTagger)
    for (const name of ['other', '__proto__', '%2e%2e%2fetc', 'findings']) {
      const response = await served.send(`${name}/predict`, good)
      expect([response.status, await response.text()]).toEqual([
        404,
        `there is no model ${JSON.stringify(decodeURIComponent(name))} here; there are: drugs, findings`,
      ])
    }
  })

  test('where it is too large, whatever it says of its length', async () => {
    const served = serve(wordTagger, { bodyBytes: 1000 })
    const endless = new ReadableStream({
      pull(controller) {
        controller.enqueue(new Uint8Array(600).fill(0x20))
      },
    })
    const streamed: RequestInit & { duplex: 'half' } = { body: endless, duplex: 'half' }
    const announced = {
      ...streamed,
      body: new ReadableStream({}),
      headers: { 'Content-Length': '1001' },
    }
    for (const init of [announced, streamed]) {
      const response = await served.send('drugs/predict', '', init)
      expect([response.status, await response.text()]).toEqual([
        413,
        expect.stringContaining('at most 1,000 bytes'),
      ])
    }
  })

  test('with a few words where something fails here, and the log has no text', async () => {
    const failing = createTestTagger([], ({ text: own }) => {
      throw new TypeError(`cannot read ${own}`)
    })
    const served = serve(failing)
    const response = await served.send('drugs/predict', good)
    expect([response.status, await response.text()]).toEqual([
      500,
      'the recommender failed; the log of its server says why',
    ])
    expect(served.log).toEqual([expect.stringMatching(/^recommender: TypeError at .*predict\.test/)])
    expect(served.log[0]).not.toContain('cid')
  })

  test('but not for what newer versions may send, nor for what older ones do not', async () => {
    const { range: _, ...older } = metadata
    const { tagsets: __, ...request } = good
    const variants = [
      { ...request, metadata: older },
      { ...good, extra: { a: 1 }, metadata: { ...metadata, range: null, more: [] }, tagsets: null },
      { ...good, tagsets: [{ description: 'x', tags: null, targets: null }] },
      { ...good, document: { xmi: good.document.xmi } },
      { ...good, metadata: { layer: NAMED_ENTITY, feature: 'value', projectId: 'mine' } },
    ]
    for (const body of variants)
      expect((await serve(wordTagger).send('drugs/predict', body)).status).toBe(200)
  })
})
