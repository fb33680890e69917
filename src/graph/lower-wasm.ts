/**
 * @file From an elementwise graph to WebAssembly: one pass over memory where ONNX Runtime makes one an operator.
 *
 * For graphs over vectors [n] and scalars [] only, such as an optimizer's update. Four elements are computed at a
 * time (WebAssembly core specification 2.0, section 2.4.3, vector instructions), in IEEE single precision and in
 * the graph's order, so that the bits are the same on every machine.
 */
import { internal } from '../errors.ts'
import { appendAll } from '../lists.ts'
import type { Graph, Node, OpKind } from './ir.ts'

/** Elements that are computed at a time. */
export const LANES = 4
/** Of an element. */
export const BYTES = 4

/** The vector instruction of each operator that is possible here; all are prefixed with 0xfd. */
const instructions: Partial<Record<OpKind, number>> = {
  neg: 0xe1,
  sqrt: 0xe3,
  add: 0xe4,
  sub: 0xe5,
  mul: 0xe6,
  div: 0xe7,
}

/** The module's bytes, and the order of what its function takes after the length in bytes. */
export interface ElementwiseModule {
  readonly bytes: Uint8Array
  /** Input vectors, of which it takes the addresses. */
  readonly vectors: readonly string[]
  /** Output vectors, whose addresses follow those of the inputs. */
  readonly outputs: readonly string[]
  /** Input scalars, which follow the addresses. */
  readonly scalars: readonly string[]
}

// ------------------------------------------------------------------------------------------ encoding
// WebAssembly core specification 2.0, chapter 5 (binary format).

const VALUE = { i32: 0x7f, f32: 0x7d, v128: 0x7b } as const
const SECTION = { type: 1, import: 2, function: 3, export: 7, code: 10 } as const
/** What can be imported or exported. */
const EXTERNAL = { function: 0, memory: 2 } as const
const OP = {
  loop: 0x03,
  end: 0x0b,
  branchIf: 0x0d,
  localGet: 0x20,
  localSet: 0x21,
  localTee: 0x22,
  i32Const: 0x41,
  i32LessUnsigned: 0x49,
  i32Add: 0x6a,
  vector: 0xfd,
} as const
const VECTOR = { load: 0x00, store: 0x0b, constant: 0x0c, splat: 0x13 } as const
const NO_RESULT = 0x40

/** LEB128 of a whole number that is not negative. */
function unsigned(value: number): number[] {
  const bytes: number[] = []
  let rest = value
  do {
    const low = rest & 0x7f
    rest >>>= 7
    bytes.push(rest === 0 ? low : low | 0x80)
  } while (rest !== 0)
  return bytes
}

const list = (items: readonly (readonly number[])[]): number[] => [...unsigned(items.length), ...items.flat()]
const sized = (bytes: readonly number[]): number[] => [...unsigned(bytes.length), ...bytes]
const section = (id: number, content: readonly number[]): number[] => [id, ...sized(content)]
const name = (text: string): number[] => sized([...new TextEncoder().encode(text)])
const vector = (code: number): number[] => [OP.vector, ...unsigned(code)]

// ------------------------------------------------------------------------------------------ lowering

/**
 * Serialises an elementwise graph as a module that takes the memory `own.memory` and exports
 * `run(lengthInBytes, ...addresses, ...scalars)`. The length is a multiple of `LANES` elements, and not 0. Outputs may lie where
 * inputs do.
 */
export function lowerToWasm(graph: Graph): ElementwiseModule {
  const inputs = graph.nodes.filter((node): node is Node<'input'> => node.kind === 'input')
  const isScalar = (node: Node): boolean => node.type.shape.length === 0
  const vectors = inputs.filter(node => !isScalar(node)).map(node => node.attrs.name)
  const scalars = inputs.filter(isScalar).map(node => node.attrs.name)
  const outputs = [...graph.outputs.keys()]

  // Locals: the length, the addresses and the scalars are parameters; then the offset, and a vector for each node.
  const addresses = vectors.length + outputs.length
  const offset = 1 + addresses + scalars.length
  const local = (place: number): number => offset + 1 + place
  const get = (index: number): number[] => [OP.localGet, ...unsigned(index)]
  const set = (index: number): number[] => [OP.localSet, ...unsigned(index)]
  /** Where the elements of an array lie that are computed now. */
  const place = (array: number): number[] => [...get(1 + array), ...get(offset), OP.i32Add]
  /** An alignment of 2² bytes, and no further offset. */
  const there = [2, 0]

  const before: number[] = []
  const inside: number[] = []
  for (const [number, node] of graph.nodes.entries()) {
    if (node.type.dtype !== 'float' || node.type.shape.length > 1)
      throw internal(`${node.kind}: expected float vectors and scalars in an elementwise graph`)
    const code = isScalar(node) ? before : inside
    if (node.kind === 'input') {
      const value = isScalar(node)
        ? [...get(1 + addresses + scalars.indexOf(node.attrs.name)), ...vector(VECTOR.splat)]
        : [...place(vectors.indexOf(node.attrs.name)), ...vector(VECTOR.load), ...there]
      appendAll(code, [...value, ...set(local(number))])
    } else if (node.kind === 'constant') {
      const lane = [...new Uint8Array(Float32Array.of(node.attrs.value).buffer)]
      appendAll(code, [...vector(VECTOR.constant), ...lane, ...lane, ...lane, ...lane, ...set(local(number))])
    } else {
      const instruction = instructions[node.kind]
      if (instruction === undefined) throw internal(`${node.kind} has no vector instruction`)
      appendAll(code, [
        ...node.inputs.flatMap(input => get(local(input))),
        ...vector(instruction),
        ...set(local(number)),
      ])
    }
  }
  const stores = outputs.flatMap((output, i) => [
    ...place(vectors.length + i),
    ...get(local(graph.outputs.get(output)!)),
    ...vector(VECTOR.store),
    ...there,
  ])
  const step = [...get(offset), OP.i32Const, LANES * BYTES, OP.i32Add, OP.localTee, ...unsigned(offset)]
  const repeat = [...step, ...get(0), OP.i32LessUnsigned, OP.branchIf, 0]
  const body = [...before, OP.loop, NO_RESULT, ...inside, ...stores, ...repeat, OP.end, OP.end]
  const locals = list([
    [1, VALUE.i32],
    [...unsigned(graph.nodes.length), VALUE.v128],
  ])

  const parameters = list([
    ...Array.from({ length: 1 + addresses }, () => [VALUE.i32]),
    ...scalars.map(() => [VALUE.f32]),
  ])
  const bytes = Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00],
    ...section(SECTION.type, list([[0x60, ...parameters, 0]])),
    ...section(SECTION.import, list([[...name('own'), ...name('memory'), EXTERNAL.memory, 0, 0]])),
    ...section(SECTION.function, list([[0]])),
    ...section(SECTION.export, list([[...name('run'), EXTERNAL.function, 0]])),
    ...section(SECTION.code, list([sized([...locals, ...body])])),
  ])
  return { bytes, vectors, scalars, outputs }
}
