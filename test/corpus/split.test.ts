import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type SplitOptions, type Splits, splitCorpus } from '../../src/corpus/split.ts'
import { formatError, MedspanError } from '../../src/errors.ts'
import { importCorpus } from '../../src/formats/index.ts'
import { silent } from '../../src/progress.ts'
import { createRandom } from '../../src/random.ts'
import type { Corpus, Document } from '../../src/text/document.ts'
import { segment } from '../../src/text/words.ts'
import { describeWithData } from '../shared-data.ts'

const names = ['train', 'validation', 'test'] as const
const ratios: SplitOptions['ratios'] = [0.8, 0.1, 0.1]

/** A document whose text is its own, with a mention of each type. */
function document(
  id: string,
  types: readonly string[],
  text = `This is document number ${id} of many.`,
): Document {
  const mentions = types.map(type => ({ begin: 0, end: 4, concepts: [], types: [type] }))
  return { id, text, ...segment(text), mentions }
}

const ids = (splits: Splits) => names.map(name => splits[name].map(({ id }) => id))
const typesOf = (one: Document) => new Set(one.mentions.flatMap(({ types }) => types.slice(0, 1)))

/** How many documents of a corpus have each type. */
function countTypes(corpus: Corpus): Map<string, number> {
  const counts = new Map<string, number>()
  for (const one of corpus) for (const type of typesOf(one)) counts.set(type, (counts.get(type) ?? 0) + 1)
  return counts
}

/** 200 documents over 8 types, from in nearly every document to in one of twenty. */
function synthetic(seed: number): Corpus {
  const random = createRandom(seed, 'documents')
  return Array.from({ length: 200 }, (_, i) =>
    document(
      String(i),
      Array.from({ length: 8 }, (_, t) => `T${t}`).filter((_, t) => random.uniform() < 0.9 / 1.5 ** t),
    ),
  )
}

function refusal(corpus: Corpus, options: SplitOptions): string {
  try {
    splitCorpus(corpus, options)
  } catch (error) {
    if (error instanceof MedspanError) return `${error.code} ${formatError(error)}`
    throw error
  }
  return 'was split'
}

describe('splitCorpus', () => {
  it('puts each document into one split, in the order of the corpus', () => {
    const corpus = synthetic(1)
    const split = ids(splitCorpus(corpus, { ratios, seed: 1 }))
    expect(split.flat().sort()).toEqual(corpus.map(({ id }) => id).sort())
    for (const part of split) expect(part).toEqual([...part].sort((a, b) => Number(a) - Number(b)))
  })
  it('is the same for the same seed, and another one for another', () => {
    const corpus = synthetic(1)
    const first = ids(splitCorpus(corpus, { ratios, seed: 1 }))
    expect(ids(splitCorpus(corpus, { ratios, seed: 1 }))).toEqual(first)
    expect(ids(splitCorpus(corpus, { ratios, seed: 2 }))).not.toEqual(first)
  })
  it.each([1, 2, 3])('keeps the shares of documents and of every type (seed %i)', seed => {
    const corpus = synthetic(seed)
    const splits = splitCorpus(corpus, { ratios: [0.7, 0.1, 0.2], seed })
    const all = countTypes(corpus)
    for (const [name, ratio] of [
      ['train', 0.7],
      ['validation', 0.1],
      ['test', 0.2],
    ] as const) {
      expect(Math.abs(splits[name].length - ratio * corpus.length)).toBeLessThanOrEqual(4)
      const own = countTypes(splits[name])
      for (const [type, count] of all)
        expect(Math.abs((own.get(type) ?? 0) - ratio * count)).toBeLessThanOrEqual(3)
    }
  })
  it('deals out the rarest type first: two documents of a type go to two splits of equal shares', () => {
    const corpus = synthetic(1).map((one, i) => (i < 2 ? document(one.id, ['T0', 'rare']) : one))
    for (let seed = 0; seed < 10; seed++) {
      const splits = splitCorpus(corpus, { ratios: [0.5, 0.5, 0], seed })
      expect([countTypes(splits.train).get('rare'), countTypes(splits.validation).get('rare')]).toEqual([
        1, 1,
      ])
    }
  })
  it('goes by the first type of each mention alone', () => {
    const corpus = synthetic(1)
    const withMore = corpus.map((one, i) => ({
      ...one,
      mentions: one.mentions.map(mention => ({ ...mention, types: [...mention.types, `more${i % 5}`] })),
    }))
    const options = { ratios, seed: 1 }
    expect(ids(splitCorpus(withMore, options))).toEqual(ids(splitCorpus(corpus, options)))
  })
  it('never parts documents of one text or one title', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(12), { minLength: 30, maxLength: 60 }), fc.nat(), (texts, seed) => {
        const corpus = texts.map((text, i) =>
          document(
            `${i}`,
            [`T${i % 3}`],
            i % 2
              ? `Study number ${text} of all the\nstudies.`
              : `Study  number ${text} OF all the\nother ${i}`,
          ),
        )
        const splits = splitCorpus(corpus, { ratios: [0.4, 0.3, 0.3], seed })
        const titles = names.map(
          name =>
            new Set(splits[name].map(({ text }) => text.toLowerCase().split('\n')[0]!.replace(/\s/g, ''))),
        )
        for (const title of titles[0]!) expect(titles[1]!.has(title) || titles[2]!.has(title)).toBe(false)
        for (const title of titles[1]!) expect(titles[2]!.has(title)).toBe(false)
      }),
      { numRuns: 50 },
    )
  })
  it('does not take short titles for the same document', () => {
    const corpus = Array.from({ length: 10 }, (_, i) =>
      document(`${i}`, [], `Case report.\nPatient ${i} came.`),
    )
    expect(ids(splitCorpus(corpus, { ratios, seed: 1 })).map(part => part.length)).toEqual([8, 1, 1])
  })
  it('leaves a split with the share 0 empty', () => {
    const splits = splitCorpus(synthetic(1), { ratios: [0.9, 0.1, 0], seed: 1 })
    expect(splits.test).toEqual([])
    expect(splits.validation.length).toBeGreaterThan(10)
  })
  it('gives every wanted split a document even when each has a rare type', () => {
    const corpus = Array.from({ length: 12 }, (_, i) => document(`${i}`, [`only${i}`, 'T1']))
    for (const part of ids(splitCorpus(corpus, { ratios, seed: 3 }))) expect(part.length).toBeGreaterThan(0)
  })
  it('refuses an empty split in one sentence', () => {
    const two = [document('a', ['X']), document('b', ['X'])]
    expect(refusal(two, { ratios, seed: 1 })).toContain(
      'data corpus.split: an empty split: 3 splits (train, validation, test) need at least 3 documents, got 2\n',
    )
    const doubles = ['a', 'b', 'c'].map(id => document(id, ['X'], 'One and the same text.'))
    expect(refusal(doubles, { ratios, seed: 1 })).toContain(
      "got 3, of which 2 repeat another one's text or title",
    )
    expect(refusal([], { ratios, seed: 1 })).toContain('need at least 3 documents, got 0')
  })
  it('refuses shares that do not add up to 1', () => {
    for (const shares of [
      [0.8, 0.1, 0.2],
      [1.2, -0.2, 0],
      [Number.NaN, 0.5, 0.5],
    ] as const)
      expect(refusal(synthetic(1), { ratios: shares, seed: 1 })).toContain(
        'config corpus.split.ratios: expected three',
      )
  })
})

describeWithData('real corpora', ['ner', 'BioRED_TrainDev.PubTator'], path => {
  it('keep the share of documents and of each type', async () => {
    const corpus = await importCorpus([path], { progress: silent })
    const splits = splitCorpus(corpus, { ratios, seed: 42 })
    const all = countTypes(corpus)
    for (const [j, name] of names.entries()) {
      expect(Math.abs(splits[name].length - ratios[j]! * corpus.length)).toBeLessThanOrEqual(5)
      for (const [type, count] of countTypes(splits[name]))
        expect(Math.abs(count - ratios[j]! * all.get(type)!)).toBeLessThanOrEqual(5)
    }
  })
})

describeWithData("the teams' curated files", ['seed-curated'], path => {
  it('split with documents in every part', async () => {
    const files = readdirSync(path).filter(name => name.endsWith('.json'))
    const corpus = await importCorpus(
      files.map(name => join(path, name)),
      { progress: silent },
    )
    const splits = splitCorpus(corpus, { ratios, seed: 42 })
    expect(names.map(name => splits[name].length).reduce((a, b) => a + b)).toBe(corpus.length)
    expect(splits.validation.length).toBeGreaterThanOrEqual(3)
    expect(splits.test.length).toBeGreaterThanOrEqual(3)
  })
})
