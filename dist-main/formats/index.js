/**
 * @file Importing and exporting: files and folders of any known format become documents, and documents files.
 *
 * To add a format, write a `DocumentFormat` in a file of its own and put it into the list below.
 */
import { mkdir, readdir, realpath, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { casJsonFormat } from "../cas/cas-json.js";
import { inceptionFormat } from "../cas/inception.js";
import { webannoTsvFormat } from "../cas/webanno-tsv/reader.js";
import { xmiFormat } from "../cas/xmi.js";
import { internal, MedspanError, Notices } from "../errors.js";
import { silent } from "../progress.js";
import { refuseUnfinished } from "../system/file-set.js";
import { checkBeside, checkFolder, checkNamed, isPassedOver } from "../system/folder.js";
import { writeFileWhole, writeFolderWhole } from "../system/output.js";
import { createNumbering } from "../text/document.js";
import { collectDocuments, } from "../text/format.js";
import { inputError, readHead } from "../text/source.js";
import { biocJsonFormat } from "./bioc-json.js";
import { biocXmlFormat } from "./bioc-xml.js";
import { bratFormat } from "./brat.js";
import { conllFormat } from "./conll.js";
import { corpusFormat } from "./corpus.js";
import { jsonFormat } from "./json.js";
import { parquetFormat } from "./parquet.js";
import { plainTextFormat } from "./plain-text.js";
import { pubtatorFormat } from "./pubtator.js";
import { jsonlFormat, recordsFormat } from "./records.js";
/** Every format, in the order in which they are asked whether a file is theirs. */
export const formats = [
    inceptionFormat,
    xmiFormat,
    corpusFormat,
    casJsonFormat,
    webannoTsvFormat,
    biocXmlFormat,
    biocJsonFormat,
    bratFormat,
    parquetFormat,
    recordsFormat,
    jsonlFormat,
    jsonFormat,
    pubtatorFormat,
    conllFormat,
    plainTextFormat,
];
function findFormat(name) {
    const format = formats.find(one => one.name === name);
    if (format !== undefined)
        return format;
    throw new MedspanError('config', `expected one of the formats ${names()}, got ${JSON.stringify(name)}`, {
        where: { at: 'format' },
    });
}
function names() {
    return formats.map(({ name }) => name).join(', ');
}
/** The formats of annotated documents, of which plain text is none. */
const annotated = formats.filter(one => one !== plainTextFormat);
/** The format of a file or folder that may hold annotated documents; undefined where none claims it. */
export function recognise(candidate) {
    return annotated.find(one => one.accepts(candidate));
}
/** What is to be read at the paths, in sorted order; a folder that is no format's own is walked. */
async function findEntries(paths, choices, notices) {
    const entries = [];
    const skipped = [];
    const named = new Set(paths);
    const walked = new Set();
    const only = choices.length === 1 ? choices[0] : undefined;
    async function visit(path) {
        const isFolder = (await stat(path)).isDirectory();
        const readsAnyway = !isFolder && named.has(path) && only !== undefined;
        const candidate = {
            path,
            isFolder,
            head: isFolder || readsAnyway ? new Uint8Array() : await readHead(path),
        };
        const format = readsAnyway ? only : choices.find(one => one.accepts(candidate));
        if (format !== undefined)
            entries.push({ path, format });
        else if (isFolder) {
            const real = await realpath(path);
            if (walked.has(real))
                return;
            walked.add(real);
            const children = (await readdir(path)).sort().map(name => join(path, name));
            for (const child of children)
                if (!isPassedOver(child))
                    await visit(child);
        }
        else if (named.has(path))
            throw new MedspanError('input', `expected a file of a known format (${names()})`, {
                where: { path },
                hint: 'say which one it is with --format, or `format` in the configuration',
            });
        else
            skipped.push(path);
    }
    for (const path of paths) {
        const before = entries.length;
        await refuseUnfinished(path);
        await checkNamed(path);
        await checkFolder(path);
        try {
            await visit(path);
        }
        catch (error) {
            throw inputError(error, path);
        }
        if (entries.length === before)
            throw new MedspanError('input', `expected documents, got a folder without any (${names()})`, {
                where: { path },
            });
    }
    const companions = new Set(entries.flatMap(({ path, format }) => format.companions?.(path) ?? []));
    for (const path of companions)
        await checkBeside(path);
    const kind = only === undefined ? 'known format' : `${only.name} format`;
    for (const path of skipped)
        if (!companions.has(path))
            notices.add('file-skipped', `files are of no ${kind}`, { path });
    return entries.filter(({ path }) => named.has(path) || !companions.has(path));
}
/** What was recognised: `read as inception: team-a; pubtator: 3 files`. */
function renderSeen(entries) {
    const byFormat = new Map();
    for (const { path, format } of entries) {
        const known = byFormat.get(format.name);
        if (known === undefined)
            byFormat.set(format.name, [path]);
        else
            known.push(path);
    }
    const seen = [...byFormat].map(([name, paths]) => `${name}: ${paths.length === 1 ? basename(paths[0]) : `${paths.length} files`}`);
    return `read as ${seen.join('; ')}`;
}
/** Mentions may cover a text so many times, and a short one more often. */
const deepest = 100;
const freeCharacters = 1_000_000;
/**
 * Mentions that lie in each other by the thousands would be told of in the square of the text's length.
 * @throws MedspanError `unsafe-input`
 */
export function refuseDeep({ id, text, mentions, source }) {
    let covered = 0;
    for (const { begin, end } of mentions)
        covered += end - begin;
    if (covered > freeCharacters + deepest * text.length)
        throw new MedspanError('unsafe-input', `expected mentions that cover a text at most ${deepest} times, got ${mentions.length} that cover one of ` +
            `${text.length} characters ${Math.round(covered / text.length)} times`, { where: { path: source ?? '', at: id } });
}
/** What a document says, wherever it was read. */
const contentOf = ({ text, mentions }) => JSON.stringify([text, mentions]);
/** Gives each document an id of its own; undefined for one that comes again unchanged, where `once` says so. */
function createDeduplication(once, notices) {
    /** Documents by id; where none is compared with another, ids alone. */
    const byId = new Map();
    const numbered = createNumbering();
    /** What the documents of an id say that several have. */
    const contents = new Map();
    return document => {
        const where = { path: document.source ?? '', at: document.id };
        const first = byId.get(document.id);
        if (first !== undefined && isRepeated(document, first, contents)) {
            notices.add('document-repeated', 'documents occur again, word for word, and were left out', where);
            return undefined;
        }
        const id = numbered(document.id, free => !byId.has(free));
        if (id !== document.id)
            notices.add('document-renamed', 'documents have the id of another one and were numbered', where);
        const kept = id === document.id ? document : { ...document, id };
        byId.set(id, once ? kept : undefined);
        return kept;
    };
}
/** Whether one of the documents of an id says the same as this one, which is one of them from now on. */
function isRepeated(document, first, contents) {
    const said = contents.get(document.id) ?? new Set([contentOf(first)]);
    contents.set(document.id, said);
    const content = contentOf(document);
    const isRepeated = said.has(content);
    said.add(content);
    return isRepeated;
}
/**
 * Reads every document under the given paths, in the order of the paths; a folder's files in sorted order.
 *
 * Counted notices, besides those of the formats: `file-skipped` (in a folder), `document-repeated`,
 * `document-renamed`.
 * @throws MedspanError (`input`) when a path is missing, is of no known format, or holds no document; (`config`)
 * for an unknown format name.
 */
export function importCorpus(paths, options) {
    return collectDocuments(readAll(paths, options, files => options.progress.task('Importing', files, 'files')));
}
/**
 * The same, each document as it is read: formats whose files may hold more documents than memory does are never held whole.
 * Of a document that was read, its id is kept, and its content where `plainText` is not set.
 */
export function streamCorpus(paths, options) {
    return readAll(paths, options, () => silent.task('Importing', undefined, 'files'));
}
/** @param begin is told how many files there are */
async function* readAll(paths, options, begin) {
    const { format = 'auto', plainText = false, progress, ...settings } = options;
    const notices = new Notices();
    /** What formats notice comes first. */
    const ofFormats = new Notices();
    const summed = { ...progress, notice: notice => ofFormats.addAll([notice]) };
    const choices = format === 'auto' ? (plainText ? formats : annotated) : [findFormat(format)];
    let count = 0;
    try {
        const entries = await findEntries(paths, choices, notices);
        if (format === 'auto')
            progress.info(renderSeen(entries));
        const task = begin(entries.length);
        const deduplicate = createDeduplication(!plainText, notices);
        for (const entry of entries) {
            const reading = { ...settings, progress: summed };
            const { stream } = entry.format;
            for await (const document of stream?.(entry.path, reading) ??
                (await entry.format.read(entry.path, reading))) {
                refuseDeep(document);
                const kept = deduplicate(document);
                if (kept === undefined)
                    continue;
                count++;
                yield kept;
            }
            task.advance(1, `${count.toLocaleString('en-US')} documents`);
        }
        task.end();
    }
    finally {
        for (const notice of [...ofFormats.list(), ...notices.list()])
            progress.notice(notice);
    }
    if (count === 0)
        throw new MedspanError('input', 'expected documents, got files without any', {
            where: { path: paths[0] ?? '' },
        });
}
/** The formats that can be written. */
export const writableFormats = formats.filter(({ writer }) => writer !== undefined);
/**
 * Writes a corpus: a file, or a folder with a file or more for each document, whole or not at all. Documents that come one after
 * the other are written as they come in the formats that allow it (corpus, json and pubtator), and collected for the others. What the format
 * cannot hold is a counted notice.
 * @throws MedspanError (`config`) for a format that cannot be written, (`output`) for what the disk refuses.
 */
export async function exportCorpus(corpus, path, options) {
    const { writer, name } = findFormat(options.format);
    if (writer === undefined)
        throw new MedspanError('config', `expected a format that can be written (${writableFormats.map(one => one.name).join(', ')}), got ${name}`, { where: { at: 'format' } });
    const notices = new Notices();
    const { tags = { overlap: 'longest' }, mentions } = options;
    const settings = { tags, mentions, notices };
    if (writer.holds === 'corpus') {
        await writeFileWhole(path, toBytes(await formatPieces(writer, corpus, settings)));
    }
    else {
        const whole = await collect(corpus);
        if ((await readdir(path).catch(() => [])).length > 0)
            throw new MedspanError('output', 'expected no folder yet, or an empty one, but there are files in it', {
                where: { path },
                hint: `${name} writes a folder of files: choose another one, or delete this one first`,
            });
        await writeFolderWhole(path, async (folder) => {
            const task = options.progress.task('Writing', undefined, 'files');
            const taken = new Set();
            for (const { name: file, content } of writer.format(whole, settings)) {
                if (taken.has(file.toLowerCase()))
                    throw internal(`${name} writes two files called ${file}`);
                taken.add(file.toLowerCase());
                await mkdir(dirname(join(folder, file)), { recursive: true });
                await writeFile(join(folder, file), content);
                task.advance();
            }
            task.end();
        });
    }
    for (const notice of notices.list())
        options.progress.notice(notice);
}
/** What a writer makes of documents; of those that come one after the other, as they come where it can. */
async function formatPieces(writer, corpus, options) {
    if (!(Symbol.asyncIterator in corpus) || writer.open === undefined)
        return writer.format(await collect(corpus), options);
    return formatStream(corpus, writer.open(options));
}
async function* formatStream(documents, writer) {
    for await (const document of documents)
        yield writer.add(document);
    yield writer.end();
}
async function collect(documents) {
    return Symbol.asyncIterator in documents ? collectDocuments(documents) : documents;
}
async function* toBytes(pieces) {
    for await (const piece of pieces)
        yield typeof piece === 'string' ? Buffer.from(piece, 'utf8') : piece;
}
