import type { FoundEntry } from './walk.ts';
/** Files of one format that a source of a configuration reads. */
export interface FileGroup {
    /** A file or a folder, relative to the folder that was walked. */
    readonly path: string;
    readonly entries: readonly FoundEntry[];
    /** Whether the format must be named, because the folder holds more than these. */
    readonly namesFormat: boolean;
}
/**
 * Divides what was found into sources: projects and corpora each by itself, documents by the folders in which they lie.
 * @returns also those that no source can name, for they lie among others that it would read too
 */
export declare function groupEntries(folder: string, entries: readonly FoundEntry[]): Promise<{
    readonly groups: FileGroup[];
    readonly mixed: FoundEntry[];
}>;
