/**
 * @file A run whose job has ended before it was done goes on in another job, with the scripts that are there.
 */
import { existsSync } from 'node:fs';
import { MedspanError } from "../errors.js";
import { readJobs } from "../run/jobs-file.js";
import { isSubmittedByUser, resubmitJobs, scriptOf } from "./submission.js";
import { lastSubmission } from "./submit.js";
/**
 * Submits the last jobs of a folder again, which go on from the newest checkpoint. Scripts are programs: they must be as this
 * user has submitted them.
 * @throws MedspanError `input` where none was submitted; `config` where the scripts are not known to be the user's, one works
 *     on it, or SLURM refuses
 */
export async function resumeJobs(folder, call) {
    const last = (await lastSubmission(folder)).map(({ kind }) => kind);
    const { submitted } = await readJobs(folder);
    const kinds = [...new Set(last)];
    for (const kind of kinds)
        if (!existsSync(scriptOf(folder, kind)))
            throw new MedspanError('input', 'the script of the job is no more', {
                where: { path: scriptOf(folder, kind) },
                hint: `medspan submit ${kind} writes it again.`,
            });
    const jobs = kinds.map(kind => submitted.findLast(one => one.kind === kind && one.continues === undefined));
    for (const job of jobs)
        if (!(await isSubmittedByUser(folder, job)))
            throw new MedspanError('config', 'this script is not known to be as you have submitted it', {
                where: { path: scriptOf(folder, job.kind) },
                hint: `It may come from somebody else, or its folder has moved (docs/security.md): medspan submit writes it again.`,
            });
    const linked = jobs.map(({ kind, tasks, dependency }) => ({
        kind,
        tasks,
        after: dependency?.split(':')[0],
    }));
    return resubmitJobs(folder, linked, call);
}
