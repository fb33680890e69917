import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Notices } from '../../src/errors.ts'
import type { Document, Mention } from '../../src/text/document.ts'
import { spansToTags, type TagOptions, tagSentences, tagsToSpans } from '../../src/text/tags.ts'
import { segment } from '../../src/text/words.ts'

function document(text: string, mentions: readonly (readonly [string, ...string[]])[]): Document {
  return {
    id: 'd',
    text,
    ...segment(text),
    mentions: mentions.map(([surface, ...types]): Mention => {
      const begin = text.indexOf(surface)
      return { begin, end: begin + surface.length, concepts: [], types }
    }),
  }
}

function tagged(
  one: Document,
  options: Partial<TagOptions> = {},
): { lines: string[]; notices: [string, number][] } {
  const notices = new Notices()
  const sentences = tagSentences(one, { overlap: 'longest', ...options }, notices)
  return {
    lines: sentences.map(sentence =>
      sentence.words.map((word, i) => `${word}/${sentence.tags[i]}`).join(' '),
    ),
    notices: notices.list().map(notice => [notice.code, notice.count]),
  }
}

describe('tagSentences', () => {
  it('tags the words of each sentence in BIO2, with the first type', () => {
    const one = document('Cystic fibrosis and lupus. It hurts.', [
      ['Cystic fibrosis', 'T047', 'T033'],
      ['lupus', 'T047'],
    ])
    expect(tagged(one)).toEqual({
      lines: ['Cystic/B-T047 fibrosis/I-T047 and/O lupus/B-T047 ./O', 'It/O hurts/O ./O'],
      notices: [],
    })
  })
  it('labels a mention as it is told to', () => {
    const one = document('lupus and asthma here', [
      ['lupus', 'T047', 'T033'],
      ['asthma', 'T046'],
      ['here', 'T082'],
    ])
    const label = (types: readonly string[]) =>
      types.includes('T033') ? 'T033' : types.includes('T046') ? 'IGN' : undefined
    expect(tagged(one, { label }).lines).toEqual(['lupus/B-T033 and/O asthma/IGN here/O'])
  })
  it('makes the words of a mention without types bare IGN', () => {
    expect(tagged(document('very odd thing', [['odd thing']])).lines).toEqual(['very/O odd/IGN thing/IGN'])
  })
  it('keeps the longest of overlapping mentions, the first, the innermost, or refuses', () => {
    const one = document('acute lung cancer drug', [
      ['acute lung', 'A'],
      ['lung cancer drug', 'B'],
      ['cancer', 'C'],
    ])
    expect(tagged(one)).toEqual({
      lines: ['acute/O lung/B-B cancer/I-B drug/I-B'],
      notices: [['mention-overlap', 2]],
    })
    expect(tagged(one, { overlap: 'innermost' })).toEqual({
      lines: ['acute/B-A lung/I-A cancer/B-C drug/O'],
      notices: [['mention-overlap', 1]],
    })
    expect(() => tagged(one, { overlap: 'error' })).toThrow(
      'expected mentions apart, got "lung cancer drug", which overlaps with "acute lung"',
    )
    expect(tagged(one, { overlap: 'first' })).toEqual({
      lines: ['acute/B-A lung/I-A cancer/B-C drug/O'],
      notices: [['mention-overlap', 1]],
    })
  })
  it('prefers a known type over an unknown one on the same words', () => {
    expect(tagged(document('lupus', [['lupus'], ['lupus', 'A']])).lines).toEqual(['lupus/B-A'])
  })
  it('keeps neighbours of one type apart', () => {
    expect(
      tagged(
        document('a b', [
          ['a', 'X'],
          ['b', 'X'],
        ]),
      ).lines,
    ).toEqual(['a/B-X b/B-X'])
  })
  it('splits a word where a border cuts it, several times too', () => {
    expect(tagged(document('the rDEN2 virus', [['DEN2 vir', 'A']]))).toEqual({
      lines: ['the/O r/O DEN2/B-A vir/I-A us/O'],
      notices: [['word-split', 2]],
    })
    const one = document('abcdef gh', [
      ['b', 'A'],
      ['cd', 'B'],
      ['e', 'C'],
    ])
    expect(tagged(one)).toEqual({
      lines: ['a/O b/B-A cd/B-B e/B-C f/O gh/O'],
      notices: [['word-split', 4]],
    })
  })
  it('takes blanks at a border for no part of a mention', () => {
    const one = document('a b c', [
      ['a ', 'A'],
      [' b', 'B'],
    ])
    expect(tagged(one)).toEqual({ lines: ['a/B-A b/B-B c/O'], notices: [] })
  })
  it('tells of every mention that it leaves out, and counts overlaps by type', () => {
    const one = document('lung cancer', [
      ['lung cancer', 'A'],
      ['cancer', 'B'],
      [' ', 'C'],
    ])
    const notices = new Notices()
    const dropped: unknown[] = []
    tagSentences(
      one,
      {
        overlap: 'longest',
        dropped: ({ mention, reason, kept }) => dropped.push([mention.types[0], reason, kept?.types[0]]),
      },
      notices,
    )
    expect(dropped).toEqual([
      ['C', 'without-word', undefined],
      ['B', 'overlap', 'A'],
    ])
    expect(notices.list().find(({ code }) => code === 'mention-overlap')?.kinds).toEqual({ B: 1 })
  })
  it('counts mentions without a word, outside sentences, and across them', () => {
    const text = 'One two\nthree. Four'
    const one: Document = {
      ...document(text, [
        [' ', 'A'],
        ['two\nthree', 'B'],
        ['Four', 'C'],
      ]),
      sentences: segment(text).sentences.slice(0, 2),
    }
    expect(tagged(one)).toEqual({
      lines: ['One/O two/B-B', 'three/B-B ./O'],
      notices: [
        ['mention-without-word', 1],
        ['mention-across-sentences', 1],
        ['mention-outside-sentence', 1],
      ],
    })
  })
})

describe('tagsToSpans', () => {
  it.each([
    ['O B-A I-A O', 'A1-3'],
    ['B-A B-A', 'A0-1 A1-2'],
    ['I-A I-A', 'A0-2'],
    ['B-A I-B I-B', 'A0-1 B1-3'],
    ['O I-A O', 'A1-2'],
    ['S-A E-A I-A E-A', 'A0-1 A1-2 A2-4'],
    ['IGN IGN O IGN', 'IGN0-2 IGN3-4'],
    ['B-A IGN I-A', 'A0-1 IGN1-2 A2-3'],
    ['B-A-b I-A-b', 'A-b0-2'],
  ])('reads %s', (tags, expected) => {
    expect(
      tagsToSpans(tags.split(' '))
        .map(({ type, start, end }) => `${type}${start}-${end}`)
        .join(' '),
    ).toBe(expected)
  })
  it('reads random sequences as seqeval does', () => {
    const path = join(import.meta.dirname, 'reference', 'entities.json')
    const { cases } = JSON.parse(readFileSync(path, 'utf8')) as {
      cases: [string, [string, number, number][]][]
    }
    expect(cases.length).toBe(400)
    for (const [sequence, entities] of cases) {
      const spans = tagsToSpans(sequence.split(' '))
      expect(spans.map(({ type, start, end }) => [type, start, end - 1])).toEqual(entities)
    }
  })
  it('counts orphans and changes of type', () => {
    const anomalies = { orphans: 0, changes: 0 }
    tagsToSpans(['I-A', 'I-B', 'O', 'I-C', 'B-C', 'I-C', 'IGN'], anomalies)
    expect(anomalies).toEqual({ orphans: 2, changes: 1 })
  })
  it('refuses tags of another form, and says which', () => {
    expect(() => tagsToSpans(['O', 'X-A'])).toThrow(
      'expected a tag such as O, B-T038, I-T038 or IGN, got "X-A"',
    )
  })
  it('reads back what spansToTags writes', () => {
    const spans = fc
      .array(
        fc.record({
          gap: fc.nat(2),
          length: fc.integer({ min: 1, max: 3 }),
          type: fc.constantFrom('A', 'B-c', 'T1'),
        }),
      )
      .map(parts => {
        let at = 0
        return parts.map(({ gap, length, type }) => {
          const start = at + gap
          at = start + length
          return { type, start, end: at }
        })
      })
    fc.assert(
      fc.property(spans, list => {
        const anomalies = { orphans: 0, changes: 0 }
        expect(tagsToSpans(spansToTags((list.at(-1)?.end ?? 0) + 1, list), anomalies)).toEqual(list)
        expect(anomalies).toEqual({ orphans: 0, changes: 0 })
      }),
    )
  })
})
