/** @file What a lowered graph says of itself, besides what it computes. */
import { BinaryReader, WireType } from '@bufbuild/protobuf/wire'
import { expect, it } from 'vitest'
import { lower } from '../../src/graph/lower.ts'
import { exp, float, mul, reshape, sum, trace } from '../../src/graph/trace.ts'

/** The messages, or texts, of a field of a message. */
function fieldsOf(message: Uint8Array, wanted: number): Uint8Array[] {
  const reader = new BinaryReader(message)
  const found: Uint8Array[] = []
  while (reader.pos < reader.len) {
    const [field, type] = reader.tag()
    if (field === wanted && type === WireType.LengthDelimited) found.push(reader.bytes())
    else reader.skip(type, field)
  }
  return found
}

const textOf = (bytes: Uint8Array | undefined): string => new TextDecoder().decode(bytes)

/** Sizes of a `ValueInfoProto`: symbols by their names, numbers as `#`. */
function shapeOf(value: Uint8Array): string {
  const [shape] = fieldsOf(fieldsOf(fieldsOf(value, 2)[0]!, 1)[0]!, 2)
  return fieldsOf(shape!, 1)
    .map(dim => textOf(fieldsOf(dim, 2)[0]) || '#')
    .join()
}

// ONNX Runtime loses the symbols at a reshape. Where it does not know that two results are of one size it writes none over the
// other, and looks at all that it could not use again for each new one: sessions of large models took four times as long to open.
it('states the shape of every result in between, symbols included', () => {
  const inputs = new Map([['x', float('B', 'T', 8)]])
  const graph = trace(inputs, get => {
    const rows = reshape(exp(get('x')), ['B*T', 8])
    return { y: sum(mul(rows, rows), [1]) }
  })
  const [onnx] = fieldsOf(lower(graph), 7)
  const stated = fieldsOf(onnx!, 13).map(value => `${textOf(fieldsOf(value, 1)[0])} ${shapeOf(value)}`)
  expect(stated).toEqual(['v1 B,T,#', 'v2 B*T,#', 'v3 B*T,#'])
  expect(fieldsOf(onnx!, 12).map(shapeOf)).toEqual(['B*T'])
})
