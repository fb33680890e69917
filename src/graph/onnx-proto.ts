/**
 * @file The few messages of ONNX's protocol buffers that a graph of ours needs, written to bytes.
 *
 * Field numbers from onnx/onnx.proto (ONNX IR version 10). Graphs are not read back: ONNX Runtime does that.
 */
import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire'
import { appendAll } from '../lists.ts'

/** `TensorProto.DataType`. */
export const DATA_TYPE = { float: 1, int8: 3, int32: 6, int64: 7, bool: 9, double: 11, uint32: 12 } as const
export type DataType = (typeof DATA_TYPE)[keyof typeof DATA_TYPE]

export type AttributeValue =
  | { readonly int: number }
  | { readonly float: number }
  | { readonly ints: readonly number[] }
  | { readonly string: string }
  | { readonly graph: OnnxGraph }

export interface OnnxNode {
  readonly op: string
  readonly inputs: readonly string[]
  readonly outputs: readonly string[]
  readonly attributes?: Readonly<Record<string, AttributeValue>>
}

export interface OnnxTensor {
  readonly name: string
  readonly dims: readonly number[]
  readonly dataType: DataType
  /** Little-endian. */
  readonly bytes: Uint8Array
}

export interface OnnxValue {
  readonly name: string
  readonly dataType: DataType
  readonly shape: readonly (number | string)[]
}

export interface OnnxGraph {
  readonly name: string
  readonly nodes: readonly OnnxNode[]
  readonly inputs: readonly OnnxValue[]
  readonly outputs: readonly OnnxValue[]
  /** What is known of values in between. */
  readonly values?: readonly OnnxValue[] | undefined
}

export interface OnnxModel extends OnnxGraph {
  readonly opset: number
  readonly initializers: readonly OnnxTensor[]
  /** `metadata_props` */
  readonly metadata?: Readonly<Record<string, string>> | undefined
}

const IR_VERSION = 10
/** `AttributeProto.AttributeType`. */
const ATTRIBUTE_TYPE = { float: 1, int: 2, string: 3, graph: 5, ints: 7 } as const

type Write = (writer: BinaryWriter) => void

const message =
  (field: number, body: Write): Write =>
  writer => {
    writer.tag(field, WireType.LengthDelimited).fork()
    body(writer)
    writer.join()
  }
const text =
  (field: number, value: string): Write =>
  writer =>
    writer.tag(field, WireType.LengthDelimited).string(value)
const number =
  (field: number, value: number): Write =>
  writer =>
    writer.tag(field, WireType.Varint).int64(value)
const all =
  (parts: readonly Write[]): Write =>
  writer => {
    for (const part of parts) part(writer)
  }

function attribute(name: string, value: AttributeValue): Write {
  const parts: Write[] = [text(1, name)]
  if ('int' in value) parts.push(number(3, value.int), number(20, ATTRIBUTE_TYPE.int))
  else if ('float' in value)
    parts.push(writer => writer.tag(2, WireType.Bit32).float(value.float), number(20, ATTRIBUTE_TYPE.float))
  else if ('string' in value) parts.push(text(4, value.string), number(20, ATTRIBUTE_TYPE.string))
  else if ('graph' in value) parts.push(message(6, graph(value.graph)), number(20, ATTRIBUTE_TYPE.graph))
  else appendAll(parts, [...value.ints.map(item => number(8, item)), number(20, ATTRIBUTE_TYPE.ints)])
  return all(parts)
}

function node(value: OnnxNode): Write {
  return all([
    ...value.inputs.map(name => text(1, name)),
    ...value.outputs.map(name => text(2, name)),
    text(4, value.op),
    ...Object.entries(value.attributes ?? {}).map(([name, item]) => message(5, attribute(name, item))),
  ])
}

function valueInfo(value: OnnxValue): Write {
  const dims = value.shape.map(dim => message(1, typeof dim === 'number' ? number(1, dim) : text(2, dim)))
  const tensorType = all([number(1, value.dataType), message(2, all(dims))])
  return all([text(1, value.name), message(2, message(1, tensorType))])
}

function graph(value: OnnxGraph): Write {
  return all([
    ...value.nodes.map(item => message(1, node(item))),
    text(2, value.name),
    ...value.inputs.map(item => message(11, valueInfo(item))),
    ...value.outputs.map(item => message(12, valueInfo(item))),
    ...(value.values ?? []).map(item => message(13, valueInfo(item))),
  ])
}

const written = (write: Write): Uint8Array => {
  const writer = new BinaryWriter()
  write(writer)
  return writer.finish()
}

/** A message in pieces, so that the numbers of weights are not copied. */
function framed(field: number, pieces: readonly Uint8Array[]): Uint8Array[] {
  const length = pieces.reduce((sum, piece) => sum + piece.length, 0)
  return [written(writer => writer.tag(field, WireType.LengthDelimited).uint32(length)), ...pieces]
}

const entry =
  (field: number) =>
  ([key, value]: readonly [string, string]): Write =>
    message(field, all([text(1, key), text(2, value)]))

/** `TensorProto.DataLocation` */
const EXTERNAL = 1
/** Where each tensor begins in a file of its own: a multiple, so that what maps the file finds numbers where they may be. */
const ALIGNMENT = 64
/** Smaller tensors, such as shapes, stay in the model. */
const MIN_ELSEWHERE = 1024

const headOf = (value: OnnxTensor): Write =>
  all([...value.dims.map(dim => number(1, dim)), number(2, value.dataType), text(8, value.name)])

function tensor(value: OnnxTensor): Uint8Array[] {
  return [written(headOf(value)), ...framed(9, [value.bytes])]
}

/** A tensor whose numbers are in another file, and these. */
function tensorElsewhere(value: OnnxTensor, location: string, offset: number) {
  const place = { location, offset: String(offset), length: String(value.bytes.length) }
  const head = all([headOf(value), ...Object.entries(place).map(entry(13)), number(14, EXTERNAL)])
  const padding = new Uint8Array(-value.bytes.length & (ALIGNMENT - 1))
  return { head: written(head), data: [value.bytes, padding] }
}

/** A model in pieces that follow one another, and the numbers that it has in another file, if it has one. */
export interface OnnxPieces {
  readonly model: Uint8Array[]
  readonly data: Uint8Array[]
}

/**
 * Serialises a `ModelProto`.
 * @param location the name of a file beside it for the numbers of larger tensors; left out, all are in the model
 */
export function formatOnnx(model: OnnxModel, location?: string | undefined): OnnxPieces {
  const data: Uint8Array[] = []
  let offset = 0
  const initializers = model.initializers.flatMap(item => {
    if (location === undefined || item.bytes.length < MIN_ELSEWHERE) return framed(5, tensor(item))
    const elsewhere = tensorElsewhere(item, location, offset)
    for (const piece of elsewhere.data) offset += piece.length
    appendAll(data, elsewhere.data)
    return framed(5, [elsewhere.head])
  })
  const pieces = [
    written(all([number(1, IR_VERSION), text(2, 'medspan')])),
    ...framed(7, [written(graph(model)), ...initializers]),
    written(
      all([
        message(8, all([text(1, ''), number(2, model.opset)])),
        ...Object.entries(model.metadata ?? {}).map(entry(14)),
      ]),
    ),
  ]
  return { model: pieces, data }
}
