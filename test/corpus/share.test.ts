import { describe, expect, test } from 'vitest'
import { takeShare } from '../../src/corpus/share.ts'
import { createRandom } from '../../src/random.ts'
import type { Corpus, Document } from '../../src/text/document.ts'

/** Documents of types as unevenly spread as those of MedMentions: the first in most, the last in few. */
function makeCorpus(documents: number, types = 21): Corpus {
  const random = createRandom(3, 'corpus of shares')
  return Array.from({ length: documents }, (_, i): Document => {
    const own = Array.from({ length: random.below(6) }, () => Math.floor(types * random.uniform() ** 2.5))
    return {
      id: `d${i}`,
      text: 'x',
      sentences: [],
      mentions: own.map(type => ({ begin: 0, end: 1, types: [`T${type}`] })),
    } as unknown as Document
  })
}

function countTypes(corpus: Corpus): Map<string, number> {
  const counts = new Map<string, number>()
  for (const { mentions } of corpus)
    for (const type of new Set(mentions.map(({ types }) => types[0]!)))
      counts.set(type, (counts.get(type) ?? 0) + 1)
  return counts
}

const idsOf = (corpus: Corpus): string[] => corpus.map(({ id }) => id)

describe('a share of a corpus', () => {
  const corpus = makeCorpus(400)

  test('has its number of documents, rounded, at least one, in the order of the corpus', () => {
    for (const [share, count] of [
      [1e-9, 1],
      [0.1, 40],
      [0.3333, 133],
      [0.999, 400],
      [1, 400],
    ] as const) {
      const taken = takeShare(corpus, share, 42)
      expect(taken).toHaveLength(count)
      const places = taken.map(document => corpus.indexOf(document))
      expect(places).toEqual([...places].sort((a, b) => a - b))
    }
    expect(takeShare([], 0.5, 42)).toEqual([])
  })

  test('is part of every greater one', () => {
    const shares = [0.01, 0.05, 0.1, 0.25, 0.26, 0.5, 0.7, 0.99, 1]
    const taken = shares.map(share => new Set(idsOf(takeShare(corpus, share, 7))))
    for (const [i, smaller] of taken.entries())
      for (const greater of taken.slice(i)) for (const id of smaller) expect(greater).toContain(id)
  })

  test('is another one with another seed, and the same whatever the order of the documents', () => {
    const ids = idsOf(takeShare(corpus, 0.25, 1))
    expect(idsOf(takeShare(corpus, 0.25, 1))).toEqual(ids)
    expect(idsOf(takeShare(corpus, 0.25, 2))).not.toEqual(ids)
    const shuffled = createRandom(9, 'order').shuffle([...corpus])
    expect(idsOf(takeShare(shuffled, 0.25, 1)).sort()).toEqual([...ids].sort())
  })

  test('keeps the share of every type far better than chance does', () => {
    const whole = countTypes(corpus)
    const distance = (part: Corpus, share: number): number => {
      const counts = countTypes(part)
      return [...whole].reduce((sum, [type, all]) => sum + Math.abs((counts.get(type) ?? 0) - share * all), 0)
    }
    for (const share of [0.1, 0.25, 0.3, 0.5, 0.8]) {
      let [ours, chance] = [0, 0]
      for (const seed of [1, 2, 3, 4]) {
        const drawn = createRandom(seed, 'plain').shuffle([...corpus])
        ours += distance(takeShare(corpus, share, seed), share)
        chance += distance(drawn.slice(0, share * corpus.length), share)
      }
      expect(ours).toBeLessThan(chance / 2)
    }
  })

  test('is taken where every document has a type of its own, and where none has any', () => {
    const bare = corpus.map(document => ({ ...document, mentions: [] }))
    expect(takeShare(bare, 0.2, 1)).toHaveLength(80)
    const own = bare.map((document, i) => ({
      ...document,
      mentions: [{ begin: 0, end: 1, types: [`T${i}`] }],
    })) as unknown as Corpus
    expect(takeShare(own, 0.2, 1)).toHaveLength(80)
  })
})
