/**
 * @file Reading text files: UTF-8 and nothing else, whole, in pieces or line by line, with places in errors.
 *
 * A file that gzip packed (RFC 1952, told by its first bytes, several members allowed) is read as what it holds.
 * How much it may unpack to is bounded, because nobody vouches for it.
 */
import { constants, isAscii } from 'node:buffer';
import { createReadStream } from 'node:fs';
import { open, readFile, stat } from 'node:fs/promises';
import { createGunzip, constants as zlib } from 'node:zlib';
import { MedspanError } from "../errors.js";
const newline = 10;
const carriageReturn = 13;
/** Pieces in which a file is read, in bytes. */
const pieceBytes = 1 << 20;
/** The most bytes of a text that is held whole, be it a file or a line: V8 takes no longer string. */
const mostHeld = constants.MAX_STRING_LENGTH;
/** @throws MedspanError (`input`) for a text that is too large to be held whole */
function checkHeld(bytes, path) {
    if (bytes > mostHeld)
        throw new MedspanError('input', `expected at most ${Math.round(mostHeld / 2 ** 20)} MiB as one text, got more`, {
            where: { path },
            hint: 'divide the file into several, or into lines',
        });
}
export const gzipLimits = { totalBytes: 2 ** 36, ratio: 250, freeBytes: 2 ** 20 };
/** What the operating system says, as an input error about `path`. Other errors come back unchanged. */
export function inputError(error, path) {
    if (error instanceof MedspanError || !(error instanceof Error) || !('code' in error))
        return error;
    const reasons = {
        ENOENT: 'there is no such file or folder',
        EACCES: 'it may not be read',
        EISDIR: 'expected a file, got a folder',
        ENOTDIR: 'expected a folder, got a file',
        ERR_FS_FILE_TOO_LARGE: 'it is too large to be read whole (more than 2 GiB)',
        Z_DATA_ERROR: 'expected a gzip file, got damaged data',
        Z_BUF_ERROR: 'expected a whole gzip file, got one that is cut off',
    };
    const reason = reasons[String(error.code)] ?? error.message;
    const hint = String(error.code).startsWith('Z_')
        ? 'the file looks cut off or changed: copy or download it again'
        : undefined;
    return new MedspanError('input', reason, { where: { path }, hint, cause: error });
}
/** Whether the first bytes are those of a gzip file with deflated data. */
function isGzip(head) {
    return head[0] === 0x1f && head[1] === 0x8b && head[2] === 8;
}
/** The bytes that a gzip file unpacks to. */
async function* unpack(path, pieces, limits) {
    let packed = 0;
    let unpacked = 0;
    const gunzip = createGunzip({ chunkSize: pieceBytes >> 2, finishFlush: zlib.Z_FINISH });
    const fed = (async () => {
        try {
            for await (const piece of pieces) {
                packed += piece.length;
                if (!gunzip.write(piece))
                    await new Promise(resolve => {
                        gunzip.once('drain', resolve).once('close', resolve);
                    });
                if (gunzip.destroyed)
                    return;
            }
            gunzip.end();
        }
        catch (error) {
            gunzip.destroy(error instanceof Error ? error : new Error(String(error)));
        }
    })();
    try {
        for await (const piece of gunzip) {
            const bytes = piece;
            unpacked += bytes.length;
            if (unpacked > limits.totalBytes || (unpacked > limits.freeBytes && unpacked > packed * limits.ratio))
                throw new MedspanError('unsafe-input', `the gzip file unpacks to more than ${unpacked > limits.totalBytes ? `${limits.totalBytes} bytes` : `${limits.ratio} times its size`}`, { where: { path }, hint: 'if you trust it, unpack it with gunzip and give the unpacked file' });
            yield bytes;
        }
    }
    finally {
        gunzip.destroy();
        await fed;
    }
}
/**
 * A file's bytes in pieces of at most 1 MiB; of a gzip file, what it unpacks to.
 *
 * @throws MedspanError (`input`) when it cannot be read or unpacked; (`unsafe-input`) beyond the limits.
 */
export async function* readPieces(path, limits = gzipLimits) {
    try {
        const stream = createReadStream(path, { highWaterMark: pieceBytes });
        const pieces = stream[Symbol.asyncIterator]();
        let unread = await pieces.next();
        async function* all() {
            try {
                for (; !unread.done; unread = await pieces.next())
                    yield unread.value;
            }
            finally {
                await pieces.return?.();
            }
        }
        if (!unread.done && isGzip(unread.value))
            yield* unpack(path, all(), limits);
        else
            yield* all();
    }
    catch (error) {
        throw inputError(error, path);
    }
}
function notUtf8(bytes, where, firstLine, cause) {
    let line = firstLine;
    for (let begin = 0; begin <= bytes.length; line++) {
        const found = bytes.indexOf(newline, begin);
        const end = found < 0 ? bytes.length : found;
        try {
            new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(begin, end));
        }
        catch {
            break;
        }
        begin = end + 1;
    }
    return new MedspanError('input', 'expected UTF-8, got bytes that are not', {
        where: { ...where, line },
        hint: 'convert the file to UTF-8 first',
        cause,
    });
}
/**
 * Bytes as text, a byte order mark included.
 *
 * @param firstLine the number of the line on which they begin, for errors.
 * @throws MedspanError (`input`) when they are not UTF-8.
 */
export function decodeText(bytes, where, firstLine) {
    try {
        // Of plain ASCII, a copy is all that decoding is.
        if (isAscii(bytes))
            return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
        return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    }
    catch (error) {
        if (error instanceof Error && 'code' in error && error.code === 'ERR_ENCODING_INVALID_ENCODED_DATA')
            throw notUtf8(bytes, where, firstLine, error);
        throw inputError(error, where.path ?? '');
    }
}
const withoutMark = (text) => (text.startsWith('\uFEFF') ? text.slice(1) : text);
/**
 * A whole text file, without its byte order mark; of a gzip file, what it unpacks to.
 *
 * @throws MedspanError (`input`) when it cannot be read or is not UTF-8.
 */
export async function readText(path) {
    try {
        checkHeld((await stat(path)).size, path);
        const bytes = await readFile(path);
        if (!isGzip(bytes))
            return withoutMark(decodeText(bytes, { path }, 1));
        const pieces = [];
        for await (const piece of readPieces(path, { ...gzipLimits, totalBytes: mostHeld }))
            pieces.push(piece);
        return withoutMark(decodeText(Buffer.concat(pieces), { path }, 1));
    }
    catch (error) {
        throw inputError(error, path);
    }
}
/** The first `bytes` bytes of a file (of a gzip file, of what it unpacks to), or all when it is shorter. */
export async function readHead(path, bytes = 4096) {
    try {
        const file = await open(path);
        let head;
        try {
            const { buffer, bytesRead } = await file.read({ buffer: new Uint8Array(bytes) });
            head = buffer.subarray(0, bytesRead);
        }
        finally {
            await file.close();
        }
        return isGzip(head) ? await unpackedHead(path, bytes, head) : head;
    }
    catch (error) {
        throw inputError(error, path);
    }
}
/** The first bytes that a gzip file unpacks to; the file's own where it cannot be unpacked. */
async function unpackedHead(path, bytes, packed) {
    const pieces = [];
    let length = 0;
    try {
        for await (const piece of readPieces(path)) {
            pieces.push(piece);
            length += piece.length;
            if (length >= bytes)
                break;
        }
    }
    catch (error) {
        if (!(error instanceof MedspanError))
            throw error;
        if (length === 0)
            return packed;
    }
    return Buffer.concat(pieces).subarray(0, bytes);
}
/** Calls `visit` with each line of `text`, without its end (`\n` or `\r\n`), and with its number. */
export function visitLines(text, firstNumber, visit) {
    let number = firstNumber;
    for (let begin = 0;; number++) {
        const found = text.indexOf('\n', begin);
        const next = found < 0 ? text.length : found;
        const end = next > begin && text.charCodeAt(next - 1) === carriageReturn ? next - 1 : next;
        visit(text.slice(begin, end), number);
        if (found < 0)
            return;
        begin = found + 1;
    }
}
/**
 * Stretches of whole lines of a text file, which is never held whole. A gzip file is read as what it unpacks to.
 *
 * @throws MedspanError (`input`) when it cannot be read or is not UTF-8.
 */
export async function* readStretches(path) {
    let number = 1;
    const stretchOf = (bytes) => {
        const firstNumber = number;
        const text = decodeText(bytes, { path }, number);
        for (let at = bytes.indexOf(newline); at >= 0; at = bytes.indexOf(newline, at + 1))
            number++;
        number++;
        return { text: firstNumber === 1 ? withoutMark(text) : text, firstNumber };
    };
    let pending = [];
    let held = 0;
    for await (const bytes of readPieces(path)) {
        const last = bytes.lastIndexOf(newline);
        if (last < 0) {
            pending.push(bytes);
            held += bytes.length;
            checkHeld(held, path);
            continue;
        }
        held = 0;
        pending.push(bytes.subarray(0, last));
        yield stretchOf(pending.length === 1 ? pending[0] : Buffer.concat(pending));
        pending = last + 1 < bytes.length ? [bytes.subarray(last + 1)] : [];
    }
    if (pending.length > 0)
        yield stretchOf(Buffer.concat(pending));
}
/** Calls `visit` with each line of a text file; see `visitLines` and `readStretches`. */
export async function forEachLine(path, visit) {
    for await (const { text, firstNumber } of readStretches(path))
        visitLines(text, firstNumber, visit);
}
/**
 * Each line of bytes as they come, without its end (`\n` or `\r\n`) and without a byte order mark before the first; undefined
 * for a line of more than `longest` bytes, of which no more than these are held.
 */
export async function* linesOf(pieces, longest) {
    /** The beginning of a line that is not whole yet, in memory that grows by doubling: pieces may be of a byte each. */
    let held = new Uint8Array(0);
    let length = 0;
    let isFirst = true;
    const hold = (part) => {
        const needed = length + part.length;
        if (needed <= longest) {
            if (needed > held.length) {
                const larger = new Uint8Array(Math.max(needed, 2 * held.length));
                larger.set(held.subarray(0, length));
                held = larger;
            }
            held.set(part, length);
        }
        length = needed;
    };
    const take = (line) => {
        const begin = isFirst && line[0] === 0xef && line[1] === 0xbb && line[2] === 0xbf ? 3 : 0;
        isFirst = false;
        return line.at(-1) === carriageReturn ? line.subarray(begin, -1) : line.subarray(begin);
    };
    const takeHeld = () => {
        const line = length > longest ? undefined : take(held.subarray(0, length));
        held = new Uint8Array(0);
        length = 0;
        return line;
    };
    for await (const piece of pieces) {
        let begin = 0;
        for (let at = piece.indexOf(newline); at >= 0; at = piece.indexOf(newline, begin)) {
            const part = piece.subarray(begin, at);
            if (length === 0 && part.length <= longest)
                yield take(part);
            else {
                hold(part);
                yield takeHeld();
            }
            begin = at + 1;
        }
        hold(piece.subarray(begin));
    }
    if (length > 0)
        yield takeHeld();
}
/** The line and the column, from 1, of an index into a text. */
export function placeOf(text, index) {
    let line = 1;
    let begin = 0;
    for (let at = text.indexOf('\n'); at >= 0 && at < index; at = text.indexOf('\n', at + 1)) {
        line++;
        begin = at + 1;
    }
    return { line, column: index - begin + 1 };
}
