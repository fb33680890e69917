import { brotliCompressSync, gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { MedspanError } from '../../src/errors.ts'
import { type Chunk, readChunk } from '../../src/formats/parquet-pages.ts'
import { checkThrift } from '../../src/formats/thrift.ts'

function varint(value: number): number[] {
  const bytes: number[] = []
  let left = value
  for (; left >= 128; left = Math.floor(left / 128)) bytes.push((left % 128) | 128)
  return [...bytes, left]
}

/** A structure of whole numbers and structures, by field. */
function struct(fields: Readonly<Record<number, number | number[]>>): number[] {
  const bytes: number[] = []
  let before = 0
  for (const [key, value] of Object.entries(fields)) {
    const field = Number(key)
    const type = Array.isArray(value) ? 12 : 5
    bytes.push(((field - before) << 4) | type, ...(Array.isArray(value) ? value : varint(value * 2)))
    before = field
  }
  return [...bytes, 0]
}

interface PageOptions {
  count?: number
  uncompressed?: number
  encoding?: number
}

/** A data page of version 1: levels in runs, values plain (0) or by dictionary (8). */
function page(body: Uint8Array, { count = 1, uncompressed = body.length, encoding = 0 }: PageOptions = {}) {
  const own = struct({ 1: count, 2: encoding, 3: 3, 4: 3 })
  return Buffer.concat([Buffer.from(struct({ 1: 0, 2: uncompressed, 3: body.length, 5: own })), body])
}

function dictionary(body: Uint8Array, count: number) {
  const header = struct({ 1: 2, 2: body.length, 3: body.length, 7: struct({ 1: count, 2: 0 }) })
  return Buffer.concat([Buffer.from(header), body])
}

const text = (value: string): Buffer => {
  const bytes = Buffer.from(value)
  const size = Buffer.alloc(4)
  size.writeUInt32LE(bytes.length)
  return Buffer.concat([size, bytes])
}

const flat: Chunk = {
  type: 'BYTE_ARRAY',
  codec: 'UNCOMPRESSED',
  count: 1,
  maxRepetition: 0,
  maxDefinition: 0,
  listDefinition: 0,
}

function attempt(bytes: Uint8Array, chunk: Partial<Chunk> = {}): string {
  try {
    return JSON.stringify(readChunk(bytes, { ...flat, ...chunk }, { path: 'f' }).values)
  } catch (error) {
    if (error instanceof MedspanError) return `${error.code}: ${error.message}`
    throw error
  }
}

describe('a page of Parquet', () => {
  it('of plain texts and numbers is read', () => {
    expect(attempt(page(Buffer.concat([text('naïve'), text('😀')]), { count: 2 }), { count: 2 })).toBe(
      '["naïve","😀"]',
    )
    const number = Buffer.alloc(8)
    number.writeBigInt64LE(-5n)
    expect(attempt(page(number), { type: 'INT64' })).toBe('[-5]')
    number.writeBigInt64LE(2n ** 60n)
    expect(attempt(page(number), { type: 'INT64' })).toContain('expected a number below 2^53')
  })
  it('that is not UTF-8 is refused, and U+FFFD is a character like any other', () => {
    expect(attempt(page(text('\uFFFD')))).toBe('["\uFFFD"]')
    expect(attempt(page(Buffer.concat([Buffer.from([2, 0, 0, 0]), Buffer.from([0xc3, 0x28])])))).toBe(
      'input: expected UTF-8, got bytes that are not',
    )
  })
  it('whose runs are longer than its values fills no memory', () => {
    // A run of 2^30 repetitions of the first of the dictionary's values, for three.
    const run = Buffer.from([1, ...varint(2 ** 30 * 2), 0])
    const bytes = Buffer.concat([dictionary(text('O'), 1), page(run, { count: 3, encoding: 8 })])
    const before = process.memoryUsage().rss
    expect(attempt(bytes, { count: 3 })).toBe('["O","O","O"]')
    expect(process.memoryUsage().rss - before).toBeLessThan(50 * 2 ** 20)
  })
  it.each([
    [
      'more values than its column',
      page(text('a'), { count: 5 }),
      {},
      'expected 1 values in the column, got more',
    ],
    [
      'more values than bytes',
      page(text('a'), { count: 2 ** 28 }),
      { count: 2 ** 28 },
      'expected room for 268435456 values',
    ],
    [
      'a text beyond its end',
      page(Buffer.from([9, 0, 0, 0, 97])),
      {},
      'expected a text, got the end of its page',
    ],
    ['a body beyond its column', page(text('abc')).subarray(0, -2), {}, 'got the end of its column'],
    [
      'a dictionary that is not there',
      page(Buffer.from([1, 2, 0]), { encoding: 8 }),
      {},
      'expected a dictionary before',
    ],
    [
      'a value that the dictionary has not',
      Buffer.concat([dictionary(text('O'), 1), page(Buffer.from([3, 2, 7]), { encoding: 8 })]),
      {},
      'expected one of 1 values, got number 7',
    ],
    [
      'numbers too wide',
      Buffer.concat([dictionary(text('O'), 1), page(Buffer.from([60, 2, 7]), { encoding: 8 })]),
      {},
      'expected numbers of at most 32 bits',
    ],
    [
      'an encoding that is not read',
      page(text('a'), { encoding: 7 }),
      {},
      'got the encoding DELTA_BYTE_ARRAY',
    ],
    ['a codec that is not known', page(text('a')), { codec: 'LZO' }, 'expected one of the codecs'],
  ])('with %s is refused', (_, bytes, chunk, expected) => {
    expect(attempt(bytes, chunk)).toContain(expected)
  })
  it('packed with Zstandard is read, whether or not its frame says how long it is', () => {
    const content = text('a'.repeat(300))
    const frame = (descriptor: number, ...sizes: number[]): Buffer => {
      const block = Buffer.alloc(3)
      // The last block, stored as it is.
      block.writeUIntLE((content.length << 3) | 1, 0, 3)
      return Buffer.concat([Buffer.from([0x28, 0xb5, 0x2f, 0xfd, descriptor, ...sizes]), block, content])
    }
    const size = [(content.length - 256) & 255, 0]
    for (const packed of [frame(0, 0), frame(0x40, 0, ...size), frame(0x60, ...size)])
      expect(attempt(page(packed, { uncompressed: content.length }), { codec: 'ZSTD' })).toBe(
        JSON.stringify(['a'.repeat(300)]),
      )
    expect(attempt(page(frame(0x40, 0, 49, 0), { uncompressed: content.length }), { codec: 'ZSTD' })).toMatch(
      /^input: expected a page packed with ZSTD/,
    )
  })
  it('that unpacks to far more than it is is refused before it does', () => {
    const zeros = Buffer.alloc(64 * 2 ** 20)
    for (const [codec, body] of [
      ['GZIP', gzipSync(zeros)],
      ['BROTLI', brotliCompressSync(zeros)],
    ] as const) {
      expect(attempt(page(body, { uncompressed: zeros.length }), { codec })).toBe(
        'unsafe-input: a page unpacks to more than 250 times its size',
      )
      // A header that says little does not let much out.
      expect(attempt(page(body, { uncompressed: 100 }), { codec })).toContain(
        `expected a page packed with ${codec}`,
      )
    }
    // A frame of Zstandard that says it holds 2^40 bytes.
    const frame = Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0xe0, 0, 0, 0, 0, 0, 1, 0, 0, 1, 0, 0])
    const before = process.memoryUsage().rss
    expect(attempt(page(frame, { uncompressed: 100 }), { codec: 'ZSTD' })).toMatch(/^input: expected a page/)
    expect(
      attempt(page(Buffer.from([0xff, 0xff, 0xff, 0x7f, 0]), { uncompressed: 100 }), { codec: 'SNAPPY' }),
    ).toMatch(/^input: expected a page/)
    expect(process.memoryUsage().rss - before).toBeLessThan(50 * 2 ** 20)
  })
})

describe('checkThrift', () => {
  it('walks over a structure to its end', () => {
    const bytes = Buffer.from(struct({ 1: 3, 2: struct({ 4: 5 }), 20: 1000 }).concat([77]))
    expect(checkThrift(bytes, 0, bytes.length)).toBe(bytes.length - 1)
  })
  it.each([
    ['ends early', struct({ 1: 3 }).slice(0, -1)],
    ['has a list of more elements than bytes', [0x19, 0xf5, ...varint(2 ** 31 - 1), 0]],
    ['has a text beyond its end', [0x18, 100, 97, 0]],
    ['nests too deep', [...new Array(100).fill(0x1c), ...new Array(101).fill(0)]],
    ['has lists in lists without end', [0x19, ...new Array(100).fill(0x19), 0]],
    ['has a number without end', [0x15, ...new Array(40).fill(0xff), 0]],
    ['has a map, which Parquet does not use', [0x1b, 0, 0]],
  ])('refuses one that %s', (_, bytes) => {
    expect(checkThrift(Buffer.from(bytes), 0, bytes.length)).toBeUndefined()
  })
})
