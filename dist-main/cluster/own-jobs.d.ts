import type { CallSlurm } from './slurm.ts';
export interface OwnJob {
    readonly job: string;
    readonly state: string;
    /** Of the run or the study. */
    readonly folder: string;
}
/** Of some jobs those that SLURM was told to run in a folder: what a file in it says of them may come from anybody. */
export declare function jobsRunIn(folder: string, jobs: readonly string[], call: CallSlurm): Promise<Set<string>>;
/** Jobs of a user that work in a folder with a `jobs.jsonl`. */
export declare function listOwnJobs(user: string, call: CallSlurm): Promise<OwnJob[]>;
