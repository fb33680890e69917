/**
 * @file Official splits: lists of document ids, one a line, as MedMentions publishes them
 * (`corpus_pubtator_pmids_{trng,dev,test}.txt`).
 */
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { MedspanError } from "../errors.js";
import { inputError, readText } from "../text/source.js";
import { reportLeaks } from "./overlaps.js";
import { splitNames as names } from "./split-table.js";
/** What the last part of a list's name may be, by split. */
const endings = {
    train: /(?:^|[_.-])(?:trng|train|training)\.(?:txt|ids|lst)$/iu,
    validation: /(?:^|[_.-])(?:dev|devel|development|val|valid|validation)\.(?:txt|ids|lst)$/iu,
    test: /(?:^|[_.-])(?:test|testing)\.(?:txt|ids|lst)$/iu,
};
/** How many ids a report names. */
const named = 5;
async function readList(path) {
    const text = await readText(path).catch(error => {
        throw inputError(error, path);
    });
    const ids = [];
    const seen = new Map();
    for (const [i, line] of text.split(/\r\n|\n|\r/u).entries()) {
        const id = line.trim();
        if (id === '')
            continue;
        const before = seen.get(id);
        if (before !== undefined)
            throw new MedspanError('input', `expected each id once, got ${id} as in line ${before}`, {
                where: { path, line: i + 1 },
            });
        seen.set(id, i + 1);
        ids.push(id);
    }
    if (ids.length === 0)
        throw new MedspanError('input', 'expected ids, one a line, got an empty list', { where: { path } });
    return ids;
}
/** The list of each split in a folder, by the endings of their names. */
async function findLists(folder) {
    const files = (await readdir(folder)).filter(name => !name.startsWith('.')).sort();
    return names.map(name => {
        const [file, ...more] = files.filter(one => endings[name].test(one));
        if (file === undefined || more.length > 0)
            throw new MedspanError('input', file === undefined
                ? `expected a list for ${name}, got ${files.join(', ') || 'an empty folder'}`
                : `expected one list for ${name}, got ${[file, ...more].join(', ')}`, {
                where: { path: folder },
                hint: 'such as corpus_pubtator_pmids_trng.txt, …_dev.txt and …_test.txt; or name three files',
            });
        return join(folder, file);
    });
}
/**
 * Reads the lists of an official split: a folder that has them, or three files (train, validation, test).
 * @throws MedspanError (`input`) for what cannot be read, an empty list, and an id that is listed twice.
 */
export async function readOfficialLists(paths) {
    const [first, ...rest] = paths;
    if (first === undefined || (rest.length !== 0 && rest.length !== 2))
        throw new MedspanError('config', `expected a folder or three lists, got ${paths.length} paths`, {
            where: { at: 'corpus.split.official' },
        });
    const isFolder = await stat(first).then(entry => entry.isDirectory(), error => {
        throw inputError(error, first);
    });
    if (!isFolder && rest.length === 0)
        throw new MedspanError('input', 'expected a folder with three lists, got one file', {
            where: { path: first },
            hint: 'name three files: those of train, validation and test',
        });
    const files = isFolder ? await findLists(first) : [...paths];
    const lists = [];
    for (const file of files)
        lists.push(await readList(file));
    const holder = new Map();
    for (const [j, list] of lists.entries())
        for (const id of list) {
            const before = holder.get(id);
            if (before !== undefined)
                throw new MedspanError('input', `expected each id in one list, got ${id} in ${names[before]} too`, {
                    where: { path: files[j] },
                });
            holder.set(id, j);
        }
    return { train: lists[0], validation: lists[1], test: lists[2] };
}
function nameSome(ids) {
    const more = ids.length - named;
    return `${ids.slice(0, named).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}
/**
 * Puts each document where its id is listed; ids are compared exactly, after a merged corpus' name of the source
 * (`origin/`) is taken off.
 *
 * Counted notices: `official-missing` (listed, but no such document), `official-left-over` (a document that no list
 * has: it is in no split), `document-in-two-parts` (the lists part documents that are one).
 * @throws MedspanError (`data`) when a split gets no document.
 */
export function splitOfficially(corpus, lists, progress) {
    const placeOf = new Map();
    for (const [j, name] of names.entries())
        for (const id of lists[name])
            placeOf.set(id, j);
    const parts = [[], [], []];
    const found = new Set();
    const leftOver = [];
    for (const document of corpus) {
        const { id, origin } = document;
        const prefix = `${origin}/`;
        const listed = [id, ...(origin !== undefined && id.startsWith(prefix) ? [id.slice(prefix.length)] : [])];
        const match = listed.find(one => placeOf.has(one));
        if (match === undefined)
            leftOver.push(id);
        else {
            found.add(match);
            parts[placeOf.get(match)].push(document);
        }
    }
    const missing = [...placeOf.keys()].filter(id => !found.has(id));
    for (const [code, message, ids] of [
        ['official-missing', 'ids are listed, but the corpus has no such document', missing],
        ['official-left-over', 'documents are in no list and went into no split', leftOver],
    ])
        if (ids.length > 0)
            progress.notice({ code, message: `${message}: ${nameSome(ids)}`, count: ids.length });
    for (const [j, name] of names.entries())
        if (parts[j].length === 0)
            throw new MedspanError('data', `an empty split: none of the ${lists[name].length} ids listed for ${name} is in the corpus`, {
                where: { at: 'corpus.split.official' },
                hint: `the lists have ids such as ${nameSome(lists[name])}; the corpus has ${nameSome(corpus.map(({ id }) => id))}`,
            });
    const splits = { train: parts[0], validation: parts[1], test: parts[2] };
    reportLeaks(names.map(name => ({ name, documents: splits[name] })), progress);
    return splits;
}
