/**
 * @file Files as PyTorch saves them, made by hand: pickles opcode by opcode, and ZIPs with any fault.
 */
const u16 = (value: number): Buffer => {
  const bytes = Buffer.alloc(2)
  bytes.writeUInt16LE(value)
  return bytes
}
const u32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32LE(value >>> 0)
  return bytes
}
const u64 = (value: number | bigint): Buffer => {
  const bytes = Buffer.alloc(8)
  bytes.writeBigUInt64LE(BigInt(value))
  return bytes
}
const raw = (text: string): Buffer => Buffer.from(text, 'latin1')

type Part = string | Buffer | readonly Part[]

const joined = (parts: readonly Part[]): Buffer =>
  Buffer.concat(
    parts.map(part => (typeof part === 'string' ? raw(part) : Buffer.isBuffer(part) ? part : joined(part))),
  )

/** A pickle of protocol 2; texts are opcodes as they stand. */
export const pickle = (...parts: Part[]): Buffer => joined(['\x80\x02', ...parts, '.'])
export const text = (value: string): Buffer => {
  const bytes = Buffer.from(value)
  return Buffer.concat([raw('X'), u32(bytes.length), bytes])
}
/** BININT, or LONG1 where that is too small. */
export const int = (value: number | bigint): Buffer =>
  value >= -(2 ** 31) && value < 2 ** 31
    ? Buffer.concat([raw('J'), u32(Number(value))])
    : Buffer.concat([raw('\x8a\x08'), u64(value)])
export const tuple = (...parts: Part[]): Buffer => joined(['(', ...parts, 't'])
export const global = (module: string, name: string): Buffer => raw(`c${module}\n${name}\n`)
export const storage = (
  key: string,
  length: number | bigint,
  type = 'FloatStorage',
  ...view: Part[]
): Buffer =>
  joined([tuple(text('storage'), global('torch', type), text(key), text('cpu'), int(length), ...view), 'Q'])
const counts = (values: readonly (number | bigint)[]): Buffer => tuple(...values.map(int))
export const tensor = (
  of: Buffer,
  offset: number | bigint,
  shape: readonly (number | bigint)[],
  strides: readonly (number | bigint)[],
): Buffer =>
  joined([
    global('torch._utils', '_rebuild_tensor_v2'),
    tuple(
      of,
      int(offset),
      counts(shape),
      counts(strides),
      '\x89',
      global('collections', 'OrderedDict'),
      ')R',
    ),
    'R',
  ])
/** A state dict of tensors by name. */
export const state = (tensors: Readonly<Record<string, Buffer>>): Buffer =>
  pickle('}', '(', ...Object.entries(tensors).flatMap(([name, value]) => [text(name), value]), 'u')

export interface ZipEntry {
  readonly name: string
  readonly data: Buffer
  /** 0 is stored, 8 deflated. */
  readonly method?: number
  /** What the directory says; by default the truth. */
  readonly length?: number
  readonly compressed?: number
  readonly header?: number
  readonly flags?: number
  /** What the local header says; by default the same as the directory. */
  readonly localMethod?: number
}

/** A ZIP file, with ZIP64 fields and records if asked. */
export function zip(entries: readonly ZipEntry[], isLarge = false): Buffer {
  const parts: Buffer[] = []
  const directory: Buffer[] = []
  let at = 0
  for (const entry of entries) {
    const { data, method = 0, flags = 0 } = entry
    const name = Buffer.from(entry.name)
    const length = entry.length ?? data.length
    const compressed = entry.compressed ?? length
    const header = entry.header ?? at
    const local = [u32(0x04034b50), u16(0), u16(flags), u16(entry.localMethod ?? method), Buffer.alloc(16)]
    parts.push(...local, u16(name.length), u16(0), name, data)
    at += 30 + name.length + data.length
    const extra = isLarge
      ? Buffer.concat([u16(1), u16(24), u64(length), u64(compressed), u64(header)])
      : Buffer.alloc(0)
    const shown = (value: number): Buffer => u32(isLarge ? 0xffffffff : value)
    directory.push(
      ...[
        u32(0x02014b50),
        u16(0),
        u16(0),
        u16(flags),
        u16(method),
        Buffer.alloc(8),
        shown(compressed),
        shown(length),
      ],
      ...[u16(name.length), u16(extra.length), u16(0), Buffer.alloc(8), shown(header), name, extra],
    )
  }
  const listed = Buffer.concat(directory)
  if (isLarge)
    directory.push(
      ...[u32(0x06064b50), u64(44), Buffer.alloc(12), u64(entries.length), u64(entries.length)],
      ...[u64(listed.length), u64(at), u32(0x07064b50), u32(0), u64(at + listed.length), u32(1)],
    )
  const numbers = isLarge
    ? [u16(0xffff), u16(0xffff), u32(0xffffffff), u32(0xffffffff)]
    : [u16(entries.length), u16(entries.length), u32(listed.length), u32(at)]
  return Buffer.concat([...parts, ...directory, u32(0x06054b50), u32(0), ...numbers, u16(0)])
}

export const floats = (...values: readonly number[]): Buffer => Buffer.from(Float32Array.from(values).buffer)

/** A file as PyTorch saves it since version 1.6. */
export const torchZip = (program: Buffer, storages: Readonly<Record<string, Buffer>> = {}): Buffer =>
  zip([
    { name: 'archive/data.pkl', data: program },
    { name: 'archive/byteorder', data: raw('little') },
    ...Object.entries(storages).map(([key, data]) => ({ name: `archive/data/${key}`, data })),
  ])

/** A file as PyTorch saved it before; the storages are float32. */
export const torchLegacy = (program: Buffer, storages: Readonly<Record<string, Buffer>> = {}): Buffer =>
  Buffer.concat([
    pickle('\x8a\x0a', Buffer.from('6cfc9c46f9206aa85019', 'hex')),
    pickle('M', u16(1001)),
    pickle('}', text('little_endian'), '\x88s'),
    program,
    pickle(']', '(', ...Object.keys(storages).map(text), 'e'),
    ...Object.values(storages).flatMap(data => [u64(data.length / 4), data]),
  ])
