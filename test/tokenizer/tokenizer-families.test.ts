/**
 * @file Small tokenizers of every supported kind against transformers (scripts/reference/tokenizer_families.py).
 */
import { readFileSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readTokenizer, type StoredTokenizer, tokenizerCopies } from '../../src/tokenizer/stored-tokenizer.ts'
import type { Tokenizer } from '../../src/tokenizer/tokenizer.ts'

interface Case {
  readonly name: string
  /** Whether it has a piece to pad with by itself; otherwise Python was told to add [PAD]. */
  readonly own_pad: boolean
  readonly pad: number
  readonly unk: number | null
  readonly size: number
  /** The ids of an empty sequence. */
  readonly framed: readonly number[]
  readonly ids: readonly (readonly number[])[]
}

const { words, cases } = JSON.parse(
  readFileSync(join(import.meta.dirname, 'reference/families.json'), 'utf8'),
) as { words: readonly string[]; cases: readonly Case[] }
const fixture = (name: string): string => join(import.meta.dirname, 'fixtures', name)

/** What differs from Python, word by word. */
function differences(tokenizer: Tokenizer, ids: readonly (readonly number[])[]): object[] {
  return words.flatMap((word, index) => {
    const ours = tokenizer.encodeWord(word)
    return JSON.stringify(ours) === JSON.stringify(ids[index]) ? [] : [{ word, ours, python: ids[index] }]
  })
}

describe.each(cases)('the tokenizer of $name', ({ name, pad, unk, size, framed, ids }) => {
  let root: string
  let tokenizer: StoredTokenizer
  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), 'medspan-families-'))
    tokenizer = await readTokenizer(fixture(name))
  })
  afterAll(() => rm(root, { recursive: true }))

  it('gives the ids of transformers to every word', () => {
    expect(ids.flat().length).toBeGreaterThan(words.length)
    expect(differences(tokenizer, ids)).toEqual([])
  })

  it('has the special pieces of transformers, and one to pad with', () => {
    expect([...tokenizer.prefix, ...tokenizer.suffix]).toEqual(framed)
    expect(tokenizer.unkId ?? null).toBe(unk)
    expect(tokenizer.padId).toBe(pad)
    expect(tokenizer.vocabSize).toBe(size)
  })

  it('is the same when it is read from its copies, which need no other file of the folder', async () => {
    const copies = await tokenizerCopies(tokenizer, { maxLength: 128 })
    for (const [file, content] of copies) await writeFile(join(root, file), content)
    const model = readFileSync(join(fixture(name), 'config.json'))
    await writeFile(join(root, 'config.json'), model)
    const copy = await readTokenizer(root)
    expect(copies.has('tokenizer.json')).toBe(true)
    expect(differences(copy, ids)).toEqual([])
    const { prefix, suffix, padId, unkId, vocabSize } = tokenizer
    expect(copy).toMatchObject({ prefix, suffix, padId, unkId, vocabSize, maxLength: 128 })
  })
})
