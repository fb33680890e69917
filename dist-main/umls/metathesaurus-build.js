/**
 * @file From the files of a Metathesaurus release to one SQLite file (see metathesaurus.ts for its tables).
 *
 * MRSTY is needed; MRCUI says what became of retired concepts, MRCONSO has the names (UMLS Reference Manual, sections
 * 3.3.7, 3.3.9 and 3.3.4). Everything else in a release is left out. Rows may come in any order: types are held
 * by number of CUI, in 40 MB for all that there can be.
 */
import { createHash } from 'node:crypto';
import { createReadStream, existsSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { MedspanError, Notices } from "../errors.js";
import { appendAll } from "../lists.js";
import { inputError, readText } from "../text/source.js";
import { buildDatabase } from "./database.js";
import { metathesaurusKind, relationCodes } from "./metathesaurus.js";
import { mrsty } from "./mrsty.js";
import { cuiColumn, cuiNumber, forEachRow, rowError } from "./rrf.js";
const mrcui = {
    name: 'MRCUI.RRF',
    columns: [
        { name: 'CUI1', ...cuiColumn, kept: true },
        { name: 'VER' },
        { name: 'REL', pattern: '[A-Z]+', expected: 'a relation such as SY', kept: true },
        { name: 'RELA' },
        { name: 'MAPREASON' },
        { name: 'CUI2', pattern: `(?:${cuiColumn.pattern})?`, expected: 'a CUI or nothing', kept: true },
        { name: 'MAPIN', pattern: '[YN]?', expected: 'Y, N or nothing', kept: true },
    ],
};
const mrconso = {
    name: 'MRCONSO.RRF',
    columns: [
        { name: 'CUI', ...cuiColumn, kept: true },
        { name: 'LAT', kept: true },
        { name: 'TS', kept: true },
        { name: 'LUI' },
        { name: 'STT', kept: true },
        { name: 'SUI' },
        { name: 'ISPREF', kept: true },
        ...['AUI', 'SAUI', 'SCUI', 'SDUI', 'SAB', 'TTY', 'CODE'].map(name => ({ name })),
        { name: 'STR', pattern: '[^|]+', expected: 'a name', kept: true },
        ...['SRL', 'SUPPRESS', 'CVF'].map(name => ({ name })),
    ],
};
/** As many CUIs as there can be: `C` and seven digits. */
const cuiCount = 10_000_000;
/** Rows that one statement inserts; SQLite takes 32,766 parameters. */
const rowsAtOnce = 250;
/** Collects rows and inserts many at a time. */
function createInserter(database, into, columns) {
    const marks = `(${Array(columns).fill('?').join(',')})`;
    const prepare = (rows) => database.prepare(`INSERT OR IGNORE INTO ${into} VALUES ${Array(rows).fill(marks).join(',')}`);
    const full = prepare(rowsAtOnce);
    let values = [];
    return {
        add(...row) {
            appendAll(values, row);
            if (values.length < rowsAtOnce * columns)
                return;
            full.run(values);
            values = [];
        },
        end() {
            if (values.length > 0)
                prepare(values.length / columns).run(values);
            values = [];
        },
    };
}
/** A file of the release, plain or compressed. */
function findTable(folder, { name }) {
    return [name, `${name}.gz`].map(file => join(folder, file)).find(existsSync);
}
/** The folder that holds the tables: the one given, or `META` in it. */
async function findFolder(path) {
    const entry = await stat(path).catch((error) => {
        throw inputError(error, path);
    });
    if (!entry.isDirectory())
        throw new MedspanError('input', `expected a folder with ${mrsty.name}, got a file`, { where: { path } });
    const found = [path, join(path, 'META')].find(folder => findTable(folder, mrsty) !== undefined);
    if (found === undefined)
        throw new MedspanError('input', `expected a folder with ${mrsty.name}, and there is none in it`, {
            where: { path },
            hint: 'META/ is the folder that MetamorphoSys, or the full release, has the .RRF files in',
        });
    return found;
}
/** The release: from release.dat, else from MRDOC, else from the names of the folders. */
async function findRelease(folder) {
    const release = /(?<![0-9A-Za-z])(?:19|20)\d\dA[A-Z](?![0-9A-Za-z])/;
    for (const [file, row] of [
        ['release.dat', /^umls\.release\.name=(.*)$/m],
        ['MRDOC.RRF', /^[^|]*\|umls\.release\.name\|[^|]*\|([^|]*)\|$/m],
    ]) {
        const path = join(folder, file);
        const name = existsSync(path) ? row.exec(await readText(path))?.[1] : undefined;
        const found = release.exec(name ?? '')?.[0];
        if (found !== undefined)
            return found;
    }
    for (let at = resolve(folder); dirname(at) !== at; at = dirname(at)) {
        const found = release.exec(basename(at).replace(/[_-]/g, ' '))?.[0];
        if (found !== undefined)
            return found;
    }
    return undefined;
}
async function fingerprint(path) {
    const hash = createHash('sha256');
    let bytes = 0;
    for await (const piece of createReadStream(path, { highWaterMark: 1 << 20 })) {
        hash.update(piece);
        bytes += piece.length;
    }
    return { bytes, sha256: hash.digest('hex') };
}
/**
 * Builds a Metathesaurus database from a folder with MRSTY.RRF and, where they are there, MRCUI.RRF and MRCONSO.RRF;
 * each may be compressed (`.gz`). The file appears whole or not at all.
 *
 * Counted notices: `mrcui-missing`, `mrcui-relation` (one that is not documented; such rows are left out).
 *
 * @param options.names false to leave MRCONSO, the largest file, unread
 * @throws MedspanError (`input`) with file, line and column for a broken row
 */
export async function buildMetathesaurus(folder, output, options) {
    const { progress, signal } = options;
    const meta = await findFolder(folder);
    const notices = new Notices();
    const built = await buildDatabase(output, metathesaurusKind, async (database) => {
        database.exec(`
      CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
      CREATE TABLE type_lists (id INTEGER PRIMARY KEY, types TEXT NOT NULL);
      CREATE TABLE concepts (cui INTEGER PRIMARY KEY, types INTEGER NOT NULL);
      CREATE TABLE retired (cui INTEGER NOT NULL, position INTEGER NOT NULL, relation INTEGER NOT NULL,
        successor INTEGER, present INTEGER NOT NULL, PRIMARY KEY (cui, position)) WITHOUT ROWID;
      CREATE TABLE names (cui INTEGER PRIMARY KEY, name TEXT NOT NULL);
      BEGIN`);
        const sources = [];
        const read = async (table, fill) => {
            const path = findTable(meta, table);
            if (path === undefined)
                return 0;
            const { rows, kept } = await fill(path);
            sources.push({ name: basename(path), rows, ...(await fingerprint(path)) });
            return kept;
        };
        const concepts = await read(mrsty, path => fillConcepts(database, path, { progress, signal }));
        const retired = await read(mrcui, path => fillRetired(database, path, { progress, signal, notices }));
        if (findTable(meta, mrcui) === undefined)
            notices.add('mrcui-missing', 'without MRCUI.RRF, retired concepts will count as unknown', {
                path: meta,
            });
        const names = options.names === false
            ? 0
            : await read(mrconso, path => fillNames(database, path, { progress, signal }));
        const release = await findRelease(meta);
        const info = { release, built: (options.now?.() ?? new Date()).toISOString(), sources };
        const insert = database.prepare('INSERT INTO meta VALUES (?, ?)');
        if (release !== undefined)
            insert.run('release', release);
        insert.run('built', info.built);
        insert.run('sources', JSON.stringify(sources));
        database.exec('COMMIT');
        return { ...info, concepts, retired, names };
    });
    for (const notice of notices.list())
        progress.notice(notice);
    return built;
}
async function fillConcepts(database, path, reading) {
    // Few combinations of types occur: each CUI has the number of its list, 0 for none.
    const listOf = new Uint32Array(cuiCount);
    let last = 0;
    const lists = [''];
    const numbers = new Map([['', 0]]);
    const rows = await forEachRow(path, mrsty, row => {
        const cui = cuiNumber(row[1]);
        const known = lists[listOf[cui]];
        if (known.includes(row[2]))
            return;
        const list = known === '' ? row[2] : `${known},${row[2]}`;
        let number = numbers.get(list);
        if (number === undefined) {
            number = lists.push(list) - 1;
            numbers.set(list, number);
        }
        listOf[cui] = number;
        last = Math.max(last, cui);
    }, reading);
    const insertList = createInserter(database, 'type_lists', 2);
    lists.forEach((list, number) => {
        if (number > 0)
            insertList.add(number, list);
    });
    insertList.end();
    const task = reading.progress.task('Writing concepts', undefined, 'concepts');
    const insert = createInserter(database, 'concepts', 2);
    let kept = 0;
    for (let cui = 0; cui <= last; cui++) {
        if (listOf[cui] === 0)
            continue;
        insert.add(cui, listOf[cui]);
        kept++;
    }
    insert.end();
    task.advance(kept);
    task.end();
    return { rows, kept };
}
async function fillRetired(database, path, reading) {
    const insert = createInserter(database, 'retired', 5);
    let kept = 0;
    const rows = await forEachRow(path, mrcui, (row, line, number) => {
        const [, cui, relation, successor, present] = row;
        const code = relationCodes.indexOf(relation);
        if (code < 0) {
            reading.notices.addKind('mrcui-relation', 'rows with unknown relations were left out', relation, {
                path,
                line: number,
            });
            return;
        }
        const needsSuccessor = relation !== 'DEL' && relation !== 'SUBX';
        if (needsSuccessor && successor === '')
            throw rowError(mrcui, line, 5, `expected a CUI after the relation ${relation}, got nothing`, {
                path,
                line: number,
            });
        kept++;
        // The position only keeps the file's order.
        insert.add(cuiNumber(cui), kept, code, successor === '' ? null : cuiNumber(successor), present === 'N' ? 0 : 1);
    }, reading);
    insert.end();
    return { rows, kept };
}
async function fillNames(database, path, reading) {
    const insert = createInserter(database, 'names', 2);
    const seen = new Uint8Array(cuiCount >> 3);
    let kept = 0;
    const rows = await forEachRow(path, mrconso, row => {
        const [, text, language, status, form, preferred, name] = row;
        if (language !== 'ENG' || status !== 'P' || form !== 'PF' || preferred !== 'Y')
            return;
        const cui = cuiNumber(text);
        const bit = 1 << (cui & 7);
        if ((seen[cui >> 3] & bit) !== 0)
            return;
        seen[cui >> 3] = seen[cui >> 3] | bit;
        insert.add(cui, name);
        kept++;
    }, reading);
    insert.end();
    return { rows, kept };
}
