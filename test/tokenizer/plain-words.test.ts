import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { SHIPPED_MODEL, shippedFolder } from '../../src/hub/shipped.ts'
import { readTokenizer } from '../../src/tokenizer/stored-tokenizer.ts'

const fixture = (name: string): string => join(import.meta.dirname, 'fixtures', name)

const parts = fc.constantFrom(
  ...'gene Genes GENEX genex <extra> [SEP] [sep] [ ] ## # p53 kinase Inhib ITORS - ( ) . ,, % ` ~ ! @ _ { z'.split(
    ' ',
  ),
)
const words = fc
  .array(fc.oneof(parts, fc.string({ minLength: 0, maxLength: 3 })), { maxLength: 12 })
  .map(all => all.join(''))

describe.each(['bert', 'bert-cased', SHIPPED_MODEL])('words of ASCII, by the tokenizer of %s', name => {
  it('have the pieces that they have where a pattern takes them apart', async () => {
    const tokenizer = await readTokenizer(
      name === SHIPPED_MODEL ? shippedFolder(SHIPPED_MODEL)! : fixture(name),
    )
    // BERT's cleaning drops the control character, and words that have one are no plain ones.
    const slowly = (word: string) => tokenizer.encodeWord(`${word}\u0001`)
    fc.assert(
      fc.property(words, word => {
        expect(tokenizer.encodeWord(word)).toEqual(slowly(word))
      }),
      { numRuns: 2000 },
    )
    for (const word of ['a'.repeat(101), `${'b'.repeat(100)}-${'c'.repeat(101)}`, '(((', '-', 'A-b_C'])
      expect(tokenizer.encodeWord(word)).toEqual(slowly(word))
  })
})
