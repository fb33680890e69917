import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { formatError, MedspanError, Notices } from '../../src/errors.ts'
import { formats, importCorpus } from '../../src/formats/index.ts'
import type { Progress } from '../../src/progress.ts'
import { describeWithData } from '../shared-data.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'medspan-import-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const write = (name: string, content: string): string => {
  const path = join(folder, name)
  mkdirSync(join(path, '..'), { recursive: true })
  writeFileSync(path, content)
  return path
}

function listen() {
  const notices = new Notices()
  const tasks: string[] = []
  let advanced = 0
  const progress: Progress = {
    task(title, total, unit) {
      tasks.push(`${title} ${total} ${unit}`)
      return {
        advance(by = 1) {
          advanced += by
        },
        end() {},
      }
    },
    info() {},
    notice: notice => notices.addAll([notice]),
  }
  return {
    progress,
    tasks,
    counts: () => notices.list().map(({ code, count }) => `${code} ${count}`),
    advanced: () => advanced,
  }
}

async function refusal(paths: string[], format?: string): Promise<string> {
  try {
    await importCorpus(paths, { ...(format === undefined ? {} : { format }), progress: listen().progress })
  } catch (error) {
    if (error instanceof MedspanError) return formatError(error).replaceAll(folder, '')
    throw error
  }
  return 'was read'
}

const pubtator = (id: string, title = 'A title') =>
  `${id}|t|${title}\n${id}|a|text\n${id}\t2\t7\ttitle\tD\t-\n`
const records = '[{"tokens": ["a"], "ner_tags": ["O"], "doc_id": "r"}]'

describe('importCorpus', () => {
  it('walks folders in sorted order and recognises each file', async () => {
    write('in/b.txt', pubtator('2'))
    write('in/a/z.json', records)
    write('in/a/README.md', 'nothing here')
    write('in/.hidden', pubtator('9'))
    symlinkSync(join(folder, 'in'), join(folder, 'in', 'a', 'loop'))
    const heard = listen()
    const corpus = await importCorpus([write('c.txt', pubtator('1')), join(folder, 'in')], {
      progress: heard.progress,
    })
    expect(corpus.map(({ id }) => id)).toEqual(['1', 'r', '2'])
    expect(heard.tasks).toEqual(['Importing 3 files'])
    expect(heard.advanced()).toBe(3)
    expect(heard.counts()).toEqual(['file-skipped 1'])
  })
  it('passes over runs, installed packages and a configuration in a folder, and reads a run that is named', async () => {
    write('in/b.txt', pubtator('2'))
    write('in/medspan.yaml', records)
    write('in/medspan.schema.json', records)
    write('in/node_modules/medspan/sample.json', records)
    write('in/runs/first/.medspan-files.json', '{"files":[]}')
    write('in/runs/first/predictions.json', records)
    const heard = listen()
    const corpus = await importCorpus([join(folder, 'in')], { progress: heard.progress })
    expect(corpus.map(({ id }) => id)).toEqual(['2'])
    expect(heard.counts()).toEqual([])
    const run = await importCorpus([join(folder, 'in', 'runs', 'first')], { progress: heard.progress })
    expect(run.map(({ id }) => id)).toEqual(['r'])
  })
  it('leaves out a document that comes again word for word, and numbers another one of its id', async () => {
    const heard = listen()
    const path = write(
      'a.txt',
      pubtator('1') + pubtator('1') + pubtator('1', 'B title') + pubtator('1', 'B title'),
    )
    const corpus = await importCorpus([path], { progress: heard.progress })
    expect(corpus.map(({ id, text }) => `${id} ${text[0]}`)).toEqual(['1 A', '1#2 B'])
    expect(heard.counts()).toEqual(['document-repeated 2', 'document-renamed 1'])
  })
  it('numbers very many documents of one id, and those that are numbered already', async () => {
    const ids = Array.from({ length: 30_000 }, (_, i) => (i % 2 === 0 ? 'x' : `x#${i + 1}`))
    const texts = ids.map((id, i) => ({ id, text: `a${i}`, mentions: [{ begin: 0, end: 1, type: 'T' }] }))
    const corpus = await importCorpus([write('a.json', JSON.stringify([...texts, texts[4]]))], {
      progress: listen().progress,
    })
    expect(new Set(corpus.map(({ id }) => id)).size).toBe(30_000)
    expect(corpus.slice(0, 4).map(({ id }) => id)).toEqual(['x', 'x#2', 'x#3', 'x#4'])
  })
  it('refuses mentions that lie in each other by the thousands', async () => {
    const mentions = Array.from({ length: 5_000 }, (_, i) => ({ begin: 0, end: 2 * i + 1, type: 'T' }))
    const nested = { id: 'n', text: 'a '.repeat(5_000), mentions }
    expect(await refusal([write('a.json', JSON.stringify([nested]))])).toContain(
      '/a.json n: expected mentions that cover a text at most 100 times, got 5000 that cover one of 10000',
    )
  })
  it('reads with the format that it is told', async () => {
    const path = write('a.txt', `1|a b|c\n`)
    expect(await refusal([path])).toContain('/a.txt: expected a file of a known format (')
    expect(await refusal([path], 'pubtator')).toContain('/a.txt:1:1: expected "id|t|title"')
    write('in/b.txt', pubtator('2'))
    write('in/c.json', records)
    const { progress, counts } = listen()
    const corpus = await importCorpus([join(folder, 'in')], { format: 'records', progress })
    expect(corpus.map(({ id }) => id)).toEqual(['r'])
    expect(counts()).toEqual(['file-skipped 1'])
  })
  it('refuses what it cannot use, in one sentence', async () => {
    mkdirSync(join(folder, 'empty'))
    expect(await refusal([join(folder, 'missing')])).toBe('/missing: there is no such file or folder')
    expect(await refusal([join(folder, 'empty')])).toContain(
      '/empty: expected documents, got a folder without any',
    )
    expect(await refusal([write('a.json', '[]')], 'records')).toBe(
      '/a.json: expected documents, got files without any',
    )
    expect(await refusal([folder], 'words')).toContain(
      'expected one of the formats inception, xmi, corpus, cas-json, webanno-tsv, bioc-xml,',
    )
  })
  it('has one format a name', () => {
    expect(new Set(formats.map(({ name }) => name)).size).toBe(formats.length)
  })
})

describeWithData('NCBI-disease', ['ner', 'NCBIdisease_TrainDev.PubTator'], path => {
  it('imports without the one abstract that comes twice', async () => {
    const heard = listen()
    const corpus = await importCorpus([path], { progress: heard.progress })
    expect(heard.counts()).toEqual(['surface-mismatch 1', 'document-repeated 1'])
    expect(corpus.length).toBe(692)
  })
})

describeWithData('the shared NER folder', ['ner'], path => {
  it('imports whole: corpora annotate the same abstracts, each under an id of its own', async () => {
    const heard = listen()
    const corpus = await importCorpus([path], { progress: heard.progress })
    expect(heard.counts()).toEqual(['surface-mismatch 1', 'document-renamed 176', 'document-repeated 5'])
    expect(new Set(corpus.map(({ id }) => id)).size).toBe(corpus.length)
    expect(corpus.length).toBe(693 + 100 + 1000 + 500 + 500 - 5)
  })
})

it.each(['conll', 'parquet', 'pubtator', 'brat', 'xmi', 'cas-json', 'webanno-tsv'])(
  '%s counts the scores that it has no place for',
  async name => {
    const writer = formats.find(format => format.name === name)!.writer!
    const notices = new Notices()
    const mention = { begin: 0, end: 4, types: ['Drug'], concepts: [] }
    const mentions = [
      { ...mention, score: 0.5 },
      { ...mention, begin: 5, end: 8, score: 1 },
    ]
    const spans = mentions.map(({ begin, end }) => ({ begin, end }))
    const document = { id: 'a', text: 'Acid ion', sentences: [{ begin: 0, end: 8 }], tokens: spans, mentions }
    // A file's content may be made as it is read.
    for await (const file of writer.format([document], { tags: { overlap: 'longest' }, notices }))
      Array.from((Object(file) as { readonly content?: Iterable<unknown> }).content ?? [])
    expect(notices.list()).toMatchObject([{ code: 'score-dropped', count: 2 }])
  },
)
