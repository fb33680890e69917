import { createHash } from 'node:crypto'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { type Cas, type CasValue, isReference, mainView, sofaOf, viewAnnotations } from '../../src/cas/cas.ts'
import { casJsonFormat, formatCasJson, isCasJson, parseCasJson } from '../../src/cas/cas-json.ts'
import { formatTypeSystem, parseTypeSystem } from '../../src/cas/typesystem.ts'
import { parseXmi } from '../../src/cas/xmi-reader.ts'
import { formatXmi } from '../../src/cas/xmi-writer.ts'
import { describeWithData } from '../shared-data.ts'
import reference from './reference/cas-json.json' with { type: 'json' }
import { errorOf, listen } from './sample-cas.ts'

const folder = mkdtempSync(join(tmpdir(), 'medspan-json-'))
afterAll(() => rmSync(folder, { recursive: true }))

const sample = {
  '%TYPES': {
    'my.Finding': {
      '%NAME': 'my.Finding',
      '%SUPER_TYPE': 'uima.tcas.Annotation',
      CUI: { '%NAME': 'CUI', '%RANGE': 'uima.cas.String' },
      weight: { '%NAME': 'weight', '%RANGE': 'uima.cas.Double' },
      parts: { '%NAME': 'parts', '%RANGE': 'my.Finding[]' },
    },
  },
  '%FEATURE_STRUCTURES': [
    { '%ID': 1, '%TYPE': 'uima.cas.Sofa', sofaNum: 1, sofaID: '_InitialView', sofaString: '🧬 Cough.' },
    {
      '%ID': 2,
      '%TYPE': 'my.Finding',
      '@sofa': 1,
      begin: 3,
      end: 8,
      CUI: 'C0010200',
      '^weight': 'NaN',
      '@parts': 3,
    },
    { '%ID': 3, '%TYPE': 'my.Finding[]', '%ELEMENTS': [2] },
    { '%ID': 4, '%TYPE': 'uima.cas.ByteArray', '%ELEMENTS': 'f4A=' },
  ],
  '%VIEWS': { _InitialView: { '%SOFA': 1, '%MEMBERS': [2] } },
}

describe('JSON CAS', () => {
  test('is read into the same CAS as its XMI', () => {
    const cas = parseCasJson(JSON.stringify(sample), 'a.json')
    expect(cas.featureStructures.get(2)?.features.get('weight')).toBe(Number.NaN)
    expect(cas.featureStructures.get(4)?.features.get('elements')).toEqual([127, -128])
    const typeSystem = parseTypeSystem(formatTypeSystem(cas.typeSystem), 'again.xml')
    const again = parseXmi(formatXmi(cas), typeSystem, 'again.xmi')
    const plain = (one: typeof cas) =>
      [...one.featureStructures.values()].map(({ id, type, features }) => [id, type, [...features]])
    expect(plain(again)).toEqual(plain(cas))
  })

  test('gives a document', async () => {
    const path = join(folder, 'one.json')
    writeFileSync(path, JSON.stringify(sample, null, 2))
    const head = Buffer.from(JSON.stringify(sample, null, 2)).subarray(0, 4096)
    expect(casJsonFormat.accepts({ path, isFolder: false, head })).toBe(true)
    expect(casJsonFormat.accepts({ path, isFolder: false, head: Buffer.from('[{"tokens": []}]') })).toBe(
      false,
    )
    const [document] = await casJsonFormat.read(path, { progress: listen() })
    expect(document).toMatchObject({ id: 'one', mentions: [{ begin: 3, end: 8, concepts: ['C0010200'] }] })
  })

  test.each([
    ['cut off', JSON.stringify(sample).slice(0, -20), /expected JSON, which cannot go on/],
    ['without the used type', JSON.stringify({ ...sample, '%TYPES': {} }), /my\.Finding is not in/],
    ['with an offset past the text', JSON.stringify(sample).replace('"end":8', '"end":80'), /ends at 80/],
    [
      'with a missing reference',
      JSON.stringify(sample).replace('"@parts":3', '"@parts":9'),
      /parts refers to 9/,
    ],
    [
      'with a text for a number',
      JSON.stringify(sample).replace('"end":8', '"end":"8"'),
      /end: expected a number/,
    ],
    ['that is a list', '[]', /expected an object/],
    ['with names of prototypes', '{"%TYPES": {"__proto__": {"%SUPER_TYPE": "constructor"}}}', /constructor/],
  ])('is refused %s', async (_, json, message) => {
    const error = await errorOf(() => parseCasJson(json, 'a.json'))
    expect(error.code).toBe('input')
    expect(error.message).toMatch(message)
    expect(error.where?.path).toBe('a.json')
  })

  test.each([
    ['nests a million deep', `{"%TYPES": ${'['.repeat(1e6)}${']'.repeat(1e6)}}`, /at most 256 levels/],
    ['nests without end', '['.repeat(1e6), /at most 256 levels/],
    [
      'lists more feature structures than any document has',
      `{"%FEATURE_STRUCTURES":[${'0,'.repeat(2_000_000)}0]}`,
      /at most 2,000,000 feature structures/,
    ],
  ])('is refused where it %s', async (_, json, message) => {
    const error = await errorOf(() => parseCasJson(json, 'a.json'))
    expect(error.code).toBe('unsafe-input')
    expect(error.message).toMatch(message)
  })

  test('is read with a text of millions of characters and a number of 64 bits', () => {
    const long = {
      ...sample,
      '%TYPES': { 'my.N': { '%SUPER_TYPE': 'uima.cas.TOP', n: { '%RANGE': 'uima.cas.Long' } } },
    }
    const text = 'a "b" '.repeat(1_000_000)
    const json = JSON.stringify({
      ...long,
      '%FEATURE_STRUCTURES': [
        { '%ID': 1, '%TYPE': 'uima.cas.Sofa', sofaNum: 1, sofaID: '_InitialView', sofaString: text },
        { '%ID': 2, '%TYPE': 'my.N', n: 0 },
      ],
      '%VIEWS': {},
    }).replace('"n":0', '"n":1234567890123456789')
    const cas = parseCasJson(json, 'a.json')
    expect(cas.featureStructures.get(2)?.features.get('n')).toBe(1234567890123456789n)
    expect(cas.sofas[0]!.text === text).toBe(true)
  })
})

/** A CAS by ids, with arrays inside their owner taken out as JSON has them, and without what is not said. */
function plain(cas: Cas): unknown {
  const plainValue = (value: CasValue): unknown => {
    if (isReference(value)) {
      const target = cas.featureStructures.get(value.ref)
      const elements = target?.features.get('elements')
      return elements === undefined ? { ref: value.ref } : plainValue(elements)
    }
    if (Array.isArray(value)) return (value as readonly CasValue[]).map(plainValue)
    return typeof value === 'bigint' ? String(value) : value
  }
  const inside = new Set<number>()
  for (const { features } of cas.featureStructures.values())
    for (const value of features.values())
      if (isReference(value) && cas.featureStructures.get(value.ref)?.features.has('elements'))
        inside.add(value.ref)
  return {
    sofas: cas.sofas.map(({ where: _, ...sofa }) => sofa),
    views: cas.views.map(({ where: _, ...view }) => view),
    structures: [...cas.featureStructures.values()]
      .filter(({ id }) => !inside.has(id))
      .sort((a, b) => a.id - b.id)
      .map(({ id, type, features }) => ({
        id,
        type,
        features: Object.fromEntries(
          [...features]
            .filter(([, value]) => value !== null)
            .map(([name, value]) => [name, plainValue(value)]),
        ),
      })),
  }
}

/** What a CAS says, whatever its ids are: references are what they refer to; a view without members is none. */
function said(cas: Cas): string[] {
  const sofaName = (id: number) => cas.sofas.find(sofa => sofa.id === id)?.name
  const describeValue = (value: CasValue | undefined, depth: number): string => {
    if (Array.isArray(value)) return `(${value.map((one: CasValue) => describeValue(one, depth)).join(' ')})`
    if (!isReference(value)) return String(value)
    const elements = cas.featureStructures.get(value.ref)?.features.get('elements')
    return elements === undefined ? describe(value.ref, depth - 1) : describeValue(elements, depth)
  }
  const describe = (id: number, depth: number): string => {
    const structure = cas.featureStructures.get(id)
    if (structure === undefined || depth === 0) return sofaName(id) ?? structure?.type ?? 'nothing'
    const features = [...structure.features].map(([name, value]) => `${name}=${describeValue(value, depth)}`)
    return `${structure.type} ${features.sort().join(' ')}`
  }
  const isArray = (id: number) => cas.featureStructures.get(id)?.features.has('elements') === true
  return [
    ...cas.sofas.map(({ id: _, array, where: __, ...sofa }) =>
      JSON.stringify(
        { ...sofa, array: array === undefined ? '' : describe(array, 2) },
        Object.keys(sofa).sort(),
      ),
    ),
    ...[...cas.featureStructures.values()].filter(({ id }) => !isArray(id)).map(({ id }) => describe(id, 4)),
    ...cas.views.flatMap(view => view.members.map(id => `${sofaName(view.sofa ?? 0)}: ${describe(id, 4)}`)),
  ].sort()
}

/** Pairs that do not say the same, and why. */
const differences: Readonly<Record<string, string>> = {
  'dkpro-cassis/json/fs_as_array/ser-ref/casWithFloatingPointSpecialValues/data.json':
    'the JSON has a sofa without data, which XMI leaves out',
  'dkpro-cassis/json/fs_as_array/ser-ref/casWithTextAndAnnotations/data.json':
    'the XMI was made before the text was set, and has neither it nor the DocumentAnnotation',
}

describeWithData('JSON CAS files of every source', ['cas'], root => {
  const files = (readdirSync(root, { recursive: true }) as string[])
    .filter(name => name.endsWith('.json') && isCasJson(readFileSync(join(root, name))))
    .sort()
  const pairs = files.filter(name => existsSync(join(root, dirname(name), 'debug.xmi')))

  test('are read, and the same once written', () => {
    expect(files.length).toBe(61)
    for (const name of files) {
      // It has a text where its own type system says that there is a whole number.
      if (name === 'dkpro-cassis/json/child_type_before_parent.json') {
        expect(() => parseCasJson(readFileSync(join(root, name), 'utf8'), name)).toThrow(
          /childFeature: expected a number/,
        )
        continue
      }
      const cas = parseCasJson(readFileSync(join(root, name), 'utf8'), name)
      const text = formatCasJson(cas)
      expect(isCasJson(Buffer.from(text))).toBe(true)
      const again = parseCasJson(text, name)
      expect(plain(again), name).toEqual(plain(cas))
      expect(again.typeSystem.definitions.map(one => one.name).sort(), name).toEqual(
        cas.typeSystem.definitions
          .map(one => one.name)
          .filter(one => one !== 'uima.tcas.DocumentAnnotation')
          .sort(),
      )
    }
  })

  test.each(reference.files)('$path has the annotations that dkpro-cassis finds', file => {
    // It has a text where its own type system says that there is a whole number.
    if (file.path === 'dkpro-cassis/json/child_type_before_parent.json') return
    const cas = parseCasJson(readFileSync(join(root, file.path), 'utf8'), file.path)
    const lines = cas.views.flatMap(view => {
      const text = sofaOf(cas, view)?.text ?? ''
      return viewAnnotations(cas, view).map(({ structure, begin, end }) =>
        Buffer.from(`${structure.type}\t${begin}\t${end}\t${text.slice(begin, end)}`),
      )
    })
    const hash = createHash('sha256')
    for (const [i, line] of lines.sort(Buffer.compare).entries())
      hash.update(i === 0 ? '' : '\n').update(line)
    expect([lines.length, hash.digest('hex')]).toEqual([file.annotations, file.sha256])
  })

  test('are 12 in pairs with XMI', () => {
    expect(pairs.length).toBe(12)
  })

  test.each(pairs)('%s says the same as the XMI beside it', name => {
    const folder = join(root, dirname(name))
    const json = parseCasJson(readFileSync(join(root, name), 'utf8'), name)
    const typeSystem = parseTypeSystem(readFileSync(join(folder, 'debug-typesystem.xml'), 'utf8'), name)
    const xmi = parseXmi(readFileSync(join(folder, 'debug.xmi'), 'utf8'), typeSystem, name)
    if (differences[name] !== undefined) expect(said(json)).not.toEqual(said(xmi))
    else expect(said(json)).toEqual(said(xmi))
    // And what is written from the XMI is read as the same once more.
    expect(plain(parseCasJson(formatCasJson(xmi), name))).toEqual(plain(xmi))
  })
})

describe('what JSON has no word for', () => {
  const types = {
    'my.Numbers': {
      '%SUPER_TYPE': 'uima.cas.TOP',
      long: { '%RANGE': 'uima.cas.Long' },
      longs: { '%RANGE': 'uima.cas.Long[]' },
      double: { '%RANGE': 'uima.cas.Double' },
      list: { '%RANGE': 'uima.cas.StringList' },
    },
  }
  const json = (structures: string) =>
    `{"%TYPES": ${JSON.stringify(types)}, "%FEATURE_STRUCTURES": [${structures}], "%VIEWS": {}}`

  test('whole numbers of 64 bits keep their digits', () => {
    const text = json(
      '{"%ID": 1, "%TYPE": "my.Numbers", "long": -9223372036854775808, "@longs": 2}, ' +
        '{"%ID": 2, "%TYPE": "uima.cas.LongArray", "%ELEMENTS": [9223372036854775807, 1]}',
    )
    const cas = parseCasJson(text, 'a.json')
    expect(cas.featureStructures.get(1)?.features.get('long')).toBe(-9223372036854775808n)
    expect(cas.featureStructures.get(2)?.features.get('elements')).toEqual([9223372036854775807n, 1n])
    expect(plain(parseCasJson(formatCasJson(cas), 'a.json'))).toEqual(plain(cas))
  })

  test.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -0, 1e21, 5, 0.1])(
    '%s',
    double => {
      const parsed = parseCasJson(json('{"%ID": 1, "%TYPE": "my.Numbers", "double": 0.5}'), 'a.json')
      const cas: Cas = {
        ...parsed,
        featureStructures: new Map([
          [1, { id: 1, type: 'my.Numbers', features: new Map([['double', double]]) }],
        ]),
      }
      const again = parseCasJson(formatCasJson(cas), 'a.json')
      expect(again.featureStructures.get(1)?.features.get('double')).toBe(double)
    },
  )

  test('lists inside their owner become lists of their own', () => {
    const parsed = parseCasJson(json('{"%ID": 1, "%TYPE": "my.Numbers"}'), 'a.json')
    const features = new Map([['list', ['a', 'b']]])
    const cas: Cas = { ...parsed, featureStructures: new Map([[1, { id: 1, type: 'my.Numbers', features }]]) }
    const again = parseCasJson(formatCasJson(cas), 'a.json')
    expect([...again.featureStructures.values()].map(one => one.type)).toEqual([
      'uima.cas.EmptyStringList',
      'uima.cas.NonEmptyStringList',
      'uima.cas.NonEmptyStringList',
      'my.Numbers',
    ])
  })

  test('a sofa that shares its id with a feature structure is told from it', () => {
    const cas = parseCasJson(
      json(
        '{"%ID": 1, "%TYPE": "uima.cas.Sofa", "sofaID": "_InitialView", "sofaNum": 1, "sofaString": "x"}, ' +
          '{"%ID": 1, "%TYPE": "uima.tcas.Annotation", "@sofa": 1, "begin": 0, "end": 1}',
      ).replace('"%VIEWS": {}', '"%VIEWS": {"_InitialView": {"%SOFA": 1, "%MEMBERS": [1]}}'),
      'a.json',
    )
    expect(cas.sofas[0]?.id).toBe(2)
    expect(mainView(cas)?.annotations).toMatchObject([{ begin: 0, end: 1 }])
  })
})
