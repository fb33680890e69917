import { MedspanError } from '../../errors.ts';
import type { Progress } from '../../progress.ts';
import { type LogRecord } from '../../run/log.ts';
import type { TrainerState } from '../../run/trainer-state.ts';
import type { Example } from '../data/batches.ts';
import type { Engine } from '../engine/engine.ts';
import { type Checkpoint } from './checkpoint.ts';
import { type EarlyStoppingOptions } from './early-stopping.ts';
import { type BestModelOptions } from './evaluation.ts';
import { type PlanOptions } from './plan.ts';
export interface TrainerOptions extends PlanOptions, BestModelOptions {
    /** Where checkpoints and `log.jsonl` go; checkpoints found there are continued. */
    readonly runFolder: string;
    /** Whether the best model is what training is for, so that its checkpoint is always written; true by default. */
    readonly loadBestModelAtEnd?: boolean | undefined;
    readonly earlyStopping?: EarlyStoppingOptions | undefined;
    /** How many checkpoints stay; the best and the newest always do. All stay by default. */
    readonly saveTotalLimit?: number | undefined;
    /**
     * Measures the engine as it is, such as `{ eval_loss: 0.3, eval_f1: 0.8 }`. When `signal` aborts it may throw
     * what it likes.
     */
    readonly evaluate: (signal: AbortSignal | undefined) => Promise<LogRecord>;
    /** Opens what else keeps the log: it is given all records so far, and then each new one. */
    readonly openRecorder?: ((history: readonly LogRecord[]) => Promise<Recorder>) | undefined;
    /** Adds to a checkpoint what makes it a model folder. */
    readonly describe?: ((folder: string) => Promise<void>) | undefined;
    readonly onEvaluation?: OnEvaluation | undefined;
    readonly progress: Progress;
    readonly signal?: AbortSignal | undefined;
}
/** What an evaluation in training has found. */
export interface Evaluated {
    readonly step: number;
    readonly epoch: number;
    /** Of the metric that the best model is chosen by. */
    readonly value: number;
    /** Whether it was made before the run was interrupted, and is only told again. */
    readonly isPast: boolean;
}
type Verdict = 'go on' | 'end';
/** Is told of each evaluation but one before the first step, and whether training goes on. */
export type OnEvaluation = (evaluation: Evaluated) => Promise<Verdict>;
/** Thrown where a training is ended before its time. Not an error: no more was wanted of it. */
export declare class TrainingPruned extends Error {
    constructor(step: number);
}
/** Something besides log.jsonl that keeps records, such as a file of TensorBoard. */
export interface Recorder {
    append(record: LogRecord): Promise<void>;
    close(): Promise<void>;
}
/** Tells of all evaluations that a training has made so far. */
export declare function reportPastEvaluations({ log_history }: Pick<TrainerState, 'log_history'>, metric: string, onEvaluation: OnEvaluation | undefined): Promise<void>;
/** What an interruption says when its checkpoint is written. */
export declare function interrupted(runFolder: string, done: string): MedspanError;
/**
 * Trains to the end, from the newest whole checkpoint where there is one.
 *
 * On abort it writes a checkpoint of the step it has reached, in the middle of an epoch too, and throws. The
 * engine is left as the last step made it, which need not be the best.
 * @throws MedspanError `data` when the loss is no longer a number; `output` when the disk is full, and the run can
 * be continued; on abort, one that says how to continue. TrainingPruned where `onEvaluation` has ended it.
 */
export declare function runTraining(engine: Engine, examples: readonly Example[], options: TrainerOptions): Promise<TrainerState>;
/**
 * The checkpoint that a finished training has led to: that of the best evaluation, or of the last step where there was
 * no evaluation, or where `loadBestModelAtEnd` is false.
 */
export declare function readBest(runFolder: string, state: TrainerState, loadBestModelAtEnd?: boolean): Promise<Checkpoint>;
export {};
