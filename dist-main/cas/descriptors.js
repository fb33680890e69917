/**
 * @file Type system descriptors with those that they import, as components of UIMA have them (UIMA References, section 2.2).
 *
 * Imports are followed within the folder or archive that the user gave: never out of it, also by links, and over no network. A
 * `location` is relative to its file. A `name` such as `a.b.C` is `a/b/C.xml` in that folder or, for want of a class path, in
 * one on the way from there to the importing file. Descriptors may import each other in circles, as in UIMA.
 */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join, posix } from 'node:path';
import { MedspanError } from "../errors.js";
import { firstIndex } from "../lists.js";
import { checkWithin } from "../system/folder.js";
import { checkImportCount, createTypeSystem, readDescriptor, } from "./typesystem.js";
/** A folder on the disk. */
export function folderAt(path) {
    return {
        pathOf: name => join(path, name),
        async read(name) {
            const file = join(path, name);
            return (await checkWithin(path, file)) ? readFile(file) : undefined;
        },
    };
}
/** What imports in a tree have read so far, in bytes. */
const readBytes = new WeakMap();
const mostBytes = 2 ** 30;
/** A folder or an archive that is open. Small descriptors by the thousands may import a large one each, which is bounded. */
export function folderOf(tree, limit = mostBytes) {
    return {
        pathOf: name => tree.pathOf(name),
        async read(name) {
            if (tree.names[firstIndex(tree.names, one => one >= name)] !== name)
                return undefined;
            const bytes = await tree.read(name);
            const total = (readBytes.get(tree) ?? 0) + bytes.length;
            readBytes.set(tree, total);
            if (total > limit)
                throw new MedspanError('unsafe-input', `expected imports of at most ${limit} bytes in all, got more`, {
                    where: { path: tree.pathOf(name) },
                    hint: 'put one type system that imports the others into the folder around all documents',
                });
            return bytes;
        },
    };
}
/**
 * Type systems by the digest of their descriptors: each document of an export brings the same one, which is often larger than
 * the document. The least recently used goes first. What imports others has its paths in its key.
 */
const parsed = new Map();
const parsedLimit = 16;
function remember(digest, typeSystem) {
    parsed.delete(digest);
    const [oldest] = parsed.keys();
    if (parsed.size === parsedLimit && oldest !== undefined)
        parsed.delete(oldest);
    parsed.set(digest, typeSystem);
    return typeSystem;
}
/** What stands in descriptors that were read last, by digest and path: of many documents, each may import the same. */
const contents = new Map();
const mostHeld = 2 ** 26;
let held = 0;
async function contentOf(key, bytes, path) {
    let found = contents.get(key);
    if (found === undefined) {
        found = { content: await readDescriptor([bytes], path), bytes: bytes.length };
        if (!contents.has(key))
            held += bytes.length;
    }
    contents.delete(key);
    contents.set(key, found);
    for (const [oldest, one] of contents) {
        if (held <= mostHeld)
            break;
        contents.delete(oldest);
        held -= one.bytes;
    }
    return found.content;
}
const digestOf = (bytes) => createHash('sha256').update(bytes).digest('hex');
/** Folders on the way to a file in which a name is looked for. */
const deepest = 64;
/**
 * The type system that descriptors make together with those that they import.
 *
 * @throws MedspanError with the place of the import: `input` where what it names is missing, `unsafe-input` where that lies
 *   outside the folder
 */
export async function loadTypeSystem(descriptors) {
    const digest = descriptors.map(({ bytes }) => digestOf(bytes)).join(' ');
    const found = parsed.get(digest);
    if (found !== undefined)
        return remember(digest, found);
    const { all, imports, key } = await readAll(descriptors);
    const whole = imports === 0 ? digest : key;
    return remember(whole, parsed.get(whole) ??
        createTypeSystem(all.flatMap(({ definitions }) => definitions), descriptors[0]?.folder.pathOf(descriptors[0].name)));
}
/** What stands in all of them, each one read once; how many imports there are bounds how many there are. */
async function readAll(descriptors) {
    const queue = [...descriptors];
    const seen = new Set(queue.map(({ folder, name }) => folder.pathOf(name)));
    const all = [];
    const keys = [];
    let imports = 0;
    for (const descriptor of queue) {
        const { folder, bytes } = descriptor;
        const path = folder.pathOf(descriptor.name);
        const key = `${digestOf(bytes)} ${path}`;
        const content = await contentOf(key, bytes, path);
        all.push(content);
        keys.push(key);
        imports += content.imports.length;
        for (const one of content.imports) {
            checkImportCount(imports, one.where);
            const imported = await follow(descriptor, one, seen);
            if (imported === undefined)
                continue;
            seen.add(folder.pathOf(imported.name));
            queue.push(imported);
        }
    }
    return { all, imports, key: keys.join('\n') };
}
/** The descriptor that an import names; undefined where it was seen before. */
async function follow({ folder, name }, one, seen) {
    const names = one.name === undefined ? [nameAt(one, name)] : namesFor(one.name, name, one);
    for (const candidate of names) {
        if (seen.has(folder.pathOf(candidate)))
            return undefined;
        const bytes = await folder.read(candidate);
        if (bytes !== undefined)
            return { folder, name: candidate, bytes };
    }
    const missing = short(folder.pathOf(names[0]));
    const others = names.length > 1 ? `, nor in a folder from there to ${short(folder.pathOf(name))}` : '';
    throw new MedspanError('input', `the type system imports ${written(one)}, which is missing: there is no ${missing}${others}`, { where: one.where, hint: 'put the imported descriptor there' });
}
function short(text) {
    return text.length > 400 ? `${text.slice(0, 400)}...` : text;
}
/** What an import says, as it is written. */
function written({ name, location }) {
    return JSON.stringify(short(name ?? location ?? ''));
}
function outside(one) {
    return new MedspanError('unsafe-input', `the type system imports ${written(one)}, expected a file in the folder that was given`, {
        where: one.where,
        hint: 'URLs, absolute paths and paths out of the folder are not followed: put the descriptor into the folder',
    });
}
/** The name of the file at a location, which is a relative URL. */
function nameAt(one, importer) {
    const location = decode(one.location ?? '');
    if (location === undefined || /^[a-z][a-z\d+.-]*:|^\/|[\\\0]/i.test(location))
        throw outside(one);
    const name = posix.join(posix.dirname(importer), location);
    if (name === '..' || name.startsWith('../'))
        throw outside(one);
    return name;
}
function decode(text) {
    try {
        return decodeURIComponent(text);
    }
    catch {
        return undefined;
    }
}
/** Where the file of a name may lie, outermost first. */
function namesFor(name, importer, one) {
    if (!/^[^./\\:\0]+(?:\.[^./\\:\0]+)*$/.test(name))
        throw outside(one);
    const file = `${name.replaceAll('.', '/')}.xml`;
    const folders = posix.dirname(importer).split('/', deepest);
    const around = folders[0] === '.' ? [] : folders.map((_, index) => folders.slice(0, index + 1).join('/'));
    return ['', ...around].map(folder => posix.join(folder, file));
}
