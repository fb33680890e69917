import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { MedspanError } from '../../src/errors.ts'
import type { FloatTensor } from '../../src/nn/tensors.ts'
import { formatSafetensors, parseSafetensors } from '../../src/nn/weights/safetensors.ts'
import { readSafetensorsFile } from '../../src/nn/weights/safetensors-file.ts'
import reference from './reference/safetensors.json' with { type: 'json' }

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'medspan-safetensors-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

/** A file from a header of any content and data of any length. */
function fileOf(header: unknown, data: Uint8Array | number): Uint8Array {
  const json = Buffer.from(typeof header === 'string' ? header : JSON.stringify(header))
  const prefix = Buffer.alloc(8)
  prefix.writeBigUInt64LE(BigInt(json.length))
  return Buffer.concat([prefix, json, typeof data === 'number' ? Buffer.alloc(data) : data])
}

function errorOf(bytes: Uint8Array): MedspanError {
  try {
    parseSafetensors(bytes, 'model.safetensors')
  } catch (error) {
    if (error instanceof MedspanError) return error
    throw error
  }
  throw new Error('expected an error')
}

/** Bits, so that NaN and -0 are compared too. */
function bitsOf(tensors: ReadonlyMap<string, FloatTensor>) {
  return [...tensors]
    .map(([name, { shape, data }]) => ({
      name,
      shape: [...shape],
      bits: [...new Uint32Array(data.buffer, data.byteOffset, data.length)],
    }))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
}

describe('against the reference implementation', () => {
  test('reads every floating type that it writes, and skips whole numbers', () => {
    const tensors = parseSafetensors(Buffer.from(reference.mixed.file, 'base64'), 'mixed')
    expect(bitsOf(tensors)).toEqual(reference.mixed.tensors)
  })

  test('writes the same bytes', () => {
    const bytes = Buffer.from(reference.floats.file, 'base64')
    const tensors = parseSafetensors(bytes, 'floats')
    expect(bitsOf(tensors)).toEqual(reference.floats.tensors)
    expect(Buffer.from(formatSafetensors(tensors, { format: 'pt' })).equals(bytes)).toBe(true)
  })
})

test('what is written comes back with the same bits', () => {
  const tensor = fc.array(fc.nat(4), { maxLength: 3 }).chain(shape =>
    fc
      .array(fc.float(), {
        minLength: shape.reduce((a, b) => a * b, 1),
        maxLength: shape.reduce((a, b) => a * b, 1),
      })
      .map(values => ({ shape, data: Float32Array.from(values) })),
  )
  const name = fc.string({ unit: 'grapheme' }).filter(text => text !== '__metadata__')
  fc.assert(
    fc.property(fc.array(fc.tuple(name, tensor)), pairs => {
      const tensors = new Map(pairs)
      const bytes = formatSafetensors(tensors, { format: 'pt' })
      expect(bitsOf(parseSafetensors(bytes, 'x'))).toEqual(bitsOf(tensors))
      expect(bytes.length % 4).toBe(0)
    }),
  )
})

test('the tensors are copies, also out of a pooled buffer at an odd place', () => {
  const bytes = formatSafetensors(new Map([['a', { shape: [2], data: Float32Array.of(1, 2) }]]))
  const odd = new Uint8Array(bytes.length + 1)
  odd.set(bytes, 1)
  const view = Buffer.from(odd.buffer, 1)
  const { data } = parseSafetensors(view, 'x').get('a')!
  view.fill(0)
  expect([...data]).toEqual([1, 2])
})

test('many tensors that lie one behind the other come from a file as from its bytes, whatever lies between them', async () => {
  // The first are empty, more than are read at once.
  const sizes = Array.from({ length: 3500 }, (_, i) => (i < 1200 ? 0 : i % 7))
  const header: Record<string, unknown> = {}
  let end = 0
  for (const [i, size] of sizes.entries()) {
    // Whole numbers are passed over, and are where a run of tensors ends.
    const [dtype, bytes] =
      i === 2000 ? ['I64', 8 * size] : i % 500 === 499 ? ['F16', 2 * size] : ['F32', 4 * size]
    header[`t${i}`] = { dtype, shape: [size], data_offsets: [end, end + bytes] }
    end += bytes
  }
  const numbers = Float32Array.from({ length: Math.ceil(end / 4) }, (_, i) => i / 7)
  const bytes = fileOf(header, new Uint8Array(numbers.buffer).subarray(0, end))
  const path = join(folder, 'many.safetensors')
  await writeFile(path, bytes)
  expect(bitsOf(await readSafetensorsFile(path))).toEqual(bitsOf(parseSafetensors(bytes, path)))
})

describe('a damaged file is one clear error', () => {
  const f32 = (begin: number, end: number) => ({
    dtype: 'F32',
    shape: [(end - begin) / 4],
    data_offsets: [begin, end],
  })
  test.each([
    ['nothing', new Uint8Array(0), 'input', /at least the 8 bytes/],
    ['a cut header', fileOf({ a: f32(0, 8) }, 0).subarray(0, 20), 'input', /truncated: its header/],
    ['cut data', fileOf({ a: f32(0, 8) }, 7), 'input', /truncated: its tensors need 8 bytes, and it has 7/],
    ['a huge header', Buffer.from('ffffffffffffff7f00', 'hex'), 'unsafe-input', /at most 16777216/],
    [
      'a header larger than that of any model',
      fileOf({ __metadata__: { a: 'a'.repeat(2 ** 24) } }, 0),
      'unsafe-input',
      /at most 16777216/,
    ],
    ['a header that is no JSON', fileOf('{', 0), 'input', /not JSON/],
    ['a header that is no object', fileOf([], 0), 'input', /not a JSON object/],
    ['overlapping tensors', fileOf({ a: f32(0, 8), b: f32(4, 12) }, 12), 'input', /overlaps/],
    ['a gap', fileOf({ a: f32(0, 4), b: f32(8, 12) }, 12), 'input', /gap/],
    ['bytes to spare', fileOf({ a: f32(0, 4) }, 5), 'input', /1 bytes at the end/],
    [
      'a shape that does not fit',
      fileOf({ a: { dtype: 'F32', shape: [3], data_offsets: [0, 8] } }, 8),
      'input',
      /needs 12 bytes, got 8/,
    ],
    [
      'an unknown dtype',
      fileOf({ a: { dtype: 'Q4', shape: [1], data_offsets: [0, 4] } }, 4),
      'input',
      /unknown dtype "Q4"/,
    ],
    [
      'a dtype that every object has',
      fileOf({ a: { dtype: 'constructor', shape: [1], data_offsets: [0, 4] } }, 4),
      'input',
      /unknown dtype "constructor"/,
    ],
    [
      'a shape of any depth',
      fileOf(
        `{"a":{"dtype":"F32","shape":[${'['.repeat(200_000)}${']'.repeat(200_000)}],"data_offsets":[0,4]}}`,
        4,
      ),
      'input',
      /expected a shape of whole numbers, got \[a list\]/,
    ],
    [
      'a float of 8 bits',
      fileOf({ a: { dtype: 'F8_E4M3', shape: [1], data_offsets: [0, 1] } }, 1),
      'input',
      /expected F32, F16, BF16 or F64/,
    ],
    [
      'a negative size',
      fileOf({ a: { dtype: 'F32', shape: [-1], data_offsets: [0, 4] } }, 4),
      'input',
      /whole numbers/,
    ],
  ] as const)('%s', (_title, bytes, code, message) => {
    const error = errorOf(bytes)
    expect(error.code).toBe(code)
    expect(error.message).toMatch(message)
    expect(error.where?.path).toBe('model.safetensors')
  })

  test('any byte changed in the header is an error of ours or no error', () => {
    const bytes = formatSafetensors(new Map([['a', { shape: [2, 1], data: Float32Array.of(1, 2) }]]), {
      k: 'v',
    })
    fc.assert(
      fc.property(fc.nat(bytes.length - 9), fc.integer({ min: 0, max: 255 }), (place, value) => {
        const changed = Uint8Array.from(bytes)
        changed[place] = value
        try {
          parseSafetensors(changed, 'x')
        } catch (error) {
          expect(error).toBeInstanceOf(MedspanError)
        }
      }),
    )
  })

  test('the same holds for a file on the disk, at every length', async () => {
    const bytes = formatSafetensors(new Map([['a', { shape: [2], data: Float32Array.of(1, 2) }]]))
    const path = join(folder, 'cut.safetensors')
    for (let length = 0; length < bytes.length; length++) {
      await writeFile(path, bytes.subarray(0, length))
      await expect(readSafetensorsFile(path)).rejects.toMatchObject({ code: 'input', where: { path } })
    }
    await writeFile(path, bytes)
    expect((await readSafetensorsFile(path)).get('a')?.data).toEqual(Float32Array.of(1, 2))
  })
})
