import { describe, expect, it } from 'vitest'
import type { MentionSpan, ScoredDocument } from '../../src/metrics/mentions.ts'
import { scoreSeen } from '../../src/metrics/seen.ts'
import { createDocument, simulateSystems } from './documents.ts'

const text = 'BRCA1 and brca1, TP53 beside ataxia, STRASSE or straße.'
const formOf = (_: ScoredDocument, { begin, end }: MentionSpan) => text.slice(begin, end)
const at = (form: string, type: string) => {
  const begin = text.indexOf(form)
  return `${begin} ${begin + form.length} ${type}`
}

describe('scoreSeen', () => {
  const training = [
    { form: 'BRCA1', type: 'Gene' },
    { form: 'TP53', type: 'Disease' },
    { form: 'strasse', type: 'Place' },
    { form: 'TP53', type: 'Chemical' },
  ]

  it('tells mentions by what training knows of form and type', () => {
    const gold = [at('BRCA1', 'Gene'), at('brca1', 'Gene'), at('TP53', 'Gene'), at('ataxia', 'Disease')]
    const document = createDocument('d', gold, [gold[0]!, gold[2]!, at('TP53', 'Disease'), at('and', 'Gene')])
    const { asGiven, caseFolded } = scoreSeen([document], training, formOf)
    // The wrong TP53 is a mention that training knows; `and` is a form that it does not.
    expect(asGiven.mention).toEqual({
      correct: 1,
      predicted: 2,
      gold: 1,
      precision: 1 / 2,
      recall: 1,
      f1: 2 / 3,
    })
    expect(asGiven.form).toEqual({ correct: 1, predicted: 1, gold: 1, precision: 1, recall: 1, f1: 1 })
    expect(asGiven.new).toEqual({ correct: 0, predicted: 1, gold: 2, precision: 0, recall: 0, f1: 0 })
    expect(caseFolded.mention).toMatchObject({ correct: 1, predicted: 2, gold: 2 })
    expect(caseFolded.new).toMatchObject({ gold: 1 })
  })

  it('folds what differs in length too', () => {
    const document = createDocument('d', [at('STRASSE', 'Place'), at('straße', 'Place')], [])
    const { asGiven, caseFolded } = scoreSeen([document], training, formOf)
    expect(asGiven.new.gold).toBe(2)
    expect(caseFolded.mention.gold).toBe(2)
  })

  it('has every mention in one class', () => {
    const [documents] = simulateSystems({ seed: 4, documents: 30, types: 5, mentions: 6, qualities: [0.7] })
    const known = documents![0]!.gold.map(({ begin, type }) => ({ form: `form ${begin}`, type }))
    const { asGiven, caseFolded } = scoreSeen(documents!, known, (_, { begin }) =>
      `Form ${begin}`.toLowerCase(),
    )
    const total = (pick: 'gold' | 'predicted') =>
      asGiven.mention[pick] + asGiven.form[pick] + asGiven.new[pick]
    expect(total('gold')).toBe(documents!.reduce((sum, { gold }) => sum + gold.length, 0))
    expect(total('predicted')).toBe(documents!.reduce((sum, { predicted }) => sum + predicted.length, 0))
    expect(asGiven.form.gold).toBeGreaterThan(0)
    expect(caseFolded).toEqual(asGiven)
  })

  it('gives 0 where there is nothing', () => {
    const nothing = { correct: 0, predicted: 0, gold: 0, precision: 0, recall: 0, f1: 0 }
    expect(scoreSeen([], [], formOf).asGiven).toEqual({ mention: nothing, form: nothing, new: nothing })
  })
})
