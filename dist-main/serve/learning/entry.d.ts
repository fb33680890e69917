/**
 * @file A model for a scope as a server has it at hand, and what it says of it.
 */
import { type Progress } from '../../progress.ts';
import type { Scope } from '../contract.ts';
import type { LearningEvent, ScopeState } from './state.ts';
/** A model for a scope, of which documents have come. */
export interface Entry {
    readonly folder: string;
    state: ScopeState;
    readonly kept: Map<string, number>;
    timer?: NodeJS.Timeout | undefined;
    progress?: ScopeStatus['progress'] | undefined;
    reason?: string | undefined;
}
export declare const openEntry: (folder: string, state: ScopeState) => Promise<Entry>;
export interface ScopeStatus extends Scope {
    readonly name: string;
    /** The version in use; 0 is the model that the server was started with. */
    readonly version: number;
    readonly documents: number;
    /**
     * `collecting`: documents have come, and a training begins when no more do; `queued`: it begins when another one has
     * ended.
     */
    readonly activity: 'idle' | 'collecting' | 'queued' | 'training';
    /** Of a training: what it does, how much of it is done, and how much there is where that is known. */
    readonly progress?: {
        readonly title: string;
        readonly done: number;
        readonly total?: number | undefined;
    };
    /** Why it has not learnt from what has come. */
    readonly reason?: string | undefined;
    /** What happened last. */
    readonly last?: LearningEvent | undefined;
}
export declare function statusOf(entry: Entry, activity: ScopeStatus['activity']): ScopeStatus;
/** Keeps how far a training is with the entry. */
export declare function progressOf(entry: Entry): Progress;
