/**
 * @file What an evaluation changes in a training: its patience, its learning rate, and its best model.
 */
import { type IntervalStrategy } from '../../config/intervals.ts';
import type { LogRecord } from '../../run/log.ts';
import type { TrainerState } from '../../run/trainer-state.ts';
import type { Plan } from './plan.ts';
import type { ScheduleOptions } from './schedule.ts';
export interface BestModelOptions {
    readonly schedule: Omit<ScheduleOptions, 'totalSteps'>;
    /** A key of what `evaluate` returns, without `eval_`. */
    readonly metricForBestModel: string;
    /** By default a metric is better when greater, unless it ends in `loss`. */
    readonly greaterIsBetter?: boolean | undefined;
}
/** What to do where numbers became infinite. */
export declare const lowerRate = "Lower training.learning_rate, or raise training.warmup_ratio, and choose another training.output_dir.";
/** Whether the step that was made last, or none, is to be evaluated and has not been. */
export declare function isEvaluationDue(state: TrainerState, plan: Plan, strategy: IntervalStrategy, onStart: boolean | undefined): boolean;
/** The value that an evaluation is judged by. */
export declare function metricOf(values: LogRecord, { metricForBestModel }: BestModelOptions, step: number, runFolder: string): number;
/**
 * Takes note of an evaluation, in Trainer's order: patience, plateau, best value. Returns whether it is the best so
 * far; of equal ones that is the earlier.
 */
export declare function observe(state: TrainerState, value: number, options: BestModelOptions): boolean;
