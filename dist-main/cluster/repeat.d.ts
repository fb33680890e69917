import type { CallSlurm } from './slurm.ts';
/**
 * Puts a job back into the queue; where that is refused, submits its script again, and lets jobs that wait for it wait for
 * the new one.
 *
 * @returns the new job, where there is one
 * @throws MedspanError where the script is refused too
 */
export declare function repeatJob(folder: string, { job, kind }: {
    readonly job: string;
    readonly kind: string;
}, call: CallSlurm): Promise<string | undefined>;
