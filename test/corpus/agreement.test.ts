import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { annotatorAgreement, annotatorOf, cohenKappa, fleissKappa } from '../../src/corpus/agreement.ts'
import type { Document } from '../../src/text/document.ts'
import { segment } from '../../src/text/words.ts'

const { cases } = JSON.parse(readFileSync(join(import.meta.dirname, 'reference/agreement.json'), 'utf8')) as {
  cases: { raters: string[][]; cohen: number | null; fleiss: number | null }[]
}

/** A version of a document; mentions as `word` or `word/type`, at the word's first place. */
function version(name: string, annotator: string, text: string, ...marks: string[]): Document {
  const mentions = marks.map(mark => {
    const [word, type, concept] = mark.split('/')
    const begin = text.indexOf(word!)
    return {
      begin,
      end: begin + word!.length,
      types: type === undefined ? [] : [type],
      concepts: concept === undefined ? [] : [concept],
    }
  })
  return { id: `${name}@${annotator}`, text, ...segment(text), mentions, group: name, origin: 'project' }
}

describe('kappa', () => {
  it.each(cases.map((one, i) => [i, one] as const))('is that of the reference in case %i', (_, one) => {
    const cohen = cohenKappa(one.raters[0]!, one.raters[1]!)
    const fleiss = fleissKappa(one.raters)
    if (one.cohen === null) expect(cohen).toBeNull()
    else expect(cohen).toBeCloseTo(one.cohen, 12)
    if (one.fleiss === null) expect(fleiss).toBeNull()
    else expect(fleiss).toBeCloseTo(one.fleiss, 12)
  })
  it('is not defined without items', () => {
    expect(cohenKappa([], [])).toBeNull()
    expect(fleissKappa([[], []])).toBeNull()
    expect(fleissKappa([['A']])).toBeNull()
  })
})

describe('annotators', () => {
  it('are named after the last @ of a grouped document', () => {
    expect(annotatorOf(version('a@b.txt', 'ann', 'x'))).toBe('ann')
    expect(annotatorOf({ ...version('a', 'ann', 'x'), id: 'a' })).toBeUndefined()
    const { group: _, ...alone } = version('a', 'ann', 'x')
    expect(annotatorOf(alone)).toBeUndefined()
  })
})

describe('agreement', () => {
  const text = 'Severe asthma and fever in mice.'
  const ann = version('d1', 'ann', text, 'Severe asthma/T047/C1', 'fever/T184/C2', 'mice/T015/C3')
  const bob = version('d1', 'bob', text, 'asthma/T047/C1', 'fever/T033/C2', 'mice/T015/C4')
  const cyd = version('d1', 'cyd', text, 'asthma/T047/C1', 'fever/T184/C2')

  it('counts spans with types, spans alone, concepts and overlaps', () => {
    const agreement = annotatorAgreement([ann, bob])!
    expect(agreement.pairs).toHaveLength(1)
    const pair = agreement.pairs[0]!
    expect(pair.annotators).toEqual(['ann', 'bob'])
    expect(pair.mentions).toEqual([3, 3])
    expect(pair.f1).toEqual({ exact: 2 / 6, span: 4 / 6, concept: 2 / 6, overlap: 1 })
    // Seven words; `Severe` and `fever` differ.
    expect(pair.tokens).toBe(7)
    expect(pair.observed).toBeCloseTo(5 / 7, 12)
    expect(pair.kappa).toBeCloseTo(
      cohenKappa(
        ['T047', 'T047', 'O', 'T184', 'O', 'T015', 'O'],
        ['O', 'T047', 'O', 'T033', 'O', 'T015', 'O'],
      )!,
      12,
    )
  })
  it('compares every pair, and all who annotated the same documents', () => {
    const other = 'No fever.'
    const agreement = annotatorAgreement([
      ...[ann, bob, cyd],
      version('d2', 'ann', other, 'fever/T184'),
      version('d2', 'bob', other),
      version('d3', 'ann', other, 'fever/T184'),
    ])!
    expect(agreement.annotators).toEqual(['ann', 'bob', 'cyd'])
    expect(agreement.documents).toBe(2)
    expect(agreement.pairs.map(({ annotators, documents }) => [...annotators, documents])).toEqual([
      ['ann', 'bob', 2],
      ['ann', 'cyd', 1],
      ['bob', 'cyd', 1],
    ])
    expect(agreement.groups.map(({ annotators, tokens }) => [annotators, tokens])).toEqual([
      [['ann', 'bob', 'cyd'], 7],
      [['ann', 'bob'], 3],
    ])
    expect(agreement.groups[0]!.kappa).toBeGreaterThan(0.4)
  })
  it('leaves out versions of another text, and says how many', () => {
    expect(annotatorAgreement([ann, bob, version('d1', 'eve', 'Another text.')])).toMatchObject({
      annotators: ['ann', 'bob'],
      differentTexts: 1,
    })
  })
  it('is nothing where no document has two versions', () => {
    expect(annotatorAgreement([ann, version('d2', 'bob', text)])).toBeUndefined()
    expect(annotatorAgreement([])).toBeUndefined()
  })
  it('is not made of mentions that are not there', () => {
    const pair = annotatorAgreement([version('d', 'a', text), version('d', 'b', text)])!.pairs[0]!
    expect(pair.f1).toEqual({ exact: null, span: null, concept: null, overlap: null })
    expect(pair.kappa).toBeNull()
    expect(pair.observed).toBe(1)
  })
})
