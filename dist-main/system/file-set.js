/**
 * @file Files that belong together, in a folder that may hold others: all are new, or none.
 *
 * A folder that is not there yet appears with all of them. Otherwise they are first made in a folder of their own, whose
 * name is given to it in one step; from then on they count. Old ones go, and only then the new ones take their places, so
 * that at no moment old and new ones stand side by side. What a process that is killed has left is finished by the next one
 * that writes, and until then told from a whole set by whoever asks (`refuseUnfinished`).
 */
import { lstat, mkdir, readdir, rename } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { MedspanError } from "../errors.js";
import { withLock } from "./lock.js";
import { formatManifest, hasPlainParents, MANIFEST, readManifest, removeFiles } from "./manifest.js";
import { flush, hasSystemCode, outputError, removeLeftovers, removeWhole, writeFileWhole, writeFolderWhole, } from "./output.js";
/** What is to take its place: files in `files`, and a list of those that go. */
export const UNFINISHED = '.medspan-unfinished';
const LOCK = '.medspan-writing';
/**
 * Writes files that belong together.
 * @param fill makes them in a folder, as they are to be in `folder`
 * @param obsolete files of an earlier set, which go
 * @throws MedspanError `output`, or what `fill` throws; then the old files stand as they were
 */
export async function writeFilesWhole(folder, fill, obsolete = []) {
    if ((await kindOf(folder)) === undefined)
        return writeFolderWhole(folder, fill);
    await withLock(join(folder, LOCK), async () => {
        await removeLeftovers(folder);
        await finish(folder);
        await writeFolderWhole(join(folder, UNFINISHED), async (temporary) => {
            const files = join(temporary, 'files');
            await mkdir(files);
            await fill(files);
            const names = await filesBelow(files);
            await checkPlaces(folder, names);
            const old = obsolete.filter(name => !names.includes(name));
            await writeFileWhole(join(temporary, MANIFEST), formatManifest(old));
        });
        await finish(folder);
    });
}
/** Puts files into their places that are whole. May be ended at any moment, and done again. */
async function finish(folder) {
    const unfinished = join(folder, UNFINISHED);
    if ((await kindOf(unfinished)) !== 'folder')
        return;
    const files = join(unfinished, 'files');
    const names = await filesBelow(files);
    try {
        await checkPlaces(folder, names);
        // Those of the new ones that have their places already are no longer among the names.
        await removeFiles(folder, [...names, ...((await readManifest(unfinished)) ?? [])]);
        for (const name of names) {
            await mkdir(join(folder, dirname(name)), { recursive: true });
            await rename(join(files, name), join(folder, name));
        }
        for (const parent of new Set(names.map(name => dirname(name))))
            await flush(join(folder, parent));
    }
    catch (error) {
        throw outputError(folder, error);
    }
    await removeWhole(unfinished);
}
/**
 * Makes sure that a file, or a folder of some, is not of a set of which only a part is there.
 * @throws MedspanError `input`
 */
export async function refuseUnfinished(path) {
    for (const folder of new Set([path, dirname(path), dirname(dirname(path))]))
        if ((await kindOf(join(folder, UNFINISHED))) === 'folder')
            throw new MedspanError('input', 'medspan writes into this folder, or was ended while it did', {
                where: { path: folder },
                hint: 'Wait until it is done, or give the command again that writes there: it finishes first.',
            });
}
async function kindOf(path) {
    try {
        return (await lstat(path)).isDirectory() ? 'folder' : 'other';
    }
    catch (error) {
        if (hasSystemCode(error, 'ENOENT', 'ENOTDIR'))
            return undefined;
        throw outputError(path, error);
    }
}
/** The files below a folder, with `/`; none where there is no folder. Links are none. */
async function filesBelow(folder) {
    const names = [];
    for (const entry of await readdir(folder, { withFileTypes: true }).catch(() => []))
        if (entry.isFile())
            names.push(entry.name);
        else if (entry.isDirectory())
            for (const name of await filesBelow(join(folder, entry.name)))
                names.push(`${entry.name}/${name}`);
    return names;
}
/** Makes sure that nothing else is where files are to be, before anything goes. */
async function checkPlaces(folder, names) {
    for (const name of names)
        if ((await kindOf(join(folder, name))) === 'folder' || !(await hasPlainParents(folder, name)))
            throw new MedspanError('output', 'expected no folder here, and no link on the way', {
                where: { path: join(folder, name) },
                hint: 'Choose another folder, or remove what is there.',
            });
}
