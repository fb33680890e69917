import { type CallSlurm } from './slurm.ts';
export interface JobState {
    /** `12`, or `12_3` of an array. */
    readonly job: string;
    /** SLURM's word: PENDING, RUNNING, COMPLETED, FAILED, … */
    readonly state: string;
    /** Why it waits, or failed; empty where SLURM says nothing. */
    readonly reason: string;
    /** Empty where it runs nowhere. */
    readonly nodes: string;
    /** As a shell has it: the exit code, or 128 and the signal; undefined where it is not known. */
    readonly code?: number;
}
/** Whether a job runs or will run. */
export declare function isActive({ state }: JobState): boolean;
/** Rows of `squeue -o '%i|%T|%r|%N'`. */
export declare function parseSqueue(text: string): JobState[];
/** Rows of `sacct -P -n -X -o JobID,State,ExitCode,NodeList,Reason`. */
export declare function parseSacct(text: string): JobState[];
/** A line of `scontrol -o show job` a job. */
export declare function parseScontrol(text: string): JobState[];
/** The job of an array's task, or the job itself. */
export declare function baseOf(job: string): string;
/**
 * The states of jobs by id, in their order; of an array those of its tasks. One that SLURM does not know any more is missing.
 * @throws MedspanError where the cluster does not answer at all
 */
export declare function readStates(jobs: readonly string[], call: CallSlurm): Promise<Map<string, JobState>>;
