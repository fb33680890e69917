import { type Reply } from '../net/request.ts';
import type { Progress } from '../progress.ts';
import { type Repository } from './cache.ts';
import { type HubContext } from './request.ts';
export interface HubOptions extends HubContext {
    readonly progress: Progress;
}
/** A repository at a commit. */
export interface Snapshot {
    readonly repository: Repository;
    readonly revision: string;
    readonly commit: string;
    /** Paths in the repository, sorted; only those in the cache when there is no connection. */
    readonly files: readonly string[];
    /** Whether the hub was asked; else the cache alone answered. */
    readonly isFresh: boolean;
}
/** A reply as JSON. @throws MedspanError `unsafe-input` where it is too long */
export declare function readAnswer(reply: Reply): Promise<unknown>;
/** What the hub says of a repository, taken apart. */
export declare function readInfo(value: unknown, where: string): {
    commit: string;
    files: string[];
};
/**
 * Which commit a revision is, and which files it has. Without a connection, what the cache knows, with a notice
 * (`hub-unreachable`); with `HF_HUB_OFFLINE`, without one.
 *
 * @throws MedspanError (`input`) when there is no such repository or revision, access is refused, or neither the hub
 * nor the cache answers.
 */
export declare function findSnapshot(repository: Repository, revision: string, options: HubOptions): Promise<Snapshot>;
/**
 * The path of a file of a snapshot in the cache, downloaded when it is not there.
 *
 * @throws MedspanError (`input`) when there is no such file, access is refused, or the hub does not answer; what
 * came so far is kept, and goes on with the next call. (`output`) when the disk cannot take it.
 */
export declare function downloadFile(snapshot: Snapshot, name: string, options: HubOptions): Promise<string>;
