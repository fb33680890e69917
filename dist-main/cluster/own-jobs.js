/**
 * @file The jobs of medspan that a user has on a cluster, whatever they work on.
 */
import { existsSync } from 'node:fs';
import { realpath } from 'node:fs/promises';
import { jobsFileOf } from "../run/jobs-file.js";
import { baseOf } from "./job-state.js";
/** Of some jobs those that SLURM was told to run in a folder: what a file in it says of them may come from anybody. */
export async function jobsRunIn(folder, jobs, call) {
    if (jobs.length === 0)
        return new Set();
    const path = await realpath(folder);
    const text = await call('squeue', ['-h', '-j', jobs.join(','), '-o', '%i|%Z']);
    const found = new Set();
    for (const line of text.split('\n')) {
        const [job = '', ...rest] = line.split('|');
        const real = await realpath(rest.join('|')).catch(() => undefined);
        if (real === path)
            found.add(baseOf(job));
    }
    return found;
}
/** Jobs of a user that work in a folder with a `jobs.jsonl`. */
export async function listOwnJobs(user, call) {
    const text = await call('squeue', ['-h', '-r', '-u', user, '-o', '%i|%T|%Z']);
    return text.split('\n').flatMap(line => {
        const [job = '', state = '', ...folder] = line.split('|');
        const path = folder.join('|');
        return path !== '' && existsSync(jobsFileOf(path)) ? [{ job, state, folder: path }] : [];
    });
}
