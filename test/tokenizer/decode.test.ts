import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { alignLabels, encodeSentence, padChunks } from '../../src/tokenizer/align.ts'
import {
  createDecoder,
  type Decode,
  decodeBest,
  type Place,
  softmaxProbabilities,
} from '../../src/tokenizer/decode.ts'

const byLetter = {
  encodeWord: (word: string): number[] => [...word].map(letter => letter.codePointAt(0)!),
  prefix: [1],
  suffix: [2],
}
const sentence = fc.array(fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 6 }), {
  minLength: 1,
  maxLength: 12,
})
const L = 4

const placesOf = (sentences: readonly (readonly string[])[], maxLength: number, stride = 0): Place[] =>
  sentences.flatMap((words, index) =>
    encodeSentence(words, byLetter, { maxLength, stride }).map(chunk => ({ sentence: index, chunk })),
  )

describe('createDecoder', () => {
  it('brings back the labels that were laid on the pieces, in whatever chunks and batches', () => {
    fc.assert(
      fc.property(
        fc.array(sentence, { minLength: 1, maxLength: 4 }),
        fc.integer({ min: 3, max: 12 }),
        fc.nat(9),
        fc.integer({ min: 1, max: 5 }),
        fc.infiniteStream(fc.nat(L - 1)),
        (sentences, maxLength, stride, batchSize, ids) => {
          const given = sentences.map(words => words.map(() => ids.next().value as number))
          const work = placesOf(sentences, maxLength, Math.min(stride, maxLength - 3))
          work.sort((a, b) => b.chunk.ids.length - a.chunk.ids.length)
          const decoder = createDecoder(
            sentences.map(words => words.length),
            { labels: L, outside: 0 },
          )
          const back: number[][] = []
          for (let first = 0; first < work.length; first += batchSize) {
            const places = work.slice(first, first + batchSize)
            const { rows, length } = padChunks(
              places.map(({ chunk }) => chunk),
              0,
            )
            const logits = new Float32Array(rows * length * L).fill(-1)
            for (const [row, { sentence: index, chunk }] of places.entries())
              for (const [t, label] of alignLabels(chunk, given[index]!, { labelAllTokens: false }).entries())
                if (label >= 0) logits[(row * length + t) * L + label] = 1
            for (const { sentence: index, labels } of decoder.add(places, logits, length)) {
              expect(back[index]).toBeUndefined()
              back[index] = [...labels]
            }
          }
          const withoutPieces = (i: number, word: number) => sentences[i]![word] === ''
          expect(back).toEqual(
            given.map((labels, i) => labels.map((label, word) => (withoutPieces(i, word) ? 0 : label))),
          )
        },
      ),
    )
  })

  it('decodes a sentence as one sequence, however it was cut', () => {
    const words = ['aa', 'b', 'cc', 'a', '', 'b', 'bb']
    const seen: Float32Array[] = []
    const decode: Decode = (scores, labels) => {
      seen.push(scores.slice())
      return new Int32Array(scores.length / labels).fill(2)
    }
    for (const [maxLength, stride] of [
      [20, 0],
      [5, 0],
      [6, 3],
    ] as const) {
      const places = placesOf([words], maxLength, stride)
      const decoder = createDecoder([words.length], { labels: L, outside: 3, decode })
      const results = places.map(({ sentence: index, chunk }) => {
        // A word's logits are its number, those of pieces that do not count are nobody's.
        const logits = Float32Array.from({ length: chunk.ids.length * L }, (_, i) => {
          const word = chunk.wordOf[Math.floor(i / L)]!
          return word < 0 ? Number.NaN : 10 * word + (i % L)
        })
        return decoder.add([{ sentence: index, chunk }], logits, chunk.ids.length)
      })
      expect(results.slice(0, -1).flat()).toEqual([])
      expect(results.at(-1)!.map(({ labels }) => [...labels])).toEqual([new Array(words.length).fill(2)])
    }
    expect(seen.length).toBe(3)
    expect(seen[1]).toEqual(seen[0])
    expect(seen[2]).toEqual(seen[0])
    expect([...seen[0]!.subarray(2 * L, 3 * L)]).toEqual([20, 21, 22, 23])
    expect([...softmaxProbabilities(seen[0]!, L).subarray(4 * L, 5 * L)]).toEqual([0, 0, 0, 1])
  })

  it('gives a word without pieces the label of O, wherever that stands', () => {
    const decoder = createDecoder([2], { labels: 3, outside: 2 })
    const [decoded] = decoder.add(placesOf([['', '']], 5), new Float32Array(6), 2)
    expect(decoded!.labels).toEqual(Int32Array.of(2, 2))
  })

  it('notices logits that are too few', () => {
    const decoder = createDecoder([1], { labels: 3, outside: 0 })
    expect(() => decoder.add(placesOf([['a']], 5), new Float32Array(8), 3)).toThrow(
      'expected logits [1,3,3], got 8 numbers',
    )
  })
})

it('the best label is the first of equal ones', () => {
  expect(decodeBest(Float32Array.of(0, 1, 1, 2, 0, 2), 3)).toEqual(Int32Array.of(1, 0))
})

it('softmax gives shares that add up to one, however large the scores', () => {
  const shares = softmaxProbabilities(Float32Array.of(0, Math.log(3), 1000, 1000, -1e9, 5), 2)
  expect([...shares].map(share => Number(share.toFixed(6)))).toEqual([0.25, 0.75, 0.5, 0.5, 0, 1])
})
