import { type SqliteContent, type SqliteDatabase } from '../system/sqlite.ts';
/** What a file must be to be taken. */
export interface DatabaseKind extends SqliteContent {
    readonly applicationId: number;
    readonly schema: number;
}
/** @throws MedspanError (`input`) unless the database is of this kind, and of the schema that we know. */
export declare function checkKind(database: SqliteDatabase, path: string, kind: DatabaseKind): void;
/** Marks a database as being of this kind. */
export declare function markKind(database: SqliteDatabase, kind: DatabaseKind): void;
/**
 * Opens a database for reading.
 * @throws MedspanError (`input`) where there is none, or one that is foreign, damaged or of another schema.
 */
export declare function openDatabase(path: string, kind: DatabaseKind): Promise<SqliteDatabase>;
/**
 * Makes a database whole: `fill` writes into one that lies aside, which is then flushed and renamed to `path`. When
 * `fill` throws, or the process ends, what was there stands as it was; what a killed process left is cleared away
 * by the next one.
 *
 * @throws MedspanError (`output`), or what `fill` throws.
 */
export declare function buildDatabase<T>(path: string, kind: DatabaseKind, fill: (database: SqliteDatabase) => Promise<T>): Promise<T>;
