/**
 * @file The work of a learning, which is done in processes of their own, behind the server for the processor: what one of them
 * does to its process, such as taking all memory, ends that and not the server.
 */
import type { Config } from '../../config/config.ts';
import type { Progress } from '../../progress.ts';
import { type SentError } from '../../system/forked.ts';
import type { ComparisonTask } from './comparison.ts';
import type { Preparation, PreparationTask } from './preparation.ts';
import type { LearningComparison } from './state.ts';
export interface WorkOptions {
    readonly progress: Progress;
    /** Ends the work: a training in order, so that the same one resumes. */
    readonly signal: AbortSignal;
}
export interface LearningWork {
    prepare(task: PreparationTask, options: WorkOptions): Promise<Preparation>;
    /** Trains into the configuration's run folder, and resumes what is there. */
    train(config: Config, options: WorkOptions): Promise<unknown>;
    compare(task: ComparisonTask, options: WorkOptions): Promise<LearningComparison>;
}
export type ToLearning = {
    readonly kind: 'prepare';
    readonly task: PreparationTask;
} | {
    readonly kind: 'compare';
    readonly task: ComparisonTask;
};
export type FromLearning = {
    readonly kind: 'done';
    readonly result: unknown;
} | {
    readonly kind: 'failed';
    readonly error: SentError;
};
/** All of it in processes of their own. */
export declare const workElsewhere: LearningWork;
