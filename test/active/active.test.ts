import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { activeExport, activeInto } from '../../src/active/active.ts'
import { rankPool } from '../../src/active/pool.ts'
import { openTree } from '../../src/cas/archive.ts'
import { parseTypeSystem } from '../../src/cas/typesystem.ts'
import { parseXmi } from '../../src/cas/xmi.ts'
import { MedspanError } from '../../src/errors.ts'
import { importCorpus } from '../../src/formats/index.ts'
import { documentOf } from '../../src/predict/tagger.ts'
import { silent } from '../../src/progress.ts'
import { type Files, pack, unpack } from '../cas/packed.ts'
import { listen, over, sampleXmi, typeSystemXml } from '../cas/sample-cas.ts'
import { createTestTagger } from '../predict/test-tagger.ts'

const NAMED_ENTITY = 'de.tudarmstadt.ukp.dkpro.core.api.ner.type.NamedEntity'
const FINDING = 'webanno.custom.Finding'

/** Finds "acid", and is less sure of a sentence the more question marks it has. */
const tagger = createTestTagger(
  ['Drug'],
  ({ text }) =>
    [...text.matchAll(/acid/g)].map(({ index }) => ({
      begin: index,
      end: index + 4,
      concepts: [],
      types: ['Drug'],
      score: 0.75,
    })),
  sentence => 0.9 ** sentence.replace(/[^?]/g, '').length,
)

let root: string
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'medspan-active-'))
})
afterAll(() => rm(root, { recursive: true }))

async function folderOf(files: Files): Promise<string> {
  const folder = await mkdtemp(join(root, 'in-'))
  unpack(folder, files)
  return folder
}

const isThere = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  )

const letters: Files = {
  'sure.txt': 'The knee of the elderly brother was painful.',
  'unsure.txt': 'Which acid ??? was given for coughing at night.',
  'double.txt': 'Which  acid ??? was given for coughing AT night.',
  'doubtful.txt': 'Headache since Monday. A hydrochloric acid ?? burn of the hand.',
  'known.txt': 'Her sister had a ????? fever.',
  'empty.txt': '\n',
}

describe('activeExport', () => {
  it('writes the documents of which the model is least sure as XMI with its mentions and their scores', async () => {
    const folder = await folderOf(letters)
    const progress = listen()
    const output = join(folder, 'next')
    const found = await activeExport([folder], {
      tagger: { ...tagger, trainedFrom: { layer: FINDING, feature: 'kind' } },
      count: 2,
      annotated: new Set(['known']),
      output,
      to: 'xmi',
      progress,
    })
    expect(found).toEqual({
      output,
      candidates: 4,
      annotated: 1,
      chosen: [
        {
          id: 'double',
          uncertainty: expect.closeTo(1 - 0.9 ** 3, 9),
          similarity: 0,
          sentence: 'Which  acid ??? was given for coughing AT night.',
          mentions: 1,
        },
        {
          id: 'doubtful',
          uncertainty: expect.closeTo(1 - 0.9 ** 2, 9),
          similarity: expect.any(Number),
          sentence: 'A hydrochloric acid ?? burn of the hand.',
          mentions: 1,
        },
      ],
    })
    expect(progress.notices.map(({ code, count }) => `${code} ${count}`)).toEqual([
      'active-annotated 1',
      'active-without-words 1',
      'active-doubles 1',
    ])
    expect((await readdir(output)).sort()).toEqual(['TypeSystem.xml', 'double.xmi', 'doubtful.xmi'])
    const types = parseTypeSystem(await readFile(join(output, 'TypeSystem.xml'), 'utf8'), 'types')
    const cas = parseXmi(await readFile(join(output, 'doubtful.xmi'), 'utf8'), types, 'doubtful')
    const [mention] = [...cas.featureStructures.values()].filter(({ type }) => type === FINDING)
    expect(Object.fromEntries(mention!.features)).toMatchObject({
      begin: 38,
      end: 42,
      kind: 'Drug',
      kind_score: 0.75,
    })
  })

  it('writes named entities where no layer is known, and other formats, the most unsure document first', async () => {
    const folder = await folderOf(letters)
    await activeExport([folder], {
      tagger,
      count: 1,
      output: join(folder, 'next'),
      to: 'xmi',
      progress: silent,
    })
    const xmi = await readFile(join(folder, 'next', 'known.xmi'), 'utf8')
    expect(xmi).not.toContain('NamedEntity')
    const output = join(folder, 'next.jsonl')
    await activeExport([folder], { tagger, count: 3, output, to: 'corpus', progress: silent })
    const corpus = await importCorpus([output], { progress: silent })
    expect(corpus.map(({ id }) => id)).toEqual(['known', 'double', 'doubtful'])
    expect(corpus[1]!.mentions).toMatchObject([{ begin: 7, end: 11, types: ['Drug'], score: 0.75 }])
  })

  it('leaves out documents with mentions, and chooses unlike them', async () => {
    const folder = await folderOf({
      'pool.pubtator': [
        '10000001|t|Inhaled steroids ?? for wheezing children with asthma.',
        '10000001|a|',
        '10000001\t40\t46\tasthma\tDisease\tD001249',
        '',
        '10000002|t|Inhaled steroids ??? for wheezing brothers with asthma.',
        '10000002|a|',
        '',
        '10000003|t|Thrombosis of ??? the left femoral vein after surgery.',
        '10000003|a|',
        '',
      ].join('\n'),
    })
    const { chosen, annotated } = await activeExport([join(folder, 'pool.pubtator')], {
      tagger,
      count: 5,
      output: join(folder, 'next'),
      to: 'xmi',
      progress: silent,
    })
    expect(annotated).toBe(1)
    expect(chosen.map(({ id }) => id)).toEqual(['10000003', '10000002'])
  })

  it('says so where there is nothing to choose, and writes nothing', async () => {
    const folder = await folderOf({ 'a.txt': 'One knee.', 'b.txt': ' ' })
    const options = { tagger, count: 5, output: join(folder, 'next'), to: 'xmi', progress: silent }
    await expect(activeExport([folder], { ...options, annotated: new Set(['a']) })).rejects.toThrow(
      'expected documents that nobody has annotated, got 1 that are annotated, 0 like these, and 1 without words',
    )
    await expect(activeExport([join(folder, 'none')], options)).rejects.toThrow('no such file')
    expect(await isThere(options.output)).toBe(false)
  })

  it('writes nothing in a layer that no file can have, which a run folder may name', async () => {
    const folder = await folderOf(letters)
    const output = join(folder, 'next')
    for (const trainedFrom of [
      { layer: 'uima.cas.String', feature: 'value' },
      { layer: '<x>.Finding', feature: 'kind' },
      { layer: FINDING, feature: 'begin' },
      { layer: FINDING, feature: 'kind="' },
    ]) {
      const own = { ...tagger, trainedFrom }
      const work = activeExport([folder], { tagger: own, count: 2, output, to: 'xmi', progress: silent })
      await expect(work).rejects.toBeInstanceOf(MedspanError)
      expect(await readdir(folder)).toHaveLength(Object.keys(letters).length)
    }
  })

  it('refuses a folder that has something in it before anything is tagged', async () => {
    const folder = await folderOf(letters)
    const never = { ...tagger, tag: () => expect.unreachable() }
    await expect(
      activeExport([folder], { tagger: never, count: 5, output: folder, to: 'xmi', progress: silent }),
    ).rejects.toThrow('expected no folder yet, or an empty one')
    await expect(
      activeInto([folder], { tagger: never, count: 5, output: join(folder, 'in'), progress: silent }),
    ).rejects.toThrow('expected a place apart from what is read')
  })
})

const xmiOf = (text: string, structures: readonly string[] = []): string => sampleXmi(text, structures)
const texts = {
  sure: 'The knee of the elderly brother.',
  unsure: 'Which acid ??? was given 😷.',
  doubtful: 'A hydrochloric acid ?? burn.',
  done: 'Cough ????? and fever.',
}

describe('activeInto', () => {
  it('writes the chosen files of a folder, with mentions in the layer, and leaves out those with annotations', async () => {
    const done = xmiOf(texts.done, [over(7, 'custom:Finding', texts.done, 'Cough', 'IDUMLS="C0010200"')])
    const folder = await folderOf({
      'TypeSystem.xml': typeSystemXml,
      'notes.md': 'how to',
      'a/sure.xmi': xmiOf(texts.sure),
      'a/unsure.xmi': xmiOf(texts.unsure),
      'done.xmi': done,
    })
    const output = join(root, 'chosen')
    const options = { tagger, count: 1, layer: 'Finding', feature: 'comment', progress: silent }
    const found = await activeInto([folder], { ...options, output })
    expect(found).toMatchObject({ candidates: 2, annotated: 1, chosen: [{ mentions: 1 }] })
    expect((await readdir(output, { recursive: true })).sort()).toEqual([
      'TypeSystem.xml',
      'a',
      'a/unsure.xmi',
      'notes.md',
    ])
    const types = parseTypeSystem(typeSystemXml, 'types')
    const cas = parseXmi(await readFile(join(output, 'a/unsure.xmi'), 'utf8'), types, 'unsure')
    expect(
      [...cas.featureStructures.values()].map(({ type, features }) => [type, features.get('begin')]),
    ).toEqual([[FINDING, 6]])
    // In another layer the annotated document is none.
    const other = await activeInto([folder], {
      ...options,
      layer: undefined,
      feature: undefined,
      output: join(root, 'other'),
    })
    expect(other).toMatchObject({ candidates: 3, annotated: 0 })
    expect(await readdir(join(root, 'other'))).toContain('done.xmi')
  })

  it('writes those of several files that were chosen, each under its own name', async () => {
    const folder = await folderOf({
      'TypeSystem.xml': typeSystemXml,
      ...Object.fromEntries(Object.entries(texts).map(([name, text]) => [`${name}.xmi`, xmiOf(text)])),
    })
    const output = join(root, 'several')
    const paths = Object.keys(texts).map(name => join(folder, `${name}.xmi`))
    await activeInto(paths, { tagger, count: 2, output, progress: silent })
    expect((await readdir(output)).sort()).toEqual(['done.xmi', 'unsure.xmi'])
  })

  it('says which layer is missing before anything is tagged', async () => {
    const folder = await folderOf({ 'TypeSystem.xml': typeSystemXml, 'a.xmi': xmiOf(texts.sure) })
    await expect(
      activeInto([folder], { tagger, count: 1, layer: 'None', output: join(root, 'no'), progress: silent }),
    ).rejects.toThrow('the type system has no layer None')
    expect(await isThere(join(root, 'no'))).toBe(false)
  })
})

describe('a project of INCEpTION', () => {
  const description = {
    name: 'Letters',
    source_documents: [
      { name: 'sure.txt', format: 'text', state: 'NEW' },
      { name: 'unsure.txt', format: 'text', state: 'NEW' },
      { name: 'doubtful.txt', format: 'text', state: 'NEW' },
      { name: 'done.txt', format: 'text', state: 'CURATION_FINISHED' },
      { name: 'opened.txt', format: 'text', state: 'ANNOTATION_IN_PROGRESS' },
      { name: 'mine.txt', format: 'text', state: 'NEW' },
    ],
    annotation_documents: [
      { name: 'done.txt', user: 'ann', state: 'FINISHED' },
      { name: 'unsure.txt', user: 'ben', state: 'IGNORE' },
      { name: 'sure.txt', user: 'ben', state: 'IGNORE' },
    ],
    tag_sets: [{ name: 'kinds' }],
    layers: [{ name: FINDING }, { name: NAMED_ENTITY }],
    state: 'CURATION_IN_PROGRESS',
  }
  const ser = Buffer.from([0xac, 0xed, 0, 5])
  const version = (text: string) => pack({ 'INITIAL_CAS.xmi': xmiOf(text), 'TypeSystem.xml': typeSystemXml })
  const filesOf = async (): Promise<Files> => ({
    'exportedproject1.json': JSON.stringify(description),
    ...Object.fromEntries(
      await Promise.all(
        Object.entries({ ...texts, opened: 'A ????? cough.', mine: 'Whose ???? burn?' }).flatMap(
          ([name, text]) => [
            [`source/${name}.txt`, text],
            [`annotation_ser/${name}.txt/INITIAL_CAS.ser`, ser],
            version(text).then(zip => [`annotation/${name}.txt/INITIAL_CAS.zip`, zip]),
          ],
        ),
      ),
    ),
    'annotation/done.txt/ann.zip': await version(texts.done),
    'annotation_ser/done.txt/ann.ser': ser,
    'annotation/mine.txt/ann.zip': await version('Whose ???? burn?'),
    'guidelines/how to.pdf': 'how to',
  })

  it('becomes one with the chosen documents alone, which nobody has begun', async () => {
    const folder = await mkdtemp(join(root, 'project-'))
    const [input, output] = [join(folder, 'in.zip'), join(folder, 'out.zip')]
    await writeFile(input, await pack(await filesOf()))
    const progress = listen()
    const found = await activeInto([input], { tagger, count: 2, output, progress })
    expect(found.chosen.map(({ id, mentions }) => [id, mentions])).toEqual([
      ['unsure.txt', 1],
      ['doubtful.txt', 1],
    ])
    expect(found).toMatchObject({ candidates: 3, annotated: 3 })
    expect(progress.notices.map(({ code, count }) => `${code} ${count}`)).toEqual([
      'active-annotated 3',
      'score-dropped 2',
    ])
    const tree = await openTree(output)
    expect(tree.names).toEqual([
      'TypeSystem.xml',
      'exportedproject1.json',
      'guidelines/how to.pdf',
      'source/doubtful.txt',
      'source/unsure.txt',
    ])
    expect(JSON.parse((await tree.read('exportedproject1.json')).toString())).toEqual({
      ...description,
      source_documents: [
        { name: 'unsure.txt', format: 'xmi', state: 'NEW' },
        { name: 'doubtful.txt', format: 'xmi', state: 'NEW' },
      ],
      annotation_documents: [{ name: 'unsure.txt', user: 'ben', state: 'IGNORE' }],
      state: 'NEW',
    })
    tree.close()
    const read = await importCorpus([output], { progress: silent })
    expect(
      read.map(({ id, text, mentions }) => [id, mentions.map(one => text.slice(one.begin, one.end))]),
    ).toEqual([
      ['unsure.txt', ['acid']],
      ['doubtful.txt', ['acid']],
    ])
  })

  it('is left out of an archive with several where none of its documents is chosen', async () => {
    const folder = await mkdtemp(join(root, 'projects-'))
    const files = await filesOf()
    const inside = (name: string, own: Files): Files =>
      Object.fromEntries(Object.entries(own).map(([path, content]) => [`${name}/${path}`, content]))
    const other: Files = {
      'exportedproject2.json': JSON.stringify({
        ...description,
        source_documents: [description.source_documents[0]],
      }),
      'source/sure.txt': texts.sure,
      'annotation/sure.txt/INITIAL_CAS.zip': await version(texts.sure),
    }
    unpack(folder, { ...inside('one', files), ...inside('two', other) })
    const output = join(root, 'of-two')
    await activeInto([folder], { tagger, count: 1, output, progress: silent })
    expect((await readdir(output, { recursive: true })).sort()).toEqual([
      'one',
      'one/TypeSystem.xml',
      'one/exportedproject1.json',
      'one/guidelines',
      'one/guidelines/how to.pdf',
      'one/source',
      'one/source/unsure.txt',
    ])
  })
})

describe('rankPool', () => {
  it('keeps of each document its most unsure sentence, at most 200 characters', async () => {
    const long = `Sure.\n\n${'😷?'.repeat(150)} end.`
    const pool = await rankPool([{ document: documentOf('a', long), isAnnotated: false }], {
      tagger,
      progress: silent,
    })
    expect([...pool.ranked[0]!.sentence]).toHaveLength(200)
  })

  it('tells of a pool without documents that it is one', async () => {
    expect(await rankPool([], { tagger, progress: silent })).toEqual({ ranked: [], known: [], empty: 0 })
  })
})
