import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createDictionary } from '../../src/metrics/dictionary.ts'
import { scoreTags } from '../../src/metrics/spans.ts'

/** `word/TAG word` as a sentence; a word without a tag is `O`. */
function sentence(text: string): { words: string[]; tags: string[] } {
  const parts = text.split(' ').map(part => part.split('/'))
  return { words: parts.map(([word]) => word!), tags: parts.map(([, tag]) => tag ?? 'O') }
}

const tagged = (dictionary: ReturnType<typeof createDictionary>, text: string): string =>
  dictionary.tag(text.split(' ')).join(' ')

describe('createDictionary', () => {
  it('prefers the longest form, from left to right, and tags words once', () => {
    const dictionary = createDictionary([
      sentence('lung/B-Site'),
      sentence('lung/B-Disease cancer/I-Disease in lung/B-Site'),
      sentence('cancer/B-Disease cell/I-Disease line/I-Disease'),
    ])
    expect(dictionary.size).toBe(3)
    expect(tagged(dictionary, 'a lung cancer cell line of lung')).toBe('O B-Disease I-Disease O O O B-Site')
    expect(tagged(dictionary, 'cancer cell')).toBe('O O')
  })

  it('gives a form the type that it had most often, and the alphabetically first of a tie in any order', () => {
    const sentences = [sentence('ataxia/B-B ataxia/B-A'), sentence('ataxia/B-C ataxia/B-C')]
    expect(tagged(createDictionary(sentences), 'ataxia')).toBe('B-C')
    const tie = [sentence('ataxia/B-B'), sentence('ataxia/B-A')]
    expect(tagged(createDictionary(tie), 'ataxia')).toBe('B-A')
    expect(tagged(createDictionary(tie.toReversed()), 'ataxia')).toBe('B-A')
  })

  it('takes the case of up to five letters seriously, and of more not', () => {
    const dictionary = createDictionary([
      sentence('ALL/B-Disease and BRCA1/B-Gene'),
      sentence('Ataxia/B-Disease of Lung/B-Disease Cancer/I-Disease'),
    ])
    expect(tagged(dictionary, 'all ALL All')).toBe('O B-Disease O')
    expect(tagged(dictionary, 'brca1 BRCA1')).toBe('O B-Gene')
    expect(tagged(dictionary, 'ataxia ATAXIA lung cancer')).toBe('B-Disease B-Disease B-Disease I-Disease')
  })

  it('does not learn from mentions without a known type', () => {
    const dictionary = createDictionary([sentence('ataxia/IGN seen')])
    expect(dictionary.size).toBe(0)
    expect(tagged(dictionary, 'ataxia seen')).toBe('O O')
  })

  it('keeps neighbouring mentions apart', () => {
    const dictionary = createDictionary([sentence('ataxia/B-A of'), sentence('tumour/B-A of')])
    expect(tagged(dictionary, 'ataxia tumour ataxia')).toBe('B-A B-A B-A')
  })

  it('finds again every mention of a training sentence that no other overlaps', () => {
    const words = fc.uniqueArray(fc.stringMatching(/^[a-z]{6,9}$/), { minLength: 3, maxLength: 8 })
    fc.assert(
      fc.property(words, fc.nat(), fc.nat(), (names, from, length) => {
        const start = from % names.length
        const end = Math.min(names.length, start + 1 + (length % 3))
        const tags = names.map((_, i) => (i < start || i >= end ? 'O' : i === start ? 'B-X' : 'I-X'))
        const predicted = createDictionary([{ words: names, tags }]).tag(names)
        expect(scoreTags([tags], [predicted], { mode: 'strict' }).overall.f1).toBe(1)
      }),
    )
  })
})
