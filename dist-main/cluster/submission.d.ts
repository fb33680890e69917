import { type BatchScript } from './batch-script.ts';
import type { CallSlurm } from './slurm.ts';
/** The folder for scripts, logs and configurations of jobs, in that of a run. */
export declare const jobsFolderOf: (folder: string) => string;
export declare const scriptOf: (folder: string, kind: string) => string;
/**
 * Submits a script that lies on the disk, and gives the job's id.
 * @throws MedspanError `config` where sbatch refuses
 */
export declare function submitScript(path: string, options: readonly string[], call: CallSlurm): Promise<string>;
/** One job to submit. */
export interface PlannedJob {
    /** The command: `train`, `tune`, … */
    readonly kind: string;
    readonly script: BatchScript;
    /** Whether it waits until the job before it has ended well, or has ended. */
    readonly after?: 'afterok' | 'afterany';
}
export interface SubmittedJob {
    readonly job: string;
    readonly kind: string;
    readonly script: string;
}
/**
 * Writes and submits jobs, each waiting for the one before it. Where one is refused those before it are cancelled, and what
 * an earlier submission has left stands as it was.
 * @param files what the jobs read besides, by their paths
 */
export declare function submitJobs(folder: string, { jobs, files }: {
    jobs: readonly PlannedJob[];
    files: ReadonlyMap<string, string>;
}, call: CallSlurm): Promise<SubmittedJob[]>;
/** Submits jobs whose scripts are there. */
export declare function resubmitJobs(folder: string, jobs: readonly Linked[], call: CallSlurm): Promise<SubmittedJob[]>;
/** A job, and how it waits for the one before it. */
interface Linked {
    readonly kind: string;
    readonly tasks: number | undefined;
    readonly after: string | undefined;
}
/** Whether what a job runs is as this user has submitted it. */
export declare function isSubmittedByUser(folder: string, { kind, own }: {
    readonly kind: string;
    readonly own?: string | undefined;
}): Promise<boolean>;
export {};
