/**
 * @file CAS files and the type systems that belong to them, in folders and archives.
 */
import { createReadStream, readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, delimiter, dirname, join, posix, resolve } from 'node:path';
import { MedspanError } from "../errors.js";
import { addTo } from "../lists.js";
import { checkBeside } from "../system/folder.js";
import { INFER } from "../text/format.js";
import { inputError } from "../text/source.js";
import { isHidden } from "./archive.js";
import { isCasJson, parseCasJson } from "./cas-json.js";
import { folderAt, folderOf, loadTypeSystem } from "./descriptors.js";
import { isProjectFile } from "./inception-project.js";
import { TypeInference } from "./infer.js";
import { isWebannoTsv, parseWebannoTsv } from "./webanno-tsv/reader.js";
import { isXmi, readXmi } from "./xmi-reader.js";
/** Reads descriptors that lie alone. */
async function loadDescriptors(paths) {
    const descriptors = [];
    for (const path of paths)
        descriptors.push({
            folder: folderAt(dirname(path)),
            name: basename(path),
            bytes: await readWhole(path),
        });
    return loadTypeSystem(descriptors);
}
/** Starts an import; several descriptors in `typeSystem` have the system's path delimiter between them. */
export async function startImport({ typeSystem, segment, concept, countsLinguistic, }, notices) {
    const infers = typeSystem === INFER;
    const paths = infers ? [] : (typeSystem ?? '').split(delimiter).filter(path => path !== '');
    return {
        given: paths.length === 0 ? undefined : await loadDescriptors(paths),
        infers,
        // Of a path, the feature at its end.
        texts: [concept?.feature, concept?.typeFeature].flatMap(name => name?.split('.').at(-1) ?? []),
        inferred: new WeakMap(),
        notices,
        reading: { segment, layer: concept?.layer, countsLinguistic },
    };
}
/** How much of a file is read at a time; smaller ones are read whole. */
const pieceBytes = 1 << 20;
/** A file's bytes in pieces, with errors that are ours. */
export async function* readBytes(path) {
    try {
        for await (const chunk of createReadStream(path, { highWaterMark: pieceBytes }))
            yield chunk;
    }
    catch (cause) {
        throw inputError(cause, path);
    }
}
async function readWhole(path) {
    try {
        return await readFile(path);
    }
    catch (cause) {
        throw inputError(cause, path);
    }
}
/**
 * Which of the files in one folder are the type system: the one with the usual name, else all whose names say that
 * they are one, which belong together.
 */
export function pickTypeSystems(names) {
    for (const usual of ['TypeSystem.xml', 'typesystem.xml'])
        if (names.includes(usual))
            return [usual];
    return names.filter(name => /type[-_ ]?system.*\.xml$/i.test(name)).sort();
}
/** What each folder of a tree has as its type system; looked for and read once for all of its documents. */
const inTrees = new WeakMap();
function typeSystemsOf(tree) {
    let found = inTrees.get(tree);
    if (found === undefined) {
        const folders = new Map();
        for (const name of tree.names)
            addTo(folders, posix.dirname(name), posix.basename(name));
        found = new Map([...folders]
            .map(([folder, names]) => [folder, { folder, names: pickTypeSystems(names) }])
            .filter(([, { names }]) => names.length > 0));
        inTrees.set(tree, found);
    }
    return found;
}
/** Where a type system that an XMI file needs is to be written in its tree, so that the file is read with it. */
export function typeSystemName(tree, name) {
    const found = nearestIn(tree, name);
    if (found === undefined)
        return 'TypeSystem.xml';
    return posix.join(found.folder, found.names.length === 1 ? found.names[0] : 'TypeSystem.xml');
}
/** The type system nearest to an XMI file: in its folder, or in a folder above it inside the tree. */
function nearestIn(tree, name) {
    const folders = typeSystemsOf(tree);
    for (let folder = posix.dirname(name);; folder = posix.dirname(folder)) {
        const found = folders.get(folder);
        if (found !== undefined || folder === '.')
            return found;
    }
}
/** The type system of an XMI file in a tree; undefined where it has none in it. */
export async function findTypeSystem(tree, name) {
    const found = nearestIn(tree, name);
    if (found === undefined)
        return undefined;
    if (found.loaded === undefined) {
        const descriptors = [];
        for (const one of found.names) {
            const path = posix.join(found.folder, one);
            descriptors.push({ folder: folderOf(tree), name: path, bytes: await tree.read(path) });
        }
        found.loaded = await loadTypeSystem(descriptors);
    }
    return found.loaded;
}
/** The type system that is inferred for all XMI files of a tree that have none. */
async function inferInTree(tree, context, path) {
    noteInferred(context, path);
    let inferred = context.inferred.get(tree);
    if (inferred === undefined) {
        const types = new TypeInference(context.texts);
        for (const name of tree.names)
            if (/\.xmi$/i.test(name) && nearestIn(tree, name) === undefined)
                await types.add([await tree.read(name)], tree.pathOf(name));
        inferred = types.finish();
        context.inferred.set(tree, inferred);
    }
    return inferred;
}
/** @throws MedspanError `input` where types are not to be inferred */
function noteInferred({ infers, notices }, path) {
    if (!infers)
        throw noTypeSystem(path);
    notices.add('cas-types-inferred', 'XMI files have no type system; theirs was inferred from what stands in them', {
        path,
    });
}
/** By its extension. */
export function formOf(name) {
    const extension = name.slice(name.lastIndexOf('.') + 1).toLowerCase();
    return extension === 'tsv' || extension === 'json' ? extension : 'xmi';
}
/** By its contents, and for XMI by its name; undefined where it holds no CAS. */
export function formIn(path, head) {
    if (isCasJson(head))
        return 'json';
    if (isWebannoTsv(head))
        return 'tsv';
    return isXmi(path, head) ? 'xmi' : undefined;
}
/**
 * Reads one CAS out of a tree: XMI, JSON CAS, or WebAnno TSV.
 *
 * @param options.outer the type system to fall back on, that of an archive around this tree
 */
export async function openCasFile(tree, name, context, options = {}) {
    const path = tree.pathOf(name);
    const { form = formOf(name) } = options;
    if (form === 'json')
        return { cas: parseCasJson(decodeText(await tree.read(name), path), path), form };
    if (form === 'tsv') {
        const text = decodeText(await tree.read(name), path);
        return { cas: parseWebannoTsv(text, path, context.notices), form, text };
    }
    const found = context.given ?? (await findTypeSystem(tree, name)) ?? options.outer;
    const typeSystem = found ?? (await inferInTree(tree, context, path));
    return { cas: await readXmi([await tree.read(name)], typeSystem, path), form };
}
/** Opens a ZIP with CASes and their type system, as INCEpTION exports a document; `inner` is what `name` holds. */
export async function* openCasArchive(tree, name, inner, context, { id, group } = {}) {
    const names = casNames(inner.names);
    if (names.length === 0)
        throw noCas(inner);
    const outer = names.some(one => one.endsWith('.xmi')) ? await findTypeSystem(tree, name) : undefined;
    for (const one of names) {
        const file = await openCasFile(inner, one, context, { outer });
        yield { ...file, path: inner.pathOf(one), id: names.length === 1 ? id : undefined, group };
    }
}
/** The names that may be documents, in the richest form that there is. */
export function casNames(names) {
    for (const extension of ['.xmi', '.json', '.tsv']) {
        const found = names.filter(name => name.toLowerCase().endsWith(extension) && !isProjectFile(name));
        if (found.length > 0)
            return found;
    }
    return [];
}
/** The type system that lies beside a file, or up to two folders above. */
export async function findAround(path) {
    let folder = dirname(resolve(path));
    for (let level = 0; level < 3; level++, folder = dirname(folder)) {
        const picked = pickTypeSystems(filesIn(folder));
        if (picked.length === 0)
            continue;
        const paths = picked.map(name => join(folder, name));
        for (const beside of paths)
            await checkBeside(beside);
        return loadDescriptors(paths);
    }
    return undefined;
}
/** Opens an XMI file that lies alone. */
export async function openXmiFile(path, context) {
    let typeSystem = context.given ?? (await findAround(path));
    if (typeSystem === undefined) {
        noteInferred(context, path);
        const types = new TypeInference(context.texts);
        await types.add(readBytes(path), path);
        typeSystem = types.finish();
    }
    return readXmi(readBytes(path), typeSystem, path);
}
/** A text of an archive or folder, as UTF-8. */
function decodeText(bytes, path) {
    try {
        return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    }
    catch (cause) {
        throw new MedspanError('input', 'expected UTF-8, got bytes that are not', {
            where: { path },
            hint: 'convert the file to UTF-8 first',
            cause,
        });
    }
}
function filesIn(folder) {
    try {
        return readdirSync(folder).filter(name => !isHidden(name));
    }
    catch {
        // Not readable: then the file itself will say so, with its own name.
        return [];
    }
}
function noTypeSystem(path) {
    return new MedspanError('input', 'no type system lies beside the XMI, and without one it cannot be read', {
        where: { path },
        hint: 'put the TypeSystem.xml of the same export beside it, or name one with --type-system (type_system in the ' +
            'configuration); --type-system infer makes one from what stands in the files',
    });
}
function noCas(tree) {
    return new MedspanError('input', 'the archive holds no document: expected an .xmi, .json or .tsv file', {
        where: { path: tree.path },
        hint: 'in INCEpTION, export as "UIMA CAS XMI (XML 1.0)"',
    });
}
