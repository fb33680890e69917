import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { MedspanError, Notices } from '../../src/errors.ts'
import { IGNORE_INDEX } from '../../src/text/tags.ts'
import {
  alignLabels,
  type Chunk,
  encodeSentence,
  encodeSentences,
  padChunks,
  padRows,
} from '../../src/tokenizer/align.ts'
import { readTokenizer } from '../../src/tokenizer/stored-tokenizer.ts'

/** A word of n letters has n pieces; 'x' times nothing has none. */
const byLetter = {
  encodeWord: (word: string): number[] => [...word].map(letter => letter.codePointAt(0)!),
  prefix: [1],
  suffix: [2],
}

const sentence = fc.array(fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 6 }), {
  maxLength: 12,
})
/** What scripts/reference/token_labels.py froze. */
interface Frozen {
  readonly labels: string[]
  readonly sentences: readonly {
    readonly words: string[]
    readonly labels: number[]
    readonly ids: number[]
    readonly first: number[]
    readonly all: number[]
  }[]
}

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

/** How a sentence was cut before there were strides: words fill one chunk after the other. */
function fill(words: readonly string[], room: number): string[][] {
  const chunks: string[][] = []
  let free = 0
  for (const word of words) {
    const size = Math.min(word.length, room)
    if (chunks.length === 0 || size > free) {
      chunks.push([])
      free = room
    }
    chunks.at(-1)!.push(word)
    free -= size
  }
  return chunks
}

describe('encodeSentences', () => {
  it('holds words of any number of pieces', () => {
    const pieces = Array.from({ length: 90 }, (_, i) => i + 1)
    const many = { encodeWord: () => pieces, prefix: [0], suffix: [0] }
    const [[chunk]] = encodeSentences([['a', 'b', 'c', 'd', 'e']], many, { maxLength: 512 }) as [[Chunk]]
    expect([...chunk.ids]).toEqual([0, ...pieces, ...pieces, ...pieces, ...pieces, ...pieces, 0])
    expect(chunk.wordOf.filter(word => word === 4)).toHaveLength(90)
  })

  const documents = fc.array(sentence, { maxLength: 4 })
  const lengths = fc.record({
    maxLength: fc.integer({ min: 3, max: 16 }),
    stride: fc.nat(13),
    context: fc.constantFrom('none', 'sentences'),
  })
  const settle = ({
    maxLength,
    stride,
    context,
  }: {
    maxLength: number
    stride: number
    context: string
  }) => ({
    maxLength,
    stride: Math.min(stride, maxLength - 3),
    context: context === 'none' ? ('none' as const) : ('sentences' as const),
  })

  it('without stride and context cuts each sentence by itself, as words fill chunks', () => {
    fc.assert(
      fc.property(documents, fc.integer({ min: 3, max: 12 }), (sentences, maxLength) => {
        const chunks = encodeSentences(sentences, byLetter, { maxLength })
        for (const [i, words] of sentences.entries()) {
          expect(chunks[i]).toEqual(
            encodeSentence(words, byLetter, { maxLength, stride: 0, context: 'none' }),
          )
          expect(chunks[i]!.map(({ firstWord, lastWord }) => words.slice(firstWord, lastWord + 1))).toEqual(
            fill(words, maxLength - 2),
          )
        }
      }),
    )
  })

  it('has the pieces of every word once where the word counts, in order, whatever stride and context', () => {
    fc.assert(
      fc.property(documents, lengths, (sentences, given) => {
        const options = settle(given)
        const chunks = encodeSentences(sentences, byLetter, options)
        for (const [i, words] of sentences.entries()) {
          const counted = chunks[i]!.flatMap(({ ids, wordOf }) =>
            [...ids].map((id, t) => [wordOf[t]!, id] as const).filter(([word]) => word >= 0),
          )
          expect(counted).toEqual(
            words.flatMap((word, index) =>
              byLetter
                .encodeWord(word)
                .slice(0, options.maxLength - 2)
                .map(id => [index, id]),
            ),
          )
          for (const { ids, wordOf } of chunks[i]!) {
            expect(ids.length).toBeLessThanOrEqual(options.maxLength)
            expect([ids[0], ids.at(-1), wordOf[0], wordOf.at(-1)]).toEqual([1, 2, -1, -1])
          }
        }
      }),
    )
  })

  it('shows stretches of the document, context included', () => {
    fc.assert(
      fc.property(documents, lengths, (sentences, given) => {
        const options = settle(given)
        const truncated = sentences
          .flat()
          .flatMap(word => byLetter.encodeWord(word).slice(0, options.maxLength - 2))
        const text = String.fromCodePoint(...truncated)
        for (const { ids } of encodeSentences(sentences, byLetter, options).flat())
          expect(text).toContain(String.fromCodePoint(...ids.subarray(1, -1)))
      }),
    )
  })

  it('puts the sentences before and after around one, and does not count them', () => {
    const chunks = encodeSentences([['ab', 'c'], ['d'], ['ee', 'f']], byLetter, {
      maxLength: 7,
      context: 'sentences',
    })
    expect(chunks.map(([chunk]) => String.fromCodePoint(...chunk!.ids.subarray(1, -1)))).toEqual([
      'abcd',
      'cdeef',
      'cdeef',
    ])
    expect([...chunks[1]![0]!.wordOf]).toEqual([-1, -1, 0, -1, -1, -1, -1])
    expect([...alignLabels(chunks[2]![0]!, [1, 2], { labelAllTokens: true, labels })]).toEqual([
      -100, -100, -100, 1, 2, 2, -100,
    ])
  })

  it('labels a word of an overlap in one window only', () => {
    fc.assert(
      fc.property(sentence, lengths, fc.boolean(), (words, given, labelAllTokens) => {
        const options = settle(given)
        const ids = words.map((_, word) => word % 3)
        const aligned = encodeSentence(words, byLetter, options).map(chunk =>
          alignLabels(chunk, ids, { labelAllTokens, labels }),
        )
        const counted = aligned.flatMap(row => [...row].filter(label => label !== IGNORE_INDEX))
        expect(counted).toEqual(
          words.flatMap((word, index) => {
            const pieces = Math.min(word.length, options.maxLength - 2)
            const later = ids[index] === 1 ? 2 : ids[index]!
            if (pieces === 0) return []
            return labelAllTokens
              ? [ids[index]!, ...new Array<number>(pieces - 1).fill(later)]
              : [ids[index]!]
          }),
        )
      }),
    )
  })

  it('refuses a stride that leaves no room for a new word', () => {
    for (const stride of [8, -1, Number.NaN])
      expect(() => encodeSentence(['a'], byLetter, { maxLength: 10, stride })).toThrow(
        `expected a stride from 0 to 7 with sequences of 10, got ${stride}`,
      )
    expect(encodeSentence(['a'], byLetter, { maxLength: 10, stride: 7 }).length).toBe(1)
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
    const aligned = alignLabels(chunk, [IGNORE_INDEX, 0, 1, 0, 0], { labelAllTokens: true, labels })
    expect([...aligned].slice(0, 5)).toEqual([-100, -100, -100, 1, 2])
  })

  it('notices labels that are too few', () => {
    expect(() => alignLabels(chunk, [0, 0], { labelAllTokens: false })).toThrow(/word 2, got 2 labels/)
  })
})

describe('run_ner', () => {
  it('labels the same pieces in the same way, first pieces or all of them', async () => {
    const frozen = JSON.parse(
      await readFile(join(import.meta.dirname, 'reference/token-labels.json'), 'utf8'),
    ) as Frozen
    const tokenizer = await readTokenizer(join(import.meta.dirname, 'fixtures'))
    for (const { words, labels: ids, ...expected } of frozen.sentences) {
      const [chunk] = encodeSentence(words, tokenizer, { maxLength: 64 })
      const align = (labelAllTokens: boolean) =>
        alignLabels(chunk!, ids, { labelAllTokens, labels: frozen.labels })
      expect([...chunk!.ids]).toEqual(expected.ids)
      expect([...align(false)]).toEqual(expected.first)
      expect([...align(true)]).toEqual(expected.all)
    }
    expect(frozen.sentences.some(({ first, all }) => first.join() !== all.join())).toBe(true)
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
