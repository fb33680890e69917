/**
 * @file What yauzl reads of a ZIP file. Places outside the file are an error here: a ZIP64 field may hold any number,
 * and for one beyond 2^53 node:fs throws where nobody can catch it.
 */
import type { FileHandle } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { RandomAccessReader } from 'yauzl'

/** How much of an entry is read at a time. */
const pieceBytes = 2 ** 16

/** A file of so many bytes, which whoever opened it closes. */
export class ZipFileReader extends RandomAccessReader {
  readonly #handle: FileHandle
  readonly #size: number

  constructor(handle: FileHandle, size: number) {
    super()
    this.#handle = handle
    this.#size = size
  }

  override read(
    buffer: Buffer,
    offset: number,
    length: number,
    position: number,
    callback: (error: Error | null) => void,
  ): void {
    this.#read(buffer, offset, length, position).then(() => callback(null), callback)
  }

  async #read(buffer: Buffer, offset: number, length: number, position: number): Promise<void> {
    const end = position + length
    if (end > this.#size) throw new Error(`expected a place in a file of ${this.#size} bytes, got ${end}`)
    const { bytesRead } = await this.#handle.read(buffer, offset, length, position)
    if (bytesRead < length) throw new Error('the file is truncated')
  }

  override _readStreamForRange(start: number, end: number): Readable {
    return Readable.from(this.#pieces(start, end), { objectMode: false })
  }

  async *#pieces(start: number, end: number): AsyncGenerator<Buffer> {
    for (let at = start; at < end; at += pieceBytes) {
      const piece = Buffer.alloc(Math.min(pieceBytes, end - at))
      await this.#read(piece, 0, piece.length, at)
      yield piece
    }
  }
}
