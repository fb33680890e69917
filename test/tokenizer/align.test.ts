import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { MedspanError, Notices } from '../../src/errors.ts'
import {
  alignLabels,
  type Chunk,
  decodeTags,
  encodeSentence,
  IGNORED_LABEL,
  padChunks,
  padRows,
} from '../../src/tokenizer/align.ts'

/** A word of n letters has n pieces; 'x' times nothing has none. */
const byLetter = {
  encodeWord: (word: string): number[] => [...word].map(letter => letter.codePointAt(0)!),
  prefix: [1],
  suffix: [2],
}

const sentence = fc.array(fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 6 }), {
  maxLength: 12,
})
const labels = ['O', 'B-X', 'I-X', 'B-Y']

describe('encodeSentence', () => {
  it('puts special pieces around the pieces of each word', () => {
    const [chunk, ...rest] = encodeSentence(['ab', '', 'c'], byLetter, { maxLength: 10 })
    expect(rest).toEqual([])
    expect([...chunk!.ids]).toEqual([1, 97, 98, 99, 2])
    expect([...chunk!.wordOf]).toEqual([-1, 0, 0, 2, -1])
    expect([chunk!.firstWord, chunk!.lastWord]).toEqual([0, 2])
  })

  it('cuts a long sentence between words, loses none, and never passes the longest length', () => {
    fc.assert(
      fc.property(sentence, fc.integer({ min: 3, max: 12 }), (words, maxLength) => {
        const chunks = encodeSentence(words, byLetter, { maxLength })
        let next = 0
        for (const chunk of chunks) {
          expect(chunk.firstWord).toBe(next)
          next = chunk.lastWord + 1
          expect(chunk.ids.length).toBeLessThanOrEqual(maxLength)
          const expected = words
            .slice(chunk.firstWord, chunk.lastWord + 1)
            .flatMap(word => byLetter.encodeWord(word).slice(0, maxLength - 2))
          expect([...chunk.ids]).toEqual([1, ...expected, 2])
        }
        expect(next).toBe(words.length)
      }),
    )
  })

  it('puts whatever special pieces a tokenizer has around a chunk, or none', () => {
    const bare = { ...byLetter, prefix: [], suffix: [] }
    expect(encodeSentence(['ab', 'c'], bare, { maxLength: 2 }).map(chunk => [...chunk.ids])).toEqual([
      [97, 98],
      [99],
    ])
    const twice = { ...byLetter, prefix: [1, 2], suffix: [] }
    const [chunk] = encodeSentence(['ab'], twice, { maxLength: 4 })
    expect([...chunk!.ids]).toEqual([1, 2, 97, 98])
    expect([...chunk!.wordOf]).toEqual([-1, -1, 0, 0])
    expect(() => encodeSentence(['a'], bare, { maxLength: 0 })).toThrow(/at least 1, got 0/)
  })

  it('fills a chunk before it opens another', () => {
    const chunks = encodeSentence(['aa', 'b', 'cc', 'd'], byLetter, { maxLength: 5 })
    expect(chunks.map(chunk => [chunk.firstWord, chunk.lastWord])).toEqual([
      [0, 1],
      [2, 3],
    ])
  })

  it('keeps the first pieces of a word that no chunk can hold, and counts it', () => {
    const notices = new Notices()
    const chunks = encodeSentence(['a', 'bcbcbc', 'cbcbcb'], byLetter, { maxLength: 5, notices })
    expect(chunks.map(chunk => chunk.ids.length)).toEqual([3, 5, 5])
    expect(notices.list()).toMatchObject([{ code: 'word-too-long', count: 2, where: { at: 'bcbcbc' } }])
  })

  it('refuses a length without room for a piece', () => {
    expect(() => encodeSentence(['a'], byLetter, { maxLength: 2 })).toThrow(MedspanError)
    expect(() => encodeSentence(['a'], byLetter, { maxLength: Number.NaN })).toThrow(/at least 3, got NaN/)
  })
})

describe('alignLabels', () => {
  const [chunk] = encodeSentence(['ab', '', 'cc', 'd', 'ee'], byLetter, { maxLength: 20 }) as [Chunk]

  it('labels first pieces only', () => {
    const aligned = alignLabels(chunk, [1, 2, 2, 0, 3], { labelAllTokens: false })
    expect([...aligned]).toEqual([-100, 1, -100, 2, -100, 0, 3, -100, -100])
  })

  it('labels all pieces, continuing B-X with I-X where the label set has it', () => {
    const aligned = alignLabels(chunk, [1, 2, 2, 0, 3], { labelAllTokens: true, labels })
    expect([...aligned]).toEqual([-100, 1, 2, 2, 2, 0, 3, 3, -100])
  })

  it('ignores every piece of an ignored word', () => {
    const aligned = alignLabels(chunk, [IGNORED_LABEL, 0, 1, 0, 0], { labelAllTokens: true, labels })
    expect([...aligned].slice(0, 5)).toEqual([-100, -100, -100, 1, 2])
  })

  it('notices labels that are too few', () => {
    expect(() => alignLabels(chunk, [0, 0], { labelAllTokens: false })).toThrow(/word 2, got 2 labels/)
  })
})

describe('padChunks', () => {
  it('makes a rectangle, padded on the right', () => {
    const chunks = ['ab', 'a'].flatMap(word => encodeSentence([word], byLetter, { maxLength: 9 }))
    const padded = padChunks(chunks, 7)
    expect(padded).toEqual({
      rows: 2,
      length: 4,
      inputIds: Int32Array.of(1, 97, 98, 2, 1, 97, 2, 7),
      attentionMask: Int32Array.of(1, 1, 1, 1, 1, 1, 1, 0),
      tokenTypeIds: new Int32Array(8),
    })
  })

  it('takes no chunks for an empty batch', () => {
    expect(padChunks([], 0)).toMatchObject({ rows: 0, length: 0 })
  })

  it('refuses a row that is longer than the rectangle', () => {
    expect(() => padRows([new Int32Array(3)], 2, 0)).toThrow(/at most 2, got one of 3/)
  })
})

describe('decodeTags', () => {
  it('brings back the labels that were laid on the pieces, in whatever chunks', () => {
    fc.assert(
      fc.property(
        sentence,
        fc.integer({ min: 3, max: 12 }),
        fc.infiniteStream(fc.nat(3)),
        (words, maxLength, ids) => {
          const given = words.map(() => ids.next().value as number)
          const chunks = encodeSentence(words, byLetter, { maxLength })
          const { rows, length } = padChunks(chunks, 0)
          const logits = new Float32Array(rows * length * labels.length).fill(-1)
          for (const [row, chunk] of chunks.entries())
            for (const [t, label] of alignLabels(chunk, given, { labelAllTokens: false }).entries())
              if (label >= 0) logits[(row * length + t) * labels.length + label] = 1
          const back = decodeTags(chunks, logits, { length, labels: labels.length, outside: 0 })
          const joined = new Int32Array(words.length).fill(-1)
          for (const [row, chunk] of chunks.entries()) joined.set(back[row]!, chunk.firstWord)
          expect([...joined]).toEqual(given.map((label, word) => (words[word] === '' ? 0 : label)))
        },
      ),
    )
  })

  it('takes the first of equal logits', () => {
    const chunks = encodeSentence(['a'], byLetter, { maxLength: 5 })
    const logits = Float32Array.of(9, 0, 0, 0, 1, 1, 0, 0, 9)
    expect(decodeTags(chunks, logits, { length: 3, labels: 3, outside: 0 })).toEqual([Int32Array.of(1)])
  })

  it('gives a word without pieces the label of O, wherever that stands', () => {
    const chunks = encodeSentence(['', ''], byLetter, { maxLength: 5 })
    expect(decodeTags(chunks, new Float32Array(6), { length: 2, labels: 3, outside: 2 })).toEqual([
      Int32Array.of(2, 2),
    ])
  })

  it('notices logits that are too few', () => {
    const chunks = encodeSentence(['a'], byLetter, { maxLength: 5 })
    expect(() => decodeTags(chunks, new Float32Array(8), { length: 3, labels: 3, outside: 0 })).toThrow(
      'expected logits [1,3,3], got 8 numbers',
    )
  })
})
