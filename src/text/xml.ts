/**
 * @file Reading XML that nobody vouches for, and escaping text for XML.
 *
 * XML 1.0 and 1.1 (W3C, fifth and second edition), as a stream; nothing is ever opened. Documents that declare a
 * type (DTD), use an entity that XML does not define, nest too deeply or hold too many attributes are refused:
 * neither UIMA nor INCEpTION writes such files. Namespaces are left to the caller, who knows which prefixes matter.
 */
import { isUtf8 } from 'node:buffer'
import { MedspanError, type Where } from '../errors.ts'
import { XmlScanner, type XmlSink } from './xml-scanner.ts'

/** An opening tag. Lines and columns count from 1 and point at its `<`. */
export interface XmlElement {
  /** The name as written, with its prefix. */
  readonly name: string
  readonly attributes: Readonly<Record<string, string>>
  readonly line: number
  readonly column: number
}

/** What a caller hears while a document passes by. */
export interface XmlHandlers {
  open(element: XmlElement): void
  close(name: string): void
  /** Character data, CDATA included; one stretch of text may come in several pieces. */
  text?(text: string): void
}

/** Takes a document piece by piece. */
export interface XmlReader {
  /** Takes text that may end anywhere. */
  write(text: string): void
  /** @throws MedspanError where the document stops before its root element is closed */
  close(): void
  /** The place that has been reached. */
  where(): Where
}

const LIMITS = {
  /** Elements inside elements; UIMA's files need 7. */
  depth: 64,
  /** Attributes of one element; UIMA's files need as many as a type has features. */
  attributes: 4096,
  /** Bytes of one tag, text or comment; of a document's longest text, each character may be a reference. */
  token: 2 ** 27,
}

/** How much is scanned at a time, in characters or bytes. */
const PIECE = 1 << 20

/**
 * Opens a reader.
 *
 * @throws MedspanError `input` where the document is not well-formed, `unsafe-input` where it asks for entities,
 *   declares a document type, or exceeds a limit; with file, line and column
 */
export function createXmlReader(path: string, handlers: XmlHandlers): XmlReader {
  return new TextReader(path, sinkOf(handlers))
}

/** Handlers as a sink, which is told of tags that last only a moment. */
function sinkOf(handlers: XmlHandlers): XmlSink {
  return {
    wantsText: handlers.text !== undefined,
    open(tag) {
      const attributes: Record<string, string> = Object.create(null)
      for (let i = 0; i < tag.attributeCount; i++) attributes[tag.attributeName(i).text] = tag.value(i)
      handlers.open({ name: tag.name.text, attributes, line: tag.line, column: tag.column })
    },
    close: name => handlers.close(name),
    text: text => handlers.text?.(text),
  }
}

class TextReader implements XmlReader {
  readonly #scanner: XmlScanner
  /** Half of a surrogate pair that may be completed by what comes next. */
  #half = ''
  #isStart = true

  constructor(path: string, sink: XmlSink) {
    this.#scanner = new XmlScanner(path, sink, LIMITS)
  }

  write(text: string): void {
    for (let at = 0; at < text.length; at += PIECE) this.#piece(text.slice(at, at + PIECE))
  }

  #piece(piece: string): void {
    let text = this.#half + piece
    if (this.#isStart && text.startsWith('\ufeff')) text = text.slice(1)
    this.#isStart = false
    const last = text.charCodeAt(text.length - 1)
    this.#half = last >= 0xd800 && last < 0xdc00 ? text.slice(-1) : ''
    if (this.#half !== '') text = text.slice(0, -1)
    const alone = /\p{Surrogate}/u.exec(text)
    this.#scanner.write(Buffer.from(alone === null ? text : text.slice(0, alone.index)))
    if (alone !== null) throw this.#broken()
  }

  #broken(): MedspanError {
    return new MedspanError('input', 'not well-formed XML: half of a surrogate pair follows here', {
      where: this.where(),
    })
  }

  close(): void {
    if (this.#half !== '') throw this.#broken()
    this.#scanner.close()
  }

  where(): Where {
    return this.#scanner.where()
  }
}

/** Parses a whole document. */
export function parseXml(text: string, path: string, handlers: XmlHandlers): void {
  scanText(text, path, sinkOf(handlers))
}

/** Parses a whole document, telling a sink. */
export function scanText(text: string, path: string, sink: XmlSink): void {
  const reader = new TextReader(path, sink)
  reader.write(text)
  reader.close()
}

/**
 * Parses a document from its bytes, as they come. The encoding is taken from a byte order mark or from the XML
 * declaration; UTF-8, UTF-16, ISO-8859-1 and US-ASCII are known.
 */
export async function readXml(
  source: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  path: string,
  handlers: XmlHandlers,
): Promise<void> {
  await scanBytes(source, path, sinkOf(handlers))
}

/** Parses a document from its bytes, telling a sink; the rest is as with `readXml`. */
export async function scanBytes(
  source: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  path: string,
  sink: XmlSink,
): Promise<void> {
  const scanner = new XmlScanner(path, sink, LIMITS)
  let decoder: Decoder | undefined
  let head: Uint8Array = new Uint8Array()
  for await (const all of source)
    for (let at = 0; at < all.length; at += PIECE) {
      const bytes = all.subarray(at, at + PIECE)
      if (decoder !== undefined) decoder.write(bytes)
      else {
        head = head.length === 0 ? bytes : Buffer.concat([head, bytes])
        if (head.length < HEAD) continue
        decoder = createDecoder(head, path, scanner)
        decoder.write(head)
      }
    }
  if (decoder === undefined && head.length > 0) {
    decoder = createDecoder(head, path, scanner)
    decoder.write(head)
  }
  decoder?.end()
  scanner.close()
}

/** Bytes that are enough to know the encoding: a byte order mark, or the declaration. */
const HEAD = 256

interface Decoder {
  write(bytes: Uint8Array): void
  end(): void
}

function createDecoder(head: Uint8Array, path: string, scanner: XmlScanner): Decoder {
  const encoding = encodingOf(head, path)
  const fail = (cause?: unknown): MedspanError =>
    new MedspanError('input', `bytes that are not ${encoding.toUpperCase()} follow here`, {
      where: scanner.where(),
      hint: 'save the file in the encoding that its first line names',
      cause,
    })
  if (encoding === 'utf-8') return createUtf8Decoder(scanner, fail)
  if (encoding === 'latin1')
    return { write: bytes => scanner.write(Buffer.from(Buffer.from(bytes).toString('latin1'))), end() {} }
  const decoder = new TextDecoder(encoding, { fatal: true })
  const decode = (bytes?: Uint8Array): void => {
    let text: string
    try {
      text = bytes === undefined ? decoder.decode() : decoder.decode(bytes, { stream: true })
    } catch (cause) {
      throw fail(cause)
    }
    scanner.write(Buffer.from(text))
  }
  return { write: decode, end: () => decode() }
}

/** Hands on bytes that are UTF-8 already, whole characters at a time and without a byte order mark. */
function createUtf8Decoder(scanner: XmlScanner, fail: () => MedspanError): Decoder {
  let rest: Uint8Array = new Uint8Array()
  let isStart = true
  return {
    write(bytes) {
      let all = rest.length === 0 ? bytes : Buffer.concat([rest, bytes])
      if (isStart && all[0] === 0xef && all[1] === 0xbb && all[2] === 0xbf) all = all.subarray(3)
      isStart = false
      let end = all.length
      // A character that is cut begins in the last three bytes.
      for (let back = 1; back <= Math.min(3, all.length); back++) {
        const byte = all[all.length - back]!
        if ((byte & 0xc0) === 0x80) continue
        if (byte >= (back === 1 ? 0xc0 : back === 2 ? 0xe0 : 0xf0)) end = all.length - back
        break
      }
      if (!isUtf8(all.subarray(0, end))) throw fail()
      scanner.write(all.subarray(0, end))
      rest = all.slice(end)
    },
    end() {
      if (rest.length > 0) throw fail()
    },
  }
}

function encodingOf(head: Uint8Array, path: string): 'utf-8' | 'utf-16le' | 'utf-16be' | 'latin1' {
  if (head[0] === 0xff && head[1] === 0xfe) return 'utf-16le'
  if (head[0] === 0xfe && head[1] === 0xff) return 'utf-16be'
  if (head[0] === 0x3c && head[1] === 0) return 'utf-16le'
  if (head[0] === 0 && head[1] === 0x3c) return 'utf-16be'
  const start = Buffer.from(head.subarray(0, 200)).toString('latin1')
  const named = /^(?:\u00ef\u00bb\u00bf)?<\?xml[^>]*?\sencoding\s*=\s*["']([^"']+)["']/.exec(start)?.[1]
  switch (named?.toLowerCase()) {
    case undefined:
    case 'utf-8':
    case 'utf8':
    case 'us-ascii':
    case 'ascii':
      return 'utf-8'
    case 'iso-8859-1':
    case 'latin1':
      return 'latin1'
    default:
      throw new MedspanError('input', `expected XML in UTF-8, UTF-16 or ISO-8859-1, got ${named}`, {
        where: { path, line: 1, column: 1 },
        hint: 'convert the file to UTF-8',
      })
  }
}

/** True where XML 1.0 cannot hold a text, but XML 1.1 can (control characters other than tab and line ends). */
export function needsXml11(text: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  return /[\u0001-\u0008\u000b\u000c\u000e-\u001f]/.test(text)
}

/**
 * Escapes a text for a double-quoted attribute, so that reading it gives the same text, line ends included.
 *
 * @throws MedspanError `data` where a character cannot stand in any XML (U+0000, U+FFFE, U+FFFF, half a pair)
 */
export function escapeAttribute(text: string): string {
  return escapeText(text).replace(/["\t\n]/g, character => `&#${character.charCodeAt(0)};`)
}

/** Escapes a text for an element's content; the rest is as with `escapeAttribute`. */
export function escapeText(text: string): string {
  // Control characters, and what XML 1.1 takes for a line end (section 2.11), only survive as references.
  return text.replace(/[&<>\p{Cc}\u2028\ufffe\uffff]|\p{Surrogate}/gu, (character, offset: number) => {
    switch (character) {
      case '\t':
      case '\n':
        return character
      case '&':
        return '&amp;'
      case '<':
        return '&lt;'
      case '>':
        return '&gt;'
    }
    const code = character.charCodeAt(0)
    if (code === 0 || code >= 0xd800) {
      const name = `U+${code.toString(16).toUpperCase().padStart(4, '0')}`
      throw new MedspanError('data', `the character ${name} at offset ${offset} cannot stand in XML`, {
        hint: 'replace it before writing; a space keeps every offset',
      })
    }
    return `&#${code};`
  })
}
