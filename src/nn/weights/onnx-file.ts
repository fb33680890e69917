/**
 * @file The weights in a file of ONNX that medspan has exported: the numbers alone, under the names of Hugging Face's
 * checkpoints. Its graph is passed over: what is computed is the graph of the model's family, so that nobody's file runs.
 *
 * Numbers that a protocol buffer has no room for are in a file beside it, `model.onnx_data`, and in no other.
 * Weights in int8 are float32 again, as `quantize.ts` has them.
 */
import { dirname } from 'node:path'
import { DATA_TYPE } from '../../graph/onnx-proto.ts'
import { dequantize, quantizedNames } from '../../graph/quantize.ts'
import { checkWithin } from '../../system/folder.ts'
import type { FloatTensor } from '../tensors.ts'
import { damaged, hostile } from './damage.ts'
import { type Initializer, onnxDataOf, parseOnnxModel } from './onnx-model.ts'
import { type PositionedFile, readBytes, type StoredTensors, withFile } from './stored.ts'

/** Protocol buffers end here. */
export const maxOnnxBytes = 2 ** 31 - 1

/**
 * Reads a file whole, and copies each tensor out of it.
 * @throws MedspanError `input` for what is no such file; `unsafe-input` where it names other files, or is too large
 */
export function readOnnxFile(path: string): Promise<StoredTensors> {
  return withFile(path, async file => {
    if (file.size > maxOnnxBytes)
      throw hostile(path, `expected at most the ${maxOnnxBytes} bytes of a protocol buffer, got ${file.size}`)
    const { initializers, chain } = parseOnnxModel(await readBytes(file, 0, file.size), path)
    const isApart = [...initializers.values()].some(({ bytes }) => typeof bytes === 'number')
    const tensors = isApart
      ? await withData(path, data => readTensors(initializers, path, data))
      : await readTensors(initializers, path)
    for (const [name, tensor] of chain) tensors.set(name, tensor)
    return { tensors, skipped: [] }
  })
}

/** Opens the one other file whose numbers a model may have: that beside it. */
async function withData<T>(path: string, work: (file: PositionedFile) => Promise<T>): Promise<T> {
  const data = onnxDataOf(path)
  await checkWithin(dirname(path), data)
  return withFile(data, work)
}

async function readTensors(
  initializers: ReadonlyMap<string, Initializer>,
  path: string,
  data?: PositionedFile,
): Promise<Map<string, FloatTensor>> {
  let covered = 0
  /** A copy: floating numbers begin at a multiple of 4, and those in the model anywhere. */
  const bytesOf = async (name: string, { bytes, length }: Initializer): Promise<ArrayBufferLike> => {
    if (typeof bytes !== 'number') return bytes.slice().buffer
    // One after the other: the same bytes many times would take any memory.
    if (data === undefined || bytes < covered || length > data.size - bytes)
      throw damaged(path, `expected ${length} bytes of their own in ${onnxDataOf(path)}, at ${bytes}`, name)
    covered = bytes + length
    return (await readBytes(data, bytes, length)).buffer
  }
  const floats = new Map<string, FloatTensor>()
  const integers = new Map<string, { readonly dims: readonly number[]; readonly data: Int8Array }>()
  for (const [name, initializer] of initializers) {
    const { dims, dataType } = initializer
    const buffer = await bytesOf(name, initializer)
    if (dataType === DATA_TYPE.float) floats.set(name, { shape: dims, data: new Float32Array(buffer) })
    else integers.set(name, { dims, data: new Int8Array(buffer) })
  }
  for (const name of [...floats.keys()]) {
    const weight = name.replace(/_scale$/, '')
    const { numbers, scales } = quantizedNames(weight)
    const quantized = integers.get(numbers)
    if (name === scales && quantized !== undefined)
      floats.set(weight, readQuantized(quantized, floats.get(scales)!, { path, at: numbers }))
  }
  return floats
}

function readQuantized(
  { dims, data }: { readonly dims: readonly number[]; readonly data: Int8Array },
  scale: FloatTensor,
  { path, at }: { readonly path: string; readonly at: string },
): FloatTensor {
  const [rows, columns] = dims
  const axis = scale.shape.length === 1 ? 1 : 0
  if (dims.length !== 2 || scale.data.length !== dims[axis])
    throw damaged(
      path,
      `expected [rows,columns] with a scale for each, got [${dims}] and [${scale.shape}]`,
      at,
    )
  return dequantize({ shape: [rows!, columns!], data, axis, scales: scale.data })
}
