import type { TrialRecord } from '../frozen-trial.ts';
export interface StepOptions {
    /** Before this step no trial is ended; 0 where left out. */
    readonly warmupSteps?: number;
    /** Only the first report of so many steps each, counted from the warm-up, is looked at; 1 where left out. */
    readonly intervalSteps?: number;
}
/** Checks that an option is a whole number of at least `least`. @throws MedspanError `config` */
export declare function checkCount(value: number, least: number, at: string): void;
/** @throws MedspanError `config` */
export declare function checkSteps({ warmupSteps, intervalSteps }: StepOptions): void;
/** Whether a trial whose last step is `step` is looked at: after the warm-up, at the first report of an interval. */
export declare function isAsked(trial: TrialRecord, step: number, { warmupSteps, intervalSteps }: StepOptions): boolean;
/** The best of values that may be NaN; NaN where all are, or there is none. */
export declare function bestOf(values: Iterable<number>, maximize: boolean): number;
