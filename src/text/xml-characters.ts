/**
 * @file Which characters XML allows where, and what references stand for.
 *
 * After W3C's XML 1.0 (fifth edition) and XML 1.1 (second edition): productions Char, RestrictedChar,
 * NameStartChar, NameChar, and section 2.11 on line ends.
 */
import { ownValue } from '../dictionary.ts'

/** What a byte of UTF-8 may mean to a scanner; the numbers are bits of a set of what a stretch holds. */
export const PLAIN = 0
export const WHITE = 1
export const AMPERSAND = 2
export const LESS_THAN = 3
export const QUOTE = 4
export const BRACKET = 5
export const FORBIDDEN = 6
export const BEYOND_ASCII = 7

function table(fill: (byte: number) => number): Uint8Array {
  return Uint8Array.from({ length: 256 }, (_, byte) => fill(byte))
}

function common(byte: number): number {
  if (byte === 0x09 || byte === 0x0a || byte === 0x0d) return WHITE
  if (byte < 0x20) return FORBIDDEN
  if (byte === 0x26) return AMPERSAND
  if (byte === 0x3c) return LESS_THAN
  // DEL is a control character, which XML 1.1 forbids.
  return byte >= 0x7f ? BEYOND_ASCII : PLAIN
}

/** The classes of bytes in an attribute's value. */
export const valueBytes = table(byte => (byte === 0x22 || byte === 0x27 ? QUOTE : common(byte)))
/** The classes of bytes in character data. */
export const textBytes = table(byte => (byte === 0x5d ? BRACKET : common(byte)))
/** 1 for the bytes of names: ASCII's, and any beyond, which are looked at again. */
export const nameBytes = table(byte => (/[-\w:.]/.test(String.fromCharCode(byte)) || byte >= 0x80 ? 1 : 0))
/** 1 for a space, 2 for the other white space of markup. */
export const whiteBytes = table(byte => (byte === 0x20 ? 1 : [0x09, 0x0a, 0x0d].includes(byte) ? 2 : 0))

const START =
  ':A-Z_a-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c\u200d\u2070-\u218f\u2c00-\u2fef' +
  '\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\u{10000}-\u{effff}'
const NAME = new RegExp(`^[${START}][${START}\\-.0-9\u00b7\u0300-\u036f\u203f\u2040]*$`, 'u')

/** True for a name of an element or attribute (production Name, the same in both versions). */
export function isName(text: string): boolean {
  return NAME.test(text)
}

/** Finds what cannot stand literally in a document. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
export const forbidden10 = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
export const forbidden11 = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u0084\u0086-\u009f\ufffe\uffff]/

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

/** What is wrong with a reference; `at` counts UTF-16 code units from the beginning of the text. */
export class ReferenceProblem extends Error {
  readonly at: number
  readonly isEntity: boolean

  constructor(message: string, at: number, isEntity = false) {
    super(message)
    this.at = at
    this.isEntity = isEntity
  }
}

/**
 * Puts characters in the place of references (`&lt;`, `&#233;`, `&#xE9;`).
 *
 * @throws ReferenceProblem for a reference that is malformed, unknown, or stands for no character of the version
 */
export function resolveReferences(text: string, is11: boolean): string {
  let resolved = ''
  let from = 0
  for (let at = text.indexOf('&'); at >= 0; at = text.indexOf('&', from)) {
    const end = text.indexOf(';', at)
    // The longest reference that means anything; what is longer need not be searched for its end.
    const name = end < 0 || end - at > 64 ? undefined : text.slice(at + 1, end)
    if (name === undefined || name === '') throw new ReferenceProblem('a & that begins no reference', at)
    resolved += text.slice(from, at) + resolveReference(name, at, is11)
    from = end + 1
  }
  return resolved + text.slice(from)
}

function resolveReference(name: string, at: number, is11: boolean): string {
  if (name.startsWith('#')) {
    const code = /^#\d{1,10}$/.test(name)
      ? Number(name.slice(1))
      : /^#x[\da-fA-F]{1,8}$/.test(name)
        ? Number.parseInt(name.slice(2), 16)
        : -1
    if (code < 0) throw new ReferenceProblem(`malformed character reference &${name};`, at)
    const isCharacter =
      code >= 0x20
        ? code <= 0xd7ff || (code >= 0xe000 && code <= 0xfffd) || (code >= 0x10000 && code <= 0x10ffff)
        : is11
          ? code > 0
          : code === 9 || code === 10 || code === 13
    if (!isCharacter) throw new ReferenceProblem(`&${name}; stands for no character`, at)
    return String.fromCodePoint(code)
  }
  const entity = ownValue(ENTITIES, name)
  if (entity !== undefined) return entity
  if (isName(name)) throw new ReferenceProblem(`undefined entity &${name};`, at, true)
  throw new ReferenceProblem('a & that begins no reference', at)
}

/** Every line end as a line feed; `is11` adds NEL and the line separator. */
export function normalizeLineEnds(text: string, is11: boolean): string {
  if (is11) return text.replace(/\r[\n\u0085]|[\r\u0085\u2028]/g, '\n')
  return text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text
}

/** What the declaration `<?xml ...?>` says; undefined where it is malformed. */
export function parseDeclaration(text: string): { readonly is11: boolean } | undefined {
  const found =
    /^[ \t\n]+version[ \t\n]*=[ \t\n]*(?:"(1\.\d+)"|'(1\.\d+)')(?:[ \t\n]+encoding[ \t\n]*=[ \t\n]*(?:"[A-Za-z][\w.-]*"|'[A-Za-z][\w.-]*'))?(?:[ \t\n]+standalone[ \t\n]*=[ \t\n]*(?:"(?:yes|no)"|'(?:yes|no)'))?[ \t\n]*$/.exec(
      text,
    )
  return found === null ? undefined : { is11: (found[1] ?? found[2]) === '1.1' }
}
