/**
 * @file Tokenizer files that were tampered with: each gives an error that names the file, or a tokenizer that works.
 *
 * Bytes are changed at random, and in JSON whole values as well. MEDSPAN_FUZZ_RUNS says how many files of each kind
 * are tried.
 */
import { readFileSync } from 'node:fs'
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { formatError, MedspanError } from '../../src/errors.ts'
import { readTokenizer, tokenizerCopies } from '../../src/tokenizer/stored-tokenizer.ts'
import { fuzzRuns, fuzzTimeoutMs } from '../fuzz.ts'
import { changeBytes, changeOf, changesOf } from '../mutation.ts'

const runs = fuzzRuns(60)

const words = [
  '',
  'gene',
  'IL-2Rα',
  'a\u0301b',
  '癌症',
  '👩‍🔬',
  ' a  b ',
  '[MASK]',
  'a</s>',
  '\0',
  'ﬁ'.repeat(60),
]

const bytesChanged = changesOf('byte', 'cut', 'drop', 'repeat', 'insert')

/** In a piece's text or score, which leaves a protocol buffer whole. */
const oneByte = changeOf('byte')

const strange = [
  '4294967296',
  '-1',
  '1e999',
  '\0',
  '"',
  '\n',
  '\r\n',
  '  ',
  '{"a":[[[[',
  '__proto__',
  '\\ud800',
  '\ud800',
  '\xff\xff\xff\xff\x7f',
  '\x0a\xff\xff\xff\xff\x0f',
].map(text => Buffer.from(text, 'latin1'))

/** What no field expects, or not here. */
const values: readonly unknown[] = [
  null,
  true,
  -1,
  0,
  3.5,
  4294967296,
  1e308,
  '',
  'constructor',
  '▁',
  '(a+)+$',
  [],
  {},
  [[]],
  ['a', 0],
  { type: 'Sequence', normalizers: [], pretokenizers: [], processors: [] },
  { type: 'Replace', pattern: { String: 'e' }, content: 'eeeeeeee' },
  { type: 'Replace', pattern: { Regex: '(a*)*b' }, content: '' },
  { type: 'Split', pattern: { Regex: '(\\s*)*x' }, behavior: 'Isolated', invert: true },
  { type: 'Split', pattern: { String: 'e' }, behavior: 'MergedWithPrevious' },
  { type: 'ByteLevel', add_prefix_space: true, use_regex: true },
  { type: 'Precompiled', precompiled_charsmap: 'AAAAAAAAAAAA' },
  { type: 'Metaspace', replacement: 'ab' },
]

/** Puts another value in the place of one of a JSON file, wherever it stands; or repeats what it is. */
function changeJson(json: unknown, picks: readonly number[]): unknown {
  const copy: unknown = structuredClone(json)
  for (const pick of picks) {
    let parent = copy as Record<string, unknown>
    for (let depth = 0; ; depth++) {
      const keys = Object.keys(parent)
      if (keys.length === 0) break
      const key = keys[(pick >> (depth * 2)) % keys.length]!
      const child = parent[key]
      if (typeof child === 'object' && child !== null && (pick >> depth) % 5 !== 0) {
        parent = child as Record<string, unknown>
        continue
      }
      const value = values[pick % (values.length + 2)]
      if (pick % (values.length + 2) < values.length) parent[key] = structuredClone(value)
      else if (pick % 2 === 0) delete parent[key]
      else parent[key] = Array.isArray(child) ? [...child, ...child] : [child, child]
      break
    }
  }
  return copy
}

const targets: readonly (readonly [folder: string, file: string])[] = [
  ['bert-cased', 'vocab.txt'],
  ['bert-cased', 'added_tokens.json'],
  ['bert-cased', 'special_tokens_map.json'],
  ['roberta', 'merges.txt'],
  ['roberta', 'vocab.json'],
  ['deberta-v2', 'spm.model'],
  ['xlm-roberta', 'sentencepiece.bpe.model'],
  ['modernbert', 'tokenizer.json'],
  ['qwen3', 'tokenizer.json'],
  ['qwen3', 'tokenizer_config.json'],
  ['llama3', 'tokenizer.json'],
  ['xlm-roberta-json', 'tokenizer.json'],
  ['deberta-v2-json', 'tokenizer.json'],
  ['roberta-json', 'tokenizer.json'],
]

describe.each(targets)('a folder like %s with a changed %s', (name, file) => {
  let folder = ''
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'medspan-tokenizer-fuzz-'))
    await cp(join(import.meta.dirname, 'fixtures', name), folder, { recursive: true })
  })
  afterAll(() => rm(folder, { recursive: true, force: true }))

  it(
    'gives an error that names it, or a tokenizer that works',
    async () => {
      const bytes = readFileSync(join(import.meta.dirname, 'fixtures', name, file))
      const inBytes = bytesChanged.map(changes => changeBytes(bytes, changes, strange))
      const changed = file.endsWith('.json')
        ? fc.oneof(
            inBytes,
            fc
              .array(fc.nat(0x7fff_ffff), { minLength: 1, maxLength: 3 })
              .map(picks => Buffer.from(JSON.stringify(changeJson(JSON.parse(bytes.toString()), picks)))),
          )
        : file === 'spm.model'
          ? fc.oneof(
              inBytes,
              oneByte.map(change => changeBytes(bytes, [change])),
            )
          : inBytes
      let refused = 0
      let read = 0
      await fc.assert(
        fc.asyncProperty(changed, async content => {
          await writeFile(join(folder, file), content)
          try {
            const tokenizer = await readTokenizer(folder)
            for (const word of words)
              for (const id of tokenizer.encodeWord(word))
                if (!(Number.isInteger(id) && id >= 0 && id < tokenizer.vocabSize))
                  throw new Error(`${word} has the piece ${id} of ${tokenizer.vocabSize}`)
            expect(tokenizer.padId).toBeLessThan(tokenizer.vocabSize)
            for (const id of [...tokenizer.prefix, ...tokenizer.suffix])
              expect(id).toBeLessThan(tokenizer.vocabSize)
            expect((await tokenizerCopies(tokenizer, { maxLength: 8 })).size).toBeGreaterThan(1)
            read++
          } catch (error) {
            if (!(error instanceof MedspanError)) throw error
            expect(error.code).toBe('input')
            expect(formatError(error)).toContain(folder)
            refused++
          }
        }),
        { numRuns: runs },
      )
      // Changes that break nothing, or everything, would try nothing.
      expect(refused).toBeGreaterThan(0)
      expect(read).toBeGreaterThan(0)
    },
    fuzzTimeoutMs(runs),
  )
})
