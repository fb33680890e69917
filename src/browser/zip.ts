/**
 * @file A ZIP file (APPNOTE.TXT 6.3) where there is no Node, of some files that are in memory.
 *
 * A file compressed by gzip (RFC 1952), as browsers do it, is a header of ten bytes, deflated data, their CRC-32 and their length:
 * all that an entry needs.
 */
import { internal } from '../errors.ts'

const gzipHeader = 10
const gzipTrailer = 8
/** 2.0, with names in UTF-8 and deflated data, of 1 January 1980: where the files are from says nothing of when. */
const common = [20, 0x0800, 8, 0, (1 << 5) | 1] as const

/** @throws MedspanError `internal` for files of 4 GiB and more together, which ZIP has other fields for */
export async function zipFiles(files: ReadonlyMap<string, Uint8Array>): Promise<Blob> {
  const parts: Uint8Array<ArrayBuffer>[] = []
  const directory: Uint8Array<ArrayBuffer>[] = []
  let [at, directoryBytes] = [0, 0]
  for (const [name, content] of files) {
    const gzipped = await gzip(content)
    const written = new TextEncoder().encode(name)
    const trailer = new DataView(gzipped.buffer, gzipped.length - gzipTrailer)
    const [crc, unpacked] = [trailer.getUint32(0, true), trailer.getUint32(4, true)]
    const packed = gzipped.length - gzipHeader - gzipTrailer
    const sizes = [long(crc), long(packed), long(unpacked), short(written.length), short(0)]
    const fields = [...common.map(short), ...sizes]
    const head = bytesOf([long(0x04034b50), ...fields])
    parts.push(head, written, gzipped.subarray(gzipHeader, -gzipTrailer))
    // Made by version 2.0; no comment, the first disk, no attributes.
    const entry = bytesOf([
      long(0x02014b50),
      short(20),
      ...fields,
      short(0),
      short(0),
      short(0),
      long(0),
      long(at),
    ])
    directory.push(entry, written)
    directoryBytes += entry.length + written.length
    at += head.length + written.length + packed
  }
  if (at + directoryBytes >= 2 ** 32) throw internal('expected less than 4 GiB for a ZIP file')
  const count = short(files.size)
  const end = [long(0x06054b50), short(0), short(0), count, count, long(directoryBytes), long(at), short(0)]
  return new Blob([...parts, ...directory, bytesOf(end)], { type: 'application/zip' })
}

async function gzip(content: Uint8Array): Promise<Uint8Array<ArrayBuffer>> {
  const stream = new Blob([content as Uint8Array<ArrayBuffer>])
    .stream()
    .pipeThrough(new CompressionStream('gzip'))
  const gzipped = new Uint8Array(await new Response(stream).arrayBuffer())
  // Flags of more fields in the header.
  if (gzipped[3] !== 0) throw internal(`expected a header of gzip without more fields, got ${gzipped[3]}`)
  return gzipped
}

const short = (value: number): Uint8Array => Uint8Array.of(value, value >> 8)
const long = (value: number): Uint8Array => Uint8Array.of(value, value >> 8, value >> 16, value >> 24)
const bytesOf = (fields: readonly Uint8Array[]): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(fields.flatMap(field => [...field]))
