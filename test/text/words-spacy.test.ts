import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { importCorpus } from '../../src/formats/index.ts'
import { silent } from '../../src/progress.ts'
import { segmenters } from '../../src/text/segmenters.ts'
import { segment, tokenizeWords } from '../../src/text/words.ts'
import { segmentSpacyLike, tokenizeSpacyLike } from '../../src/text/words-spacy.ts'
import { describeWithData } from '../shared-data.ts'

const reference = JSON.parse(readFileSync(join(import.meta.dirname, 'reference/words.json'), 'utf8')) as {
  files: [string, number, string][]
  cases: [string, number[]][]
}

const covered = (text: string, spans: readonly { begin: number; end: number }[]) =>
  spans.map(span => text.slice(span.begin, span.end))

describe("spaCy's words", () => {
  it.each(reference.cases)('are those of blank English in %j', (text, borders) => {
    const words = borders.flatMap((begin, i) => (i % 2 === 0 ? [text.slice(begin, borders[i + 1])] : []))
    // A word of format characters alone is left out on purpose.
    const seen = words.filter(word => /[^\s\p{Cc}\p{Cf}]/u.test(word))
    expect(covered(text, tokenizeSpacyLike(text))).toEqual(seen)
  })

  it('are sorted, apart, and cover what can be seen, in any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), text => {
        const seen = new Uint8Array(text.length)
        let end = 0
        for (const token of segmentSpacyLike(text).tokens) {
          expect(token.begin).toBeGreaterThanOrEqual(end)
          expect(token.end).toBeGreaterThan(token.begin)
          end = token.end
          seen.fill(1, token.begin, token.end)
        }
        for (const match of text.matchAll(/[^\s\p{Cc}\p{Cf}]/gu)) expect(seen[match.index]).toBe(1)
      }),
      { numRuns: 300 },
    )
  })

  it('come in time that grows with the length of what has no white space', () => {
    const long = 50_000
    for (const piece of ['(', ')', '.', 'a.', 'a:', 'a@', ':)', "'s", '5+', '-', 'a-'])
      expect(tokenizeSpacyLike(piece.repeat(long)).at(-1)?.end).toBe(piece.length * long)
  })
})

describe('spacy-like sentences', () => {
  it('end at a lone full stop and nowhere else', () => {
    const text = 'A title\nGiven e.g. to Dr. Roe. Was it? Yes! The end'
    const { sentences } = segmentSpacyLike(text)
    expect(covered(text, sentences)).toEqual(['A title\nGiven e.g. to Dr. Roe.', 'Was it? Yes! The end'])
  })
  it('are none in white space', () => {
    expect(segmentSpacyLike(' \n\u200b')).toEqual({ sentences: [], tokens: [] })
  })
})

describe('segmenters', () => {
  it('are found by name', () => {
    expect(Object.keys(segmenters)).toEqual(['biomedical', 'spacy-like'])
    expect(covered('IL-2 rose', segmenters.biomedical('IL-2 rose').tokens)).toEqual(['IL', '-', '2', 'rose'])
    expect(covered('IL-2 rose', segmenters['spacy-like']('IL-2 rose').tokens)).toEqual(['IL-2', 'rose'])
  })
})

describeWithData("spaCy's words in real text", ['ner'], folder => {
  it.each(reference.files)('are the same in every line of %s', (path, count, sha256) => {
    const hash = createHash('sha256')
    let words = 0
    for (const line of readFileSync(join(folder, '..', path), 'utf8').split('\n')) {
      const tokens = tokenizeSpacyLike(line)
      words += tokens.length
      hash.update(`${tokens.map(({ begin, end }) => `${begin} ${end}`).join(' ')}\n`)
    }
    expect([words, hash.digest('hex')]).toEqual([count, sha256])
  })
})

describeWithData('the borders of gold mentions', ['ner'], folder => {
  const read = async () =>
    (
      await Promise.all(
        readdirSync(folder).map(name => importCorpus([join(folder, name)], { progress: silent })),
      )
    ).flat()
  /** Kept whole: hyphens between letters and digits, as a tokenizer for chemical names would have it. */
  const withHyphens = /[\p{L}\p{N}](?:[\p{L}\p{M}\p{N}]|-(?=[\p{L}\p{N}]))*|[^\s\p{Cc}\p{Cf}]\p{M}*/gu

  it('fall inside a word in 1 of 1,000 at most, less often than with coarser cuts', async () => {
    let borders = 0
    const cut = { biomedical: 0, spacyLike: 0, hyphens: 0 }
    for (const { text, mentions } of await read()) {
      borders += 2 * mentions.length
      const inside = (spans: readonly { begin: number; end: number }[]): number => {
        const hidden = new Uint8Array(text.length + 1)
        for (const { begin, end } of spans) hidden.fill(1, begin + 1, end)
        return mentions.reduce((sum, { begin, end }) => sum + hidden[begin]! + hidden[end]!, 0)
      }
      cut.biomedical += inside(tokenizeWords(text))
      cut.spacyLike += inside(tokenizeSpacyLike(text))
      const hyphens = [...text.matchAll(withHyphens)]
      cut.hyphens += inside(hyphens.map(m => ({ begin: m.index, end: m.index + m[0].length })))
    }
    expect(borders).toBeGreaterThan(100_000)
    expect(cut.biomedical / borders).toBeLessThan(0.001)
    expect(cut.spacyLike).toBeGreaterThan(5 * cut.biomedical)
    expect(cut.hyphens).toBeGreaterThan(3 * cut.spacyLike)
  })

  it('lie in one sentence', async () => {
    let across = 0
    for (const { text, mentions } of await read()) {
      const { sentences } = segment(text)
      across += mentions.filter(m => !sentences.some(s => s.begin <= m.begin && m.end <= s.end)).length
    }
    expect(across).toBeLessThanOrEqual(2)
  })
})
