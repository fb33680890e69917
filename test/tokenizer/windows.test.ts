import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cutWindows, type Window, type WindowOptions } from '../../src/tokenizer/windows.ts'

/** How many pieces stand before each word: [words + 1], the last of them being all. */
function countBefore(sizes: readonly number[]): number[] {
  const before = [0]
  for (const [word, size] of sizes.entries()) before.push(before[word]! + size)
  return before
}

/** The sizes of a document's words, where its sentences begin, and how it is cut; a word may have no piece. */
const documents = fc
  .record({
    sentences: fc.array(fc.array(fc.integer({ min: 0, max: 7 }), { maxLength: 30 }), { maxLength: 5 }),
    room: fc.integer({ min: 7, max: 24 }),
    stride: fc.nat(23),
    context: fc.boolean(),
  })
  .map(one => ({ ...one, stride: Math.min(one.stride, one.room - 1) }))

interface Sentence {
  readonly begin: number
  readonly end: number
  readonly windows: readonly Window[]
}

function cutAll(
  sentences: readonly (readonly number[])[],
  options: WindowOptions,
): { before: number[]; cut: Sentence[] } {
  const before = countBefore(sentences.flat())
  let end = 0
  const cut = sentences.map(({ length }) => {
    const begin = end
    end += length
    return { begin, end, windows: cutWindows(before, { begin, end }, options) }
  })
  return { before, cut }
}

/** Tries a property of each sentence of random documents. */
function check(
  property: (
    sentence: Sentence,
    pieces: (from: number, to: number) => number,
    options: WindowOptions & { readonly words: number },
  ) => void,
): void {
  fc.assert(
    fc.property(documents, ({ sentences, ...options }) => {
      const { before, cut } = cutAll(sentences, options)
      const pieces = (from: number, to: number) => before[to]! - before[from]!
      for (const sentence of cut) property(sentence, pieces, { ...options, words: before.length - 1 })
    }),
    { numRuns: 500 },
  )
}

describe('cutWindows', () => {
  it('lets every word count exactly once, in a window that holds it', () => {
    check(({ begin, end, windows }) => {
      let next = begin
      for (const window of windows) {
        if (window.ownBegin === window.ownEnd) continue
        expect(window.ownBegin).toBe(next)
        expect(window.ownBegin).toBeGreaterThanOrEqual(window.begin)
        expect(window.ownEnd).toBeLessThanOrEqual(window.end)
        next = window.ownEnd
      }
      expect(next).toBe(end)
    })
  })

  it('never has more pieces than there is room for, and holds the whole sentence', () => {
    check(({ begin, end, windows }, pieces, { room }) => {
      for (const window of windows) expect(pieces(window.begin, window.end)).toBeLessThanOrEqual(room)
      const held = new Set(
        windows.flatMap(({ begin: from, end: to }) => Array.from({ length: to - from }, (_, i) => from + i)),
      )
      for (let word = begin; word < end; word++) expect(held.has(word)).toBe(true)
    })
  })

  it('overlaps by the stride, unless the next word would not fit then', () => {
    check(({ windows }, pieces, { room, stride }) => {
      for (const [i, window] of windows.slice(1).entries()) {
        const previous = windows[i]!
        if (pieces(window.begin, previous.end) >= stride) continue
        expect(pieces(window.begin - 1, previous.end + 1)).toBeGreaterThan(room)
      }
    })
  })

  it('gives each word to the window with the most context on its shorter side, of equal ones the earlier', () => {
    check(({ begin, end, windows }, pieces) => {
      for (let word = begin; word < end; word++) {
        const margins = windows.map(window =>
          word >= window.begin && word < window.end
            ? Math.min(pieces(window.begin, word), pieces(word + 1, window.end))
            : -1,
        )
        const owner = windows.findIndex(({ ownBegin, ownEnd }) => word >= ownBegin && word < ownEnd)
        expect(owner).toBe(margins.indexOf(Math.max(...margins)))
      }
    })
  })

  it('cuts without a stride as words fill one window after the other', () => {
    const { cut } = cutAll([[2, 1, 2, 0, 1, 3]], { room: 3, stride: 0, context: false })
    expect(cut[0]!.windows).toEqual([
      { begin: 0, end: 2, ownBegin: 0, ownEnd: 2 },
      { begin: 2, end: 5, ownBegin: 2, ownEnd: 5 },
      { begin: 5, end: 6, ownBegin: 5, ownEnd: 6 },
    ])
  })

  it('with a stride halves the overlap between its two windows', () => {
    const { cut } = cutAll([new Array(14).fill(1)], { room: 8, stride: 4, context: false })
    expect(cut[0]!.windows).toEqual([
      { begin: 0, end: 8, ownBegin: 0, ownEnd: 6 },
      { begin: 4, end: 12, ownBegin: 6, ownEnd: 10 },
      { begin: 8, end: 14, ownBegin: 10, ownEnd: 14 },
    ])
  })

  it('has no window for a sentence without words', () => {
    expect(cutWindows([0, 3], { begin: 1, end: 1 }, { room: 4, stride: 0, context: true })).toEqual([])
  })
})

describe('context', () => {
  it('fills a window on both sides, and stops where a word does not fit or the document ends', () => {
    check(({ windows }, pieces, { room, context, words }) => {
      if (!context) return
      for (const { begin, end } of windows) {
        const free = room - pieces(begin, end)
        if (begin > 0) expect(pieces(begin - 1, begin)).toBeGreaterThan(free)
        if (end < words) expect(pieces(end, end + 1)).toBeGreaterThan(free)
      }
    })
  })

  it('is as long on the left as on the right where both sides have enough', () => {
    const sizes = new Array<number>(40).fill(1)
    const window = (begin: number, end: number) =>
      cutWindows(countBefore(sizes), { begin, end }, { room: 12, stride: 0, context: true })
    expect(window(20, 24)).toEqual([{ begin: 16, end: 28, ownBegin: 20, ownEnd: 24 }])
    expect(window(1, 5)).toEqual([{ begin: 0, end: 12, ownBegin: 1, ownEnd: 5 }])
    expect(window(36, 39)).toEqual([{ begin: 28, end: 40, ownBegin: 36, ownEnd: 39 }])
  })

  it('leaves a sentence’s own cuts where they are', () => {
    fc.assert(
      fc.property(documents, ({ sentences, ...options }) => {
        const without = cutAll(sentences, { ...options, context: false }).cut
        const within = cutAll(sentences, { ...options, context: true }).cut
        for (const [i, { windows }] of without.entries()) {
          expect(within[i]!.windows.length).toBe(windows.length)
          for (const [k, { begin, end }] of windows.entries()) {
            expect(within[i]!.windows[k]!.begin).toBeLessThanOrEqual(begin)
            expect(within[i]!.windows[k]!.end).toBeGreaterThanOrEqual(end)
          }
        }
      }),
    )
  })
})
