/**
 * @file Numbers in files: reads at a position, as float32.
 *
 * A tensor goes straight into an array of its own. Float32 is read there in place; other types pass through a piece
 * of a few MiB, so that the memory in use stays that of the float32 arrays, however large the file.
 */

import { type FileHandle, open } from 'node:fs/promises'
import { unreadable } from '../../system/read.ts'
import type { FloatTensor, TensorSpec } from '../tensors.ts'
import { checkDescription, damaged } from './damage.ts'
import { convert, type FloatType, floatBytes } from './floats.ts'

/** What a file of weights holds. */
export interface StoredTensors<Stored extends TensorSpec = FloatTensor> {
  /** The floating tensors, as float32. */
  readonly tensors: Map<string, Stored>
  /** The names of tensors of whole numbers, which are not read: old checkpoints carry `position_ids`. */
  readonly skipped: readonly string[]
}

/** A file that is read at positions. */
export interface PositionedFile {
  readonly path: string
  /** In bytes, when it was opened. */
  readonly size: number
  readonly handle: FileHandle
}

/**
 * Opens a file for some work, and closes it.
 * @throws MedspanError `input` where there is no such file, or it cannot be read.
 */
export async function withFile<T>(path: string, work: (file: PositionedFile) => Promise<T>): Promise<T> {
  let handle: FileHandle
  try {
    handle = await open(path, 'r')
  } catch (cause) {
    throw unreadable(path, cause)
  }
  try {
    return await work({ path, size: (await handle.stat()).size, handle })
  } finally {
    await handle.close()
  }
}

/** One read may not exceed 2 GiB. */
const maxRead = 2 ** 30

/** Reads what lies in a file from a position on, into one array after the other: in one read where the system allows it. */
async function fill(file: PositionedFile, position: number, targets: readonly Uint8Array[]): Promise<void> {
  const length = targets.reduce((sum, { length: own }) => sum + own, 0)
  /** The first array that is not full, and how much of it is. */
  let [index, filled] = [0, 0]
  for (let done = 0; done < length; ) {
    const wanted: Uint8Array[] = []
    for (let i = index, left = maxRead; i < targets.length && left > 0 && wanted.length < maxArrays; i++) {
      const rest = targets[i]!.subarray(i === index ? filled : 0)
      if (rest.length > 0) wanted.push(rest.subarray(0, left))
      left -= rest.length
    }
    const { bytesRead } = await file.handle.readv(wanted, position + done).catch((cause: unknown) => {
      throw unreadable(file.path, cause)
    })
    if (bytesRead === 0)
      throw damaged(file.path, `the file is truncated: expected ${length} bytes at ${position}, got ${done}`)
    done += bytesRead
    filled += bytesRead
    while (index < targets.length && filled >= targets[index]!.length) filled -= targets[index++]!.length
  }
}

/** What the system takes at once (IOV_MAX of Linux and macOS). */
const maxArrays = 1024

/** The bytes at a position; the caller has held their number against the file's size. */
export async function readBytes(file: PositionedFile, position: number, length: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(length)
  await fill(file, position, [bytes])
  return bytes
}

/**
 * A text that describes a model.
 * @throws MedspanError `input` where there is no such file; `unsafe-input` where it is too long.
 */
export function readDescription(path: string): Promise<string> {
  return withFile(path, async file => {
    checkDescription(file.size, path)
    return new TextDecoder().decode(await readBytes(file, 0, file.size))
  })
}

/** Bytes of the piece through which types other than float32 pass. */
const pieceBytes = 2 ** 22

/**
 * Float32 from a position on, into one array after the other, without a turn of this thread between them. The caller has held
 * them against the file's size.
 */
export function readFloat32(
  file: PositionedFile,
  position: number,
  targets: readonly Float32Array[],
): Promise<void> {
  return fill(
    file,
    position,
    targets.map(({ buffer, byteOffset, byteLength }) => new Uint8Array(buffer, byteOffset, byteLength)),
  )
}

/** `count` numbers from a position on, as float32. The caller has held them against the file's size. */
export async function readFloats(
  file: PositionedFile,
  type: FloatType,
  position: number,
  count: number,
): Promise<Float32Array> {
  const target = new Float32Array(count)
  if (type === 'F32') {
    await readFloat32(file, position, [target])
    return target
  }
  const each = floatBytes[type]
  const piece = new Uint8Array(Math.min(pieceBytes, count * each))
  for (let done = 0; done < count; ) {
    const now = Math.min(count - done, piece.length / each)
    await fill(file, position + done * each, [piece.subarray(0, now * each)])
    convert(type, piece, target, done, now)
    done += now
  }
  return target
}

/**
 * Rows of int8 from a position on, each times its scale. The caller has held them against the file's size.
 * @param scales one for each row
 * @param options.name of the scales, for messages
 * @throws MedspanError `input` for a scale that is no finite number
 */
export async function readScaledRows(
  file: PositionedFile,
  position: number,
  scales: Float32Array,
  { columns, name }: { readonly columns: number; readonly name: string },
): Promise<Float32Array> {
  const wrong = scales.findIndex(scale => !Number.isFinite(scale))
  if (wrong >= 0)
    throw damaged(file.path, `expected a finite scale, got ${scales[wrong]} in row ${wrong}`, name)
  const target = new Float32Array(scales.length * columns)
  const rowsAtOnce = Math.max(1, Math.floor(pieceBytes / Math.max(1, columns)))
  for (let row = 0; row < scales.length; row += rowsAtOnce) {
    const rows = Math.min(rowsAtOnce, scales.length - row)
    const piece = new Int8Array((await readBytes(file, position + row * columns, rows * columns)).buffer)
    for (let i = 0; i < rows; i++) {
      const scale = scales[row + i]!
      for (let from = i * columns, to = (row + i) * columns, end = to + columns; to < end; )
        target[to++] = piece[from++]! * scale
    }
  }
  return target
}

/**
 * A strided view as a row-major array: element (i, j, ...) lies `i·strides[0] + j·strides[1] + ...` numbers after
 * the position. What lies between the first and the last element is in memory meanwhile. The caller has held it
 * against the file's size; no size is 0.
 */
export async function readStrided(
  file: PositionedFile,
  type: FloatType,
  position: number,
  shape: readonly number[],
  strides: readonly number[],
): Promise<Float32Array> {
  const span = shape.reduce((last, size, axis) => last + (size - 1) * strides[axis]!, 0) + 1
  const bytes = await readBytes(file, position, span * floatBytes[type])
  const target = new Float32Array(shape.reduce((product, size) => product * size, 1))
  const places = new Float64Array(Math.min(target.length, pieceBytes / 64))
  const index = shape.map(() => 0)
  let place = 0
  for (let done = 0; done < target.length; done += places.length) {
    const now = Math.min(places.length, target.length - done)
    for (let i = 0; i < now; i++) {
      places[i] = place
      for (let axis = index.length - 1; axis >= 0; axis--) {
        place += strides[axis]!
        if (++index[axis]! < shape[axis]!) break
        place -= shape[axis]! * strides[axis]!
        index[axis] = 0
      }
    }
    convert(type, bytes, target, done, now, places)
  }
  return target
}
