/**
 * @file A journal file: one record a line, only ever longer, read from where reading ended.
 *
 * The file is opened for each reading and each writing, because NFS shows what other machines have written to whoever
 * opens a file, not to whoever keeps it open. A last line that is not whole is another process' writing under way, and is
 * left for later. Whoever writes holds the lock: to it such a line is the rest of a process that was killed, and is cut
 * off. Optuna would write behind it, and could read the file no more.
 */
import { closeSync, fstatSync, fsyncSync, ftruncateSync, mkdirSync, openSync, readSync, writeSync, } from 'node:fs';
import { open } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { MedspanError } from "../../errors.js";
import { hasSystemCode } from "../../system/output.js";
import { parsePythonJson } from "../python-json.js";
const newline = 0x0a;
const chunkBytes = 1 << 22;
export class JournalFile {
    path;
    /** How many bytes were read as whole lines, and how many lines. */
    #offset = 0;
    #lines = 0;
    /**
     * @throws MedspanError `input` where there is none, and `create` is not set, or something else than a journal; `output`
     *     where it cannot be made
     */
    constructor(path, create) {
        this.path = resolve(path);
        try {
            if (create) {
                mkdirSync(dirname(this.path), { recursive: true });
                // Where it is there it need not be writable, to be looked at.
                try {
                    closeSync(openSync(this.path, 'wx'));
                    this.#flushFolder();
                }
                catch (error) {
                    if (!hasSystemCode(error, 'EEXIST'))
                        throw error;
                }
            }
        }
        catch (cause) {
            throw new MedspanError('output', `it could not be made: ${cause.message}`, {
                where: { path: this.path },
                hint: 'Choose a place that you may write to.',
                cause,
            });
        }
        this.#opened('r', descriptor => {
            if (!fstatSync(descriptor).isFile())
                throw this.#fault('expected a journal of studies, got a folder or a device');
            const first = Buffer.alloc(1);
            if (readSync(descriptor, first, 0, 1, 0) > 0 && first[0] !== 0x7b)
                throw this.#fault('expected a journal of studies, got another file', 1);
        });
    }
    get offset() {
        return this.#offset;
    }
    /**
     * Reads the lines that are new, and gives each to `take`.
     *
     * @throws MedspanError `input` for a line that is no record and not the last one
     */
    read(take) {
        this.#opened('r', descriptor => {
            this.#read(descriptor, take, false);
        });
    }
    /**
     * Adds lines, after those that are new were read; the caller holds the lock. All are in the file afterwards, or none.
     *
     * @param make called when everything before is read; gives the lines without their ends
     * @throws MedspanError `input` for a damaged file, `output` where it cannot be written, or what `make` throws
     */
    append(take, make) {
        let rest = '';
        this.#opened('r', descriptor => {
            rest = this.#read(descriptor, take, true);
        });
        // A whole record without its end, such as an editor leaves, is one all the same.
        if (isRecord(rest)) {
            this.#write('\n', this.#offset + Buffer.byteLength(rest));
            this.#take(rest, Buffer.byteLength(rest) + 1, take);
        }
        const lines = make();
        if (lines.length === 0)
            return;
        this.#write(`${lines.join('\n')}\n`, this.#offset);
        for (const text of lines)
            this.#take(text, Buffer.byteLength(text) + 1, take);
    }
    /**
     * Has all that was written so far on the disk. Needs no lock: what several processes wait for the disk does at once.
     *
     * @throws MedspanError `output`
     */
    async flush() {
        try {
            const file = await open(this.path, 'r+');
            try {
                await file.sync();
            }
            finally {
                await file.close();
            }
        }
        catch (cause) {
            throw this.#unwritten(cause);
        }
    }
    /** Adds a text behind so many bytes; cuts off what is behind them, which is the rest of a writer that died. */
    #write(text, after) {
        this.#opened('a', descriptor => {
            const bytes = Buffer.from(text);
            try {
                if (fstatSync(descriptor).size > after)
                    ftruncateSync(descriptor, after);
                for (let written = 0; written < bytes.length;)
                    written += writeSync(descriptor, bytes, written);
            }
            catch (cause) {
                truncate(descriptor, after);
                throw this.#unwritten(cause);
            }
        });
    }
    #take(text, bytes, take) {
        const record = parsePythonJson(text);
        if (typeof record !== 'object' || record === null || Array.isArray(record))
            throw new SyntaxError('no record');
        take({ record: record, line: this.#lines + 1, end: this.#offset + bytes });
        this.#offset += bytes;
        this.#lines++;
    }
    /** Reads whole lines; returns what stands behind the last of them. */
    #read(descriptor, take, locked) {
        const { size } = fstatSync(descriptor);
        if (size < this.#offset)
            throw this.#fault(`expected at least ${this.#offset} bytes as before, got ${size}: it was cut or replaced`);
        let rest = Buffer.alloc(0);
        for (let at = this.#offset; at < size;) {
            const chunk = Buffer.allocUnsafe(Math.min(chunkBytes, size - at));
            const count = readSync(descriptor, chunk, 0, chunk.length, at);
            if (count === 0)
                break;
            at += count;
            const bytes = rest.length === 0 ? chunk.subarray(0, count) : Buffer.concat([rest, chunk.subarray(0, count)]);
            let begin = 0;
            for (let end = bytes.indexOf(newline); end >= 0; end = bytes.indexOf(newline, begin)) {
                const isLast = at >= size && end === bytes.length - 1;
                try {
                    this.#take(bytes.toString('utf8', begin, end), end + 1 - begin, take);
                }
                catch (cause) {
                    if (!(cause instanceof SyntaxError))
                        throw cause;
                    if (isLast && !locked)
                        return '';
                    throw this.#fault('expected a record as JSON, got a damaged line', this.#lines + 1, cause);
                }
                begin = end + 1;
            }
            rest = Buffer.from(bytes.subarray(begin));
        }
        if (locked && rest.some(byte => byte !== 0) && rest[0] !== 0x7b)
            throw this.#fault('expected a record as JSON, got a damaged line', this.#lines + 1);
        return rest.toString();
    }
    #unwritten(cause) {
        const full = hasSystemCode(cause, 'ENOSPC', 'EDQUOT', 'EFBIG');
        return new MedspanError('output', hasSystemCode(cause, 'EDQUOT')
            ? 'your quota on this disk is used up'
            : full
                ? 'the disk is full'
                : `the disk could not do it: ${cause.message}`, {
            where: { path: this.path },
            hint: full ? 'Free some space; what was stored before is there.' : 'What was stored before is there.',
            cause,
        });
    }
    #fault(message, line, cause) {
        return new MedspanError('input', message, {
            where: { path: this.path, ...(line === undefined ? {} : { line }) },
            hint: line === undefined
                ? 'Choose another file, or take a copy of before.'
                : 'If a process that was killed left half of it, delete the line; else choose another file.',
            cause,
        });
    }
    #opened(flags, work) {
        let descriptor;
        try {
            descriptor = openSync(this.path, flags);
        }
        catch (cause) {
            throw new MedspanError(flags === 'r' ? 'input' : 'output', `it could not be opened: ${cause.message}`, {
                where: { path: this.path },
                hint: flags === 'r'
                    ? 'See whether it is there and who may read it.'
                    : 'Choose a place that you may write to.',
                cause,
            });
        }
        try {
            work(descriptor);
        }
        finally {
            closeSync(descriptor);
        }
    }
    #flushFolder() {
        try {
            const folder = openSync(dirname(this.path), 'r');
            try {
                fsyncSync(folder);
            }
            finally {
                closeSync(folder);
            }
        }
        catch (error) {
            // A folder cannot be flushed on every system.
            if (!hasSystemCode(error, 'EPERM', 'EISDIR', 'EINVAL', 'EBADF', 'ENOTSUP'))
                throw error;
        }
    }
}
/** Takes back what was written of lines that did not fit. */
function truncate(descriptor, bytes) {
    try {
        ftruncateSync(descriptor, bytes);
    }
    catch {
        // The next writer does it.
    }
}
function isRecord(text) {
    try {
        return text.startsWith('{') && typeof parsePythonJson(text) === 'object';
    }
    catch {
        return false;
    }
}
