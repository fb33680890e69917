/**
 * @file Reading XML that nobody vouches for, and escaping text for XML.
 *
 * saxes parses: XML 1.0 and 1.1, as a stream that opens nothing. What it may be given is decided here. Documents that
 * declare a type (DTD), use an entity that XML does not define, nest too deeply, hold too many attributes or too long a
 * tag or text are refused: neither UIMA nor INCEpTION writes such files. Namespaces are left to the caller, who knows
 * which prefixes matter.
 */
import { SaxesParser } from 'saxes';
import { MedspanError } from "../errors.js";
export const xmlLimits = { depth: 64, attributes: 4096, token: 2 ** 27, joins: 16e6 };
/** How much is parsed at a time, in characters or bytes. */
const pieceLength = 1 << 20;
/** Where saxes joins strings: references, white space in values, what may end a comment or CDATA, all of a DTD. */
const joins = /[&\t\n\r\u0085\u2028\]?<!"'-]/g;
/** The place behind a text that begins at a place. */
function behind({ line, column }, text) {
    let lines = 0;
    let begin = -column + 1;
    for (let i = 0; i < text.length; i++) {
        const code = text.charCodeAt(i);
        if (code !== 0x0a && (code !== 0x0d || text.charCodeAt(i + 1) === 0x0a))
            continue;
        lines += 1;
        begin = i + 1;
    }
    return { line: line + lines, column: text.length - begin + 1 };
}
/** How far white space, and behind it comments and instructions, take up the beginning of a text. */
function passedLength(text) {
    let at = Math.max(0, text.search(/[^ \t\r\n]/));
    for (;;) {
        const end = text.startsWith('<!--', at) ? '-->' : '?>';
        const found = end === '-->' || text.startsWith('<?', at) ? text.indexOf(end, at + 2) : -1;
        if (found < 0)
            return at;
        at = found + end.length;
    }
}
class Reader {
    #path;
    #handlers;
    #limits;
    #parser = new SaxesParser({ xmlns: false, position: false });
    /** Where the tag or text begins that is being parsed, and at which character of the document. */
    #place = { line: 1, column: 1 };
    #at = 0;
    /** The last pieces, as far as they hold what is being parsed, and at which characters they begin and end. */
    #pieces = [];
    #piecesAt = 0;
    #end = 0;
    #joins = 0;
    #depth = 0;
    #attributes = 0;
    #hasNamespaces = false;
    /** The element that was closed last, and where. */
    #closedName = '';
    #closedPlace = this.#place;
    constructor(path, handlers, limits) {
        this.#path = path;
        this.#handlers = handlers;
        this.#limits = limits;
        // More than seven handlers make V8 keep the parser as a dictionary, which takes six times as long.
        const parser = this.#parser;
        parser.on('error', ({ message }) => {
            throw this.#error(message.replace(/\.$/, ''));
        });
        parser.on('doctype', () => {
            throw this.#doctype();
        });
        parser.on('attribute', ({ name }) => {
            if (name.startsWith('xmlns'))
                this.#hasNamespaces = true;
            if (++this.#attributes > limits.attributes)
                throw this.#unsafe(`an element has more than ${limits.attributes} attributes`);
        });
        parser.on('opentag', ({ name, attributes }) => {
            if (++this.#depth > limits.depth)
                throw this.#unsafe(`elements nest more than ${limits.depth} deep`);
            this.#attributes = 0;
            const { line, column } = this.#begin();
            handlers.open({ name, attributes, hasNamespaces: this.#hasNamespaces, line, column });
            this.#hasNamespaces = false;
            this.#pass();
        });
        parser.on('closetag', ({ name }) => {
            this.#depth--;
            this.#closedName = name;
            this.#closedPlace = this.#begin();
            handlers.close(name);
            this.#pass();
        });
        parser.on('text', text => this.#text(text, 1));
        parser.on('cdata', text => this.#text(text, 0));
    }
    write(text) {
        for (let at = 0; at < text.length; at += pieceLength)
            this.#piece(text.slice(at, at + pieceLength));
    }
    #piece(piece) {
        const begin = this.#end;
        this.#end += piece.length;
        this.#pieces.push(piece);
        this.#parser.write(piece);
        if (this.#at >= begin) {
            this.#joins = 0;
            return;
        }
        this.#joins += piece.match(joins)?.length ?? 0;
        const limits = this.#limits;
        if (this.#end - this.#at > limits.token || this.#joins > limits.joins)
            throw new MedspanError('unsafe-input', `a tag or a text has more than ${limits.token / 2 ** 20} MiB, or ${limits.joins} lines and references`, { where: this.where(), hint: 'divide the document into several' });
    }
    /** @throws MedspanError where the document stops before its root element is closed */
    close() {
        this.#parser.close();
    }
    /** The place of what is being parsed. */
    where() {
        return { path: this.#path, ...this.#place };
    }
    /** What is being parsed begins here; `back` is how much of it saxes has read already. */
    #pass(back = 0) {
        const { line, columnIndex, position } = this.#parser;
        this.#place = { line, column: columnIndex + 1 - back };
        this.#at = position - back;
        while (this.#pieces.length > 1 && this.#at >= this.#piecesAt + this.#pieces[0].length)
            this.#piecesAt += this.#pieces.shift().length;
    }
    #text(text, back) {
        if (this.#depth === 0)
            this.#checkBlank(text, this.#place);
        else if (text !== '')
            this.#handlers.text?.(text);
        this.#pass(back);
    }
    /** @throws MedspanError for text outside the root element */
    #checkBlank(text, begin) {
        const at = text.search(/[^ \t\r\n]/);
        if (at >= 0)
            throw this.#malformed('text outside of the root element', behind(begin, text.slice(0, at)));
    }
    /** The place of the tag that has been read: mostly nothing stands before it. */
    #begin() {
        const at = this.#at - this.#piecesAt;
        const code = this.#pieces[0].charCodeAt(at + 1);
        const isTag = this.#pieces[0].charCodeAt(at) === 0x3c && code !== 0x21 && code !== 0x3f;
        return isTag ? this.#place : this.#current().place;
    }
    /** What of what is being parsed has been read, and where it begins. */
    #current() {
        const { position } = this.#parser;
        const all = this.#pieces.join('').slice(this.#at - this.#piecesAt, position - this.#piecesAt);
        // saxes does not tell of white space before the root, and would of comments and instructions if it were asked.
        const passed = passedLength(all);
        if (passed === 0 || passed === all.length)
            return { parsed: all, place: this.#place };
        return { parsed: all.slice(passed), place: behind(this.#place, all.slice(0, passed)) };
    }
    /** What an error of saxes means, and where it is: saxes stands behind the character that it minds. */
    #error(message) {
        const { parsed, place } = this.#current();
        if (parsed.startsWith('<!DOCTYPE'))
            return this.#doctype();
        if (message.includes('entity'))
            return this.#reference(message, parsed, place);
        if (/^(?:unclosed|unexpected end|document must)/.test(message)) {
            // A & that begins no reference takes everything for one.
            if (!/^<[!?]/.test(parsed) && parsed.includes('&', parsed.lastIndexOf(';') + 1))
                return this.#reference(message, parsed, place);
            if (parsed.startsWith('<'))
                return this.#truncated('inside a tag, a comment or an instruction');
            const open = /^unclosed tag: (.*)/.exec(message)?.[1];
            return this.#truncated(open === undefined ? 'before its first element' : `before </${open}>`);
        }
        if (message.startsWith('unexpected close'))
            return this.#malformed(`expected </${this.#closedName}>`, this.#closedPlace);
        if (/^(?:unmatched|duplicate|documents may)/.test(message))
            return this.#malformed(message);
        if (message.startsWith('text data'))
            this.#checkBlank(parsed, place);
        if (parsed.startsWith('<?'))
            return this.#malformed(/^<\?xml\s/.test(parsed) && !message.includes('declaration')
                ? `malformed XML declaration: ${message}`
                : message);
        const { line, columnIndex } = this.#parser;
        const code = parsed.charCodeAt(parsed.length - 1);
        const name = code > 0x20 && code < 0x7f ? parsed.slice(-1) : `U+${code.toString(16).toUpperCase().padStart(4, '0')}`;
        return this.#malformed(message.replace('disallowed character', `the character ${name} cannot stand here`), {
            line,
            column: Math.max(1, columnIndex),
        });
    }
    /** A reference that is none; saxes stands behind its end. */
    #reference(message, parsed, begin) {
        const at = parsed.indexOf('&', parsed.lastIndexOf(';', parsed.length - 2) + 1);
        const place = behind(begin, parsed.slice(0, at));
        if (message.startsWith('undefined'))
            return this.#unsafe('the file uses an entity, expected plain XML without entities', 'write the character itself, or a numeric reference such as &#233;', place);
        return this.#malformed(message.startsWith('malformed')
            ? `${parsed.slice(at, at + 20)} stands for no character`
            : 'a & that begins no reference', place);
    }
    #doctype() {
        return this.#unsafe('the file declares a document type (DTD), expected plain XML', 'remove the <!DOCTYPE ...> declaration; neither UIMA nor INCEpTION writes one');
    }
    #unsafe(message, hint = 'this is not a file that UIMA wrote', place = this.#current().place) {
        return new MedspanError('unsafe-input', message, { where: { path: this.#path, ...place }, hint });
    }
    #malformed(message, place = this.#current().place) {
        return new MedspanError('input', `not well-formed XML: ${message}`, {
            where: { path: this.#path, ...place },
        });
    }
    #truncated(message) {
        return new MedspanError('input', `the file ends too early: ${message}`, {
            where: this.where(),
            hint: 'the file is truncated or empty; export or copy it again',
        });
    }
}
/** Parses a whole document. */
export function parseXml(text, path, handlers) {
    const reader = new Reader(path, handlers, xmlLimits);
    const half = text.search(/\p{Surrogate}/u);
    reader.write(half < 0 ? text : text.slice(0, half));
    if (half >= 0)
        throw new MedspanError('input', 'not well-formed XML: half of a surrogate pair follows here', {
            where: reader.where(),
        });
    reader.close();
}
/**
 * Parses a document from its bytes, as they come. The encoding is taken from a byte order mark or from the XML
 * declaration; UTF-8, UTF-16, ISO-8859-1 and US-ASCII are known.
 *
 * @throws MedspanError `input` where the document is not well-formed, `unsafe-input` where it asks for entities,
 *   declares a document type, or exceeds a limit; with file, line and column
 */
export async function readXml(source, path, handlers, limits = xmlLimits) {
    const reader = new Reader(path, handlers, limits);
    let decode;
    let head = new Uint8Array();
    for await (const all of source)
        for (let at = 0; at < all.length; at += pieceLength) {
            const bytes = all.subarray(at, at + pieceLength);
            if (decode !== undefined)
                reader.write(decode(bytes));
            else {
                head = head.length === 0 ? bytes : Buffer.concat([head, bytes]);
                if (head.length < headLength)
                    continue;
                decode = createDecode(head, reader, path);
                reader.write(decode(head));
            }
        }
    if (decode === undefined) {
        decode = createDecode(head, reader, path);
        reader.write(decode(head));
    }
    reader.write(decode());
    reader.close();
}
/** Bytes that are enough to know the encoding: a byte order mark, or the declaration. */
const headLength = 256;
function createDecode(head, reader, path) {
    const encoding = encodingOf(head, path);
    // The TextDecoder's latin1 is Windows-1252.
    if (encoding === 'latin1')
        return bytes => Buffer.from(bytes ?? []).toString('latin1');
    const decoder = new TextDecoder(encoding, { fatal: true, ignoreBOM: true });
    // Decoding whole characters at once takes a third of the time, and gives strings of half the size.
    const isUtf8 = encoding === 'utf-8';
    let rest = new Uint8Array();
    let isStart = true;
    return bytes => {
        try {
            let text;
            if (isUtf8) {
                const all = rest.length === 0 ? (bytes ?? rest) : Buffer.concat([rest, bytes ?? new Uint8Array()]);
                const end = bytes === undefined ? all.length : endOfCharacters(all);
                rest = all.slice(end);
                text = decoder.decode(all.subarray(0, end));
            }
            else
                text = decoder.decode(bytes, { stream: bytes !== undefined });
            if (isStart && text.startsWith('\ufeff'))
                text = text.slice(1);
            isStart = false;
            return text;
        }
        catch (cause) {
            throw new MedspanError('input', `bytes that are not ${encoding.toUpperCase()} follow here`, {
                where: reader.where(),
                hint: 'save the file in the encoding that its first line names',
                cause,
            });
        }
    };
}
/** Where the last character of UTF-8 begins that may be cut off; the length where it is of one byte. */
function endOfCharacters(bytes) {
    for (let at = bytes.length - 1; at >= Math.max(0, bytes.length - 4); at--)
        if ((bytes[at] & 0xc0) !== 0x80)
            return bytes[at] < 0x80 ? bytes.length : at;
    return bytes.length;
}
function encodingOf(head, path) {
    if (head[0] === 0xff && head[1] === 0xfe)
        return 'utf-16le';
    if (head[0] === 0xfe && head[1] === 0xff)
        return 'utf-16be';
    if (head[0] === 0x3c && head[1] === 0)
        return 'utf-16le';
    if (head[0] === 0 && head[1] === 0x3c)
        return 'utf-16be';
    const start = Buffer.from(head.subarray(0, 200)).toString('latin1');
    const named = /^(?:\u00ef\u00bb\u00bf)?<\?xml[^>]*?\sencoding\s*=\s*["']([^"']+)["']/.exec(start)?.[1];
    switch (named?.toLowerCase()) {
        case undefined:
        case 'utf-8':
        case 'utf8':
        case 'us-ascii':
        case 'ascii':
            return 'utf-8';
        case 'iso-8859-1':
        case 'latin1':
            return 'latin1';
        default:
            throw new MedspanError('input', `expected XML in UTF-8, UTF-16 or ISO-8859-1, got ${named}`, {
                where: { path, line: 1, column: 1 },
                hint: 'convert the file to UTF-8',
            });
    }
}
/** True where XML 1.0 cannot hold a text, but XML 1.1 can (control characters other than tab and line ends). */
export function needsXml11(text) {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
    return /[\u0001-\u0008\u000b\u000c\u000e-\u001f]/.test(text);
}
/** What need not be escaped anywhere, as most values are: ASCII without mark-up. */
const notPlain = /[^ !#-%'-;=?-~]/;
/**
 * Escapes a text for a double-quoted attribute, so that reading it gives the same text, line ends included.
 *
 * @throws MedspanError `data` where a character cannot stand in any XML (U+0000, U+FFFE, U+FFFF, half a pair)
 */
export function escapeAttribute(text) {
    if (!notPlain.test(text))
        return text;
    return escapeText(text).replace(/["\t\n]/g, character => `&#${character.charCodeAt(0)};`);
}
/** Escapes a text for an element's content; the rest is as with `escapeAttribute`. */
export function escapeText(text) {
    // Control characters, and what XML 1.1 takes for a line end (section 2.11), only survive as references.
    return text.replace(/[&<>\p{Cc}\u2028\ufffe\uffff]|\p{Surrogate}/gu, (character, offset) => {
        switch (character) {
            case '\t':
            case '\n':
                return character;
            case '&':
                return '&amp;';
            case '<':
                return '&lt;';
            case '>':
                return '&gt;';
        }
        const code = character.charCodeAt(0);
        if (code === 0 || code >= 0xd800) {
            const name = `U+${code.toString(16).toUpperCase().padStart(4, '0')}`;
            throw new MedspanError('data', `the character ${name} at offset ${offset} cannot stand in XML`, {
                hint: 'replace it before writing; a space keeps every offset',
            });
        }
        return `&#${code};`;
    });
}
