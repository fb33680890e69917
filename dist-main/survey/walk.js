import { readdir, realpath, stat } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { isZip, listFolder, openTree } from "../cas/archive.js";
import { casNames, pickTypeSystems } from "../cas/files.js";
import { inceptionFormat } from "../cas/inception.js";
import { findVersions, isProject } from "../cas/inception-project.js";
import { MedspanError } from "../errors.js";
import { recognise } from "../formats/index.js";
import { isPassedOver } from "../system/folder.js";
import { inputError, readHead } from "../text/source.js";
import { isMetathesaurus } from "../umls/metathesaurus.js";
import { isMrsty } from "../umls/mrsty.js";
/**
 * Walks a folder in sorted order. Links that lead out of it are not followed.
 * @throws MedspanError `input` where it holds more files than the limits say
 */
export async function walkFolder(folder, limits) {
    await checkSize(folder, limits.entries);
    try {
        return await walk(folder, limits);
    }
    catch (error) {
        throw inputError(error, folder);
    }
}
async function walk(folder, limits) {
    const root = await realpath(folder);
    const entries = [];
    const mrsty = [];
    const metathesauri = [];
    const walked = new Set();
    const others = [];
    const visitFolder = async (path, depth) => {
        const at = join(folder, path);
        const real = await realpath(at);
        if (walked.has(real))
            return;
        walked.add(real);
        for (const name of (await readdir(at)).sort()) {
            if (isPassedOver(join(at, name)))
                continue;
            try {
                await visit(path === '.' ? name : `${path}/${name}`, depth);
            }
            catch (error) {
                // What the system does not let us see is no document, and no reason to stop.
                if (!(inputError(error, name) instanceof MedspanError))
                    throw error;
                others.push(join(at, name));
            }
        }
    };
    const visit = async (path, depth) => {
        const at = join(folder, path);
        const there = await statWithin(root, at);
        const isFolder = there?.isDirectory() === true;
        if (there === undefined || (!isFolder && !there.isFile())) {
            others.push(at);
            return;
        }
        const head = isFolder ? new Uint8Array() : await readHead(at);
        const format = recognise({ path: at, isFolder, head });
        if (format !== undefined && !(isFolder && (await hasProjects(at))))
            entries.push(await describe(path, at, format, head));
        else if (isFolder) {
            if (depth < limits.depth)
                await visitFolder(path, depth + 1);
        }
        else if (isMrsty(path, head))
            mrsty.push(path);
        else if (isMetathesaurus(head))
            metathesauri.push(path);
        else if (pickTypeSystems([path]).length === 0)
            others.push(at);
    };
    await visitFolder('.', 1);
    const companions = new Set(entries.flatMap(one => one.format.companions?.(join(folder, one.path)) ?? []));
    const sorted = {
        mrsty: mrsty.sort(byDepth),
        metathesauri: metathesauri.sort(byDepth),
        others: others.filter(path => !companions.has(path)).length,
    };
    // Any other folder than a project's may come to hold more, such as the configuration.
    if (!isProject(listFolder(folder)))
        return { ...sorted, entries };
    const project = await describe('.', folder, inceptionFormat, new Uint8Array());
    return { ...sorted, entries: [project], others: 0 };
}
/** Whether a folder that a format claims as a whole holds archives that are projects, each to be told from the others. */
async function hasProjects(folder) {
    const names = listFolder(folder);
    if (isProject(names))
        return false;
    for (const name of names)
        if (/\.zip$/i.test(name) && findVersions(await namesIn(join(folder, name))).length > 0)
            return true;
    return false;
}
async function describe(path, at, format, head) {
    const isFolder = (await stat(at)).isDirectory();
    const names = isFolder ? listFolder(at) : isZip(head) ? await namesIn(at) : undefined;
    const versions = names === undefined ? [] : findVersions(names);
    return {
        path,
        format,
        isFolder,
        bytes: isFolder ? await bytesOf(names.map(name => join(at, name))) : (await stat(at)).size,
        holds: names === undefined ? (format.writer?.holds ?? 'corpus') : holdsOf(names, versions),
        versions,
    };
}
function holdsOf(names, versions) {
    if (versions.length > 0)
        return 'project';
    const isHere = casNames(names).length > 0 || names.some(name => /\.zip$/i.test(name));
    return isHere ? 'document' : 'nothing';
}
/** The names of an archive; none where it cannot be opened. */
async function namesIn(path) {
    try {
        const tree = await openTree(path);
        tree.close();
        return tree.names;
    }
    catch (error) {
        if (error instanceof MedspanError)
            return [];
        throw error;
    }
}
async function bytesOf(paths) {
    let bytes = 0;
    for (const path of paths)
        bytes += (await stat(path).catch(() => undefined))?.size ?? 0;
    return bytes;
}
/** What is at a path; undefined where nothing can be seen, or a link leads elsewhere. */
async function statWithin(root, path) {
    try {
        return (await realpath(path)).startsWith(root + sep) ? await stat(path) : undefined;
    }
    catch {
        return undefined;
    }
}
const depthOf = (path) => path.split('/').length;
const byDepth = (a, b) => depthOf(a) - depthOf(b);
/** Makes sure that all that lies in a folder can be looked at, hidden files and what is in them too. */
async function checkSize(folder, most) {
    let count = 0;
    const pending = [folder];
    for (let next = pending.pop(); next !== undefined; next = pending.pop())
        for (const entry of await readdir(next, { withFileTypes: true }).catch(() => [])) {
            if (++count > most)
                throw new MedspanError('input', `expected a folder with at most ${most.toLocaleString('en-US')} files below it, got more`, {
                    where: { path: folder },
                    hint: 'Name the folder in which the documents lie, or write the configuration by hand: medspan init --all-keys',
                });
            if (entry.isDirectory())
                pending.push(join(next, entry.name));
        }
}
