import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { findDuplicates, jaccard, pmidOf, shinglesOf, squeeze } from '../../src/corpus/duplicates.ts'
import { findOverlaps, renderOverlap, reportLeaks } from '../../src/corpus/overlaps.ts'
import { silent } from '../../src/progress.ts'
import { createRandom } from '../../src/random.ts'
import type { Document } from '../../src/text/document.ts'
import { segment } from '../../src/text/words.ts'

const document = (id: string, text: string): Document => ({ id, text, ...segment(text), mentions: [] })

/** A text of so many words, drawn from a few thousand. */
function wordsOf(seed: number, count: number): string[] {
  const random = createRandom(seed, 'words')
  return Array.from({ length: count }, () => `word${random.below(3000)}`)
}

describe('shingles', () => {
  it('are of three words each, whatever stands between them', () => {
    expect(shinglesOf('One two three, four').length).toBe(2)
    expect(shinglesOf('one TWO (three) four')).toEqual(shinglesOf('One two three, four'))
    expect(shinglesOf('one two four three')).not.toEqual(shinglesOf('one two three four'))
    expect([shinglesOf('').length, shinglesOf('?!').length, shinglesOf('two words').length]).toEqual([
      0, 0, 1,
    ])
  })
  it('are each there once', () => {
    expect(shinglesOf('a b c a b c a b c').length).toBe(3)
  })
  it('keep words of other scripts', () => {
    expect(shinglesOf('β-Carotin hilft Kühen')).not.toEqual(shinglesOf('α-Carotin hilft Kühen'))
  })
})

describe('Jaccard similarity', () => {
  it('is what sets say', () => {
    const set = fc.uniqueArray(fc.integer({ min: -20, max: 20 }))
    fc.assert(
      fc.property(set, set, (a, b) => {
        const both = a.filter(one => b.includes(one)).length
        const all = new Set([...a, ...b]).size
        const ascending = (own: number[]) => Int32Array.from(own).sort()
        expect(jaccard(ascending(a), ascending(b))).toBe(all === 0 ? 0 : both / all)
      }),
    )
  })
})

describe('findDuplicates', () => {
  it('finds the same text, tokenised or not', () => {
    expect(squeeze('CF (cystic\n fibrosis)')).toBe(squeeze('cf ( Cystic fibrosis )'))
    const { pairs, firstOf } = findDuplicates([
      document('a', 'CF (cystic fibrosis) is rare.'),
      document('b', 'Something else altogether, of course.'),
      document('c', 'CF ( cystic fibrosis ) is rare .'),
    ])
    expect(pairs).toEqual([{ a: 0, b: 2, why: 'text', similarity: 1 }])
    expect([...firstOf]).toEqual([0, 1, 0])
  })
  it('finds nearly the same text, with the similarity that its shingles have', () => {
    const words = wordsOf(1, 100)
    const changed = words.with(50, 'changed')
    const { pairs } = findDuplicates([document('a', words.join(' ')), document('b', changed.join(' '))])
    // 98 shingles each, 95 of them in common.
    expect(pairs).toEqual([{ a: 0, b: 1, why: 'near', similarity: 95 / 101 }])
  })
  it('finds all pairs from the threshold up, and none below', () => {
    const base = wordsOf(2, 60)
    const corpus = Array.from({ length: 30 }, (_, i) => {
      const own = wordsOf(100 + (i >> 1), 60)
      // Every second one changes some words of the one before it: more and more of them.
      return document(
        `${i}`,
        (i % 2 === 0 ? own : own.map((w, k) => (k < i >> 1 ? `x${base[k]}` : w))).join(' '),
      )
    })
    const found = findDuplicates(corpus, { by: [] }).pairs
    const expected = []
    for (let b = 0; b < corpus.length; b++)
      for (let a = 0; a < b; a++) {
        const similarity = jaccard(shinglesOf(corpus[a]!.text), shinglesOf(corpus[b]!.text))
        if (similarity === 1) expected.push({ a, b, why: 'text', similarity })
        else if (similarity >= 0.8) expected.push({ a, b, why: 'near', similarity })
      }
    expect(expected.length).toBeGreaterThan(5)
    expect(expected.length).toBeLessThan(15)
    expect(found).toEqual(expected)
  })
  it('finds the same title and the same PMID, and says how alike the texts are', () => {
    const corpus = [
      document('28087654', 'A title of more than five words.\nThe first abstract says this and that.'),
      document('x', 'A title of more than  five words.\nAnother abstract tells something quite different.'),
      document('team1/28087654', 'Only the conclusion was annotated by this team.'),
      document('y', 'Case report.\nA man came.'),
      document('z', 'Case report.\nA woman went.'),
    ]
    const { pairs, firstOf } = findDuplicates(corpus)
    expect(pairs.map(({ a, b, why }) => [a, b, why])).toEqual([
      [0, 1, 'title'],
      [0, 2, 'id'],
    ])
    for (const { similarity } of pairs) expect(similarity).toBeLessThan(0.5)
    expect([...firstOf]).toEqual([0, 0, 0, 3, 4])
    expect(findDuplicates(corpus, { by: [] }).pairs).toEqual([])
  })
  it('takes only numbers of five to eight digits for PMIDs', () => {
    expect(['28087654', 'a/28087654#2', 'PMID:12345', 'pmid_12345'].map(pmidOf)).toEqual([
      '28087654',
      '28087654',
      '12345',
      '12345',
    ])
    for (const id of ['1', '1234', '123456789', 'x12345', '2808765.4', 'a.json#12345'])
      expect(pmidOf(id)).toBeUndefined()
  })
  it('groups what hangs together through a third', () => {
    const words = wordsOf(3, 40)
    const corpus = [
      words,
      words.with(5, 'one').with(6, 'two'),
      words.with(5, 'one').with(6, 'two').with(30, 'three').with(31, 'four'),
    ].map((own, i) => document(`${i}`, own.join(' ')))
    const { pairs, firstOf } = findDuplicates(corpus, { threshold: 0.75 })
    expect(pairs.map(({ a, b }) => [a, b])).toEqual([
      [0, 1],
      [1, 2],
    ])
    expect([...firstOf]).toEqual([0, 0, 0])
  })
  it('says when texts are too alike to compare them all', () => {
    // Three quarters of all shingles are the same, so that every band is full of texts that are no doubles.
    const shared = wordsOf(4, 70)
    const corpus = Array.from({ length: 250 }, (_, i) =>
      document(`${i}`, [...shared, ...wordsOf(500 + i, 12)].join(' ')),
    )
    const notices: [string, number][] = []
    findDuplicates(corpus, {
      threshold: 0.95,
      progress: { ...silent, notice: ({ code, count }) => notices.push([code, count]) },
    })
    expect(notices.length).toBe(1)
    expect(notices[0]![0]).toBe('duplicates-not-compared')
    expect(notices[0]![1]).toBeGreaterThan(0)
  })
})

describe('overlaps', () => {
  const words = wordsOf(5, 60)
  const corpora = [
    { name: 'one', documents: [document('a', words.join(' ')), document('b', wordsOf(6, 60).join(' '))] },
    {
      name: 'two',
      documents: [
        document('c', words.with(30, 'changed').join(' ')),
        document('d', wordsOf(7, 60).join(' ')),
        document('e', wordsOf(7, 60).join('  ')),
      ],
    },
  ]
  it('are documents of one corpus that an earlier one has; within one they are none', () => {
    const overlaps = findOverlaps(corpora)
    expect(overlaps.map(renderOverlap)).toEqual(['one a and two c: nearly the same text (similarity 0.90)'])
  })
  it('between parts are told loudly', () => {
    const said: string[] = []
    const leaks = reportLeaks(corpora, {
      ...silent,
      info: line => said.push(line),
      notice: ({ code, count, message }) => said.push(`${code} ${count} ${message.slice(0, 4)}`),
    })
    expect(leaks.length).toBe(1)
    expect(said).toEqual([
      'LEAK: one a and two c: nearly the same text (similarity 0.90)',
      'document-in-two-parts 1 LEAK',
    ])
  })
  it('that are none are not told of', () => {
    const progress = { ...silent, info: () => expect.unreachable(), notice: () => expect.unreachable() }
    expect(reportLeaks([corpora[0]!], progress)).toEqual([])
  })
})
