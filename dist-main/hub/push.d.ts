import type { Progress } from '../progress.ts';
import { type Patience } from './request.ts';
import { type Environment } from './settings.ts';
export interface PushedFile {
    readonly path: string;
    readonly bytes: number;
}
export interface PushPlan {
    readonly files: readonly PushedFile[];
    /** Where the repository is, or would be. */
    readonly address: string;
}
export interface PushOptions {
    /** Whether a repository that is made for it is private; one that is there must be so. Default false. */
    readonly isPrivate?: boolean | undefined;
    /** Whether a model that the repository has gives way. Default false. */
    readonly replace?: boolean | undefined;
    readonly progress: Progress;
    readonly signal?: AbortSignal | undefined;
    /** By default the process' own. */
    readonly env?: Environment | undefined;
    readonly patience?: Patience | undefined;
}
export interface Pushed extends PushPlan {
    /** The hash of the commit. */
    readonly commit: string;
}
/**
 * Lists what `pushModel` would upload, and where to. Nothing is sent.
 * @param id `owner/name`
 * @throws MedspanError `input` for a folder without a model, or whose files name a path of this machine; `config` for an id of
 * another form
 */
export declare function planPush(folder: string, id: string, env?: Environment): Promise<PushPlan>;
/**
 * Uploads a model folder to the hub, as one commit: what arrives is all of it, or nothing. A repository that is not there is made.
 * One that has other files than the hub's own is refused unless `replace`: then files of a model that the folder has not are deleted
 * in the same commit, and what is no file of a model stays.
 * @throws MedspanError `config` without a token; `input` for refusals, and where the hub does not answer
 */
export declare function pushModel(folder: string, id: string, options: PushOptions): Promise<Pushed>;
