import { type Notice } from '../errors.ts';
import type { LogRecord } from './log.ts';
/**
 * - `absent`: there is no run in the folder, not yet or no longer
 * - `running`: it trains, or did when it was last heard of
 * - `interrupted`: it has saved a checkpoint and ended; the same command continues it
 * - `scoring`: all steps are made; the best model is scored
 */
export type RunStatus = 'absent' | 'running' | 'interrupted' | 'scoring' | 'finished' | 'failed' | 'pruned';
/** Precision, recall and F1 over all types. */
export interface WatchedScore {
    readonly precision: number;
    readonly recall: number;
    readonly f1: number;
}
/** Where a run stands. What is not known is null. */
export interface WatchedRun {
    readonly runFolder: string;
    readonly status: RunStatus;
    /** Of a failed run. */
    readonly error: string | null;
    /** As the log has it last. */
    readonly step: number;
    readonly epoch: number;
    readonly maxSteps: number | null;
    readonly epochs: number | null;
    readonly stepsPerSecond: number | null;
    readonly secondsLeft: number | null;
    /** Since anything changed. As long as nothing has, this goes by the clocks of two machines. */
    readonly quietSeconds: number;
    /** The last record of each: a mean over its steps, and the values of its last step. */
    readonly loss: number | null;
    readonly learningRate: number | null;
    readonly gradNorm: number | null;
    readonly losses: readonly {
        readonly step: number;
        readonly loss: number;
    }[];
    /** Records of the log that have `eval_*`, in order. */
    readonly evaluations: readonly LogRecord[];
    /** What evaluations are judged by, without `eval_`. */
    readonly metric: string;
    /** The step of the best evaluation so far. */
    readonly bestStep: number | null;
    /** The step of the newest checkpoint. */
    readonly checkpoint: number | null;
    /** Evaluations in a row without improvement, and at how many training ends. */
    readonly patience: {
        readonly without: number;
        readonly of: number;
    } | null;
    /** Of a finished run. */
    readonly test: WatchedScore | null;
    readonly warnings: readonly Notice[];
}
export interface FollowOptions {
    /** Whether a folder without a run is waited for. */
    readonly wait?: boolean | undefined;
    /** Ends when nothing has changed for so long. */
    readonly giveUpSeconds?: number | undefined;
    /** Milliseconds since 1970. */
    readonly nowMs?: (() => number) | undefined;
    readonly sleep?: ((ms: number) => Promise<unknown>) | undefined;
}
/**
 * Where a run stands now.
 * @throws MedspanError `input` where there is no run
 */
export declare function readWatched(runFolder: string, nowMs?: () => number): Promise<WatchedRun>;
/**
 * Gives where a run stands after every look at its folder, changed or not, until it is finished or has failed. A folder
 * that goes away is waited for. The looks are further and further apart while nothing changes: from half a second to
 * ten.
 * @throws MedspanError `input` where there is no run and none is waited for; `data` when it has been quiet too long
 */
export declare function followRun(runFolder: string, { wait, giveUpSeconds, nowMs, sleep }?: FollowOptions): AsyncGenerator<WatchedRun, void, void>;
