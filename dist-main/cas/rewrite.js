/**
 * @file Files, folders and archives of CASes written again with changed CASes: under the same names, in the same formats, and with
 * everything else as it was, byte for byte; projects of INCEpTION so that it imports the changed ones. One document is held at a time.
 */
import { mkdir, readdir, realpath, writeFile } from 'node:fs/promises';
import { basename, dirname, join, posix, resolve, sep } from 'node:path';
import { MedspanError } from "../errors.js";
import { hasSystemCode, writeFileWhole, writeFolderWhole } from "../system/output.js";
import { inputError } from "../text/source.js";
import { isZip, openTree, readHead } from "./archive.js";
import { formatCasJson } from "./cas-json-writer.js";
import { pickTypeSystems, typeSystemName } from "./files.js";
import { inlineArrays } from "./inline.js";
import { checkPath, isFolder, isWanted, openCas, openFile, openVersion, planInner, planTree, startOpening, withoutPassedOver, } from "./opened.js";
import { checkLayers, TypeSystems } from "./project-copy.js";
import { formatTypeSystem } from "./typesystem.js";
import { formatTsvChanges } from "./webanno-tsv/changes.js";
import { formatXmiPieces } from "./xmi-writer.js";
import { packZip } from "./zip-writer.js";
/**
 * Writes files, folders and archives again, whole or not at all. Of an INCEpTION project one version of each document is changed
 * (`versionsToTag`), and becomes its source document (`planCopy`). A folder is copied without hidden files and what else importing passes over.
 *
 * @param output of one path, the file or folder to write, or the folder to write the file into; of several, a folder for all,
 *   each under its own name
 * @throws MedspanError `input` where a path holds no CAS; `output` where the output lies in the input or is there already
 */
export async function rewriteCases(paths, output, options) {
    const { change, progress } = options;
    for (const path of paths)
        await checkPath(path);
    const places = await placesOf(paths, output);
    const context = { change, ...(await startOpening(options, options.only)) };
    try {
        if (paths.length === 1)
            for (const [path, place] of places)
                await rewriteOne(path, place, context);
        else {
            await refuseFilled(output);
            await writeFolderWhole(output, async (folder) => {
                for (const [path, place] of places)
                    if (isWanted(context, path))
                        await rewriteOne(path, join(folder, basename(place)), context);
            });
        }
    }
    finally {
        for (const notice of context.notices.list())
            progress.notice(notice);
    }
}
/**
 * Makes sure before long work that `rewriteCases` may write there.
 * @throws MedspanError `output` or `config` as that does
 */
export async function checkOutput(paths, output) {
    const places = await placesOf(paths, output);
    if (paths.length > 1)
        await refuseFilled(output);
    else
        for (const [path, place] of places)
            if (await isFolder(path))
                await refuseFilled(place);
}
/** Where each path is written to, apart from what is read. */
async function placesOf(paths, output) {
    const [first] = paths;
    const isSingle = first !== undefined && paths.length === 1;
    const isInside = isSingle && !(await isFolder(first)) && (/[/\\]$/.test(output) || (await isFolder(output)));
    const places = isSingle && !isInside
        ? new Map([[first, output]])
        : new Map(paths.map(path => [path, join(output, basename(path))]));
    if (new Set([...places.values()].map(place => place.normalize().toUpperCase())).size < paths.length)
        throw new MedspanError('config', 'expected files and folders of different names', {
            where: { path: output },
            hint: 'each is written under its own name: give the folder around them, or one after the other',
        });
    for (const [path, place] of places)
        await refuseOverlap(path, place);
    return places;
}
async function rewriteOne(path, output, context) {
    if (await isFolder(path))
        return rewriteFolder(path, output, context);
    const head = await readHead(path);
    await (isZip(head) ? rewriteArchive(path, output, context) : rewriteFile(path, output, head, context));
}
/** @throws MedspanError `output` where a folder has something in it */
export async function refuseFilled(folder) {
    if ((await readdir(folder).catch(() => [])).length > 0)
        throw new MedspanError('output', 'expected no folder yet, or an empty one, but there are files in it', {
            where: { path: folder },
            hint: 'choose another one, or delete this one first',
        });
}
async function rewriteFolder(path, output, context) {
    await refuseFilled(output);
    const tree = withoutPassedOver(await openTree(path));
    const plan = await planTree(tree, context);
    await writeFolderWhole(output, async (folder) => {
        for await (const { name, pieces } of rewriteTree(tree, plan, context)) {
            await mkdir(dirname(join(folder, name)), { recursive: true });
            await writeFile(join(folder, name), pieces);
        }
    });
}
async function rewriteArchive(path, output, context) {
    const tree = await openTree(path);
    try {
        const plan = await planTree(tree, context);
        await writeFileWhole(output, packZip(rewriteTree(tree, plan, context)));
    }
    finally {
        tree.close();
    }
}
async function rewriteFile(path, output, head, context) {
    const { tree, name, form } = openFile(path, head);
    const written = await rewriteCas(tree, name, context, { form });
    if (written.typeSystem !== undefined)
        throw new MedspanError('input', 'the type system has no named entities to which mentions could be added', {
            where: { path },
            hint: 'name one of its layers with --into, or give the folder with its TypeSystem.xml, which is then written with them',
        });
    await writeFileWhole(output, written.pieces);
}
/** The entries of a tree with what is changed in them; type systems last, as some may be changed too. */
async function* rewriteTree(tree, { forms, copies, left: unwanted }, context, outer) {
    const typeSystems = new Map();
    const descriptors = [];
    const left = new Set([...unwanted, ...copies.flatMap(copy => [...copy.left])]);
    const described = new Map(copies.map(({ description: { name, content } }) => [name, content]));
    const sources = new Map(copies.flatMap(copy => [...copy.sources.keys()].map(name => [name, copy])));
    const joined = new Map();
    for (const entry of tree.entries) {
        const { name } = entry;
        const form = forms.get(name);
        const copy = sources.get(name);
        const description = described.get(name);
        if (left.has(name))
            continue;
        if (description !== undefined)
            yield { ...entry, pieces: toBytes([description]) };
        else if (copy !== undefined) {
            const types = joined.get(copy) ?? new TypeSystems();
            joined.set(copy, types);
            const cas = await changeSource(tree, copy, name, context, types.joined);
            types.add(cas.typeSystem);
            yield { ...entry, pieces: toBytes(formatXmiPieces(cas)) };
        }
        else if (form === 'archive')
            yield { ...entry, pieces: packZip(rewriteInner(tree, name, context)) };
        else if (forms.has(name)) {
            const { pieces, typeSystem } = await rewriteCas(tree, name, context, { form, outer });
            if (typeSystem !== undefined)
                typeSystems.set(typeSystemName(tree, name), formatTypeSystem(typeSystem));
            yield { ...entry, pieces };
        }
        else if (pickTypeSystems([posix.basename(name)]).length > 0)
            descriptors.push(entry);
        else
            yield { ...entry, pieces: name.endsWith('/') ? [] : tree.pieces(name) };
    }
    // INCEpTION has the layers in its description, others have not.
    for (const [{ root }, types] of joined)
        typeSystems.set(`${root}TypeSystem.xml`, types.format());
    for (const entry of descriptors) {
        const { name } = entry;
        const changed = typeSystems.get(name);
        typeSystems.delete(name);
        yield { ...entry, pieces: changed === undefined ? tree.pieces(name) : toBytes([changed]) };
    }
    for (const [name, content] of typeSystems)
        yield { name, pieces: toBytes([content]) };
}
/** A source document of a project: what it is made of, changed, as XMI has it. */
async function changeSource(tree, copy, source, context, known) {
    const { name, form } = copy.sources.get(source);
    const [within, file, outer] = await openVersion(tree, name);
    try {
        const path = within.pathOf(file);
        const { opened, changed } = await changeCas(within, file, context, { form, outer });
        checkLayers(copy, opened.cas, changed, path);
        return opened.form === 'json' ? inlineArrays(changed, path, known) : changed;
    }
    finally {
        if (within !== tree)
            within.close();
    }
}
async function* rewriteInner(tree, name, context) {
    const inner = await tree.inner(name);
    try {
        const { plan, outer } = await planInner(tree, name, inner, context);
        yield* rewriteTree(inner, plan, context, outer);
    }
    finally {
        inner.close();
    }
}
/** A changed CAS as a file, and its type system where that was changed too. */
async function rewriteCas(tree, name, context, options) {
    const { opened, changed } = await changeCas(tree, name, context, options);
    const isOther = opened.form === 'xmi' && changed.typeSystem !== opened.cas.typeSystem;
    return {
        pieces: toBytes(formatCas(opened, changed, tree.pathOf(name), context.notices)),
        typeSystem: isOther ? changed.typeSystem : undefined,
    };
}
async function changeCas(tree, name, context, options) {
    const { file, ...opened } = await openCas(tree, name, context, options);
    return { opened: file, changed: await context.change(opened, context.notices) };
}
function formatCas(file, cas, path, notices) {
    switch (file.form) {
        case 'xmi':
            return formatXmiPieces(cas);
        case 'json':
            return [formatCasJson(cas)];
        case 'tsv':
            return [formatTsvChanges(file.text ?? '', file.cas, cas, path, notices)];
    }
}
function* toBytes(pieces) {
    for (const piece of pieces)
        yield Buffer.from(piece);
}
/** @throws MedspanError `output` where writing would change what is read */
async function refuseOverlap(path, output) {
    const from = await realpath(path).catch(error => {
        throw inputError(error, path);
    });
    const to = await realOf(resolve(output));
    if (from !== to && !to.startsWith(from + sep) && !from.startsWith(to + sep))
        return;
    throw new MedspanError('output', 'expected a place apart from what is read', {
        where: { path: output },
        hint: 'the files that are given stay as they are: write the new ones into another folder',
    });
}
/** Where a path leads, of which the end may be missing. */
async function realOf(path) {
    try {
        return await realpath(path);
    }
    catch (error) {
        if (!hasSystemCode(error, 'ENOENT') || dirname(path) === path)
            return path;
        return join(await realOf(dirname(path)), basename(path));
    }
}
