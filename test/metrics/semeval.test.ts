import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { ScoredDocument } from '../../src/metrics/mentions.ts'
import { type MatchMode, type MatchScore, type MatchScores, scoreSemeval } from '../../src/metrics/semeval.ts'
import { createDocument } from './documents.ts'

/** correct, incorrect, partial, missed, spurious, precision, recall, F1 */
type Row = number[]
type Rows = Record<MatchMode, Row>
type Side = [begin: number, end: number, type: string][]
interface Case {
  title: string
  apart: boolean
  documents: [gold: Side, predicted: Side][]
  overall: Rows
  types: Record<string, Rows>
}

const { cases } = JSON.parse(readFileSync(join(import.meta.dirname, 'reference/semeval.json'), 'utf8')) as {
  cases: Case[]
}

const modes = ['strict', 'exact', 'partial', 'type'] as const

function row(score: MatchScore): Row {
  const { correct, incorrect, partial, missed, spurious, precision, recall, f1 } = score
  return [correct, incorrect, partial, missed, spurious, precision, recall, f1]
}

const rows = (scores: MatchScores) => Object.fromEntries(modes.map(mode => [mode, row(scores[mode])]))

function documentsOf({ documents }: Case): ScoredDocument[] {
  const side = (spans: Side) => spans.map(([begin, end, type]) => ({ begin, end, type, score: 1 }))
  return documents.map(([gold, predicted], index) => ({
    id: String(index),
    gold: side(gold),
    predicted: side(predicted),
  }))
}

describe('scoreSemeval against nervaluate', () => {
  const apart = cases.filter(each => each.apart && each.title !== 'an overlap below one per cent')
  const tangled = cases.filter(each => !each.apart)

  it('agrees to the last bit where no mention could be paired with two', () => {
    expect(apart.length).toBeGreaterThan(40)
    for (const each of apart) {
      const scores = scoreSemeval(documentsOf(each))
      expect(rows(scores.overall), each.title).toEqual(each.overall)
      const types = Object.fromEntries([...scores.types].map(([type, own]) => [type, rows(own)]))
      expect(types, each.title).toEqual(each.types)
    }
  })

  it('finds at least as many right mentions where pairs have to be chosen, among as many mentions', () => {
    expect(tangled.length).toBeGreaterThan(20)
    let more = 0
    for (const each of tangled) {
      const { overall } = scoreSemeval(documentsOf(each))
      for (const mode of modes) {
        const [correct, incorrect, partial, missed, spurious] = each.overall[mode] as [
          number,
          number,
          number,
          number,
          number,
        ]
        expect(overall[mode].possible, each.title).toBe(correct + incorrect + partial + missed)
        expect(overall[mode].actual, each.title).toBe(correct + incorrect + partial + spurious)
        if (mode === 'type') continue
        expect(overall[mode].correct, each.title).toBeGreaterThanOrEqual(correct)
        if (overall[mode].correct > correct) more++
      }
    }
    expect(more).toBeGreaterThan(0)
  })

  it('pairs overlaps of any length, which nervaluate does from one per cent on', () => {
    const small = cases.find(each => each.title === 'an overlap below one per cent')!
    expect(small.overall.partial.slice(0, 5)).toEqual([0, 0, 0, 1, 1])
    expect(row(scoreSemeval(documentsOf(small)).overall.partial)).toEqual([0, 0, 1, 0, 0, 0.5, 0.5, 0.5])
  })
})

describe('scoreSemeval', () => {
  it('counts one mention of each kind as the table says', () => {
    const gold = ['0 5 A', '10 15 A', '20 25 A', '30 35 A', '40 45 A']
    const predicted = ['0 5 A', '10 15 B', '20 24 A', '30 34 B', '50 55 A']
    const { overall } = scoreSemeval([createDocument('a', gold, predicted)])
    expect(row(overall.strict).slice(0, 5)).toEqual([1, 3, 0, 1, 1])
    expect(row(overall.exact).slice(0, 5)).toEqual([2, 2, 0, 1, 1])
    expect(row(overall.partial).slice(0, 5)).toEqual([2, 0, 2, 1, 1])
    expect(row(overall.type).slice(0, 5)).toEqual([2, 2, 0, 1, 1])
    expect(overall.partial.precision).toBe(3 / 5)
  })

  it('gives 0 and no type where there is nothing', () => {
    const { overall, types } = scoreSemeval([])
    expect(row(overall.strict)).toEqual([0, 0, 0, 0, 0, 0, 0, 0])
    expect(types.size).toBe(0)
  })

  it('lets a prediction of the right type be right by type, whatever else overlaps', () => {
    const { overall } = scoreSemeval([createDocument('a', ['0 5 A'], ['0 5 B', '0 4 A'])])
    expect(overall.type).toMatchObject({ correct: 1, spurious: 1 })
    expect(overall.exact).toMatchObject({ correct: 1, spurious: 1 })
  })
})
