import { describe, expect, it } from 'vitest'
import { uncertaintyOf } from '../../src/active/uncertainty.ts'
import type { Document } from '../../src/text/document.ts'

type Sentences = readonly (readonly [words: number, confidence: number])[]

/** A document of sentences of so many words, of which the model is so sure. */
function documentOf(...sentences: Sentences): Document {
  const text = sentences.map(([words]) => `${'a '.repeat(words)}\n`).join('')
  const tokens = [...text.matchAll(/a/g)].map(({ index }) => ({ begin: index, end: index + 1 }))
  let begin = 0
  const spans = sentences.map(([words, confidence]) => {
    const span = { begin, end: begin + 2 * words, ...(words > 0 && { confidence }) }
    begin = span.end + 1
    return span
  })
  return { id: 'd', text, sentences: spans, tokens, mentions: [] }
}
const uncertainty = (...sentences: Sentences) => uncertaintyOf(documentOf(...sentences))?.uncertainty

describe('the uncertainty of a document', () => {
  it('is that of the quarter of its words of which the model is least sure', () => {
    expect(uncertainty([10, 0.7])).toBeCloseTo(0.3, 12)
    expect(uncertainty([5, 0.99], [5, 0.6], [5, 0.9], [5, 1])).toBeCloseTo(0.4, 12)
    // Of 20 words 5 count: two at 0.5 and three of the next sentence.
    expect(uncertainty([2, 0.5], [8, 0.9], [10, 1])).toBeCloseTo(1 - (0.5 ** 2 * 0.9 ** 3) ** (1 / 5), 12)
  })

  it('does not grow with the length of a document, nor fall with easy sentences beside a hard quarter', () => {
    const once = [
      [5, 0.6],
      [15, 0.99],
    ] as const
    expect(uncertainty(...Array.from({ length: 50 }, () => once).flat())).toBeCloseTo(
      uncertainty(...once)!,
      12,
    )
    expect(uncertainty([1, 0.2], [99, 0.99])).toBeLessThan(uncertainty([25, 0.9], [75, 0.99])!)
  })

  it('names the sentence of which the model is least sure, the earlier one of equals', () => {
    const document = documentOf([3, 0.9], [0, 0], [2, 0.4], [4, 0.4])
    expect(uncertaintyOf(document)?.sentence).toBe(document.sentences[2])
  })

  it('is unknown where there is no sentence, or none with a word', () => {
    expect(uncertainty()).toBeUndefined()
    expect(uncertainty([0, 0], [0, 0])).toBeUndefined()
  })

  it('stays a number where a label was impossible', () => {
    const value = uncertainty([4, Number.MIN_VALUE])!
    expect(value).toBeGreaterThan(0.999)
    expect(value).toBeLessThanOrEqual(1)
  })
})
