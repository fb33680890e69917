/** @file Model folders: read, drawn from a seed, and refused. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { modelConfigJson } from '../../src/nn/model.ts'
import { readModel } from '../../src/nn/stored-model.ts'
import type { FloatTensor } from '../../src/nn/tensors.ts'
import { formatSafetensors } from '../../src/nn/weights/safetensors.ts'

const config = {
  model_type: 'bert',
  architectures: ['BertModel'],
  vocab_size: 11,
  hidden_size: 8,
  num_hidden_layers: 1,
  num_attention_heads: 2,
  intermediate_size: 12,
  max_position_embeddings: 16,
  pad_token_id: 0,
  extra_setting: { kept: true },
}
const labels = ['O', 'B-X', 'I-X']

let root: string
let folders = 0
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'medspan-model-'))
})
afterAll(() => rm(root, { recursive: true }))

async function folder(files: Readonly<Record<string, string | Uint8Array>>): Promise<string> {
  const path = await mkdtemp(join(root, `${folders++}-`))
  for (const [name, content] of Object.entries(files)) await writeFile(join(path, name), content)
  return path
}
const recipe = () => folder({ 'config.json': JSON.stringify(config) })

/** The same weights under other names, as a base model has them. */
function renamed(parameters: ReadonlyMap<string, FloatTensor>, rename: (name: string) => string | undefined) {
  const result = new Map<string, FloatTensor>()
  for (const [name, tensor] of parameters) {
    const other = rename(name)
    if (other !== undefined) result.set(other, tensor)
  }
  return result
}

describe('readModel', () => {
  it('draws every parameter of a folder without weights from the seed', async () => {
    const path = await recipe()
    const one = await readModel(path, { labels, seed: 1 })
    const again = await readModel(path, { labels, seed: 1 })
    const other = await readModel(path, { labels, seed: 2 })
    expect(one.newlyInitialized).toEqual([...one.parameters.keys()])
    expect(again.parameters).toEqual(one.parameters)
    const name = 'bert.encoder.layer.0.intermediate.dense.weight'
    expect(other.parameters.get(name)).not.toEqual(one.parameters.get(name))
    const words = one.parameters.get('bert.embeddings.word_embeddings.weight')!.data
    expect([...words.slice(0, 8)]).toEqual(Array(8).fill(0))
    const spread = Math.sqrt(words.slice(8).reduce((a, b) => a + b * b, 0) / 80)
    expect(spread).toBeGreaterThan(0.015)
    expect(spread).toBeLessThan(0.025)
    expect(new Set(one.parameters.get('bert.embeddings.LayerNorm.weight')!.data)).toEqual(new Set([1]))
    expect(new Set(one.parameters.get('classifier.bias')!.data)).toEqual(new Set([0]))
  })

  it('takes the encoder of a base model, whose names have no prefix, and draws the head alone', async () => {
    const source = await readModel(await recipe(), { labels, seed: 3 })
    const weights = renamed(source.parameters, name =>
      name.startsWith('classifier') ? undefined : name.replace('bert.', ''),
    )
    const path = await folder({
      'config.json': JSON.stringify(config),
      'model.safetensors': formatSafetensors(weights),
    })
    const model = await readModel(path, { labels, seed: 4 })
    expect(model.newlyInitialized).toEqual(['classifier.weight', 'classifier.bias'])
    for (const [name, tensor] of source.parameters)
      if (!name.startsWith('classifier')) expect(model.parameters.get(name), name).toEqual(tensor)
  })

  it('keeps the head for the same labels, and draws it anew for others', async () => {
    const source = await readModel(await recipe(), { labels, seed: 5 })
    const path = await folder({
      'config.json': modelConfigJson(source),
      'model.safetensors': formatSafetensors(source.parameters),
    })
    const same = await readModel(path, { seed: 6 })
    expect(same.labels).toEqual(labels)
    expect(same.newlyInitialized).toEqual([])
    expect(same.parameters).toEqual(source.parameters)
    const other = await readModel(path, { labels: ['O', 'B-Y', 'I-Y'], seed: 6 })
    expect(other.newlyInitialized).toEqual(['classifier.weight', 'classifier.bias'])
  })

  it('writes a config.json that keeps what it does not know', async () => {
    const model = await readModel(await recipe(), { labels, seed: 1 })
    const written = JSON.parse(modelConfigJson(model))
    expect(written).toMatchObject({
      architectures: ['BertForTokenClassification'],
      extra_setting: { kept: true },
      id2label: { 0: 'O', 1: 'B-X', 2: 'I-X' },
      label2id: { O: 0, 'B-X': 1, 'I-X': 2 },
    })
  })

  const weightsOf = async (change: (name: string) => string | undefined) =>
    formatSafetensors(renamed((await readModel(await recipe(), { labels, seed: 1 })).parameters, change))

  it.each<[string, () => Promise<string>, RegExp]>([
    ['a folder without config.json', () => folder({}), /config\.json.*cannot be read/],
    ['a config.json that is no JSON', () => folder({ 'config.json': '{' }), /expected JSON/],
    [
      'another kind of model',
      () => folder({ 'config.json': JSON.stringify({ ...config, model_type: 't5' }) }),
      /expected a model_type out of/,
    ],
    [
      'heads that do not divide the hidden size',
      () => folder({ 'config.json': JSON.stringify({ ...config, num_attention_heads: 3 }) }),
      /not divisible/,
    ],
    [
      'weights that lack a parameter',
      async () =>
        folder({
          'config.json': JSON.stringify(config),
          'model.safetensors': await weightsOf(name => (name.includes('query') ? undefined : name)),
        }),
      /lack the parameter bert\.encoder\.layer\.0\.attention\.self\.query\.weight/,
    ],
    [
      'weights of another size',
      async () =>
        folder({
          'config.json': JSON.stringify({ ...config, intermediate_size: 16 }),
          'model.safetensors': await weightsOf(name => name),
        }),
      /expected shape \[16,8\], got \[12,8\]/,
    ],
  ])('refuses %s', async (_, make, message) => {
    const path = await make()
    await expect(readModel(path, { labels, seed: 1 })).rejects.toMatchObject({
      code: 'input',
      message: expect.stringMatching(message),
    })
  })

  it('refuses a config.json that is longer than any', async () => {
    const path = await folder({ 'config.json': ' '.repeat(2 ** 24 + 1) })
    await expect(readModel(path, { labels, seed: 1 })).rejects.toMatchObject({
      code: 'unsafe-input',
      message: 'expected at most 16777216 bytes that describe a model, got 16777217',
    })
  })

  it('refuses to guess labels', async () => {
    await expect(readModel(await recipe(), { seed: 1 })).rejects.toThrow(/id2label/)
  })
})
