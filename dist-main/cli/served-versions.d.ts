import type { Scope } from '../serve/contract.ts';
import { type ScopeVersions } from '../serve/learning/versions.ts';
import { type CommonOptions, type Io } from './io.ts';
/** Prints the versions of each model and whom it is for, and what became of the last training. */
export declare function showVersions(folder: string, options: CommonOptions, io: Io): Promise<void>;
export declare function renderVersions(scopes: readonly ScopeVersions[]): string;
/** Puts an earlier version of a model into use. */
export declare function goBack(folder: string, to: Scope & {
    readonly names: readonly string[];
    readonly version: number;
}, options: CommonOptions, io: Io): Promise<void>;
