/**
 * @file A training in steps: how many there are, which batches each of them takes, and when something is due.
 *
 * Counted as Hugging Face's Trainer does (`set_initial_training_values`): an optimizer step takes
 * `gradient_accumulation_steps` batches of one epoch, and the last step of an epoch those that are left.
 */
import { type Course, type IntervalStrategy, type SaveStrategy } from '../../config/intervals.ts';
import { type Example } from '../data/batches.ts';
import type { Batch } from '../engine/engine.ts';
export interface PlanOptions {
    /** Of the order of examples. */
    readonly seed: number;
    /** May have a fraction. */
    readonly epochs: number;
    /** Steps in all, whatever `epochs` says. */
    readonly maxSteps?: number | undefined;
    readonly batchSize: number;
    /** Batches a step; 1 by default. The last step of an epoch takes those that are left. */
    readonly accumulation?: number | undefined;
    /** How an epoch's examples are put into batches; `random` by default, `sequential` as they are given. */
    readonly sampling?: 'random' | 'group_by_length' | 'sequential' | undefined;
    readonly padId: number;
    /** `steps` by default. */
    readonly loggingStrategy?: IntervalStrategy | undefined;
    /** Steps that one record of the log sums up, or a share of all steps; 10 by default. */
    readonly loggingSteps?: number | undefined;
    /** `epoch` by default. By steps, the last step is evaluated as well. */
    readonly evalStrategy?: IntervalStrategy | undefined;
    /** Steps from one evaluation to the next, or a share of all steps; `loggingSteps` by default. */
    readonly evalSteps?: number | undefined;
    /** Whether there is an evaluation before the first step; false by default. */
    readonly evalOnStart?: boolean | undefined;
    /** `epoch` by default. */
    readonly saveStrategy?: SaveStrategy | undefined;
    /** Steps from one checkpoint to the next, or a share of all steps; 500 by default. */
    readonly saveSteps?: number | undefined;
}
/** A training in steps. */
export interface Plan extends Course {
    readonly batchSize: number;
    readonly accumulation: number;
    readonly batchesPerEpoch: number;
    readonly loggingSteps: number;
    readonly evalSteps: number;
    readonly saveSteps: number;
}
/**
 * A training over `count` examples.
 * @throws MedspanError `config` for intervals that are no steps
 */
export declare function planTraining(count: number, options: PlanOptions): Plan;
/** Where a training stands after a step: whole epochs, and the share of the batches of the one under way. */
export declare function epochAfter(step: number, { stepsPerEpoch, batchesPerEpoch, accumulation }: Plan): number;
/** Gives the batches of any step; the order of an epoch is kept while its steps are asked for. */
export declare function createLoader(examples: readonly Example[], plan: Plan, { sampling, seed, padId }: PlanOptions): (step: number) => Batch[];
