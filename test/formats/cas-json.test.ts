import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { casJsonFormat, parseCasJson } from '../../src/formats/cas-json.ts'
import { formatTypeSystem, parseTypeSystem } from '../../src/formats/typesystem.ts'
import { parseXmi } from '../../src/formats/xmi-reader.ts'
import { formatXmi } from '../../src/formats/xmi-writer.ts'
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
    ['cut off', JSON.stringify(sample).slice(0, -20), /not well-formed JSON/],
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
  ])('is refused %s', async (_, json, message) => {
    const error = await errorOf(() => parseCasJson(json, 'a.json'))
    expect(error.code).toBe('input')
    expect(error.message).toMatch(message)
    expect(error.where?.path).toBe('a.json')
  })
})
