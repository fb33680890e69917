import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { analyseErrors } from '../../src/metrics/error-analysis.ts'
import { createDocument, documentsArbitrary } from './documents.ts'

const sum = (counts: Readonly<Record<string, number>>) => Object.values(counts).reduce((a, b) => a + b, 0)

describe('analyseErrors', () => {
  it('puts one mention of each kind in its class', () => {
    const gold = ['0 5 A', '10 15 A', '20 25 A', '30 35 A', '40 45 A']
    const predicted = ['0 5 A', '10 15 B', '20 24 A', '30 34 B', '50 55 A']
    const { classes, types, confusions, mentions } = analyseErrors([createDocument('d', gold, predicted)])
    expect(classes).toEqual({ correct: 1, type: 1, border: 1, both: 1, missed: 1, spurious: 1 })
    expect(mentions.map(each => each.class)).toEqual([
      'correct',
      'type',
      'border',
      'both',
      'missed',
      'spurious',
    ])
    expect(mentions[2]).toEqual({
      documentId: 'd',
      document: 0,
      class: 'border',
      gold: { begin: 20, end: 25, type: 'A' },
      predicted: { begin: 20, end: 24, type: 'A', score: 1 },
    })
    expect(mentions[4]).not.toHaveProperty('predicted')
    expect(mentions[5]).not.toHaveProperty('gold')
    expect([...types.keys()]).toEqual(['A', 'B'])
    expect(types.get('A')).toEqual({
      gold: { correct: 1, type: 1, border: 1, both: 1, missed: 1 },
      predicted: { correct: 1, type: 0, border: 1, both: 0, spurious: 1 },
    })
    expect(types.get('B')!.predicted).toEqual({ correct: 0, type: 1, border: 0, both: 1, spurious: 0 })
    expect(confusions).toEqual([
      { gold: 'A', predicted: 'A', sameBorders: 1, otherBorders: 1 },
      { gold: 'A', predicted: 'B', sameBorders: 1, otherBorders: 1 },
    ])
  })

  it('accounts for every gold and every predicted mention exactly once', () => {
    fc.assert(
      fc.property(documentsArbitrary, documents => {
        const { classes, types, confusions, mentions } = analyseErrors(documents)
        const gold = documents.flatMap(document => document.gold)
        const predicted = documents.flatMap(document => document.predicted)
        const listedGold = mentions.flatMap(each => each.gold ?? [])
        const listedPredicted = mentions.flatMap(each => each.predicted ?? [])
        expect(listedGold.length).toBe(gold.length)
        expect(new Set(listedGold)).toEqual(new Set(gold))
        expect(listedPredicted.length).toBe(predicted.length)
        expect(new Set(listedPredicted)).toEqual(new Set(predicted))
        expect(sum(classes) - classes.spurious).toBe(gold.length)
        expect(sum(classes) - classes.missed).toBe(predicted.length)
        for (const [type, errors] of types) {
          expect(sum(errors.gold)).toBe(gold.filter(each => each.type === type).length)
          expect(sum(errors.predicted)).toBe(predicted.filter(each => each.type === type).length)
        }
        const pairs = confusions.reduce((all, each) => all + each.sameBorders + each.otherBorders, 0)
        expect(pairs).toBe(classes.correct + classes.type + classes.border + classes.both)
        for (const each of mentions) {
          expect(documents[each.document]!.id).toBe(each.documentId)
          const document = documents[each.document]!
          if (each.gold !== undefined) expect(document.gold).toContain(each.gold)
          if (each.predicted !== undefined) expect(document.predicted).toContain(each.predicted)
        }
      }),
      { numRuns: 500 },
    )
  })

  it('has a class for what borders and types say', () => {
    fc.assert(
      fc.property(documentsArbitrary, documents => {
        for (const { class: kind, gold, predicted } of analyseErrors(documents).mentions) {
          if (gold === undefined || predicted === undefined) {
            expect(kind).toBe(gold === undefined ? 'spurious' : 'missed')
            continue
          }
          const borders = gold.begin === predicted.begin && gold.end === predicted.end
          const type = gold.type === predicted.type
          expect(kind).toBe(borders ? (type ? 'correct' : 'type') : type ? 'border' : 'both')
        }
      }),
    )
  })
})
