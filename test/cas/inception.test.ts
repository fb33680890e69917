import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { formatCasJson } from '../../src/cas/cas-json.ts'
import { inceptionFormat } from '../../src/cas/inception.ts'
import { xmiFormat } from '../../src/cas/xmi.ts'
import { parseXmi } from '../../src/cas/xmi-reader.ts'
import { testFormat } from '../formats/contract.ts'
import { describeWithData } from '../shared-data.ts'
import { type Files, pack, unpack } from './packed.ts'
import { errorOf, listen, over, sampleXmi, typeSystem, typeSystemXml } from './sample-cas.ts'

const root = mkdtempSync(join(tmpdir(), 'medspan-inception-'))
afterAll(() => rmSync(root, { recursive: true }))
let made = 0

function writeFolder(files: Files): string {
  const folder = join(root, `project-${made++}`)
  unpack(folder, files)
  return folder
}

async function writeZip(files: Files): Promise<string> {
  const path = join(root, `export-${made++}.zip`)
  writeFileSync(path, await pack(files))
  return path
}

const first = 'Aspirin helped. Cough stayed.'
const second = 'No findings.'
const withConcept = sampleXmi(first, [over(2, 'custom:Finding', first, 'Aspirin', 'IDUMLS="C0004057"')])
const withoutConcept = sampleXmi(second, [over(2, 'custom:Finding', second, 'findings')])

const inJson = (xmi: string): string => formatCasJson(parseXmi(xmi, typeSystem, 'a.xmi'))

const tsv = '#FORMAT=WebAnno TSV 3.3\n\n\n#Text=No findings.\n1-1\t0-2\tNo\t\n1-2\t3-11\tfindings\t\n'

const project: Files = {
  'exportedproject42.json': '{}',
  'source/one.txt': first,
  'annotation/one.txt/anna.xmi': sampleXmi(first, []),
  'annotation/one.txt/TypeSystem.xml': typeSystemXml,
  'curation/one.txt/CURATION_USER.xmi': withConcept,
  'curation/one.txt/TypeSystem.xml': typeSystemXml,
  'curation/two.txt/CURATION_USER.xmi': withoutConcept,
  'curation/two.txt/TypeSystem.xml': typeSystemXml,
}

describe('an INCEpTION project', () => {
  test.each([
    ['a folder', async () => writeFolder(project)],
    ['a ZIP', () => writeZip(project)],
    [
      'a ZIP with one more folder around it',
      () => writeZip(Object.fromEntries(Object.entries(project).map(([name, one]) => [`my/${name}`, one]))),
    ],
    [
      'a ZIP of document ZIPs',
      async () =>
        writeZip({
          'curation/one.txt/CURATION_USER.zip': await pack({
            'CURATION_USER.xmi': withConcept,
            'TypeSystem.xml': typeSystemXml,
          }),
          'curation/two.txt/CURATION_USER.zip': await pack({
            'CURATION_USER.xmi': withoutConcept,
            'TypeSystem.xml': typeSystemXml,
          }),
        }),
    ],
    [
      'a ZIP of JSON CAS',
      async () =>
        writeZip({
          'curation/one.txt/CURATION_USER.json': inJson(withConcept),
          'curation/two.txt/CURATION_USER.zip': await pack({ 'CURATION_USER.json': inJson(withoutConcept) }),
        }),
    ],
    ['its curation folder alone', async () => join(writeFolder(project), 'curation')],
    [
      'a folder with one type system for all',
      async () =>
        writeFolder({
          'TypeSystem.xml': typeSystemXml,
          'curation/one.txt/CURATION_USER.xmi': withConcept,
          'curation/two.txt/CURATION_USER.xmi': withoutConcept,
        }),
    ],
  ])('is read from %s: only what was curated, named after its documents', async (_, make) => {
    const path = await make()
    const isFolder = !path.endsWith('.zip')
    const head = isFolder ? new Uint8Array() : readFileSync(path).subarray(0, 4096)
    expect(inceptionFormat.accepts({ path, isFolder, head })).toBe(true)

    const progress = listen()
    const documents = await inceptionFormat.read(path, { progress })
    expect(documents.map(one => [one.id, one.text])).toEqual([
      ['one.txt', first],
      ['two.txt', second],
    ])
    expect(documents[0]?.mentions).toEqual([{ begin: 0, end: 7, concepts: ['C0004057'], types: [] }])
    // Decided over both documents: the second has no concept, but its annotation is a mention all the same.
    expect(documents[1]?.mentions).toEqual([{ begin: 3, end: 11, concepts: [], types: [] }])
    expect(progress.lines).toEqual([
      'concept feature: webanno.custom.Finding / IDUMLS (1 of 1 values are CUIs)',
    ])
    expect(progress.notices).toMatchObject([{ code: 'mention-without-concept', count: 1 }])
  })

  test('is refused without curated documents, and for a form that cannot be read', async () => {
    const {
      'curation/one.txt/CURATION_USER.xmi': _,
      'curation/two.txt/CURATION_USER.xmi': __,
      ...rest
    } = project
    const error = await errorOf(async () => inceptionFormat.read(writeFolder(rest), { progress: listen() }))
    expect(error.code).toBe('data')
    expect(error.message).toMatch(/no curated documents/)

    const other = await writeZip({ 'curation/one.txt/CURATION_USER.ser': 'x' })
    const unread = await errorOf(() => inceptionFormat.read(other, { progress: listen() }))
    expect(unread.message).toMatch(/one\.txt is there only as ser/)
    expect(unread.where?.path).toBe(other)
  })

  const annotated: Files = {
    'exportedproject42.json': JSON.stringify({
      source_documents: [
        { name: 'one.txt', state: 'CURATION_FINISHED' },
        { name: 'two.txt', state: 'CURATION_IN_PROGRESS' },
        { name: 'three.txt', state: 'NEW' },
      ],
      annotation_documents: [
        { name: 'one.txt', user: 'anna', state: 'FINISHED' },
        { name: 'one.txt', user: 'ben', state: 'IN_PROGRESS' },
      ],
    }),
    'TypeSystem.xml': typeSystemXml,
    'source/one.txt': first,
    'annotation/one.txt/INITIAL_CAS.xmi': sampleXmi(first, []),
    'annotation/one.txt/anna.xmi': withConcept,
    'annotation/one.txt/ben.xmi': sampleXmi(first, [
      over(2, 'custom:Finding', first, 'Cough', 'IDUMLS="C0010200"'),
    ]),
    'annotation/two.txt/anna.xmi': withoutConcept,
    'curation/one.txt/CURATION_USER.xmi': withConcept,
    'curation/two.txt/CURATION_USER.xmi': withoutConcept,
  }

  test.each([
    ['all', ['one.txt@anna', 'one.txt@ben', 'two.txt@anna'], ['one.txt', 'one.txt', 'two.txt'], 'anna, ben'],
    ['anna', ['one.txt@anna', 'two.txt@anna'], ['one.txt', 'two.txt'], 'anna'],
    ['ben', ['one.txt@ben'], ['one.txt'], 'ben'],
    ['curated', ['one.txt', 'two.txt'], [undefined, undefined], 'the curators'],
  ])(
    'is read as %s annotated it, versions of a text together in a group',
    async (annotator, ids, groups, who) => {
      const progress = listen()
      const documents = await inceptionFormat.read(await writeZip(annotated), { annotator, progress })
      expect(documents.map(one => one.id)).toEqual(ids)
      expect(documents.map(one => one.group)).toEqual(groups)
      expect(progress.lines[0]).toBe(`annotations by ${who}`)
      const codes = progress.notices.map(one => [one.code, one.count, one.where?.at])
      if (annotator === 'all')
        expect(codes.slice(0, 2)).toEqual([
          ['document-not-annotated', 1, 'three.txt'],
          ['annotation-unfinished', 1, 'one.txt'],
        ])
      if (annotator === 'curated')
        expect(codes.slice(0, 2)).toEqual([
          ['document-not-curated', 1, 'three.txt'],
          ['curation-unfinished', 1, 'two.txt'],
        ])
    },
  )

  test('names its annotators where nothing is curated, or where another one is asked for', async () => {
    const uncurated = Object.fromEntries(
      Object.entries(annotated).filter(([name]) => !name.startsWith('curation/')),
    )
    const path = await writeZip(uncurated)
    const none = await errorOf(() => inceptionFormat.read(path, { progress: listen() }))
    expect(none.hint).toMatch(/--annotator \(there are: anna, ben\), or --annotator all/)
    const other = await errorOf(() =>
      inceptionFormat.read(path, { annotator: 'INITIAL_CAS', progress: listen() }),
    )
    expect(other.code).toBe('config')
    expect(other.message).toBe('the project has no annotations by INITIAL_CAS')
    expect(other.hint).toMatch(/anna, ben/)
  })

  test('is read without its exportedproject.json, which is counted where it is broken', async () => {
    const progress = listen()
    await inceptionFormat.read(await writeZip({ ...annotated, 'exportedproject42.json': '{"source' }), {
      progress,
    })
    expect(progress.notices[0]).toMatchObject({ code: 'inception-project-unreadable', count: 1 })
  })

  test('leaves folders to the importer in which a project is only one thing among others', () => {
    const folder = writeFolder({ 'team/curation/one.txt/CURATION_USER.xmi': withConcept, 'pubtator.txt': '' })
    expect(inceptionFormat.accepts({ path: folder, isFolder: true, head: new Uint8Array() })).toBe(false)
    const mixed = writeFolder({ 'a.xmi': withConcept, 'b.jsonl': '' })
    expect(inceptionFormat.accepts({ path: mixed, isFolder: true, head: new Uint8Array() })).toBe(false)
  })
})

describe('an INCEpTION document', () => {
  test('may have its type system in two descriptors beside it', async () => {
    const split = typeSystemXml.indexOf('<typeDescription>', typeSystemXml.indexOf('webanno.custom') - 200)
    const types = (part: string) =>
      `<typeSystemDescription xmlns="http://uima.apache.org/resourceSpecifier"><types>${part}</types></typeSystemDescription>`
    const inner = typeSystemXml.slice(typeSystemXml.indexOf('<types>') + 7, typeSystemXml.indexOf('</types>'))
    const at = typeSystemXml.slice(0, split).length - typeSystemXml.indexOf('<types>') - 7
    for (const part of [inner.slice(0, at), inner.slice(at)]) expect(part).toContain('<typeDescription>')
    const path = await writeZip({
      'one.xmi': withConcept,
      'dkpro-typesystem.xml': types(inner.slice(0, at)),
      'project-typesystem.xml': types(inner.slice(at)),
    })
    const [document] = await inceptionFormat.read(path, { progress: listen() })
    expect(document?.mentions).toHaveLength(1)
    const folder = writeFolder({
      'one.xmi': withConcept,
      'a.xml': types(inner.slice(0, at)),
      'b.xml': types(inner.slice(at)),
    })
    const typeSystem = ['a.xml', 'b.xml'].map(name => join(folder, name)).join(delimiter)
    expect(await xmiFormat.read(join(folder, 'one.xmi'), { typeSystem, progress: listen() })).toHaveLength(1)
  })

  test('says that it does not name annotators', async () => {
    const path = await writeZip({ 'one.xmi': withConcept, 'TypeSystem.xml': typeSystemXml })
    const progress = listen()
    expect(await inceptionFormat.read(path, { annotator: 'anna', progress })).toHaveLength(1)
    expect(progress.notices).toMatchObject([{ code: 'annotator-unknown', count: 1 }])
  })

  test('is read from a ZIP of XMI and type system', async () => {
    const path = await writeZip({ 'one.xmi': withConcept, 'TypeSystem.xml': typeSystemXml })
    const [document] = await inceptionFormat.read(path, { progress: listen() })
    expect(document).toMatchObject({ id: 'one', text: first, source: `${path}!one.xmi` })
    expect(document?.sentences.map(({ begin, end }) => first.slice(begin, end))).toEqual([
      'Aspirin helped.',
      'Cough stayed.',
    ])
  })

  test('says which entry is broken, and where', async () => {
    const path = await writeZip({ 'one.xmi': withConcept.slice(0, -40), 'TypeSystem.xml': typeSystemXml })
    const error = await errorOf(() => inceptionFormat.read(path, { progress: listen() }))
    expect(error.where).toMatchObject({ path: `${path}!one.xmi`, line: expect.any(Number) })
    expect(error.message).toMatch(/ends too early/)
  })

  test('needs a type system, which may be given', async () => {
    const path = await writeZip({ 'one.xmi': withConcept })
    const error = await errorOf(() => inceptionFormat.read(path, { progress: listen() }))
    expect(error.message).toMatch(/no type system/)
    const typeSystem = join(import.meta.dirname, 'fixtures/TypeSystem.xml')
    expect(await inceptionFormat.read(path, { typeSystem, progress: listen() })).toHaveLength(1)
  })

  test('is refused from a ZIP that holds none', async () => {
    const path = await writeZip({ 'readme.txt': '' })
    expect((await errorOf(() => inceptionFormat.read(path, { progress: listen() }))).code).toBe('input')
  })
})

describeWithData('a project of JSON CAS files', ['cas', 'gemtex-surrogator-project'], path => {
  test('is read with the borders that its annotators had', async () => {
    const progress = listen()
    const documents = await inceptionFormat.read(path, {
      concept: { layer: 'PHI', feature: 'kind' },
      progress,
    })
    expect(documents).toHaveLength(15)
    expect(documents.every(one => one.tokens.length > 0 && one.sentences.length > 0)).toBe(true)
    expect(documents.reduce((sum, one) => sum + one.mentions.length, 0)).toBe(82)
    expect(documents.map(one => one.text)).toEqual(
      documents.map(one => readFileSync(join(path, 'source', one.id), 'utf8')),
    )
  })

  test('has no concepts to be found, and says so', async () => {
    const progress = listen()
    await inceptionFormat.read(path, { progress })
    expect(progress.notices).toMatchObject([
      { code: 'cas-no-concept-feature', count: 15 },
      { code: 'cas-layer-left-out', count: 82, kinds: { 'custom.PHI': 82 } },
    ])
  })
})

testFormat({
  format: inceptionFormat,
  samples: {
    'project.zip': await pack({
      ...project,
      'curation/two.txt/CURATION_USER.zip': await pack({ 'a.tsv': tsv }),
    }),
    'document.zip': await pack({ 'one.xmi': withConcept, 'TypeSystem.xml': typeSystemXml }),
    // Nothing packed, so that mutations reach what is inside.
    'stored.zip': await pack({ 'one.xmi': withConcept, 'TypeSystem.xml': typeSystemXml }, false),
  },
})
