import { join } from 'node:path'
import { expect, test } from 'vitest'
import { tokenizeSpacyLike } from '../../src/text/words-spacy.ts'
import { readTokenizer } from '../../src/tokenizer/stored-tokenizer.ts'

test('a word that is remembered does not keep the text that it was found in', async () => {
  const tokenizer = await readTokenizer(join(import.meta.dirname, 'fixtures'))
  const bytes = Buffer.alloc(2 ** 20, ' ')
  const before = process.memoryUsage().heapUsed
  for (let i = 0; i < 400; i++) {
    const text = `${bytes.toString('latin1')}phenolphthalein${i}`
    tokenizer.encodeWord(text.slice(2 ** 20))
    if (i % 2 === 0) tokenizeSpacyLike(text.slice(2 ** 20 - 1))
  }
  // Each text takes a MiB.
  expect((process.memoryUsage().heapUsed - before) / 2 ** 20).toBeLessThan(200)
})
