/**
 * @file Elementwise graphs that run over arrays, and memory in which arrays lie so that nothing is copied for it.
 *
 * WebAssembly computes on a memory of its own. JavaScript and ONNX Runtime may use that memory like any other, so
 * parameters, gradients and moments are laid there. An array that lies elsewhere, because the 4 GiB of a memory are full,
 * passes through it in slices, which fit the cache.
 */
import { internal } from '../errors.ts'
import type { Graph } from './ir.ts'
import { BYTES, LANES, lowerToWasm } from './lower-wasm.ts'

/** An elementwise graph over arrays. */
export interface Kernel {
  /**
   * Computes the elements from `begin` on and before `end` of the outputs; all when left out.
   * @param scalars by name
   */
  run(scalars: Readonly<Record<string, number>>, begin?: number, end?: number): void
}

export interface KernelMemory {
  /** An array of zeros: in this memory, or elsewhere when it is full. */
  allocate(length: number): Float32Array
  /**
   * Compiles an elementwise graph. An output may be the same array as an input.
   * @param vectors the inputs by name, all of one length
   * @param outputs where the results go, by name, of the same length
   */
  open(
    graph: Graph,
    vectors: Readonly<Record<string, Float32Array>>,
    outputs: Readonly<Record<string, Float32Array>>,
  ): Kernel
}

/** Elements of a slice: four arrays of them are 256 KiB. */
const SLICE = 16_384
/** Arrays that a kernel takes and gives at most. */
const SLICES = 8
/** The first element that is not of a slice. */
const FIRST = SLICE * SLICES
/** Elements: a line of a processor's cache. */
const ALIGNMENT = 16
const PAGE = 65_536 / BYTES
/** Of a memory: 4 GiB. */
const MOST_PAGES = 65_536

interface Memory {
  readonly buffer: ArrayBuffer
}

/** The part of JavaScript's WebAssembly interface that is used here; its types come with browsers only. */
declare const WebAssembly: {
  readonly Memory: new (limits: { readonly initial: number; readonly maximum: number }) => Memory
  readonly Module: new (bytes: Uint8Array) => object
  readonly Instance: new (
    module: object,
    imports: { readonly own: { readonly memory: Memory } },
  ) => { readonly exports: { readonly run: (lengthInBytes: number, ...others: number[]) => void } }
}

/**
 * @param lengths of the arrays that are to lie in it; whatever does not fit lies elsewhere, and is slower to compute on
 * @param mostPages of 64 KiB each
 */
export function createKernelMemory(lengths: readonly number[], mostPages: number = MOST_PAGES): KernelMemory {
  const elements = lengths.reduce((sum, length) => sum + aligned(length), FIRST)
  let opened: Memory | undefined
  const open = (): Memory => {
    opened ??= openMemory(Math.min(Math.ceil(elements / PAGE), mostPages))
    return opened
  }
  let used = FIRST
  return {
    allocate(length) {
      if (length === 0) return new Float32Array(0)
      const { buffer } = open()
      const begin = used * BYTES
      if (begin + length * BYTES > buffer.byteLength) return new Float32Array(length)
      used += aligned(length)
      return new Float32Array(buffer, begin, length)
    },
    open: (graph, vectors, outputs) => openKernel(open(), graph, vectors, outputs),
  }
}

const aligned = (length: number): number => Math.ceil(length / ALIGNMENT) * ALIGNMENT

/** Where the system does not give as much in one piece, arrays may still find room elsewhere. */
function openMemory(pages: number): Memory {
  const least = Math.ceil(FIRST / PAGE)
  try {
    return new WebAssembly.Memory({ initial: pages, maximum: pages })
  } catch (error) {
    if (!(error instanceof RangeError) || pages === least) throw error
    return new WebAssembly.Memory({ initial: least, maximum: least })
  }
}

function openKernel(
  memory: Memory,
  graph: Graph,
  vectors: Readonly<Record<string, Float32Array>>,
  outputs: Readonly<Record<string, Float32Array>>,
): Kernel {
  const lowered = lowerToWasm(graph)
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(lowered.bytes), { own: { memory } })
  const sources = lowered.vectors.map(name => vectors[name]!)
  const arrays = [...sources, ...lowered.outputs.map(name => outputs[name]!)]
  const { length } = sources[0]!
  if (arrays.some(array => array.length !== length) || arrays.length > SLICES)
    throw internal(`an elementwise graph takes at most ${SLICES} vectors, of one length`)
  const slices = arrays.map((_, i) => new Float32Array(memory.buffer, i * SLICE * BYTES, SLICE))
  const everywhere = arrays.map((_, i) => i)
  const elsewhere = everywhere.filter(i => arrays[i]!.buffer !== memory.buffer)
  /** What the function takes: a length, addresses, scalars. */
  const taken = new Array<number>(1 + arrays.length + lowered.scalars.length).fill(0)

  /** Computes elements; those of the arrays in `copied` lie in their slices. */
  const compute = (begin: number, count: number, copied: readonly number[]): void => {
    taken[0] = count * BYTES
    for (let i = 0; i < arrays.length; i++) taken[1 + i] = arrays[i]!.byteOffset + begin * BYTES
    for (const i of copied) taken[1 + i] = slices[i]!.byteOffset
    exports.run(...(taken as [number]))
  }

  /** Computes elements, at most as many as a slice holds, with copies of some arrays. */
  const computeCopied = (begin: number, end: number, copied: readonly number[]): void => {
    for (const i of copied) if (i < sources.length) slices[i]!.set(arrays[i]!.subarray(begin, end))
    compute(begin, Math.ceil((end - begin) / LANES) * LANES, copied)
    for (const i of copied)
      if (i >= sources.length) arrays[i]!.set(slices[i]!.subarray(0, end - begin), begin)
  }

  return {
    run(scalars, begin = 0, end = length) {
      for (const [i, name] of lowered.scalars.entries()) {
        const value = scalars[name]
        if (value === undefined || !Number.isFinite(value))
          throw internal(`an elementwise graph takes finite numbers: ${name} is ${value}`)
        taken[1 + arrays.length + i] = value
      }
      // The last elements, when they do not fill all lanes, have neighbours that are not to be changed.
      const whole = end - ((end - begin) % LANES)
      if (elsewhere.length > 0)
        for (let first = begin; first < whole; first += SLICE)
          computeCopied(first, Math.min(first + SLICE, whole), elsewhere)
      else if (begin < whole) compute(begin, whole - begin, elsewhere)
      if (whole < end) computeCopied(whole, end, everywhere)
    },
  }
}
