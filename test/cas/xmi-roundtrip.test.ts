import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Cas, type CasValue, createCas, type FeatureStructure, type Sofa } from '../../src/cas/cas.ts'
import { elementOf } from '../../src/cas/structure-shape.ts'
import { createTypeSystem, type TypeDefinition } from '../../src/cas/typesystem.ts'
import { parseXmi, readXmi } from '../../src/cas/xmi-reader.ts'
import { formatDouble, formatXmi, formatXmiPieces } from '../../src/cas/xmi-writer.ts'
import { isInsideCharacter } from '../../src/text/document.ts'
import { fuzzRuns, fuzzTimeoutMs } from '../fuzz.ts'
import { errorOf } from './sample-cas.ts'

const numRuns = fuzzRuns(150)

const primitives = ['String', 'Boolean', 'Byte', 'Short', 'Integer', 'Long', 'Float', 'Double']
const collections = [...primitives.map(name => `${name}Array`), 'FSArray']
const lists = ['FSList', 'IntegerList', 'FloatList', 'StringList']

/** A type with every kind of feature there is; collections inside their owner and by reference. */
function everything(name: string, supertype: string): TypeDefinition {
  const features = primitives.map(range => ({
    name: `a${range}`,
    range: `uima.cas.${range}`,
    multipleReferencesAllowed: false,
  }))
  for (const range of [...collections, ...lists])
    for (const multipleReferencesAllowed of [false, true])
      features.push({
        name: `${multipleReferencesAllowed ? 'shared' : 'own'}${range}`,
        range: `uima.cas.${range}`,
        multipleReferencesAllowed,
      })
  return {
    name,
    supertype,
    features: [
      ...features,
      { name: 'any', range: 'uima.cas.TOP', multipleReferencesAllowed: false },
      { name: 'type', range: 'my.Side', multipleReferencesAllowed: false },
    ],
  }
}

const typeSystem = createTypeSystem([
  { name: 'my.Side', supertype: 'uima.cas.String', features: [], allowedValues: ['left', 'right'] },
  everything('my.type.Span', 'uima.tcas.Annotation'),
  everything('other.type.Thing', 'uima.cas.TOP'),
  everything('Bare', 'uima.tcas.Annotation'),
  everything('xml.Odd', 'uima.cas.TOP'),
  { name: 'my.type.More', supertype: 'my.type.Span', features: [] },
])

const text = fc
  .string({
    unit: fc.oneof(
      {
        weight: 3,
        arbitrary: fc.constantFrom(...'\t\n\r \u0001\u007f\u0085\u2028"<>&\'\u00a0β\ufffd\ufeff'),
      },
      { weight: 1, arbitrary: fc.constantFrom('🧬', 'e\u0301', '\r\n', ']]>', '&amp;', '  ') },
      fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
    ),
    maxLength: 8,
  })
  .map(one => [...one].filter(c => !'\u0000\ufffe\uffff'.includes(c)).join(''))

const ints = (bits: number) => fc.integer({ min: -(2 ** (bits - 1)), max: 2 ** (bits - 1) - 1 })
const scalars: Readonly<Record<string, fc.Arbitrary<CasValue>>> = {
  'uima.cas.String': text,
  'uima.cas.Boolean': fc.boolean(),
  'uima.cas.Byte': ints(8),
  'uima.cas.Short': ints(16),
  'uima.cas.Integer': ints(32),
  'uima.cas.Long': fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  'uima.cas.Float': fc.float(),
  'uima.cas.Double': fc.double(),
  'my.Side': fc.constantFrom('left', 'right'),
}

const types = [
  'my.type.Span',
  'my.type.More',
  'other.type.Thing',
  'Bare',
  'xml.Odd',
  ...collections.map(name => `uima.cas.${name}`),
  'uima.cas.NonEmptyFSList',
  'uima.cas.NonEmptyStringList',
  'uima.cas.EmptyFSList',
]

/** Random structures whose ids, shapes and references are anything that UIMA allows. */
const anyCas: fc.Arbitrary<Cas> = fc
  .record({
    texts: fc.array(fc.option(text, { nil: undefined }), { minLength: 1, maxLength: 3 }),
    ids: fc.uniqueArray(
      fc.oneof(
        { weight: 4, arbitrary: fc.integer({ min: 10, max: 60 }) },
        fc.integer({ min: 61, max: 2 ** 31 - 1 }),
      ),
      { maxLength: 8 },
    ),
  })
  .chain(({ texts, ids }) => {
    const reference = fc.constantFrom(...(ids.length > 0 ? ids : [1])).map(ref => ({ ref }))
    const anyValue = (range: string, element: string | undefined): fc.Arbitrary<CasValue> => {
      if (element === undefined) return scalars[range] ?? reference
      const one = scalars[element] ?? fc.option(reference)
      return fc.array(element === 'uima.cas.String' ? fc.option(one) : one, { maxLength: 3 })
    }
    const structure = (id: number): fc.Arbitrary<FeatureStructure> =>
      fc
        .tuple(fc.constantFrom(...types), fc.nat(texts.length - 1), fc.nat(), fc.nat())
        .chain(([type, sofa, a, b]) => {
          const known = [...typeSystem.features(type).values()]
          const isAnnotation = typeSystem.isSubtype(type, 'uima.tcas.Annotation')
          const free = known.filter(({ name }) => !isAnnotation || !['sofa', 'begin', 'end'].includes(name))
          const itself = type.endsWith('Array')
          const length = (texts[sofa] ?? 'abcdef').length + 1
          const whole = (index: number): number =>
            isInsideCharacter(texts[sofa] ?? '', index) ? index - 1 : index
          const span = [a % length, b % length].map(whole).sort((x, y) => x - y)
          const place = isAnnotation ? { sofa: { ref: sofa + 1 }, begin: span[0]!, end: span[1]! } : {}
          return fc
            .record(
              Object.fromEntries(free.map(one => [one.name, anyValue(one.range, elementOf(one, itself))])),
              { requiredKeys: [] },
            )
            .map(values => ({
              id,
              type,
              features: new Map<string, CasValue>(Object.entries({ ...place, ...values })),
            }))
        })
    return fc
      .tuple(
        fc.tuple(...ids.map(structure)),
        fc.array(fc.boolean(), { minLength: ids.length, maxLength: ids.length }),
      )
      .map(([structures, indexed]) => {
        const sofas = texts.map(
          (one, i): Sofa => ({
            id: i + 1,
            num: i + 1,
            name: i === 0 ? '_InitialView' : `view ${i} "&"`,
            mimeType: i === 1 ? undefined : 'text/plain',
            text: one,
            uri: one === undefined ? 'file:///nowhere?a&b' : undefined,
            array:
              one === undefined
                ? structures.find(({ type }) => type === 'uima.cas.ByteArray')?.id
                : undefined,
          }),
        )
        const views = sofas.map(sofa => ({
          sofa: sofa.id,
          members: structures
            .filter(({ features }, i) => {
              const own = features.get('sofa')
              return indexed[i] && (own === undefined || (own as { ref: number }).ref === sofa.id)
            })
            .map(({ id }) => id),
        }))
        return createCas({ typeSystem, sofas, views, featureStructures: structures }, 'made.xmi')
      })
  })

function plain(cas: Cas) {
  return {
    sofas: cas.sofas.map(({ where: _, ...sofa }) => sofa),
    views: cas.views.map(({ sofa, members }) => ({ sofa, members })),
    structures: [...cas.featureStructures.values()].map(({ id, type, features }) => ({
      id,
      type,
      features: Object.fromEntries([...features].sort(([a], [b]) => (a < b ? -1 : 1))),
    })),
  }
}

describe('a CAS', () => {
  test(
    'is the same after writing and reading, whatever it holds',
    () => {
      fc.assert(
        fc.property(anyCas, cas => {
          const xmi = formatXmi(cas)
          const again = parseXmi(xmi, typeSystem, 'again.xmi')
          expect(plain(again)).toEqual(plain(cas))
          expect(formatXmi(again)).toBe(xmi)
        }),
        { numRuns },
      )
    },
    fuzzTimeoutMs(numRuns),
  )

  test('is written in few pieces, in XML 1.1 only where that is needed', async () => {
    const features = new Map([
      ['begin', 1],
      ['end', 1],
    ])
    const featureStructures = Array.from({ length: 10_000 }, (_, i) => ({
      id: i + 2,
      type: 'uima.tcas.Annotation',
      features,
    }))
    const cas = (sofaText: string): Cas =>
      createCas(
        {
          typeSystem,
          sofas: [{ id: 1, num: 1, name: '_InitialView', text: sofaText }],
          views: [{ sofa: 1, members: [] }],
          featureStructures,
        },
        'a',
      )
    expect(formatXmi(cas('a\u0085\u007f'))).toMatch(/^<\?xml version="1\.0"/)
    expect(formatXmi(cas('a\u0001'))).toMatch(/^<\?xml version="1\.1"/)
    const pieces = [...formatXmiPieces(cas('a\u0001'))].map(piece => Buffer.from(piece))
    expect(pieces.length).toBeGreaterThan(1)
    expect(pieces.length).toBeLessThan(10)
    const again = await readXmi(pieces, typeSystem, 'a')
    expect(again.sofas[0]?.text).toBe('a\u0001')
    expect(again.featureStructures.size).toBe(10_000)
  })

  test('has the namespaces of its root again behind an element that declared others', () => {
    const xmi = [
      '<xmi:XMI xmlns:xmi="http://www.omg.org/XMI" xmlns:tcas="http:///uima/tcas.ecore">',
      '<tcas:Group xmlns:tcas="http:///cassis.ecore" xmi:id="1"/>',
      '<tcas:Annotation xmi:id="2" begin="0" end="0"/>',
      '</xmi:XMI>',
    ].join('')
    const system = createTypeSystem([{ name: 'cassis.Group', supertype: 'uima.cas.TOP', features: [] }])
    const { featureStructures } = parseXmi(xmi, system, 'a.xmi')
    expect([...featureStructures.values()].map(({ type }) => type)).toEqual([
      'cassis.Group',
      'uima.tcas.Annotation',
    ])
  })

  test('is read with any prefixes, a default namespace, and namespaces that an element declares', () => {
    const structures = [
      '<Span xmlns="http:///my/type.ecore" q:id="2" sofa="1" begin="0" end="1"><ownStringArray>x</ownStringArray></Span>',
      '<b:Bare xmlns:b="http:///uima/noNamespace.ecore" q:id="3" sofa="1"><b:ownStringArray>y</b:ownStringArray></b:Bare>',
      '<b:Thing xmlns:b="http:///other/type.ecore" q:id="4" aInteger="7"/>',
      '<Sofa q:id="1" sofaNum="1" sofaID="_InitialView" sofaString="ab"/><View sofa="1" members="2  3&#10;4"/>',
    ]
    const cas = parseXmi(
      `<q:XMI xmlns:q="http://www.omg.org/XMI" xmlns="http:///uima/cas.ecore" q:version="2.0"><NULL q:id="0"/>` +
        `${structures.join('\n')}</q:XMI>`,
      typeSystem,
      'a.xmi',
    )
    expect(plain(cas)).toEqual({
      sofas: [
        {
          id: 1,
          num: 1,
          name: '_InitialView',
          mimeType: undefined,
          text: 'ab',
          uri: undefined,
          array: undefined,
        },
      ],
      views: [{ sofa: 1, members: [2, 3, 4] }],
      structures: [
        {
          id: 2,
          type: 'my.type.Span',
          features: { sofa: { ref: 1 }, begin: 0, end: 1, ownStringArray: ['x'] },
        },
        { id: 3, type: 'Bare', features: { sofa: { ref: 1 }, ownStringArray: ['y'] } },
        { id: 4, type: 'other.type.Thing', features: { aInteger: 7 } },
      ],
    })
  })

  test('is not written where a name cannot stand in XML', async () => {
    const odd = createTypeSystem([{ name: 'a.b"c', supertype: 'uima.cas.TOP', features: [] }])
    const cas = createCas(
      {
        typeSystem: odd,
        sofas: [],
        views: [],
        featureStructures: [{ id: 1, type: 'a.b"c', features: new Map() }],
      },
      'a',
    )
    const error = await errorOf(() => formatXmi(cas))
    expect([error.code, error.message]).toEqual([
      'data',
      'the name "b\\"c" of type a.b"c cannot stand in XML',
    ])
  })

  test.each<[string, string, RegExp]>([
    ['a long beyond 64 bits', 'aLong="9223372036854775808"', /aLong: expected a whole number of 64 bits/],
    ['a hexadecimal number', 'aDouble="0x10"', /aDouble: expected a number/],
    ['a truth value of another kind', 'aBoolean="yes"', /aBoolean: expected true or false/],
    ['an id beyond 31 bits', 'any="2147483648"', /any: expected the id/],
    ['a feature twice', 'ownStringArray=""><ownStringArray>x</ownStringArray', /ownStringArray.*given twice/],
    ['an attribute of an unknown namespace', 'xmlns:z="urn:z" z:y="1"', /no feature z:y/],
  ])('is refused with %s', async (_, attributes, message) => {
    const close = attributes.includes('><') ? '></t:Thing>' : '/>'
    const xml =
      `<xmi:XMI xmlns:xmi="http://www.omg.org/XMI" xmlns:t="http:///other/type.ecore">\n` +
      `<t:Thing xmi:id="1" ${attributes}${close}</xmi:XMI>`
    const error = await errorOf(() => parseXmi(xml, typeSystem, 'a.xmi'))
    expect(error.message).toMatch(message)
    expect(error.where).toMatchObject({ path: 'a.xmi', line: 2, column: 1 })
  })
})

test('numbers are written as Java writes them, and read as what they were', () => {
  expect([1, -0, 0.5, 1e7, 12345678.5, 1e-3, 1.5e-4, Number.NaN, -1 / 0, 5e-324].map(formatDouble)).toEqual([
    '1.0',
    '-0.0',
    '0.5',
    '1.0E7',
    '1.23456785E7',
    '0.001',
    '1.5E-4',
    'NaN',
    '-Infinity',
    '5.0E-324',
  ])
  fc.assert(
    fc.property(fc.double(), value => {
      expect(Number(formatDouble(value))).toBe(value)
    }),
    { numRuns: 1000 },
  )
})
