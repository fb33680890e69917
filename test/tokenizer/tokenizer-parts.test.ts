/**
 * @file What tokenizers are made of: models against plain versions of themselves, and files that mean harm.
 */
import { readFileSync } from 'node:fs'
import { cp, mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { MedspanError } from '../../src/errors.ts'
import { createFinder } from '../../src/tokenizer/added-tokens.ts'
import { createBpe } from '../../src/tokenizer/bpe.ts'
import { Part } from '../../src/tokenizer/json-value.ts'
import { createNormalizer } from '../../src/tokenizer/normalizer.ts'
import { qwenPattern } from '../../src/tokenizer/pattern.ts'
import { createPipeline } from '../../src/tokenizer/pipeline.ts'
import { createPreTokenizer } from '../../src/tokenizer/pretokenizer.ts'
import { parseSentencePiece } from '../../src/tokenizer/sentencepiece.ts'
import { readTokenizer, tokenizerCopies } from '../../src/tokenizer/stored-tokenizer.ts'
import { createUnigram } from '../../src/tokenizer/unigram.ts'

const fixtures = join(import.meta.dirname, 'fixtures')
const part = (value: unknown): Part => new Part(value, 'tokenizer.json')

let root: string
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'medspan-parts-'))
})
afterAll(() => rm(root, { recursive: true }))

/** A copy of a fixture's folder with some files of its own. */
async function folderLike(name: string, files: Record<string, unknown>): Promise<string> {
  const folder = await mkdtemp(join(root, 'folder-'))
  await cp(join(fixtures, name), folder, { recursive: true })
  for (const [file, content] of Object.entries(files))
    if (content === undefined) await rm(join(folder, file))
    else await writeFile(join(folder, file), typeof content === 'string' ? content : JSON.stringify(content))
  return folder
}

describe('byte-pair encoding', () => {
  it('merges long words in the order in which it merges short ones: the first learnt pair first', () => {
    const pairs = ['a b', 'b a', 'ab a', 'ab ab', 'a a', 'aa b', 'b b', 'abab aa']
    const pieces = [
      ...new Set([
        'a',
        'b',
        ...pairs.flatMap(pair => pair.split(' ')),
        ...pairs.map(pair => pair.replace(' ', '')),
      ]),
    ]
    const vocabulary = new Map(pieces.map((piece, id) => [piece, id]))
    const model = createBpe(part({ merges: pairs }), vocabulary)
    const plain = (word: string): string[] => {
      const symbols = [...word]
      for (;;) {
        const ranks = symbols.slice(1).map((symbol, at) => pairs.indexOf(`${symbols[at]} ${symbol}`))
        const best = Math.min(...ranks.filter(rank => rank >= 0))
        if (!Number.isFinite(best)) return symbols
        const at = ranks.indexOf(best)
        symbols.splice(at, 2, symbols[at]! + symbols[at + 1]!)
      }
    }
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 60, size: 'max' }), word => {
        const ids: number[] = []
        model.encode(word, ids)
        expect(ids.map(id => pieces[id])).toEqual(plain(word))
      }),
      { numRuns: 300 },
    )
  })

  it('falls back to bytes, or to one unknown piece for several characters, as the file says', () => {
    const vocabulary = new Map(['<unk>', 'a', '<0xCE>', '<0xB1>'].map((piece, id) => [piece, id]))
    const encode = (fields: object): number[] => {
      const ids: number[] = []
      createBpe(part({ merges: [], unk_token: '<unk>', ...fields }), vocabulary).encode('aαββa', ids)
      return ids
    }
    expect(encode({})).toEqual([1, 0, 0, 0, 1])
    expect(encode({ fuse_unk: true })).toEqual([1, 0, 1])
    expect(encode({ fuse_unk: true, byte_fallback: true })).toEqual([1, 2, 3, 0, 1])
    expect(() => encode({ dropout: 0.1 })).toThrow(/no dropout/)
  })
})

describe('the unigram model', () => {
  it('finds the pieces with the highest sum of scores', () => {
    const scores: Record<string, number> = {
      a: -3,
      b: -2.5,
      ab: -4,
      aab: -6.25,
      ba: -4.75,
      bab: -6,
      abba: -9,
    }
    const vocab = [['<unk>', 0], ...Object.entries(scores)]
    const model = createUnigram(part({ vocab, unk_id: 0 }))
    const best = (text: string): number =>
      text === ''
        ? 0
        : Math.max(
            ...Object.entries(scores)
              .filter(([piece]) => text.startsWith(piece))
              .map(([piece, score]) => score + best(text.slice(piece.length))),
          )
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 12 }), text => {
        const ids: number[] = []
        model.encode(text, ids)
        const pieces = ids.map(id => vocab[id]![0] as string)
        expect(pieces.join('')).toBe(text)
        expect(pieces.reduce((sum, piece) => sum + scores[piece]!, 0)).toBeCloseTo(best(text), 9)
      }),
      { numRuns: 200 },
    )
  })

  it('takes of equal ways the first that is found, from left to right', () => {
    const vocab = [
      ['<unk>', 0],
      ['a', -1],
      ['b', -1],
      ['ab', -2],
      ['aba', -3],
    ]
    const model = createUnigram(part({ vocab, unk_id: 0 }))
    const ids: number[] = []
    model.encode('aba', ids)
    expect(ids).toEqual([4])
  })

  it('gives an unknown character ten less than the worst piece', () => {
    const vocab = [
      ['<unk>', 0],
      ['βa', -8],
      ['b', -5],
      ['ab', -0.1],
    ]
    const model = createUnigram(part({ vocab, unk_id: 0 }))
    const ids: number[] = []
    model.encode('βab', ids)
    expect(ids).toEqual([1, 2])
  })

  it('makes one unknown piece of characters that it does not know', () => {
    const model = createUnigram(
      part({
        vocab: [
          ['<unk>', 0],
          ['a', -1],
        ],
        unk_id: 0,
      }),
    )
    const ids: number[] = []
    model.encode('aβ𠀀aγ', ids)
    expect(ids).toEqual([1, 0, 1, 0])
  })
})

describe('the pieces before a model', () => {
  const cut = (pattern: string, text: string): string[] => {
    const split = { type: 'Split', pattern: { Regex: pattern }, behavior: 'Isolated', invert: false }
    return [...createPreTokenizer(part(split))({ texts: [text], atStart: true }).texts]
  }

  it('are those of the regular expressions of Qwen and Llama 3 in Rust', () => {
    // Rust gives these; a long s is an s where case does not count.
    expect(cut(qwenPattern, "x'ſt")).toEqual(['x', "'ſ", 't'])
    expect(cut(qwenPattern, "x'LLa")).toEqual(['x', "'LL", 'a'])
    const llama = qwenPattern.replace(String.raw`\p{N}|`, String.raw`\p{N}{1,3}|`)
    const text = "IL-2Rα's  12345\n x"
    expect(cut(qwenPattern, text)).toEqual([
      'IL',
      '-',
      '2',
      'Rα',
      "'s",
      ' ',
      ' ',
      '1',
      '2',
      '3',
      '4',
      '5',
      '\n',
      ' x',
    ])
    expect(cut(llama, text)).toEqual(['IL', '-', '2', 'Rα', "'s", ' ', ' ', '123', '45', '\n', ' x'])
  })

  it('are cut at added tokens, of which the longest counts', () => {
    const token = { single_word: false, lstrip: false, rstrip: false, normalized: false, special: true }
    const find = createFinder(
      [
        { ...token, id: 7, content: 'ab' },
        { ...token, id: 8, content: 'abc', rstrip: true },
        { ...token, id: 9, content: 'x', single_word: true, normalized: true },
      ],
      text => text.toLowerCase(),
      part([]),
    )
    expect(find('1abc  ABab')).toEqual(['1', 8, 'ab', 7])
    expect(find('X xy-x')).toEqual([9, ' xy-', 9])
    expect(find('')).toEqual([''])
  })
})

describe('a file that means harm', () => {
  const wordPiece = { type: 'WordPiece', vocab: { '[UNK]': 0, a: 1 }, unk_token: '[UNK]' }
  const encode = (json: object, word: string): readonly number[] =>
    createPipeline(part({ model: wordPiece, ...json })).encode(word)
  const refused = (message: RegExp, at?: string): unknown =>
    expect.objectContaining({
      code: 'input',
      message: expect.stringMatching(message),
      where: expect.objectContaining({ path: 'tokenizer.json', ...(at === undefined ? {} : { at }) }),
    })
  const caught = (act: () => unknown): unknown => {
    try {
      return act()
    } catch (error) {
      return error
    }
  }

  it('gets no regular expression run that is not known', () => {
    const split = { type: 'Split', pattern: { Regex: '(a+)+$' }, behavior: 'Isolated', invert: false }
    expect(caught(() => encode({ pre_tokenizer: split }, `${'a'.repeat(40)}!`))).toEqual(
      refused(/a regular expression that published tokenizers use/, 'pre_tokenizer.pattern.Regex'),
    )
  })

  it.each([
    ['normalizers', 'normalizer', { type: 'Replace', pattern: { String: 'a' }, content: 'aaaaaaaa' }],
    ['pretokenizers', 'pre_tokenizer', { type: 'ByteLevel', add_prefix_space: false, use_regex: false }],
  ])('cannot fill the memory by %s that multiply text', (list, field, step) => {
    const steps = Array.from({ length: 60 }, () => step)
    expect(caught(() => encode({ [field]: { type: 'Sequence', [list]: steps } }, 'aé'))).toEqual(
      refused(/do not multiply text/, field),
    )
  })

  it.each([
    ['normalizer', 'normalizers', { type: 'Lowercase' }],
    ['pre_tokenizer', 'pretokenizers', { type: 'WhitespaceSplit' }],
    ['post_processor', 'processors', { type: 'ByteLevel' }],
  ])('cannot ask for very many steps of a %s, by a list or by nesting', (field, list, step) => {
    const sequence = (steps: readonly object[]): object => ({ type: 'Sequence', [list]: steps })
    const tooMany = refused(/at most 100 steps/)
    const of = (steps: object) => caught(() => encode({ [field]: steps }, 'a'))
    let nested: object = step
    for (let depth = 0; depth < 20_000; depth++) nested = sequence([nested])
    expect(of(nested)).toEqual(tooMany)
    expect(of(sequence(Array(300_000).fill(step)))).toEqual(tooMany)
    expect(of(sequence(Array(10).fill(sequence(Array(10).fill(step)))))).toEqual(tooMany)
    expect(of(sequence(Array(9).fill(sequence(Array(10).fill(step)))))).toEqual([1])
  })

  it.each([
    ['WordPiece', { model: { ...wordPiece, vocab: { '[UNK]': 0, [`##${'a'.repeat(300)}`]: 1 } } }],
    [
      'Unigram',
      {
        model: {
          type: 'Unigram',
          unk_id: 0,
          vocab: [
            ['?', 0],
            ['a'.repeat(300), -1],
          ],
        },
      },
    ],
    ['an added token', { added_tokens: [{ id: 5, content: 'a'.repeat(300) }] }],
  ])('cannot have every place of a text looked at for long: by a piece of %s', (_, json) => {
    expect(caught(() => encode(json, 'a'))).toEqual(
      refused(/pieces of at most 256 characters, got one of 30[02]/),
    )
  })

  it.each(['NFC', 'NFD', 'NFKC', 'NFKD'])('gets very many marks on one character into %s in parts', type => {
    const normalize = createNormalizer(part({ type }))
    const word = `a${'\u0301\u0323'.repeat(100)} e\u0301\u0323`
    expect(normalize(word)).toBe(word.normalize(type))
    const marks = '\u0301\u0323'.repeat(200_000)
    const first = `a${marks.slice(0, 256)}`.normalize(type)
    expect(normalize(`a${marks}`).startsWith(first)).toBe(true)
  })

  it('may have very many added tokens that begin alike', () => {
    const added_tokens = Array.from({ length: 100_000 }, (_, i) => ({ id: 2 + i, content: `a${i}` }))
    const ids = encode({ added_tokens }, `${'a'.repeat(100_000)}77`)
    expect(ids).toEqual([0, 79])
  })

  it('has its trie and its replacements bounded', () => {
    const charsmap = (...bytes: number[]): object => ({
      normalizer: { type: 'Precompiled', precompiled_charsmap: Buffer.from(bytes).toString('base64') },
    })
    expect(caught(() => encode(charsmap(255, 255, 255, 255, 0), 'a'))).toEqual(refused(/a trie of at most 1/))
    expect(caught(() => encode(charsmap(4, 0, 0, 0, 1, 2, 3, 4, 97), 'a'))).toEqual(refused(/zero byte/))
    // A root whose children would stand far behind the end.
    expect(encode(charsmap(4, 0, 0, 0, 0, 255, 255, 127, 0), 'a')).toEqual([1])
  })

  it('has a SentencePiece model held against its bytes, and noticed where it was cut', () => {
    const model = readFileSync(join(fixtures, 'deberta-v2/spm.model'))
    const whole = parseSentencePiece(model, 'spm.model')
    expect(whole.pieces).toHaveLength(300)
    // Cut anywhere, between two pieces too, it is refused, unless only what is not needed is lost.
    let refused = 0
    for (let length = 0; length < model.length; length++) {
      const result = caught(() => parseSentencePiece(model.subarray(0, length), 'spm.model'))
      if (result instanceof MedspanError) refused++
      else expect(result, `cut at ${length}`).toEqual(whole)
    }
    expect(refused).toBeGreaterThan(model.length * 0.9)
    const long = Buffer.from([0x0a, 0xff, 0xff, 0xff, 0xff, 0x0f, 0])
    expect(caught(() => parseSentencePiece(long, 'spm.model'))).toMatchObject({
      code: 'input',
      message: expect.stringMatching(/broken at byte/),
      where: { path: 'spm.model' },
    })
  })
})

describe('a folder', () => {
  it('says to Python what was added to its tokenizer', async () => {
    const tokenizer = await readTokenizer(join(fixtures, 'llama3'))
    const copies = await tokenizerCopies(tokenizer, { maxLength: 64 })
    expect([...copies.keys()].sort()).toEqual(['tokenizer.json', 'tokenizer_config.json'])
    const json = JSON.parse(String(copies.get('tokenizer.json')))
    expect(json.added_tokens.at(-1)).toMatchObject({ id: 423, content: '[PAD]', special: true })
    expect(json.pre_tokenizer.pretokenizers.map((step: { type: string }) => step.type)).toEqual([
      'Metaspace',
      'Split',
      'ByteLevel',
    ])
    expect(JSON.parse(String(copies.get('tokenizer_config.json')))).toMatchObject({
      tokenizer_class: 'PreTrainedTokenizerFast',
      pad_token: '[PAD]',
      add_prefix_space: true,
      model_max_length: 64,
    })
  })

  it('of qwen2 gives words no blank, because Python could not', async () => {
    const qwen3 = await readTokenizer(join(fixtures, 'qwen3'))
    const qwen2 = await readTokenizer(await folderLike('qwen3', { 'config.json': { model_type: 'qwen2' } }))
    expect(qwen3.encodeWord(' gene')).toEqual(qwen3.encodeWord('gene'))
    expect(qwen2.encodeWord(' gene')).toEqual(qwen3.encodeWord('gene'))
    expect(qwen2.encodeWord('gene')).not.toEqual(qwen3.encodeWord('gene'))
  })

  it('takes BOS and EOS from tokenizer_config.json where there is no tokenizer.json', async () => {
    const config = { add_bos_token: true, add_eos_token: true }
    const tokenizer = await readTokenizer(await folderLike('gpt2', { 'tokenizer_config.json': config }))
    expect([tokenizer.prefix, tokenizer.suffix]).toEqual([[0], [0]])
  })

  it('whose JSON is nested beyond all reason is refused before it is looked at', async () => {
    const deep = `{"normalizer":${'['.repeat(50_000)}${']'.repeat(50_000)},"model":"[[\\"[["}`
    const folder = await folderLike('llama3', { 'tokenizer.json': deep })
    await expect(readTokenizer(folder)).rejects.toMatchObject({
      code: 'input',
      message: 'expected JSON that is nested at most 100 deep',
      where: { path: join(folder, 'tokenizer.json') },
    })
    const brackets = `{"normalizer":"${'['.repeat(500)}\\"${'['.repeat(500)}","model":null}`
    const strings = await folderLike('llama3', { 'tokenizer.json': brackets })
    await expect(readTokenizer(strings)).rejects.toMatchObject({ where: { at: 'model' } })
  })

  it('with more pieces than any vocabulary, or a larger file than any tokenizer, is refused', async () => {
    const many = await folderLike('bert', {
      'vocab.txt': '\n'.repeat(2 ** 21 + 1),
    })
    await expect(readTokenizer(many)).rejects.toThrow('expected at most 2097152 pieces, got 2097153 or more')
    const pieces = Array(2 ** 21 + 1).fill(0)
    const listed = await folderLike('bert', {
      'tokenizer.json': { model: { type: 'Unigram', vocab: pieces } },
    })
    await expect(readTokenizer(listed)).rejects.toThrow(
      'expected at most 2097152 pieces, got 2097153 or more',
    )
    const large = await folderLike('llama3', {})
    await truncate(join(large, 'tokenizer.json'), 2 ** 26 + 1)
    await expect(readTokenizer(large)).rejects.toMatchObject({
      code: 'unsafe-input',
      message: 'expected a file of at most 67108864 bytes, got 67108865',
    })
  })

  it('without config.json is taken by what files it has', async () => {
    for (const name of ['bert', 'roberta', 'gpt2', 'deberta-v2', 'xlm-roberta']) {
      const own = await readTokenizer(join(fixtures, name))
      const bare = await readTokenizer(await folderLike(name, { 'config.json': undefined }))
      const { prefix, suffix, padId, vocabSize } = own
      expect(bare).toMatchObject({ prefix, suffix, padId, vocabSize })
      for (const word of ['gene', 'IL-2Rα', 'a  b'])
        expect(bare.encodeWord(word)).toEqual(own.encodeWord(word))
    }
  })

  it('whose class needs another kind of vocabulary is refused', async () => {
    const folder = await folderLike('bert', { 'config.json': { model_type: 'roberta' } })
    await expect(readTokenizer(folder)).rejects.toMatchObject({
      code: 'input',
      message: expect.stringMatching(/vocab.json and merges.txt/),
    })
    const json = await folderLike('qwen3', {
      'config.json': { model_type: 'xlm-roberta' },
      'tokenizer_config.json': {},
    })
    await expect(readTokenizer(json)).rejects.toMatchObject({
      message: expect.stringMatching(/of the kind Unigram, got BPE/),
      where: { path: join(json, 'tokenizer.json'), at: 'model.type' },
    })
  })

  it('with a broken line in its merges or bytes that are no text is refused by its place', async () => {
    const merges = await readFile(join(fixtures, 'roberta/merges.txt'), 'utf8')
    const folder = await folderLike('roberta', { 'merges.txt': `${merges}onlyone\n` })
    const line = merges.split('\n').length
    await expect(readTokenizer(folder)).rejects.toMatchObject({
      message: `expected two pieces in line ${line}, got "onlyone"`,
      where: { path: join(folder, 'merges.txt') },
    })
    const list = await folderLike('bert', {})
    await writeFile(join(list, 'vocab.txt'), Buffer.from([0x5b, 0xff, 0x0a]))
    await expect(readTokenizer(list)).rejects.toMatchObject({
      message: expect.stringMatching(/^expected text in UTF-8/),
      where: { path: join(list, 'vocab.txt') },
    })
  })

  it('takes model lengths that mean "none" for none', async () => {
    const config = { model_max_length: 1e30 }
    const tokenizer = await readTokenizer(await folderLike('bert', { 'tokenizer_config.json': config }))
    expect(tokenizer.maxLength).toBeUndefined()
  })
})
