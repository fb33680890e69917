import { type Lock } from '../../system/lock.ts';
import type { Scope } from '../contract.ts';
import { type LearningEvent, type ScopeState } from './state.ts';
export interface Version {
    /** 0 is the model that the server was started with. */
    readonly version: number;
    readonly isInUse: boolean;
    /** When it was learnt, from how many documents, and how it compared; of those whose record is still there. */
    readonly learnt?: Extract<LearningEvent, {
        kind: 'learnt';
    }> | undefined;
}
/** The versions of a model for a scope. */
export interface ScopeVersions extends Scope {
    readonly name: string;
    /** Oldest first. */
    readonly versions: readonly Version[];
    /** What became of each training, and rollbacks; oldest first. */
    readonly history: readonly LearningEvent[];
}
export declare function versionsOf({ name, project, user, current, versions, history }: ScopeState): ScopeVersions;
/**
 * Lists all versions in a folder, whether a server runs on it or not.
 * @throws MedspanError `input` for a folder that is none of ours, or damaged; `unsafe-input` for links that lead elsewhere
 */
export declare function listVersions(folder: string): Promise<ScopeVersions[]>;
/**
 * Puts an earlier version into use, where no server runs on the folder.
 * @throws MedspanError `output` where one runs; `input` where there is no such version
 */
export declare function rollback(folder: string, { name, version, ...scope }: Scope & {
    readonly name: string;
    readonly version: number;
}): Promise<void>;
/** Makes sure that one server at a time works in a folder. */
export declare function lockFolder(root: string): Promise<Lock>;
/** @throws MedspanError `input` where there is no such version */
export declare function rolledBack(state: ScopeState | undefined, version: number, { name, project, user }: Scope & {
    readonly name: string;
}): ScopeState;
/** Removes what belongs to no version: what was being made when a server was killed, and versions that need not stay. */
export declare function removeOthers(scope: string, { versions, training }: ScopeState): Promise<void>;
/** Removes what a run folder needs to resume only. */
export declare function removeCheckpoints(runFolder: string): Promise<void>;
