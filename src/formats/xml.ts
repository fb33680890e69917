/**
 * @file Reading XML that nobody vouches for, and escaping text for XML.
 *
 * Built on saxes, which parses XML 1.0 and 1.1 (W3C, fifth and second edition) as a stream and never opens
 * anything by itself. Documents that declare a type (DTD), use an entity that XML does not define, nest too
 * deeply or hold too many attributes are refused: neither UIMA nor INCEpTION writes such files. Namespaces are
 * left to the caller, who knows which prefixes matter.
 */
import { SaxesParser } from 'saxes'
import { MedspanError, type Where } from '../errors.ts'

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
  write(text: string): void
  /** @throws MedspanError where the document stops before its root element is closed */
  close(): void
  /** The place that has been reached. */
  where(): Where
}

/** Elements inside elements; UIMA's files need 7. */
const MAX_DEPTH = 64
/** Attributes of one element; UIMA's files need as many as a type has features. */
const MAX_ATTRIBUTES = 4096

/**
 * Opens a reader.
 *
 * @throws MedspanError `input` where the document is not well-formed, `unsafe-input` where it asks for entities,
 *   declares a document type, or exceeds a limit; with file, line and column
 */
export function createXmlReader(path: string, handlers: XmlHandlers): XmlReader {
  const parser = new SaxesParser({ xmlns: false, position: true })
  let depth = 0
  let attributes = 0
  let line = 1
  let column = 1
  const where = (): Where => ({ path, line: parser.line, column: parser.column })

  parser.on('error', error => {
    const message = error.message.replace(/^\d+:\d+: /, '').replace(/\.$/, '')
    if (/^undefined entity/.test(message))
      throw new MedspanError('unsafe-input', 'the file uses an entity, expected plain XML without entities', {
        where: where(),
        hint: 'write the character itself, or a numeric reference such as &#233;',
      })
    if (/unclosed tag|unexpected end|must contain a root/.test(message))
      throw new MedspanError('input', `the file ends too early: ${message}`, {
        where: where(),
        hint: 'the file is truncated or empty; export or copy it again',
      })
    throw new MedspanError('input', `not well-formed XML: ${message}`, { where: where() })
  })
  parser.on('doctype', () => {
    throw new MedspanError('unsafe-input', 'the file declares a document type (DTD), expected plain XML', {
      where: where(),
      hint: 'remove the <!DOCTYPE ...> declaration; neither UIMA nor INCEpTION writes one',
    })
  })
  parser.on('opentagstart', tag => {
    // The parser stands behind the character that ended the name; where that was a line break, the column of
    // the `<` is gone and the start of this line has to do.
    const start = parser.column - tag.name.length - 1
    line = parser.line
    column = Math.max(start, 1)
    attributes = 0
    depth += 1
    if (depth > MAX_DEPTH)
      throw new MedspanError('unsafe-input', `elements nest more than ${MAX_DEPTH} deep`, {
        where: where(),
        hint: 'this is not a file that UIMA wrote',
      })
  })
  parser.on('attribute', () => {
    attributes += 1
    if (attributes > MAX_ATTRIBUTES)
      throw new MedspanError('unsafe-input', `an element has more than ${MAX_ATTRIBUTES} attributes`, {
        where: where(),
        hint: 'this is not a file that UIMA wrote',
      })
  })
  parser.on('opentag', tag => handlers.open({ name: tag.name, attributes: tag.attributes, line, column }))
  parser.on('closetag', tag => {
    depth -= 1
    handlers.close(tag.name)
  })
  if (handlers.text !== undefined) {
    const text = handlers.text.bind(handlers)
    parser.on('text', text)
    parser.on('cdata', text)
  }
  return {
    write(text) {
      parser.write(text)
    },
    close() {
      parser.close()
    },
    where,
  }
}

/** Parses a whole document. */
export function parseXml(text: string, path: string, handlers: XmlHandlers): void {
  const reader = createXmlReader(path, handlers)
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
  const reader = createXmlReader(path, handlers)
  let decode: ((bytes: Uint8Array | undefined) => string) | undefined
  for await (const bytes of source) {
    if (bytes.length === 0) continue
    decode ??= createDecoder(bytes, path, reader)
    reader.write(decode(bytes))
  }
  if (decode !== undefined) reader.write(decode(undefined))
  reader.close()
}

function createDecoder(
  head: Uint8Array,
  path: string,
  reader: XmlReader,
): (bytes: Uint8Array | undefined) => string {
  const encoding = encodingOf(head, path)
  if (encoding === 'latin1')
    return bytes => (bytes === undefined ? '' : Buffer.from(bytes).toString('latin1'))
  const decoder = new TextDecoder(encoding, { fatal: true })
  return bytes => {
    try {
      return bytes === undefined ? decoder.decode() : decoder.decode(bytes, { stream: true })
    } catch (cause) {
      throw new MedspanError('input', `bytes that are not ${encoding.toUpperCase()} follow here`, {
        where: reader.where(),
        hint: 'save the file in the encoding that its first line names',
        cause,
      })
    }
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
      return 'utf-8'
    case 'iso-8859-1':
    case 'latin1':
    case 'us-ascii':
    case 'ascii':
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
  return (text.match(/\p{Cc}/gu) ?? []).some(character => character < ' ' && !'\t\n\r'.includes(character))
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
