/**
 * @file PNG from pixels: the Portable Network Graphics specification, third edition, sections 5, 7.2 and 11.2.
 *
 * Rows are not filtered, because areas of one colour compress as well without; zlib works beside the main thread.
 */
import { promisify } from 'node:util'
import { deflate } from 'node:zlib'

const compress = promisify(deflate)

const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])

/**
 * Encodes an image of 8 bits a channel.
 * @param pixels RGBA, row by row from the top: 4 * width * height bytes
 */
export type PngEncoder = (pixels: Uint8Array, width: number, height: number) => Promise<Uint8Array>

/**
 * An encoder that keeps its memory from image to image: memory that is new each time, and the garbage collections that it
 * leads to, cost as much as compressing.
 */
export function createPngEncoder(): PngEncoder {
  const spare: Buffer[] = []
  return async (pixels, width, height) => {
    const row = 4 * width
    const size = (row + 1) * height
    const kept = spare.pop()
    const raw = kept !== undefined && kept.length >= size ? kept : Buffer.allocUnsafeSlow(size)
    for (let y = 0; y < height; y++) {
      const at = y * (row + 1)
      // Each row begins with its filter: 0 is none.
      raw[at] = 0
      raw.set(pixels.subarray(y * row, (y + 1) * row), at + 1)
    }
    const header = Buffer.alloc(13)
    header.writeUInt32BE(width, 0)
    header.writeUInt32BE(height, 4)
    // 8 bits, truecolour with alpha.
    header.set([8, 6], 8)
    // From level 4 on zlib takes more than twice as long, and files are a quarter smaller.
    const data = await compress(raw.subarray(0, size), { level: 3, memLevel: 9 })
    spare.push(raw)
    return Buffer.concat([
      signature,
      chunk('IHDR', header),
      chunk('IDAT', data),
      chunk('IEND', Buffer.alloc(0)),
    ])
  }
}

/** Length, type, data, and a checksum of type and data. */
function chunk(type: string, data: Uint8Array): Buffer {
  const bytes = Buffer.alloc(12 + data.length)
  bytes.writeUInt32BE(data.length, 0)
  bytes.write(type, 4, 'latin1')
  bytes.set(data, 8)
  bytes.writeUInt32BE(crc32(bytes.subarray(4, 8 + data.length)), 8 + data.length)
  return bytes
}

/** Remainders of single bytes by the polynomial 0xedb88320 (Annex D of the specification). */
const remainders = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1
  return value
})

function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff
  for (const byte of bytes) crc = remainders[(crc ^ byte) & 0xff]! ^ (crc >>> 8)
  return (crc ^ 0xffffffff) >>> 0
}
