/**
 * @file The safetensors format: named tensors in one file, without code in it.
 *
 * A file is the header's length (uint64, little-endian), the header (JSON: for each name `dtype`, `shape` and
 * `data_offsets` relative to the data), and the data. Floating types become float32; tensors of whole numbers
 * (old checkpoints carry `position_ids`) are skipped. As in the reference implementation, the header has at most
 * 100,000,000 bytes, and the tensors cover the data without gap or overlap. Built for little-endian machines,
 * which all of Node's platforms for ONNX Runtime are.
 * Source: https://github.com/huggingface/safetensors, README, "Format".
 */
import type { FileHandle } from 'node:fs/promises'
import { open, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { MedspanError } from '../errors.ts'
import type { FloatTensor, NamedTensors } from './tensors.ts'
import { sizeOf } from './tensors.ts'

/** The longest header that is read, in bytes. */
const maxHeaderLength = 100_000_000

/** Bytes of one element, by the format's names of types. */
const elementBytes: Readonly<Record<string, number>> = {
  F64: 8,
  F32: 4,
  F16: 2,
  BF16: 2,
  F8_E4M3: 1,
  F8_E5M2: 1,
  I64: 8,
  U64: 8,
  I32: 4,
  U32: 4,
  I16: 2,
  U16: 2,
  I8: 1,
  U8: 1,
  BOOL: 1,
}

interface Entry {
  readonly name: string
  readonly dtype: string
  readonly shape: readonly number[]
  /** Offsets in the data. */
  readonly begin: number
  readonly end: number
}

function inputError(path: string, message: string, at?: string): MedspanError {
  return new MedspanError('input', message, {
    where: { path, ...(at === undefined ? {} : { at }) },
    hint: 'Fetch or copy the file again: it is damaged, or it is not a safetensors file.',
  })
}

function isWholeNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The header's length as the first 8 bytes say it, held against the file's length. */
function headerLengthOf(prefix: Uint8Array, fileLength: number, path: string): number {
  if (fileLength < 8)
    throw inputError(path, `expected at least the 8 bytes of a header's length, got ${fileLength} bytes`)
  const length = new DataView(prefix.buffer, prefix.byteOffset, 8).getBigUint64(0, true)
  if (length > BigInt(maxHeaderLength)) {
    throw new MedspanError(
      'unsafe-input',
      `the header claims ${length} bytes; expected at most ${maxHeaderLength}`,
      { where: { path }, hint: 'This is not a safetensors file, or one that nobody should open.' },
    )
  }
  if (Number(length) > fileLength - 8) {
    throw inputError(
      path,
      `the file is truncated: its header should have ${length} bytes, and ${fileLength - 8} follow`,
    )
  }
  return Number(length)
}

function parseHeader(bytes: Uint8Array, dataLength: number, path: string): Entry[] {
  let header: unknown
  try {
    header = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch (cause) {
    throw inputError(
      path,
      `the header is not JSON in UTF-8: ${cause instanceof Error ? cause.message : cause}`,
    )
  }
  if (!isRecord(header)) throw inputError(path, 'the header is not a JSON object')
  const entries: Entry[] = []
  for (const [name, value] of Object.entries(header)) {
    if (name === '__metadata__') continue
    if (!isRecord(value)) throw inputError(path, 'expected an object that describes a tensor', name)
    const { dtype, shape, data_offsets: offsets } = value
    if (typeof dtype !== 'string' || elementBytes[dtype] === undefined)
      throw inputError(path, `unknown dtype ${JSON.stringify(dtype)}`, name)
    if (!Array.isArray(shape) || !shape.every(isWholeNumber))
      throw inputError(path, `expected a shape of whole numbers, got ${JSON.stringify(shape)}`, name)
    if (!Array.isArray(offsets) || offsets.length !== 2 || !offsets.every(isWholeNumber))
      throw inputError(path, `expected two offsets, got ${JSON.stringify(offsets)}`, name)
    const [begin, end] = offsets as [number, number]
    const expected = sizeOf(shape) * elementBytes[dtype]
    if (end - begin !== expected) {
      throw inputError(
        path,
        `${dtype} of shape [${shape.join(', ')}] needs ${expected} bytes, got ${end - begin}`,
        name,
      )
    }
    entries.push({ name, dtype, shape, begin, end })
  }
  entries.sort((a, b) => a.begin - b.begin || a.end - b.end)
  let covered = 0
  for (const entry of entries) {
    if (entry.begin !== covered) {
      const fault = entry.begin < covered ? 'overlaps the tensor before it' : 'leaves a gap before it'
      throw inputError(path, `the tensor ${fault}: it begins at ${entry.begin}, not ${covered}`, entry.name)
    }
    covered = entry.end
  }
  if (covered > dataLength) {
    throw inputError(
      path,
      `the file is truncated: its tensors need ${covered} bytes, and it has ${dataLength}`,
    )
  }
  if (covered < dataLength)
    throw inputError(path, `${dataLength - covered} bytes at the end belong to no tensor`)
  return entries
}

/** IEEE 754 binary16 as float32; exact. */
function fromHalf(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1
  const exponent = (bits >> 10) & 0x1f
  const fraction = bits & 0x3ff
  if (exponent === 0) return sign * fraction * 2 ** -24
  if (exponent === 31) return fraction === 0 ? sign * Infinity : Number.NaN
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15)
}

/** The floating types, each from raw bytes to float32. The bytes are a copy of their own. */
const toFloat32: Readonly<Record<string, (bytes: Uint8Array) => Float32Array>> = {
  F32: bytes => new Float32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4),
  F64: bytes => Float32Array.from(new Float64Array(bytes.buffer, bytes.byteOffset, bytes.length / 8)),
  F16: bytes =>
    Float32Array.from(new Uint16Array(bytes.buffer, bytes.byteOffset, bytes.length / 2), bits =>
      fromHalf(bits),
    ),
  BF16: bytes => {
    const halves = new Uint16Array(bytes.buffer, bytes.byteOffset, bytes.length / 2)
    const words = new Uint32Array(halves.length)
    for (let i = 0; i < halves.length; i++) words[i] = halves[i]! << 16
    return new Float32Array(words.buffer)
  },
}

/** How to read an entry's bytes, or undefined where it holds whole numbers. */
function converterOf(entry: Entry, path: string): ((bytes: Uint8Array) => Float32Array) | undefined {
  const convert = toFloat32[entry.dtype]
  if (convert !== undefined || !entry.dtype.startsWith('F')) return convert
  throw new MedspanError('input', `expected F32, F16, BF16 or F64, got ${entry.dtype}`, {
    where: { path, at: entry.name },
    hint: 'Save the model in one of those types.',
  })
}

/**
 * The floating tensors of a safetensors file, in the order of their data, as float32 copies.
 * @throws MedspanError `input` where the bytes are against the format, naming the tensor.
 */
export function parseSafetensors(bytes: Uint8Array, path: string): Map<string, FloatTensor> {
  const dataBegin = 8 + headerLengthOf(bytes, bytes.length, path)
  const entries = parseHeader(bytes.subarray(8, dataBegin), bytes.length - dataBegin, path)
  const tensors = new Map<string, FloatTensor>()
  for (const entry of entries) {
    const convert = converterOf(entry, path)
    if (convert === undefined) continue
    const copy = new Uint8Array(entry.end - entry.begin)
    copy.set(bytes.subarray(dataBegin + entry.begin, dataBegin + entry.end))
    tensors.set(entry.name, { shape: entry.shape, data: convert(copy) })
  }
  return tensors
}

async function readExactly(file: FileHandle, position: number, length: number, path: string) {
  const bytes = new Uint8Array(length)
  for (let done = 0; done < length; ) {
    const { bytesRead } = await file.read(bytes, done, Math.min(length - done, 1 << 30), position + done)
    if (bytesRead === 0) throw inputError(path, 'the file became shorter while it was read')
    done += bytesRead
  }
  return bytes
}

async function openToRead(path: string): Promise<FileHandle> {
  try {
    return await open(path, 'r')
  } catch (cause) {
    throw new MedspanError(
      'input',
      `could not be read: ${cause instanceof Error ? cause.message : String(cause)}`,
      { where: { path }, cause },
    )
  }
}

/** Like `parseSafetensors`, from a file, tensor by tensor, so that the file is never in memory twice. */
export async function readSafetensorsFile(path: string): Promise<Map<string, FloatTensor>> {
  const file = await openToRead(path)
  try {
    const { size } = await file.stat()
    const prefix = await readExactly(file, 0, Math.min(8, size), path)
    const headerLength = headerLengthOf(prefix, size, path)
    const dataBegin = 8 + headerLength
    const entries = parseHeader(await readExactly(file, 8, headerLength, path), size - dataBegin, path)
    const tensors = new Map<string, FloatTensor>()
    for (const entry of entries) {
      const convert = converterOf(entry, path)
      if (convert === undefined) continue
      const bytes = await readExactly(file, dataBegin + entry.begin, entry.end - entry.begin, path)
      tensors.set(entry.name, { shape: entry.shape, data: convert(bytes) })
    }
    return tensors
  } finally {
    await file.close()
  }
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  )
}

/** Whether a folder holds weights that `readSafetensors` would read. */
export async function hasSafetensors(folder: string): Promise<boolean> {
  return (
    (await exists(join(folder, 'model.safetensors'))) ||
    (await exists(join(folder, 'model.safetensors.index.json')))
  )
}

/** The files that an index names, each once, sorted. Refuses names that lead out of the folder. */
async function readShardNames(path: string): Promise<string[]> {
  let index: unknown
  try {
    index = JSON.parse(await readFile(path, 'utf8'))
  } catch (cause) {
    throw inputError(path, `is not JSON: ${cause instanceof Error ? cause.message : String(cause)}`)
  }
  const map = isRecord(index) ? index.weight_map : undefined
  if (!isRecord(map)) throw inputError(path, 'expected an object of file names', 'weight_map')
  const names = new Set<string>()
  for (const [tensor, name] of Object.entries(map)) {
    if (typeof name !== 'string') throw inputError(path, 'expected a file name', `weight_map ${tensor}`)
    if (name.includes('/') || name.includes('\\') || !name.endsWith('.safetensors')) {
      throw new MedspanError(
        'unsafe-input',
        `expected the name of a .safetensors file in the same folder, got ${name}`,
        { where: { path, at: `weight_map ${tensor}` } },
      )
    }
    names.add(name)
  }
  return [...names].sort()
}

/**
 * The weights of a Hugging Face model folder: `model.safetensors`, or the files that
 * `model.safetensors.index.json` names.
 * @throws MedspanError `input` when there are none, or a file is against the format.
 */
export async function readSafetensors(folder: string): Promise<Map<string, FloatTensor>> {
  const single = join(folder, 'model.safetensors')
  if (await exists(single)) return readSafetensorsFile(single)
  const index = join(folder, 'model.safetensors.index.json')
  if (!(await exists(index))) {
    throw new MedspanError(
      'input',
      'expected model.safetensors or model.safetensors.index.json, got neither',
      {
        where: { path: folder },
        hint: 'Give a model folder in Hugging Face’s layout, with its weights saved as safetensors.',
      },
    )
  }
  const tensors = new Map<string, FloatTensor>()
  for (const name of await readShardNames(index))
    for (const [key, tensor] of await readSafetensorsFile(join(folder, name))) tensors.set(key, tensor)
  return tensors
}

/**
 * A file's content in pieces: the header, then each tensor's bytes as a view on its data. Tensors are sorted by
 * name, as the reference implementation does, so that equal tensors give equal files.
 */
export function safetensorsPieces(
  tensors: NamedTensors,
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array[] {
  const sorted = [...tensors].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
  const parts: string[] = []
  if (Object.keys(metadata).length > 0) parts.push(`"__metadata__":${JSON.stringify(metadata)}`)
  let offset = 0
  const pieces: Uint8Array[] = []
  for (const [name, { shape, data }] of sorted) {
    const end = offset + data.byteLength
    const entry = JSON.stringify({ dtype: 'F32', shape, data_offsets: [offset, end] })
    parts.push(`${JSON.stringify(name)}:${entry}`)
    pieces.push(new Uint8Array(data.buffer, data.byteOffset, data.byteLength))
    offset = end
  }
  const json = Buffer.from(`{${parts.join(',')}}`, 'utf8')
  const padded = Math.ceil(json.length / 8) * 8
  const header = new Uint8Array(8 + padded).fill(0x20, 8)
  new DataView(header.buffer).setBigUint64(0, BigInt(padded), true)
  header.set(json, 8)
  return [header, ...pieces]
}

/** A safetensors file of float32 tensors. `{ format: 'pt' }` is what Python transformers asks for. */
export function formatSafetensors(
  tensors: NamedTensors,
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array {
  return Buffer.concat(safetensorsPieces(tensors, metadata))
}
