/**
 * @file What may be read in a folder that somebody else may have made: files, folders, and links that stay in it.
 *
 * A link may lead to any file of the machine, or to a device that never ends; a pipe is waited for without an end. Both are
 * refused before anything is read, also by Python. What the user names is the user's: the folder itself may be a link.
 */
import { existsSync } from 'node:fs';
import { readdir, realpath, stat } from 'node:fs/promises';
import { basename, join, sep } from 'node:path';
import { MedspanError } from "../errors.js";
import { MANIFEST } from "./manifest.js";
/** More than this is no run, no model and no corpus. */
const maxEntries = 2_000_000;
/** Where links of a folder may lead: into itself; of a snapshot in the hub's cache, to the repository's `blobs`. */
function rootOf(real) {
    return /^(.+)[/\\]snapshots[/\\][0-9a-f]{40}(?:[/\\]|$)/.exec(real)?.[1] ?? real;
}
const isWithin = (path, root) => path === root || path.startsWith(root + sep);
function refuse(path, what, expected = 'a file or a folder') {
    return new MedspanError('unsafe-input', `expected ${expected}, got ${what}`, {
        where: { path },
        hint: 'A folder is read as it would be on another machine: put the file itself there, or remove this.',
    });
}
async function check(path, entry, root) {
    if (entry.isSymbolicLink()) {
        const target = await realpath(path).catch(() => undefined);
        if (target === undefined || !isWithin(target, root))
            throw refuse(path, 'a link that leads elsewhere');
    }
    const { isFile, isDirectory } = await kindOf(path);
    if (!isFile && !isDirectory)
        throw refuse(path, 'a pipe, a socket or a device');
}
async function kindOf(path) {
    const entry = await stat(path);
    const isEndless = entry.isCharacterDevice() || entry.isBlockDevice() || entry.isSocket();
    return { isFile: entry.isFile(), isDirectory: entry.isDirectory(), isEndless };
}
/**
 * Makes sure that a folder holds nothing but files, folders, and links within it. Hidden entries are passed over, as nothing
 * reads them; what is absent, or no folder, is left to whoever reads it.
 * @param depth 1 for what is directly in it
 * @throws MedspanError `unsafe-input`
 */
export async function checkFolder(folder, depth = Number.POSITIVE_INFINITY) {
    const real = await realpath(folder).catch(() => undefined);
    if (real === undefined)
        return;
    const root = rootOf(real);
    let count = 0;
    const walk = async (path, level) => {
        for (const entry of await readdir(path, { withFileTypes: true }).catch(() => [])) {
            if (entry.name.startsWith('.'))
                continue;
            if (++count > maxEntries)
                throw refuse(folder, `more than ${maxEntries} files`);
            const inner = join(path, entry.name);
            if (!entry.isFile())
                await check(inner, entry, root);
            if (entry.isDirectory() && level < depth)
                await walk(inner, level + 1);
        }
    };
    await walk(folder, 1);
}
/**
 * Makes sure of a file that is read because it stands where the user has named a folder or another file.
 * @throws MedspanError `unsafe-input` where it is none
 */
export async function checkBeside(path) {
    const kind = await kindOf(path).catch(() => undefined);
    if (kind !== undefined && !kind.isFile)
        throw refuse(path, 'something else', 'a file');
}
/**
 * Makes sure of a file that the user names: it may be a pipe, which a shell makes of `<(...)`, but no device.
 * @throws MedspanError `unsafe-input`
 */
export async function checkNamed(path) {
    const kind = await kindOf(path).catch(() => undefined);
    if (kind?.isEndless === true)
        throw refuse(path, 'a socket or a device');
}
/**
 * Makes sure of a file that another file of a folder names: it is one of that folder, also where links lead to it.
 * @returns false where there is none
 * @throws MedspanError `unsafe-input` where it is none, or none of the folder
 */
export async function checkWithin(folder, path) {
    const target = await realpath(path).catch(() => undefined);
    if (target === undefined)
        return false;
    if (!isWithin(target, rootOf(await realpath(folder))))
        throw refuse(path, 'a link that leads elsewhere');
    await checkBeside(path);
    return true;
}
/** What lies beside documents and is none: installed packages, a configuration, and its JSON Schema. */
const beside = new Set(['node_modules', 'medspan.yaml', 'medspan.schema.json']);
/** Whether a file or folder is not looked at when the folder around it is read; hidden ones and a run's folder are not. */
export function isPassedOver(path) {
    const name = basename(path);
    return name.startsWith('.') || beside.has(name) || existsSync(join(path, MANIFEST));
}
