/**
 * @file The learning rate of each step, by the names of Hugging Face's `lr_scheduler_type`.
 *
 * Source: transformers `optimization.py`; each row of the table is the lambda of the schedule of that name, and what
 * it takes besides are the keys of `lr_scheduler_kwargs`, with its defaults. Their scheduler advances after an
 * update, so step t (from 0) runs at `lambda(t)`: with a warm-up the first step has the rate 0.
 */
import { type ScheduleKwargs, type ScheduleName } from '../../config/schedule.ts';
export interface ScheduleOptions {
    readonly type: ScheduleName;
    /** The highest rate. */
    readonly learningRate: number;
    readonly totalSteps: number;
    /**
     * Steps until the highest rate; below 1 a share of all steps, rounded up; 0 when `warmupRatio` decides. `constant`
     * and `reduce_lr_on_plateau` have no warm-up.
     */
    readonly warmupSteps: number;
    /** The share of all steps that warm up, rounded up; counts when `warmupSteps` is 0. 0 by default. */
    readonly warmupRatio?: number | undefined;
    /** What the schedule takes besides: `lr_scheduler_kwargs`. */
    readonly kwargs?: ScheduleKwargs | undefined;
}
/** The learning rate of a step, counted from 0. */
export type Schedule = (step: number) => number;
/** How many steps warm up. */
export declare function warmupStepsOf(options: ScheduleOptions): number;
/**
 * The learning rate over the steps of a training. That of `reduce_lr_on_plateau` is the rate before an evaluation
 * has lowered it.
 * @throws MedspanError `config` when the warm-up is longer than the training, for a polynomial that would rise, and
 * for keys of `kwargs` that the schedule does not take, or lacks.
 */
export declare function createSchedule(options: ScheduleOptions): Schedule;
