import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { MedspanError } from '../../src/errors.ts'
import { dropIgnored, readMentions, type Score, type Scores, scoreTags } from '../../src/metrics/spans.ts'

type Row = [precision: number, recall: number, f1: number, number: number]
interface ReferenceScores {
  micro: Row
  macro: Row | null
  weighted: Row
  types?: Record<string, Row>
}
interface Case {
  title: string
  gold: string[]
  predicted: string[]
  accuracy: number | null
  default: ReferenceScores
  strict: ReferenceScores | null
}

const reference = JSON.parse(readFileSync(join(import.meta.dirname, 'reference/seqeval.json'), 'utf8')) as {
  cases: Case[]
}

const words = (line: string): string[] => (line === '' ? [] : line.split(' '))
const row = (score: Score): Row => [score.precision, score.recall, score.f1, score.number]

function comparable(scores: Scores, withTypes: boolean): ReferenceScores {
  return {
    micro: row(scores.overall),
    macro: row(scores.macro),
    weighted: row(scores.weighted),
    ...(withTypes
      ? { types: Object.fromEntries([...scores.types].map(([type, score]) => [type, row(score)])) }
      : {}),
  }
}

describe('scoreTags against seqeval', () => {
  it('has a reference with every kind of case', () => {
    expect(reference.cases.length).toBeGreaterThan(200)
    expect(reference.cases.filter(each => each.strict !== null).length).toBeGreaterThan(130)
  })

  it.each(['default', 'strict'] as const)('agrees with seqeval to the last bit in %s mode', mode => {
    for (const each of reference.cases) {
      const expected = each[mode]
      if (expected === null) continue
      const scores = scoreTags(each.gold.map(words), each.predicted.map(words), { mode })
      expect(comparable(scores, expected.types !== undefined), each.title).toEqual({
        ...expected,
        macro: expected.macro ?? [0, 0, 0, 0],
      })
      expect([...scores.types.keys()], each.title).toEqual(
        Object.keys(expected.types ?? comparable(scores, true).types!),
      )
      expect(scores.overall.accuracy, each.title).toBe(each.accuracy ?? 0)
    }
  })
})

/** The definition, slowly: every (first, last) pair is asked whether it is a mention. */
function slowMentions(tags: readonly string[], strict: boolean): string[] {
  const typeOf = (i: number): string => tags[i]?.slice(2) ?? ''
  const inside = (i: number): boolean => i >= 0 && i < tags.length && tags[i] !== 'O'
  const continues = (i: number): boolean =>
    inside(i) && tags[i]!.startsWith('I-') && inside(i - 1) && typeOf(i) === typeOf(i - 1)
  const found: string[] = []
  for (let first = 0; first < tags.length; first++)
    for (let last = first; last < tags.length; last++) {
      if (!inside(first)) continue
      const opens = strict ? tags[first]!.startsWith('B-') : !continues(first)
      let whole = opens
      for (let i = first + 1; i <= last; i++) whole &&= continues(i)
      if (whole && !continues(last + 1)) found.push(`${first} ${last} ${typeOf(first)}`)
    }
  return found
}

const tagArbitrary = fc.constantFrom('O', 'O', 'B-X', 'I-X', 'B-Y', 'I-Y')

describe('readMentions', () => {
  it.each(['default', 'strict'] as const)('agrees with a slow definition in %s mode', mode => {
    fc.assert(
      fc.property(fc.array(tagArbitrary, { maxLength: 12 }), tags => {
        const read = readMentions(tags, mode).map(each => `${each.first} ${each.last} ${each.type}`)
        expect(read).toEqual(slowMentions(tags, mode === 'strict'))
      }),
      { numRuns: 500 },
    )
  })

  it('reads a lone I- in default mode only', () => {
    expect(readMentions(['O', 'I-X', 'I-X'], 'default')).toEqual([{ type: 'X', first: 1, last: 2 }])
    expect(readMentions(['O', 'I-X', 'I-X'], 'strict')).toEqual([])
  })

  it('refuses what a mode cannot read', () => {
    expect(() => readMentions(['S-X'], 'strict')).toThrow(/expected a tag of IOB2.*"S-X"/)
    expect(() => readMentions(['O', ''], 'default')).toThrow(MedspanError)
  })
})

describe('scoreTags', () => {
  it('gives 1 for a prediction that equals gold, and never more', () => {
    const sequences = fc.array(fc.array(tagArbitrary, { maxLength: 10 }), { maxLength: 4 })
    fc.assert(
      fc.property(sequences, gold => {
        const { overall } = scoreTags(gold, gold, { mode: 'default' })
        const expected = overall.number > 0 ? 1 : 0
        expect([overall.precision, overall.recall, overall.f1]).toEqual([expected, expected, expected])
      }),
    )
  })

  it('swaps precision and recall when gold and prediction are swapped', () => {
    const pair = fc.array(fc.tuple(tagArbitrary, tagArbitrary), { maxLength: 15 })
    fc.assert(
      fc.property(pair, tags => {
        const a = [tags.map(([tag]) => tag)]
        const b = [tags.map(([, tag]) => tag)]
        const forth = scoreTags(a, b, { mode: 'strict' }).overall
        const back = scoreTags(b, a, { mode: 'strict' }).overall
        expect([forth.precision, forth.recall]).toEqual([back.recall, back.precision])
      }),
    )
  })

  it('refuses sequences of different lengths', () => {
    expect(() => scoreTags([['O']], [['O', 'O']], { mode: 'default' })).toThrow(/sequence 0, got 2 and 1/)
    expect(() => scoreTags([['O']], [], { mode: 'default' })).toThrow(/got 0 and 1/)
  })
})

describe('dropIgnored', () => {
  it('removes the words of an ignored gold tag from both sides', () => {
    const dropped = dropIgnored([['B-X', 'IGN', 'I-X', 'O'], ['IGN']], [['B-X', 'O', 'I-X', 'B-X'], ['O']])
    expect(dropped).toEqual({ gold: [['B-X', 'I-X', 'O'], []], predicted: [['B-X', 'I-X', 'B-X'], []] })
  })

  it('takes the caller’s word for what is ignored', () => {
    const dropped = dropIgnored([['B-X', 'O']], [['O', 'O']], tag => tag.endsWith('X'))
    expect(dropped).toEqual({ gold: [['O']], predicted: [['O']] })
  })

  it('keeps an ignored tag that is only predicted', () => {
    expect(dropIgnored([['O']], [['IGN']]).predicted).toEqual([['IGN']])
  })
})
