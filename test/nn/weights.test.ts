import { mkdtemp, rm, truncate, unlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { formatError, MedspanError } from '../../src/errors.ts'
import type { FloatTensor } from '../../src/nn/tensors.ts'
import { formatSafetensors } from '../../src/nn/weights/safetensors.ts'
import { parseShardIndex } from '../../src/nn/weights/shards.ts'
import { outlineWeights, readWeights } from '../../src/nn/weights/weights.ts'
import reference from './reference/torch-files.json' with { type: 'json' }
import { floats, state, storage, tensor, torchZip } from './torch-bytes.ts'

let root: string
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'medspan-weights-'))
})
afterAll(() => rm(root, { recursive: true, force: true }))

/** A folder of files; texts are as they stand. */
async function folderOf(files: Readonly<Record<string, string | Uint8Array>>): Promise<string> {
  const folder = await mkdtemp(join(root, 'model-'))
  for (const [name, content] of Object.entries(files)) await writeFile(join(folder, name), content)
  return folder
}

const decoded = (files: Readonly<Record<string, string>>) =>
  Object.fromEntries(Object.entries(files).map(([name, text]) => [name, Buffer.from(text, 'base64')]))

async function refusal(folder: string): Promise<string> {
  const error = await readWeights(folder).catch((reason: unknown) => reason)
  return error instanceof MedspanError ? `${error.code} ${formatError(error)}` : `no error of ours: ${error}`
}

const bitsOf = (tensors: ReadonlyMap<string, FloatTensor>) =>
  [...tensors]
    .map(([name, { shape, data }]) => ({
      name,
      shape: [...shape],
      bits: [...new Uint32Array(data.buffer, data.byteOffset, data.length)],
    }))
    .sort((a, b) => (a.name < b.name ? -1 : 1))

const one = (key: string) => tensor(storage(key, 1), 0, [1], [1])
const safe = (value: number, name = 'a') =>
  formatSafetensors(new Map([[name, { shape: [1], data: Float32Array.of(value) }]]))
const bin = (value: number, name = 'a') => torchZip(state({ [name]: one('0') }), { 0: floats(value) })
const index = (map: Readonly<Record<string, unknown>>) =>
  JSON.stringify({ metadata: { total_size: 8 }, weight_map: map })

describe('a model folder', () => {
  test.each(['safetensors', 'bin'] as const)('in shards of %s is what Python saved', async form => {
    const folder = await folderOf(decoded(reference.sharded[form]))
    const weights = await readWeights(folder)
    expect(bitsOf(weights!.tensors)).toEqual(reference.sharded.tensors)
    expect(weights!.files.map(path => basename(path))).toEqual(
      Object.keys(reference.sharded[form]).filter(name => !name.endsWith('.json')),
    )
  })

  test('with the names of TensorFlow has those that transformers gives', async () => {
    const file = Buffer.from(reference.renamed.file, 'base64')
    // The old names are in the file.
    expect(file.includes('LayerNorm.gamma') && !file.includes('LayerNorm.weight')).toBe(true)
    const { tensors } = (await readWeights(await folderOf({ 'pytorch_model.bin': file })))!
    expect(bitsOf(tensors)).toEqual(reference.renamed.tensors)
    const both = new Map(
      ['LayerNorm.beta', 'LayerNorm.bias'].map(name => [name, { shape: [1], data: Float32Array.of(1) }]),
    )
    expect(await refusal(await folderOf({ 'model.safetensors': formatSafetensors(both) }))).toContain(
      'expected one of LayerNorm.beta and LayerNorm.bias, got both',
    )
  })

  test("is looked through in transformers' order", async () => {
    const files: [string, string | Uint8Array, number][] = [
      ['model.safetensors', safe(1), 1],
      ['model.safetensors.index.json', index({ a: 'x.safetensors' }), 2],
      ['pytorch_model.bin', bin(3), 3],
      ['pytorch_model.bin.index.json', index({ a: 'x.bin' }), 4],
    ]
    const folder = await folderOf({
      ...Object.fromEntries(files.map(([name, content]) => [name, content])),
      'x.safetensors': safe(2),
      'x.bin': bin(4),
    })
    for (const [name, , value] of files) {
      const { tensors, files: read } = (await readWeights(folder))!
      expect([...tensors.get('a')!.data]).toEqual([value])
      expect(basename(read[0]!)).toBe(
        name.endsWith('.index.json') ? (name.startsWith('model') ? 'x.safetensors' : 'x.bin') : name,
      )
      await unlink(join(folder, name))
    }
    expect(await readWeights(folder)).toBeUndefined()
    expect(await readWeights(join(folder, 'none'))).toBeUndefined()
  })
})

describe('an outline', () => {
  test.each([
    ['model.safetensors', formatSafetensors],
    [
      'pytorch_model.bin',
      () => torchZip(state({ a: one('0'), b: one('1') }), { 0: floats(1), 1: floats(2) }),
    ],
  ])('of %s has all shapes, and the numbers that are wanted', async (name, format) => {
    const given = new Map(
      [1, 2].map(value => [value === 1 ? 'a' : 'b', { shape: [1], data: Float32Array.of(value) }]),
    )
    const folder = await folderOf({ [name]: format(given) })
    expect((await outlineWeights(folder, own => own === 'b'))!.tensors).toEqual(
      new Map<string, object>([
        ['a', { shape: [1] }],
        ['b', given.get('b')!],
      ]),
    )
  })

  test('of a file that was cut off is refused as its numbers are', async () => {
    const folder = await folderOf({ 'model.safetensors': safe(1).subarray(0, -1) })
    const said = await outlineWeights(folder, () => false).catch(formatError)
    expect(`input ${said}`).toBe(await refusal(folder))
  })
})

describe('an index', () => {
  test.each([
    '../model.safetensors',
    '/etc/model.safetensors',
    'a\\b.safetensors',
    'c:x.safetensors',
    'weights.bin',
    '..safetensors',
    'a\u0000.safetensors',
  ])('that names %s is refused', async name => {
    const folder = await folderOf({ 'model.safetensors.index.json': index({ a: name }) })
    expect(await refusal(folder)).toMatch(
      /^unsafe-input .*weight_map a: expected the name of a .safetensors file in the same folder/,
    )
  })

  test.each([
    ['no JSON', '{', 'expected an index of weights in JSON'],
    ['no object', '[]', 'weight_map: expected an object'],
    ['no map', '{"weight_map": []}', 'weight_map: expected an object'],
    ['no names', '{"weight_map": {"a": 1}}', 'weight_map a: expected the name of a file'],
    ['an empty map', '{"weight_map": {}}', 'expected at least one tensor, got none'],
    ['much nesting', `{"weight_map": ${'['.repeat(200_000)}`, ''],
  ])('of %s is an error', async (_title, text, message) => {
    const folder = await folderOf({ 'model.safetensors.index.json': text })
    const shown = await refusal(folder)
    expect(shown).toMatch(/^input .*model\.safetensors\.index\.json/)
    expect(shown).toContain(message)
  })

  test('that is longer than that of any model is refused before it is parsed', async () => {
    const folder = await folderOf({ 'model.safetensors.index.json': '' })
    await truncate(join(folder, 'model.safetensors.index.json'), 2 ** 24 + 1)
    expect(await refusal(folder)).toMatch(/^unsafe-input .*at most 16777216 bytes .* got 16777217/)
    expect(() => parseShardIndex(' '.repeat(2 ** 24 + 1), 'a', '.bin')).toThrow(/at most 16777216 bytes/)
  })

  const map = { a: 'x.safetensors', b: 'y.safetensors' }
  test('whose files are missing names them, before anything is read', async () => {
    const folder = await folderOf({ 'model.safetensors.index.json': index(map), 'x.safetensors': 'damaged' })
    expect(await refusal(folder)).toMatch(
      /^input .*expected 2 files of weights, got all but y\.safetensors\n/,
    )
  })
  test('that says another file than the tensor is in is told', async () => {
    const folder = await folderOf({
      'model.safetensors.index.json': index({ ...map, c: 'y.safetensors' }),
      'x.safetensors': safe(1),
      'y.safetensors': safe(2, 'b'),
    })
    expect(await refusal(folder)).toMatch(
      /^input .*y\.safetensors c: expected the tensor that the index says/,
    )
    await writeFile(
      join(folder, 'model.safetensors.index.json'),
      index({ b: 'x.safetensors', a: 'y.safetensors' }),
    )
    expect(await refusal(folder)).toMatch(
      /^input .*x\.safetensors a: expected the tensor in one file, .* y\.safetensors/,
    )
  })
  test('whose files both have a tensor that it does not know is told', async () => {
    const two = new Map(['b', 'c'].map(name => [name, { shape: [1], data: Float32Array.of(2) }]))
    const one = new Map(['a', 'c'].map(name => [name, { shape: [1], data: Float32Array.of(1) }]))
    const folder = await folderOf({
      'model.safetensors.index.json': index(map),
      'x.safetensors': formatSafetensors(one),
      'y.safetensors': formatSafetensors(two),
    })
    expect(await refusal(folder)).toMatch(/^input .*y\.safetensors c: expected the tensor in one file/)
    await writeFile(join(folder, 'y.safetensors'), safe(2, 'b'))
    expect([...(await readWeights(folder))!.tensors.keys()]).toEqual(['a', 'c', 'b'])
  })
})
