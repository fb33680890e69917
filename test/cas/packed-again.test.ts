import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { findProjects, findVersions, namesBeside } from '../../src/cas/inception-project.ts'
import { importCorpus } from '../../src/formats/index.ts'
import { asOnMac, type Files, pack, unpack, withoutFlags } from './packed.ts'
import { errorOf, listen, over, sampleXmi, typeSystemXml } from './sample-cas.ts'

const root = mkdtempSync(join(tmpdir(), 'medspan-packed-again-'))
afterAll(() => rmSync(root, { recursive: true }))
let made = 0

function writeFolder(files: Files): string {
  const folder = join(root, `folder-${made++}`)
  unpack(folder, files)
  return folder
}

function write(bytes: Buffer): string {
  const path = join(root, `archive-${made++}.zip`)
  writeFileSync(path, bytes)
  return path
}

const read = (path: string, annotator?: string) =>
  importCorpus([path], { progress: listen(), ...(annotator === undefined ? {} : { annotator }) })

const text = 'Aspirin helped.'
const curated = sampleXmi(text, [over(2, 'custom:Finding', text, 'Aspirin', 'IDUMLS="C0004057"')])
const document = (name: string) => pack({ [name]: curated, 'TypeSystem.xml': typeSystemXml })

const states = {
  source_documents: [
    { name: 'Gräfin Ühlemann.txt', state: 'CURATION_FINISHED' },
    { name: 'two.txt', state: 'CURATION_FINISHED' },
  ],
  annotation_documents: [{ name: 'two.txt', user: 'jürgen', state: 'FINISHED' }],
}
const project: Files = {
  'exportedproject42.json': JSON.stringify(states),
  'log/project.log': '',
  'source/Gräfin Ühlemann.txt': text,
  'source/two.txt': text,
  'annotation/two.txt/jürgen.zip': await document('jürgen.xmi'),
  'annotation_ser/two.txt/INITIAL_CAS.ser': '',
  'curation/Gräfin Ühlemann.txt/CURATION_USER.zip': await document('CURATION_USER.xmi'),
  'curation/two.txt/CURATION_USER.zip': await document('CURATION_USER.xmi'),
}
const {
  'annotation/two.txt/jürgen.zip': _,
  'annotation_ser/two.txt/INITIAL_CAS.ser': __,
  ...unannotated
} = project

const below = (folder: string, files: Files): Files =>
  Object.fromEntries(Object.entries(files).map(([name, content]) => [`${folder}/${name}`, content]))

/** Ways in which a project comes. */
const ways: Readonly<Record<string, () => Promise<string>>> = {
  'as it was exported': async () => write(await pack(project)),
  'as a folder that a Mac packed': async () =>
    write(withoutFlags(await pack(asOnMac('Mein Projekt', project)))),
  'as a folder that a Mac packed, without annotators': async () =>
    write(withoutFlags(await pack(asOnMac('Mein Projekt', unannotated)))),
  'as a folder that a Mac packed, without its description': async () =>
    write(withoutFlags(await pack(asOnMac('p', { ...unannotated, 'exportedproject42.json': '{}' })))),
  'three folders deep': async () => write(await pack(asOnMac('a/b/c', project))),
  'as the archive itself, packed again': async () =>
    write(withoutFlags(await pack(asOnMac('Mein Projekt', { 'export.zip': await pack(project) })))),
  'as a folder': async () => writeFolder({ ...project, '.DS_Store': '', 'curation/.DS_Store': '' }),
  'as a folder that was packed by a Mac and unpacked': async () =>
    writeFolder(asOnMac('Mein Projekt', project)),
  'one folder down beside something else': async () =>
    writeFolder({ ...asOnMac('Mein Projekt', unannotated), 'README.md': '' }),
}

describe('a project', () => {
  test.each(Object.keys(ways))('%s has the same documents', async way => {
    const documents = await read(await ways[way]!())
    expect(documents.map(({ id, mentions }) => [id, mentions.map(({ concepts }) => concepts)])).toEqual([
      ['Gräfin Ühlemann.txt', [['C0004057']]],
      ['two.txt', [['C0004057']]],
    ])
  })

  test('that a Mac packed names its annotators as they are called', async () => {
    const path = write(withoutFlags(await pack(asOnMac('p', project))))
    expect((await read(path, 'jürgen')).map(({ id, group }) => [id, group])).toEqual([
      ['two.txt@jürgen', 'two.txt'],
    ])
  })

  test('does not hide another one in the same archive, or documents beside them', async () => {
    const files = {
      ...below('a', project),
      ...below('b', project),
      'c/three.zip': await document('three.xmi'),
    }
    const ids = ['Gräfin Ühlemann.txt', 'two.txt']
    for (const path of [write(await pack(files)), writeFolder(files)])
      expect((await read(path)).map(({ id }) => id).sort()).toEqual([...ids, 'three'].sort())
  })

  test('that was exported in Java’s format alone says which one to export', async () => {
    const files = {
      'exportedproject42.json': '{}',
      'curation_ser/one.txt/CURATION_USER.ser': 'x',
      // What was annotated before is no curated document.
      'source/one.xmi': curated,
      'source/TypeSystem.xml': typeSystemXml,
    }
    const folder = writeFolder(asOnMac('p', files))
    for (const path of [write(await pack(files)), write(await pack(asOnMac('p', files))), folder]) {
      const error = await errorOf(() => read(path))
      expect(error.message).toBe('the project has no documents in a format that can be read')
      expect(error.hint).toContain('"UIMA CAS XMI (XML 1.0)"')
    }
  })

  test('is not what a lone description says', async () => {
    const files = { 'exportedproject1.json': '{}', 'one.xmi': curated, 'TypeSystem.xml': typeSystemXml }
    expect((await read(write(await pack(files)))).map(({ id }) => id)).toEqual(['one'])
    const none = await errorOf(async () => read(write(await pack({ 'exportedproject1.json': '{}' }))))
    expect(none.message).toMatch(/^expected an \.xmi, \.json or \.tsv file/)
  })

  test('is found among as many names as an archive may have', () => {
    const names = Array.from({ length: 30_000 }, (_, i) =>
      i % 3 === 0
        ? `${'a/'.repeat(i % 9)}exportedproject${i}.json`
        : `${'b/'.repeat(i % 200)}curation/${i}/${i % 3 === 1 ? 'x' : 'CURATION_USER'}.xmi`,
    ).sort()
    const projects = findProjects(names)
    expect(projects).toHaveLength(200)
    expect(namesBeside(names, projects)).toEqual([])
    expect(findVersions(names)).toHaveLength(10_000)
  })
})

describe('an XMI file', () => {
  test('is read with its type system, not with what a Mac put beside it', async () => {
    const folder = writeFolder({
      'one.xmi': curated,
      'my-typesystem.xml': typeSystemXml,
      '._my-typesystem.xml': Buffer.from([0, 5, 22, 7]),
    })
    expect(await read(join(folder, 'one.xmi'))).toHaveLength(1)
  })
})
