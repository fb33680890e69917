import { readFileSync } from 'node:fs'
import { copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { encodeSentence } from '../../src/tokenizer/align.ts'
import { readTokenizer, type StoredTokenizer, tokenizerCopies } from '../../src/tokenizer/stored-tokenizer.ts'

const fixtures = join(import.meta.dirname, 'fixtures')
const reference = JSON.parse(readFileSync(join(import.meta.dirname, 'reference/wordpiece.json'), 'utf8')) as {
  words: string[]
  variants: { title: string; config: object | null; ids: number[][] }[]
  sentences: { words: string[]; ids: number[] }[]
}

let root: string
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'medspan-tokenizer-'))
})
afterAll(() => rm(root, { recursive: true }))

/** A folder with some tokenizer files; `true` stands for the fixture's own. */
async function folderWith(files: Record<string, string | true>): Promise<string> {
  const folder = await mkdtemp(join(root, 'folder-'))
  for (const [name, content] of Object.entries(files))
    if (content === true) await copyFile(join(fixtures, name), join(folder, name))
    else await writeFile(join(folder, name), content)
  return folder
}

describe('readTokenizer against Python', () => {
  it.each(reference.variants)('gives the ids of transformers, $title', async ({ config, ids }) => {
    const folder = await folderWith({
      'tokenizer.json': true,
      ...(config === null ? {} : { 'tokenizer_config.json': JSON.stringify(config) }),
    })
    const tokenizer = await readTokenizer(folder)
    for (const [index, word] of reference.words.entries())
      expect(tokenizer.encodeWord(word), JSON.stringify(word)).toEqual(ids[index])
  })

  it('gives the ids of whole sentences', async () => {
    const tokenizer = await readTokenizer(fixtures)
    for (const { words, ids } of reference.sentences) {
      const [chunk] = encodeSentence(words, tokenizer, { maxLength: 64 })
      expect([...chunk!.ids], words.join(' ')).toEqual(ids)
    }
  })
})

describe('readTokenizer', () => {
  let tokenizer: StoredTokenizer
  beforeAll(async () => {
    tokenizer = await readTokenizer(fixtures)
  })

  it('knows the special pieces, the size of the vocabulary and the files to copy', () => {
    const { prefix, suffix, padId, unkId, vocabSize, files } = tokenizer
    expect({ prefix, suffix, padId, unkId, vocabSize }).toEqual({
      prefix: [2],
      suffix: [3],
      padId: 0,
      unkId: 1,
      vocabSize: 199,
    })
    expect(files).toEqual([join(fixtures, 'tokenizer.json'), join(fixtures, 'tokenizer_config.json')])
  })

  it('copies its files, and says there how long sequences were', async () => {
    const folder = await folderWith({})
    for (const [name, content] of await tokenizerCopies(tokenizer, { maxLength: 48 }))
      await writeFile(join(folder, name), content)
    const copy = await readTokenizer(folder)
    expect([tokenizer.maxLength, copy.maxLength]).toEqual([64, 48])
    for (const word of reference.words) expect(copy.encodeWord(word)).toEqual(tokenizer.encodeWord(word))
    const config = JSON.parse(await readFile(join(folder, 'tokenizer_config.json'), 'utf8')) as Json
    const own = JSON.parse(await readFile(join(fixtures, 'tokenizer_config.json'), 'utf8')) as Json
    expect(config).toEqual({ ...own, model_max_length: 48 })
  })

  it('makes a configuration for a copy where there was none', async () => {
    const bare = await readTokenizer(await folderWith({ 'tokenizer.json': true }))
    expect(bare.maxLength).toBeUndefined()
    const copies = await tokenizerCopies(bare, { maxLength: 32 })
    const config = JSON.parse(String(copies.get('tokenizer_config.json'))) as Json
    expect(config).toEqual({ tokenizer_class: 'BertTokenizer', model_max_length: 32 })
  })

  it('gives the same pieces from the cache', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 12 }), word => {
        const ids = tokenizer.encodeWord(word)
        expect(tokenizer.encodeWord(word)).toBe(ids)
        expect(ids.every(id => id >= 0 && id < tokenizer.vocabSize)).toBe(true)
      }),
    )
  })

  it('says where a tokenizer.json was expected and how to make one', async () => {
    const folder = await folderWith({ 'merges.txt': 'a b\n' })
    await expect(readTokenizer(folder)).rejects.toMatchObject({
      code: 'input',
      message: expect.stringContaining('tokenizer.json'),
      where: { path: folder },
      hint: expect.stringContaining('save_pretrained'),
    })
  })

  it('refuses a file that is cut short, naming it', async () => {
    const text = await readFile(join(fixtures, 'tokenizer.json'), 'utf8')
    const folder = await folderWith({ 'tokenizer.json': text.slice(0, text.length / 2) })
    await expect(readTokenizer(folder)).rejects.toMatchObject({
      code: 'input',
      message: expect.stringMatching(/^expected JSON/),
      where: { path: join(folder, 'tokenizer.json') },
    })
    const broken = await folderWith({ 'tokenizer.json': true, 'tokenizer_config.json': '[]' })
    await expect(readTokenizer(broken)).rejects.toMatchObject({
      code: 'input',
      message: 'expected a JSON object',
      where: { path: join(broken, 'tokenizer_config.json') },
    })
  })

  it.each([
    ['no model', (json: Json) => ({ ...json, model: undefined }), /model and its vocabulary/],
    ['an unknown model', (json: Json) => ({ ...json, model: { type: 'Strange', vocab: {} } }), /known kind/],
    [
      'an id that asks for memory',
      (json: Json) => ({ ...json, model: { ...(json.model as Json), vocab: { '[UNK]': 4e9 } } }),
      /an id from 0 to 2097151/,
    ],
    [
      'no unknown piece',
      (json: Json) => ({ ...json, model: { ...(json.model as Json), vocab: { a: 0 } } }),
      /a piece of the vocabulary/,
    ],
  ])('refuses a tokenizer.json with %s', async (_, change, message) => {
    const json = JSON.parse(await readFile(join(fixtures, 'tokenizer.json'), 'utf8')) as Json
    const folder = await folderWith({ 'tokenizer.json': JSON.stringify(change(json)) })
    await expect(readTokenizer(folder)).rejects.toMatchObject({
      code: 'input',
      message: expect.stringMatching(message),
      where: { path: join(folder, 'tokenizer.json') },
    })
  })
})

type Json = Record<string, unknown>
