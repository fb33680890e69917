import { expect, test } from 'vitest'
import { createBpe } from '../../src/tokenizer/bpe.ts'
import { Part } from '../../src/tokenizer/json-value.ts'
import { hashPair } from '../../src/tokenizer/pair-hash.ts'

const letters = 2048
const letter = (id: number): string => String.fromCharCode(0x4e00 + id)

/** A model with so many merges of two letters, those that `chosen` takes. */
function modelOf(
  count: number,
  chosen: (left: number, right: number) => boolean,
): ReturnType<typeof createBpe> {
  const vocabulary = new Map(Array.from({ length: letters }, (_, id) => [letter(id), id]))
  const merges: [string, string][] = []
  for (let left = 0; left < letters; left++)
    for (let right = 0; right < letters && merges.length < count; right++) {
      if (!chosen(left, right)) continue
      merges.push([letter(left), letter(right)])
      vocabulary.set(letter(left) + letter(right), vocabulary.size)
    }
  return createBpe(new Part({ merges }, 'tokenizer.json'), vocabulary)
}

/** Where the table of 2,048 merges has a pair at first. */
const placeOf = (left: number, right: number): number => hashPair(left, right) & 8191

test('merges that are all different are found again', () => {
  const model = modelOf(2048, (left, right) => (left * 31 + right) % 977 === 0)
  for (let left = 0; left < 4; left++)
    for (let right = 0; right < letters; right++) {
      const ids: number[] = []
      model.encode(letter(left) + letter(right), ids)
      const whole = model.vocabulary.get(letter(left) + letter(right))
      expect(ids).toEqual(whole === undefined ? [left, right] : [whole])
    }
})

test('merges that somebody chose to share one place are refused before they take quadratic time', () => {
  expect(() => modelOf(2048, (left, right) => placeOf(left, right) < 8)).toThrow(
    'expected merges of a trained',
  )
})
