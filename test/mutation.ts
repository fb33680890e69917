/**
 * @file Files that were tampered with, for tests of what reads them: bytes changed at random.
 */
import fc from 'fast-check'

export interface Change {
  /** Where: beyond the end, it begins again at the front. */
  readonly at: number
  readonly kind: ChangeKind
  /** The byte, the bit, the digit, which piece, or which other place, by kind and modulo what there is. */
  readonly value: number
  /** How many bytes, for kinds that leave it open. */
  readonly length: number
}

export type ChangeKind = keyof typeof edits

type Edit = (bytes: Buffer, at: number, change: Change, piece: Uint8Array) => Buffer

const put = (bytes: Buffer, at: number, piece: Uint8Array, removed: number): Buffer =>
  Buffer.concat([bytes.subarray(0, at), piece, bytes.subarray(at + removed)])

const edits = {
  byte: (bytes, at, { value }) => put(bytes, at, Buffer.of(value & 255), 1),
  bit: (bytes, at, { value }) => put(bytes, at, Buffer.of(bytes[at]! ^ (1 << (value % 8))), 1),
  /** The next digit from there becomes another one. */
  digit(bytes, at, { value }) {
    const digit = bytes.subarray(at).findIndex(byte => byte >= 0x30 && byte <= 0x39)
    return put(bytes, at + Math.max(0, digit), Buffer.of(0x30 + (value % 10)), 1)
  },
  swap(bytes, at, { length }) {
    const other = (at + length) % bytes.length
    const [here, there] = [Buffer.of(bytes[at]!), Buffer.of(bytes[other]!)]
    return put(put(bytes, at, there, 1), other, here, 1)
  },
  cut: (bytes, at) => bytes.subarray(0, at),
  drop: (bytes, at, { length }) => put(bytes, at, Buffer.of(), length),
  repeat: (bytes, at, { length }) => put(bytes, at, bytes.subarray(at, at + length), 0),
  /** Bytes of another place in the file are likeliest to be well-formed still. */
  copy(bytes, at, { value, length }) {
    const piece = bytes.subarray(value % bytes.length).subarray(0, length)
    return put(bytes, at, piece, piece.length)
  },
  insert: (bytes, at, _, piece) => put(bytes, at, piece, 0),
  overwrite: (bytes, at, _, piece) => put(bytes, at, piece, piece.length),
  replace: (bytes, at, { length }, piece) => put(bytes, at, piece, length),
} satisfies Readonly<Record<string, Edit>>

/** One change of these kinds; a kind that is named twice is twice as likely. */
export const changeOf = (...kinds: readonly ChangeKind[]): fc.Arbitrary<Change> =>
  fc.record({
    at: fc.nat(2 ** 31 - 1),
    kind: fc.constantFrom(...kinds),
    value: fc.nat(2 ** 31 - 1),
    length: fc.oneof(
      { weight: 4, arbitrary: fc.integer({ min: 1, max: 16 }) },
      fc.integer({ min: 1, max: 400 }),
    ),
  })

/** From one to four changes of these kinds. */
export const changesOf = (...kinds: readonly ChangeKind[]): fc.Arbitrary<Change[]> =>
  fc.array(changeOf(...kinds), { minLength: 1, maxLength: 4 })

/**
 * The bytes after the changes, one after the other, all of them before the byte `end`. What kinds with pieces insert
 * is one of `pieces`.
 */
export function changeBytes(
  bytes: Uint8Array,
  changes: readonly Change[],
  pieces: readonly Uint8Array[] = [Buffer.of()],
  end: number = bytes.length,
): Buffer {
  let result = Buffer.from(bytes)
  for (const change of changes) {
    if (result.length === 0) break
    const edit: Edit = edits[change.kind]
    const piece = pieces[change.value % pieces.length]!
    result = Buffer.from(edit(result, change.at % Math.min(end, result.length), change, piece))
  }
  return result
}
