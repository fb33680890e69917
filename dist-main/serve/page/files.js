/**
 * @file Files that come to the page and go from it: each lies for a moment in a folder of its own, under a name of ours.
 */
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, extname, join } from 'node:path';
import { openTree } from "../../cas/archive.js";
import { packZip } from "../../cas/zip-writer.js";
import { formatError, formatNotice, MedspanError } from "../../errors.js";
import { exportCorpus, streamCorpus, writableFormats } from "../../formats/index.js";
import { collectNotices, silent } from "../../progress.js";
import { pageLimits } from "../../report/page/mentions-page.js";
import { createNumbering } from "../../text/document.js";
import { INFER } from "../../text/format.js";
/** Bytes of a request, and of what a ZIP file unpacks to. */
export const fileLimits = { bytes: 32 << 20, unpackedBytes: 128 << 20 };
/** What the name of a file may end in. By anything else no format is recognised. */
const extensions = new Set('.bio .bioes .conll .csv .iob .iob1 .iob2 .json .jsonl .parquet .pubtator .tsv .txt .xmi .xml .zip'.split(' '));
/** Of a file whose name says nothing. */
const unnamed = 'document';
/**
 * The documents of a file of any format.
 * @param name what its owner calls it: documents may be named after it, and its extension is kept
 * @param format `text` for what is a text, whatever it looks like
 * @throws MedspanError with `name` for its place
 */
export async function readUpload(bytes, name, format) {
    if (bytes[0] === 0x1f && bytes[1] === 0x8b)
        throw new MedspanError('unsafe-input', 'expected a file that is not compressed, got one by gzip', {
            hint: 'Unpack it first.',
        });
    const given = extname(name).toLowerCase();
    const extension = format === 'text' ? '.txt' : extensions.has(given) ? given : '';
    return inFolder(async (folder) => {
        const path = join(folder, `${unnamed}${extension}`);
        await writeFile(path, bytes, { flag: 'wx' });
        const { progress, notices } = collectNotices(silent);
        const shown = name === '' ? unnamed : name;
        try {
            const documents = [];
            const options = { plainText: true, typeSystem: INFER, format, progress, ...fileLimits };
            for await (const { source: _, ...document } of streamCorpus([path], options)) {
                documents.push(document);
                checkLimits(documents);
            }
            return {
                documents: named(documents, basename(shown, given) || shown),
                notices: notices.list().map(notice => formatNotice(notice).replaceAll(path, shown)),
            };
        }
        catch (error) {
            if (!(error instanceof MedspanError) || error.code === 'internal')
                throw error;
            // Our own names say nothing to whoever has sent the file, and neither do options of commands.
            const { code, message, where, hint = '' } = error;
            const told = new MedspanError(code, message, { where, hint: /^$|--/.test(hint) ? undefined : hint });
            throw new MedspanError(code, formatError(told).replaceAll(path, shown).replaceAll(folder, ''));
        }
    });
}
/** Documents that were named after our file are named after theirs. */
function named(documents, name) {
    const taken = new Set(documents.map(({ id }) => id));
    const numbered = createNumbering();
    return documents.map(document => {
        if (document.id !== unnamed)
            return document;
        taken.delete(unnamed);
        const id = numbered(name, free => !taken.has(free));
        taken.add(id);
        return { ...document, id };
    });
}
/**
 * Makes sure that there is no more than a browser shows.
 * @throws MedspanError `data`
 */
export function checkLimits(documents) {
    let [characters, mentions] = [0, 0];
    for (const { text, mentions: found } of documents) {
        characters += text.length;
        mentions += found.length;
    }
    if (characters <= pageLimits.characters && mentions <= pageLimits.mentions)
        return;
    throw new MedspanError('data', `expected documents of at most ${pageLimits.characters.toLocaleString('en-US')} characters and ` +
        `${pageLimits.mentions.toLocaleString('en-US')} mentions for the page, got more`, { hint: 'Divide the file, or tag it with `medspan predict`.' });
}
/**
 * Documents as a file of a format: where that is several files, as a ZIP file of them.
 * @throws MedspanError `config` for a format that cannot be written
 */
export async function writeDownload(documents, format) {
    return inFolder(async (folder) => {
        const writer = writableFormats.find(({ name }) => name === format)?.writer;
        const extension = writer?.holds === 'corpus' ? writer.extension : '';
        const path = join(folder, `documents${extension}`);
        const { progress, notices } = collectNotices(silent);
        await exportCorpus(documents, path, { format, progress });
        const isFolder = (await stat(path)).isDirectory();
        return {
            name: isFolder ? 'documents.zip' : basename(path),
            bytes: isFolder ? await packFolder(path) : await readFile(path),
            notices: notices.list().map(formatNotice),
        };
    });
}
async function packFolder(path) {
    const tree = await openTree(path);
    async function* entries() {
        for (const entry of tree.entries)
            yield { ...entry, pieces: tree.pieces(entry.name) };
    }
    try {
        const pieces = [];
        for await (const piece of packZip(entries()))
            pieces.push(piece);
        return Buffer.concat(pieces);
    }
    finally {
        tree.close();
    }
}
/** Works in a folder that nobody else reads, and that is gone afterwards. */
async function inFolder(work) {
    const folder = await mkdtemp(join(tmpdir(), 'medspan-upload-'));
    try {
        return await work(folder);
    }
    finally {
        await rm(folder, { recursive: true, force: true });
    }
}
