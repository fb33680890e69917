import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Cas } from '../../src/cas/cas.ts'
import { formatCasJson, parseCasJson } from '../../src/cas/cas-json.ts'
import { type ConvertOptions, convertCases } from '../../src/cas/convert.ts'
import { parseTypeSystem } from '../../src/cas/typesystem.ts'
import { parseXmi } from '../../src/cas/xmi.ts'
import { silent } from '../../src/progress.ts'
import { pack, unpack } from './packed.ts'
import { over, sampleXmi, typeSystem, typeSystemXml } from './sample-cas.ts'

let root: string
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'medspan-convert-'))
})
afterAll(() => rm(root, { recursive: true }))

const text = 'Acid 🧬 rain.'
const letter = sampleXmi(text, [
  over(5, 'custom:Finding', text, 'rain', 'IDUMLS="C0010200" comment="a&#10;b"'),
  '<custom:Many xmi:id="6" sofa="1" begin="0" end="4" list="5 5" parts="5 7" shared="9"/>',
  '<cas:StringArray xmi:id="9"><elements>x</elements><elements/></cas:StringArray>',
  over(7, 'seg:Token', text, 'Acid'),
])

/** What is in a CAS, whichever ids it has and however arrays stand in it. */
function contentOf(cas: Cas): unknown {
  const plain = (value: unknown, depth: number): unknown => {
    if (Array.isArray(value)) return value.map(one => plain(one, depth))
    if (typeof value !== 'object' || value === null || !('ref' in value)) return value
    const held = cas.featureStructures.get(value.ref as number)
    if (held === undefined) return 'sofa'
    const elements = held.features.get('elements')
    if (elements !== undefined) return plain(elements, depth)
    const kind = held.type.replace(/^uima\.cas\./, '')
    if (/^Empty\w+List$/.test(kind)) return []
    if (/^NonEmpty\w+List$/.test(kind))
      return [
        plain(held.features.get('head'), depth),
        ...(plain(held.features.get('tail'), depth) as unknown[]),
      ]
    return depth > 3 ? held.type : contentAt(value.ref as number, depth + 1)
  }
  const contentAt = (id: number, depth = 0): unknown => {
    const { type, features } = cas.featureStructures.get(id)!
    return {
      type,
      ...Object.fromEntries([...features].map(([name, value]) => [name, plain(value, depth)])),
    }
  }
  return {
    sofas: cas.sofas.map(({ name, text: own }) => [name, own]),
    views: cas.views.map(({ members }) =>
      members.filter(id => !/Array|List$/.test(cas.featureStructures.get(id)!.type)).map(id => contentAt(id)),
    ),
  }
}

const before = contentOf(parseXmi(letter, typeSystem, 'letter'))

async function convert(files: Record<string, string | Buffer>, to: ConvertOptions['to'], names?: string[]) {
  const folder = await mkdtemp(join(root, 'in-'))
  unpack(join(folder, 'in'), files)
  const output = join(folder, 'out')
  const paths = names?.map(name => join(folder, 'in', name)) ?? [join(folder, 'in')]
  const count = await convertCases(paths, output, { to, progress: silent })
  return { count, output }
}

async function readXmis(output: string): Promise<Record<string, unknown>> {
  const types = parseTypeSystem(await readFile(join(output, 'TypeSystem.xml'), 'utf8'), 'types')
  const found: Record<string, unknown> = {}
  for (const name of await readdir(output))
    if (name.endsWith('.xmi'))
      found[name] = contentOf(parseXmi(await readFile(join(output, name), 'utf8'), types, name))
  return found
}

test('XMI becomes JSON and XMI with everything that was in it, and JSON becomes XMI again', async () => {
  const files = { 'TypeSystem.xml': typeSystemXml, 'letter.xmi': letter, 'README.md': 'x' }
  const json = await convert(files, 'cas-json')
  expect([json.count, await readdir(json.output)]).toEqual([1, ['letter.json']])
  const written = await readFile(join(json.output, 'letter.json'), 'utf8')
  expect(contentOf(parseCasJson(written, 'json'))).toEqual(before)
  const same = await convert(files, 'xmi')
  expect(await readXmis(same.output)).toEqual({ 'letter.xmi': before })
  const back = await convert({ 'letter.json': written }, 'xmi')
  expect(await readXmis(back.output)).toEqual({ 'letter.xmi': before })
  // Of two arrays the one that nothing else refers to stands in its owner, as in INCEpTION's XMI.
  expect(await readFile(join(back.output, 'letter.xmi'), 'utf8')).toMatch(
    /<custom:Many [^>]* list="5 5" parts="5 7"/,
  )
})

test('of a project the curated documents are converted, with their names', async () => {
  const { count, output } = await convert(
    {
      'exportedproject1.json': '{}',
      'source/a.txt': text,
      'annotation/a.txt/ann.json': formatCasJson(parseXmi(sampleXmi(text, []), typeSystem, 'a')),
      'curation/a.txt/CURATION_USER.zip': await pack({
        'TypeSystem.xml': typeSystemXml,
        'CURATION_USER.xmi': letter,
      }),
    },
    'xmi',
  )
  expect(count).toBe(1)
  expect(await readXmis(output)).toEqual({ 'a.txt.xmi': before })
})

test('what is no CAS, or lies among others, is left to be read as documents, and nothing is written', async () => {
  const files = { 'TypeSystem.xml': typeSystemXml, 'letter.xmi': letter, 'corpus.jsonl': '{}', 'a/b.txt': '' }
  for (const names of [undefined, ['corpus.jsonl'], ['letter.xmi', 'corpus.jsonl'], ['absent.xmi'], ['a']]) {
    const { count, output } = await convert(files, 'xmi', names)
    expect(count).toBeUndefined()
    await expect(readdir(output)).rejects.toThrow(/ENOENT/)
  }
  expect((await convert(files, 'xmi', ['letter.xmi'])).count).toBe(1)
})

test('nothing is left where a document is broken, or a folder has something in it', async () => {
  const files = { 'TypeSystem.xml': typeSystemXml, 'a.xmi': letter, 'b.xmi': letter.slice(0, -20) }
  await expect(convert(files, 'xmi')).rejects.toMatchObject({ code: 'input' })
  const folder = await mkdtemp(join(root, 'full-'))
  await writeFile(join(folder, 'a.json'), formatCasJson(parseXmi(letter, typeSystem, 'a')))
  const options = { to: 'xmi', progress: silent } as const
  await expect(convertCases([join(folder, 'a.json')], folder, options)).rejects.toMatchObject({
    code: 'output',
  })
  expect(await readdir(folder)).toEqual(['a.json'])
})
