/**
 * @file Frames over the socket between an engine and its Python worker; python/medspan_worker/protocol.py is the other end.
 *
 * A frame is the header's length (uint32, little-endian), the header (JSON), and the numbers of the tensors that the
 * header lists under `tensors`, one after another: row-major, little-endian, `f32` or `i32`.
 */
import type { Writable } from 'node:stream'
import { z } from 'zod'
import { internal } from '../../../errors.ts'
import { type FloatTensor, sizeOf } from '../../../nn/tensors.ts'

/** What is sent. */
export interface SentTensor {
  readonly shape: readonly number[]
  readonly data: Float32Array | Int32Array
}

/** What is received: a header, and its tensors by name. */
export interface Frame {
  readonly header: Readonly<Record<string, unknown>>
  readonly tensors: ReadonlyMap<string, FloatTensor>
}

const mostHeaderBytes = 64 * 2 ** 20
const mostTensorElements = 2 ** 33
/** Bytes that are given to the socket at once. */
const pieceBytes = 2 ** 26

const headerSchema = z.looseObject({
  tensors: z
    .array(z.object({ name: z.string(), dtype: z.literal('f32'), shape: z.array(z.int().min(0)) }))
    .default([]),
})

export async function writeFrame(
  stream: Writable,
  header: Readonly<Record<string, unknown>>,
  tensors: ReadonlyMap<string, SentTensor>,
): Promise<void> {
  const entries = [...tensors].map(([name, { shape, data }]) => {
    if (sizeOf(shape) !== data.length)
      throw internal(`${name} of shape [${shape}] has ${data.length} numbers`)
    return { name, dtype: data instanceof Int32Array ? 'i32' : 'f32', shape }
  })
  const json = Buffer.from(JSON.stringify({ ...header, tensors: entries }), 'utf8')
  const prefix = Buffer.alloc(4)
  prefix.writeUInt32LE(json.length)
  await write(stream, prefix)
  await write(stream, json)
  for (const { data } of tensors.values())
    for (let begin = 0; begin < data.byteLength; begin += pieceBytes)
      await write(
        stream,
        new Uint8Array(data.buffer, data.byteOffset + begin, Math.min(pieceBytes, data.byteLength - begin)),
      )
}

/** Waits until the system has taken the bytes: no array changes under way. */
function write(stream: Writable, bytes: Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => {
    stream.write(bytes, error => (error ? reject(error) : resolve()))
  })
}

/**
 * Reads frames one after another; undefined where the other end is gone.
 * @throws MedspanError `internal` for what is no frame
 */
export function createFrameReader(stream: AsyncIterable<Buffer>): () => Promise<Frame | undefined> {
  const chunks = stream[Symbol.asyncIterator]()
  let rest: Uint8Array = new Uint8Array(0)

  /** Fills an array; false where the other end is gone. */
  async function fill(target: Uint8Array): Promise<boolean> {
    let done = 0
    while (done < target.length) {
      if (rest.length === 0) {
        const next = await chunks.next()
        if (next.done === true) return false
        rest = next.value
      }
      const taken = rest.subarray(0, target.length - done)
      target.set(taken, done)
      done += taken.length
      rest = rest.subarray(taken.length)
    }
    return true
  }

  return async () => {
    const prefix = Buffer.alloc(4)
    if (!(await fill(prefix))) return undefined
    const length = prefix.readUInt32LE()
    if (length > mostHeaderBytes) throw internal(`the worker sends a header of ${length} bytes`)
    const json = Buffer.alloc(length)
    if (!(await fill(json))) return undefined
    const { tensors: entries, ...header } = headerSchema.parse(JSON.parse(json.toString('utf8')))
    const tensors = new Map<string, FloatTensor>()
    for (const { name, shape } of entries) {
      if (sizeOf(shape) > mostTensorElements) throw internal(`the worker sends ${name} of shape [${shape}]`)
      const data = new Float32Array(sizeOf(shape))
      if (!(await fill(new Uint8Array(data.buffer)))) return undefined
      tensors.set(name, { shape, data })
    }
    return { header, tensors }
  }
}
