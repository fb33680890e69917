export interface Repository {
    readonly kind: 'models' | 'datasets';
    /** `owner/name`, or a name alone. */
    readonly id: string;
}
/** Whether a text has the form of a repository's id. */
export declare function isRepositoryId(id: string): boolean;
/**
 * The folder that a user has named, or the name as it is written where nothing is there and the hub may have it: one of the
 * form `owner/name`.
 */
export declare function folderOrId(written: string, folder: string): string;
/** Whether a revision is a commit's hash, whose content never changes. */
export declare function isCommit(revision: string): boolean;
/** A relative path with `/`, when it stays below the folder that it is joined to. */
export declare function checkRelative(path: string, what: string): string;
/** The folder of a repository in the cache. */
export declare function folderOf(cache: string, { kind, id }: Repository): string;
/** The path of a file in a snapshot. */
export declare function snapshotPath(folder: string, commit: string, file?: string): string;
/** The path of a content. */
export declare function blobPath(folder: string, etag: string): string;
/** The commit that a revision was when it was last asked for; undefined when it never was. */
export declare function readRef(folder: string, revision: string): Promise<string | undefined>;
/** Keeps which commit a revision is. */
export declare function writeRef(folder: string, revision: string, commit: string): Promise<void>;
/** The path of a file of a commit, when it is in the cache. */
export declare function findFile(folder: string, commit: string, file: string): Promise<string | undefined>;
/** The files of a commit that are in the cache, sorted. */
export declare function listSnapshot(folder: string, commit: string): Promise<string[]>;
/** Puts a blob into a snapshot under a file's name, as a relative link, and gives the path. */
export declare function linkFile(folder: string, commit: string, file: string, etag: string): Promise<string>;
/**
 * Does some work while no other medspan downloads the same content. The lock saves work and no more: contents are
 * checked before they are believed. Python's locks are of another kind (`flock`), and are neither seen nor needed.
 */
export declare function withBlobLock<T>(cache: string, repository: Repository, etag: string, work: () => Promise<T>, signal?: AbortSignal): Promise<T>;
