/**
 * @file One trial of a search as a run: draws, trains in a run folder of its own, reports each epoch, tells what came of it.
 */
import { type Progress } from '../progress.ts';
import type { OpenCorpus } from '../train/encoded-corpus.ts';
import type { Params, Search } from './search.ts';
import { type OpenedStudy } from './study-folder.ts';
/** What happens to a trial while it runs; plain JSON. */
export type TrialEvent = {
    readonly kind: 'begin';
    readonly number: number;
    readonly params: Params;
    readonly folder: string;
} | {
    readonly kind: 'steps';
    readonly number: number;
    readonly done: number;
    readonly total: number;
    /** Such as `epoch 2, loss 0.31`. */
    readonly note: string;
} | {
    readonly kind: 'evaluation';
    readonly number: number;
    readonly step: number;
    readonly value: number;
} | {
    readonly kind: 'end';
    readonly number: number;
    readonly state: 'complete' | 'pruned' | 'failed';
    readonly value: number | null;
    /** Why it failed. */
    readonly reason?: string;
    readonly seconds: number;
};
export interface TrialRunOptions {
    /** Threads of the engine. */
    readonly threads?: number | undefined;
    readonly corpora: OpenCorpus;
    readonly onEvent: (event: TrialEvent) => void;
    /** Is told what there is to notice of the study; what is noticed of a run stands in its `run.json`. */
    readonly progress: Progress;
    readonly signal?: AbortSignal | undefined;
}
/**
 * Runs one trial: one that waits to be tried (again), or a new one. What makes it fail is noted on it; a trial that is
 * interrupted is enqueued again, and goes on in its folder.
 *
 * @throws MedspanError where no trial could go on either: a full disk, a damaged storage
 */
export declare function runTrial(search: Search, opened: OpenedStudy, options: TrialRunOptions): Promise<void>;
