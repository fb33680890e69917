/**
 * @file Writes the run folder's copies of a tokenizer, and prints what it does to words; for tokenizer_copies.py.
 *
 * Arguments: the folder to read, the folder to write. Words come as a JSON list on standard input.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const [from, to] = process.argv.slice(2)
const { readTokenizer, tokenizerCopies } = await import(
  new URL('../../dist/tokenizer/stored-tokenizer.js', import.meta.url).href
)
const words = JSON.parse(readFileSync(0, 'utf8'))
const tokenizer = await readTokenizer(from)
for (const [name, content] of await tokenizerCopies(tokenizer, { maxLength: 96 }))
  writeFileSync(join(to, name), content)
const { prefix, suffix, padId, vocabSize } = tokenizer
const ids = words.map(word => tokenizer.encodeWord(word))
process.stdout.write(JSON.stringify({ prefix, suffix, padId, vocabSize, ids }))
