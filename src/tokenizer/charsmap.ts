/**
 * @file The normalization rules of a SentencePiece model: `precompiled_charsmap`, a trie from text to text.
 *
 * The format is that of SentencePiece's `Normalizer` (`normalizer.cc`, `DecodePrecompiledCharsMap`): the trie's size
 * in bytes (uint32, little-endian), the trie as a double array in the layout of Darts-clone (units of uint32), then
 * the replacements as UTF-8, each ended by a zero byte; a leaf's value is where its replacement begins.
 *
 * Hugging Face's tokenizers (`normalizers/precompiled.rs`) apply it not as SentencePiece does: a grapheme cluster of
 * less than six bytes is replaced by what the shortest prefix of it in the trie says; where it has none, and in
 * longer clusters, the same happens to each of its characters. The ids of models depend on it, so this does it, too.
 */
import type { Part } from './json-value.ts'

const encoder = new TextEncoder()

/**
 * @param bytes the whole charsmap
 * @param part where it was found, for errors
 * @throws MedspanError `input` when trie or replacements are not whole.
 */
export function createCharsmap(bytes: Uint8Array, part: Part): (text: string) => string {
  const { trie, replacements } = readCharsmap(bytes, part)
  const segmenter = new Intl.Segmenter('und', { granularity: 'grapheme' })
  const known = new Map<string, string | undefined>()
  /** What each character of ASCII becomes. */
  let ascii: (string | undefined)[] | undefined

  /** What the shortest prefix of a text becomes; undefined where no prefix is in the trie. */
  const lookUp = (text: string): string | undefined => {
    const offset = shortestPrefix(trie, encoder.encode(text))
    if (offset === undefined) return undefined
    const end = replacements.indexOf(0, offset)
    if (end < 0) part.fail(`expected replacements at byte ${offset}, there are ${replacements.length}`)
    // Unicode's longest mapping of a character has 33 bytes; a broken offset could mean the whole file.
    if (end - offset > 1024) part.fail('expected short replacements')
    return new TextDecoder().decode(replacements.subarray(offset, end))
  }
  const transform = (text: string): string | undefined => {
    if (known.has(text)) return known.get(text)
    if (known.size > 100_000) known.clear()
    const replacement = lookUp(text)
    known.set(text, replacement)
    return replacement
  }

  return text => {
    // In ASCII, control characters left out, every character is a cluster of its own.
    if (/^[ -~]*$/.test(text)) {
      ascii ??= Array.from({ length: 128 }, (_, unit) =>
        unit < 0x20 || unit > 0x7e ? undefined : transform(String.fromCharCode(unit)),
      )
      let at = 0
      while (at < text.length && ascii[text.charCodeAt(at)] === undefined) at++
      let changed = text.slice(0, at)
      for (; at < text.length; at++) changed += ascii[text.charCodeAt(at)] ?? text[at]!
      return changed
    }
    let result = ''
    for (const { segment } of segmenter.segment(text)) {
      const whole = isShort(segment) ? transform(segment) : undefined
      if (whole !== undefined) result += whole
      else for (const character of segment) result += transform(character) ?? character
    }
    return result
  }
}

/** Whether a cluster has less than six bytes in UTF-8. */
function isShort(cluster: string): boolean {
  return cluster.length < 6 && encoder.encode(cluster).length < 6
}

interface Charsmap {
  readonly trie: Uint32Array
  readonly replacements: Uint8Array
}

function readCharsmap(bytes: Uint8Array, part: Part): Charsmap {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (bytes.length < 4) part.fail(`expected normalization rules, got ${bytes.length} bytes`)
  const size = view.getUint32(0, true)
  if (size % 4 !== 0 || size < 4 || size > bytes.length - 4)
    part.fail(`expected a trie of at most ${bytes.length - 4} bytes, got ${size}`)
  const trie = new Uint32Array(size / 4)
  for (let index = 0; index < trie.length; index++) trie[index] = view.getUint32(4 + index * 4, true)
  const replacements = bytes.subarray(4 + size)
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(replacements)
  } catch {
    part.fail('expected replacements in UTF-8')
  }
  if (replacements.at(-1) !== 0) part.fail('expected replacements that end with a zero byte')
  return { trie, replacements }
}

/** The value of the shortest prefix of a key; a broken trie leads nowhere, never outside of itself. */
function shortestPrefix(trie: Uint32Array, key: Uint8Array): number | undefined {
  let position = offsetOf(trie[0]!)
  for (const byte of key) {
    if (byte === 0) return undefined
    position ^= byte
    const unit = trie[position]
    // The label stands in the lowest byte; the highest bit tells a leaf's value, which has none.
    if (unit === undefined || (unit & 0x8000_00ff) !== byte) return undefined
    position ^= offsetOf(unit)
    if (((unit >>> 8) & 1) === 1) {
      const leaf = trie[position]
      return leaf === undefined ? undefined : leaf & 0x7fff_ffff
    }
  }
  return undefined
}

/** Where a unit's children stand, relative to it: bits 10 to 31, shifted by eight more where bit 9 is set. */
function offsetOf(unit: number): number {
  return (unit >>> 10) << ((unit & 0x200) >>> 6)
}
