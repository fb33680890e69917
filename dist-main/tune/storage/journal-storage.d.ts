import { type JournalLockOptions } from './journal-lock.ts';
import type { FileStorageOptions, Storage } from './storage.ts';
export interface JournalStorageOptions extends FileStorageOptions {
    readonly lock?: JournalLockOptions;
}
/**
 * Opens a journal file, or makes it.
 *
 * @throws MedspanError `input` for a file that is no journal or damaged, with the line; `output` where it cannot be made
 */
export declare function openJournalStorage(path: string, options?: JournalStorageOptions): Promise<Storage>;
