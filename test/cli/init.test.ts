import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { parseConfig, readConfig } from '../../src/config/config.ts'
import { silent } from '../../src/progress.ts'
import { surveyFolder } from '../../src/survey/survey.ts'
import type { Corpus } from '../../src/text/document.ts'
import { prepareCorpus } from '../../src/train/data/dataset.ts'
import { buildMetathesaurus } from '../../src/umls/metathesaurus-build.ts'
import { sampleXmi } from '../cas/sample-cas.ts'
import {
  mrstyOf,
  pack,
  projectFiles,
  sayCui,
  sayKind,
  smallCorpus,
  writeAs,
  writeFiles,
  xmiFiles,
} from '../survey/folders.ts'
import { createSmallProject } from '../train/small-project.ts'
import { type RunOptions, runCommand } from './command-line.ts'

let root = ''
let corpus: Corpus = []
let tiny: string[] = []
let made = 0

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'medspan-init-'))
  corpus = await smallCorpus(root)
  await createSmallProject(join(root, 'small'))
  tiny = [
    `model={ name_or_path: ${join(root, 'small', 'model')}, max_seq_length: 32 }`,
    'training={ num_train_epochs: 1, threads: 1, recipe: trainer }',
  ].flatMap(one => ['--set', one])
})
afterAll(() => rm(root, { recursive: true }))

async function newFolder(): Promise<string> {
  const folder = join(root, `folder-${made++}`)
  await mkdir(folder)
  return folder
}

interface Written {
  corpus: { sources: Record<string, unknown>[]; link?: unknown; split?: unknown }
  labels: { types: unknown }
  training: unknown
}

/** What init writes into a folder; the file is one that medspan takes. */
async function init(folder: string, options: RunOptions = {}, ...args: string[]) {
  const { code, out, err } = await runCommand(folder, ['init', ...args], options)
  expect(err).not.toContain('error')
  expect(code).toBe(0)
  const path = join(folder, 'medspan.yaml')
  await readConfig(path)
  const text = await readFile(path, 'utf8')
  return { out, err, text, written: parse(text) as Written }
}

/** The types of the documents that a training of it would learn from. */
async function typesOf(folder: string): Promise<string[]> {
  const config = await readConfig(join(folder, 'medspan.yaml'))
  const { wholeTrain } = await prepareCorpus(config, { progress: silent })
  return [...new Set(wholeTrain.flatMap(({ mentions }) => mentions.flatMap(({ types }) => types)))].sort()
}

/** What a training of it would learn, tried with a few steps. */
async function labelsOf(folder: string): Promise<string[]> {
  const { code, out, err } = await runCommand(folder, ['train', '--dry-run', '--json', ...tiny])
  expect(err).not.toContain('error')
  expect(code).toBe(0)
  return JSON.parse(out).types
}

describe('medspan init in a folder with', () => {
  test('a project of INCEpTION as ZIP, with CUIs and an MRSTY.RRF: it trains and tags semantic types', async () => {
    const folder = await newFolder()
    await writeFiles(folder, {
      'export.zip': await pack(projectFiles(corpus, sayCui)),
      'META/MRSTY.RRF': mrstyOf(corpus),
      'README.md': '# Notes\n',
    })
    const { out, written } = await init(folder)
    expect(written.corpus).toEqual({
      sources: [{ path: 'export.zip', concept: { layer: 'webanno.custom.Finding', feature: 'IDUMLS' } }],
      link: { mrsty: 'META/MRSTY.RRF' },
    })
    expect(written.labels).toEqual({ types: 'all' })
    expect(written.training).toEqual({ recipe: 'auto' })
    expect(out).toMatch(
      /export\.zip: inception project, curated: 12 documents, \d+ sentences, \d+ mentions, \d+ with a CUI/,
    )
    expect(out).toContain('medspan train -c medspan.yaml')
    const trained = await runCommand(folder, ['train', '--no-report', '--json', ...tiny])
    expect(trained.code).toBe(0)
    expect(JSON.parse(trained.out).types).toEqual(['T047', 'T121'])
    // The run lies in the folder, and is no document.
    expect((await init(folder, {}, '--force')).written.corpus.sources).toHaveLength(1)
  })

  test('what medspan umls build has made, which knows more than MRSTY.RRF', async () => {
    const folder = await newFolder()
    await writeFiles(folder, { ...projectFiles(corpus, sayCui), 'umls/MRSTY.RRF': mrstyOf(corpus) })
    await buildMetathesaurus(join(folder, 'umls'), join(folder, 'umls.sqlite'), { progress: silent })
    const { written } = await init(folder)
    expect(written.corpus.link).toEqual({ metathesaurus: 'umls.sqlite' })
    expect(written.corpus.sources).toMatchObject([{ path: '.', name: folder.split('/').at(-1) }])
    expect(await typesOf(folder)).toEqual(['T047', 'T121'])
  })

  test('concepts and nothing that knows their types: all are one class', async () => {
    const folder = await newFolder()
    await writeFiles(folder, { 'export.zip': await pack(projectFiles(corpus, sayCui)) })
    const { written, text } = await init(folder)
    expect(written.labels).toEqual({ types: 'one' })
    expect(written.corpus.link).toBeUndefined()
    expect(text).toContain('corpus.link')
    expect(await labelsOf(folder)).toEqual(['Concept'])
  })

  test('a layer with classes of its own', async () => {
    const folder = await newFolder()
    await writeFiles(folder, projectFiles(corpus, sayKind))
    const { out, written } = await init(folder)
    expect(out).not.toContain('other file')
    expect(written.corpus.sources).toMatchObject([
      { concept: { layer: 'webanno.custom.Finding', type_feature: 'kind' } },
    ])
    expect(written.labels).toEqual({ types: 'all' })
    expect(await labelsOf(folder)).toEqual(['Chemical', 'Disease'])
  })

  test('both, where the types of concepts cannot be looked up: the classes', async () => {
    const folder = await newFolder()
    await writeFiles(
      folder,
      projectFiles(corpus, one => `${sayCui(one)} ${sayKind(one)}`),
    )
    const { written } = await init(folder)
    expect(written.corpus.sources).toMatchObject([
      { concept: { layer: 'webanno.custom.Finding', feature: 'IDUMLS', type_feature: 'kind' } },
    ])
    expect(await typesOf(folder)).toEqual(['Chemical', 'Disease'])
  })

  test('XMI files in the folder itself, which are one source, and what is written beside them is none', async () => {
    const folder = await newFolder()
    await writeFiles(folder, {
      ...xmiFiles(corpus, sayKind),
      'script.py': 'print()\n',
      'paper.pdf': '%PDF-1.7\n',
    })
    const { written, text } = await init(folder)
    expect(written.corpus.sources).toMatchObject([{ path: '.', concept: { type_feature: 'kind' } }])
    expect(text).toContain('xmi, 12 files: 12 documents')
    expect(await typesOf(folder)).toEqual(['Chemical', 'Disease'])
  })

  test.each([
    ['pubtator', 'gold.pubtator', 'gold.pubtator'],
    ['conll', 'gold.conll', 'gold.conll'],
    ['parquet', 'gold.parquet', 'gold.parquet'],
    ['bioc-xml', 'gold.xml', 'gold.xml'],
    ['json', 'gold.json', 'gold.json'],
    ['brat', 'gold', 'gold'],
  ])('documents as %s', async (format, name, path) => {
    const folder = await newFolder()
    await writeAs(corpus, join(folder, name), format)
    const { out, written } = await init(folder)
    expect(written.corpus).toEqual({ sources: [{ path }] })
    expect(out).not.toContain('other file')
    expect(await typesOf(folder)).toEqual(['Chemical', 'Disease'])
  })

  test('several kinds: a source for each, and the test set stays one', async () => {
    const folder = await newFolder()
    await writeFiles(folder, {
      ...Object.fromEntries(
        Object.entries(xmiFiles(corpus.slice(0, 4), sayKind)).map(([n, c]) => [`team-a/${n}`, c]),
      ),
      'team-b.zip': await pack(projectFiles(corpus.slice(4, 8), sayKind)),
      'team-a/notes.pdf': '%PDF-1.7\n',
      'node_modules/medspan/gold.conll': 'Asthma\tB-Other\n',
    })
    await writeAs(corpus.slice(8, 10), join(folder, 'more', 'train.conll'), 'conll')
    await writeAs(corpus.slice(10), join(folder, 'more', 'test.conll'), 'conll')
    const { written, out } = await init(folder)
    const concept = { layer: 'webanno.custom.Finding', type_feature: 'kind' }
    expect(written.corpus.sources).toEqual([
      { path: 'more/test.conll', split: 'test' },
      { path: 'more/train.conll' },
      { path: 'team-a', concept },
      { path: 'team-b.zip', concept },
    ])
    expect(out).toContain('1 other file')
    expect(await typesOf(folder)).toEqual(['Chemical', 'Disease'])
  })

  test('parts of a corpus, by the ends of their names', async () => {
    const folder = await newFolder()
    await writeAs(corpus.slice(0, 4), join(folder, 'ncbi_TrainDev.PubTator'), 'pubtator')
    await writeAs(corpus.slice(4, 6), join(folder, 'ncbi_Test.PubTator'), 'pubtator')
    await writeAs(corpus.slice(6, 10), join(folder, 'brat', 'notes'), 'brat')
    await writeAs(corpus.slice(10), join(folder, 'brat', 'notes-dev'), 'brat')
    await writeFiles(folder, { 'team_test.zip': await pack(projectFiles(corpus.slice(0, 2), sayKind)) })
    expect((await init(folder)).written.corpus.sources).toEqual([
      { path: 'brat/notes' },
      { path: 'brat/notes-dev', split: 'validation' },
      { path: 'ncbi_Test.PubTator', split: 'test' },
      { path: 'ncbi_TrainDev.PubTator' },
      { path: 'team_test.zip', concept: { layer: 'webanno.custom.Finding', type_feature: 'kind' } },
    ])
  })

  test('XMI files without a type system, which is inferred', async () => {
    const folder = await newFolder()
    const { 'TypeSystem.xml': _, ...files } = xmiFiles(corpus, sayKind)
    await writeFiles(folder, Object.fromEntries(Object.entries(files).map(([n, c]) => [`team/${n}`, c])))
    const { written } = await init(folder)
    expect(written.corpus.sources).toMatchObject([{ path: 'team', type_system: 'infer' }])
    expect(await typesOf(folder)).toEqual(['Chemical', 'Disease'])
  })

  test('the exports of several projects, each a source', async () => {
    const folder = await newFolder()
    await writeFiles(folder, {
      'exports/team-a.zip': await pack(projectFiles(corpus.slice(0, 6), sayKind)),
      'exports/team-b.zip': await pack(projectFiles(corpus.slice(6), sayKind)),
    })
    const { written } = await init(folder)
    expect(written.corpus.sources).toMatchObject([
      { path: 'exports/team-a.zip' },
      { path: 'exports/team-b.zip' },
    ])
  })

  test('one document, which is divided by sentences', async () => {
    const folder = await newFolder()
    await writeAs([corpus[0]!], join(folder, 'one.conll'), 'conll')
    const { written, text } = await init(folder)
    expect(written.corpus.split).toEqual({ by: 'sentence' })
    expect(text).toContain('too few documents')
  })

  test('no documents: a file with one place to fill in', async () => {
    const folder = await newFolder()
    const { code, out } = await runCommand(folder, ['init'])
    expect(code).toBe(0)
    expect(out).toBe(
      'medspan.yaml: no documents here; name yours in it, then run: medspan train -c medspan.yaml\n',
    )
    const path = join(folder, 'medspan.yaml')
    const text = await readFile(path, 'utf8')
    expect(parseConfig(text, path).corpus.sources).toMatchObject([{ path: join(folder, 'documents') }])
  })
})

/** Answers to the questions of a command on a terminal, and what it was asked. */
function answering(...answers: (string | undefined)[]) {
  const asked: string[] = []
  const ask = async (prompt: string): Promise<string | undefined> => {
    asked.push(prompt)
    return answers[asked.length - 1]
  }
  return { asked, ask }
}

describe('on a terminal medspan init asks', () => {
  const who = ['anna', 'ben']

  test('whose documents, which layer and whether to look up types, and at most that', async () => {
    const folder = await newFolder()
    await writeFiles(folder, {
      'a.zip': await pack(projectFiles(corpus, sayCui, who)),
      'b.zip': await pack(projectFiles(corpus, sayKind, who)),
      'MRSTY.RRF': mrstyOf(corpus),
    })
    const { asked, ask } = answering('2', 'x', '', '2')
    const { err, written } = await init(folder, { ask })
    expect(asked).toHaveLength(4)
    expect(err).toContain(
      'a.zip: whose version of the documents?\n  1  anna (12 documents)\n  2  ben (12 documents)\n',
    )
    expect(err).toMatch(
      /\d+ mentions have a concept of UMLS and no type\. Which classes should the tagger learn\?\n/,
    )
    const layer = 'webanno.custom.Finding'
    expect(written.corpus).toEqual({
      sources: [
        { path: 'a.zip', annotator: 'ben', concept: { layer, feature: 'IDUMLS' } },
        { path: 'b.zip', annotator: 'anna', concept: { layer, type_feature: 'kind' } },
      ],
    })
  })

  test.each([
    ['nobody is there', {}, []],
    ['--yes is given', { ask: answering('2').ask }, ['--yes']],
    ['nothing is typed any more', { ask: answering(undefined).ask }, []],
  ])('and takes the first answer where %s', async (_, options, args) => {
    const folder = await newFolder()
    await writeFiles(folder, projectFiles(corpus, sayKind, who))
    expect((await init(folder, options, ...args)).written.corpus.sources).toMatchObject([
      { annotator: 'anna' },
    ])
  })

  test('which of several layers holds the mentions', async () => {
    const folder = await newFolder()
    const both = corpus.map(document => {
      const marks = document.mentions.map(
        ({ begin, end, types }, i) =>
          `<custom:Finding xmi:id="${2 * i + 2}" sofa="1" begin="${begin}" end="${end}" kind="${types[0]}"/>` +
          `<ner:NamedEntity xmi:id="${2 * i + 3}" sofa="1" begin="${begin}" end="${end}" value="PER"/>`,
      )
      return [
        `x/${document.id}.xmi`,
        sampleXmi(
          document.text,
          marks.flatMap(one => one.split(/(?<=\/>)/)),
        ),
      ] as const
    })
    const { 'TypeSystem.xml': types } = xmiFiles([], sayKind)
    await writeFiles(folder, { ...Object.fromEntries(both), 'x/TypeSystem.xml': types! })
    const { asked, ask } = answering('2')
    const { err, written } = await init(folder, { ask })
    expect(asked).toHaveLength(1)
    expect(err).toContain(
      'x: which annotations are the mentions?\n  1  de.tudarmstadt.ukp.dkpro.core.api.ner.type.NamedEntity / ',
    )
    expect(written.corpus.sources).toEqual([
      { path: 'x', concept: { layer: 'webanno.custom.Finding', type_feature: 'kind' } },
    ])
  })

  test('and leaves nothing where it is ended at a question', async () => {
    const folder = await newFolder()
    await writeFiles(folder, projectFiles(corpus, sayKind, who))
    const before = await readdir(folder)
    const ended = new Error('ended')
    const ask = () => Promise.reject(ended)
    expect((await runCommand(folder, ['init'], { ask })).code).toBe(2)
    expect(await readdir(folder)).toEqual(before)
  })
})

describe('a folder from anybody', () => {
  const rows = JSON.stringify([{ tokens: ['Asthma'], ner_tags: ['B-Disease'], doc_id: 'a' }])
  const names = [
    '$(x).json',
    'two\nlines.json',
    '\u001b]0;title\u0007.json',
    '- a: b.json',
    '{a}, [b] #c.json',
    '"quoted" \'twice\'.json',
    'null',
    'true',
    '1.0',
    '~',
    '*alias.json',
    '&anchor.json',
    '!tag.json',
    ' blank ',
    'caf\u00e9 \u202etxt.json',
    '\u{1f637}\u2028.json',
  ]

  test('has its names in the file as they are, and nothing in them steers a terminal', async () => {
    const folder = await newFolder()
    for (const name of names) {
      const alone = join(folder, 'x', name)
      await mkdir(alone, { recursive: true })
      await writeFile(join(alone, name), rows)
    }
    const { out, err, text, written } = await init(folder)
    const paths = written.corpus.sources.map(({ path }) => path)
    expect(paths.sort()).toEqual(names.map(name => `x/${name}/${name}`).sort())
    const lines = [...text.split('\n'), ...out.split('\n'), ...err.split('\n')]
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are looked for
    expect(lines.filter(line => /[\u0000-\u001f\u007f-\u009f\u2028\u202e]/.test(line))).toEqual([])
    expect(lines.filter(line => line.startsWith('lines'))).toEqual([])
  })

  test('has its annotators and layers in the file as they are', async () => {
    const folder = await newFolder()
    const user = "an'na: {x} #\u0085"
    await writeFiles(folder, projectFiles(corpus, sayKind, [user]))
    const { out, text, written } = await init(folder)
    expect(written.corpus.sources).toMatchObject([{ annotator: user }])
    expect(`${out}${text}`).not.toContain('\u0085')
  })

  test('is not left by links', async () => {
    const folder = await newFolder()
    const elsewhere = await newFolder()
    await writeFiles(elsewhere, { 'secret.json': rows })
    await writeFiles(folder, { 'own.json': rows, ...xmiFiles(corpus, sayKind) })
    await symlink(join(elsewhere, 'secret.json'), join(folder, 'link.json'))
    await symlink(elsewhere, join(folder, 'folder'))
    const { out, text, written } = await init(folder)
    expect(written.corpus.sources).toEqual([{ path: 'own.json' }])
    expect(out).toContain('2 other files')
    // The XMI files are read with the folder, which a training refuses.
    expect(text).toMatch(/# left out: \.: \S+: expected a file or a folder, got a link that leads elsewhere/)
  })

  test('may hold files that cannot be read, which are left out with the reason', async () => {
    const folder = await newFolder()
    await writeFiles(folder, {
      'good.json': rows,
      'broken.json': rows.slice(0, 60),
      'broken.zip': (await pack({ 'a.xmi': 'x' })).subarray(0, 50),
      'other.zip': await pack({ 'a.html': '<p>' }),
    })
    const { out, written } = await init(folder)
    expect(written.corpus.sources).toEqual([{ path: 'good.json' }])
    expect(out).toMatch(/left out: broken\.json: broken\.json:1/)
    expect(out).toContain('left out: other.zip: an archive without documents')
    await rm(join(folder, 'good.json'))
    const { code, err } = await runCommand(folder, ['init', '--force'])
    expect(code).toBe(1)
    expect(err).toContain('expected annotated documents, got none that can be learnt from')
  })

  test('may be too large to be looked at, and single files too large to be read', async () => {
    const folder = await newFolder()
    await writeFiles(folder, { 'a.json': rows, 'b.json': rows, 'c.json': rows })
    const survey = (limits: object) => surveyFolder(folder, { progress: silent, limits })
    await expect(survey({ entries: 2 })).rejects.toThrow(
      'expected a folder with at most 2 files below it, got more',
    )
    const { sources } = await survey({ bytes: 2 * rows.length })
    expect(sources.map(({ counts }) => counts?.documents)).toEqual([1, 1, undefined])
    await writeFiles(folder, { 'MRSTY.RRF': mrstyOf(corpus) })
    expect((await survey({ bytes: 2 * rows.length })).link).toEqual({ mrsty: 'MRSTY.RRF' })
    expect((await survey({})).link).toBeUndefined()
    expect((await survey({ ms: 0 })).sources.map(({ counts }) => counts)).toEqual([
      undefined,
      undefined,
      undefined,
    ])
    const deep = await newFolder()
    await writeFiles(deep, { 'a/b/c/d.json': rows })
    expect((await surveyFolder(deep, { progress: silent, limits: { depth: 3 } })).sources).toEqual([])
    expect((await surveyFolder(deep, { progress: silent, limits: { depth: 4 } })).sources).toHaveLength(1)
  })
})

describe('medspan train without a configuration', () => {
  test('learns from the documents that lie there, says how, and resumes as with one', async () => {
    const folder = await newFolder()
    await writeFiles(folder, { 'project.zip': await pack(projectFiles(corpus, sayKind)), 'notes.txt': 'x' })
    const controller = new AbortController()
    const args = ['train', '--no-report', '--json', ...tiny]
    const interrupted = await runCommand(folder, args, {
      signal: controller.signal,
      // The encoding of the test part is the last thing before the first step.
      onPrint: text => {
        if (text.startsWith('Encoding test')) controller.abort()
      },
    })
    expect(interrupted.code).toBe(75)
    expect(interrupted.err).toContain('There is no medspan.yaml here')
    expect(interrupted.err).toContain('medspan init writes it down')
    expect(interrupted.err).toContain('  project.zip: inception project, curated: 12 documents')
    const trained = await runCommand(folder, args)
    expect(trained.code).toBe(0)
    expect(JSON.parse(trained.out)).toMatchObject({
      runFolder: join(folder, 'runs', 'medspan'),
      types: ['Chemical', 'Disease'],
    })
    expect(trained.err).not.toContain('another configuration')
    // What is written down afterwards is the same run.
    await init(folder)
    const again = await runCommand(folder, args)
    expect(again.err).toContain('is finished already')
    expect(again.code).toBe(0)
  })

  test('says that there is none where nothing lies, or one is named', async () => {
    const folder = await newFolder()
    for (const args of [['train'], ['train', '-c', 'other.yaml']]) {
      const { code, err } = await runCommand(folder, args)
      expect(code).toBe(1)
      expect(err).toContain('expected a configuration file, but it cannot be read (ENOENT)')
    }
  })
})
