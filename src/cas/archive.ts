/**
 * @file Folders and ZIP files as one kind of thing: a tree of named files that can be read one at a time.
 *
 * ZIPs come from elsewhere, so names that leave the archive, encrypted entries and entries that unpack to far
 * more than they promise are refused (APPNOTE.TXT 6.3 is read by yauzl). One budget of bytes covers an archive
 * and all archives inside it.
 */
import { isUtf8 } from 'node:buffer'
import { readdirSync, statSync } from 'node:fs'
import { type FileHandle, open as openFile, readFile } from 'node:fs/promises'
import { join, sep } from 'node:path'
import {
  type Entry,
  fromBufferPromise,
  fromRandomAccessReaderPromise,
  getFileNameLowLevel,
  type ZipFile,
} from 'yauzl'
import { MedspanError, type Where } from '../errors.ts'
import { ZipFileReader } from '../system/zip-file.ts'

/** A folder or archive: names relative to it, with `/`, sorted. */
export interface Tree {
  /** The path of the folder or archive; an archive inside another one is `outer.zip!inner.zip`. */
  readonly path: string
  readonly names: readonly string[]
  read(name: string): Promise<Uint8Array>
  /** Opens a ZIP file that lies in the tree. */
  inner(name: string): Promise<Tree>
  /** What to call one of the files in messages. */
  pathOf(name: string): string
  close(): void
}

/** What may still be unpacked, in bytes; shared by nested archives. */
interface Budget {
  bytes: number
}

/** Limits on untrusted archives. */
export interface ArchiveLimits {
  /** Bytes, unpacked, of an archive and everything inside it. */
  readonly totalBytes: number
  /** Unpacked over packed size of one entry, tested above 1 MiB; DEFLATE cannot exceed 1032. */
  readonly ratio: number
  readonly entries: number
}

/** Characters of an entry's name, as of a path. V8 tells longer ones apart by comparing each with all others. */
const LONGEST_NAME = 4096

/** Archives inside archives; a project export needs 2. */
const MAX_NESTING = 3

export const archiveLimits: ArchiveLimits = { totalBytes: 2 ** 30, ratio: 250, entries: 100_000 }

/** True where bytes begin as a ZIP does. */
export function isZip(head: Uint8Array): boolean {
  return head[0] === 0x50 && head[1] === 0x4b && (head[2] === 3 || head[2] === 5)
}

/** Opens a folder, or a ZIP file. */
export async function openTree(path: string, limits: ArchiveLimits = archiveLimits): Promise<Tree> {
  try {
    if (statSync(path).isDirectory()) return openFolder(path, limits)
  } catch (cause) {
    throw new MedspanError('input', 'there is no such file or folder', { where: { path }, cause })
  }
  return openArchive(path, path, { bytes: limits.totalBytes }, limits, 1)
}

/** The first 4,096 bytes of a file. */
export async function readHead(path: string): Promise<Uint8Array> {
  const file = await openFile(path)
  try {
    const { bytesRead, buffer } = await file.read(new Uint8Array(4096), 0, 4096, 0)
    return buffer.subarray(0, bytesRead)
  } finally {
    await file.close()
  }
}

/** What a Mac puts beside files (`._name`, `.DS_Store`, `__MACOSX`), and whatever else is hidden. */
export function isHidden(name: string): boolean {
  return /(?:^|\/)(?:\.|__MACOSX(?:\/|$))/.test(name)
}

/** The files below a folder, sorted, without hidden ones; links to folders are not followed. */
export function listFolder(path: string): string[] {
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter(entry => !entry.isDirectory())
    .map(entry => join(entry.parentPath, entry.name).slice(join(path, sep).length).replaceAll(sep, '/'))
    .filter(name => !isHidden(name))
    .sort(byName)
}

function byName(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

function openFolder(path: string, limits: ArchiveLimits): Tree {
  return {
    path,
    names: listFolder(path),
    pathOf: name => join(path, name),
    inner: name => openArchive(join(path, name), join(path, name), { bytes: limits.totalBytes }, limits, 1),
    async read(name) {
      try {
        return await readFile(join(path, name))
      } catch (cause) {
        throw new MedspanError('input', 'the file cannot be read', {
          where: { path: join(path, name) },
          cause,
        })
      }
    },
    close() {},
  }
}

async function openArchive(
  source: string | Buffer,
  path: string,
  budget: Budget,
  limits: ArchiveLimits,
  depth: number,
): Promise<Tree> {
  if (depth > MAX_NESTING) throw unsafe(`archives nest more than ${MAX_NESTING} deep`, { path })
  const options = { autoClose: false, validateEntrySizes: true, strictFileNames: true }
  let handle: FileHandle | undefined
  const close = async (): Promise<void> => handle?.close()
  let zip: ZipFile
  try {
    if (typeof source === 'string') {
      handle = await openFile(source)
      const { size } = await handle.stat()
      zip = await fromRandomAccessReaderPromise(new ZipFileReader(handle, size), size, options)
    } else zip = await fromBufferPromise(source, options)
  } catch (cause) {
    await close()
    throw brokenArchive(cause, { path })
  }
  try {
    const entries = await listEntries(zip, path, limits)
    const pathOf = (name: string): string => `${path}!${name}`
    const read = async (name: string): Promise<Buffer> => {
      const entry = entries.get(name)
      if (entry === undefined)
        throw new MedspanError('input', `the archive has no ${name}`, { where: { path } })
      return readEntry(zip, entry, pathOf(name), budget, limits)
    }
    return {
      path,
      names: [...entries.keys()].sort(byName),
      pathOf,
      read,
      inner: async name => openArchive(await read(name), pathOf(name), budget, limits, depth + 1),
      close: () => void close(),
    }
  } catch (error) {
    await close()
    throw error
  }
}

function listEntries(zip: ZipFile, path: string, limits: ArchiveLimits): Promise<Map<string, Entry>> {
  const entries = new Map<string, Entry>()
  return new Promise((resolve, reject) => {
    zip.on('error', (cause: unknown) => reject(brokenArchive(cause, { path })))
    zip.on('end', () => resolve(entries))
    zip.on('entry', (entry: Entry) => {
      const name = nameOf(entry)
      if (entries.size >= limits.entries)
        return reject(unsafe(`the archive has more than ${limits.entries} entries`, { path }))
      if (name.length > LONGEST_NAME)
        return reject(unsafe(`an entry has a name of more than ${LONGEST_NAME} characters`, { path }))
      if (!name.endsWith('/') && !isHidden(name)) {
        if (entries.has(name)) return reject(unsafe('two entries have the same name', { path, at: name }))
        entries.set(name, entry)
      }
      zip.readEntry()
    })
    zip.readEntry()
  })
}

/**
 * An entry's name. A Mac writes UTF-8 without the flag for it, which yauzl takes for code page 437; what yauzl has made sure
 * of (no `..`, no `\`) holds for both, as they share ASCII.
 */
function nameOf({ fileName, fileNameRaw, extraFields, generalPurposeBitFlag }: Entry): string {
  return isUtf8(fileNameRaw)
    ? getFileNameLowLevel(generalPurposeBitFlag | 0x800, fileNameRaw, extraFields, true)
    : fileName
}

function readEntry(
  zip: ZipFile,
  entry: Entry,
  path: string,
  budget: Budget,
  limits: ArchiveLimits,
): Promise<Buffer> {
  const tooLarge = unsafe(`the archive unpacks to more than ${limits.totalBytes} bytes`, { path })
  return new Promise((resolve, reject) => {
    if (entry.isEncrypted()) return reject(unsafe('the entry is encrypted', { path }))
    if (entry.uncompressedSize > budget.bytes) return reject(tooLarge)
    if (entry.uncompressedSize > 2 ** 20 && entry.uncompressedSize > entry.compressedSize * limits.ratio)
      return reject(unsafe(`the entry unpacks to more than ${limits.ratio} times its size`, { path }))
    zip.openReadStream(entry, (error, stream) => {
      if (error) return reject(brokenArchive(error, { path }))
      const chunks: Buffer[] = []
      stream.on('error', cause => reject(brokenArchive(cause, { path })))
      stream.on('data', (chunk: Buffer) => {
        budget.bytes -= chunk.length
        if (budget.bytes < 0) stream.destroy(tooLarge)
        chunks.push(chunk)
      })
      stream.on('end', () => resolve(Buffer.concat(chunks)))
    })
  })
}

function unsafe(message: string, where: Where, cause?: unknown): MedspanError {
  return new MedspanError('unsafe-input', message, {
    where,
    hint: 'this is not an archive that INCEpTION wrote; unpack it by hand if you trust it',
    cause,
  })
}

function brokenArchive(cause: unknown, where: Where): MedspanError {
  if (cause instanceof MedspanError) return cause
  const message = cause instanceof Error ? cause.message : String(cause)
  if (/^(invalid relative path|absolute path|invalid characters in fileName)/.test(message))
    return unsafe(`an entry's name leaves the archive: ${message}`, where, cause)
  if (/too many bytes in the stream/.test(message))
    return unsafe(`an entry unpacks to more than it promises: ${message}`, where, cause)
  return new MedspanError('input', `not a readable ZIP archive: ${message}`, {
    where,
    hint: 'the file is truncated or damaged; export or copy it again',
    cause,
  })
}
