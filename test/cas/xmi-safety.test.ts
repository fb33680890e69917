import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Tree } from '../../src/cas/archive.ts'
import type { Cas, CasValue } from '../../src/cas/cas.ts'
import { openCasFile, startImport } from '../../src/cas/files.ts'
import { Shape } from '../../src/cas/structure-shape.ts'
import { mostStructures, StructureTable } from '../../src/cas/structure-table.ts'
import {
  createTypeSystem,
  formatTypeSystem,
  mergeTypeSystems,
  parseTypeSystem,
  readTypeSystem,
  type TypeSystem,
} from '../../src/cas/typesystem.ts'
import { parseXmi, readXmi } from '../../src/cas/xmi-reader.ts'
import { formatXmi } from '../../src/cas/xmi-writer.ts'
import { MedspanError, Notices } from '../../src/errors.ts'
import { readXml, xmlLimits } from '../../src/text/xml.ts'
import { fuzzRuns, fuzzTimeoutMs } from '../fuzz.ts'
import { changeBytes, changesOf } from '../mutation.ts'
import { describeWithData } from '../shared-data.ts'
import { errorOf, over, sampleXmi, typeSystem, typeSystemXml } from './sample-cas.ts'

const numRuns = fuzzRuns(150)
const timeoutMs = fuzzTimeoutMs(numRuns)

/** What breaks readers of XMI: structure, ids, numbers out of range, names of prototypes, other files. */
const strange = [
  ...[
    '<',
    '>',
    '"',
    '&',
    '/',
    ' ',
    '=',
    '\n',
    '\u0000',
    '\ufffe',
    '🧬',
    '&#1;',
    '&#xD800;',
    '&lol;',
    '<!--',
    ']]>',
  ],
  ...[
    '0',
    '-1',
    '9',
    '99999999999',
    '2147483648',
    '1e9',
    'NaN',
    '',
    '1.1',
    'UTF-16',
    'sofa="9"',
    'xmi:id="1"',
  ],
  ...[
    'xmi:id="0"',
    ' begin="5"',
    ' end="1"',
    'members="',
    '__proto__',
    'constructor',
    'toString',
    'hasOwnProperty',
  ],
  ...[
    'uima.cas.',
    'uima.tcas.Annotation',
    'uima.cas.String',
    'xmlns=""',
    'href="x.xmi#1"',
    '<import location="x"/>',
  ],
  ...['<!DOCTYPE a [<!ENTITY b "c">]>', '<a>', '</a>', '/>', '[]', 'Array', 'List', 'true', '\t'],
].map(text => Buffer.from(text))

const mutations = changesOf('insert', 'replace', 'replace', 'copy', 'byte', 'cut')

/** A CAS without places, whose arrays of texts have no empty elements. */
function plain(cas: Cas) {
  return {
    sofas: cas.sofas.map(({ where: _, ...sofa }) => sofa),
    views: cas.views.map(({ sofa, members }) => ({ sofa, members })),
    structures: [...cas.featureStructures.values()].map(({ id, type, features }) => [
      id,
      type,
      [...features].sort(([a], [b]) => (a < b ? -1 : 1)) as [string, CasValue][],
    ]),
  }
}

/** Reads what was changed: the same after writing and reading, or one clear error. True where it was refused. */
async function tryXmi(bytes: Buffer, system: TypeSystem): Promise<boolean> {
  let cas: Cas
  try {
    cas = await readXmi([bytes], system, 'changed.xmi')
  } catch (error) {
    expectClear(error)
    return true
  }
  const again = await readXmi([Buffer.from(formatXmi(cas))], system, 'again.xmi')
  expect(plain(again)).toEqual(plain(cas))
  return false
}

async function tryTypeSystem(bytes: Buffer): Promise<boolean> {
  let system: TypeSystem
  try {
    system = await readTypeSystem([bytes], 'changed.xml')
  } catch (error) {
    expectClear(error)
    return true
  }
  const again = parseTypeSystem(formatTypeSystem(system), 'again.xml')
  const bare = (one: TypeSystem) => one.definitions.map(definition => ({ ...definition, where: undefined }))
  expect(bare(again)).toEqual(bare(system))
  return false
}

function expectClear(error: unknown): void {
  if (!(error instanceof MedspanError)) throw error
  expect(['input', 'unsafe-input']).toContain(error.code)
  expect(error.where?.path).toMatch(/^changed\./)
  expect(error.where?.line).toEqual(expect.any(Number))
}

async function tryMany<T>(
  samples: readonly T[],
  bytesOf: (sample: T) => Buffer,
  attempt: (bytes: Buffer, sample: T) => Promise<boolean>,
): Promise<void> {
  let refused = 0
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...samples), mutations, async (sample, changes) => {
      if (await attempt(changeBytes(bytesOf(sample), changes, strange), sample)) refused += 1
    }),
    { numRuns },
  )
  // Changes that break everything, or nothing, would try nothing.
  expect(refused).toBeGreaterThan(0)
  expect(refused).toBeLessThan(numRuns)
}

describe('changed files', () => {
  const text = 'β-thalassemia 🧬 and cystic fibrosis. Aspirin helped.'
  const made = sampleXmi(text, [
    over(2, 'custom:Finding', text, 'cystic fibrosis', 'IDUMLS="C0010674"'),
    '<custom:Many xmi:id="3" sofa="1" begin="0" end="1" ratio="-Infinity" sure="true" count="9007199254740993"' +
      ' numbers="1 -2  3" bytes="7F80" parts="2 0 2" first="2" list="2" shared="4">' +
      '<concepts>C0010674</concepts><concepts>a &lt; b</concepts></custom:Many>',
    '<cas:StringArray xmi:id="4"><elements>x</elements><elements/></cas:StringArray>',
  ])
  const files = [made, made.replace('version="1.0"', 'version="1.1"')].map(one => Buffer.from(one))

  test(
    'give a CAS that is the same after writing and reading, or a clear error',
    () =>
      tryMany(
        files,
        file => file,
        bytes => tryXmi(bytes, typeSystem),
      ),
    timeoutMs,
  )

  test(
    'give a type system that is the same after writing and reading, or a clear error',
    () => tryMany([Buffer.from(typeSystemXml)], file => file, tryTypeSystem),
    timeoutMs,
  )
})

describeWithData('changed files of dkpro-cassis and INCEpTION', ['cas'], root => {
  const reference = JSON.parse(readFileSync(join(import.meta.dirname, 'reference/cassis.json'), 'utf8')) as {
    files: { path: string; typeSystems: string[]; error?: string }[]
  }
  const bytes = new Map<string, Buffer>()
  const bytesOf = (path: string): Buffer => {
    const known = bytes.get(path) ?? readFileSync(join(root, path))
    bytes.set(path, known)
    return known
  }
  const systems = new Map<string, TypeSystem>()
  const systemOf = (paths: readonly string[]): TypeSystem => {
    const key = paths.join(' ')
    const known =
      systems.get(key) ?? mergeTypeSystems(paths.map(path => parseTypeSystem(String(bytesOf(path)), path)))
    systems.set(key, known)
    return known
  }
  const files = reference.files.filter(file => file.error === undefined)

  test(
    'give a CAS that is the same after writing and reading, or a clear error',
    () =>
      tryMany(
        files,
        file => bytesOf(file.path),
        (changed, file) => tryXmi(changed, systemOf(file.typeSystems)),
      ),
    timeoutMs,
  )

  test(
    'give a type system that is the same after writing and reading, or a clear error',
    () => {
      const names = [...new Set(files.flatMap(file => file.typeSystems))]
      return tryMany(names, bytesOf, tryTypeSystem)
    },
    timeoutMs,
  )
})

describe('files that mean harm', () => {
  test.each<[string, string, RegExp]>([
    ['a billion laughs', '<!DOCTYPE x [<!ENTITY a "ha">]>', /document type/],
    ['a reference to a file', '<!DOCTYPE x SYSTEM "file:///etc/passwd">', /document type/],
  ])('are refused before anything is expanded: %s', async (_, doctype, message) => {
    for (const xml of [sampleXmi('a', []), typeSystemXml]) {
      const bytes = Buffer.from(xml.replace('?>', `?>${doctype}`))
      for (const work of [() => readXmi([bytes], typeSystem, 'a'), () => readTypeSystem([bytes], 'a')]) {
        const error = await errorOf(work)
        expect(error.code).toBe('unsafe-input')
        expect(error.message).toMatch(message)
      }
    }
  })

  test('are refused where types inherit without bound', async () => {
    const types = Array.from(
      { length: 20_000 },
      (_, i) =>
        `<typeDescription><name>t.T${i}</name><supertypeName>t.T${i + 1}</supertypeName></typeDescription>`,
    ).join('')
    const error = await errorOf(() =>
      parseTypeSystem(`<typeSystemDescription><types>${types}</types></typeSystemDescription>`, 'a'),
    )
    expect(error.code).toBe('unsafe-input')
  })

  test('are read where they are UTF-16, and refused where they are cut inside a character', async () => {
    const xml = Buffer.from(`\ufeff${sampleXmi('né 🧬', [])}`, 'utf16le')
    expect((await readXmi([xml], typeSystem, 'a')).sofas[0]?.text).toBe('né 🧬')
    const big = Buffer.from(xml).swap16()
    expect((await readXmi([big], typeSystem, 'a')).sofas[0]?.text).toBe('né 🧬')
    const error = await errorOf(() => readXmi([xml.subarray(0, xml.length - 3)], typeSystem, 'a'))
    expect(error.message).toMatch(/not UTF-16LE|ends too early/)
  })

  test('are refused where a CAS has more feature structures than any document', async () => {
    const table = new StructureTable('a.xmi')
    const shape = new Shape('uima.cas.TOP')
    const error = await errorOf(() => {
      for (let id = 1; id <= mostStructures + 1; id++) table.add(id, shape, 1, id)
    })
    expect(error.code).toBe('unsafe-input')
    expect(error.message).toMatch(/at most 2,000,000 feature structures/)
    expect(error.where).toMatchObject({ path: 'a.xmi', column: mostStructures + 1 })
  })

  test.each([
    ['has no end', 'a'],
    ['has references without end', '&lt;'],
    ['has line ends without end', '\n'],
  ])('are refused where a tag %s', async (_, one) => {
    const piece = Buffer.from(one.repeat(2 ** 14))
    let given = 0
    function* pieces(): Generator<Uint8Array> {
      yield Buffer.from('<a>\n<b c="')
      for (; given < 1000; given++) yield piece
    }
    const limits = { ...xmlLimits, token: 2 ** 20, joins: 2 ** 17 }
    const error = await errorOf(() => readXml(pieces(), 'a.xmi', { open() {}, close() {} }, limits))
    expect(error.code).toBe('unsafe-input')
    expect(error.message).toBe('a tag or a text has more than 1 MiB, or 131072 lines and references')
    expect(error.where).toMatchObject({ path: 'a.xmi', line: 2, column: 1 })
    expect(given).toBeLessThan(one === 'a' ? 100 : 16)
  })

  test('are refused where their attributes stand in ever other orders', async () => {
    const names = Array.from({ length: 2000 }, (_, i) => `f${i}`)
    const features = names.map(name => ({ name, range: 'uima.cas.Integer', multipleReferencesAllowed: true }))
    const many = createTypeSystem([{ name: 'webanno.custom.Many', supertype: 'uima.cas.TOP', features }])
    const structures = Array.from({ length: 60 }, (_, i) => {
      const turned = [...names.slice(i), ...names.slice(0, i)]
      return `<custom:Many xmi:id="${i + 2}" ${turned.map(name => `${name}="1"`).join(' ')}/>`
    })
    const error = await errorOf(() => parseXmi(sampleXmi('a', structures), many, 'a.xmi'))
    expect(error.code).toBe('unsafe-input')
    expect(error.message).toMatch(/at most 100,000 different orders/)
  })

  test('are refused where types have more features than any type system', async () => {
    const features = Array.from({ length: 20_001 }, (_, i) => ({
      name: `f${i}`,
      range: 'uima.cas.Integer',
      multipleReferencesAllowed: true,
    }))
    const error = await errorOf(() =>
      createTypeSystem([{ name: 't.A', supertype: 'uima.cas.TOP', features }], 'a'),
    )
    expect(error.code).toBe('unsafe-input')
    expect(error.message).toBe('expected at most 20000 features of types, got 20001')
  })

  test('have the type system of their archive read once for all of them', async () => {
    const xmi = Buffer.from(sampleXmi('a', []))
    const names = ['TypeSystem.xml', ...Array.from({ length: 50 }, (_, i) => `${i}/a.xmi`)]
    const reads: string[] = []
    let listed = 0
    const tree: Tree = {
      path: 'a.zip',
      isOnDisk: false,
      entries: [],
      pieces: () => Readable.from([]),
      get names() {
        listed++
        return names
      },
      read: async name => {
        reads.push(name)
        return name === 'TypeSystem.xml' ? Buffer.from(typeSystemXml) : xmi
      },
      inner: () => Promise.reject(new Error('no archive')),
      pathOf: name => name,
      close() {},
    }
    const context = await startImport({}, new Notices())
    for (const name of names.slice(1)) await openCasFile(tree, name, context)
    expect(reads.filter(name => name === 'TypeSystem.xml')).toHaveLength(1)
    expect(listed).toBe(1)
  })
})
