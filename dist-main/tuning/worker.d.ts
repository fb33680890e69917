import type { Progress } from '../progress.ts';
import type { Verdict } from './dispatch.ts';
import type { Search } from './search.ts';
import { type TrialEvent } from './trial-run.ts';
export interface WorkerOptions {
    readonly threads?: number | undefined;
    /** Whether another trial is to begin. */
    readonly next: () => Promise<Verdict>;
    readonly onEvent: (event: TrialEvent) => void;
    readonly progress: Progress;
    readonly signal?: AbortSignal | undefined;
}
/**
 * Runs trials until there are enough, or the signal aborts.
 *
 * @throws MedspanError where no trial could go on: a full disk, a damaged storage, a corpus that is not the study's
 */
export declare function work(search: Search, options: WorkerOptions): Promise<void>;
