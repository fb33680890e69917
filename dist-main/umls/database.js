/**
 * @file SQLite files of medspan's own: whose they are is checked when they are opened, and a new one is made aside.
 *
 * Each kind of file has an application id (https://www.sqlite.org/fileformat2.html, section 1.3.19), so that
 * another program's database is told from ours, and the number of its schema as user version.
 */
import { mkdir, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { MedspanError } from "../errors.js";
import { asideOf, flush, outputError, removeLeftovers } from "../system/output.js";
import { guarded, openSqlite, sqliteError, } from "../system/sqlite.js";
/** The one value of a pragma. */
function pragmaOf(database, name) {
    const row = database.prepare(`PRAGMA ${name}`).raw().get();
    return Array.isArray(row) ? row[0] : undefined;
}
/** @throws MedspanError (`input`) unless the database is of this kind, and of the schema that we know. */
export function checkKind(database, path, kind) {
    const id = pragmaOf(database, 'application_id');
    const fault = (message, hint) => new MedspanError('input', message, { where: { path }, hint });
    if (id !== kind.applicationId)
        throw fault(`expected ${kind.what}, got another program's SQLite file`, kind.hint);
    const schema = Number(pragmaOf(database, 'user_version'));
    if (schema < kind.schema)
        throw fault(`it was made by an older medspan (schema ${schema}, this one reads ${kind.schema})`, kind.hint);
    if (schema > kind.schema)
        throw fault(`it was made by a newer medspan (schema ${schema}, this one reads ${kind.schema})`, `use that version, or: ${kind.hint}`);
}
/** Marks a database as being of this kind. */
export function markKind(database, kind) {
    database.exec(`PRAGMA application_id = ${kind.applicationId}; PRAGMA user_version = ${kind.schema}`);
}
/**
 * Opens a database for reading.
 * @throws MedspanError (`input`) where there is none, or one that is foreign, damaged or of another schema.
 */
export async function openDatabase(path, kind) {
    const database = await openSqlite(path, 'read', kind);
    try {
        guarded(path, kind, () => checkKind(database, path, kind));
        return database;
    }
    catch (error) {
        database.close();
        throw error;
    }
}
/**
 * Makes a database whole: `fill` writes into one that lies aside, which is then flushed and renamed to `path`. When
 * `fill` throws, or the process ends, what was there stands as it was; what a killed process left is cleared away
 * by the next one.
 *
 * @throws MedspanError (`output`), or what `fill` throws.
 */
export async function buildDatabase(path, kind, fill) {
    const aside = asideOf(path);
    try {
        await mkdir(dirname(path), { recursive: true });
        await removeLeftovers(dirname(path));
        const database = await openSqlite(aside, 'create', kind);
        let result;
        try {
            // Nothing is lost by going without a journal: a build that fails is thrown away whole.
            database.exec('PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -32768');
            result = await fill(database);
            markKind(database, kind);
        }
        finally {
            database.close();
        }
        await flush(aside);
        await rename(aside, path);
        await flush(dirname(path));
        return result;
    }
    catch (error) {
        await rm(aside, { force: true }).catch(() => { });
        throw outputError(path, sqliteError(error, path, kind));
    }
}
