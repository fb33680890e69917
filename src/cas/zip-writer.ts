/**
 * @file Writing ZIP files (APPNOTE.TXT 6.3, by yazl) entry by entry, so that neither the archive nor its entries are held whole.
 */
import { PassThrough, Readable } from 'node:stream'
import { finished } from 'node:stream/promises'
import { ZipFile } from 'yazl'
import type { TreeEntry } from './archive.ts'

/** A file, or a folder, whose name ends in `/`. */
export interface WrittenEntry extends TreeEntry {
  /** A folder has none. */
  readonly pieces: Iterable<Uint8Array> | AsyncIterable<Uint8Array>
}

/**
 * The bytes of an archive, in pieces. An entry is asked for when the one before it is written.
 * @throws what `entries` or an entry's `pieces` throw
 */
export async function* packZip(entries: AsyncIterable<WrittenEntry>): AsyncGenerator<Uint8Array> {
  const zip = new ZipFile()
  const output = zip.outputStream
  if (!(output instanceof PassThrough)) throw new TypeError('yazl writes to no stream of Node')
  let current: Readable | undefined
  zip.on('error', (error: Error) => output.destroy(error))
  output.once('close', () => current?.destroy())
  const pack = async (): Promise<void> => {
    for await (const { name, modified, pieces } of entries) {
      const options = modified === undefined ? {} : { mtime: modified }
      if (name.endsWith('/')) zip.addEmptyDirectory(name, options)
      else {
        current = Readable.from(pieces, { objectMode: false })
        zip.addReadStream(current, name, options)
        await finished(current)
      }
    }
    zip.end()
  }
  const packed = pack().catch((error: Error) => void output.destroy(error))
  try {
    yield* output
  } finally {
    output.destroy()
    await packed
  }
}
