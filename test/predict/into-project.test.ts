import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openTree } from '../../src/cas/archive.ts'
import { formatCasJson } from '../../src/cas/cas-json.ts'
import { createTypeSystem, parseTypeSystem } from '../../src/cas/typesystem.ts'
import { parseXmi } from '../../src/cas/xmi.ts'
import { importCorpus } from '../../src/formats/index.ts'
import { type IntoOptions, predictInto } from '../../src/predict/into.ts'
import { coveredText } from '../../src/text/document.ts'
import { type Files, pack, unpack } from '../cas/packed.ts'
import { listen, over, sampleXmi, typeSystem, typeSystemXml } from '../cas/sample-cas.ts'
import { describeWithData } from '../shared-data.ts'
import { createPatternTagger } from './test-tagger.ts'

const NAMED_ENTITY = 'de.tudarmstadt.ukp.dkpro.core.api.ner.type.NamedEntity'
const tagger = createPatternTagger(/acid/g, 'Drug')

let root: string
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'medspan-into-project-'))
})
afterAll(() => rm(root, { recursive: true }))

const text = 'An acid. Cough, acid rain 😷.'
const curated = sampleXmi(text, [over(7, 'custom:Finding', text, 'Cough', 'IDUMLS="C0010200"')])

/** A layer with a slot, whose arrays are structures of their own in JSON. */
const slots = createTypeSystem([
  ...typeSystem.definitions,
  {
    name: 'webanno.custom.Link',
    supertype: 'uima.cas.TOP',
    features: [{ name: 'role', range: 'uima.cas.String', multipleReferencesAllowed: false }],
  },
  {
    name: 'webanno.custom.Event',
    supertype: 'uima.tcas.Annotation',
    features: [
      {
        name: 'slots',
        range: 'uima.cas.FSArray',
        elementType: 'webanno.custom.Link',
        multipleReferencesAllowed: false,
      },
    ],
  },
])
const initial = formatCasJson(
  parseXmi(
    sampleXmi(text, ['<custom:Event xmi:id="9" sofa="1" begin="0" end="2" slots="10 11"/>']).replace(
      '  <cas:Sofa',
      '  <custom:Link xmi:id="10" role="of"/><custom:Link xmi:id="11" role="by"/>\n  <cas:Sofa',
    ),
    slots,
    'initial',
  ),
)

const description = {
  name: 'Säuren',
  slug: 'saeuren',
  mode: 'annotation',
  source_documents: [
    { name: 'a.txt', format: 'text', state: 'CURATION_FINISHED', timestamp: 1572163797000 },
    { name: 'b ü.txt', format: 'pdf', state: 'ANNOTATION_IN_PROGRESS' },
  ],
  annotation_documents: [
    { name: 'a.txt', user: 'ann', state: 'FINISHED', annotatorComment: 'done' },
    { name: 'a.txt', user: 'CURATION_USER', state: 'FINISHED' },
    { name: 'b ü.txt', user: 'ann', state: 'IN_PROGRESS' },
    { name: 'b ü.txt', user: 'ben', state: 'IGNORE' },
  ],
  project_permissions: [{ level: 'USER', user: 'ann' }],
  tag_sets: [{ name: 'kinds', tags: [{ tag_name: '<b>' }] }],
  layers: [{ name: 'webanno.custom.Finding' }, { name: NAMED_ENTITY }, { name: 'webanno.custom.Event' }],
  state: 'CURATION_IN_PROGRESS',
  version: 1,
}
const ser = Buffer.from([0xac, 0xed, 0, 5, 13, 10])

const filesOf = async (changed: object = {}): Promise<Files> => ({
  'exportedproject123.json': JSON.stringify({ ...description, ...changed }),
  'source/a.txt': text,
  'source/b ü.txt': '%PDF-1.7',
  'annotation_ser/a.txt/INITIAL_CAS.ser': ser,
  'annotation_ser/a.txt/ann.ser': ser,
  'annotation_ser/b ü.txt/INITIAL_CAS.ser': ser,
  'annotation/a.txt/INITIAL_CAS.json': initial,
  'annotation/b ü.txt/INITIAL_CAS.json': initial,
  'annotation/b ü.txt/ann.json': initial,
  'curation_ser/a.txt/CURATION_USER.ser': ser,
  'curation/a.txt/CURATION_USER.zip': await pack({
    'CURATION_USER.xmi': curated,
    'TypeSystem.xml': typeSystemXml,
  }),
  'event.log': '{"documentName": "a.txt"}\r\n',
  'guidelines/how to.pdf': Buffer.from([1, 2, 255]),
  'log/': '',
})

async function into(files: Files, options: Partial<IntoOptions> = {}) {
  const folder = await mkdtemp(join(root, 'in-'))
  const [input, output] = [join(folder, 'in.zip'), join(folder, 'out.zip')]
  await writeFile(input, await pack(files))
  const progress = listen()
  const found = await predictInto([input], { tagger, output, progress, ...options })
  const tree = await openTree(output)
  const written = new Map<string, Buffer>()
  for (const { name } of tree.entries)
    written.set(name, name.endsWith('/') ? Buffer.alloc(0) : Buffer.from(await tree.read(name)))
  tree.close()
  return { output, found, written, notices: progress.notices.map(({ code, count }) => `${code} ${count}`) }
}

describe('a project export', () => {
  it('comes out as a project whose source documents are XMI with the mentions', async () => {
    const files = await filesOf()
    const { found, written, notices } = await into(files)
    expect(found).toEqual({ documents: 2, mentions: 4 })
    expect(notices).toEqual(['inception-work-left 3'])
    expect([...written.keys()]).toEqual([
      'exportedproject123.json',
      'source/a.txt',
      'source/b ü.txt',
      'event.log',
      'guidelines/how to.pdf',
      'log/',
      'TypeSystem.xml',
    ])
    for (const name of ['event.log', 'guidelines/how to.pdf'])
      expect(written.get(name), name).toEqual(Buffer.from(files[name]!))
    expect(JSON.parse(written.get('exportedproject123.json')!.toString())).toEqual({
      ...description,
      source_documents: [
        { name: 'a.txt', format: 'xmi', state: 'NEW', timestamp: 1572163797000 },
        { name: 'b ü.txt', format: 'xmi', state: 'NEW' },
      ],
      annotation_documents: [{ name: 'b ü.txt', user: 'ben', state: 'IGNORE' }],
      state: 'NEW',
    })
  })

  it('keeps what the documents had: the curated annotations, and slots with their elements inside', async () => {
    const { written } = await into(await filesOf())
    const xmi = (name: string): string => written.get(name)!.toString()
    const types = parseTypeSystem(xmi('TypeSystem.xml'), 'types')
    const [first, second] = ['source/a.txt', 'source/b ü.txt'].map(name =>
      [...parseXmi(xmi(name), types, name).featureStructures.values()].map(({ type, features }) => [
        type.slice(type.lastIndexOf('.') + 1),
        features.get('IDUMLS') ?? features.get('value') ?? features.get('slots') ?? features.get('role'),
      ]),
    )
    const added = [
      ['NamedEntity', 'Drug'],
      ['NamedEntity', 'Drug'],
    ]
    expect(first).toEqual([['Finding', 'C0010200'], ...added])
    expect(second).toEqual(
      expect.arrayContaining([
        ['Event', [{ ref: 10 }, { ref: 11 }]],
        ['Link', 'of'],
        ['Link', 'by'],
        ...added,
      ]),
    )
    // INCEpTION's slots allow no multiple references: their elements stand in the attribute.
    expect(xmi('source/b ü.txt')).toMatch(/<custom:Event [^>]*slots="10 11"/)
  })

  it('is read again with the mentions, and takes others once more', async () => {
    const { output, written } = await into(await filesOf())
    const progress = listen()
    const concept = { layer: NAMED_ENTITY, typeFeature: 'value' }
    const corpus = await importCorpus([output], { progress, concept })
    expect(corpus.map(one => [one.id, one.mentions.map(mention => coveredText(one, mention))])).toEqual([
      ['a.txt', ['acid', 'acid']],
      ['b ü.txt', ['acid', 'acid']],
    ])
    expect(progress.notices.map(({ code, count }) => `${code} ${count}`)).toContain(
      'inception-not-annotated 2',
    )
    const again = await into(Object.fromEntries(written), { tagger: createPatternTagger(/rain/g, 'Water') })
    expect(again.found).toEqual({ documents: 2, mentions: 2 })
    expect(
      again.written
        .get('source/a.txt')!
        .toString()
        .match(/value="\w+"/g),
    ).toEqual(['value="Drug"', 'value="Drug"', 'value="Water"'])
  })

  it("is written from the first annotator's version where there is neither a curated nor an initial one", async () => {
    const { 'annotation/b ü.txt/INITIAL_CAS.json': _, ...files } = await filesOf()
    const { notices } = await into({ ...files, 'annotation/b ü.txt/zoe.json': initial })
    expect(notices.sort()).toEqual(['inception-one-annotator 1', 'inception-work-left 3'])
  })

  it('stays as it was where it has no version that can be read, and says what INCEpTION will not show', async () => {
    const files = await filesOf()
    const alone = Object.fromEntries(Object.entries(files).filter(([name]) => !/^annotation\/b/.test(name)))
    const { written, notices } = await into(alone)
    expect(notices.sort()).toEqual(['inception-serialized 1', 'inception-work-left 2'])
    expect(written.get('source/b ü.txt')!.toString()).toBe('%PDF-1.7')
    expect(written.get('annotation_ser/b ü.txt/INITIAL_CAS.ser')).toEqual(ser)
    const { source_documents, annotation_documents, state } = JSON.parse(
      written.get('exportedproject123.json')!.toString(),
    )
    expect([source_documents[1], annotation_documents, state]).toEqual([
      description.source_documents[1],
      description.annotation_documents.slice(2),
      description.state,
    ])
  })

  it('is refused where it lacks the layer, and nothing is written', async () => {
    const layers = [{ name: 'webanno.custom.Finding' }]
    const files = await filesOf({ layers })
    await expect(into(files)).rejects.toMatchObject({
      code: 'config',
      message: expect.stringContaining(`the project has no layer ${NAMED_ENTITY}`),
      hint: expect.stringContaining('webanno.custom.Finding'),
    })
    const { found } = await into(
      { ...files, 'annotation/b ü.txt/INITIAL_CAS.json': initial },
      {
        layer: 'Finding',
        feature: 'comment',
      },
    )
    expect(found.documents).toBe(2)
  })

  it('has its documents changed where they are if its description nests without bounds', async () => {
    const nested = `{"source_documents": [{"name": "a.txt", "x": ${'['.repeat(100_000)}${']'.repeat(100_000)}}]}`
    const { written, notices } = await into({ ...(await filesOf()), 'exportedproject123.json': nested })
    expect(notices).toContain('inception-project-unreadable 2')
    expect(written.get('exportedproject123.json')!.toString()).toBe(nested)
  })

  it('may be a folder, with names as a Mac has them', async () => {
    const folder = await mkdtemp(join(root, 'folder-'))
    const { 'log/': _, ...files } = await filesOf()
    unpack(
      join(folder, 'in'),
      Object.fromEntries(Object.entries(files).map(([name, content]) => [name.normalize('NFD'), content])),
    )
    await predictInto([join(folder, 'in')], { tagger, output: join(folder, 'out'), progress: listen() })
    const out = await openTree(join(folder, 'out'))
    expect(out.names.map(name => name.normalize())).toEqual([
      'TypeSystem.xml',
      'event.log',
      'exportedproject123.json',
      'guidelines/how to.pdf',
      'source/a.txt',
      'source/b ü.txt',
    ])
    expect(await readFile(join(folder, 'out', 'source/a.txt'), 'utf8')).toContain('value="Drug"')
  })
})

describeWithData('a project export of INCEpTION', ['cas'], path => {
  it('comes out with all that describes it', async () => {
    const input = join(path, 'inception-project-zip/curated_3_6_1.zip')
    const output = join(root, 'curated.zip')
    await predictInto([input], { tagger: createPatternTagger(/\w{6,}/g, 'X'), output, progress: listen() })
    const [before, after] = [await openTree(input), await openTree(output)]
    const name = 'exportedproject16840032991893297296.json'
    expect(after.names).toEqual([
      'TypeSystem.xml',
      name,
      'log/project-105.log',
      'source/example_sentence.txt',
    ])
    const [old, now] = [before, after].map(async tree =>
      JSON.parse(Buffer.from(await tree.read(name)).toString()),
    )
    const { source_documents, annotation_documents, ...rest } = await now
    const { source_documents: _, annotation_documents: __, ...described } = await old
    expect(rest).toEqual(described)
    expect([source_documents[0].format, source_documents[0].state, annotation_documents]).toEqual([
      'xmi',
      'NEW',
      [],
    ])
    for (const tree of [before, after]) tree.close()
  })
})
