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

function tensor(value: OnnxTensor): Uint8Array[] {
  const head = all([...value.dims.map(dim => number(1, dim)), number(2, value.dataType), text(8, value.name)])
  return [written(head), ...framed(9, [value.bytes])]
}

/** Serialises a `ModelProto`, in pieces that follow one another. */
export function formatOnnx(model: OnnxModel): Uint8Array[] {
  const initializers = model.initializers.flatMap(item => framed(5, tensor(item)))
  const entry = ([key, value]: readonly [string, string]): Write =>
    message(14, all([text(1, key), text(2, value)]))
  return [
    written(all([number(1, IR_VERSION), text(2, 'medspan')])),
    ...framed(7, [written(graph(model)), ...initializers]),
    written(
      all([
        message(8, all([text(1, ''), number(2, model.opset)])),
        ...Object.entries(model.metadata ?? {}).map(entry),
      ]),
    ),
  ]
}
