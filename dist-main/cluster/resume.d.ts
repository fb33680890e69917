import type { CallSlurm } from './slurm.ts';
import { type SubmittedJob } from './submission.ts';
/**
 * Submits the last jobs of a folder again, which go on from the newest checkpoint. Scripts are programs: they must be as this
 * user has submitted them.
 * @throws MedspanError `input` where none was submitted; `config` where the scripts are not known to be the user's, one works
 *     on it, or SLURM refuses
 */
export declare function resumeJobs(folder: string, call: CallSlurm): Promise<SubmittedJob[]>;
