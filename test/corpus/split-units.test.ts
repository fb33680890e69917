/** @file Splits by group, by sentence and by official lists, folds, and what is said of them. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { cutIntoSentences } from '../../src/corpus/sentences.ts'
import { splitCorpus, splitFolds } from '../../src/corpus/split.ts'
import { readOfficialLists, splitOfficially } from '../../src/corpus/split-official.ts'
import { renderSplitTable, splitNames, splitTable } from '../../src/corpus/split-table.ts'
import { formatError, MedspanError } from '../../src/errors.ts'
import { importCorpus } from '../../src/formats/index.ts'
import { type Progress, silent } from '../../src/progress.ts'
import { createRandom } from '../../src/random.ts'
import type { Corpus, Document } from '../../src/text/document.ts'
import { segment } from '../../src/text/words.ts'
import { sharedData } from '../shared-data.ts'

const ratios = [0.6, 0.2, 0.2] as const

/** Sentences of their own words, each with a mention of one of the types on its first word. */
function document(id: string, types: readonly string[], group?: string): Document {
  const random = createRandom(1, id)
  const sentences = types.map(
    () => `Word${random.below(1e6)} ${Array.from({ length: 6 }, () => `w${random.below(1e6)}`).join(' ')}.`,
  )
  const text = sentences.join(' ')
  const segments = segment(text)
  return {
    id,
    text,
    ...segments,
    mentions: segments.sentences.map(({ begin }, i) => ({
      begin,
      end: text.indexOf(' ', begin),
      concepts: [],
      types: [types[i]!],
    })),
    ...(group === undefined ? {} : { group }),
  }
}

function corpusOf(count: number, groups?: number): Document[] {
  return Array.from({ length: count }, (_, i) =>
    document(
      `d${i}`,
      ['T1', `T${2 + (i % 3)}`, `T${5 + (i % 7)}`],
      groups === undefined ? undefined : `g${i % groups}`,
    ),
  )
}

function listen(): { progress: Progress; said: string[] } {
  const said: string[] = []
  const progress: Progress = {
    ...silent,
    info: line => said.push(line),
    notice: ({ code, count }) => said.push(`${code} ${count}`),
  }
  return { progress, said }
}

function refusal(work: () => unknown): string {
  try {
    work()
  } catch (error) {
    if (error instanceof MedspanError) return `${error.code} ${formatError(error)}`
    throw error
  }
  return 'no error'
}

const ids = (corpus: Corpus) => corpus.map(({ id }) => id)

describe('a split', () => {
  it('does not depend on the order of the documents', () => {
    const corpus = [...corpusOf(40), { ...document('x', ['T1']), text: corpusOf(1)[0]!.text }]
    const expected = splitCorpus(corpus, { ratios, seed: 3, order: 2 })
    fc.assert(
      fc.property(fc.shuffledSubarray(corpus, { minLength: corpus.length }), shuffled => {
        const splits = splitCorpus(shuffled, { ratios, seed: 3, order: 2 })
        for (const name of splitNames) expect(ids(splits[name]).sort()).toEqual(ids(expected[name]).sort())
      }),
      { numRuns: 10 },
    )
  })
  it('keeps near-duplicates on one side, and says how many there are', () => {
    const corpus = corpusOf(30).flatMap(one => {
      const long = `${one.text} ${one.text.toLowerCase()} ${one.text.toUpperCase()} and so on and on`
      const own = { ...one, text: long, ...segment(long) }
      return [own, { ...own, id: `${one.id}-again`, text: long.replace(' so on', ' thus on') }]
    })
    const { progress, said } = listen()
    const splits = splitCorpus(corpus, { ratios, seed: 1, progress })
    for (const name of splitNames) {
      const own = new Set(ids(splits[name]))
      for (const id of own)
        expect(own.has(id.endsWith('-again') ? id.slice(0, -6) : `${id}-again`)).toBe(true)
    }
    expect(said).toEqual(['duplicates-together 30'])
  })
  it('keeps a group whole, by document as by group', () => {
    for (const by of ['document', 'group'] as const) {
      const splits = splitCorpus(corpusOf(60, 20), { ratios, seed: 1, by })
      const groups = splitNames.map(name => new Set(splits[name].map(({ group }) => group)))
      expect(groups.reduce((sum, own) => sum + own.size, 0)).toBe(20)
      expect(ids(splitNames.flatMap(name => splits[name])).length).toBe(60)
    }
  })
  it('by group counts groups, not documents', () => {
    // One group is half of the documents; of the groups it is one of ten.
    const corpus = corpusOf(60).map((one, i) => ({ ...one, group: i < 30 ? 'big' : `g${i % 9}` }))
    const splits = splitCorpus(corpus, { ratios: [0.8, 0.2, 0], seed: 2, by: 'group' })
    const groups = new Set(splits.train.map(({ group }) => group))
    expect(groups.size).toBe(8)
  })
  it('by group is refused where no document has one', () => {
    expect(refusal(() => splitCorpus(corpusOf(10), { ratios, seed: 1, by: 'group' }))).toContain(
      'data corpus.split.by: expected documents that say their group',
    )
  })
})

describe('a split by sentence', () => {
  it('makes every sentence a document of the group of its document, and counts what it cuts', () => {
    const { progress, said } = listen()
    const corpus = corpusOf(20)
    const splits = splitCorpus(corpus, { ratios, seed: 1, by: 'sentence', progress })
    const all = splitNames.flatMap(name => splits[name])
    expect(all.length).toBe(60)
    expect(new Set(ids(all)).size).toBe(60)
    for (const { id, text, group, mentions, tokens, sentences } of all) {
      const [origin, n] = id.split(':')
      const whole = corpus.find(one => one.id === origin)!
      const { begin, end } = whole.sentences[Number(n) - 1]!
      expect([text, group]).toEqual([whole.text.slice(begin, end), origin])
      expect(sentences).toEqual([{ begin: 0, end: text.length }])
      expect(mentions.map(one => text.slice(one.begin, one.end))).toEqual([text.split(' ')[0]])
      expect(tokens).toEqual(segment(text).tokens)
    }
    const places = corpus.map(
      one => splitNames.filter(name => splits[name].some(({ group }) => group === one.id)).length,
    )
    expect(said).toEqual([`document-cut ${places.filter(count => count > 1).length}`])
    expect(places.filter(count => count > 1).length).toBeGreaterThan(5)
  })
  it('keeps equal sentences on one side', () => {
    const corpus = corpusOf(30).map((one, i) => {
      const text = `${one.text} Sentence number ${i % 5} is repeated word for word.`
      return { ...one, text, ...segment(text) }
    })
    const splits = splitCorpus(corpus, { ratios, seed: 4, by: 'sentence' })
    const repeated = splitNames.map(
      name => new Set(splits[name].map(({ text }) => text).filter(text => text.startsWith('Sentence'))),
    )
    expect(repeated.reduce((sum, own) => sum + own.size, 0)).toBe(5)
  })
  it('parts a mention that crosses a border, and counts it', () => {
    const text = 'One two. Three four. Five.'
    const mention = { concepts: ['C1'], types: ['T1'] }
    const whole = {
      id: 'd',
      text,
      ...segment(text),
      mentions: [
        { ...mention, begin: 4, end: 14 },
        {
          ...mention,
          begin: 4,
          end: 25,
          parts: [
            { begin: 4, end: 7 },
            { begin: 21, end: 25 },
          ],
        },
      ],
    }
    const { progress, said } = listen()
    const cut = cutIntoSentences([whole], progress)
    expect(cut.map(one => one.mentions.map(({ begin, end }) => one.text.slice(begin, end)))).toEqual([
      ['two', 'two.'],
      ['Three'],
      ['Five'],
    ])
    for (const one of cut) for (const { parts } of one.mentions) expect(parts).toBeUndefined()
    expect(said).toEqual(['mention-across-sentences 2'])
  })
})

describe('folds', () => {
  it('test every document once, and keep shares', () => {
    const corpus = corpusOf(50)
    const folds = splitFolds(corpus, { folds: 5, seed: 1, order: 2 })
    expect(folds.length).toBe(5)
    expect(folds.flatMap(({ test }) => ids(test)).sort()).toEqual(ids(corpus).sort())
    for (const [i, { train, validation, test }] of folds.entries()) {
      expect(ids([...train, ...validation, ...test]).sort()).toEqual(ids(corpus).sort())
      expect(ids(validation)).toEqual(ids(folds[(i + 1) % 5]!.test))
      expect(Math.abs(test.length - 10)).toBeLessThanOrEqual(1)
    }
    expect(splitFolds(corpus, { folds: 5, seed: 1, order: 2 })).toEqual(folds)
  })
  it('are at least three, and no more than there are documents', () => {
    expect(refusal(() => splitFolds(corpusOf(9), { folds: 2, seed: 1 }))).toContain(
      'config corpus.split.folds',
    )
    expect(refusal(() => splitFolds(corpusOf(4), { folds: 5, seed: 1 }))).toContain(
      'an empty split: 5 splits (fold 1, fold 2, fold 3, fold 4, fold 5) need at least 5 documents, got 4',
    )
  })
})

describe('official lists', () => {
  let folder: string
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'medspan-official-'))
  })
  afterAll(() => rm(folder, { recursive: true }))

  async function write(name: string, files: Readonly<Record<string, string>>): Promise<string> {
    await mkdir(join(folder, name), { recursive: true })
    for (const [file, text] of Object.entries(files)) await writeFile(join(folder, name, file), text)
    return join(folder, name)
  }
  const medmentions = {
    'corpus_pubtator_pmids_trng.txt': 'd0\nd1\r\n\n d2 \n',
    'corpus_pubtator_pmids_dev.txt': 'd3\n',
    'corpus_pubtator_pmids_test.txt': 'd4\nd9999',
    'corpus_pubtator_pmids_all.txt': 'd0\nd1\nd2\nd3\nd4\n',
  }

  it('are found in a folder by the names of MedMentions, or named one by one', async () => {
    const path = await write('medmentions', medmentions)
    const lists = { train: ['d0', 'd1', 'd2'], validation: ['d3'], test: ['d4', 'd9999'] }
    expect(await readOfficialLists([path])).toEqual(lists)
    const files = ['trng', 'dev', 'test'].map(part => join(path, `corpus_pubtator_pmids_${part}.txt`))
    expect(await readOfficialLists(files)).toEqual(lists)
  })
  it('put documents where their ids are; what is missing or left over is said', async () => {
    const lists = await readOfficialLists([await write('medmentions', medmentions)])
    const corpus = corpusOf(6).map((one, i) => (i === 1 ? { ...one, id: 'team/d1', origin: 'team' } : one))
    const { progress, said } = listen()
    const splits = splitCorpus([...corpus, document('d44', ['T1'])], {
      ratios: [1, 0, 0],
      seed: 1,
      official: lists,
      progress,
    })
    expect(splitNames.map(name => ids(splits[name]))).toEqual([['d0', 'team/d1', 'd2'], ['d3'], ['d4']])
    expect(said).toEqual(['official-missing 1', 'official-left-over 2'])
  })
  it('that part documents which are one are followed, and the leak is said', () => {
    const twin = { ...document('d4', ['T1']), text: corpusOf(1)[0]!.text }
    const { progress, said } = listen()
    splitOfficially(
      [...corpusOf(4), twin],
      { train: ['d0', 'd1', 'd2'], validation: ['d3'], test: ['d4'] },
      progress,
    )
    expect(said).toEqual(['LEAK: train d0 and test d4: the same text', 'document-in-two-parts 1'])
  })
  it('with an id twice, without one, or of the wrong corpus are refused', async () => {
    const read = async (files: Readonly<Record<string, string>>, name: string) => {
      const path = await write(name, files)
      return readOfficialLists([path]).then(
        () => 'read',
        error => (error instanceof MedspanError ? `${error.code} ${error.message}` : String(error)),
      )
    }
    const three = { 'train.txt': '1\n', 'dev.txt': '2\n', 'test.txt': '3\n' }
    expect(await read(three, 'three')).toBe('read')
    expect(await read({ ...three, 'train.txt': '1\n1\n' }, 'twice')).toBe(
      'input expected each id once, got 1 as in line 1',
    )
    expect(await read({ ...three, 'test.txt': '2\n' }, 'both')).toBe(
      'input expected each id in one list, got 2 in validation too',
    )
    expect(await read({ ...three, 'dev.txt': '\n' }, 'empty')).toContain('got an empty list')
    expect(await read({ 'train.txt': '1' }, 'one')).toContain('expected a list for validation, got train.txt')
    expect(await read({ ...three, 'val.txt': '9' }, 'four')).toContain('expected one list for validation')
    const lists = await readOfficialLists([join(folder, 'three')])
    expect(refusal(() => splitOfficially(corpusOf(3), lists, silent))).toContain(
      'none of the 1 ids listed for train is in the corpus',
    )
  })
  const official = sharedData('medmentions', 'official-splits')
  it.skipIf(official === undefined)('of MedMentions have 2,635, 878 and 879 ids', async () => {
    const { train, validation, test } = await readOfficialLists([official!])
    expect([train.length, validation.length, test.length]).toEqual([2635, 878, 879])
  })
  const fixture = sharedData('medmentions', 'scispacy-fixture')
  it.skipIf(official === undefined || fixture === undefined)('name the three abstracts at hand', async () => {
    const corpus = await importCorpus([fixture!], { progress: silent })
    const lists = await readOfficialLists([official!])
    const listed = new Set([...lists.train, ...lists.validation, ...lists.test])
    expect(corpus.length).toBe(3)
    for (const { id } of corpus) expect(listed.has(id)).toBe(true)
  })
})

describe('the table of a split', () => {
  const splits = splitCorpus(corpusOf(50), { ratios, seed: 1 })
  const table = splitTable(splits)
  it('counts the mentions of each type, and their shares add up', () => {
    expect(table.columns.map(({ documents }) => documents)).toEqual(
      splitNames.map(name => splits[name].length),
    )
    expect(table.rows[0]).toMatchObject({
      type: 'T1',
      mentions: table.columns.map(({ documents }) => documents),
    })
    for (const [j, column] of table.columns.entries()) {
      expect(table.rows.reduce((sum, row) => sum + row.mentions[j]!, 0)).toBe(column.mentions)
      expect(table.rows.reduce((sum, row) => sum + row.shares[j]!, 0)).toBeCloseTo(1)
    }
    // T1 is in every document: its odds are infinite.
    expect(table.unbounded).toBe(1)
    expect(table.labelsDistribution).toBeGreaterThan(0)
    expect(table.jensenShannon).toBeLessThan(0.01)
  })
  it('is printed with counts, shares and divergences', () => {
    const small = splitTable({
      train: [document('a', ['T1', 'T1', 'T2']), document('b', ['T2'])],
      validation: [document('c', ['T1'])],
      test: [],
    })
    expect(renderSplitTable(small)).toMatchInlineSnapshot(`
      "                  train          validation           test
      documents             2                   1              0
      sentences             4                   1              0
      tokens               32                   8              0
      mentions              4                   1              0
        without a type      0                   0              0
        T1                  2  50.0 %           1  100.0 %     0  0.0 %
        T2                  2  50.0 %           0    0.0 %     0  0.0 %
      divergence from the whole: LD 0.0000 over documents (without 2 types that all documents of a split have), JS 0.12188 bits over mentions"
    `)
  })
})
