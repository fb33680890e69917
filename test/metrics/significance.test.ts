import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ScoredDocument } from '../../src/metrics/mentions.ts'
import { compareMicro, compareSystems, correctHolm, type Difference } from '../../src/metrics/significance.ts'
import { createDocument, documentsArbitrary, simulateSystems } from './documents.ts'

function simulate(
  seed: number,
  qualities: [number, number],
  documents = 80,
): [ScoredDocument[], ScoredDocument[]] {
  const [a, b] = simulateSystems({ seed, documents, types: 5, mentions: 5, qualities })
  return [a!, b!]
}

const negative = ({ a, b, difference, lower, upper, ...rest }: Difference): Difference => ({
  ...rest,
  a: b,
  b: a,
  difference: 0 - difference,
  lower: 0 - upper,
  upper: 0 - lower,
})

describe('compareSystems', () => {
  it('gives p = 1 for systems that are the same', () => {
    fc.assert(
      fc.property(documentsArbitrary, documents => {
        const { micro, macro, types, onlyA, onlyB } = compareSystems(documents, documents, {
          seed: 1,
          samples: 20,
        })
        for (const each of [micro, macro, ...types.values()]) {
          expect(each.p).toEqual({ randomisation: 1, bootstrap: 1 })
          expect([each.difference, each.lower, each.upper]).toEqual([0, 0, 0])
        }
        for (const each of types.values()) expect(each.holm).toEqual({ randomisation: 1, bootstrap: 1 })
        expect([...onlyA, ...onlyB]).toEqual([])
      }),
      { numRuns: 50 },
    )
  })

  it('says the contrary with the same p when the systems change places', () => {
    for (const measure of ['precision', 'recall', 'f1'] as const) {
      const [a, b] = simulate(3, [0.75, 0.7])
      const options = { seed: 5, samples: 200, measure }
      const forth = compareSystems(a, b, options)
      const back = compareSystems([...b].reverse(), a, options)
      expect(back.micro).toEqual(negative(forth.micro))
      expect(back.macro).toEqual(negative(forth.macro))
      for (const [type, difference] of forth.types) {
        expect(back.types.get(type)).toEqual({ ...negative(difference), holm: difference.holm })
      }
      expect([back.onlyA, back.onlyB]).toEqual([forth.onlyB, forth.onlyA])
    }
  })

  it('finds p by counting all exchanges of a few documents', () => {
    // A is right in all three documents, B in none: only the exchanges of none or all are as great, 2 of 8.
    const document = (id: string, right: boolean) =>
      createDocument(id, ['0 3 X'], [right ? '0 3 X' : '0 2 X'])
    const a = ['1', '2', '3'].map(id => document(id, true))
    const b = ['1', '2', '3'].map(id => document(id, false))
    const { micro } = compareSystems(a, b, { seed: 2, samples: 4000 })
    expect([micro.a, micro.b, micro.difference]).toEqual([1, 0, 1])
    expect(Math.abs(micro.p.randomisation - 0.25)).toBeLessThan(0.03)
    // No sample of these documents differs from the observed.
    expect(micro.p.bootstrap).toBe(1 / 4001)
    expect([micro.lower, micro.upper]).toEqual([1, 1])
  })

  it('never gives p = 0', () => {
    const ids = Array.from({ length: 40 }, (_, index) => String(index))
    const a = ids.map(id => createDocument(id, ['0 3 X'], ['0 3 X']))
    const b = ids.map(id => createDocument(id, ['0 3 X'], []))
    const { micro } = compareSystems(a, b, { seed: 2, samples: 9 })
    expect(micro.p).toEqual({ randomisation: 0.1, bootstrap: 0.1 })
  })

  it('asks only the samples in which a type occurs about it', () => {
    const a = [createDocument('1', ['0 3 X'], ['0 3 X']), createDocument('2', ['0 3 Y'], ['0 3 Y'])]
    const b = [createDocument('1', ['0 3 X'], []), createDocument('2', ['0 3 Y'], [])]
    const { micro, types } = compareSystems(a, b, { seed: 2, samples: 400 })
    expect(micro.samples).toBe(400)
    // One of two documents is drawn at least once in three of four samples.
    const { samples, lower, upper, p } = types.get('X')!
    expect(Math.abs(samples - 300)).toBeLessThan(45)
    expect([lower, upper, p.bootstrap]).toEqual([1, 1, 1 / (1 + samples)])
  })

  it('gives p near uniform where the systems are equally good', () => {
    const trials = 300
    const p = { randomisation: [] as number[], bootstrap: [] as number[] }
    for (let seed = 0; seed < trials; seed++) {
      const { micro } = compareSystems(...simulate(seed, [0.7, 0.7], 60), { seed, samples: 199 })
      p.randomisation.push(micro.p.randomisation)
      p.bootstrap.push(micro.p.bootstrap)
    }
    for (const [test, values] of Object.entries(p))
      for (const level of [0.05, 0.1, 0.25, 0.5, 0.75, 0.9]) {
        const share = values.filter(value => value <= level).length / trials
        // Four standard deviations; the bootstrap is a little too sure with few documents.
        const bound = 4 * Math.sqrt((level * (1 - level)) / trials)
        expect(Math.abs(share - level), `${test} at ${level}: ${share}`).toBeLessThan(bound)
      }
  })

  it('finds a planted difference of three points, and as a rule none where none is', () => {
    const count = { planted: 0, none: 0 }
    const repetitions = 40
    for (let seed = 0; seed < repetitions; seed++) {
      const systems = (quality: number) => {
        const qualities = [quality, 0.7]
        return simulateSystems({ seed, documents: 400, types: 4, mentions: 5, qualities, agreement: 0.75 })
      }
      for (const [kind, quality] of [
        ['planted', 0.73],
        ['none', 0.7],
      ] as const) {
        const [a, b] = systems(quality)
        if (compareSystems(a!, b!, { seed, samples: 199 }).micro.p.randomisation <= 0.05) count[kind]++
      }
    }
    expect(count.planted / repetitions).toBeGreaterThanOrEqual(0.9)
    // Three standard deviations above 5 %.
    expect(count.none / repetitions).toBeLessThan(0.05 + 3 * Math.sqrt((0.05 * 0.95) / repetitions))
  })

  it('lists what only one of them found', () => {
    const a = [createDocument('1', ['0 3 X', '5 8 Y'], ['0 3 X']), createDocument('2', ['1 2 X'], ['1 2 X'])]
    const b = [
      createDocument('1', ['5 8 Y', '0 3 X'], ['5 8 Y', '0 3 Y']),
      createDocument('2', ['1 2 X'], ['1 2 X']),
    ]
    const { onlyA, onlyB } = compareSystems(a, b, { seed: 1, samples: 10 })
    expect(onlyA).toEqual([{ documentId: '1', mention: { begin: 0, end: 3, type: 'X' } }])
    expect(onlyB).toEqual([{ documentId: '1', mention: { begin: 5, end: 8, type: 'Y' } }])
  })

  it('refuses systems that were not asked the same', () => {
    const one = createDocument('1', ['0 3 X'], [])
    const compare = (a: ScoredDocument[], b: ScoredDocument[]) =>
      compareSystems(a, b, { seed: 1, samples: 5 })
    expect(() => compare([one], [])).toThrow(/as many documents of both systems, got 1 and 0/)
    expect(() => compare([one], [createDocument('2', ['0 3 X'], [])])).toThrow(
      /the same documents.*"1" and "2"/,
    )
    expect(() => compare([one], [createDocument('1', ['0 3 Y'], [])])).toThrow(
      /same gold mentions.*others in "1"/,
    )
    expect(() => compare([one], [createDocument('1', [], [])])).toThrow(/same gold mentions/)
  })
})

describe('correctHolm', () => {
  it('agrees with an example worked out by hand', () => {
    // 4 x 0.01, 3 x 0.02, 2 x 0.03, then 0.04 raised to what stands before it.
    const corrected = correctHolm([0.04, 0.01, 0.03, 0.02])
    for (const [i, expected] of [0.06, 0.04, 0.06, 0.06].entries())
      expect(corrected[i]).toBeCloseTo(expected, 15)
    expect(correctHolm([0.5, 0.9])).toEqual([1, 1])
    expect(correctHolm([])).toEqual([])
  })

  it('keeps the order, and lies between p and m times p', () => {
    const pValues = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 12 })
    fc.assert(
      fc.property(pValues, values => {
        const corrected = correctHolm(values)
        for (const [i, p] of values.entries()) {
          expect(corrected[i]).toBeGreaterThanOrEqual(p)
          expect(corrected[i]).toBeLessThanOrEqual(Math.min(1, values.length * p))
          for (const [j, q] of values.entries())
            if (p < q) expect(corrected[i]).toBeLessThanOrEqual(corrected[j]!)
        }
      }),
    )
  })
})

describe('compareMicro', () => {
  it('says what compareSystems says of all mentions together', () => {
    for (const measure of ['precision', 'recall', 'f1'] as const) {
      const [a, b] = simulate(4, [0.75, 0.7])
      const options = { seed: 5, samples: 200, measure }
      expect(compareMicro(a, b, options)).toEqual(compareSystems(a, b, options).micro)
    }
    fc.assert(
      fc.property(documentsArbitrary, documents => {
        const other = documents.map(document => ({ ...document, predicted: document.predicted.slice(1) }))
        const options = { seed: 1, samples: 20 }
        expect(compareMicro(documents, other, options)).toEqual(
          compareSystems(documents, other, options).micro,
        )
      }),
      { numRuns: 50 },
    )
  })

  it('refuses systems that have not judged the same', () => {
    const [a] = simulate(4, [0.75, 0.7])
    expect(() => compareMicro(a, a.slice(1), { seed: 1, samples: 5 })).toThrow('expected as many documents')
  })
})
