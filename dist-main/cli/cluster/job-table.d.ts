import type { JobState } from '../../cluster/job-state.ts';
import { type Jobs } from '../../run/jobs-file.ts';
/** Each job with its state, and each of its attempts with what it has used. */
export declare function renderJobs(jobs: Jobs, states: ReadonlyMap<string, JobState>): string;
