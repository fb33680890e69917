/**
 * @file The Metathesaurus as one SQLite file: semantic types, successors of retired concepts, preferred names.
 *
 * `medspan umls build` makes it (metathesaurus-build.ts). CUIs are integers, and a concept's types are the number of
 * a list of types, of which a release has a few thousand, so that a look-up is one row of a few bytes:
 *
 * - `concepts(cui, types)`: the concepts in use (MRSTY); `types` is a row of `type_lists(id, types)`.
 * - `retired(cui, position, relation, successor, present)`: MRCUI in its order, without those of no successor's CUI;
 *   `present` is its MAPIN, 0 where the successor is not in this subset of the release.
 * - `names(cui, name)`: preferred English names (MRCONSO), where the build read them.
 * - `meta(key, value)`: `release`, `built`, and `sources` as JSON.
 */
import { basename } from 'node:path';
import { MedspanError, Notices } from "../errors.js";
import { appendAll } from "../lists.js";
import { guarded, textOf } from "../system/sqlite.js";
import { openDatabase } from "./database.js";
import { cuiNumber, formatCui } from "./rrf.js";
export const metathesaurusKind = {
    what: 'a Metathesaurus database',
    applicationId: 0x6d73756d, // 'msum'
    schema: 1,
    hint: 'build it again: medspan umls build META/ -o umls.sqlite',
};
/** Whether a file is such a database, by its first bytes: SQLite's file format has the application id at 68. */
export function isMetathesaurus(head) {
    const bytes = Buffer.from(head.buffer, head.byteOffset, head.byteLength);
    const isSqlite = bytes.length >= 100 && bytes.toString('latin1', 0, 16) === 'SQLite format 3\u0000';
    return isSqlite && bytes.readUInt32BE(68) === metathesaurusKind.applicationId;
}
/** MRCUI's REL as it is stored: its index here. What is not among them cannot be followed. */
export const relationCodes = ['DEL', 'SY', 'RB', 'RN', 'RO', 'SUBX'];
/** How many concepts are asked for at once. */
const batchSize = 1000;
/** How many concepts a notice names. */
const namedConcepts = 5;
/** Why a retired concept led nowhere; each is a notice. */
const reasons = {
    'concept-inexact': 'retired concepts have only broader, narrower or related ones in their place, which were not followed',
    'concept-outside': 'retired concepts were replaced by concepts that this subset of the Metathesaurus lacks',
    'concept-cycle': 'retired concepts lead back to themselves',
};
function isRows(value) {
    return Array.isArray(value);
}
/** All rows of a query that gives two texts as blobs. */
function pairsOf(database, path, sql) {
    const rows = database.prepare(sql).raw().all();
    const text = (value) => textOf(value, path, metathesaurusKind) ?? '';
    return isRows(rows) ? rows.map(([a, b]) => [text(a), text(b)]) : [];
}
function damaged(path, message) {
    return new MedspanError('input', `expected ${metathesaurusKind.what}, got a damaged one: ${message}`, {
        where: { path },
        hint: metathesaurusKind.hint,
    });
}
function readInfo(database, path) {
    const meta = new Map(pairsOf(database, path, 'SELECT CAST(key AS BLOB), CAST(value AS BLOB) FROM meta'));
    let sources;
    try {
        sources = JSON.parse(meta.get('sources') ?? '');
    }
    catch {
        // It is said below.
    }
    if (!Array.isArray(sources) || !sources.every(source => typeof source?.name === 'string'))
        throw damaged(path, 'it does not say what it was built from');
    return { release: meta.get('release'), built: meta.get('built') ?? '', sources: sources };
}
function readTypeLists(database, path) {
    return new Map(pairsOf(database, path, 'SELECT CAST(id AS BLOB), CAST(types AS BLOB) FROM type_lists').map(([id, text]) => {
        const types = text.split(',');
        if (!types.every(type => /^T\d{3}$/.test(type)))
            throw damaged(path, `${JSON.stringify(text)} is no list of semantic types`);
        return [Number(id), types];
    }));
}
/** The tables of an open database, and its questions to them. */
class Tables {
    info;
    /** Whether MRCUI was there when the database was built. */
    hasRetired;
    #path;
    #database;
    #typeLists;
    #concepts;
    #retired;
    constructor(database, path) {
        this.#path = path;
        this.#database = database;
        this.info = readInfo(database, path);
        this.hasRetired = this.info.sources.some(({ name }) => name.startsWith('MRCUI'));
        this.#typeLists = readTypeLists(database, path);
        this.#concepts = database
            .prepare(`SELECT CAST(group_concat(c.cui || ':' || c.types || ':' || coalesce(n.name, ''), char(10)) AS BLOB)
         FROM concepts c LEFT JOIN names n ON n.cui = c.cui
         WHERE c.cui IN (SELECT value FROM json_each(?))`)
            .raw();
        this.#retired = database
            .prepare(`SELECT CAST(group_concat(row, char(10)) AS BLOB) FROM (
           SELECT cui || ':' || relation || ':' || coalesce(successor, '') || ':' || present AS row FROM retired
           WHERE cui IN (SELECT value FROM json_each(?)) ORDER BY cui, position)`)
            .raw();
    }
    /** The lines that a query returns for some CUIs. */
    #linesOf(query, cuis) {
        if (cuis.length === 0)
            return [];
        const row = query.get([JSON.stringify(cuis)]);
        return textOf(Array.isArray(row) ? row[0] : undefined, this.#path, metathesaurusKind)?.split('\n') ?? [];
    }
    /** The concepts in use among some, by number. */
    inUse(cuis) {
        const found = new Map();
        for (const line of this.#linesOf(this.#concepts, cuis)) {
            const [cui, list, ...name] = line.split(':');
            const types = this.#typeLists.get(Number(list));
            if (types === undefined)
                throw damaged(this.#path, `${formatCui(Number(cui))} has no list of semantic types`);
            found.set(Number(cui), { types, ...(line.endsWith(':') ? {} : { name: name.join(':') }) });
        }
        return found;
    }
    /** What MRCUI says of some retired concepts, by number and in its order. */
    successorsOf(cuis) {
        const found = new Map();
        for (const line of this.#linesOf(this.#retired, cuis)) {
            const [cui, relation, successor, present] = line.split(':');
            const known = found.get(Number(cui)) ?? [];
            known.push({
                relation: relationCodes[Number(relation)] ?? 'DEL',
                successor: successor === '' ? null : Number(successor),
                present: present !== '0',
            });
            found.set(Number(cui), known);
        }
        return found;
    }
    close() {
        this.#database.close();
    }
}
/** The concepts from the retired one to a step, with the relations between. */
function pathTo(step) {
    const path = [];
    for (let at = step; at !== undefined; at = at.from)
        path.unshift({
            cui: formatCui(at.cui),
            ...(at.relation === undefined ? {} : { relation: at.relation }),
        });
    return path;
}
/** The answers to one question for many concepts. */
class LookUp {
    records = new Map();
    #tables;
    #followed;
    #nowhere = {
        'concept-inexact': [],
        'concept-outside': [],
        'concept-cycle': [],
    };
    #unknown = 0;
    /** @param followed relations to successors that count, the best first */
    constructor(tables, followed) {
        this.#tables = tables;
        this.#followed = followed;
    }
    answer(cuis) {
        const tables = this.#tables;
        const numbers = cuis.map(cuiNumber);
        const found = tables.inUse(numbers);
        const successors = tables.successorsOf(tables.hasRetired ? numbers.filter(cui => !found.has(cui)) : []);
        for (const cui of cuis) {
            const concept = found.get(cuiNumber(cui));
            const first = successors.get(cuiNumber(cui));
            if (concept !== undefined)
                this.records.set(cui, { cui, status: 'current', ...concept });
            else if (first !== undefined)
                this.records.set(cui, this.#successorOf(cui, first));
            else {
                this.#unknown++;
                this.records.set(cui, { cui, status: 'unknown', types: [] });
            }
        }
    }
    #successorOf(cui, first) {
        const end = this.#follow(cuiNumber(cui), first);
        if (typeof end !== 'string')
            return end;
        if (end !== 'deleted')
            this.#nowhere[end].push(cui);
        return { cui, status: 'deleted', types: [] };
    }
    /** Goes from a retired concept to one in use: depth first, the best relation first, nowhere twice. */
    #follow(cui, first) {
        const tables = this.#tables;
        const followed = this.#followed;
        const rank = ({ relation }) => followed.indexOf(relation ?? 'SY');
        let reason = 'deleted';
        const visited = new Set();
        const pending = [{ cui }];
        for (let step = pending.pop(); step !== undefined; step = pending.pop()) {
            if (visited.has(step.cui))
                continue;
            visited.add(step.cui);
            const found = step.from === undefined ? undefined : tables.inUse([step.cui]).get(step.cui);
            if (found !== undefined)
                return { cui: formatCui(cui), status: 'retired', path: pathTo(step), ...found };
            const next = [];
            const successors = step.from === undefined ? first : (tables.successorsOf([step.cui]).get(step.cui) ?? []);
            for (const { relation, successor, present } of successors) {
                if (relation === 'DEL' || relation === 'SUBX' || successor === null)
                    continue;
                if (!present)
                    reason = 'concept-outside';
                else if (!followed.includes(relation))
                    reason = 'concept-inexact';
                else if (visited.has(successor))
                    reason = 'concept-cycle';
                else
                    next.push({ cui: successor, relation, from: step });
            }
            appendAll(pending, next.sort((a, b) => rank(a) - rank(b)).reverse());
        }
        return reason;
    }
    /** Warnings of this look-up in a database at `path`. */
    notices(path) {
        const notices = new Notices();
        for (const reason of Object.keys(reasons)) {
            const list = this.#nowhere[reason];
            if (list.length === 0)
                continue;
            const more = list.length - namedConcepts;
            const names = list.slice(0, namedConcepts).join(', ') + (more > 0 ? ` and ${more} more` : '');
            notices.add(reason, `${reasons[reason]}: ${names}`, { path }, list.length);
        }
        if (this.#unknown > 0 && !this.#tables.hasRetired)
            notices.add('retired-unknown', 'the database was built without MRCUI.RRF, so that retired concepts count as unknown', { path }, this.#unknown);
        return notices;
    }
}
/**
 * Opens a Metathesaurus database as a source. A retired concept is followed over `SY` always, and over those of
 * `RB`, `RN` and `RO` that `relations` has, in that order, where no exact successor is in use; a successor that
 * MRCUI marks as absent from the subset (MAPIN `N`) is not gone to.
 *
 * Counted notices of a look-up: `concept-inexact`, `concept-outside`, `concept-cycle`, and `retired-unknown` where
 * the database was built without MRCUI.
 *
 * @throws MedspanError (`input`) where the file is missing, foreign, damaged or of another schema.
 */
export async function openMetathesaurus(path, options = {}) {
    const followed = ['SY', ...(options.relations ?? []).filter(relation => relation !== 'SY')];
    const database = await openDatabase(path, metathesaurusKind);
    let tables;
    try {
        tables = guarded(path, metathesaurusKind, () => new Tables(database, path));
    }
    catch (error) {
        database.close();
        throw error;
    }
    const { info } = tables;
    return {
        name: `${basename(path)}${info.release === undefined ? '' : ` (UMLS ${info.release})`}`,
        info,
        async lookUp(cuis, { progress, signal }) {
            const lookUp = new LookUp(tables, followed);
            const task = progress.task('Looking up concepts', cuis.size, 'concepts');
            const wanted = [...cuis];
            for (let begin = 0; begin < wanted.length; begin += batchSize) {
                signal?.throwIfAborted();
                const batch = wanted.slice(begin, begin + batchSize);
                guarded(path, metathesaurusKind, () => lookUp.answer(batch));
                task.advance(batch.length);
            }
            task.end();
            for (const notice of lookUp.notices(path).list())
                progress.notice(notice);
            return lookUp.records;
        },
        close: () => tables.close(),
    };
}
