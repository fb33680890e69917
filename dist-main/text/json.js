/**
 * @file JSON with places: `JSON.parse`, whose errors say line and column on every version of Node, for whole texts
 * and for files of any size, value by value.
 *
 * As `JSON.parse` does, the last of several equal keys counts, and `__proto__` is a key like any other: it never
 * changes what an object inherits. What nests deeper than `maxNesting`, or would take more memory than `maxBytes`, is
 * refused before anything is made of it.
 */
import { MedspanError } from "../errors.js";
import { decodeText, placeOf, readPieces } from "./source.js";
/** How deep lists and objects may nest. What we read needs 8. */
export const maxNesting = 256;
/**
 * How much memory a text's values may take, with the text itself: a document of ten million words takes 0.9 GiB. A
 * few bytes of hostile text make an object each, forty times as large.
 */
const maxBytes = 2 ** 30;
/** What V8 takes for what begins with a character, in bytes: a list, an object, a key with its slot, an element. */
const bytesOf = new Uint8Array(256);
for (const [character, bytes] of Object.entries({ '[': 48, '{': 64, ':': 96, ',': 8 }))
    bytesOf[character.charCodeAt(0)] = bytes;
const space = /[ \t\n\r]*/y;
const literal = /true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const escapeSequence = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y;
/** The index after a string's closing quote, or less than 0: the complement of the index of its fault. */
function endOfString(text, begin) {
    for (let at = begin + 1; at < text.length; at++) {
        if (text[at] === '"')
            return at + 1;
        if (text.charCodeAt(at) < 0x20)
            return ~at;
        if (text[at] !== '\\')
            continue;
        escapeSequence.lastIndex = at;
        if (!escapeSequence.test(text))
            return ~at;
        at = escapeSequence.lastIndex - 1;
    }
    return ~text.length;
}
/** The index at which a text stops being JSON; its length when it only ends too early. */
function findFault(text) {
    const match = (pattern, at) => {
        pattern.lastIndex = at;
        return pattern.exec(text) === null ? at : pattern.lastIndex;
    };
    const closers = [];
    let at = match(space, 0);
    // What is expected next: a value, a key, what follows a value, or either of two just after an opening bracket.
    let expected = 'value';
    while (at < text.length) {
        const char = text[at];
        if (expected === 'after') {
            if (closers.length === 0)
                return at;
            if (char === closers.at(-1))
                closers.pop();
            else if (char === ',')
                expected = closers.at(-1) === '}' ? 'key' : 'value';
            else
                return at;
            at++;
        }
        else if (expected.endsWith('-or-end') && char === closers.at(-1)) {
            closers.pop();
            expected = 'after';
            at++;
        }
        else if (expected.startsWith('key')) {
            if (char !== '"')
                return at;
            const end = endOfString(text, at);
            if (end < 0)
                return ~end;
            at = match(space, end);
            if (text[at] !== ':')
                return at;
            expected = 'value';
            at++;
        }
        else if (char === '{' || char === '[') {
            closers.push(char === '{' ? '}' : ']');
            expected = char === '{' ? 'key-or-end' : 'value-or-end';
            at++;
        }
        else if (char === '"') {
            const end = endOfString(text, at);
            if (end < 0)
                return ~end;
            expected = 'after';
            at = end;
        }
        else {
            const end = match(literal, at);
            if (end === at)
                return at;
            expected = 'after';
            at = end;
        }
        at = match(space, at);
    }
    return at;
}
/** The error of a text that stops being JSON at an index; `found` is what is there, if anything. */
function faultAt(where, found, cause) {
    const got = found === undefined ? 'the end of the text' : JSON.stringify(String.fromCodePoint(found));
    return new MedspanError('input', `expected JSON, which cannot go on with ${got}`, {
        where,
        hint: found === undefined ? 'the file looks cut off: export or download it again' : undefined,
        cause,
    });
}
function tooDeep(where) {
    return new MedspanError('unsafe-input', `expected JSON of at most ${maxNesting} levels, got more`, {
        where,
    });
}
function tooLarge(where) {
    return new MedspanError('unsafe-input', `expected JSON whose values take at most ${maxBytes / 2 ** 30} GiB of memory, got more`, { where, hint: 'divide it into several files, or write a document a line' });
}
/** The place of an index into a text that begins at `where`. */
function placeIn(text, index, where) {
    const { line, column } = placeOf(text, index);
    return {
        path: where.path,
        line: line + (where.line ?? 1) - 1,
        column: line === 1 ? column + (where.column ?? 1) - 1 : column,
    };
}
/** Refuses a text that opens more lists and objects than may nest or be kept, before they are made. */
function checkSize(text, where) {
    if (text.length <= maxNesting)
        return;
    let depth = 0;
    let size = text.length;
    for (let at = 0; at < text.length; at++) {
        const code = text.charCodeAt(at);
        if (code === quote) {
            for (at++; at < text.length; at++) {
                const inner = text.charCodeAt(at);
                if (inner === quote)
                    break;
                if (inner === backslash)
                    at++;
            }
        }
        else if (code === closeBracket || code === closeBrace)
            depth--;
        else if (code < 256 && bytesOf[code] !== 0) {
            size += bytesOf[code];
            if (size > maxBytes)
                throw tooLarge(placeIn(text, at, where));
            if ((code === openBracket || code === openBrace) && ++depth > maxNesting)
                throw tooDeep(placeIn(text, at, where));
        }
    }
}
function parse(text, where) {
    try {
        return JSON.parse(text);
    }
    catch (cause) {
        const index = findFault(text);
        throw faultAt(placeIn(text, index, where), text.codePointAt(index), cause);
    }
}
/**
 * A JSON text's value.
 *
 * @param where the file, and the line and column at which the text begins (1 when left out).
 * @throws MedspanError (`input`) with line and column; (`unsafe-input`) for more than `maxNesting` levels
 *   or `maxBytes` of values.
 */
export function parseJson(text, where) {
    checkSize(text, where);
    return parse(text, where);
}
const quote = 0x22;
const backslash = 0x5c;
const comma = 0x2c;
const openBracket = 0x5b;
const closeBracket = 0x5d;
const openBrace = 0x7b;
const closeBrace = 0x7d;
const lineFeed = 0x0a;
function isSpace(byte) {
    return byte === 0x20 || byte === lineFeed || byte === 0x0d || byte === 0x09;
}
/** What ends a word, besides white space. */
function isSeparator(byte) {
    return byte === comma || byte === closeBracket || byte === closeBrace;
}
/** The index just after the number or literal that goes on at `from`, or -1 when the bytes end before it does. */
function endOfWord(bytes, from) {
    for (let at = from; at < bytes.length; at++)
        if (isSpace(bytes[at]) || isSeparator(bytes[at]))
            return at;
    return -1;
}
/** Finds the values in bytes that come piece by piece, and parses each when it is whole. */
class ValueReader {
    #path;
    #values = [];
    #state = 'start';
    #inValue = false;
    #isWord = false;
    #inString = false;
    #isEscaped = false;
    #depth = 0;
    #count = 0;
    // The place of what comes next, or, inside a value, of its beginning.
    #line = 1;
    #column = 1;
    #carried = [];
    /** What the value that is being read takes, as far as it has come. */
    #size = 0;
    constructor(path) {
        this.#path = path;
    }
    /** The values that have come since the last time. */
    take() {
        return this.#values.splice(0);
    }
    get #where() {
        return { path: this.#path, line: this.#line, column: this.#column };
    }
    push(bytes) {
        let begin = 0;
        for (let at = 0; at < bytes.length;) {
            if (!this.#inValue) {
                if (!this.#isBeginning(bytes, at)) {
                    at++;
                    continue;
                }
                begin = at;
                this.#beginValue(bytes[at]);
            }
            const end = this.#isWord ? endOfWord(bytes, at) : this.#endOfValue(bytes, at);
            if (end < 0) {
                this.#carry(bytes.subarray(begin));
                return;
            }
            const last = bytes.subarray(begin, end);
            this.#finishValue(this.#carried.length === 0 ? last : Buffer.concat([...this.#carried, last]));
            this.#carried = [];
            at = begin = end;
        }
    }
    end() {
        if (this.#inValue)
            this.#finishValue(Buffer.concat(this.#carried));
        if (this.#state !== 'done' && this.#state !== 'sequence')
            throw faultAt(this.#where, undefined);
    }
    /** Whether a value begins at an index; what stands between values is taken in. */
    #isBeginning(bytes, at) {
        const byte = bytes[at];
        if (isSpace(byte)) {
            this.#column++;
            if (byte === lineFeed) {
                this.#line++;
                this.#column = 1;
            }
            return false;
        }
        if (this.#state === 'start') {
            this.#state = byte === openBracket ? 'value-or-end' : 'sequence';
            if (byte === openBracket) {
                this.#column++;
                return false;
            }
        }
        const state = this.#state;
        if ((state === 'after' || state === 'value-or-end') && byte === closeBracket)
            this.#state = 'done';
        else if (state === 'after' && byte === comma)
            this.#state = 'value';
        else if (state === 'after' || state === 'done' || isSeparator(byte))
            throw faultAt(this.#where, new TextDecoder().decode(bytes.subarray(at, at + 4)).codePointAt(0));
        else
            return true;
        this.#column++;
        return false;
    }
    #beginValue(byte) {
        this.#inValue = true;
        this.#isWord = byte !== quote && byte !== openBracket && byte !== openBrace;
        this.#inString = this.#isEscaped = false;
        this.#depth = this.#size = 0;
    }
    /** The index just after the text, list or object that goes on at `from`, or -1 when the bytes end before it does. */
    #endOfValue(bytes, from) {
        for (let at = from; at < bytes.length; at++) {
            const byte = bytes[at];
            if (this.#inString) {
                if (this.#isEscaped)
                    this.#isEscaped = false;
                else if (byte === backslash)
                    this.#isEscaped = true;
                else if (byte === quote) {
                    this.#inString = false;
                    if (this.#depth === 0)
                        return at + 1;
                }
            }
            else if (byte === quote)
                this.#inString = true;
            else if (byte === closeBracket || byte === closeBrace) {
                this.#depth--;
                if (this.#depth === 0)
                    return at + 1;
            }
            else if (bytesOf[byte] !== 0) {
                this.#grow(bytesOf[byte]);
                if ((byte === openBracket || byte === openBrace) && ++this.#depth > maxNesting)
                    throw tooDeep(this.#where);
            }
        }
        return -1;
    }
    #grow(bytes) {
        this.#size += bytes;
        if (this.#size > maxBytes)
            throw tooLarge(this.#where);
    }
    /** Keeps the part of a value that the bytes at hand end with. */
    #carry(part) {
        this.#grow(part.length);
        this.#carried.push(part);
    }
    #finishValue(bytes) {
        const text = decodeText(bytes, { path: this.#path }, this.#line);
        const where = this.#where;
        this.#values.push({ value: parse(text, where), where, number: ++this.#count });
        const last = text.lastIndexOf('\n');
        if (last < 0)
            this.#column += text.length;
        else {
            for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1))
                this.#line++;
            this.#column = text.length - last;
        }
        this.#inValue = false;
        if (this.#state !== 'sequence')
            this.#state = 'after';
    }
}
/**
 * The values of a file: the elements of a list, or values that follow each other, one a line (JSON lines) or not. The file is
 * never held whole; a gzip file is read as what it unpacks to.
 *
 * @throws MedspanError (`input`) with line and column when it is not UTF-8 or not JSON, an empty file included;
 * (`unsafe-input`) for more than `maxNesting` levels.
 */
export async function* readValues(path) {
    const reader = new ValueReader(path);
    let isFirst = true;
    for await (const piece of readPieces(path)) {
        const hasMark = isFirst && piece[0] === 0xef && piece[1] === 0xbb && piece[2] === 0xbf;
        reader.push(hasMark ? piece.subarray(3) : piece);
        yield* reader.take();
        isFirst = false;
    }
    reader.end();
    yield* reader.take();
}
