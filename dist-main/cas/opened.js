/**
 * @file The CASes of files, folders and archives into which mentions may be put: which there are, and each of them opened.
 */
import { stat } from 'node:fs/promises';
import { posix, sep } from 'node:path';
import { MedspanError, Notices } from "../errors.js";
import { refuseUnfinished } from "../system/file-set.js";
import { checkFolder, checkNamed, isPassedOver } from "../system/folder.js";
import { fileTree, isZip, openTree, readHead } from "./archive.js";
import { readCas } from "./document.js";
import { casNames, findAround, findTypeSystem, formIn, openCasFile, startImport, } from "./files.js";
import { findToTag } from "./inception.js";
import { findProjects } from "./inception-project.js";
/** Starts to open CASes; `only` are the sources of those that are wanted. */
export async function startOpening({ typeSystem, segment }, only) {
    const notices = new Notices();
    return {
        notices,
        only: only === undefined ? undefined : withFolders(only),
        reading: await startImport({ typeSystem, segment }, notices),
    };
}
/** Paths, and those of the archives and folders around them. */
function withFolders(paths) {
    const all = new Set();
    for (const path of paths) {
        all.add(path);
        for (let i = 1; i < path.length; i++)
            if (path[i] === '!' || path[i] === sep || path[i] === '/')
                all.add(path.slice(0, i));
    }
    return all;
}
export function isWanted({ only }, path) {
    return only === undefined || only.has(path);
}
/** The versions of projects' documents, and what lies beside: in an archive names say what it is, in a folder contents. */
export async function planTree(tree, opening) {
    const { chosen, copies, beside, begun } = await findToTag(tree, opening);
    const named = tree.isOnDisk ? chosen : [...chosen, ...casNames(beside), ...beside.filter(isArchive)];
    const found = new Map();
    for (const name of named)
        found.set(name, isArchive(name) ? 'archive' : undefined);
    for (const name of tree.isOnDisk ? beside : []) {
        const head = await readHead(tree.pathOf(name));
        const form = isZip(head) && isArchive(name) ? 'archive' : formIn(name, head);
        if (form !== undefined)
            found.set(name, form);
    }
    if (found.size === 0 && copies.length === 0)
        throw noCases(tree.path);
    return { ...wantedOf(tree, found, opening), copies, begun };
}
function wantedOf(tree, found, opening) {
    const isLeft = (name) => !isWanted(opening, tree.pathOf(name));
    return {
        forms: new Map([...found].filter(([name]) => !isLeft(name))),
        left: new Set([...found.keys()].filter(isLeft)),
    };
}
export function isArchive(name) {
    return /\.zip$/i.test(name);
}
/** What is to be changed in an archive that lies in a tree, and the type system around it. */
export async function planInner(tree, name, inner, opening) {
    if (findProjects(inner.names).length > 0)
        return { plan: await planTree(inner, opening), outer: undefined };
    const names = casNames(inner.names);
    if (names.length === 0)
        throw noCases(inner.path);
    const found = new Map(names.map(one => [one, undefined]));
    return {
        plan: { ...wantedOf(inner, found, opening), copies: [], begun: new Set() },
        outer: await findTypeSystem(tree, name),
    };
}
/** Where a version of a document lies: itself, or in an archive with its type system. */
export async function openVersion(tree, name) {
    if (!isArchive(name))
        return [tree, name, undefined];
    const inner = await tree.inner(name);
    const [file] = casNames(inner.names);
    if (file !== undefined)
        return [inner, file, await findTypeSystem(tree, name)];
    inner.close();
    throw noCases(inner.path);
}
/** Opens one CAS of a tree. */
export async function openCas(tree, name, { reading, notices }, options) {
    const path = tree.pathOf(name);
    const find = async () => (await findTypeSystem(tree, name)) ?? findAround(path);
    const outer = options.outer ?? (tree.isOnDisk ? await find() : undefined);
    const file = await openCasFile(tree, name, reading, { ...options, outer });
    const { id, text, sentences, tokens } = readCas(file.cas, path, notices, reading.reading);
    const document = { id, text, sentences, tokens, mentions: [], source: path };
    return { cas: file.cas, document, declares: file.form === 'tsv', file };
}
/**
 * Opens every CAS that `rewriteCases` would change, one after the other; documents of projects have the ids that these have.
 * Counted notices: those of reading.
 * @throws MedspanError `input` where a path holds no CAS
 */
export async function* visitCases(paths, options) {
    const opening = await startOpening(options);
    try {
        for (const path of paths) {
            await checkPath(path);
            yield* visitPath(path, opening);
        }
    }
    finally {
        for (const notice of opening.notices.list())
            options.progress.notice(notice);
    }
}
/** @throws MedspanError where what is read there may not be */
export async function checkPath(path) {
    await refuseUnfinished(path);
    await checkNamed(path);
    await checkFolder(path);
}
/** The same, for a plan by which nothing is written: what it would leave out is not noticed. */
function unnoticed(opening) {
    return { ...opening, notices: new Notices() };
}
async function* visitPath(path, opening) {
    const head = (await isFolder(path)) ? undefined : await readHead(path);
    if (head !== undefined && !isZip(head)) {
        const { tree, name, form } = openFile(path, head);
        yield { ...(await openCas(tree, name, opening, { form })), isBegun: false };
        return;
    }
    const tree = head === undefined ? withoutPassedOver(await openTree(path)) : await openTree(path);
    try {
        const plan = await planTree(tree, unnoticed(opening));
        yield* visitTree(tree, { plan, outer: undefined }, opening);
    }
    finally {
        tree.close();
    }
}
async function* visitTree(tree, { plan, outer }, opening) {
    for (const { sources } of plan.copies)
        for (const { name, form, document: id } of sources.values()) {
            const [within, file, own] = await openVersion(tree, name);
            try {
                const { document, ...opened } = await openCas(within, file, opening, { form, outer: own });
                yield { ...opened, document: { ...document, id }, isBegun: plan.begun.has(name) };
            }
            finally {
                if (within !== tree)
                    within.close();
            }
        }
    for (const [name, form] of plan.forms) {
        if (form !== 'archive') {
            yield { ...(await openCas(tree, name, opening, { form, outer })), isBegun: plan.begun.has(name) };
            continue;
        }
        const inner = await tree.inner(name);
        try {
            const planned = await planInner(tree, name, inner, unnoticed(opening));
            for await (const one of visitTree(inner, planned, opening))
                yield { ...one, isBegun: one.isBegun || plan.begun.has(name) };
        }
        finally {
            inner.close();
        }
    }
}
/** A file that lies alone, as a tree. */
export function openFile(path, head) {
    const form = formIn(path, head);
    if (form === undefined)
        throw noCases(path);
    const tree = fileTree(path);
    return { tree, name: tree.names[0], form };
}
export async function isFolder(path) {
    return (await stat(path).catch(() => undefined))?.isDirectory() === true;
}
/** A folder without what importing passes over. */
export function withoutPassedOver(tree) {
    const known = new Map([['.', false]]);
    const passesOver = (name) => {
        const answer = known.get(name) ?? (isPassedOver(tree.pathOf(name)) || passesOver(posix.dirname(name)));
        known.set(name, answer);
        return answer;
    };
    const names = tree.names.filter(name => !passesOver(name));
    return { ...tree, names, entries: names.map(name => ({ name })) };
}
function noCases(path) {
    return new MedspanError('input', 'expected documents as XMI, JSON CAS or WebAnno TSV, got none', {
        where: { path },
        hint: 'give what INCEpTION exported, or write other formats with --to',
    });
}
