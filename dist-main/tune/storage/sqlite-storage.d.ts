import type { FileStorageOptions, Storage } from './storage.ts';
export interface SqliteStorageOptions extends FileStorageOptions {
    /** How long to wait for other processes that have the file locked; a minute where left out. */
    readonly timeoutMs?: number;
}
/**
 * Opens a file of studies, or makes it.
 *
 * @throws MedspanError `input` for a file that is no SQLite, another program's, damaged, or of another version of Optuna's
 *     schema; `output` where it cannot be opened or made, or is locked for too long
 */
export declare function openSqliteStorage(path: string, options?: SqliteStorageOptions): Promise<Storage>;
