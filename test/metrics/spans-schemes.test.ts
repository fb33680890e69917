import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compileScheme, type TagScheme, tagSchemes } from '../../src/metrics/schemes.ts'
import { readMentions, type Score, scoreTags, type TagOptions } from '../../src/metrics/spans.ts'

type Row = [precision: number, recall: number, f1: number, number: number]
interface Case {
  scheme: TagScheme | 'default'
  suffix: boolean
  gold: string[]
  predicted: string[]
  scores: {
    micro: Row
    macro: Row
    weighted: Row
    types: [name: string, ...Row][]
    accuracy: number
    inside: number
  }
}

const { cases } = JSON.parse(readFileSync(join(import.meta.dirname, 'reference/schemes.json'), 'utf8')) as {
  cases: Case[]
}

const schemes = tagSchemes as readonly TagScheme[]
const readings = ['default', ...schemes] as const
const words = (line: string): string[] => (line === '' ? [] : line.split(' '))
const row = (score: Score): Row => [score.precision, score.recall, score.f1, score.number]
const optionsOf = (reading: TagScheme | 'default', suffix = false) =>
  reading === 'default'
    ? { mode: 'default' as const, suffix }
    : { mode: 'strict' as const, scheme: reading, suffix }

describe('scoreTags against seqeval', () => {
  it.each(readings)('agrees to the last bit on random tags read as %s', reading => {
    const own = cases.filter(({ scheme }) => scheme === reading)
    expect(own.reduce((sum, { gold }) => sum + gold.length, 0)).toBe(150)
    expect(own.filter(({ suffix, scores }) => suffix && scores.micro[3] > 0).length).toBeGreaterThan(2)
    expect(own.filter(({ scores }) => scores.micro[2] > 0).length).toBeGreaterThan(10)
    for (const { suffix, gold, predicted, scores: expected } of own) {
      const scores = scoreTags(gold.map(words), predicted.map(words), optionsOf(reading, suffix))
      const label = `${gold.join(' / ')} against ${predicted.join(' / ')}`
      expect(
        {
          micro: row(scores.overall),
          macro: row(scores.macro),
          weighted: row(scores.weighted),
          types: [...scores.types].map(([name, score]) => [name, ...row(score)]),
          accuracy: scores.overall.accuracy,
          inside: scores.overall.insideAccuracy,
        },
        label,
      ).toEqual(expected)
    }
  })
})

const lettersOf: Record<(typeof readings)[number], string> = {
  default: 'BIESX.',
  IOB1: 'BI',
  IOB2: 'BI',
  IOE1: 'IE',
  IOE2: 'IE',
  IOBES: 'BIES',
  BILOU: 'BILU',
}

function sequencesOf(reading: (typeof readings)[number]) {
  const tag = fc.oneof(
    fc.constant('O'),
    fc
      .tuple(fc.constantFrom(...lettersOf[reading]), fc.constantFrom('X', 'Y', 'Z'))
      .map(([letter, type]) => `${letter}-${type}`),
  )
  const pair = fc.tuple(tag, tag)
  return fc.array(fc.array(pair, { maxLength: 12 }), { maxLength: 5 })
}

describe('scoreTags', () => {
  it.each(readings)('counts the mentions that readMentions reads as %s', reading => {
    const options = optionsOf(reading)
    fc.assert(
      fc.property(sequencesOf(reading), pairs => {
        // In one sequence with an O after each, as both modes read them.
        const side = (which: 0 | 1) =>
          new Set(
            readMentions(
              pairs.flatMap(row => [...row.map(pair => pair[which]), 'O']),
              options.mode,
              options,
            ).map(({ type, first, last }) => `${type} ${first} ${last}`),
          )
        const [gold, predicted] = [side(0), side(1)]
        const correct = [...predicted].filter(mention => gold.has(mention)).length
        const { overall } = scoreTags(
          pairs.map(row => row.map(([tag]) => tag)),
          pairs.map(row => row.map(([, tag]) => tag)),
          options,
        )
        expect(overall.number).toBe(gold.size)
        expect(overall.precision).toBe(predicted.size === 0 ? 0 : correct / predicted.size)
        expect(overall.recall).toBe(gold.size === 0 ? 0 : correct / gold.size)
      }),
      { numRuns: 200 },
    )
  })

  it('reads strict tags as IOB2 unless told otherwise, and lets the default mode have no scheme', () => {
    const gold = [['I-A', 'I-A', 'O', 'B-A']]
    const number = (options: TagOptions & { mode: 'default' | 'strict' }) =>
      scoreTags(gold, gold, options).overall.number
    expect(number({ mode: 'strict' })).toBe(1)
    expect(number({ mode: 'strict', scheme: 'IOB2' })).toBe(1)
    // In IOB1 a B- opens a mention only beside another of its type.
    expect(number({ mode: 'strict', scheme: 'IOB1' })).toBe(1)
    expect(readMentions(gold[0]!, 'strict', { scheme: 'IOB1' })).toEqual([{ type: 'A', first: 0, last: 1 }])
    expect(number({ mode: 'default', scheme: 'BILOU' })).toBe(2)
  })

  it('gives the accuracy of all words, and of those inside gold mentions', () => {
    const { overall } = scoreTags([['B-A', 'I-A', 'O', 'O'], ['B-B']], [['B-A', 'O', 'O', 'B-A'], ['B-B']], {
      mode: 'default',
    })
    expect([overall.accuracy, overall.insideAccuracy]).toEqual([3 / 5, 2 / 3])
    expect(scoreTags([['O']], [['O']], { mode: 'default' }).overall).toMatchObject({
      accuracy: 1,
      insideAccuracy: 0,
    })
  })

  it('tells a right word by its whole tag', () => {
    const { overall } = scoreTags([['B-A', 'B--A']], [['B--A', 'B--A']], { mode: 'strict' })
    expect([overall.f1, overall.accuracy]).toEqual([1, 1 / 2])
  })

  it('says which tag of which sequence a scheme does not have', () => {
    expect(() => scoreTags([['O'], ['O']], [['O'], ['S-X']], { mode: 'strict', scheme: 'BILOU' })).toThrow(
      expect.objectContaining({
        code: 'data',
        message: 'expected a tag of BILOU (O, B-X, I-X, L-X, U-X), got "S-X"',
        where: { at: 'word 0 of predicted sequence 1' },
      }),
    )
    expect(() => scoreTags([['X-Q']], [['O']], { mode: 'strict', scheme: 'IOE2', suffix: true })).toThrow(
      'expected a tag of IOE2 (O, X-I, X-E), got "X-Q"',
    )
    expect(() => scoreTags([['']], [['O']], { mode: 'default' })).toThrow(/got an empty one/)
  })

  it('refuses a scheme that it does not know', () => {
    const scheme = 'BIOES' as TagScheme
    expect(() => scoreTags([], [], { mode: 'strict', scheme })).toThrow(
      'expected a scheme of IOB1, IOB2, IOE1, IOE2, IOBES, BILOU, got "BIOES"',
    )
  })
})

describe('compileScheme', () => {
  it('lets every well-formed sequence of IOBES and BILOU hold its mentions', () => {
    const whole = (scheme: TagScheme, line: string) =>
      readMentions(line.split(' '), 'strict', { scheme }).map(({ first, last }) => [first, last])
    expect(whole('IOBES', 'S-A B-A E-A O B-A I-A I-A E-A')).toEqual([
      [0, 0],
      [1, 2],
      [4, 7],
    ])
    expect(whole('BILOU', 'U-A B-A L-A O B-A I-A I-A L-A')).toEqual(
      whole('IOBES', 'S-A B-A E-A O B-A I-A I-A E-A'),
    )
    // Nothing closes the second one.
    expect(whole('IOBES', 'S-A B-A I-A O')).toEqual([[0, 0]])
  })

  it('closes what is open before an O in every scheme, or drops it', () => {
    for (const reading of readings) {
      const transitions = compileScheme(reading)
      for (let index = 0; index < 256; index++)
        if (((index >> 1) & 7) === 0) expect(transitions[index]! & ~1, `${reading} ${index}`).toBe(0)
    }
  })
})
