import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { ZipFile } from 'yazl'
import { inceptionFormat } from '../../src/formats/inception.ts'
import { describeWithData } from '../shared-data.ts'
import { errorOf, listen, over, sampleXmi, typeSystemXml } from './sample-cas.ts'

const root = mkdtempSync(join(tmpdir(), 'medspan-inception-'))
afterAll(() => rmSync(root, { recursive: true }))
let made = 0

type Files = Readonly<Record<string, string | Buffer>>

function writeFolder(files: Files): string {
  const folder = join(root, `project-${made++}`)
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), content)
  }
  return folder
}

async function pack(files: Files): Promise<Buffer> {
  const file = new ZipFile()
  for (const [name, content] of Object.entries(files)) file.addBuffer(Buffer.from(content), name)
  file.end()
  const chunks: Buffer[] = []
  for await (const chunk of file.outputStream) chunks.push(Buffer.from(chunk))
  return Buffer.concat(chunks)
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

  test('leaves folders to the importer in which a project is only one thing among others', () => {
    const folder = writeFolder({ 'team/curation/one.txt/CURATION_USER.xmi': withConcept, 'pubtator.txt': '' })
    expect(inceptionFormat.accepts({ path: folder, isFolder: true, head: new Uint8Array() })).toBe(false)
    const mixed = writeFolder({ 'a.xmi': withConcept, 'b.jsonl': '' })
    expect(inceptionFormat.accepts({ path: mixed, isFolder: true, head: new Uint8Array() })).toBe(false)
  })
})

describe('an INCEpTION document', () => {
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
      { code: 'cas-layer-left-out', count: 82, message: expect.stringContaining('custom.PHI') },
    ])
  })
})
