import type { Progress } from '../progress.ts';
import type { Dispatch } from './dispatch.ts';
import type { WorkerOrder } from './messages.ts';
import type { TrialEvent } from './trial-run.ts';
export interface PoolOptions {
    readonly workers: number;
    readonly order: WorkerOrder;
    readonly dispatch: Dispatch;
    readonly onEvent: (event: TrialEvent) => void;
    /** Is told which process has died, and why. */
    readonly onDeath: (pid: number, reason: string) => Promise<void>;
    readonly progress: Progress;
    readonly signal?: AbortSignal | undefined;
}
/**
 * Runs workers until there are no more trials for them. One that dies is replaced.
 *
 * @throws MedspanError what a worker could not go on for; all others end in order first
 */
export declare function runWorkers(options: PoolOptions): Promise<void>;
