/**
 * @file Jobs that are no longer wanted.
 */
import { readJobs } from "../run/jobs-file.js";
import { recordJob } from "./job-record.js";
import { baseOf, isActive, readStates } from "./job-state.js";
import { jobsRunIn } from "./own-jobs.js";
/**
 * Cancels every job of a folder that runs or waits there, those that wait for others first. A training saves what it has.
 * @returns the jobs that were cancelled
 */
export async function cancelJobs(folder, call) {
    const ids = (await readJobs(folder)).submitted.map(({ job }) => job);
    const states = await readStates(ids, call);
    const active = new Set([...states.values()].filter(isActive).map(({ job }) => baseOf(job)));
    const own = await jobsRunIn(folder, [...active], call);
    const cancelled = ids.filter(id => own.has(id)).toReversed();
    if (cancelled.length === 0)
        return [];
    for (const job of cancelled)
        await recordJob(folder, { event: 'cancelled', job });
    await call('scancel', cancelled);
    return cancelled;
}
