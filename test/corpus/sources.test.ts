/** @file Sources side by side: what does not go together, and MedMentions-ZS. */
import { describe, expect, it } from 'vitest'
import { mergeSources } from '../../src/corpus/merge.ts'
import { renderSources } from '../../src/corpus/merge-table.ts'
import { renderSample, sampleSentences } from '../../src/corpus/samples.ts'
import { bySplitFiles, compareSources, splitNameOf } from '../../src/corpus/sources.ts'
import { silent } from '../../src/progress.ts'
import { createRandom } from '../../src/random.ts'
import type { Document, Mention } from '../../src/text/document.ts'
import { segment } from '../../src/text/words.ts'

/** Words that annotators mark, by type. */
const vocabulary: Readonly<Record<string, readonly string[]>> = {
  T017: ['kidney', 'ventricle', 'hippocampus'],
  T033: ['fever', 'headache', 'fatigue'],
  T037: ['fracture', 'burns', 'concussion'],
  T097: ['nurses', 'surgeons', 'midwives'],
}
const everyWord = Object.entries(vocabulary).flatMap(([type, words]) => words.map(word => ({ type, word })))

/** Sentences with words of all types; only those of the given types are marked. */
function source(name: string, types: readonly string[], sentences: number, more: Partial<Document> = {}) {
  const random = createRandom(1, name)
  const documents = Array.from({ length: sentences }, (_, i): Document => {
    const words = Array.from({ length: 4 }, () => everyWord[random.below(everyWord.length)]!)
    const text = `Case ${name} ${i} saw ${words.map(({ word }) => word).join(' and ')} again.`
    const mentions: Mention[] = []
    let at = 0
    for (const { word, type } of words) {
      const begin = text.indexOf(word, at)
      at = begin + word.length
      if (types.includes(type)) mentions.push({ begin, end: at, concepts: [], types: [type] })
    }
    return { id: `${name}${i}`, text, ...segment(text), mentions, ...more }
  })
  return { name, documents }
}

/** A document of one mention, with these types and concepts. */
function single(id: string, types: readonly string[], concepts: readonly string[] = []): Document {
  const text = `Document ${id} is here.`
  return { id, text, ...segment(text), mentions: [{ begin: 0, end: 8, types, concepts }] }
}

const codes = (notices: readonly { code: string; count: number }[]) =>
  notices.map(({ code, count }) => `${code} ${count}`)

describe('sources', () => {
  it('without types, or with mentions that have none, are told of', () => {
    const { notices, sources } = compareSources([
      { name: 'linked', documents: [single('a', ['T047']), single('b', [], ['C0000001']), single('c', [])] },
      { name: 'raw', documents: [single('d', [], ['C0000001'])] },
      { name: 'ignored', documents: [single('e', [])] },
      { name: 'plain', documents: [{ ...single('f', []), mentions: [] }] },
    ])
    expect(codes(notices)).toEqual([
      'mention-unlinked 1',
      'mention-ignored 1',
      'source-untyped 1',
      'source-untyped 1',
    ])
    expect(notices[2]!.message).toBe('no mention of a source has a type: it is not linked yet')
    expect(notices[3]!.message).toBe('no mention of a source has a type: all are IGN')
    expect(sources[0]).toMatchObject({ mentions: 3, unlinked: 1, ignored: 1, types: { T047: 1 } })
  })
  it('with types of their own, and of several kinds, are told of', () => {
    const { notices, only } = compareSources([
      { name: 'umls', documents: [single('a', ['T047']), single('b', ['T121'])] },
      { name: 'ncbi', documents: [single('c', ['Disease'])] },
      { name: 'groups', documents: [single('d', ['DISO'])] },
    ])
    expect(only).toEqual({ umls: ['T047', 'T121'], ncbi: ['Disease'], groups: ['DISO'] })
    expect(codes(notices)).toEqual(['types-of-one-source 4', 'types-of-several-kinds 1'])
    expect(notices[0]!.kinds).toEqual({ 'umls (T047 T121)': 2, 'ncbi (Disease)': 1, 'groups (DISO)': 1 })
    expect(notices.at(-1)!.message).toBe(
      'types of several kinds would be labels side by side: semantic types in umls (T047 T121); classes in ncbi ' +
        '(Disease); semantic groups in groups (DISO)',
    )
  })
  it('that annotate types apart in texts of the same kind are told of, with the types of each', () => {
    const { apart, notices } = compareSources([
      source('train', ['T017', 'T033'], 60),
      source('validation', ['T037'], 30),
      source('test', ['T097'], 30),
    ])
    expect(apart.length).toBe(1)
    expect(apart[0]).toMatchObject({
      sources: ['train', 'validation', 'test'],
      types: { train: ['T017', 'T033'], validation: ['T037'], test: ['T097'] },
    })
    // Every word of a type that another source marks: of 480 words in the texts those that are not marked there.
    expect(apart[0]!.unmarked).toBeGreaterThan(200)
    const { message } = notices.find(({ code }) => code === 'types-rewritten')!
    expect(message).toContain('train: T017 T033; validation: T037; test: T097')
    expect(message).toContain('--ignore-outside')
  })
  it('that share types, that differ in their texts, or that say what was annotated, are not', () => {
    const none = (...sources: Parameters<typeof compareSources>[0]) =>
      expect(compareSources(sources).apart).toEqual([])
    none(source('a', ['T017', 'T033'], 40), source('b', ['T033', 'T037'], 40))
    none(source('a', ['T017'], 40), {
      name: 'b',
      documents: Array.from({ length: 40 }, (_, i) => single(`b${i}`, ['T037'])),
    })
    none(
      source('a', ['T017'], 40, { annotated: ['T017'] }),
      source('b', ['T037'], 40, { annotated: ['T037'] }),
    )
  })
  it('are not told apart by words that are marked once, or more often left unmarked in the same source', () => {
    const word = (name: string, documents: number, sentence: string, type: string, marked: number) => ({
      name,
      documents: Array.from({ length: documents }, (_, i): Document => {
        const text = `Case ${name} ${i} saw ${sentence} again.`
        const begin = text.indexOf(sentence)
        const mention = { begin, end: begin + sentence.length, concepts: [], types: [type] }
        return { id: `${name}${i}`, text, ...segment(text), mentions: i < marked ? [mention] : [] }
      }),
    })
    const unmarked = word('b', 40, 'patients', 'T033', 0)
    const other = { name: 'b', documents: [...unmarked.documents, single('b', ['T033'])] }
    const apart = (documents: number, marked: number) =>
      compareSources([word('a', documents, 'patients', 'T098', marked), other]).apart.length
    expect([apart(2, 2), apart(1, 1), apart(40, 2), apart(40, 20)]).toEqual([1, 0, 0, 1])
  })
  it('are the splits of a dataset, where files are named so', () => {
    const at = (id: string, path?: string) => ({
      ...single(id, []),
      ...(path === undefined ? {} : { source: path }),
    })
    const documents = [
      at('a', '/x/data/train-00000-of-00002.parquet'),
      at('b', '/x/data/test-00000-of-00001.parquet'),
      at('c', '/x/data/train-00001-of-00002.parquet'),
    ]
    expect(
      bySplitFiles('zs', documents).map(({ name, documents: own }) => [name, own.map(({ id }) => id)]),
    ).toEqual([
      ['zs-train', ['a', 'c']],
      ['zs-test', ['b']],
    ])
    for (const other of [[at('a', 'train.json')], [at('a', 'train.json'), at('b', 'trains.json')], [at('a')]])
      expect(bySplitFiles('zs', other)).toEqual([{ name: 'zs', documents: other }])
  })
  it('are parts where the names of their files begin or end with one', () => {
    const named = (names: string) => names.split(' ').map(splitNameOf)
    const train =
      'train.tsv a/train-00000-of-00002.parquet BC5CDR_TrainDev.PubTator train_dev.tsv x_train_dev.tsv CDR_TrainingSet.PubTator.txt trng'
    expect(new Set(named(train))).toEqual(new Set(['train']))
    const validation =
      'dev.conll devel.tsv val validation.jsonl my.corpus-dev.jsonl a/CDR_DevelopmentSet.PubTator.txt'
    expect(new Set(named(validation))).toEqual(new Set(['validation']))
    const test =
      'Test.PubTator data/NCBIdisease_Test.PubTator brat/gold-test my.test.conll.gz CDR_TestSet.PubTator.txt'
    expect(new Set(named(test))).toEqual(new Set(['test']))
    const none =
      'latest.conll contest_1.xml test/a.conll my_tests.conll developer.tsv interval.txt trains.json gold_test_old.tsv'
    expect(new Set(named(none))).toEqual(new Set([undefined]))
  })
  it('stand side by side in a table', () => {
    const { sources } = compareSources([source('a', ['T017', 'T033'], 3), source('b', ['T033'], 2)])
    expect(renderSources(sources)).toMatchInlineSnapshot(`
      "                                   a   b
      documents                          3   2
      sentences                          3   2
      tokens                            39  26
      mentions                           7   3
        with a concept, without a type   0   0
        with neither (IGN)               0   0
        T033 Finding                     4   3
        T017 Anatomical Structure        3   -"
    `)
  })
})

describe('a merge', () => {
  const parts = [source('train', ['T017', 'T033'], 60), source('test', ['T097'], 30)]
  it('with ignoreOutside says in each document which types its source annotates', () => {
    const said: string[] = []
    const progress = { ...silent, notice: ({ code }: { code: string }) => said.push(code) }
    const { corpus } = mergeSources(parts, { ignoreOutside: true, progress })
    expect(corpus.map(({ annotated }) => annotated?.join())).toEqual([
      ...Array.from({ length: 60 }, () => 'T017,T033'),
      ...Array.from({ length: 30 }, () => 'T097'),
    ])
    expect(said).not.toContain('types-rewritten')
    const plain = mergeSources(parts, { progress })
    expect(plain.corpus.every(({ annotated }) => annotated === undefined)).toBe(true)
    expect(said).toContain('types-rewritten')
  })
  it('keeps an origin and what was annotated when merged again, and finds the sources in it', () => {
    const once = mergeSources(parts, { ignoreOutside: true }).corpus
    const other = source('team', ['T037', 'T017'], 5)
    const { corpus, comparison } = mergeSources([{ name: 'all', documents: once }, other], {
      ignoreOutside: true,
    })
    expect(comparison.sources.map(({ name, documents }) => [name, documents])).toEqual([
      ['train', 60],
      ['test', 30],
      ['team', 5],
    ])
    expect(corpus.slice(0, 90)).toEqual(once)
    expect(corpus[90]).toMatchObject({ origin: 'team', annotated: ['T017', 'T037'] })
  })
  it('keeps duplicates across sources and says which they are, or drops the later one', () => {
    const first = source('one', ['T017'], 5)
    const second = {
      name: 'two',
      documents: [{ ...first.documents[3]!, id: 'copy' }, ...source('two', ['T017'], 5).documents],
    }
    const notices: string[] = []
    const progress = {
      ...silent,
      info: (line: string) => notices.push(line),
      notice: ({ code, count }: { code: string; count: number }) => notices.push(`${code} ${count}`),
    }
    const kept = mergeSources([first, second], { progress })
    expect([kept.corpus.length, kept.overlaps.length, kept.dropped]).toEqual([11, 1, []])
    expect(notices).toEqual([
      'in two sources: one one3 and two copy: the same text',
      'duplicates-across-sources 1',
    ])
    const dropped = mergeSources([first, second], { duplicates: 'drop', progress })
    expect(dropped.dropped).toEqual(['copy'])
    expect(dropped.corpus.map(({ id }) => id)).toEqual(
      kept.corpus.map(({ id }) => id).filter(id => id !== 'copy'),
    )
    expect(dropped.parts.map(part => part.length)).toEqual([5, 5])
  })
  it('never drops what has only a PMID in common', () => {
    const one = { name: 'one', documents: [{ ...single('a', ['T047']), id: '28087654' }] }
    const text = 'Another passage of the same article altogether.'
    const two = { name: 'two', documents: [{ id: '28087654', text, ...segment(text), mentions: [] }] }
    const { corpus, overlaps, dropped } = mergeSources([one, two], { duplicates: 'drop' })
    expect(corpus.map(({ id }) => id)).toEqual(['one/28087654', 'two/28087654'])
    expect([overlaps.map(({ why }) => why), dropped]).toEqual([['id'], []])
  })
})

describe('samples', () => {
  it('are sentences with a mention, by lot, the same for the same seed', () => {
    const { documents } = source('a', ['T017'], 50)
    const marked = documents.filter(({ mentions }) => mentions.length > 0)
    const drawn = sampleSentences(documents, 10, 1)
    expect(drawn.length).toBe(10)
    expect(new Set(drawn.map(({ document }) => document.id)).size).toBe(10)
    for (const { document } of drawn) expect(document.mentions.length).toBeGreaterThan(0)
    expect(sampleSentences(documents, 10, 1)).toEqual(drawn)
    expect(sampleSentences(documents, 10, 2)).not.toEqual(drawn)
    expect(sampleSentences(documents, 1000, 1).map(({ document }) => document)).toEqual(marked)
    expect(sampleSentences(documents, 0, 1)).toEqual([])
  })
  it('show their mentions, nested ones inside each other', () => {
    const text = 'Cystic fibrosis of the  lung, 2 cases.'
    const mention = (surface: string, types: string[]): Mention => {
      const begin = text.indexOf(surface)
      return { begin, end: begin + surface.length, concepts: [], types }
    }
    const document = {
      id: 'd',
      origin: 'team',
      text,
      ...segment(text),
      mentions: [
        mention('Cystic fibrosis of the  lung', ['T047', 'T033']),
        mention('fibrosis', []),
        mention('lung', ['T023']),
      ],
    }
    expect(renderSample({ document, sentence: document.sentences[0]! })).toBe(
      'team d: [Cystic [fibrosis|IGN] of the [lung|T023 Body Part, Organ, or Organ Component]|T047 Disease or Syndrome, T033 Finding], 2 cases.',
    )
  })
})
