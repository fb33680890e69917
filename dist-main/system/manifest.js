/**
 * @file Which files of a folder medspan has written: a list in the folder itself, by which they go and others stay.
 *
 * The folder may be a stranger's. Names that lead out of it are ignored, and no link is followed.
 */
import { lstat, readdir, readFile, rm, rmdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
/** The name of the list. */
export const MANIFEST = '.medspan-files.json';
const largest = 1e6;
/** Whether a path, with `/`, stays below the folder that it is joined to. */
export function isPathBelow(path) {
    if (typeof path !== 'string' || path.length > 1024)
        return false;
    // biome-ignore lint/suspicious/noControlCharactersInRegex: a name with these is an attack
    return !/[\\\u0000-\u001f:]/.test(path) && !path.split('/').some(part => /^\.{0,2}$/.test(part));
}
/** The content of a list. */
export function formatManifest(names) {
    return `${JSON.stringify({ files: [...new Set(names)].sort() }, null, 2)}\n`;
}
/** The files that a folder's list names; undefined where there is none that can be read. */
export async function readManifest(folder) {
    const path = join(folder, MANIFEST);
    try {
        const entry = await lstat(path);
        if (!entry.isFile() || entry.size > largest)
            return undefined;
        const { files } = Object(JSON.parse(await readFile(path, 'utf8')));
        return Array.isArray(files) ? files.filter(isPathBelow) : undefined;
    }
    catch {
        return undefined;
    }
}
/** Whether all folders on the way to a file are folders, and no links to some. */
export async function hasPlainParents(folder, name) {
    for (let parent = dirname(name); parent !== '.'; parent = dirname(parent)) {
        const entry = await lstat(join(folder, parent)).catch(() => undefined);
        if (entry !== undefined && !entry.isDirectory())
            return false;
    }
    return true;
}
/** Deletes files of a folder, and folders in it that are empty then. What is absent, or a folder, is passed over. */
export async function removeFiles(folder, names) {
    const parents = new Set();
    for (const name of names) {
        const path = join(folder, name);
        const entry = await lstat(path).catch(() => undefined);
        if (entry === undefined || entry.isDirectory() || !(await hasPlainParents(folder, name)))
            continue;
        await rm(path, { force: true });
        for (let parent = dirname(name); parent !== '.'; parent = dirname(parent))
            parents.add(parent);
    }
    for (const parent of [...parents].sort((a, b) => b.length - a.length))
        await rmdir(join(folder, parent)).catch(() => undefined);
}
/** What a folder holds besides some files, in sorted order: files below it, and links; not what is hidden. */
export async function listOthers(folder, names) {
    const known = new Set(names);
    const others = [];
    const walk = async (prefix) => {
        for (const entry of await readdir(join(folder, prefix), { withFileTypes: true }).catch(() => []))
            if (entry.isDirectory())
                await walk(`${prefix}${entry.name}/`);
            else if (!known.has(prefix + entry.name) && !entry.name.startsWith('.'))
                others.push(prefix + entry.name);
    };
    await walk('');
    return others.sort();
}
