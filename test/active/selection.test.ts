import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Candidate, type SelectionOptions, selectDocuments } from '../../src/active/selection.ts'
import { wordVectors } from '../../src/active/vectors.ts'

const texts: Readonly<Record<string, string>> = {
  asthma: 'Asthma and wheezing in children were treated with inhaled corticosteroids for many months.',
  lungs: 'Inhaled corticosteroids helped children with asthma, and wheezing was seen in fewer lungs.',
  heart: 'Myocardial infarction followed a thrombosis of the left coronary artery in both brothers.',
  gene: 'Mutations of the BRCA1 gene raise the lifetime risk of breast and ovarian cancer tenfold.',
}
const candidate = (id: string, uncertainty: number, text = texts[id]!): Candidate => ({
  id,
  text,
  uncertainty,
})
const choose = (candidates: readonly Candidate[], options: Partial<SelectionOptions> = {}) => {
  const { chosen, doubles } = selectDocuments(candidates, { count: 10, ...options })
  return {
    ids: chosen.map(one => one.candidate.id),
    similarities: chosen.map(one => one.similarity),
    doubles,
  }
}

describe('selectDocuments', () => {
  const pool = [
    candidate('gene', 0.65),
    candidate('asthma', 0.9),
    candidate('heart', 0.7),
    candidate('lungs', 0.72),
  ]

  it('orders by uncertainty alone where diversity counts for nothing', () => {
    expect(choose(pool, { diversity: 0 }).ids).toEqual(['asthma', 'lungs', 'heart', 'gene'])
  })

  it('chooses later what is like what was chosen, and says how like', () => {
    const { ids, similarities } = choose(pool)
    expect(ids).toEqual(['asthma', 'heart', 'gene', 'lungs'])
    expect(similarities[0]).toBe(0)
    expect(similarities[3]).toBeGreaterThan(0.2)
    expect(choose(pool, { count: 2 }).ids).toEqual(['asthma', 'heart'])
  })

  it('chooses later what is like what is annotated', () => {
    const { ids, doubles } = choose([candidate('lungs', 0.9), candidate('heart', 0.85)], {
      known: [texts.asthma!, texts.gene!],
    })
    expect([ids, doubles]).toEqual([['heart', 'lungs'], 0])
  })

  it('never chooses two documents of nearly the same text, nor one that is annotated, and counts them', () => {
    const long = Object.values(texts).join(' ')
    const twice = [
      candidate('first', 0.9, long),
      candidate('second', 0.8, long.replace('tenfold', 'twofold')),
      candidate('heart', 0.1),
    ]
    expect(choose(twice)).toMatchObject({ ids: ['first', 'heart'], doubles: 1 })
    expect(choose(twice, { diversity: 0 })).toMatchObject({ ids: ['first', 'heart'], doubles: 1 })
    expect(choose(twice, { known: [long.toUpperCase()] })).toMatchObject({ ids: ['heart'], doubles: 2 })
    expect(choose(twice, { count: 1 })).toMatchObject({ ids: ['first'], doubles: 1 })
  })

  it('takes the id that comes first where all else is equal, in whatever order documents come', () => {
    const equal = ['c', 'a', 'b'].map(id => candidate(id, 0.5, `${id}${id}${id}`))
    expect(choose(equal).ids).toEqual(['a', 'b', 'c'])
    fc.assert(
      fc.property(fc.shuffledSubarray(pool, { minLength: 4 }), shuffled => {
        expect(choose(shuffled)).toEqual(choose(pool))
      }),
      { numRuns: 20 },
    )
  })

  it('chooses nothing of nothing', () => {
    expect(choose([])).toEqual({ ids: [], similarities: [], doubles: 0 })
    expect(choose([], { known: [texts.gene!] }).ids).toEqual([])
    expect(choose([candidate('gene', 0.5)], { known: [texts.gene!] })).toMatchObject({ ids: [], doubles: 1 })
  })

  it('takes documents of which the model is wholly sure, and texts without words', () => {
    expect(choose([candidate('b', 0, '...'), candidate('a', 0, '!')]).ids).toEqual(['a', 'b'])
  })
})

describe('wordVectors', () => {
  const dot = (a: number, b: number, all: readonly string[]): number => {
    const [one, other] = [wordVectors(all)[a]!, wordVectors(all)[b]!]
    return [...one.words].reduce((sum, word, i) => {
      const at = other.words.indexOf(word)
      return at < 0 ? sum : sum + one.weights[i]! * other.weights[at]!
    }, 0)
  }

  it('have the length 1, and the cosine of equal texts is 1, whatever their case', () => {
    expect(dot(0, 1, [texts.gene!, texts.gene!.toUpperCase(), texts.heart!])).toBeCloseTo(1, 6)
  })

  it('weigh words by tf-idf, and words of all texts not at all', () => {
    const [first, second] = wordVectors(['red red fox', 'red dog', 'red dog cat'])
    expect([...first!.weights]).toEqual([1])
    expect(second!.words).toHaveLength(1)
    expect(dot(1, 2, ['red red fox', 'red dog', 'red dog cat'])).toBeCloseTo(
      Math.log(1.5) / Math.hypot(Math.log(1.5), Math.log(3)),
      6,
    )
    expect(dot(0, 2, ['red red fox', 'red dog', 'red dog cat'])).toBe(0)
  })

  it('keep the heaviest words of a long text', () => {
    const long = Array.from({ length: 1000 }, (_, i) => `word${i}`).join(' ')
    expect(wordVectors([long, 'other'])[0]!.words).toHaveLength(128)
  })
})
