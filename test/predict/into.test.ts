import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest'
import { openTree } from '../../src/cas/archive.ts'
import type { Cas } from '../../src/cas/cas.ts'
import { formatCasJson, parseCasJson } from '../../src/cas/cas-json.ts'
import { createTypeSystem, parseTypeSystem } from '../../src/cas/typesystem.ts'
import { parseWebannoTsv } from '../../src/cas/webanno-tsv/reader.ts'
import { parseXmi } from '../../src/cas/xmi.ts'
import type { Notice } from '../../src/errors.ts'
import { importCorpus } from '../../src/formats/index.ts'
import { type IntoOptions, predictInto } from '../../src/predict/into.ts'
import { silent } from '../../src/progress.ts'
import { coveredText } from '../../src/text/document.ts'
import { asOnMac, pack, unpack } from '../cas/packed.ts'
import { over, sampleXmi, typeSystem, typeSystemXml } from '../cas/sample-cas.ts'
import { describeWithData } from '../shared-data.ts'
import { createTestTagger } from './test-tagger.ts'

const NAMED_ENTITY = 'de.tudarmstadt.ukp.dkpro.core.api.ner.type.NamedEntity'
const FINDING = 'webanno.custom.Finding'

/** Finds the words of "acid" and "acid rain", whatever accents they have. */
const tagger = createTestTagger(['Drug'], ({ text }) =>
  [...text.matchAll(/a\p{M}?cid( rain)?/gu)].map(({ index, 0: found }) => ({
    begin: index,
    end: index + found.length,
    concepts: [],
    types: ['Drug'],
    score: 0.75,
  })),
)

let root: string
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'medspan-into-'))
})
afterAll(() => rm(root, { recursive: true }))

/** A folder of its own with these files. */
async function folderOf(files: Readonly<Record<string, string | Buffer>>): Promise<string> {
  const folder = await mkdtemp(join(root, 'in-'))
  unpack(folder, files)
  return folder
}

async function into(
  paths: readonly string[],
  output: string,
  options: Partial<IntoOptions> = {},
): Promise<{ documents: number; mentions: number; notices: string[] }> {
  const notices: Notice[] = []
  const progress = { ...silent, notice: (notice: Notice) => void notices.push(notice) }
  const found = await predictInto(paths, { tagger, output, progress, ...options })
  return { ...found, notices: notices.map(({ code, count }) => `${code} ${count}`) }
}

/** A CAS' structures, sofas and views as plain values. */
const contentOf = (cas: Cas) => ({
  structures: [...cas.featureStructures.values()].map(
    ({ id, type, features }): Record<string, unknown> => ({ id, type, ...Object.fromEntries(features) }),
  ),
  sofas: cas.sofas.map(({ where: _, ...sofa }) => sofa),
  members: cas.views.map(({ members }) => members),
})

const text = 'An 🧬 a\u0301cid.\r\nCough, acid rain 😷.'
const letter = sampleXmi(text, [
  over(7, 'custom:Finding', text, 'Cough', 'IDUMLS="C0010200" comment="old"'),
  over(40, 'ner:NamedEntity', text, 'rain', 'value="Water"'),
])

describe('mentions in an XMI file', () => {
  it('stand beside everything that was there, at offsets in UTF-16', async () => {
    const folder = await folderOf({ 'TypeSystem.xml': typeSystemXml, 'letter.xmi': letter })
    const found = await into([join(folder, 'letter.xmi')], join(folder, 'tagged', 'letter.xmi'))
    expect(found).toEqual({ documents: 1, mentions: 2, notices: ['score-dropped 2'] })
    const [before, after] = [letter, await readFile(join(folder, 'tagged/letter.xmi'), 'utf8')].map(xmi =>
      contentOf(parseXmi(xmi, typeSystem, 'letter')),
    )
    const own = { type: NAMED_ENTITY, sofa: { ref: 1 }, value: 'Drug' }
    expect(after).toEqual({
      structures: [
        ...before!.structures,
        { ...own, id: 41, begin: 6, end: 11 },
        { ...own, id: 42, begin: 21, end: 30 },
      ],
      sofas: before!.sofas,
      members: [[7, 40, 41, 42]],
    })
    expect([text.slice(6, 11), text.slice(21, 30)]).toEqual(['a\u0301cid', 'acid rain'])
  })

  it('go into a layer by its full name or its last part, and take the place of its annotations', async () => {
    const folder = await folderOf({ 'TypeSystem.xml': typeSystemXml, 'letter.xmi': letter })
    for (const [i, layer] of [FINDING, 'Finding'].entries()) {
      const output = join(folder, `${i}.xmi`)
      await into([join(folder, 'letter.xmi')], output, { layer, feature: 'comment', replace: true })
      const cas = parseXmi(await readFile(output, 'utf8'), typeSystem, output)
      expect(contentOf(cas).structures.map(one => [one.type, 'comment' in one ? one.comment : ''])).toEqual([
        [NAMED_ENTITY, ''],
        [FINDING, 'Drug'],
        [FINDING, 'Drug'],
      ])
    }
  })

  it('go where the model was trained from, unless another layer is named', async () => {
    const folder = await folderOf({ 'TypeSystem.xml': typeSystemXml, 'letter.xmi': letter })
    const own = { ...tagger, trainedFrom: { layer: FINDING, feature: 'comment' } }
    const typesOf = async (options: Partial<IntoOptions>) => {
      const output = join(await mkdtemp(join(folder, 'out-')), 'letter.xmi')
      await into([join(folder, 'letter.xmi')], output, { tagger: own, ...options })
      const cas = parseXmi(await readFile(output, 'utf8'), typeSystem, output)
      return contentOf(cas)
        .structures.slice(2)
        .map(({ id, begin, end, sofa, type, ...values }) => [type, values])
    }
    const twice = (...one: unknown[]) => [one, one]
    expect(await typesOf({})).toEqual(twice(FINDING, { comment: 'Drug' }))
    expect(await typesOf({ layer: 'Finding', feature: 'IDUMLS' })).toEqual(twice(FINDING, { IDUMLS: 'Drug' }))
    expect(await typesOf({ layer: 'NamedEntity' })).toEqual(twice(NAMED_ENTITY, { value: 'Drug' }))
  })

  it.each<[string, Partial<IntoOptions>, RegExp, RegExp]>([
    ['layer', { layer: 'my.Own' }, /no layer my\.Own/, /webanno\.custom\.Finding/],
    [
      'feature',
      { layer: 'Finding' },
      /webanno\.custom\.Finding has no text feature value/,
      /IDUMLS, comment/,
    ],
    ['annotation', { layer: 'uima.cas.TOP' }, /no layer uima\.cas\.TOP/, /full name/],
  ])('are refused where there is no such %s, and nothing is written', async (_, options, message, hint) => {
    const folder = await folderOf({ 'TypeSystem.xml': typeSystemXml, 'letter.xmi': letter })
    await expect(into([folder], join(root, 'refused'), options)).rejects.toMatchObject({
      code: 'config',
      message: expect.stringMatching(message),
      where: { path: join(folder, 'letter.xmi') },
      hint: expect.stringMatching(hint),
    })
    expect(await readdir(root)).not.toContain('refused')
  })
})

test.each([
  ['uima.cas.Double', 0.75],
  ['uima.cas.Float', 0.75],
  ['uima.cas.String', '0.75'],
  ['uima.cas.Boolean', undefined],
])('a score goes into a feature of range %s beside that of the type', async (range, expected) => {
  const feature = (name: string, of: string) => ({ name, range: of, multipleReferencesAllowed: false })
  const types = createTypeSystem([
    {
      name: 'my.Mark',
      supertype: 'uima.tcas.Annotation',
      features: [feature('kind', 'uima.cas.String'), feature('kind_score', range)],
    },
  ])
  const cas = parseXmi(sampleXmi('An acid.', []), types, 'a')
  const folder = await folderOf({ 'a.json': formatCasJson(cas) })
  await into([join(folder, 'a.json')], join(folder, 'b.json'), { layer: 'my.Mark', feature: 'kind' })
  const after = parseCasJson(await readFile(join(folder, 'b.json'), 'utf8'), 'b')
  expect(contentOf(after).structures).toMatchObject([{ type: 'my.Mark', kind: 'Drug' }])
  expect([...after.featureStructures.values()][0]?.features.get('kind_score')).toEqual(expected)
})

test('a view that only the reader chooses takes the mentions', async () => {
  const of = (id: number, sofa: number, type: string, end: number) => ({
    '%ID': id,
    '%TYPE': type,
    '@sofa': sofa,
    begin: 0,
    end,
  })
  const pos = 'de.tudarmstadt.ukp.dkpro.core.api.lexmorph.type.pos.POS'
  const sofa = (id: number, name: string, sofaString: string) => ({
    '%ID': id,
    '%TYPE': 'uima.cas.Sofa',
    sofaNum: id,
    sofaID: name,
    sofaString,
  })
  const json = JSON.stringify({
    '%TYPES': {
      [pos]: { '%SUPER_TYPE': 'uima.tcas.Annotation' },
      'my.Mark': { '%SUPER_TYPE': 'uima.tcas.Annotation', value: { '%RANGE': 'uima.cas.String' } },
    },
    '%FEATURE_STRUCTURES': [
      sofa(1, '_InitialView', 'Eine Säure.'),
      sofa(2, 'english', 'An acid.'),
      of(3, 1, pos, 4),
      of(4, 2, 'my.Mark', 2),
    ],
    '%VIEWS': { _InitialView: { '%SOFA': 1, '%MEMBERS': [3] }, english: { '%SOFA': 2, '%MEMBERS': [4] } },
  })
  const folder = await folderOf({ 'a.json': json })
  const found = await into([join(folder, 'a.json')], join(folder, 'b.json'), { layer: 'my.Mark' })
  expect(found).toMatchObject({ mentions: 1, notices: ['cas-views 1', 'score-dropped 1'] })
  const after = contentOf(parseCasJson(await readFile(join(folder, 'b.json'), 'utf8'), 'b'))
  expect(after.members).toEqual([[3], [4, 5]])
})

describe('a folder', () => {
  it('is written with the same names, changed documents and copies of all else', async () => {
    const folder = await folderOf({
      'a/TypeSystem.xml': typeSystemXml,
      'a/letter.xmi': letter,
      'b/c.json': formatCasJson(parseXmi(letter, typeSystem, 'c')),
      'b/plain.json': '{"text": "acid"}',
      'read me.md': 'acid\r\n',
      '.hidden': '',
      'run/.medspan-files.json': '[]',
      'run/model.bin': 'x',
    })
    const output = join(root, 'copied')
    expect(await into([folder], output)).toEqual({ documents: 2, mentions: 4, notices: ['score-dropped 4'] })
    expect((await openTree(output)).names).toEqual([
      'a/TypeSystem.xml',
      'a/letter.xmi',
      'b/c.json',
      'b/plain.json',
      'read me.md',
    ])
    for (const name of ['a/TypeSystem.xml', 'b/plain.json', 'read me.md'])
      expect(await readFile(join(output, name)), name).toEqual(await readFile(join(folder, name)))
    const tagged = await importCorpus([output], { progress: silent, concept: { typeFeature: 'value' } })
    expect(tagged.map(one => one.mentions.map(mention => coveredText(one, mention)))).toEqual([
      ['a\u0301cid', 'acid rain', 'rain'],
      ['a\u0301cid', 'acid rain', 'rain'],
    ])
    await expect(into([folder], output)).rejects.toThrow(/expected no folder yet/)
  })

  it('gets named entities in a type system that had none, for all who share it', async () => {
    const own = '<typeSystemDescription><types></types></typeSystemDescription>'
    const plain = sampleXmi('An acid.', [])
    const folder = await folderOf({ 'TypeSystem.xml': own, 'a.xmi': plain, 'b/b.xmi': plain })
    const output = join(root, 'declared')
    await into([folder], output)
    const types = parseTypeSystem(await readFile(join(output, 'TypeSystem.xml'), 'utf8'), 'types')
    expect(types.definitions.map(({ name }) => name)).toEqual([NAMED_ENTITY])
    for (const name of ['a.xmi', 'b/b.xmi'])
      expect(parseXmi(await readFile(join(output, name), 'utf8'), types, name).featureStructures.size).toBe(1)
    await expect(into([join(folder, 'a.xmi')], join(root, 'alone.xmi'))).rejects.toMatchObject({
      code: 'input',
      hint: expect.stringContaining('give the folder'),
    })
  })

  it('is never written into itself, around itself, or over itself', async () => {
    const folder = await folderOf({ 'in/TypeSystem.xml': typeSystemXml, 'in/letter.xmi': letter })
    const path = join(folder, 'in')
    for (const [from, to] of [
      [path, path],
      [path, join(path, 'out')],
      [path, folder],
      [join(path, 'letter.xmi'), join(path, 'letter.xmi')],
      [join(path, 'letter.xmi'), path],
    ] as const)
      await expect(into([from], to), to).rejects.toMatchObject({ code: 'output' })
    expect(await readFile(join(path, 'letter.xmi'), 'utf8')).toBe(letter)
  })

  it('takes several files and folders, each by its name', async () => {
    const folder = await folderOf({ 'TypeSystem.xml': typeSystemXml, 'a.xmi': letter, 'x/a.xmi': letter })
    const output = join(root, 'several')
    await into([join(folder, 'a.xmi'), join(folder, 'x')], output)
    expect((await openTree(output)).names).toEqual(['a.xmi', 'x/a.xmi'])
    await into([join(folder, 'a.xmi')], `${join(root, 'inside')}/`)
    expect(await readdir(join(root, 'inside'))).toEqual(['a.xmi'])
    await expect(
      into([join(folder, 'a.xmi'), join(folder, 'x', 'a.xmi')], join(root, 'same')),
    ).rejects.toMatchObject({ code: 'config' })
  })

  it('is refused by name where it is missing or holds no CAS', async () => {
    const folder = await folderOf({ 'a.txt': 'acid', 'b/corpus.jsonl': '{}' })
    for (const name of ['a.txt', 'b', 'absent'])
      await expect(into([join(folder, name)], join(root, 'none')), name).rejects.toMatchObject({
        code: 'input',
        where: { path: join(folder, name) },
      })
  })
})

describe('an INCEpTION project', () => {
  const json = formatCasJson(parseXmi(letter, typeSystem, 'letter'))
  const files = async () => {
    const document = await pack({ 'TypeSystem.xml': typeSystemXml, 'CURATION_USER.xmi': letter })
    return {
      'exportedproject1.json': '{"name": "acid"}',
      'source/a.txt': text,
      'source/b.txt': text,
      'source/c.txt': text,
      'curation/a.txt/CURATION_USER.zip': document,
      'curation_ser/a.txt/CURATION_USER.ser': Buffer.from([0, 255, 13, 10]),
      'annotation/a.txt/INITIAL_CAS.json': json,
      'annotation/b.txt/INITIAL_CAS.json': json,
      'annotation/b.txt/ann.json': json,
      'annotation/c.txt/ann.json': json,
      'annotation/c.txt/ben.json': json,
      'log/': '',
      'log/project.log': 'x'.repeat(100_000),
    }
  }
  const changed = [
    'curation/a.txt/CURATION_USER.zip',
    'annotation/b.txt/INITIAL_CAS.json',
    'annotation/c.txt/ann.json',
    'annotation/c.txt/ben.json',
  ]

  it('is written with the same entries, of which one version of each document is changed', async () => {
    const folder = await mkdtemp(join(root, 'project-'))
    await writeFile(join(folder, 'in.zip'), await pack(await files()))
    const found = await into([join(folder, 'in.zip')], join(folder, 'out.zip'))
    expect(found).toEqual({
      documents: 4,
      mentions: 8,
      notices: ['inception-serialized 1', 'score-dropped 8'],
    })
    const [before, after] = [await openTree(join(folder, 'in.zip')), await openTree(join(folder, 'out.zip'))]
    expect(after.entries.map(({ name }) => name)).toEqual(before.entries.map(({ name }) => name))
    const differ: string[] = []
    for (const name of before.names)
      if (!Buffer.from(await before.read(name)).equals(await after.read(name))) differ.push(name)
    expect(differ.sort()).toEqual(changed.toSorted())
    const inner = await after.inner('curation/a.txt/CURATION_USER.zip')
    expect(inner.names).toEqual(['CURATION_USER.xmi', 'TypeSystem.xml'])
    expect(Buffer.from(await inner.read('TypeSystem.xml')).toString()).toBe(typeSystemXml)
    for (const tree of [before, after, inner]) tree.close()
    const [tagged] = await importCorpus([join(folder, 'out.zip')], {
      progress: silent,
      concept: { typeFeature: 'value' },
    })
    expect([tagged?.id, tagged?.mentions.length]).toEqual(['a.txt', 3])
  })

  it('may be a folder, or have been packed again by a Mac', async () => {
    const folder = await folderOf(await files().then(({ 'log/': _, ...rest }) => rest))
    const output = join(root, 'project')
    expect(await into([folder], output)).toMatchObject({ documents: 4 })
    for (const name of changed)
      expect(await readFile(join(output, name)), name).not.toEqual(await readFile(join(folder, name)))
    expect(await readFile(join(output, 'curation_ser/a.txt/CURATION_USER.ser'))).toEqual(
      await readFile(join(folder, 'curation_ser/a.txt/CURATION_USER.ser')),
    )
    const mac = asOnMac('Projekt Ä', await files().then(({ 'log/': _, ...rest }) => rest))
    await writeFile(join(root, 'mac.zip'), await pack(mac))
    expect(await into([join(root, 'mac.zip')], join(root, 'mac-out.zip'))).toMatchObject({ documents: 4 })
    const tree = await openTree(join(root, 'mac-out.zip'))
    expect(tree.entries.map(({ name }) => name)).toEqual(Object.keys(mac))
    tree.close()
  })

  it('leaves nothing behind where a document in it is broken', async () => {
    const folder = await mkdtemp(join(root, 'broken-'))
    const broken = { ...(await files()), 'annotation/c.txt/ben.json': json.slice(0, -9) }
    await writeFile(join(folder, 'in.zip'), await pack(broken))
    await expect(into([join(folder, 'in.zip')], join(folder, 'out.zip'))).rejects.toMatchObject({
      code: 'input',
      where: { path: expect.stringContaining('in.zip!annotation/c.txt/ben.json') },
    })
    expect(await readdir(folder)).toEqual(['in.zip'])
  })
})

describe('a WebAnno TSV file', () => {
  const lines = [
    '#FORMAT=WebAnno TSV 3.3',
    `#T_SP=${FINDING}|code|comment`,
    `#T_SP=my.Host|ROLE_my.Host:links_my.Link|${FINDING}|value`,
    `#T_RL=my.Relation|kind|BT_${FINDING}`,
    '',
    '',
    '#Text=Acute acid rain 🧬 acid.',
    '1-1\t0-5\tAcute\tC1[1]|C2\tsure[1]|*\t_\t_\t_\t_\t_\t',
    '1-2\t6-10\tacid\tC1[1]\tsure[1]\t_\t_\tv\t_\t_\t',
    '1-3\t11-15\train\t_\t_\t*\t1-4[0]\t*\t_\t_\t',
    '1-4\t16-18\t🧬\tC3\t_\\[7\\]\t_\t_\t_\tof\t1-1[1_0]\t',
    '1-5\t19-23\tacid\t_\t_\t_\t_\t_\t_\t_\t',
    '1-6\t23-24\t.\t_\t_\t_\t_\t_\t_\t_\t',
    '',
  ]
  const tag = async (content: string, options: Partial<IntoOptions> = {}) => {
    const folder = await folderOf({ 'a.tsv': content })
    const found = await into([join(folder, 'a.tsv')], join(folder, 'b.tsv'), options)
    return { ...found, content: await readFile(join(folder, 'b.tsv'), 'utf8') }
  }

  it.each(['\n', '\r\n'])(
    'gets new columns for a layer that it lacks, with lines that end in %j',
    async end => {
      const { content, mentions } = await tag(lines.join(end))
      expect(mentions).toBe(2)
      const [before, after] = [lines.join(end), content].map(tsv => contentOf(parseWebannoTsv(tsv, 'a')))
      const own = after!.structures.filter(({ type }) => type === NAMED_ENTITY)
      expect(own).toMatchObject([
        { begin: 6, end: 15, value: 'Drug' },
        { begin: 19, end: 23, value: 'Drug' },
      ])
      const others = after!.structures.filter(({ type }) => type !== NAMED_ENTITY)
      expect(others.map(({ type }) => type)).toEqual(before!.structures.map(({ type }) => type))
      expect(after!.sofas).toEqual(before!.sofas)
      expect(content.split(end)).toEqual([
        ...lines.slice(0, 4),
        `#T_SP=${NAMED_ENTITY}|value|identifier`,
        ...lines.slice(4, 7),
        `${lines[7]}_\t_\t`,
        `${lines[8]}Drug[2]\t*[2]\t`,
        `${lines[9]}Drug[2]\t*[2]\t`,
        `${lines[10]}_\t_\t`,
        `${lines[11]}Drug\t*\t`,
        `${lines[12]}_\t_\t`,
        '',
      ])
    },
  )

  it('stacks mentions on those of a layer that it has', async () => {
    const { content } = await tag(lines.join('\n'), { layer: FINDING, feature: 'comment' })
    expect(content.split('\n').slice(8, 12)).toEqual([
      '1-2\t6-10\tacid\tC1[1]|*[2]\tsure[1]|Drug[2]\t_\t_\tv\t_\t_\t',
      '1-3\t11-15\train\t*[2]\tDrug[2]\t*\t1-4[0]\t*\t_\t_\t',
      lines[10],
      '1-5\t19-23\tacid\t*\tDrug\t_\t_\t_\t_\t_\t',
    ])
    const host = await tag(lines.join('\n'), { layer: 'my.Host' })
    expect(host.content.split('\n').slice(8, 10)).toEqual([
      '1-2\t6-10\tacid\tC1[1]\tsure[1]\t_|_[2]\t*|*\tv|Drug[2]\t_\t_\t',
      '1-3\t11-15\train\t_\t_\t*|_[2]\t1-4[0]|*\t*|Drug[2]\t_\t_\t',
    ])
    expect(parseWebannoTsv(host.content, 'a').featureStructures.size).toBe(
      parseWebannoTsv(lines.join('\n'), 'a').featureStructures.size + 2,
    )
  })

  it('loses the annotations of the layer that nothing refers to', async () => {
    const { content, notices } = await tag(lines.join('\n'), {
      layer: FINDING,
      feature: 'comment',
      replace: true,
    })
    expect(notices).toEqual(['cas-annotation-kept 2', 'score-dropped 2'])
    expect(content.split('\n').slice(7, 12)).toEqual([
      '1-1\t0-5\tAcute\tC1[1]\tsure[1]\t_\t_\t_\t_\t_\t',
      '1-2\t6-10\tacid\tC1[1]|*[2]\tsure[1]|Drug[2]\t_\t_\tv\t_\t_\t',
      '1-3\t11-15\train\t*[2]\tDrug[2]\t*\t1-4[0]\t*\t_\t_\t',
      lines[10],
      '1-5\t19-23\tacid\t*\tDrug\t_\t_\t_\t_\t_\t',
    ])
  })

  it('is refused for a layer of relations, a feature that is not there, and version 2', async () => {
    const content = lines.join('\n')
    await expect(tag(content, { layer: 'my.Relation', feature: 'kind' })).rejects.toThrow(
      /mentions are spans/,
    )
    await expect(tag(content, { layer: FINDING })).rejects.toThrow(/no text feature value/)
    await expect(tag(content, { layer: 'my.New\nX', feature: 'a' })).rejects.toThrow(/no layer/)
    const old = ' # my.Mark | kind\n#id=1\n#text=acid\n1-1\tacid\t_\t\n'
    await expect(tag(old, { layer: 'my.Mark', feature: 'kind' })).rejects.toThrow(/expected WebAnno TSV 3/)
  })
})

describeWithData('CASes from elsewhere', ['cas'], path => {
  it('are written with mentions and everything that they had', async () => {
    const everyThird = createTestTagger(['X'], ({ tokens }) =>
      tokens.filter((_, i) => i % 3 === 0).map(word => ({ ...word, concepts: [], types: ['X'] })),
    )
    const project = join(path, 'gemtex-surrogator-project')
    const output = join(root, 'gemtex')
    expect(await into([project], output, { tagger: everyThird })).toMatchObject({
      documents: 15,
      mentions: 240,
    })
    const [before, after] = [await openTree(project), await openTree(output)]
    expect(after.names).toEqual(before.names)
    for (const name of before.names) {
      const [old, now] = [await before.read(name), await after.read(name)].map(bytes =>
        Buffer.from(bytes).toString(),
      )
      if (!name.startsWith('curation/')) {
        expect(now, name).toBe(old)
        continue
      }
      const cases = [contentOf(parseCasJson(old!, name)), contentOf(parseCasJson(now!, name))] as const
      const { length } = cases[0].structures
      expect(cases[1].structures.slice(0, length), name).toEqual(cases[0].structures)
      expect(cases[1].sofas, name).toEqual(cases[0].sofas)
    }
    await cp(join(path, 'inception-project-zip/curated_3_6_1.zip'), join(root, 'curated.zip'))
    expect(await into([join(root, 'curated.zip')], join(root, 'curated-out.zip'))).toMatchObject({
      documents: 1,
      notices: ['inception-work-left 1'],
    })
  })
})
