/**
 * @file A scanner of XML: bytes of UTF-8 in, tags and text out, nothing kept.
 *
 * After W3C's XML 1.0 (fifth edition) and XML 1.1 (second edition), as a processor that does not validate and knows
 * no DTD: a document type is refused, and so is every entity but the five. Numbers are read from the bytes, and
 * names are recognised by what followed last time, so that a tag costs no string that nobody asks for.
 */
import { MedspanError, type Where } from '../errors.ts'
import {
  AMPERSAND,
  BEYOND_ASCII,
  BRACKET,
  FORBIDDEN,
  forbidden10,
  forbidden11,
  isName,
  LESS_THAN,
  nameBytes,
  normalizeLineEnds,
  parseDeclaration,
  QUOTE,
  ReferenceProblem,
  resolveReferences,
  textBytes,
  valueBytes,
  WHITE,
  whiteBytes,
} from './xml-characters.ts'

/** A name that occurred. Equal names are the same object while there are not very many of them. */
export interface XmlName {
  readonly text: string
  readonly bytes: Uint8Array
  /** Whether it is `xmlns`, or begins so: as an attribute it declares a namespace. */
  readonly declares: boolean
  /** The attributes that it had as an element last time, in order. */
  readonly attributes: XmlName[]
  /** The element that followed last time. */
  nextElement: XmlName | undefined
  /** The number of the tag in which it was an attribute last. */
  seen: number
}

/** An opening tag; valid only while it is being told. Lines and columns count from 1 and point at its `<`. */
export interface XmlTag {
  readonly name: XmlName
  readonly attributeCount: number
  readonly line: number
  /** In UTF-16 code units. */
  readonly column: number
  attributeName(i: number): XmlName
  value(i: number): string
  /** The value as a whole number below 10^9 written in digits alone, else -1. */
  digits(i: number): number
}

export interface XmlSink {
  open(tag: XmlTag): void
  close(name: string): void
  /** Character data and CDATA; asked for only where `wantsText`. */
  text(text: string): void
  readonly wantsText: boolean
}

export interface XmlLimits {
  readonly depth: number
  readonly attributes: number
  /** In bytes. */
  readonly token: number
}

const INCOMPLETE = -1
const NAMES = 4096
const CACHED = 16_384
const CACHED_LENGTH = 48
const SPECIAL = (1 << WHITE) | (1 << AMPERSAND) | (1 << BEYOND_ASCII)
const MOVES = (1 << WHITE) | (1 << BEYOND_ASCII)

export class XmlScanner implements XmlTag {
  readonly #path: string
  readonly #sink: XmlSink
  readonly #limits: XmlLimits
  #window: Buffer = Buffer.alloc(0)
  #length = 0
  /** Where the token begins that is being scanned. */
  #at = 0
  /** How many bytes there must be before the unfinished token is tried again; doubling keeps the work linear. */
  #retryAt = 0
  #isLast = false
  #is11 = false
  #line = 1
  /** Offset in the window of the beginning of the line, less what its characters beyond ASCII take in addition. */
  #lineStart = 0
  #isStart = true
  #hasRoot = false
  readonly #stack: XmlName[] = []
  readonly #names = new Map<string, XmlName>()
  #lastElement: XmlName | undefined
  #position = 0
  #tags = 0

  name!: XmlName
  attributeCount = 0
  line = 1
  column = 1
  readonly #attributeNames: XmlName[] = []
  readonly #begins: number[] = []
  readonly #ends: number[] = []
  readonly #strings: (string | undefined)[] = []
  readonly #cache: (string | undefined)[] = new Array<string | undefined>(CACHED).fill(undefined)

  constructor(path: string, sink: XmlSink, limits: XmlLimits) {
    this.#path = path
    this.#sink = sink
    this.#limits = limits
  }

  /** Takes a piece of valid UTF-8 that does not end inside a character. */
  write(bytes: Uint8Array): void {
    this.#append(bytes)
    if (this.#length - this.#at >= this.#retryAt) this.#scan()
  }

  /** @throws MedspanError where the document stops before its root element is closed */
  close(): void {
    this.#isLast = true
    this.#scan()
    if (this.#at < this.#length) throw this.#truncated('inside a tag, a comment or an instruction')
    if (!this.#hasRoot) throw this.#truncated('before its first element')
    const open = this.#stack.at(-1)
    if (open !== undefined) throw this.#truncated(`before </${open.text}>`)
  }

  /** The place of the token that is being scanned. */
  where(offset: number = this.#at): Where {
    const { line, lineStart } = this.#lineAt(offset)
    return { path: this.#path, line, column: offset - lineStart + 1 }
  }

  attributeName(i: number): XmlName {
    return this.#attributeNames[i]!
  }

  value(i: number): string {
    return this.#strings[i] ?? this.#ascii(this.#begins[i]!, this.#ends[i]!)
  }

  digits(i: number): number {
    const window = this.#window
    const begin = this.#begins[i]!
    const end = this.#ends[i]!
    if (begin === end || end - begin > 9 || this.#strings[i] !== undefined) return -1
    let number = 0
    for (let at = begin; at < end; at++) {
      const digit = window[at]! - 0x30
      if (digit < 0 || digit > 9) return -1
      number = number * 10 + digit
    }
    return number
  }

  #append(bytes: Uint8Array): void {
    const rest = this.#length - this.#at
    if (this.#at > 0 || rest + bytes.length > this.#window.length) {
      const size = rest + bytes.length
      const next =
        size <= this.#window.length ? this.#window : Buffer.allocUnsafeSlow(Math.max(2 * rest, size))
      this.#window.copy(next, 0, this.#at, this.#length)
      this.#window = next
      this.#lineStart -= this.#at
      this.#at = 0
      this.#length = rest
    }
    this.#window.set(bytes, this.#length)
    this.#length += bytes.length
  }

  #scan(): void {
    while (this.#at < this.#length) {
      const at = this.#at
      const next = this.#window[at] === 0x3c ? this.#markup(at) : this.#text(at)
      if (next === INCOMPLETE) {
        this.#retryAt = 2 * (this.#length - at)
        if (this.#length - at > this.#limits.token)
          throw new MedspanError(
            'unsafe-input',
            `a tag or a text has more than ${this.#limits.token / 2 ** 20} MiB`,
            { where: this.where(at), hint: 'divide the document into several' },
          )
        return
      }
      this.#at = next
      this.#isStart = false
    }
    this.#retryAt = 0
  }

  #markup(at: number): number {
    if (at + 1 >= this.#length) return INCOMPLETE
    switch (this.#window[at + 1]) {
      case 0x2f:
        return this.#closing(at)
      case 0x21:
        return this.#declaration(at)
      case 0x3f:
        return this.#instruction(at)
      default:
        return this.#opening(at)
    }
  }

  #opening(at: number): number {
    const window = this.#window
    const length = this.#length
    const name = this.#name(at + 1, this.#lastElement?.nextElement)
    if (name === undefined) return INCOMPLETE
    const tag = ++this.#tags
    let all = 0
    let count = 0
    let i = this.#position
    let isEmpty = false
    let uncommon: Set<string> | undefined
    for (;;) {
      const before = i
      for (; i < length; i++) {
        const white = whiteBytes[window[i]!]!
        if (white === 0) break
        if (white === 2) all |= 1 << WHITE
      }
      if (this.#is11 && i < length && window[i]! >= 0x80) {
        const end = this.#white11(i)
        if (end > i) {
          all |= MOVES
          i = end
        }
      }
      if (i >= length) return INCOMPLETE
      const byte = window[i]
      if (byte === 0x3e) {
        i += 1
        break
      }
      if (byte === 0x2f) {
        if (i + 1 >= length) return INCOMPLETE
        if (window[i + 1] !== 0x3e) throw this.#malformed('expected > after /', i + 1)
        i += 2
        isEmpty = true
        break
      }
      if (i === before) throw this.#malformed('expected white space, > or /> here', i)
      const attribute = this.#name(i, name.attributes[count])
      if (attribute === undefined) return INCOMPLETE
      const nameAt = i
      i = this.#position
      if (window[i] !== 0x3d) {
        i = this.#skipWhite(i)
        if (i >= length) return INCOMPLETE
        if (window[i] !== 0x3d) throw this.#malformed(`attribute ${attribute.text} has no value`, i)
        all |= MOVES
      }
      i += 1
      if (i >= length) return INCOMPLETE
      let quote = window[i]
      if (quote !== 0x22 && quote !== 0x27) {
        i = this.#skipWhite(i)
        if (i >= length) return INCOMPLETE
        quote = window[i]
        if (quote !== 0x22 && quote !== 0x27) throw this.#malformed('expected a quoted value', i)
        all |= MOVES
      }
      const begin = ++i
      let held = 0
      for (; i < length; i++) {
        const kind = valueBytes[window[i]!]!
        if (kind === 0) continue
        if (kind === QUOTE) {
          if (window[i] === quote) break
        } else {
          if (kind === LESS_THAN) throw this.#malformed("a < in an attribute's value", i)
          if (kind === FORBIDDEN) throw this.#malformedCharacter(i)
          held |= 1 << kind
        }
      }
      if (i >= length) return INCOMPLETE
      all |= held
      if (attribute.seen === tag || uncommon?.has(attribute.text) === true)
        throw this.#malformed(`attribute ${attribute.text} is given twice`, nameAt)
      attribute.seen = tag
      if (this.#names.size >= NAMES) {
        uncommon ??= new Set(this.#seenNames(count))
        uncommon.add(attribute.text)
      }
      if (count >= this.#limits.attributes)
        throw new MedspanError(
          'unsafe-input',
          `an element has more than ${this.#limits.attributes} attributes`,
          {
            where: this.where(at),
            hint: 'this is not a file that UIMA wrote',
          },
        )
      this.#attributeNames[count] = attribute
      this.#begins[count] = begin
      this.#ends[count] = i
      this.#strings[count] = (held & SPECIAL) !== 0 ? this.#special(begin, i, held, true) : undefined
      if (name.attributes[count] !== attribute) name.attributes[count] = attribute
      count += 1
      i += 1
    }
    if (this.#stack.length === 0 && this.#hasRoot)
      throw this.#malformed('a second element follows the root element', at)
    if (this.#stack.length >= this.#limits.depth)
      throw new MedspanError('unsafe-input', `elements nest more than ${this.#limits.depth} deep`, {
        where: this.where(at),
        hint: 'this is not a file that UIMA wrote',
      })
    this.#hasRoot = true
    if (this.#lastElement !== undefined) this.#lastElement.nextElement = name
    this.#lastElement = name
    this.#stack.push(name)
    this.name = name
    this.attributeCount = count
    this.line = this.#line
    this.column = at - this.#lineStart + 1
    if ((all & MOVES) !== 0) this.#move(i)
    this.#sink.open(this)
    if (isEmpty) {
      this.#stack.pop()
      this.#sink.close(name.text)
    }
    return i
  }

  #closing(at: number): number {
    const window = this.#window
    const name = this.#stack.at(-1)
    if (name === undefined) throw this.#malformed('a closing tag without its opening tag', at)
    const from = at + 2
    const { bytes } = name
    for (let k = 0; k < bytes.length; k++) {
      if (from + k >= this.#length) return INCOMPLETE
      if (window[from + k] !== bytes[k]) throw this.#malformed(`expected </${name.text}>`, at)
    }
    const i = this.#skipWhite(from + bytes.length)
    if (i >= this.#length) return INCOMPLETE
    if (window[i] !== 0x3e) throw this.#malformed(`expected </${name.text}>`, i)
    if (i > from + bytes.length) this.#move(i)
    this.#stack.pop()
    this.#sink.close(name.text)
    return i + 1
  }

  /** Comments and CDATA; document types are refused. */
  #declaration(at: number): number {
    const is = (text: string): boolean | undefined => {
      const available = Math.min(text.length, this.#length - at)
      if (this.#window.toString('latin1', at, at + available) !== text.slice(0, available)) return false
      return available === text.length ? true : undefined
    }
    const isComment = is('<!--')
    const isData = is('<![CDATA[')
    const isType = is('<!DOCTYPE')
    if (isType)
      throw new MedspanError('unsafe-input', 'the file declares a document type (DTD), expected plain XML', {
        where: this.where(at),
        hint: 'remove the <!DOCTYPE ...> declaration; neither UIMA nor INCEpTION writes one',
      })
    if (isComment) {
      const end = this.#find('--', at + 4)
      if (end < 0 || end + 2 >= this.#length) return INCOMPLETE
      if (this.#window[end + 2] !== 0x3e) throw this.#malformed('two hyphens inside a comment', end)
      this.#checked(at + 4, end)
      this.#move(end + 3)
      return end + 3
    }
    if (isData) {
      if (this.#stack.length === 0) throw this.#malformed('CDATA outside the root element', at)
      const end = this.#find(']]>', at + 9)
      if (end < 0) return INCOMPLETE
      const text = normalizeLineEnds(this.#checked(at + 9, end), this.#is11)
      if (this.#sink.wantsText && text !== '') this.#sink.text(text)
      this.#move(end + 3)
      return end + 3
    }
    if (isComment === undefined || isData === undefined || isType === undefined) return INCOMPLETE
    throw this.#malformed('expected a comment or CDATA after <!', at)
  }

  #instruction(at: number): number {
    const end = this.#find('?>', at + 2)
    if (end < 0) return INCOMPLETE
    const text = normalizeLineEnds(this.#checked(at + 2, end), this.#is11)
    const name = /^[^ \t\n]*/.exec(text)![0]
    if (name === 'xml' && this.#isStart) {
      const declaration = parseDeclaration(text.slice(3))
      if (declaration === undefined) throw this.#malformed('malformed XML declaration', at)
      this.#is11 = declaration.is11
    } else if (name.toLowerCase() === 'xml')
      throw this.#malformed('an XML declaration that is not at the beginning', at)
    else if (!isName(name)) throw this.#malformed('expected a name after <?', at + 2)
    this.#move(end + 2)
    return end + 2
  }

  #text(at: number): number {
    const window = this.#window
    const length = this.#length
    let held = 0
    let i = at
    for (; i < length; i++) {
      const kind = textBytes[window[i]!]!
      if (kind === 0) continue
      if (kind === LESS_THAN) break
      if (kind === FORBIDDEN) throw this.#malformedCharacter(i)
      held |= 1 << kind
    }
    if (i === length && !this.#isLast) return INCOMPLETE
    if (this.#stack.length === 0) {
      const text = this.#special(at, i, held, false)
      if (/[^ \t\r\n]/.test(text)) {
        const offset = this.#skipWhite(at)
        throw this.#malformed('text outside the root element', Math.min(offset, i - 1))
      }
    } else if ((held & ~(1 << WHITE)) !== 0) {
      if ((held & (1 << BRACKET)) !== 0) {
        const end = this.#find(']]>', at)
        if (end >= 0 && end < i) throw this.#malformed(']]> in character data', end)
      }
      const text = this.#special(at, i, held, false)
      if (this.#sink.wantsText) this.#sink.text(text)
    } else if (this.#sink.wantsText)
      this.#sink.text(normalizeLineEnds(window.toString('latin1', at, i), false))
    if ((held & MOVES) !== 0) this.#move(i)
    return i
  }

  /** A stretch with line ends, references or characters beyond ASCII; in values white space becomes spaces. */
  #special(begin: number, end: number, held: number, isValue: boolean): string {
    const literal = normalizeLineEnds(this.#checked(begin, end), this.#is11)
    const text = isValue ? literal.replace(/[\t\n]/g, ' ') : literal
    if ((held & (1 << AMPERSAND)) === 0) return text
    try {
      return resolveReferences(text, this.#is11)
    } catch (problem) {
      if (!(problem instanceof ReferenceProblem)) throw problem
      // Line ends of two characters that stand before it would be missed; nothing else changes lengths.
      const offset = begin + Buffer.byteLength(text.slice(0, problem.at))
      if (problem.isEntity)
        throw new MedspanError(
          'unsafe-input',
          'the file uses an entity, expected plain XML without entities',
          {
            where: this.where(offset),
            hint: 'write the character itself, or a numeric reference such as &#233;',
          },
        )
      throw this.#malformed(problem.message, offset)
    }
  }

  /** The text of a stretch, without characters that cannot stand in it literally. */
  #checked(begin: number, end: number): string {
    const text = this.#window.toString('utf8', begin, end)
    const found = (this.#is11 ? forbidden11 : forbidden10).exec(text)
    if (found !== null) throw this.#malformedCharacter(begin + Buffer.byteLength(text.slice(0, found.index)))
    return text
  }

  /** A stretch of plain ASCII; short ones that come again and again are made once. */
  #ascii(begin: number, end: number): string {
    const window = this.#window
    const length = end - begin
    if (length === 0) return ''
    if (length > CACHED_LENGTH) return window.toString('latin1', begin, end)
    let hash = length
    for (let i = begin; i < end; i++) hash = (Math.imul(hash, 31) + window[i]!) | 0
    const slot = (hash ^ (hash >>> 12)) & (CACHED - 1)
    const known = this.#cache[slot]
    if (known !== undefined && known.length === length) {
      let i = 0
      while (i < length && known.charCodeAt(i) === window[begin + i]) i++
      if (i === length) return known
    }
    const text = window.toString('latin1', begin, end)
    this.#cache[slot] = text
    return text
  }

  /** Reads a name; undefined where it may go on behind the end of the window. Leaves its end in #position. */
  #name(at: number, guess: XmlName | undefined): XmlName | undefined {
    const window = this.#window
    if (guess !== undefined) {
      const { bytes } = guess
      const end = at + bytes.length
      if (end < this.#length && nameBytes[window[end]!] === 0) {
        let k = 0
        while (k < bytes.length && window[at + k] === bytes[k]) k++
        if (k === bytes.length) {
          this.#position = end
          return guess
        }
      }
    }
    let end = at
    while (end < this.#length && nameBytes[window[end]!] === 1) end++
    if (end >= this.#length) return undefined
    let text = window.toString('utf8', at, end)
    // In XML 1.1 two characters beyond ASCII are white space.
    const white = this.#is11 ? text.search(/[\u0085\u2028]/) : -1
    if (white >= 0) {
      text = text.slice(0, white)
      end = at + Buffer.byteLength(text)
    }
    if (!isName(text)) throw this.#malformed('expected a name', at)
    this.#position = end
    const known = this.#names.get(text)
    if (known !== undefined) return known
    const bytes = Uint8Array.from(window.subarray(at, end))
    const declares = text.startsWith('xmlns')
    const name: XmlName = { text, bytes, declares, attributes: [], nextElement: undefined, seen: 0 }
    if (this.#names.size < NAMES) this.#names.set(text, name)
    return name
  }

  #seenNames(count: number): string[] {
    return this.#attributeNames.slice(0, count).map(name => name.text)
  }

  #skipWhite(at: number): number {
    let i = at
    for (; i < this.#length; i++) {
      if (whiteBytes[this.#window[i]!] !== 0) continue
      const end = this.#is11 ? this.#white11(i) : i
      if (end === i) break
      i = end - 1
    }
    return i
  }

  /** The end of the white space that XML 1.1 adds (NEL, the line separator) and of any that follows. */
  #white11(at: number): number {
    const window = this.#window
    let i = at
    for (;;) {
      if (window[i] === 0xc2 && window[i + 1] === 0x85) i += 2
      else if (window[i] === 0xe2 && window[i + 1] === 0x80 && window[i + 2] === 0xa8) i += 3
      else if (i > at && i < this.#length && whiteBytes[window[i]!] !== 0) i += 1
      else return i
    }
  }

  /** Finds ASCII text in what there is. */
  #find(text: string, from: number): number {
    const found = this.#window.subarray(0, this.#length).indexOf(text, from, 'latin1')
    return found
  }

  /** Counts lines up to an offset that has been reached. */
  #move(to: number): void {
    const { line, lineStart } = this.#lineAt(to)
    this.#line = line
    this.#lineStart = lineStart
  }

  #lineAt(to: number): { line: number; lineStart: number } {
    const window = this.#window
    let line = this.#line
    let lineStart = this.#lineStart
    for (let i = this.#at; i < to; i++) {
      const byte = window[i]!
      if (byte === 0x0a || (byte === 0x0d && window[i + 1] !== 0x0a)) {
        line += 1
        lineStart = i + 1
      } else if (byte >= 0x80) {
        // A character of n bytes counts as one unit, or as two where it has four bytes.
        if ((byte & 0xc0) === 0x80) lineStart += 1
        else if (byte >= 0xf0) lineStart -= 1
      }
    }
    return { line, lineStart }
  }

  #malformed(message: string, offset: number): MedspanError {
    return new MedspanError('input', `not well-formed XML: ${message}`, { where: this.where(offset) })
  }

  #malformedCharacter(offset: number): MedspanError {
    const character =
      this.#window.toString('utf8', offset, Math.min(offset + 4, this.#length)).codePointAt(0) ?? 0
    const name = `U+${character.toString(16).toUpperCase().padStart(4, '0')}`
    return this.#malformed(`the character ${name} cannot stand here`, offset)
  }

  #truncated(message: string): MedspanError {
    return new MedspanError('input', `the file ends too early: ${message}`, {
      where: this.where(),
      hint: 'the file is truncated or empty; export or copy it again',
    })
  }
}
