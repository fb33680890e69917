import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { openTree } from '../../src/cas/archive.ts'
import { folderAt, folderOf, loadTypeSystem } from '../../src/cas/descriptors.ts'
import { importCorpus } from '../../src/formats/index.ts'
import { type Files, pack, unpack } from './packed.ts'
import { errorOf, listen } from './sample-cas.ts'

const root = mkdtempSync(join(tmpdir(), 'medspan-descriptors-'))
afterAll(() => rmSync(root, { recursive: true }))
let made = 0

function writeFolder(files: Files): string {
  const folder = join(root, `folder-${made++}`)
  unpack(folder, files)
  return folder
}

async function writeZip(files: Files): Promise<string> {
  const path = join(root, `archive-${made++}.zip`)
  writeFileSync(path, await pack(files))
  return path
}

/** A descriptor with imports, and with types that have features for texts. */
function descriptor(
  imports: readonly string[],
  types: Readonly<Record<string, readonly string[]>> = {},
): string {
  const declared = Object.entries(types).map(
    ([name, features]) =>
      `<typeDescription><name>${name}</name><supertypeName>uima.tcas.Annotation</supertypeName><features>${features
        .map(
          feature =>
            `<featureDescription><name>${feature}</name><rangeTypeName>uima.cas.String</rangeTypeName></featureDescription>`,
        )
        .join('')}</features></typeDescription>`,
  )
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<typeSystemDescription xmlns="http://uima.apache.org/resourceSpecifier">',
    `<imports>${imports.map(one => `\n  <import ${one}/>`).join('')}</imports>`,
    `<types>${declared.join('')}</types></typeSystemDescription>`,
  ].join('\n')
}

const xmi = `<xmi:XMI xmlns:xmi="http://www.omg.org/XMI" xmlns:cas="http:///uima/cas.ecore" xmlns:my="http:///my.ecore">
<my:Drug xmi:id="2" sofa="1" begin="0" end="7" cui="C0004057" note="x"/>
<cas:Sofa xmi:id="1" sofaNum="1" sofaID="_InitialView" sofaString="Aspirin"/><cas:View sofa="1" members="2"/></xmi:XMI>`

const drug = descriptor([], { 'my.Drug': ['cui'] })
const note = descriptor([], { 'my.Drug': ['note'] })

async function conceptsIn(path: string, typeSystem?: string) {
  const documents = await importCorpus([path], { progress: listen(), typeSystem })
  return documents.flatMap(({ mentions }) => mentions.flatMap(({ concepts }) => concepts))
}

const refusalOf = (files: Files) =>
  errorOf(async () => conceptsIn(join(writeFolder({ ...files, 'a.xmi': xmi }), 'a.xmi')))

/** Ways to lay out types that need each other. */
const layouts: Readonly<Record<string, Files>> = {
  'locations beside and below it': {
    'TypeSystem.xml': descriptor(['location="drug.xml"', 'location="more/my%20note.xml"']),
    'drug.xml': drug,
    'more/my note.xml': note,
  },
  'locations that lead up again': {
    'TypeSystem.xml': descriptor(['location="more/all.xml"']),
    'more/all.xml': descriptor(['location="../drug.xml"', 'location="./../more/note.xml"']),
    'drug.xml': drug,
    'more/note.xml': note,
  },
  names: {
    'TypeSystem.xml': descriptor(['name="org.my.All"']),
    'org/my/All.xml': descriptor(['name="org.my.Drug"', 'location="note.xml"']),
    'org/my/Drug.xml': drug,
    'org/my/note.xml': note,
  },
  'circles, and twice the same': {
    'TypeSystem.xml': descriptor(['location="TypeSystem.xml"', 'location="drug.xml"', 'name="drug"']),
    'drug.xml': descriptor(['location="note.xml"'], { 'my.Drug': ['cui'] }),
    'note.xml': descriptor(['location="drug.xml"', 'name="TypeSystem"'], { 'my.Drug': ['note', 'cui'] }),
  },
}

describe('the imports of a type system', () => {
  test.each(Object.keys(layouts))('are followed: %s', async layout => {
    const files = { ...layouts[layout]!, 'a.xmi': xmi }
    const folder = writeFolder(files)
    const below = Object.fromEntries(Object.entries(files).map(([name, one]) => [`in/${name}`, one]))
    for (const path of [folder, join(folder, 'a.xmi'), await writeZip(files), await writeZip(below)])
      expect(await conceptsIn(path)).toEqual(['C0004057'])
    const alone = writeFolder({ 'a.xmi': xmi })
    expect(await conceptsIn(alone, join(folder, 'TypeSystem.xml'))).toEqual(['C0004057'])
  })

  test('are merged as type systems are, and contradictions say where', async () => {
    const error = await refusalOf({
      'TypeSystem.xml': descriptor(['location="other.xml"'], { 'my.Drug': ['cui'] }),
      'other.xml': drug.replace('uima.tcas.Annotation', 'uima.cas.TOP'),
    })
    expect(error.message).toMatch(/my\.Drug is declared twice/)
    expect(error.where?.path).toMatch(/other\.xml$/)
  })

  test.each([
    'location="file:///etc/passwd"',
    'location="http://127.0.0.1:9/types.xml"',
    'location="jar:file:/x.jar!/types.xml"',
    'location="C:/types.xml"',
    'location="/etc/passwd"',
    'location="//host/types.xml"',
    'location="../outside.xml"',
    'location="more/../../outside.xml"',
    'location="%2e%2e/outside.xml"',
    'location="..%2Foutside.xml"',
    'location="..\\outside.xml"',
    'location="a%00.xml"',
    'location="%"',
    'name="../outside"',
    'name="..outside"',
    'name="/etc/passwd"',
    'name="a..b"',
    'name=""',
  ])('do not lead elsewhere: %s', async written => {
    writeFileSync(join(root, 'outside.xml'), drug)
    const files = { 'TypeSystem.xml': descriptor([written]), 'a.xmi': xmi }
    for (const path of [writeFolder(files), await writeZip(files)]) {
      const error = await errorOf(() => conceptsIn(path))
      expect(error).toMatchObject({ code: 'unsafe-input', where: { line: 4, column: 3 } })
      expect(error.message).toMatch(
        /^the type system imports .*, expected a file in the folder that was given$/,
      )
      expect(error.where?.path).toMatch(/TypeSystem\.xml$/)
    }
  })

  test.skipIf(process.platform === 'win32')('do not lead elsewhere by links, nor to a pipe', async () => {
    const folder = writeFolder({ 'a.xmi': xmi, 'TypeSystem.xml': descriptor(['location="x.xml"']) })
    writeFileSync(join(root, 'outside.xml'), drug)
    const refusal = () => errorOf(() => conceptsIn(join(folder, 'a.xmi')))
    symlinkSync('../outside.xml', join(folder, 'x.xml'))
    expect(await refusal()).toMatchObject({ code: 'unsafe-input', where: { path: join(folder, 'x.xml') } })
    rmSync(join(folder, 'x.xml'))
    execFileSync('mkfifo', [join(folder, 'x.xml')])
    expect(await refusal()).toMatchObject({ code: 'unsafe-input', where: { path: join(folder, 'x.xml') } })
    rmSync(join(folder, 'x.xml'))
    mkdirSync(join(folder, 'real'))
    writeFileSync(join(folder, 'real', 'x.xml'), descriptor([], { 'my.Drug': ['cui', 'note'] }))
    symlinkSync('real/x.xml', join(folder, 'x.xml'))
    expect(await conceptsIn(join(folder, 'a.xmi'))).toEqual(['C0004057'])
    symlinkSync(folder, join(dirname(folder), 'named'))
    expect(await conceptsIn(join(root, 'named', 'a.xmi'))).toEqual(['C0004057'])
  })

  test('are reported where they are missing', async () => {
    const byLocation = await refusalOf({ 'TypeSystem.xml': descriptor(['location="more/none.xml"']) })
    expect(byLocation).toMatchObject({ code: 'input', where: { line: 4, column: 3 } })
    expect(byLocation.message).toMatch(
      /"more\/none\.xml", which is missing: there is no \/.*\/more\/none\.xml$/,
    )
    const byName = await refusalOf({
      'TypeSystem.xml': descriptor(['location="in/it/b.xml"']),
      'in/it/b.xml': descriptor(['name="org.None"']),
    })
    expect(byName.message).toMatch(
      /"org\.None", which is missing: there is no \/.*\d\/org\/None\.xml, nor in a folder from there to .*b\.xml$/,
    )
    expect(byName.where?.path).toMatch(/b\.xml$/)
  })

  test('have either a location or a name', async () => {
    for (const written of ['', 'location="a.xml" name="a"'])
      expect((await refusalOf({ 'TypeSystem.xml': descriptor([written]) })).message).toBe(
        'expected an import with either a location or a name',
      )
  })

  test('are read again where they have changed, and else are the same', async () => {
    const folder = writeFolder({ 'TypeSystem.xml': descriptor(['location="drug.xml"']), 'drug.xml': drug })
    const load = () => {
      const name = 'TypeSystem.xml'
      return loadTypeSystem([{ folder: folderAt(folder), name, bytes: readFileSync(join(folder, name)) }])
    }
    const first = await load()
    expect(await load()).toBe(first)
    writeFileSync(join(folder, 'drug.xml'), note)
    expect([...(await load()).features('my.Drug').keys()]).toContain('note')
    expect([...first.features('my.Drug').keys()]).not.toContain('note')
  })

  test('of a folder read only so much, however many documents need the same', async () => {
    const folder = writeFolder({ 'drug.xml': drug })
    const tree = await openTree(folder)
    const limited = folderOf(tree, 2 * drug.length)
    for (let i = 0; i < 2; i++) expect(await limited.read('drug.xml')).toHaveLength(drug.length)
    expect((await errorOf(() => limited.read('drug.xml'))).code).toBe('unsafe-input')
    expect(await limited.read('none.xml')).toBeUndefined()
    tree.close()
  })

  test('are not endless', async () => {
    const many = descriptor(Array(10_001).fill('location="TypeSystem.xml"'))
    expect(await refusalOf({ 'TypeSystem.xml': many })).toMatchObject({
      code: 'unsafe-input',
      message: 'expected at most 10000 imports of type systems, got more',
    })
    const chain = Object.fromEntries(
      Array.from({ length: 300 }, (_, i) => [
        i === 0 ? 'TypeSystem.xml' : `${i}.xml`,
        descriptor(i === 299 ? [] : Array(100).fill(`location="${i + 1}.xml"`)),
      ]),
    )
    expect((await refusalOf(chain)).message).toMatch(/^expected at most 10000 imports/)
  })
})
