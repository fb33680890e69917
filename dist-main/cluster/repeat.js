/**
 * @file A job that was interrupted goes back into the queue, or, where SLURM does not allow that, another one goes on.
 */
import { readJobs } from "../run/jobs-file.js";
import { recordJob } from "./job-record.js";
import { baseOf } from "./job-state.js";
import { scriptOf, submitScript } from "./submission.js";
/**
 * Puts a job back into the queue; where that is refused, submits its script again, and lets jobs that wait for it wait for
 * the new one.
 *
 * @returns the new job, where there is one
 * @throws MedspanError where the script is refused too
 */
export async function repeatJob(folder, { job, kind }, call) {
    try {
        await call('scontrol', ['requeue', job]);
        return undefined;
    }
    catch {
        const task = job.split('_')[1];
        const next = await submitScript(scriptOf(folder, kind), task === undefined ? [] : [`--array=${task}`], call);
        await recordJob(folder, {
            event: 'submitted',
            job: next,
            kind,
            continues: job,
            ...(task !== undefined && { tasks: 1 }),
        });
        const { submitted } = await readJobs(folder);
        const before = new Set([baseOf(job)]);
        for (const { job: later, continues } of submitted.toReversed())
            if (continues !== undefined && before.has(later))
                before.add(baseOf(continues));
        for (const { job: waiting, dependency } of submitted) {
            const [type, of = ''] = dependency?.split(':') ?? [];
            if (!before.has(of))
                continue;
            // Other tasks of an array go on. A job that has begun or is no more cannot be changed, and need not be.
            const now = task === undefined ? next : `${of}:${next}`;
            await call('scontrol', ['update', `JobId=${waiting}`, `Dependency=${type}:${now}`]).catch(() => '');
        }
        return next;
    }
}
