/**
 * @file Folders and ZIP files as one kind of thing: a tree of named files that can be read one at a time.
 *
 * ZIPs come from elsewhere, so names that leave the archive, encrypted entries and entries that unpack to far
 * more than they promise are refused (APPNOTE.TXT 6.3 is read by yauzl). One budget of bytes covers an archive
 * and all archives inside it.
 */
import { isUtf8 } from 'node:buffer';
import { createReadStream, readdirSync, statSync } from 'node:fs';
import { open as openFile, readFile } from 'node:fs/promises';
import { basename, dirname, join, sep } from 'node:path';
import { fromBufferPromise, fromRandomAccessReaderPromise, getFileNameLowLevel, } from 'yauzl';
import { MedspanError } from "../errors.js";
import { ZipFileReader } from "../system/zip-file.js";
function budgetOf(limit) {
    return { bytes: limit, limit };
}
/** Characters of an entry's name, as of a path. V8 tells longer ones apart by comparing each with all others. */
const LONGEST_NAME = 4096;
/** Archives inside archives; a project export needs 2. */
const MAX_NESTING = 3;
export const archiveLimits = { totalBytes: 2 ** 30, ratio: 250, entries: 100_000 };
/** What may be unpacked of an archive to be packed again, in bytes: it is never held. */
const copiedBytes = 2 ** 36;
/** True where bytes begin as a ZIP does. */
export function isZip(head) {
    return head[0] === 0x50 && head[1] === 0x4b && (head[2] === 3 || head[2] === 5);
}
/** Opens a folder, or a ZIP file. */
export async function openTree(path, limits = archiveLimits) {
    try {
        if (statSync(path).isDirectory())
            return openFolder(path, limits);
    }
    catch (cause) {
        throw new MedspanError('input', 'there is no such file or folder', { where: { path }, cause });
    }
    return openArchive(path, path, budgetOf(limits.totalBytes), limits, 1);
}
/** The first 4,096 bytes of a file. */
export async function readHead(path) {
    const file = await openFile(path);
    try {
        const { bytesRead, buffer } = await file.read(new Uint8Array(4096), 0, 4096, 0);
        return buffer.subarray(0, bytesRead);
    }
    finally {
        await file.close();
    }
}
/** What a Mac puts beside files (`._name`, `.DS_Store`, `__MACOSX`), and whatever else is hidden. */
export function isHidden(name) {
    return /(?:^|\/)(?:\.|__MACOSX(?:\/|$))/.test(name);
}
/** Whether a name in an archive is that of a file that counts. */
function isFile(name) {
    return !name.endsWith('/') && !isHidden(name);
}
/** The files below a folder, sorted, without hidden ones; links to folders are not followed. */
export function listFolder(path) {
    return readdirSync(path, { recursive: true, withFileTypes: true })
        .filter(entry => !entry.isDirectory())
        .map(entry => join(entry.parentPath, entry.name).slice(join(path, sep).length).replaceAll(sep, '/'))
        .filter(name => !isHidden(name))
        .sort(byName);
}
function byName(a, b) {
    return a < b ? -1 : a > b ? 1 : 0;
}
function openFolder(path, limits) {
    return treeOf(path, listFolder(path), limits);
}
/** A file as a tree of its own, whose path is its folder's. */
export function fileTree(path) {
    return treeOf(dirname(path), [basename(path)], archiveLimits);
}
function treeOf(path, names, limits) {
    return {
        path,
        isOnDisk: true,
        names,
        entries: names.map(name => ({ name })),
        pieces: name => createReadStream(join(path, name)),
        pathOf: name => join(path, name),
        inner: name => openArchive(join(path, name), join(path, name), budgetOf(limits.totalBytes), limits, 1),
        async read(name) {
            try {
                return await readFile(join(path, name));
            }
            catch (cause) {
                throw new MedspanError('input', 'the file cannot be read', {
                    where: { path: join(path, name) },
                    cause,
                });
            }
        },
        close() { },
    };
}
async function openArchive(source, path, budget, limits, depth) {
    if (depth > MAX_NESTING)
        throw unsafe(`archives nest more than ${MAX_NESTING} deep`, { path });
    const options = { autoClose: false, validateEntrySizes: true, strictFileNames: true };
    let handle;
    const close = async () => handle?.close();
    let zip;
    try {
        if (typeof source === 'string') {
            handle = await openFile(source);
            const { size } = await handle.stat();
            zip = await fromRandomAccessReaderPromise(new ZipFileReader(handle, size), size, options);
        }
        else
            zip = await fromBufferPromise(source, options);
    }
    catch (cause) {
        await close();
        throw brokenArchive(cause, { path });
    }
    try {
        const entries = await listEntries(zip, path, limits);
        const toCopy = budgetOf(copiedBytes);
        const pathOf = (name) => `${path}!${name}`;
        const unpack = (name, from) => {
            const entry = entries.get(name);
            if (entry === undefined)
                throw new MedspanError('input', `the archive has no ${name}`, { where: { path } });
            return unpackEntry(zip, entry, pathOf(name), from, limits);
        };
        const read = async (name) => Buffer.concat(await collect(unpack(name, budget)));
        return {
            path,
            isOnDisk: false,
            names: [...entries.keys()].filter(isFile).sort(byName),
            entries: [...entries].map(([name, entry]) => ({ name, modified: entry.getLastModDate() })),
            pathOf,
            read,
            pieces: name => unpack(name, toCopy),
            inner: async (name) => openArchive(await read(name), pathOf(name), budget, limits, depth + 1),
            close: () => void close(),
        };
    }
    catch (error) {
        await close();
        throw error;
    }
}
function listEntries(zip, path, limits) {
    const entries = new Map();
    return new Promise((resolve, reject) => {
        zip.on('error', (cause) => reject(brokenArchive(cause, { path })));
        zip.on('end', () => resolve(entries));
        zip.on('entry', (entry) => {
            const name = nameOf(entry);
            if (entries.size >= limits.entries)
                return reject(unsafe(`the archive has more than ${limits.entries} entries`, { path }));
            if (name.length > LONGEST_NAME)
                return reject(unsafe(`an entry has a name of more than ${LONGEST_NAME} characters`, { path }));
            if (entries.has(name) && isFile(name))
                return reject(unsafe('two entries have the same name', { path, at: name }));
            entries.set(name, entry);
            zip.readEntry();
        });
        zip.readEntry();
    });
}
/**
 * An entry's name. A Mac writes UTF-8 without the flag for it, which yauzl takes for code page 437; what yauzl has made sure
 * of (no `..`, no `\`) holds for both, as they share ASCII.
 */
function nameOf({ fileName, fileNameRaw, extraFields, generalPurposeBitFlag }) {
    return isUtf8(fileNameRaw)
        ? getFileNameLowLevel(generalPurposeBitFlag | 0x800, fileNameRaw, extraFields, true)
        : fileName;
}
/** The bytes of an entry in pieces, as long as the budget lasts. */
async function* unpackEntry(zip, entry, path, budget, limits) {
    const tooLarge = unsafe(`the archive unpacks to more than ${budget.limit} bytes`, { path });
    if (entry.isEncrypted())
        throw unsafe('the entry is encrypted', { path });
    if (entry.uncompressedSize > budget.bytes)
        throw tooLarge;
    if (entry.uncompressedSize > 2 ** 20 && entry.uncompressedSize > entry.compressedSize * limits.ratio)
        throw unsafe(`the entry unpacks to more than ${limits.ratio} times its size`, { path });
    try {
        for await (const piece of await zip.openReadStreamPromise(entry)) {
            const bytes = piece;
            budget.bytes -= bytes.length;
            if (budget.bytes < 0)
                throw tooLarge;
            yield bytes;
        }
    }
    catch (cause) {
        throw brokenArchive(cause, { path });
    }
}
async function collect(pieces) {
    const all = [];
    for await (const piece of pieces)
        all.push(piece);
    return all;
}
function unsafe(message, where, cause) {
    return new MedspanError('unsafe-input', message, {
        where,
        hint: 'this is not an archive that INCEpTION wrote; unpack it by hand if you trust it',
        cause,
    });
}
function brokenArchive(cause, where) {
    if (cause instanceof MedspanError)
        return cause;
    const message = cause instanceof Error ? cause.message : String(cause);
    if (/^(invalid relative path|absolute path|invalid characters in fileName)/.test(message))
        return unsafe(`an entry's name leaves the archive: ${message}`, where, cause);
    if (/too many bytes in the stream/.test(message))
        return unsafe(`an entry unpacks to more than it promises: ${message}`, where, cause);
    return new MedspanError('input', `not a readable ZIP archive: ${message}`, {
        where,
        hint: 'the file is truncated or damaged; export or copy it again',
        cause,
    });
}
