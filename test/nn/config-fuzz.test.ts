/**
 * @file Configurations that nobody vouches for: every family takes a mutated `config.json`, or says which key is wrong,
 * before it asks for memory. MEDSPAN_FUZZ_RUNS says how many of each are tried.
 */
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { MedspanError } from '../../src/errors.ts'
import { lower } from '../../src/graph/lower.ts'
import { evaluationGraph } from '../../src/nn/classifier.ts'
import type { Encoder } from '../../src/nn/encoder.ts'
import { MODEL_TYPES, openEncoder } from '../../src/nn/families/families.ts'
import { plainCrossEntropy } from '../../src/nn/losses.ts'
import { readModel } from '../../src/nn/stored-model.ts'
import { sizeOf } from '../../src/nn/tensors.ts'
import { createRandom } from '../../src/random.ts'
import { fuzzRuns, fuzzSeed, isFuzzed } from '../fuzz.ts'

const runs = fuzzRuns(150)
const labels = ['O', 'B-X', 'I-X']

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json }
type Config = Record<string, Json>

const values: readonly Json[] = [
  null,
  true,
  false,
  '',
  '12',
  'gelu',
  'c2p|p2c',
  'full_attention',
  [],
  [1],
  ['sliding_attention'],
  {},
  { rope_type: 'yarn', rope_theta: 0 },
  -1e12,
  -1,
  -0.5,
  0,
  1e-300,
  0.1,
  0.999,
  1,
  1.5,
  2,
  3,
  7,
  64,
  1000,
  131_072,
  1_048_576,
  16_777_216,
  2 ** 31,
  1e12,
  2 ** 53,
  1e300,
]

/** One to three settings changed, left out, or made deeper. */
function mutated(config: Config, random: ReturnType<typeof createRandom>): Config {
  const result = { ...config }
  const keys = Object.keys(config).filter(key => key !== 'model_type' && key !== 'medspan')
  for (let i = random.below(3); i >= 0; i--) {
    const key = keys[random.below(keys.length)]!
    const value = values[random.below(values.length)]!
    const old = result[key]
    const kind = random.below(8)
    if (kind === 0) delete result[key]
    else if (kind === 1 && typeof old === 'number') result[key] = -old
    else if (kind === 2 && typeof old === 'object' && old !== null && !Array.isArray(old)) {
      const inner = Object.keys(old)
      result[key] = { ...old, [inner[random.below(inner.length)] ?? 'rope_type']: value }
    } else result[key] = value
  }
  return result
}

const countOf = ({ parameters }: Encoder): number =>
  [...parameters.values()].reduce((sum, { shape }) => sum + sizeOf(shape), 0)

let folder: string
let configs: Config[]
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'medspan-config-'))
  const references = join(import.meta.dirname, 'reference/families')
  const texts = (await readdir(references)).map(file => readFile(join(references, file), 'utf8'))
  configs = (await Promise.all(texts)).map(text => JSON.parse(text).config)
})
afterAll(() => rm(folder, { recursive: true }))

/** The encoder, or the error, whose place is a key of the configuration. */
function opened(config: Config): Encoder | MedspanError {
  try {
    return openEncoder(config, 'config.json', { attention: 'auto' })
  } catch (error) {
    if (!(error instanceof MedspanError)) throw error
    expect(error).toMatchObject({ code: 'input', where: { path: 'config.json', at: expect.any(String) } })
    expect(error.where?.at).not.toBe('')
    return error
  }
}

describe.each(MODEL_TYPES)('a mutated configuration of %s', type => {
  it('makes a model, or names the key that is wrong', async () => {
    const own = configs.filter(config => config.model_type === type)
    expect(own.length).toBeGreaterThan(0)
    const random = createRandom(fuzzSeed, type)
    const counts = { taken: 0, refused: 0, lowered: 0, drawn: 0 }
    for (let run = 0; run < runs; run++) {
      const config = mutated(own[random.below(own.length)]!, random)
      const encoder = opened(config)
      if (encoder instanceof MedspanError) counts.refused++
      else {
        counts.taken++
        expect(countOf(encoder)).toBeLessThanOrEqual(20e9)
        expect(encoder.maxLength).toBeGreaterThan(0)
      }
      // Drawing and lowering take longest: of the small ones that are taken every fourth, of the others every tenth.
      if (encoder instanceof MedspanError ? counts.refused % 10 !== 1 : counts.taken % 4 !== 1) continue
      if (!(encoder instanceof MedspanError) && countOf(encoder) > 100_000) continue
      await writeFile(join(folder, 'config.json'), JSON.stringify(config))
      const read = readModel(folder, { labels, seed: 1 })
      if (encoder instanceof MedspanError) {
        await expect(read, JSON.stringify(config)).rejects.toMatchObject({ code: encoder.code })
        continue
      }
      const { parameters } = await read
      for (const [name, { data }] of parameters) expect(data.every(Number.isFinite), name).toBe(true)
      counts.drawn++
      const options = { encoder, labels: labels.length, outside: 0, loss: plainCrossEntropy }
      if (lower(evaluationGraph(options)).length > 0) counts.lowered++
    }
    if (isFuzzed) console.info(type, counts)
    expect(counts.taken).toBeGreaterThan(0)
    expect(counts.refused).toBeGreaterThan(0)
    expect(counts.lowered).toBeGreaterThan(0)
  }, 600_000)

  it.each<[string, Json]>([
    ['a string', '12'],
    ['too many', 1e12],
    ['less than none', -2],
    ['none', 0],
    ['a part of one', 1.5],
    ['a list', [8]],
  ])('is refused by its key for each size that is %s', (_, value) => {
    const sizes = ['hidden_size', 'dim', 'num_hidden_layers', 'n_layers', 'num_layers', 'num_attention_heads']
    const heads = ['n_heads', 'num_heads', 'intermediate_size', 'hidden_dim', 'vocab_size', 'embedding_size']
    const all = [...sizes, ...heads, 'max_position_embeddings']
    const config = configs.find(candidate => candidate.model_type === type)!
    const used = all.filter(key => key in config)
    expect(used.length).toBeGreaterThanOrEqual(5)
    for (const key of used) {
      const error = opened({ ...config, [key]: value })
      expect(error, key).toBeInstanceOf(MedspanError)
      expect((error as MedspanError).where?.at, key).toBe(key)
    }
  })
})

it('counts parameters before it draws them', () => {
  const config = { model_type: 'bert', vocab_size: 16_777_216, hidden_size: 4096, num_attention_heads: 16 }
  const error = opened(config)
  expect(error).toBeInstanceOf(MedspanError)
  expect((error as MedspanError).message).toMatch(/at most 20 billion parameters, got 69\.8 billion/)
  expect((error as MedspanError).where?.at).toBe('vocab_size')
})
