/**
 * @file The weights in a file of ONNX that medspan has exported: the numbers alone, under the names of Hugging Face's
 * checkpoints. Its graph is passed over: what is computed is the graph of the model's family, so that nobody's file runs.
 *
 * A ModelProto has a graph (7), and that its initializers (5), each with dims (1), data_type (2), name (8) and raw_data (9).
 * Weights in int8 are float32 again, as `quantize.ts` has them; what a chain over labels adds is in `metadata_props` (14).
 */
import { type BinaryReader, BinaryReader as Reader, WireType } from '@bufbuild/protobuf/wire'
import { MedspanError } from '../../errors.ts'
import { DATA_TYPE } from '../../graph/onnx-proto.ts'
import { dequantize, quantizedNames } from '../../graph/quantize.ts'
import { type FloatTensor, type NamedTensors, sizeOf } from '../tensors.ts'
import { checkDescription, damaged, hostile, readBytes, type StoredTensors, withFile } from './stored.ts'

/** Protocol buffers end here. */
export const maxOnnxBytes = 2 ** 31 - 1
/** As many as the header of a file of safetensors can have; each takes memory, however few bytes it has. */
const maxTensors = 130_000
const maxAxes = 8

interface Initializer {
  readonly dims: readonly number[]
  readonly dataType: number
  readonly bytes: Uint8Array
}

/** A chain's parameters, as `metadata_props` has them: JSON of numbers, in as many lists as the shape has axes. */
export function formatMetadata(parameters: NamedTensors): Record<string, string> {
  const lists = ([rows, ...rest]: readonly number[], data: Float32Array): unknown =>
    rest.length === 0
      ? [...data]
      : Array.from({ length: rows! }, (_, i) =>
          lists(rest, data.subarray(i * sizeOf(rest), (i + 1) * sizeOf(rest))),
        )
  return Object.fromEntries(
    [...parameters].map(([name, { shape, data }]) => [name, JSON.stringify(lists(shape, data))]),
  )
}

/**
 * Reads a file whole, and copies each tensor out of it.
 * @throws MedspanError `input` for what is no such file; `unsafe-input` where it names other files, or is too large
 */
export function readOnnxFile(path: string): Promise<StoredTensors> {
  return withFile(path, async file => {
    if (file.size > maxOnnxBytes)
      throw hostile(path, `expected at most the ${maxOnnxBytes} bytes of a protocol buffer, got ${file.size}`)
    const { initializers, metadata } = parseModel(await readBytes(file, 0, file.size), path)
    const tensors = new Map<string, FloatTensor>()
    for (const [name, { dims, dataType, bytes }] of initializers)
      if (dataType === DATA_TYPE.float) tensors.set(name, { shape: dims, data: floatsOf(bytes) })
    for (const name of tensors.keys()) {
      const weight = name.replace(/_scale$/, '')
      const { numbers, scales } = quantizedNames(weight)
      const quantized = initializers.get(numbers)
      if (name !== scales || quantized?.dataType !== DATA_TYPE.int8) continue
      tensors.set(weight, readQuantized(quantized, tensors.get(scales)!, { path, at: numbers }))
    }
    for (const [name, value] of metadata) {
      const tensor = parseNumbers(value)
      if (tensor !== undefined) tensors.set(name, tensor)
    }
    return { tensors, skipped: [] }
  })
}

function readQuantized(
  { dims, bytes }: Initializer,
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
  const data = new Int8Array(bytes.buffer, bytes.byteOffset, bytes.length)
  return dequantize({ shape: [rows!, columns!], data, axis, scales: scale.data })
}

/** A copy: floating numbers begin at a multiple of 4, and these anywhere. */
function floatsOf(bytes: Uint8Array): Float32Array {
  return new Float32Array(bytes.slice().buffer)
}

/** Numbers, or lists of as many numbers each. */
function parseNumbers(text: string): FloatTensor | undefined {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return undefined
  }
  if (!Array.isArray(value)) return undefined
  const isRow = (row: unknown, length: number): row is number[] =>
    Array.isArray(row) && row.length === length && row.every(number => typeof number === 'number')
  if (isRow(value, value.length)) return { shape: [value.length], data: Float32Array.from(value) }
  const columns = Array.isArray(value[0]) ? value[0].length : 0
  if (!value.every(row => isRow(row, columns))) return undefined
  return { shape: [value.length, columns], data: Float32Array.from(value.flat()) }
}

// ---------------------------------------------------------------------------------------------- the format

/** Calls `on` for each field of a message; what it does not read is passed over. */
function eachField(reader: BinaryReader, end: number, on: (field: number, type: WireType) => boolean): void {
  while (reader.pos < end) {
    const [field, type] = reader.tag()
    if (!on(field, type)) reader.skip(type, field)
  }
}

function parseModel(bytes: Uint8Array, path: string) {
  const initializers = new Map<string, Initializer>()
  const metadata = new Map<string, string>()
  let metadataBytes = 0
  try {
    const reader = new Reader(bytes)
    eachField(reader, reader.len, (field, type) => {
      if (type !== WireType.LengthDelimited || (field !== 7 && field !== 14)) return false
      const length = reader.uint32()
      const end = reader.pos + length
      if (field === 14) {
        metadataBytes += length
        checkDescription(metadataBytes, path)
        metadata.set(...parseEntry(reader, end))
      } else
        eachField(reader, end, (inner, innerType) => {
          if (inner !== 5 || innerType !== WireType.LengthDelimited) return false
          if (initializers.size >= maxTensors) throw hostile(path, `expected at most ${maxTensors} tensors`)
          parseTensor(reader, reader.uint32() + reader.pos, { path, initializers })
          return true
        })
      return true
    })
  } catch (cause) {
    if (cause instanceof MedspanError) throw cause
    throw damaged(path, `expected a model of ONNX: ${cause instanceof Error ? cause.message : cause}`)
  }
  return { initializers, metadata }
}

function parseEntry(reader: BinaryReader, end: number): [key: string, value: string] {
  const entry: [string, string] = ['', '']
  eachField(reader, end, (field, type) => {
    if ((field !== 1 && field !== 2) || type !== WireType.LengthDelimited) return false
    entry[field - 1] = reader.string()
    return true
  })
  return entry
}

function parseTensor(
  reader: BinaryReader,
  end: number,
  { path, initializers }: { readonly path: string; readonly initializers: Map<string, Initializer> },
): void {
  const dims: number[] = []
  let dataType = 0
  let name = ''
  let bytes: Uint8Array = new Uint8Array()
  let isElsewhere = false
  eachField(reader, end, (field, type) => {
    if (type === WireType.Varint && field === 1) dims.push(Number(reader.int64()))
    else if (type === WireType.LengthDelimited && field === 1)
      for (const stop = reader.uint32() + reader.pos; reader.pos < stop && dims.length <= maxAxes; )
        dims.push(Number(reader.int64()))
    else if (type === WireType.Varint && field === 2) dataType = reader.int32()
    else if (type === WireType.LengthDelimited && field === 8) name = reader.string()
    else if (type === WireType.LengthDelimited && field === 9) bytes = reader.bytes()
    else {
      if (field === 13 || field === 14) isElsewhere = true
      return false
    }
    if (dims.length > maxAxes) throw damaged(path, `expected at most ${maxAxes} axes`, name)
    return true
  })
  if (isElsewhere)
    throw hostile(path, 'expected the numbers in this file, got the name of another file', name)
  const width = dataType === DATA_TYPE.float ? 4 : dataType === DATA_TYPE.int8 ? 1 : undefined
  if (width === undefined) return
  if (dims.some(dim => dim < 0) || sizeOf(dims) * width !== bytes.length)
    throw damaged(
      path,
      `[${dims.slice(0, 16)}] needs ${sizeOf(dims) * width} bytes, got ${bytes.length}`,
      name,
    )
  initializers.set(name, { dims, dataType, bytes })
}
