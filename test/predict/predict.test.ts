import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest'
import type { Notice } from '../../src/errors.ts'
import { exportCorpus, type ImportOptions, importCorpus } from '../../src/formats/index.ts'
import { formatPubtator, pubtatorFormat } from '../../src/formats/pubtator.ts'
import { predictFiles } from '../../src/predict/predict.ts'
import type { Tagger } from '../../src/predict/tagger.ts'
import { type Progress, silent } from '../../src/progress.ts'
import { coveredText, type Document } from '../../src/text/document.ts'
import { createSegmenter } from '../../src/text/segmenters.ts'
import { createPatternTagger } from './test-tagger.ts'

/** Finds every "acid". */
const tagger = createPatternTagger(/acid/g, 'Drug')

const tagAll = async (paths: string[], own: Tagger = tagger) => {
  const tagged: Document[] = []
  for await (const document of predictFiles(paths, { tagger: own, progress: silent })) tagged.push(document)
  return tagged
}

const pubtator = '1|t|An acid title\n1|a|And an acid.\n1\t0\t2\tAn\tGene\tC0000001\n\n'

let root: string
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'medspan-predict-'))
  await mkdir(join(root, 'in/b'), { recursive: true })
  await writeFile(join(root, 'in/note.txt'), 'Some acid 🧬 acid.\n')
  await writeFile(join(root, 'in/b/note.txt'), 'No drug.')
  await writeFile(join(root, 'in/corpus.PubTator.txt'), pubtator)
  await writeFile(join(root, 'in/picture.bin'), Uint8Array.of(0, 255, 3))
})
afterAll(() => rm(root, { recursive: true }))

describe('documents to be tagged', () => {
  const readDocuments = (paths: readonly string[], options: ImportOptions) =>
    importCorpus(paths, { ...options, plainText: true })

  it('refuses a text that is longer than any document', async () => {
    const path = join(root, 'long.txt')
    await writeFile(path, 'a '.repeat(5_000_001))
    await expect(readDocuments([path], { progress: silent })).rejects.toThrow(
      /at most 10,000,000 characters, got 10,000,002/,
    )
    await rm(path)
  })

  it('reads texts beside documents of known formats, skipping and counting the rest', async () => {
    const notices: Notice[] = []
    const progress: Progress = { ...silent, notice: notice => notices.push(notice) }
    const documents = await readDocuments([join(root, 'in')], { progress })
    expect(documents.map(({ id, text }) => [id, text])).toEqual([
      ['note', 'No drug.'],
      ['1', 'An acid title\nAnd an acid.'],
      ['note#2', 'Some acid 🧬 acid.\n'],
    ])
    expect(documents[2]!.tokens.length).toBeGreaterThan(3)
    expect(notices).toMatchObject([
      { code: 'file-skipped', count: 1, where: { path: join(root, 'in/picture.bin') } },
      { code: 'document-renamed', count: 1 },
    ])
  })

  it('keeps texts that are the same, each as a document', async () => {
    await mkdir(join(root, 'twice/b'), { recursive: true })
    for (const name of ['twice/a.txt', 'twice/b/a.txt']) await writeFile(join(root, name), 'An acid.')
    const documents = await readDocuments([join(root, 'twice')], { progress: silent })
    expect(documents.map(({ id }) => id)).toEqual(['a', 'a#2'])
  })

  it('reads BRAT texts once, with their annotations', async () => {
    await mkdir(join(root, 'brat'), { recursive: true })
    await writeFile(join(root, 'brat/x.txt'), 'An acid.')
    await writeFile(join(root, 'brat/x.ann'), 'T1\tDrug 3 7\tacid\n')
    await writeFile(join(root, 'brat/annotation.conf'), '[entities]\nDrug\n')
    const notices: Notice[] = []
    const progress: Progress = { ...silent, notice: notice => notices.push(notice) }
    const documents = await readDocuments([join(root, 'brat')], { progress })
    expect(documents.map(({ id, mentions }) => [id, mentions.length])).toEqual([['x', 1]])
    expect(notices).toEqual([])
    const asCorpus = await importCorpus([join(root, 'brat')], { progress })
    expect([asCorpus.length, notices]).toEqual([1, []])
  })

  it('reads everything by the format that is asked for', async () => {
    const options = { format: 'pubtator', progress: silent }
    const documents = await readDocuments([join(root, 'in/corpus.PubTator.txt')], options)
    expect(documents.map(({ id }) => id)).toEqual(['1'])
  })

  it('refuses a missing path, an unknown file and an empty folder, each by name', async () => {
    await mkdir(join(root, 'empty'), { recursive: true })
    for (const name of ['absent.txt', 'in/picture.bin', 'empty'])
      await expect(readDocuments([join(root, name)], { progress: silent }), name).rejects.toMatchObject({
        code: 'input',
        where: { path: join(root, name) },
      })
  })
})

describe('predictFiles', () => {
  it('replaces mentions by predicted ones', async () => {
    const tagged = await tagAll([join(root, 'in')])
    expect(tagged.map(document => document.mentions.map(mention => coveredText(document, mention)))).toEqual([
      [],
      ['acid', 'acid'],
      ['acid', 'acid'],
    ])
    expect(tagged[1]!.mentions.every(mention => mention.types.join() === 'Drug')).toBe(true)
  })
})

test('documents of one file are tagged as they are read', async () => {
  const path = join(root, 'many.jsonl')
  const lines = Array.from(
    { length: 3000 },
    (_, i) => `{"id": "${i}", "text": "An acid. ${'x'.repeat(1000)}"}`,
  )
  for (const [last, expected] of [
    ['', 3000],
    ['{"cut', 1],
  ] as const) {
    await writeFile(path, [...lines, last].join('\n'))
    let count = 0
    const tagging = (async () => {
      for await (const { mentions } of predictFiles([path], { tagger, format: 'json', progress: silent }))
        count += mentions.length
    })()
    if (last === '') await tagging
    else await expect(tagging).rejects.toThrow(/JSON/)
    // What comes before the end of a file does not wait for it.
    expect(count).toBeGreaterThanOrEqual(expected)
  }
})

test('files are split as the tagger splits texts', async () => {
  const path = join(root, 'brief.txt')
  await writeFile(path, 'Dosis 0,5 mg bei Z.n. Infarkt.')
  const german: Tagger = { ...tagger, segment: createSegmenter('biomedical', 'de') }
  const [tagged] = await tagAll([path], german)
  expect(tagged!.sentences).toHaveLength(1)
  expect(coveredText(tagged!, tagged!.tokens[1]!)).toBe('0,5')
})

describe('tagged documents', () => {
  it('are written as a corpus that is read back unchanged', async () => {
    const tagged = await tagAll([join(root, 'in')])
    const path = join(root, 'out/tagged.jsonl')
    await exportCorpus(tagged, path, { format: 'corpus', progress: silent })
    expect(await importCorpus([path], { progress: silent })).toEqual(tagged)
  })

  it('are written as JSON with the words that were found', async () => {
    const path = join(root, 'out/tagged.json')
    await exportCorpus([await tagger.tag('An acid')], path, { format: 'json', progress: silent })
    expect(JSON.parse(await readFile(path, 'utf8'))).toEqual([
      {
        id: 'text',
        text: 'An acid',
        mentions: [{ begin: 3, end: 7, text: 'acid', types: ['Drug'], concepts: [] }],
      },
    ])
  })
})

describe('formatPubtator', () => {
  it('counts code points, and gives blanks for what the format cannot hold', async () => {
    const tagged = await tagger.tag('🧬 acid\nan acid\tand\nacid')
    expect(formatPubtator([{ ...tagged, id: 'a b|c' }])).toBe(
      [
        'a_b_c|t|🧬 acid',
        'a_b_c|a|an acid and acid',
        'a_b_c\t2\t6\tacid\tDrug\t-',
        'a_b_c\t10\t14\tacid\tDrug\t-',
        'a_b_c\t19\t23\tacid\tDrug\t-',
        '',
      ].join('\n'),
    )
  })

  it('is read back with the same mentions', async () => {
    const line = fc.string({
      unit: fc.constantFrom('a', 'é', '🧬', ' ', '|', '.'),
      minLength: 1,
      maxLength: 12,
    })
    const path = join(root, 'round.txt')
    await fc.assert(
      fc.asyncProperty(line, line, fc.nat(), fc.nat(), async (title, abstract, from, length) => {
        const text = `${title}\n${abstract}`
        const borders = [...[...text].keys(), [...text].length].map(
          count => [...text].slice(0, count).join('').length,
        )
        const first = from % (borders.length - 1)
        const last = Math.min(first + 1 + (length % 4), borders.length - 1)
        const mention = {
          begin: borders[first]!,
          end: borders[last]!,
          concepts: ['C0000001'],
          types: ['A', 'B'],
        }
        const document: Document = { id: '7', text, sentences: [], tokens: [], mentions: [mention] }
        await writeFile(path, formatPubtator([document]))
        const [back] = await pubtatorFormat.read(path, { progress: silent })
        expect(back).toMatchObject({ id: '7', text, mentions: [mention] })
      }),
      { numRuns: 60 },
    )
  })
})
