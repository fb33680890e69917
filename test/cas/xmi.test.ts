import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  type Cas,
  type CasValue,
  createCas,
  type FeatureStructure,
  viewAnnotations,
} from '../../src/cas/cas.ts'
import { xmiFormat } from '../../src/cas/xmi.ts'
import { parseXmi, readXmi } from '../../src/cas/xmi-reader.ts'
import { formatXmi } from '../../src/cas/xmi-writer.ts'
import { isInsideCharacter } from '../../src/text/document.ts'
import { errorOf, listen, over, sampleXmi, typeSystem } from './sample-cas.ts'

const text = 'β-thalassemia 🧬 and cystic fibrosis. Aspirin helped.'

function parse(structures: readonly string[], sofaText = text): Cas {
  return parseXmi(sampleXmi(sofaText, structures), typeSystem, 'a.xmi')
}

function featureOf(cas: Cas, id: number, feature: string): CasValue | undefined {
  return cas.featureStructures.get(id)?.features.get(feature)
}

describe('reading XMI', () => {
  test('counts offsets in UTF-16 code units, so that text behind an emoji is found', () => {
    const cas = parse([over(2, 'custom:Finding', text, 'cystic fibrosis', 'IDUMLS="C0010674"')])
    const [annotation] = viewAnnotations(cas, cas.views[0]!)
    expect(text.slice(annotation!.begin, annotation!.end)).toBe('cystic fibrosis')
    expect(annotation!.begin).toBe(21)
  })

  test('reads every kind of value', () => {
    const cas = parse([
      over(2, 'custom:Finding', text, 'Aspirin'),
      '<custom:Many xmi:id="3" sofa="1" begin="0" end="1" ratio="-Infinity" sure="true" count="9007199254740993"' +
        ' numbers="1 -2  3" bytes="7F80" parts="2 0 2" first="2" list="2" shared="4">' +
        '<concepts>C0010674</concepts><concepts>a &lt; b</concepts></custom:Many>',
      '<cas:StringArray xmi:id="4"><elements>x</elements><elements/></cas:StringArray>',
    ])
    expect(featureOf(cas, 3, 'ratio')).toBe(Number.NEGATIVE_INFINITY)
    expect(featureOf(cas, 3, 'sure')).toBe(true)
    expect(featureOf(cas, 3, 'count')).toBe(9007199254740993n)
    expect(featureOf(cas, 3, 'numbers')).toEqual([1, -2, 3])
    expect(featureOf(cas, 3, 'bytes')).toEqual([127, -128])
    expect(featureOf(cas, 3, 'parts')).toEqual([{ ref: 2 }, null, { ref: 2 }])
    expect(featureOf(cas, 3, 'first')).toEqual({ ref: 2 })
    expect(featureOf(cas, 3, 'list')).toEqual([{ ref: 2 }])
    expect(featureOf(cas, 3, 'shared')).toEqual({ ref: 4 })
    expect(featureOf(cas, 3, 'concepts')).toEqual(['C0010674', 'a < b'])
    expect(featureOf(cas, 4, 'elements')).toEqual(['x', ''])
  })

  test('reads XML 1.1, whose control characters XML 1.0 refuses', async () => {
    const xml = sampleXmi('a', []).replace('sofaString="a"', 'sofaString="a&#11;b"')
    const cas = parseXmi(xml.replace('version="1.0"', 'version="1.1"'), typeSystem, 'a.xmi')
    expect(cas.sofas[0]?.text).toBe('a\u000bb')
    const error = await errorOf(() => parseXmi(xml, typeSystem, 'a.xmi'))
    expect(error.message).toMatch(/not well-formed/)
  })

  test('takes prefixes for what they are bound to, not for their name', () => {
    const xml = sampleXmi(text, [over(2, 'custom:Finding', text, 'Aspirin')])
      .replaceAll('xmi:', 'q:')
      .replaceAll('custom:Finding', 'z:Finding')
      .replace('xmlns:xmi=', 'xmlns:q=')
      .replace('xmlns:custom=', 'xmlns:z=')
    const cas = parseXmi(xml, typeSystem, 'a.xmi')
    expect(cas.featureStructures.get(2)?.type).toBe('webanno.custom.Finding')
  })

  test('gives the same for any cut into chunks, also inside a character', async () => {
    const xml = Buffer.from(sampleXmi(text, [over(2, 'custom:Finding', text, 'Aspirin', 'comment="ä🧬"')]))
    const whole = await readXmi([xml], typeSystem, 'a.xmi')
    for (const size of [1, 3, 7]) {
      const chunks = Array.from({ length: Math.ceil(xml.length / size) }, (_, i) =>
        xml.subarray(i * size, (i + 1) * size),
      )
      const cas = await readXmi(chunks, typeSystem, 'a.xmi')
      expect(cas.sofas[0]?.text).toBe(text)
      expect([...cas.featureStructures.values()].map(one => one.features)).toEqual(
        [...whole.featureStructures.values()].map(one => one.features),
      )
    }
  })

  test('reads the encoding that the file names, and says where bytes do not fit it', async () => {
    const xml = sampleXmi('né', [])
    const latin = xml.replace('UTF-8', 'ISO-8859-1')
    expect((await readXmi([Buffer.from(latin, 'latin1')], typeSystem, 'a')).sofas[0]?.text).toBe('né')
    expect((await readXmi([Buffer.from(`\ufeff${xml}`, 'utf16le')], typeSystem, 'a')).sofas[0]?.text).toBe(
      'né',
    )
    const error = await errorOf(() => readXmi([Buffer.from(xml, 'latin1')], typeSystem, 'a.xmi'))
    expect(error.message).toMatch(/not UTF-8/)
    expect(error.where?.path).toBe('a.xmi')
  })
})

describe('XMI that cannot be used', () => {
  test('is refused: an annotation that cuts a character', async () => {
    const structure = '<custom:Finding xmi:id="2" sofa="1" begin="0" end="2"/>'
    const error = await errorOf(() => parseXmi(sampleXmi('n🧬', [structure]), typeSystem, 'a.xmi'))
    expect(error).toMatchObject({ code: 'input', where: { path: 'a.xmi' } })
    expect(error.message).toMatch(/Finding 2: expected offsets between characters, got 0 and 2/)
  })

  const finding = '<custom:Finding xmi:id="2" sofa="1" begin="0" end="4"/>'
  test.each<[string, string[], RegExp]>([
    ['an annotation past the text', [finding.replace('"4"', '"99"')], /ends at 99, but the text has 53/],
    ['an annotation that ends before it begins', [finding.replace('"0"', '"5"')], /begin 5 and end 4/],
    [
      'a type that the type system lacks',
      ['<custom:Nothing xmi:id="2"/>'],
      /webanno\.custom\.Nothing is not in/,
    ],
    ['a feature that the type lacks', [finding.replace('begin', 'CUI="C0010674" begin')], /no feature CUI/],
    ['a number that is none', [finding.replace('"4"', '"four"')], /end: expected a whole number.*"four"/],
    ['a number too large for its type', [finding.replace('"4"', '"4294967296"')], /end: expected a whole/],
    [
      'a reference to nothing',
      ['<custom:Many xmi:id="2" first="77"/>'],
      /first refers to 77, which is missing/,
    ],
    ['a reference to nothing in a list', ['<custom:Many xmi:id="2" parts="2 77"/>'], /refers to 77/],
    ['a sofa that is missing', [finding.replace('sofa="1"', 'sofa="9"')], /sofa refers to 9/],
    ['two feature structures with one id', [finding, finding], /two feature structures have the id 2/],
    ['a feature structure without id', ['<custom:Many/>'], /has no xmi:id/],
    ['a namespace that is no package', ['<x:Y xmlns:x="http://example.org" xmi:id="2"/>'], /no package/],
  ])('is refused: %s, with file, line and column', async (_, structures, message) => {
    const error = await errorOf(() => parse(structures))
    expect(error.code).toBe('input')
    expect(error.message).toMatch(message)
    expect(error.where).toMatchObject({ path: 'a.xmi', line: 7 + structures.length, column: 3 })
  })

  test('is refused where a view lists what is missing', async () => {
    const xml = sampleXmi(text, [finding]).replace('members="2"', 'members="2 3"')
    const error = await errorOf(() => parseXmi(xml, typeSystem, 'a.xmi'))
    expect(error.message).toMatch(/a view lists 3, which is missing/)
    expect(error.where).toMatchObject({ line: 10, column: 3 })
  })

  test('is refused where it is cut off, at every place', async () => {
    const xml = sampleXmi(text, [finding]).trimEnd()
    for (let end = 0; end < xml.length; end += 11) {
      const error = await errorOf(() => parseXmi(xml.slice(0, end), typeSystem, 'a.xmi'))
      expect(error.code).toBe('input')
      expect(error.where).toMatchObject({
        path: 'a.xmi',
        line: expect.any(Number),
        column: expect.any(Number),
      })
    }
  })

  test.each([
    [
      'entities that multiply',
      '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;">]>',
      '&c;',
    ],
    ['an external entity', '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>', '&a;'],
    ['an external DTD', '<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd">', ''],
    ['an entity without declaration', '', '&a;'],
  ])('is unsafe with %s', async (_, doctype, use) => {
    const xml = sampleXmi('TEXT', []).replace('?>', `?>${doctype}`).replace('TEXT', `TEXT${use}`)
    const error = await errorOf(() => parseXmi(xml, typeSystem, 'a.xmi'))
    expect(error.code).toBe('unsafe-input')
    expect(error.where).toMatchObject({ path: 'a.xmi', line: expect.any(Number), column: expect.any(Number) })
  })

  test('is unsafe with a value in another file, or with boundless nesting or attributes', async () => {
    const href = '<custom:Many xmi:id="2"><first href="other.xmi#3"/></custom:Many>'
    expect((await errorOf(() => parse([href]))).code).toBe('unsafe-input')
    const many = Array.from({ length: 5000 }, (_, i) => `a${i}=""`).join(' ')
    expect((await errorOf(() => parse([`<custom:Many xmi:id="2" ${many}/>`]))).code).toBe('unsafe-input')
    const deep = `<x>`.repeat(100)
    const error = await errorOf(() => parseXmi(deep, typeSystem, 'a.xmi'))
    expect(error.message).toMatch(/expected <xmi:XMI>/)
  })
})

describe('writing XMI', () => {
  const forbidden = '\u0000\ufffe\uffff'
  /** Any text that XML can carry, control characters, line ends and characters beyond the first plane included. */
  const anyText = fc
    .string({
      unit: fc.oneof(
        fc.constantFrom(...'\t\n\r\u0001\u0085\u2028"<>&\'\u00a0β'),
        fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
      ),
    })
    .map(one => [...one].filter(c => !forbidden.includes(c)).join(''))
  const anyInteger = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 })

  const anyCas = anyText.chain(sofaText => {
    const border = fc.nat(sofaText.length).map(at => (isInsideCharacter(sofaText, at) ? at - 1 : at))
    const span = fc.tuple(border, border).map(([a, b]) => ({ begin: Math.min(a, b), end: Math.max(a, b) }))
    const reference = fc.integer({ min: 2, max: 4 }).map(ref => ({ ref }))
    const values = fc.record(
      {
        concepts: fc.array(anyText, { maxLength: 3 }),
        parts: fc.array(fc.option(reference), { maxLength: 3 }),
        numbers: fc.array(anyInteger, { maxLength: 3 }),
        bytes: fc.array(fc.integer({ min: -128, max: 127 }), { maxLength: 3 }),
        ratio: fc.double(),
        sure: fc.boolean(),
        count: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
        first: reference,
        shared: fc.constant({ ref: 4 }),
      },
      { requiredKeys: [] },
    )
    const annotation = (id: number, type: string) =>
      fc.tuple(span, values, anyText).map(([{ begin, end }, extra, comment]): FeatureStructure => {
        const own: Record<string, CasValue> = type.endsWith('Many') ? extra : { comment }
        return { id, type, features: new Map(Object.entries({ sofa: { ref: 1 }, begin, end, ...own })) }
      })
    return fc
      .tuple(
        annotation(2, 'webanno.custom.Many'),
        annotation(3, 'webanno.custom.Drug'),
        fc.array(anyText, { maxLength: 3 }),
      )
      .map(([many, drug, elements]) =>
        createCas(
          {
            typeSystem,
            sofas: [{ id: 1, num: 1, name: '_InitialView', mimeType: 'text', text: sofaText }],
            views: [{ sofa: 1, members: [2, 3] }],
            featureStructures: [
              many,
              drug,
              { id: 4, type: 'uima.cas.StringArray', features: new Map([['elements', elements]]) },
            ],
          },
          'made.xmi',
        ),
      )
  })

  const plain = (cas: Cas) => ({
    sofas: cas.sofas.map(({ id, num, name, mimeType, text: sofaText }) => ({
      id,
      num,
      name,
      mimeType,
      sofaText,
    })),
    views: cas.views.map(({ sofa, members }) => ({ sofa, members })),
    structures: [...cas.featureStructures.values()].map(({ id, type, features }) => ({
      id,
      type,
      features: Object.fromEntries([...features].sort(([a], [b]) => (a < b ? -1 : 1))),
    })),
  })

  test('gives back every CAS that was written', () => {
    fc.assert(
      fc.property(anyCas, cas => {
        expect(plain(parseXmi(formatXmi(cas), typeSystem, 'again.xmi'))).toEqual(plain(cas))
      }),
      { numRuns: 300 },
    )
  })

  test('refuses a text that no XML can carry', async () => {
    const cas = parse([])
    const broken = { ...cas, sofas: [{ ...cas.sofas[0]!, text: 'a\ud800b' }] }
    const error = await errorOf(() => formatXmi(broken))
    expect(error.message).toMatch(/U\+D800 at offset 1/)
  })

  test('gives types of equal last package names different prefixes', () => {
    const xmi = formatXmi(
      parse([
        over(2, 'meta:DocumentMetaData', text, text),
        over(3, 'seg:Token', text, 'Aspirin'),
        over(4, 'ner:NamedEntity', text, 'Aspirin'),
      ]),
    )
    expect([...xmi.matchAll(/<(type\d?):/g)].map(match => match[1])).toEqual(['type', 'type2', 'type3'])
  })
})

describe('the XMI format', () => {
  const path = `${import.meta.dirname}/fixtures/abstract.xmi`

  test('knows its files by name or by their beginning', () => {
    const head = readFileSync(path).subarray(0, 4096)
    expect(xmiFormat.accepts({ path: 'a.xmi', isFolder: false, head: new Uint8Array() })).toBe(true)
    expect(xmiFormat.accepts({ path: 'a.xml', isFolder: false, head })).toBe(true)
    expect(xmiFormat.accepts({ path: 'a.xml', isFolder: false, head: Buffer.from('<a/>') })).toBe(false)
    expect(xmiFormat.accepts({ path: 'a.xmi', isFolder: true, head: new Uint8Array() })).toBe(false)
  })

  test('reads a document with the type system beside it', async () => {
    const progress = listen()
    const [document] = await xmiFormat.read(path, { progress })
    expect(document?.id).toBe('abstract-1.txt')
    expect(document?.sentences.length).toBe(2)
    expect(document?.mentions.map(one => [document.text.slice(one.begin, one.end), one.concepts])).toEqual([
      ['β-thalassemia', ['C0005283']],
      ['cystic fibrosis', ['C0010674']],
    ])
    expect(progress.lines).toEqual([
      'concept feature: webanno.custom.Finding / IDUMLS (2 of 2 values are CUIs)',
    ])
  })

  test('says that the type system is missing', async () => {
    const error = await errorOf(() => xmiFormat.read('/nowhere/a.xmi', { progress: listen() }))
    expect(error.message).toMatch(/no type system|no such file/)
  })
})
