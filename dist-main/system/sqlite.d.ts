import Database from 'libsql';
export type SqliteDatabase = Database.Database;
export type SqliteStatement = Database.Statement;
/** What a file should hold, for messages. */
export interface SqliteContent {
    /** `a Metathesaurus database` */
    readonly what: string;
    /** What to do about a file that is damaged, or something else. */
    readonly hint: string;
}
/**
 * Opens a file: to `read`, to `write` as well, or to `create` it where there is none.
 * @throws MedspanError `input` where it is missing, no file or may not be read; `output` where it cannot be made or written
 */
export declare function openSqlite(path: string, mode: 'read' | 'write' | 'create', content: SqliteContent): Promise<SqliteDatabase>;
/**
 * What SQLite says about a file, as an error of ours; other errors come back unchanged.
 * Codes are those of https://www.sqlite.org/rescode.html.
 */
export declare function sqliteError(error: unknown, path: string, { what, hint }: SqliteContent): unknown;
/** Runs `work` on a database, and puts what SQLite says into an error with the file's path. */
export declare function guarded<T>(path: string, content: SqliteContent, work: () => T): T;
/**
 * Tries `work` until the file is not locked, less and less often, at moments that differ between processes. The process
 * goes on meanwhile, as it would not while SQLite waits itself.
 * @throws what `work` throws, and SQLite's own error where the file is locked until `endMs`, of `performance.now()`
 */
export declare function whenUnlocked<T>(endMs: number, work: () => T): Promise<T>;
/**
 * A text that a query gives as `CAST(… AS BLOB)`; undefined for NULL. Texts of a file must be read so: libsql ends the
 * process when it meets one that is not UTF-8, and a damaged file may hold one.
 * @throws MedspanError `input` where it is not UTF-8
 */
export declare function textOf(cell: unknown, path: string, { what, hint }: SqliteContent): string | undefined;
