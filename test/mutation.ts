/**
 * @file Files that were tampered with, for tests of what reads them: bytes changed at random.
 */
import fc from 'fast-check'

export type ChangeKind = 'flip' | 'cut' | 'drop' | 'repeat' | 'insert' | 'swap'

export interface Change {
  /** Where: beyond the end, it begins again at the front. */
  readonly at: number
  readonly kind: ChangeKind
  /** The byte, the piece to insert, or, modulo 64, one less than the number of bytes, by kind. */
  readonly value: number
}

/** From one to four changes of these kinds. */
export const changesOf = (...kinds: readonly ChangeKind[]): fc.Arbitrary<Change[]> =>
  fc.array(fc.record({ at: fc.nat(1_000_000), kind: fc.constantFrom(...kinds), value: fc.nat(1_000_000) }), {
    minLength: 1,
    maxLength: 4,
  })

/** The bytes after the changes, one after the other; what they insert is one of `pieces`. */
export function changeBytes(
  bytes: Uint8Array,
  changes: readonly Change[],
  pieces: readonly Uint8Array[],
): Uint8Array {
  let result = Buffer.from(bytes)
  for (const { at, kind, value } of changes) {
    if (result.length === 0) break
    const place = at % result.length
    const length = 1 + (value % 64)
    const before = result.subarray(0, place)
    if (kind === 'flip') {
      result = Buffer.from(result)
      result[place] = value & 255
    } else if (kind === 'cut') result = before
    else if (kind === 'drop') result = Buffer.concat([before, result.subarray(place + length)])
    else if (kind === 'repeat')
      result = Buffer.concat([before, result.subarray(place, place + length), result.subarray(place)])
    else if (kind === 'insert')
      result = Buffer.concat([before, pieces[value % pieces.length]!, result.subarray(place)])
    else {
      const next = (place + length) % result.length
      result = Buffer.from(result)
      const held = result[place]!
      result[place] = result[next]!
      result[next] = held
    }
  }
  return result
}
