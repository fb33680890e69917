/**
 * @file JSON with places: `JSON.parse`, whose errors say line and column on every version of Node.
 */
import { MedspanError } from '../errors.ts'
import { placeOf } from './source.ts'

const space = /[ \t\n\r]*/y
const literal = /true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y
const escapeSequence = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y

/** The index after a string's closing quote, or less than 0: the complement of the index of its fault. */
function endOfString(text: string, begin: number): number {
  for (let at = begin + 1; at < text.length; at++) {
    if (text[at] === '"') return at + 1
    if (text.charCodeAt(at) < 0x20) return ~at
    if (text[at] !== '\\') continue
    escapeSequence.lastIndex = at
    if (!escapeSequence.test(text)) return ~at
    at = escapeSequence.lastIndex - 1
  }
  return ~text.length
}

/** The index at which a text stops being JSON; its length when it only ends too early. */
function findFault(text: string): number {
  const match = (pattern: RegExp, at: number): number => {
    pattern.lastIndex = at
    return pattern.exec(text) === null ? at : pattern.lastIndex
  }
  const closers: string[] = []
  let at = match(space, 0)
  // What is expected next: a value, a key, what follows a value, or either of two just after an opening bracket.
  let expected: 'value' | 'key' | 'after' | 'value-or-end' | 'key-or-end' = 'value'
  while (at < text.length) {
    const char = text[at]!
    if (expected === 'after') {
      if (closers.length === 0) return at
      if (char === closers.at(-1)) closers.pop()
      else if (char === ',') expected = closers.at(-1) === '}' ? 'key' : 'value'
      else return at
      at++
    } else if (expected.endsWith('-or-end') && char === closers.at(-1)) {
      closers.pop()
      expected = 'after'
      at++
    } else if (expected.startsWith('key')) {
      if (char !== '"') return at
      const end = endOfString(text, at)
      if (end < 0) return ~end
      at = match(space, end)
      if (text[at] !== ':') return at
      expected = 'value'
      at++
    } else if (char === '{' || char === '[') {
      closers.push(char === '{' ? '}' : ']')
      expected = char === '{' ? 'key-or-end' : 'value-or-end'
      at++
    } else if (char === '"') {
      const end = endOfString(text, at)
      if (end < 0) return ~end
      expected = 'after'
      at = end
    } else {
      const end = match(literal, at)
      if (end === at) return at
      expected = 'after'
      at = end
    }
    at = match(space, at)
  }
  return at
}

/**
 * A JSON text's value.
 *
 * @param where the file, and the line on which the text begins (1 when left out).
 * @throws MedspanError (`input`) with line and column.
 */
export function parseJson(text: string, where: { path: string; line?: number }): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    const index = findFault(text)
    const place = placeOf(text, index)
    const found = text.codePointAt(index)
    const got = found === undefined ? 'the end of the text' : JSON.stringify(String.fromCodePoint(found))
    throw new MedspanError('input', `expected JSON, which cannot go on with ${got}`, {
      where: { path: where.path, line: place.line + (where.line ?? 1) - 1, column: place.column },
      hint: found === undefined ? 'the file looks cut off: export or download it again' : undefined,
      cause,
    })
  }
}
