import type { CallSlurm } from './slurm.ts';
/**
 * Cancels every job of a folder that runs or waits there, those that wait for others first. A training saves what it has.
 * @returns the jobs that were cancelled
 */
export declare function cancelJobs(folder: string, call: CallSlurm): Promise<string[]>;
