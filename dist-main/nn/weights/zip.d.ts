import type { PositionedFile } from './stored.ts';
/** Where an entry's bytes lie in the file. */
export interface StoredEntry {
    readonly position: number;
    readonly length: number;
}
/**
 * The entries of a ZIP file by their names.
 * @throws MedspanError `input` where the file is against the format or cut off; `unsafe-input` where an entry is
 * compressed or encrypted, or shares bytes with another.
 */
export declare function readStoredEntries(file: PositionedFile): Promise<Map<string, StoredEntry>>;
