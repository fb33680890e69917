/**
 * @file What UTS has answered, kept on the disk: one row for each server, release and CUI.
 *
 * An answer is stored when it comes, so that a killed process loses none that it had. Several processes may share a
 * cache (SQLite's write-ahead log). It holds no key.
 */
import { MedspanError } from "../errors.js";
import { guarded, openSqlite, sqliteError, textOf, whenUnlocked, } from "../system/sqlite.js";
import { checkKind, markKind } from "./database.js";
import { cuiNumber, formatCui } from "./rrf.js";
const cacheKind = {
    what: 'a cache of answers from UTS',
    applicationId: 0x6d737574, // 'msut'
    schema: 1,
    hint: 'name another file, or delete this one; its answers will be asked for again',
};
/** How long to wait for another process that writes. */
const busyMs = 30_000;
/** How many concepts are read at once. */
const batchSize = 1000;
/** A row of the cache: cui, found, types, name, time. */
function keptOf([cui, found, types, name, time], path) {
    const list = typeof types === 'string' && types !== '' ? types.split(',') : [];
    const isSound = typeof cui === 'number' &&
        typeof time === 'number' &&
        (found === null || typeof found === 'number') &&
        list.every(type => /^T\d{3}$/.test(type));
    if (!isSound)
        throw new MedspanError('input', `expected ${cacheKind.what}, got a damaged one`, {
            where: { path },
            hint: cacheKind.hint,
        });
    const answer = found === null
        ? { found: false }
        : { found: true, cui: formatCui(found), types: list, ...(typeof name === 'string' ? { name } : {}) };
    return { cui: formatCui(cui), answer, time };
}
/**
 * Makes the tables unless another process has; several may try at once. Where SQLite does not wait itself, as it does
 * not for the change to a write-ahead log, it is tried again.
 */
async function prepareTables(database, path) {
    try {
        await whenUnlocked(performance.now() + busyMs, () => makeTables(database, path));
    }
    catch (error) {
        throw sqliteError(error, path, cacheKind);
    }
}
function makeTables(database, path) {
    database.exec(`PRAGMA busy_timeout = ${busyMs}`);
    const isNew = () => {
        const row = database
            .prepare('SELECT (SELECT count(*) FROM sqlite_schema) + (SELECT application_id FROM pragma_application_id)')
            .raw()
            .get();
        return Array.isArray(row) && row[0] === 0;
    };
    if (isNew()) {
        database.exec('PRAGMA journal_mode = WAL');
        database.exec('BEGIN IMMEDIATE');
        try {
            if (isNew()) {
                database.exec(`
          CREATE TABLE answers (server TEXT NOT NULL, release TEXT NOT NULL, cui INTEGER NOT NULL,
            found INTEGER, types TEXT, name TEXT, time INTEGER NOT NULL,
            PRIMARY KEY (server, release, cui)) WITHOUT ROWID`);
                markKind(database, cacheKind);
            }
            database.exec('COMMIT');
        }
        catch (error) {
            database.exec('ROLLBACK');
            throw error;
        }
    }
    checkKind(database, path, cacheKind);
    // With a write-ahead log a killed process loses nothing; a power cut may lose the last few answers.
    database.exec('PRAGMA synchronous = NORMAL');
}
/**
 * Opens the cache, and makes it where there is none.
 * @throws MedspanError (`input`) where the file is something else or damaged; (`output`) where it cannot be written
 */
export async function openUtsCache(path, options) {
    const { server, release } = options;
    const guard = (work) => guarded(path, cacheKind, work);
    const database = await openSqlite(path, 'create', cacheKind);
    try {
        await prepareTables(database, path);
        return guard(() => {
            const some = database
                .prepare(`SELECT CAST(json_group_array(json_array(cui, found, types, name, time)) AS BLOB) FROM answers
           WHERE server = ? AND release = ? AND cui IN (SELECT value FROM json_each(?))`)
                .raw();
            const any = database
                .prepare('SELECT 1 FROM answers WHERE server = ? AND release = ? AND found IS NOT NULL LIMIT 1')
                .raw();
            const insert = database.prepare('INSERT OR REPLACE INTO answers VALUES (?, ?, ?, ?, ?, ?, ?)');
            return {
                path,
                get: cuis => guard(() => {
                    const kept = new Map();
                    for (let begin = 0; begin < cuis.length; begin += batchSize) {
                        const numbers = cuis.slice(begin, begin + batchSize).map(cuiNumber);
                        const row = some.get([server, release, JSON.stringify(numbers)]);
                        const text = textOf(Array.isArray(row) ? row[0] : undefined, path, cacheKind);
                        for (const item of JSON.parse(text ?? '[]')) {
                            const { cui, ...known } = keptOf(item, path);
                            kept.set(cui, known);
                        }
                    }
                    return kept;
                }),
                hasFound: () => guard(() => any.get([server, release]) !== undefined),
                put: (cui, { answer, time }) => guard(() => {
                    const rest = answer.found
                        ? [cuiNumber(answer.cui), answer.types.join(','), answer.name ?? null]
                        : [null, null, null];
                    insert.run([server, release, cuiNumber(cui), ...rest, Math.round(time)]);
                }),
                close: () => void database.close(),
            };
        });
    }
    catch (error) {
        database.close();
        throw error;
    }
}
/**
 * Copies a cache that others may be writing into a new file, which is one alone as long as it is only read: without a
 * write-ahead log, which files on a network's disk cannot have.
 * @throws MedspanError (`input`) where it is something else or damaged; (`output`) where the copy cannot be written
 */
export async function copyUtsCache(from, to) {
    const source = await openSqlite(from, 'write', cacheKind);
    try {
        guarded(from, cacheKind, () => {
            checkKind(source, from, cacheKind);
            source.exec(`PRAGMA busy_timeout = ${busyMs}`);
            source.exec(`VACUUM INTO '${to.replaceAll("'", "''")}'`);
        });
    }
    finally {
        source.close();
    }
    const copy = await openSqlite(to, 'write', cacheKind);
    try {
        guarded(to, cacheKind, () => copy.exec('PRAGMA journal_mode = DELETE'));
    }
    finally {
        copy.close();
    }
}
