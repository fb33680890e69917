/**
 * @file SQLite files: how they are opened, waited for and read, and what SQLite's faults mean.
 */
import { mkdirSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import Database from 'libsql';
import { MedspanError } from "../errors.js";
import { createRandom } from "../random.js";
import { inputError } from "../text/source.js";
import { hasSystemCode, outputError } from "./output.js";
/**
 * Opens a file: to `read`, to `write` as well, or to `create` it where there is none.
 * @throws MedspanError `input` where it is missing, no file or may not be read; `output` where it cannot be made or written
 */
export async function openSqlite(path, mode, content) {
    const entry = await stat(path).catch((error) => {
        if (mode !== 'create')
            throw inputError(error, path);
        if (!hasSystemCode(error, 'ENOENT'))
            throw outputError(path, error);
        return undefined;
    });
    if (entry !== undefined && !entry.isFile())
        throw new MedspanError('input', `expected ${content.what}, got a folder or a device`, { where: { path } });
    const url = pathToFileURL(path);
    url.searchParams.set('mode', { read: 'ro', write: 'rw', create: 'rwc' }[mode]);
    try {
        if (mode === 'create')
            mkdirSync(dirname(path), { recursive: true });
        return new Database(url.href);
    }
    catch (cause) {
        if (!isSqliteError(cause))
            throw outputError(path, cause);
        throw new MedspanError(mode === 'read' ? 'input' : 'output', 'it could not be opened', {
            where: { path },
            hint: mode === 'read' ? 'Check who may read it.' : 'Choose a place that you may write to.',
            cause,
        });
    }
}
/** Whether an error came out of SQLite or libsql. */
function isSqliteError(error) {
    return (error instanceof Error &&
        !(error instanceof MedspanError) &&
        (error.name === 'SqliteError' || 'libsqlError' in error || codeOf(error).startsWith('SQLITE')));
}
const codeOf = (error) => ('code' in error ? String(error.code) : '');
/** Whether another connection holds the file at this moment. */
const isBusy = (error) => isSqliteError(error) && /^SQLITE_(BUSY|LOCKED|PROTOCOL)/.test(codeOf(error));
/**
 * What SQLite says about a file, as an error of ours; other errors come back unchanged.
 * Codes are those of https://www.sqlite.org/rescode.html.
 */
export function sqliteError(error, path, { what, hint }) {
    if (!isSqliteError(error))
        return error;
    const fault = (code, message, advice) => new MedspanError(code, message, { where: { path }, hint: advice, cause: error });
    const refused = (code) => outputError(path, Object.assign(new Error(error.message, { cause: error }), { code }));
    // Extended codes say more: SQLITE_IOERR_WRITE.
    switch (/^SQLITE_[A-Z]+/.exec(codeOf(error))?.[0]) {
        case 'SQLITE_FULL':
            return refused('ENOSPC');
        case 'SQLITE_READONLY':
            return refused('EACCES');
        case 'SQLITE_NOTADB':
            return fault('input', `expected ${what}, got a file that is not SQLite`, hint);
        case 'SQLITE_CORRUPT':
        case 'SQLITE_FORMAT':
            return fault('input', `expected ${what}, got a damaged file: ${error.message}`, hint);
        case 'SQLITE_BUSY':
        case 'SQLITE_LOCKED':
        case 'SQLITE_PROTOCOL':
            return fault('output', 'another process keeps it locked', 'Wait until that process has ended.');
        case 'SQLITE_CANTOPEN':
            return fault('output', 'it could not be opened', 'Check who may read and write it and its folder.');
        case 'SQLITE_IOERR':
            // SQLite knows a full disk, but takes a quota that is used up for a fault of the disk.
            return fault('output', `the disk could not do it: ${error.message}`, 'Check that the disk is sound, and that your quota on it is not used up.');
        default:
            return fault('input', `expected ${what}: ${error.message}`, hint);
    }
}
/** Runs `work` on a database, and puts what SQLite says into an error with the file's path. */
export function guarded(path, content, work) {
    try {
        return work();
    }
    catch (error) {
        throw sqliteError(error, path, content);
    }
}
/**
 * Tries `work` until the file is not locked, less and less often, at moments that differ between processes. The process
 * goes on meanwhile, as it would not while SQLite waits itself.
 * @throws what `work` throws, and SQLite's own error where the file is locked until `endMs`, of `performance.now()`
 */
export async function whenUnlocked(endMs, work) {
    let random;
    for (let waitMs = 1;; waitMs = Math.min(2 * waitMs, 20)) {
        try {
            return work();
        }
        catch (error) {
            if (!isBusy(error) || performance.now() >= endMs)
                throw error;
        }
        random ??= createRandom(process.pid, 'sqlite');
        await sleep(waitMs * (0.5 + random.uniform()));
    }
}
/**
 * A text that a query gives as `CAST(… AS BLOB)`; undefined for NULL. Texts of a file must be read so: libsql ends the
 * process when it meets one that is not UTF-8, and a damaged file may hold one.
 * @throws MedspanError `input` where it is not UTF-8
 */
export function textOf(cell, path, { what, hint }) {
    if (cell === null || cell === undefined)
        return undefined;
    try {
        if (cell instanceof Uint8Array)
            return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(cell);
    }
    catch {
        // It is said below.
    }
    throw new MedspanError('input', `expected ${what}, got a damaged file: a text is not UTF-8`, {
        where: { path },
        hint,
    });
}
