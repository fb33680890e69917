/**
 * @file A hyperparameter search as plain data: what its figures need, and what `study.json` says of parameters and
 * trials.
 */
/** A value of a parameter. */
export type StudyValue = string | number | boolean | null;
export interface StudyParameter {
    /** The path of a setting, such as `training.learning_rate`. */
    readonly name: string;
    readonly kind: 'float' | 'int' | 'categorical';
    readonly low?: number;
    readonly high?: number;
    /** Drawn evenly in its logarithm. */
    readonly log?: boolean;
    readonly step?: number;
    readonly choices?: readonly StudyValue[];
}
export interface StudyTrial {
    readonly number: number;
    readonly state: 'waiting' | 'running' | 'complete' | 'pruned' | 'failed';
    /** Null where there is none, or where it is no finite number. */
    readonly value: number | null;
    /** Those of a condition that does not hold are absent. */
    readonly params: Readonly<Record<string, StudyValue>>;
    /** What was reported at a step, which is an epoch; null where that was no finite number. */
    readonly intermediate: readonly (readonly [step: number, value: number | null])[];
    /** ISO 8601. */
    readonly started: string | null;
    readonly ended: string | null;
    /** Why it failed. */
    readonly reason?: string;
    /** Its run folder, relative to the study folder, with `/`. */
    readonly folder?: string;
}
/** What figures need of a study. */
export interface StudyFigureData {
    /** What is optimised, such as `eval_f1`, on the validation part. */
    readonly metric: string;
    readonly direction: 'minimize' | 'maximize';
    readonly parameters: readonly StudyParameter[];
    /** In the order of their numbers. */
    readonly trials: readonly StudyTrial[];
    /** Shares of the variance of the metric; may be empty. */
    readonly importance: readonly {
        readonly name: string;
        readonly importance: number;
    }[];
    /** The number of the best complete trial. */
    readonly best?: number;
    /** The number of the trial that has the configuration's own values, if there was one. */
    readonly initial?: number;
}
