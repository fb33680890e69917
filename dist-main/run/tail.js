/**
 * @file Following files that another process writes: lines of JSON to which it appends, and JSON that it replaces.
 *
 * A file may be on a network file system, written by another machine. Such systems tell of no changes, so it is
 * looked at again and again: it is opened each time, since NFS looks for new sizes when a file is opened. Only what is
 * new is read: what was read last must still stand before it, in the file with the same number, or all is read again.
 * A line without its end is read when the end is there. A line that is no record (NFS can show zeroes where bytes have
 * not arrived) is left out, and the file is read from its start when it changes.
 */
import { open } from 'node:fs/promises';
import { hasSystemCode } from "../system/output.js";
import { unreadable } from "../system/read.js";
import { parseLogRecord } from "./log.js";
/** Of what was read last, so many bytes must still be there. */
const ANCHOR = 1024;
/** What a file system says of a file that was replaced while it was open, or is being replaced: the next look will do. */
const PASSING = ['ESTALE', 'EBUSY', 'EPERM', 'EIO', 'ETIMEDOUT', 'EAGAIN'];
/** Whether a look at a file failed in a way that passes. */
export function isPassing(error) {
    return hasSystemCode(error, ...PASSING);
}
export function createTail(path) {
    let records = [];
    let seen;
    let damaged = 0;
    let readings = 0;
    /** Where the last whole line ends, and the bytes before that. */
    let offset = 0;
    let anchor = Buffer.alloc(0);
    const forget = () => {
        records = [];
        damaged = 0;
        offset = 0;
        anchor = Buffer.alloc(0);
    };
    /** Takes whole lines; what follows them is left for the next time. */
    const take = (bytes) => {
        const end = bytes.lastIndexOf(0x0a) + 1;
        if (end === 0)
            return;
        for (const line of bytes.toString('utf8', 0, end - 1).split('\n')) {
            const record = parseLogRecord(line);
            if (record === undefined)
                damaged++;
            else
                records.push(record);
        }
        offset += end;
        anchor = Buffer.concat([anchor, bytes.subarray(0, end)]).subarray(-ANCHOR);
    };
    const read = async (file) => {
        const { ino: inode, size, mtimeMs: modifiedMs } = await file.stat();
        const now = { inode, size, modifiedMs };
        if (seen?.inode === inode && seen.size === size && seen.modifiedMs === modifiedMs)
            return false;
        const goesOn = seen?.inode === inode && size >= offset && damaged === 0;
        const start = goesOn ? offset - anchor.length : 0;
        const bytes = await readFrom(file, start, size - start);
        if (goesOn && bytes.subarray(0, anchor.length).equals(anchor))
            take(bytes.subarray(anchor.length));
        else {
            const all = start === 0 ? bytes : await readFrom(file, 0, size);
            forget();
            take(all);
            readings++;
        }
        seen = now;
        return true;
    };
    return {
        poll: () => withFile(path, read, () => {
            const was = seen !== undefined;
            forget();
            seen = undefined;
            return was;
        }),
        get records() {
            return records;
        },
        get damaged() {
            return damaged;
        },
        get modifiedMs() {
            return seen?.modifiedMs;
        },
        get readings() {
            return readings;
        },
    };
}
/** Reads a file that is there, and says whether there is anything new, as far as that can be told at the moment. */
async function withFile(path, read, absent) {
    let file;
    try {
        file = await open(path, 'r');
        return await read(file);
    }
    catch (error) {
        if (isPassing(error))
            return false;
        if (file === undefined && hasSystemCode(error, 'ENOENT', 'ENOTDIR'))
            return absent();
        throw unreadable(path, error);
    }
    finally {
        await file?.close().catch(() => { });
    }
}
/** Up to `length` bytes; fewer where the file ends before. */
async function readFrom(file, start, length) {
    const bytes = Buffer.alloc(length);
    let done = 0;
    while (done < length) {
        const { bytesRead } = await file.read(bytes, done, length - done, start + done);
        if (bytesRead === 0)
            break;
        done += bytesRead;
    }
    return bytes.subarray(0, done);
}
export function watchJson(schema) {
    let value;
    let modifiedMs;
    let seen = '';
    return {
        poll(path) {
            const read = async (file) => {
                const { ino, size, mtimeMs } = await file.stat();
                const now = JSON.stringify([path, ino, size, mtimeMs]);
                if (now === seen)
                    return false;
                const parsed = schema.safeParse(parseJson(await file.readFile('utf8')));
                // What cannot be read is being replaced, or comes from elsewhere: what was known stands until then.
                if (!parsed.success)
                    return false;
                value = parsed.data;
                modifiedMs = mtimeMs;
                seen = now;
                return true;
            };
            return withFile(path, read, () => {
                const was = value !== undefined;
                value = undefined;
                modifiedMs = undefined;
                seen = '';
                return was;
            });
        },
        get value() {
            return value;
        },
        get modifiedMs() {
            return modifiedMs;
        },
    };
}
function parseJson(text) {
    try {
        return JSON.parse(text);
    }
    catch {
        return undefined;
    }
}
