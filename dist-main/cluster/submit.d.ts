import type { Progress } from '../progress.ts';
import type { CallSlurm } from './slurm.ts';
import { type PlannedJob, type SubmittedJob } from './submission.ts';
/** What may follow a job, in this order. */
export declare const FOLLOWERS: readonly ["evaluate", "report", "notify"];
export type Follower = (typeof FOLLOWERS)[number];
export interface PlanOptions {
    /** As `readConfig` takes them. */
    readonly overrides: readonly string[];
    /** What runs medspan, on a disk that the nodes see: a Node, and the file of its command line. */
    readonly program: readonly string[];
    /** Jobs that wait for the first one. */
    readonly then: readonly Follower[];
}
/** What is to be submitted. */
export interface Plan {
    /** Of the run or the study. */
    readonly folder: string;
    readonly jobs: readonly PlannedJob[];
    /** Files that the jobs read, by their paths. */
    readonly files: ReadonlyMap<string, string>;
}
/** The scripts of a plan as text, one after the other. */
export declare function renderPlan({ jobs }: Plan): string;
/**
 * Submits what was planned.
 * @throws MedspanError `config` where a job works there already, or SLURM refuses; `output`
 */
export declare function submitPlan({ folder, jobs, files }: Plan, call: CallSlurm): Promise<SubmittedJob[]>;
/**
 * Plans a training: the job reads the configuration as it is now. With seeds it is a job array, with a task for each.
 * @throws MedspanError `config`
 */
export declare function planTrain(path: string, { overrides, program, then, seeds }: PlanOptions & {
    readonly seeds?: readonly number[] | undefined;
}): Promise<Plan>;
/**
 * Plans a search as a job array: each task is a worker on the same study, and reads the configuration as it is now. A job
 * that waits for all of them draws its report.
 * @throws MedspanError `config`
 */
export declare function planTune(path: string, { overrides, program, then, workers }: PlanOptions & {
    readonly workers: number;
}): Promise<Plan>;
/**
 * Plans the evaluation of a finished run. What it is to run on the cluster says its own configuration where this user has made
 * it, and else the user alone.
 * @throws MedspanError `config`, `input`
 */
export declare function planEvaluate(folder: string, { overrides, program, then, progress }: PlanOptions & {
    readonly progress: Progress;
}): Promise<Plan>;
/** The jobs of a folder that were submitted last: the first of them, and those that wait for it. */
export declare function lastSubmission(folder: string): Promise<{
    job: string;
    kind: string;
    tasks?: number | undefined;
}[]>;
