import { type Jobs } from '../run/jobs-file.ts';
import { type WatchedRun } from '../run/watch.ts';
import { type JobState } from './job-state.ts';
import type { CallSlurm } from './slurm.ts';
export interface FollowedJobs {
    /** Of the jobs that were submitted last, in order; tasks of an array each by itself. */
    readonly states: readonly JobState[];
    readonly jobs: Jobs;
    /** Undefined before the run has begun, and of a search. */
    readonly run: WatchedRun | undefined;
    /** What jobs have printed since the last look. */
    readonly lines: readonly {
        readonly job: string;
        readonly text: string;
    }[];
}
export interface FollowJobsOptions {
    readonly call: CallSlurm;
    readonly sleep?: ((ms: number) => Promise<unknown>) | undefined;
    /** Whether what was printed before is given too. */
    readonly fromStart?: boolean | undefined;
}
/** The log files of jobs by their ids, in order. */
export declare function jobLogs(folder: string, jobs: readonly string[]): Promise<{
    job: string;
    path: string;
}[]>;
/** Gives where jobs stand after each look, until they are over. */
export declare function followJobs(folder: string, { call, sleep, fromStart }: FollowJobsOptions): AsyncGenerator<FollowedJobs, void, void>;
/** What a job that is over came to, where it did not end well. */
export interface JobProblem {
    readonly message: string;
    readonly hint: string;
}
/** Why a job did not end well; undefined of one that did, or that is not over. */
export declare function problemOf(state: JobState, { attempts }: Jobs): JobProblem | undefined;
