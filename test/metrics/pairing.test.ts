import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { MentionSpan } from '../../src/metrics/mentions.ts'
import { markCorrect, pairMentions } from '../../src/metrics/pairing.ts'
import { createDocument, documentArbitrary, parseMentions } from './documents.ts'

const text = ({ begin, end, type }: MentionSpan) => `${begin} ${end} ${type}`

/** Pairs as text: kind, gold, predicted. */
function pairs(gold: string[], predicted: string[], prefer: 'borders' | 'type' = 'borders'): string[] {
  const result = pairMentions(parseMentions(gold), parseMentions(predicted), prefer)
  return result.pairs.map(pair => `${pair.kind}: ${text(pair.gold)} ~ ${text(pair.predicted)}`)
}

const mayPair = (a: MentionSpan, b: MentionSpan) =>
  (a.begin === b.begin && a.end === b.end) ||
  (a.begin < b.end && b.begin < a.end && a.begin < a.end && b.begin < b.end)

describe('pairMentions', () => {
  it('takes the same borders and type before all else, wherever it stands', () => {
    expect(pairs(['4 8 A'], ['2 6 A', '4 8 A'])).toEqual(['correct: 4 8 A ~ 4 8 A'])
    expect(pairs(['2 6 A', '4 8 A'], ['4 8 A'])).toEqual(['correct: 4 8 A ~ 4 8 A'])
  })

  it('prefers the same borders or the same type, as asked', () => {
    const gold = ['0 5 A']
    const predicted = ['0 5 B', '0 4 A']
    expect(pairs(gold, predicted, 'borders')).toEqual(['type: 0 5 A ~ 0 5 B'])
    expect(pairs(gold, predicted, 'type')).toEqual(['border: 0 5 A ~ 0 4 A'])
  })

  it('prefers more characters in common, then fewer apart, then what comes first', () => {
    expect(pairs(['0 10 A'], ['0 2 A', '3 10 A'])).toEqual(['border: 0 10 A ~ 3 10 A'])
    expect(pairs(['2 6 A'], ['0 6 A', '2 7 A'])).toEqual(['border: 2 6 A ~ 2 7 A'])
    expect(pairs(['2 6 A'], ['1 6 A', '2 7 A'])).toEqual(['border: 2 6 A ~ 1 6 A'])
  })

  it('does not pair neighbours', () => {
    expect(pairs(['0 3 A'], ['3 6 A'])).toEqual([])
  })

  it('holds every mention once, and leaves no two that could be paired', () => {
    fc.assert(
      fc.property(documentArbitrary, fc.constantFrom('borders', 'type'), ({ gold, predicted }, prefer) => {
        const result = pairMentions(gold, predicted, prefer as 'borders' | 'type')
        const goldSide = [...result.pairs.map(pair => pair.gold), ...result.missed]
        const predictedSide = [...result.pairs.map(pair => pair.predicted), ...result.spurious]
        expect(new Set(goldSide)).toEqual(new Set(gold))
        expect(goldSide.length).toBe(gold.length)
        expect(new Set(predictedSide)).toEqual(new Set(predicted))
        expect(predictedSide.length).toBe(predicted.length)
        for (const pair of result.pairs) expect(mayPair(pair.gold, pair.predicted)).toBe(true)
        for (const a of result.missed) for (const b of result.spurious) expect(mayPair(a, b)).toBe(false)
      }),
      { numRuns: 1000 },
    )
  })

  it('pairs the same mentions in whatever order they come', () => {
    fc.assert(
      fc.property(documentArbitrary, ({ gold, predicted }) => {
        const of = (result: ReturnType<typeof pairMentions>) =>
          result.pairs.map(pair => `${text(pair.gold)} ~ ${text(pair.predicted)}`)
        expect(of(pairMentions([...gold].reverse(), [...predicted].reverse()))).toEqual(
          of(pairMentions(gold, predicted)),
        )
      }),
    )
  })
})

describe('very many mentions of one place', () => {
  const many = (type: string, end: (i: number) => number) =>
    Array.from({ length: 30_000 }, (_, i) => ({ begin: 0, end: end(i), type }))

  it('are paired where they are equal, all of them', () => {
    const document = { ...createDocument('a', [], []), gold: many('A', () => 5), predicted: [] }
    const predicted = many('A', () => 5).map(mention => ({ ...mention, score: 1 }))
    expect(pairMentions(document.gold, predicted).pairs).toHaveLength(30_000)
    expect(markCorrect({ ...document, predicted }).gold.every(Boolean)).toBe(true)
  })

  it('are each a candidate for some others alone where they differ', () => {
    const { pairs, missed, spurious } = pairMentions(
      many('A', i => 10 + i),
      many('B', i => 50_000 + i),
    )
    expect(pairs.length).toBeGreaterThan(0)
    expect([pairs.length + missed.length, pairs.length + spurious.length]).toEqual([30_000, 30_000])
  })
})

describe('markCorrect', () => {
  it('agrees with the pairs that are correct', () => {
    fc.assert(
      fc.property(documentArbitrary, document => {
        const marks = markCorrect(document)
        const { pairs } = pairMentions(document.gold, document.predicted)
        const correct = pairs.filter(pair => pair.kind === 'correct').length
        expect(marks.gold.filter(Boolean).length).toBe(correct)
        expect(marks.predicted.filter(Boolean).length).toBe(correct)
      }),
    )
  })

  it('counts mentions that occur twice as two', () => {
    expect(
      markCorrect(createDocument('a', ['0 3 A', '0 3 A'], ['0 3 A', '0 3 B', '0 3 A', '0 3 A'])),
    ).toEqual({
      gold: [true, true],
      predicted: [true, false, true, false],
    })
  })
})
