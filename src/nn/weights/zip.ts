/**
 * @file ZIP files whose entries are stored, not compressed: where each entry's bytes lie.
 *
 * PyTorch writes such files, with ZIP64 where they are large. What is compressed or encrypted, and entries that share
 * bytes, are refused: so an entry is never larger than the file. Names are looked up and nothing is extracted.
 * Checksums are not compared, as PyTorch's own reader does not.
 * Source: PKWARE's APPNOTE.TXT 6.3.10, sections 4.3 and 4.5.3.
 */
import { checkDescription, damaged, hostile, type PositionedFile, readBytes } from './stored.ts'

/** Where an entry's bytes lie in the file. */
export interface StoredEntry {
  readonly position: number
  readonly length: number
}

const endBytes = 22
const locatorBytes = 20
const end64Bytes = 56
const directoryEntryBytes = 46
const localHeaderBytes = 30
const maxCommentBytes = 0xffff
/** What stands in a field of 32 bits whose value is in the ZIP64 field. */
const seeExtra = 0xffff_ffff

interface Directory {
  readonly begin: number
  readonly length: number
  readonly entries: number
}

interface Entry {
  readonly name: string
  readonly length: number
  /** Where its local header begins. */
  readonly header: number
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
}

function safe(value: bigint, file: PositionedFile, at?: string): number {
  if (value > BigInt(file.size))
    throw damaged(file.path, `expected a place in a file of ${file.size} bytes, got ${value}`, at)
  return Number(value)
}

/** Where the central directory lies, by the records at the file's end. */
async function findDirectory(file: PositionedFile): Promise<Directory> {
  const { path, size } = file
  const tailBegin = Math.max(0, size - endBytes - maxCommentBytes)
  const tail = await readBytes(file, tailBegin, size - tailBegin)
  const view = viewOf(tail)
  let at = tail.length - endBytes
  while (
    at >= 0 &&
    !(
      view.getUint32(at, true) === 0x06054b50 && at + endBytes + view.getUint16(at + 20, true) === tail.length
    )
  )
    at--
  if (at < 0)
    throw damaged(path, 'the file is truncated: expected the directory of a ZIP file at its end, got none')
  const locator = tailBegin + at - locatorBytes
  if (locator >= 0) {
    const located = viewOf(await readBytes(file, locator, locatorBytes))
    if (located.getUint32(0, true) === 0x07064b50) {
      const begin = safe(located.getBigUint64(8, true), file)
      if (begin + end64Bytes > size)
        throw damaged(path, 'the ZIP64 record of the directory lies outside the file')
      const record = viewOf(await readBytes(file, begin, end64Bytes))
      if (record.getUint32(0, true) !== 0x06064b50)
        throw damaged(path, 'expected the ZIP64 record of the directory, got none')
      return {
        entries: safe(record.getBigUint64(32, true), file),
        length: safe(record.getBigUint64(40, true), file),
        begin: safe(record.getBigUint64(48, true), file),
      }
    }
  }
  return {
    entries: view.getUint16(at + 10, true),
    length: view.getUint32(at + 12, true),
    begin: view.getUint32(at + 16, true),
  }
}

/** Sizes and place of an entry that stand in its ZIP64 field, in the order of those that are missing. */
function* large(extra: DataView): Generator<bigint, undefined> {
  for (let at = 0; at + 4 <= extra.byteLength; ) {
    const length = extra.getUint16(at + 2, true)
    if (extra.getUint16(at, true) === 1)
      for (let own = at + 4; own + 8 <= Math.min(at + 4 + length, extra.byteLength); own += 8)
        yield extra.getBigUint64(own, true)
    at += 4 + length
  }
}

function parseDirectory(bytes: Uint8Array, count: number, file: PositionedFile): Entry[] {
  const { path } = file
  const view = viewOf(bytes)
  const entries: Entry[] = []
  let at = 0
  for (; at < bytes.length; ) {
    if (at + directoryEntryBytes > bytes.length || view.getUint32(at, true) !== 0x02014b50)
      throw damaged(path, `expected entry ${entries.length + 1} of the ZIP file's directory, got other bytes`)
    const nameLength = view.getUint16(at + 28, true)
    const extraLength = view.getUint16(at + 30, true)
    const next = at + directoryEntryBytes + nameLength + extraLength + view.getUint16(at + 32, true)
    if (next > bytes.length) throw damaged(path, "the ZIP file's directory is cut off")
    const nameEnd = at + directoryEntryBytes + nameLength
    const name = new TextDecoder().decode(bytes.subarray(at + directoryEntryBytes, nameEnd))
    const extra = large(new DataView(bytes.buffer, bytes.byteOffset + nameEnd, extraLength))
    const wide = (value: number): number => {
      if (value !== seeExtra) return value
      const own = extra.next().value
      if (own === undefined) throw damaged(path, 'expected a ZIP64 field with its size, got none', name)
      return safe(own, file, name)
    }
    if ((view.getUint16(at + 8, true) & 1) !== 0)
      throw hostile(path, 'expected a stored entry, got an encrypted one', name)
    const method = view.getUint16(at + 10, true)
    if (method !== 0)
      throw hostile(
        path,
        `expected a stored entry, as PyTorch writes them, got one compressed by method ${method}`,
        name,
      )
    const length = wide(view.getUint32(at + 24, true))
    const compressed = wide(view.getUint32(at + 20, true))
    const header = wide(view.getUint32(at + 42, true))
    if (compressed !== length)
      throw damaged(path, `expected ${length} bytes of a stored entry, got ${compressed}`, name)
    entries.push({ name, length, header })
    at = next
  }
  if (entries.length !== count)
    throw damaged(path, `expected ${count} entries in the ZIP file's directory, got ${entries.length}`)
  return entries
}

/**
 * The entries of a ZIP file by their names.
 * @throws MedspanError `input` where the file is against the format or cut off; `unsafe-input` where an entry is
 * compressed or encrypted, or shares bytes with another.
 */
export async function readStoredEntries(file: PositionedFile): Promise<Map<string, StoredEntry>> {
  const { path } = file
  const directory = await findDirectory(file)
  checkDescription(directory.length, path)
  if (directory.begin + directory.length > file.size)
    throw damaged(path, "the ZIP file's directory lies outside the file")
  const bytes = await readBytes(file, directory.begin, directory.length)
  const entries = parseDirectory(bytes, directory.entries, file).sort((a, b) => a.header - b.header)
  const found = new Map<string, StoredEntry>()
  let behind = 0
  for (const { name, length, header } of entries) {
    if (header < behind) throw hostile(path, 'the entry shares bytes with the one before it', name)
    const position = header + (await localLength(file, header, name, directory.begin))
    behind = position + length
    if (behind > directory.begin) throw damaged(path, 'the entry reaches into the directory', name)
    if (found.has(name)) throw hostile(path, 'expected each name once, got two entries of one name', name)
    found.set(name, { position, length })
  }
  return found
}

/** The bytes of a local header with its name and extra field, held against the directory. */
async function localLength(
  file: PositionedFile,
  header: number,
  name: string,
  limit: number,
): Promise<number> {
  if (header + localHeaderBytes > limit) throw damaged(file.path, 'the entry lies outside the file', name)
  const view = viewOf(await readBytes(file, header, localHeaderBytes))
  if (view.getUint32(0, true) !== 0x04034b50)
    throw damaged(file.path, `expected an entry at ${header}, got other bytes`, name)
  if (view.getUint16(8, true) !== 0)
    throw hostile(file.path, 'expected a stored entry, got one that its own header says is compressed', name)
  return localHeaderBytes + view.getUint16(26, true) + view.getUint16(28, true)
}
