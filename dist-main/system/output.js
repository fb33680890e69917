/**
 * @file Files and folders that are there whole or not at all.
 *
 * What is written goes aside first, under a name that starts with a dot and ends in `.partial`; it is flushed to
 * the disk and then renamed. A process that dies on the way leaves the old content and a leftover, which the next one that
 * writes into the folder clears.
 */
import { accessSync, constants } from 'node:fs';
import { lstat, mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { constants as system } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { MedspanError } from "../errors.js";
import { maxOf } from "../lists.js";
import { lifeOf, nameProcess } from "./process-name.js";
/** `asideOf` gives it the name of its process; that of earlier versions had but a number, of whichever machine. */
const leftover = /^\..+\.(?:([0-9a-f]{12}-\d+-\d+)|\d+)-\d+\.partial$/;
/** Of a process of which there is no telling whether it lives: how long nothing must have changed. */
const staleMs = 3_600_000;
/** About how many bytes are written at once. */
const pieceBytes = 1 << 20;
let serial = 0;
/** A name beside `path` that no other writer uses, on any machine. */
export function asideOf(path) {
    return join(dirname(path), `.${basename(path)}.${nameProcess(process.pid)}-${serial++}.partial`);
}
/** Whether an error is the operating system's and has this code, such as `ENOENT`. */
export function hasSystemCode(error, ...codes) {
    if (!(error instanceof Error && 'code' in error))
        return false;
    return codes.includes(isOfQuota(error) ? 'EDQUOT' : String(error.code));
}
/** Node has no name for this one, as libuv has none: it says `Unknown system error -122`. */
function isOfQuota(error) {
    const { code, errno } = error;
    return code === 'EDQUOT' || errno === -system.errno.EDQUOT;
}
/** What the operating system has said. */
export function systemMessage(error) {
    return isOfQuota(error) ? 'EDQUOT: disk quota exceeded' : error.message;
}
/** Whether the first folder above a path that is there lies on a disk that is read-only. */
function isOnReadOnlyDisk(path) {
    const folder = dirname(path);
    try {
        accessSync(folder, constants.W_OK);
        return false;
    }
    catch (error) {
        if (hasSystemCode(error, 'EROFS'))
            return true;
        return hasSystemCode(error, 'ENOENT') && folder !== path && isOnReadOnlyDisk(folder);
    }
}
/** What the operating system refuses to write, as an error that says what to do; anything else as it is. */
export function outputError(path, cause) {
    if (cause instanceof MedspanError || !(cause instanceof Error) || !('code' in cause))
        return cause;
    // On a disk that is read-only Node says of missing folders just that they are missing.
    const isReadOnly = hasSystemCode(cause, 'EROFS') || (hasSystemCode(cause, 'ENOENT') && isOnReadOnlyDisk(path));
    const message = isReadOnly ? 'EROFS: read-only file system' : systemMessage(cause);
    const hint = hasSystemCode(cause, 'ENOSPC')
        ? 'The disk is full: free some space, then give the same command again.'
        : hasSystemCode(cause, 'EDQUOT')
            ? 'Your quota on this disk is used up: free some space, or ask for more, then give the same command again.'
            : isReadOnly || hasSystemCode(cause, 'EACCES', 'EPERM')
                ? 'Choose a folder that you may write to.'
                : undefined;
    return new MedspanError('output', `could not be written: ${message}`, {
        where: { path },
        hint,
        cause,
    });
}
/** Small pieces in one, since each that is written is a question to the system; large ones as they are. */
async function* joinSmall(pieces) {
    let small = [];
    let length = 0;
    for await (const piece of pieces) {
        const isLarge = piece.length >= pieceBytes;
        if (!isLarge) {
            small.push(piece);
            length += piece.length;
        }
        if (isLarge || length >= pieceBytes) {
            yield Buffer.concat(small);
            small = [];
            length = 0;
        }
        if (isLarge)
            yield piece;
    }
    yield Buffer.concat(small);
}
async function writeAll(file, bytes) {
    for (let done = 0; done < bytes.length;) {
        const { bytesWritten } = await file.write(bytes, done, Math.min(bytes.length - done, 1 << 26));
        done += bytesWritten;
    }
}
/** Clears away what could not be finished; the error that is under way matters more than one of its own. */
async function discard(aside) {
    await rm(aside, { recursive: true, force: true }).catch(() => { });
}
/** Flushes what is under a path; folders cannot be flushed on every system, which is then left to it. */
export async function flush(path) {
    const entry = await open(path, 'r');
    try {
        await entry.sync();
    }
    catch (error) {
        if (!hasSystemCode(error, 'EPERM', 'EISDIR', 'EINVAL', 'EBADF', 'ENOTSUP'))
            throw error;
    }
    finally {
        await entry.close();
    }
}
async function flushTree(folder) {
    for (const entry of await readdir(folder, { withFileTypes: true })) {
        const path = join(folder, entry.name);
        if (entry.isDirectory())
            await flushTree(path);
        else if (entry.isFile())
            await flush(path);
    }
    await flush(folder);
}
/**
 * Writes a file whole, replacing what was there; makes its folder where it is missing.
 * @throws MedspanError `output`; then the old content stands as it was.
 */
export async function writeFileWhole(path, content) {
    const aside = asideOf(path);
    try {
        await mkdir(dirname(path), { recursive: true });
        await clearOnce(dirname(path));
        const file = await open(aside, 'wx');
        try {
            if (typeof content === 'string')
                await writeAll(file, Buffer.from(content, 'utf8'));
            else if (content instanceof Uint8Array)
                await writeAll(file, content);
            else
                for await (const piece of joinSmall(content))
                    await writeAll(file, piece);
            await file.sync();
        }
        finally {
            await file.close();
        }
        await rename(aside, path);
        await flush(dirname(path));
    }
    catch (error) {
        await discard(aside);
        throw outputError(path, error);
    }
}
/** Writes a value as JSON with two spaces and a final newline, whole. */
export function writeJsonWhole(path, value) {
    return writeFileWhole(path, `${JSON.stringify(value, null, 2)}\n`);
}
/**
 * Makes a folder whole: `fill` writes into a temporary one, which then takes the name, replacing a folder that
 * has it already. When `fill` throws, nothing remains of it.
 * @throws MedspanError `output`, or what `fill` throws.
 */
export async function writeFolderWhole(path, fill) {
    const aside = asideOf(path);
    try {
        await mkdir(aside, { recursive: true });
        await clearOnce(dirname(path));
        await fill(aside);
        await flushTree(aside);
        const replaced = asideOf(path);
        let replacing = true;
        try {
            await rename(path, replaced);
        }
        catch (error) {
            if (!hasSystemCode(error, 'ENOENT'))
                throw error;
            replacing = false;
        }
        try {
            await rename(aside, path);
        }
        catch (error) {
            if (replacing)
                await rename(replaced, path);
            throw error;
        }
        await flush(dirname(path));
        if (replacing)
            await rm(replaced, { recursive: true, force: true });
    }
    catch (error) {
        await discard(aside);
        throw outputError(path, error);
    }
}
/** Deletes a file or a folder so that no half of it is ever seen under its name. Absent is fine. */
export async function removeWhole(path) {
    const aside = asideOf(path);
    try {
        await rename(path, aside);
        await rm(aside, { recursive: true, force: true });
    }
    catch (error) {
        if (!hasSystemCode(error, 'ENOENT'))
            throw outputError(path, error);
    }
}
/** Clears what processes that have died have left in a folder. */
export async function removeLeftovers(folder) {
    for (const [name, process] of await listLeftovers(folder)) {
        const path = join(folder, name);
        const life = lifeOf(process);
        if (life === 'gone' || (life === 'unknown' && (await changedMs(path)) < Date.now() - staleMs))
            await rm(path, { recursive: true, force: true });
    }
}
/** Clears what attempts have left to write a file or a folder that nobody else may be writing. */
export async function removeLeftoversOf(path) {
    for (const [name] of await listLeftovers(dirname(path)))
        if (name.startsWith(`.${basename(path)}.`))
            await rm(join(dirname(path), name), { recursive: true, force: true });
}
/** Names of leftovers, or of what is being written, and of the processes. */
async function listLeftovers(folder) {
    try {
        return (await readdir(folder)).flatMap(name => {
            const match = leftover.exec(name);
            return match === null ? [] : [[name, match[1]]];
        });
    }
    catch (error) {
        if (hasSystemCode(error, 'ENOENT'))
            return [];
        throw outputError(folder, error);
    }
}
/** When a file, or what is directly in a folder, has changed last. */
async function changedMs(path) {
    const below = await readdir(path).catch(() => []);
    const times = [path, ...below.map(name => join(path, name))].map(async (one) => (await lstat(one)).mtimeMs);
    return maxOf(await Promise.all(times.map(time => time.catch(() => 0))), 0);
}
const cleared = new Set();
/** Clears a folder's leftovers before this process writes there for the first time. */
async function clearOnce(folder) {
    if (cleared.has(folder))
        return;
    cleared.add(folder);
    // Who may not list a folder, or not delete in it, may yet write there.
    await removeLeftovers(folder).catch(() => undefined);
}
