/**
 * @file The documents that a model learns from, each in a file of medspan's corpus format: kept whole, counted and read.
 */
import { lstat, mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { createLabelSet } from "../../corpus/labels.js";
import { MedspanError } from "../../errors.js";
import { formatCorpus, formatDocument, parseDocument, readDocuments } from "../../formats/corpus.js";
import { flush, writeFileWhole } from "../../system/output.js";
import { readIfThere } from "../../system/read.js";
import { parseJson } from "../../text/json.js";
import { workInParallel } from "../../train/several.js";
import { documentName, documentsFolder, isDocumentName, namesIn } from "./state.js";
/** How many files are flushed to the disk at the same time. */
const writers = 8;
/**
 * Makes files of documents, in turns with what else the process does.
 * @throws MedspanError for a document that no training could read, `data` for a type that cannot be learnt
 */
export async function formatDocuments(documents) {
    const files = new Map();
    const where = { path: 'documents' };
    for (const { id, user, document } of documents) {
        // Readers refuse an empty one, and whose document it is the file's name says.
        const { source: _, ...kept } = { ...document, id: id === '' ? 'document' : id };
        parseDocument(parseJson(formatDocument(kept), where), where);
        checkTypes(kept);
        files.set(documentName(id, user), formatCorpus([kept]));
        await nextTurn();
    }
    return files;
}
function checkTypes({ id, mentions }) {
    const types = new Set(mentions.flatMap(mention => mention.types));
    if (types.size === 0)
        return;
    try {
        createLabelSet(types);
    }
    catch (error) {
        if (!(error instanceof MedspanError))
            throw error;
        throw new MedspanError('data', error.message, { where: { at: id }, hint: error.hint, cause: error });
    }
}
/** @throws MedspanError `data` where more would be kept than may be */
export function checkLimits(kept, files, limits) {
    const after = new Map(kept);
    for (const [name, content] of files)
        after.set(name, Buffer.byteLength(content));
    const bytes = [...after.values()].reduce((sum, size) => sum + size, 0);
    if (after.size > limits.documents)
        throw tooMuch(`${limits.documents.toLocaleString('en-US')} documents`, after.size.toLocaleString('en-US'));
    if (bytes > limits.bytes)
        throw tooMuch(`${limits.bytes.toLocaleString('en-US')} bytes of documents`, bytes.toLocaleString('en-US'));
}
export function tooMuch(allowed, got) {
    return new MedspanError('data', `expected at most ${allowed} to learn from, got ${got}`, {
        hint: 'Nothing was kept of what came now. Ask whoever runs the server to delete some, or to allow more.',
    });
}
/** Which of the files are not on disk as they are. */
export async function findChanged(scope, files) {
    const changed = new Map();
    for (const [name, content] of files)
        if ((await readIfThere(join(documentsFolder(scope), name))) !== content)
            changed.set(name, content);
    return changed;
}
/** Writes files, which are on disk when this ends, and the folders that are new as well. */
export async function writeDocuments(scope, files) {
    const folder = documentsFolder(scope);
    const first = await mkdir(folder, { recursive: true });
    await workInParallel([...files], {
        jobs: writers,
        signal: undefined,
        work: ([name, content]) => writeFileWhole(join(folder, name), content),
    });
    for (let made = folder; first !== undefined && made.length >= first.length; made = dirname(made))
        await flush(dirname(made));
}
/** What is on disk. */
export async function listDocuments(scope) {
    const kept = new Map();
    const folder = documentsFolder(scope);
    for (const name of (await namesIn(folder)).sort()) {
        if (!isDocumentName(name))
            continue;
        const entry = await lstat(join(folder, name));
        if (entry.isFile())
            kept.set(name, entry.size);
    }
    return kept;
}
/**
 * The documents themselves, by the names of their files.
 * @throws MedspanError that names a file which is damaged
 */
export async function readKept(scope) {
    const documents = new Map();
    for (const name of (await listDocuments(scope)).keys())
        try {
            for await (const document of readDocuments(join(documentsFolder(scope), name)))
                documents.set(name, document);
        }
        catch (error) {
            if (!(error instanceof MedspanError))
                throw error;
            const { code, message, where, hint } = error;
            throw new MedspanError(code, `documents/${name}: ${message}`, { where, hint, cause: error });
        }
    return documents;
}
