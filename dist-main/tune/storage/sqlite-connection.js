/**
 * @file One connection to a SQLite file that other processes write too.
 *
 * Work is done in transactions, one after the other. A transaction that writes takes the file's only write lock at its
 * beginning (`BEGIN IMMEDIATE`), so that what it reads is true until it ends; one that reads sees one state of the file.
 * While others hold the lock the process waits without blocking: SQLite's own waiting would stop all else that it does.
 */
import { statfs } from 'node:fs/promises';
import { resolve } from 'node:path';
import { MedspanError } from "../../errors.js";
import { openSqlite, sqliteError, textOf, whenUnlocked, } from "../../system/sqlite.js";
/**
 * File systems that several machines share, by the numbers that Linux has for them (statfs(2), magic.h): NFS, SMB, CIFS,
 * SMB2, Lustre, GPFS, BeeGFS, CephFS, AFS, 9P and FUSE. A write-ahead log needs memory that all its users share.
 */
const sharedFileSystems = new Set([
    0x6969, 0x517b, 0xff534d42, 0xfe534d42, 0x0bd00bd0, 0x47504653, 0x19830326, 0x00c36400, 0x5346414f,
    0x01021997, 0x65735546,
]);
const studies = {
    what: 'a file of studies',
    hint: 'Take a copy of before, or what sqlite3 can rescue with .recover.',
};
/** A text of a query, given as `CAST(… AS BLOB)`, that must be there. */
export function decodeText(cell, path) {
    const text = textOf(cell, path, studies);
    if (text === undefined)
        throw damaged(path, 'a text is missing');
    return text;
}
export function damaged(path, what, at) {
    return new MedspanError('input', `expected ${studies.what}, got a damaged one: ${what}`, {
        where: { path, ...(at === undefined ? {} : { at }) },
        hint: studies.hint,
    });
}
/**
 * Opens a file, or makes it.
 *
 * @throws MedspanError `input` where it is missing, `output` where it cannot be opened
 */
export async function connect(file, { timeoutMs, create }) {
    const path = resolve(file);
    return new FileConnection(path, await openSqlite(path, create ? 'create' : 'write', studies), timeoutMs);
}
class FileConnection {
    path;
    #database;
    #timeoutMs;
    #statements = new Map();
    /** The last piece of work, done or not. */
    #last = Promise.resolve();
    #open = true;
    #flushing;
    constructor(path, database, timeoutMs) {
        this.path = path;
        this.#database = database;
        this.#timeoutMs = timeoutMs;
    }
    all(sql, ...values) {
        return this.#statement(sql).all([...values]);
    }
    run(sql, ...values) {
        const { changes, lastInsertRowid } = this.#statement(sql).run([...values]);
        return { changes, id: Number(lastInsertRowid) };
    }
    read(work) {
        return this.#transact('BEGIN', work);
    }
    write(flushing, work) {
        return this.#transact('BEGIN IMMEDIATE', work, flushing);
    }
    async preferWriteAheadLog() {
        const { type } = await statfs(this.path).catch(() => ({ type: 0x6969 }));
        if (sharedFileSystems.has(type))
            return;
        await this.#alone(end => whenUnlocked(end, () => this.#database.exec('PRAGMA journal_mode = WAL')));
    }
    async close() {
        if (!this.#open)
            return;
        this.#open = false;
        await this.#last;
        try {
            // Whoever copies the file alone then has everything.
            this.#database.prepare('PRAGMA wal_checkpoint').all();
        }
        catch {
            // Another process does it later.
        }
        this.#statements.clear();
        this.#database.close();
    }
    #statement(sql) {
        let statement = this.#statements.get(sql);
        if (statement === undefined) {
            statement = this.#database.prepare(sql);
            if (statement.reader)
                statement.raw(true);
            this.#statements.set(sql, statement);
        }
        return statement;
    }
    /** Runs work when all before it is done. */
    #alone(work) {
        if (!this.#open)
            return Promise.reject(new MedspanError('internal', 'internal: the storage is closed', { where: { path: this.path } }));
        const result = this.#last.then(() => work(performance.now() + this.#timeoutMs));
        this.#last = result.catch(() => { });
        return result.catch((error) => {
            throw sqliteError(error, this.path, studies);
        });
    }
    #transact(begin, work, flushing) {
        return this.#alone(async (end) => {
            try {
                if (flushing !== undefined)
                    await whenUnlocked(end, () => this.#setFlushing(flushing));
                const result = await whenUnlocked(end, () => {
                    this.#rollback();
                    this.#database.exec(begin);
                    return work();
                });
                // Readers may keep a commit from its end; the transaction goes on until they are gone.
                await whenUnlocked(end, () => this.#database.exec('COMMIT'));
                return result;
            }
            catch (error) {
                this.#rollback();
                throw error;
            }
        });
    }
    /**
     * With a write-ahead log a commit that is not flushed costs nothing, and the file is whole whatever happens
     * (https://www.sqlite.org/pragma.html#pragma_synchronous). With any other journal every commit is flushed.
     */
    #setFlushing(flushing) {
        if (flushing === this.#flushing)
            return;
        const isLogged = String(this.#database.prepare('PRAGMA journal_mode').raw(true).all()[0]) === 'wal';
        this.#database.exec(`PRAGMA synchronous = ${flushing === 'later' && isLogged ? 'NORMAL' : 'FULL'}`);
        this.#flushing = flushing;
    }
    #rollback() {
        if (!this.#database.inTransaction)
            return;
        try {
            this.#database.exec('ROLLBACK');
        }
        catch {
            // SQLite has undone it by itself, as it does where the disk is full.
        }
    }
}
