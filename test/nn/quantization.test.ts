import { cp, mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { formatError, MedspanError } from '../../src/errors.ts'
import { SHIPPED_MODEL, shippedFolder } from '../../src/hub/shipped.ts'
import { modelConfigJson } from '../../src/nn/model.ts'
import { readModel } from '../../src/nn/stored-model.ts'
import { outlineWeights, readWeights } from '../../src/nn/weights/weights.ts'

let root: string
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'medspan-quantization-'))
})
afterAll(() => rm(root, { recursive: true, force: true }))

interface Part {
  readonly name: string
  readonly dtype: string
  readonly shape: readonly number[]
  readonly data: Int8Array | Float32Array | Uint16Array
}

const matrix: Part = {
  name: 'a.weight',
  dtype: 'I8',
  shape: [2, 3],
  data: Int8Array.of(1, -2, 127, 0, -128, 5),
}
const scale: Part = { name: 'a.weight_scale', dtype: 'F32', shape: [2, 1], data: Float32Array.of(0.5, 0.1) }

/** A file of weights as its bytes. */
function bytesOf(parts: readonly Part[]): Buffer {
  let end = 0
  const header: Record<string, unknown> = {}
  for (const { name, dtype, shape, data } of parts) {
    header[name] = { dtype, shape, data_offsets: [end, end + data.byteLength] }
    end += data.byteLength
  }
  const json = Buffer.from(JSON.stringify(header))
  const length = Buffer.alloc(8)
  length.writeBigUInt64LE(BigInt(json.length))
  const bodies = parts.map(({ data }) => Buffer.from(data.buffer, data.byteOffset, data.byteLength))
  return Buffer.concat([length, json, ...bodies])
}

async function folderOf(parts: readonly Part[]): Promise<string> {
  const folder = await mkdtemp(join(root, 'model-'))
  await writeFile(join(folder, 'model.safetensors'), bytesOf(parts))
  return folder
}

async function refusal(work: Promise<unknown>): Promise<string> {
  const error = await work.catch((reason: unknown) => reason)
  return error instanceof MedspanError ? `${error.code} ${formatError(error)}` : `no error of ours: ${error}`
}

describe('weights as int8', () => {
  test('are each row times its scale', async () => {
    const { tensors } = (await readWeights(await folderOf([matrix, scale])))!
    expect([...tensors.keys()]).toEqual(['a.weight'])
    const [half, tenth] = [Math.fround(0.5), Math.fround(0.1)]
    expect(tensors.get('a.weight')).toEqual({
      shape: [2, 3],
      data: Float32Array.of(half, -2 * half, 127 * half, 0, -128 * tenth, 5 * tenth),
    })
  })

  test('may have scales of another floating type, and as a vector', async () => {
    const halves: Part = { ...scale, dtype: 'BF16', shape: [2], data: Uint16Array.of(0x3f00, 0x4000) }
    const { tensors } = (await readWeights(await folderOf([matrix, halves])))!
    expect([...tensors.get('a.weight')!.data]).toEqual([0.5, -1, 63.5, 0, -256, 10])
  })

  test('are outlined by their shape', async () => {
    const outlined = (await outlineWeights(await folderOf([matrix, scale]), () => false))!
    expect([...outlined.tensors]).toEqual([['a.weight', { shape: [2, 3] }]])
  })

  test.each<[string, readonly Part[], RegExp]>([
    [
      'no scales',
      [matrix],
      /a\.weight: expected the scales of its rows in a\.weight_scale, got no such tensor/,
    ],
    [
      'a scale for all rows',
      [matrix, { ...scale, shape: [1], data: Float32Array.of(1) }],
      /a\.weight_scale: expected a floating scale for each of 2 rows, got F32 of shape \[1\]/,
    ],
    [
      'scales that are whole numbers',
      [matrix, { ...scale, dtype: 'I8', shape: [2], data: Int8Array.of(1, 1) }],
      /expected a floating scale for each of 2 rows, got I8/,
    ],
    [
      'a scale that is no number',
      [matrix, { ...scale, data: Float32Array.of(1, Number.NaN) }],
      /a\.weight_scale: expected a finite scale, got NaN in row 1/,
    ],
  ])('with %s are refused', async (_, parts, message) => {
    expect(await refusal(readWeights(await folderOf(parts)))).toMatch(message)
  })
})

describe('the encoder that ships', () => {
  const folder = shippedFolder(SHIPPED_MODEL)!
  const copy = async (): Promise<string> => {
    const to = join(await mkdtemp(join(root, 'mini-')), 'model')
    await cp(folder, to, { recursive: true })
    return to
  }

  test('is read whole, and leaves an ordinary model', async () => {
    const model = await readModel(folder, { labels: ['O', 'B-T047', 'I-T047'], seed: 1 })
    expect(model.newlyInitialized).toEqual(['classifier.weight', 'classifier.bias'])
    const words = model.parameters.get('bert.embeddings.word_embeddings.weight')!
    expect(words.shape).toEqual([12_000, 384])
    expect(words.data.every(Number.isFinite)).toBe(true)
    expect(modelConfigJson(model)).not.toContain('quantization_config')
  })

  test.each([
    ['gptq', { quant_method: 'gptq', bits: 4 }, 'quantization_config.quant_method'],
    [
      'four bits',
      {
        quant_method: 'compressed-tensors',
        format: 'int-quantized',
        config_groups: {
          group_0: { weights: { num_bits: 4, type: 'int', symmetric: true, strategy: 'channel' } },
        },
      },
      'quantization_config.config_groups.group_0.weights.num_bits',
    ],
  ])('in another form, as %s, is refused by its configuration', async (_, quantization, at) => {
    const damaged = await copy()
    const config = JSON.parse(await readFile(join(damaged, 'config.json'), 'utf8')) as Record<string, unknown>
    await writeFile(
      join(damaged, 'config.json'),
      JSON.stringify({ ...config, quantization_config: quantization }),
    )
    const said = await refusal(readModel(damaged, { labels: ['O'], seed: 1 }))
    expect(said).toContain(at)
    expect(said).toContain('expected weights as floating numbers, or as int8 with a scale for each row')
  })

  test("cut short, or without its weights' header, gives one error", async () => {
    const cut = await copy()
    await truncate(join(cut, 'model.safetensors'), 10_000_000)
    expect(await refusal(readModel(cut, { labels: ['O'], seed: 1 }))).toMatch(/the file is truncated/)
    const empty = await copy()
    await writeFile(join(empty, 'model.safetensors'), '')
    expect(await refusal(readModel(empty, { labels: ['O'], seed: 1 }))).toMatch(
      /expected at least the 8 bytes/,
    )
  })
})
