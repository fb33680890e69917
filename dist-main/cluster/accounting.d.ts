/**
 * @file What SLURM's accounts say of jobs that are over: processors' time and memory of all their nodes, by sacct, where the
 * cluster keeps accounts. It is noted in `jobs.jsonl` once, by whoever looks first.
 */
import { type Jobs } from '../run/jobs-file.ts';
import type { CallSlurm } from './slurm.ts';
/** Of a job's last start. */
export interface AccountedUsage {
    readonly seconds: number;
    readonly cpus?: number;
    readonly cpu_seconds?: number;
    /** Of the task that took most. */
    readonly max_rss_bytes?: number;
}
/** Seconds of a time as SLURM writes it: `02:03.456`, `1:02:03` or `1-02:03:04`; undefined for anything else. */
export declare function parseDuration(text: string): number | undefined;
/** Bytes of a size as SLURM writes it: `123456K`, `1.50G`; undefined for anything else. */
export declare function parseSize(text: string): number | undefined;
/** Rows of `sacct -P -n -o JobID,State,ElapsedRaw,AllocCPUS,TotalCPU,MaxRSS`: a job and its steps; those that are over. */
export declare function parseAccounts(text: string): Map<string, AccountedUsage>;
/** Notes what a folder's jobs have used, as far as they are over and SLURM keeps accounts, and gives them with it. */
export declare function noteAccounts(folder: string, jobs: Jobs, call: CallSlurm): Promise<Jobs>;
