/**
 * @file The shipped font as WOFF (W3C recommendation "WOFF File Format 1.0", 2012): the same tables, each compressed.
 */
import { readFileSync } from 'node:fs'
import { deflateSync } from 'node:zlib'
import { fontFamily, fontFiles } from '../../figures/font.ts'

const headerSize = 44
const entrySize = 20
const pad = (length: number): number => (length + 3) & ~3

/** A TrueType font (`sfnt`) as WOFF, without metadata. */
export function packFont(font: Uint8Array): Uint8Array {
  const view = new DataView(font.buffer, font.byteOffset, font.byteLength)
  const tables = Array.from({ length: view.getUint16(4) }, (_, index) => {
    const at = 12 + 16 * index
    const [tag, checksum, offset, length] = [0, 4, 8, 12].map(field => view.getUint32(at + field))
    const plain = font.subarray(offset!, offset! + length!)
    const packed = deflateSync(plain, { level: 9 })
    // Section 5: a table that compression does not make smaller stands as it is.
    return {
      tag: tag!,
      checksum: checksum!,
      length: length!,
      bytes: packed.length < length! ? packed : plain,
    }
  })
  const size = tables.reduce(
    (sum, { bytes }) => sum + pad(bytes.length),
    headerSize + entrySize * tables.length,
  )
  const woff = new Uint8Array(size)
  const out = new DataView(woff.buffer)
  out.setUint32(0, 0x774f4646) // wOFF
  out.setUint32(4, view.getUint32(0))
  out.setUint32(8, size)
  out.setUint16(12, tables.length)
  out.setUint32(
    16,
    tables.reduce((sum, { length }) => sum + pad(length), 12 + 16 * tables.length),
  )
  out.setUint16(20, 1)
  let at = headerSize + entrySize * tables.length
  for (const [index, { tag, checksum, length, bytes }] of tables.entries()) {
    const entry = headerSize + entrySize * index
    for (const [field, value] of [tag, at, bytes.length, length, checksum].entries())
      out.setUint32(entry + 4 * field, value)
    woff.set(bytes, at)
    at += pad(bytes.length)
  }
  return woff
}

let faces: string | undefined

/** `@font-face` rules that hold both weights of the font. */
export function fontFaces(): string {
  faces ??= [
    { weight: 400, path: fontFiles.regular },
    { weight: 600, path: fontFiles.semiBold },
  ]
    .map(({ weight, path }) => {
      const data = Buffer.from(packFont(readFileSync(path))).toString('base64')
      return `@font-face{font-family:"${fontFamily}";font-weight:${weight};src:url(data:font/woff;base64,${data}) format("woff")}`
    })
    .join('\n')
  return faces
}
