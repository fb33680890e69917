/**
 * @file Following the jobs of a folder until none is left: where they stand, where the run does, and what they print.
 *
 * SLURM is asked less and less often while nothing changes, as it is shared by many. Whoever follows only looks.
 */
import { open, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { MedspanError } from "../errors.js";
import { readJobs } from "../run/jobs-file.js";
import { readWatched } from "../run/watch.js";
import { baseOf, isActive, readStates } from "./job-state.js";
import { jobsFolderOf } from "./submission.js";
import { lastSubmission } from "./submit.js";
const SOON_MS = 1000;
const LATE_MS = 15_000;
const BACK_OFF = 1.5;
/** So often in a row a controller may not answer, as when it is restarted: some minutes. */
const SILENCES = 20;
/** The log files of jobs by their ids, in order. */
export async function jobLogs(folder, jobs) {
    const names = await readdir(jobsFolderOf(folder)).catch(() => []);
    const bases = jobs.map(baseOf);
    const compare = new Intl.Collator('en', { numeric: true }).compare;
    return names
        .flatMap(name => /^(\d+(?:_\d+)?)\.log$/.exec(name)?.[1] ?? [])
        .filter(job => jobs.includes(job) || (bases.includes(baseOf(job)) && jobs.includes(baseOf(job))))
        .sort(compare)
        .map(job => ({ job, path: join(jobsFolderOf(folder), `${job}.log`) }));
}
/** Gives where jobs stand after each look, until they are over. */
export async function* followJobs(folder, { call, sleep = delay, fromStart = true }) {
    const readLines = createLineReader(folder);
    if (!fromStart)
        await readLines((await lastSubmission(folder)).map(({ job }) => job));
    let waitMs = SOON_MS;
    let seen = '';
    let hasEnded = false;
    let silences = 0;
    let states = [];
    for (;;) {
        const ids = (await lastSubmission(folder)).map(({ job }) => job);
        try {
            states = [...(await readStates(ids, call)).values()];
            silences = 0;
        }
        catch (error) {
            silences++;
            // The first answer tells whether there is a cluster at all.
            if (seen === '' || silences > SILENCES)
                throw error;
        }
        const jobs = await readJobs(folder);
        const run = await readWatched(folder).catch((error) => {
            if (error instanceof MedspanError)
                return undefined;
            throw error;
        });
        const lines = await readLines(ids);
        yield { states, jobs, run, lines };
        const isOver = silences === 0 && !states.some(isActive);
        // A job that a failed node had is no more for a moment, before it is back in the queue.
        if (isOver && hasEnded)
            return;
        hasEnded = isOver;
        const now = JSON.stringify([states, jobs.attempts.length, run?.step, lines.length]);
        waitMs = isOver || now !== seen ? SOON_MS : Math.min(LATE_MS, waitMs * BACK_OFF);
        seen = now;
        await sleep(waitMs);
    }
}
/** Whole lines that are new in the logs of jobs. */
function createLineReader(folder) {
    const offsets = new Map();
    return async (jobs) => {
        const lines = [];
        for (const { job, path } of await jobLogs(folder, jobs)) {
            const offset = offsets.get(path) ?? 0;
            const bytes = await readFrom(path, offset);
            const end = bytes.lastIndexOf(0x0a) + 1;
            offsets.set(path, offset + end);
            if (end > 0)
                for (const text of bytes.toString('utf8', 0, end - 1).split('\n'))
                    lines.push({ job, text });
        }
        return lines;
    };
}
async function readFrom(path, offset) {
    try {
        const file = await open(path, 'r');
        try {
            const { size } = await file.stat();
            const buffer = Buffer.alloc(Math.max(0, size - offset));
            const { bytesRead } = await file.read(buffer, 0, buffer.length, offset);
            return buffer.subarray(0, bytesRead);
        }
        finally {
            await file.close();
        }
    }
    catch {
        // Not there yet, or just not to be read: the next look will do.
        return Buffer.alloc(0);
    }
}
/** What SLURM's words for an end mean, and what to do. */
const ENDS = {
    TIMEOUT: [
        'its time was over before it had saved',
        'Give it more (slurm.time), or more warning (slurm.signal); medspan resume continues from the newest checkpoint.',
    ],
    OUT_OF_MEMORY: ['it took more memory than it had', 'Give it more (slurm.mem), then medspan resume.'],
    NODE_FAIL: ['its node has failed', 'medspan resume continues from the newest checkpoint.'],
    BOOT_FAIL: ['its node did not start', 'medspan resume tries again.'],
    DEADLINE: ['its deadline has passed', 'medspan resume continues from the newest checkpoint.'],
    PREEMPTED: ['it was preempted', 'medspan resume continues from the newest checkpoint.'],
};
/** Why a job did not end well; undefined of one that did, or that is not over. */
export function problemOf(state, { attempts }) {
    if (isActive(state) || state.state === 'COMPLETED')
        return undefined;
    const ended = attempts.findLast(({ started }) => started.job === state.job)?.ended;
    // Another job goes on, and this one has ended in order.
    if (ended?.outcome === 'resubmitted')
        return undefined;
    const known = ENDS[state.state];
    if (state.state === 'CANCELLED')
        return /Dependency/i.test(state.reason)
            ? {
                message: 'the job before it has not ended well',
                hint: 'medspan resume begins again with the first.',
            }
            : {
                message: ended?.reason ?? 'it was cancelled',
                hint: 'medspan resume continues from the newest checkpoint.',
            };
    if (known !== undefined)
        return { message: known[0], hint: known[1] };
    if (ended?.reason !== undefined)
        return {
            message: ended.reason,
            hint: 'medspan logs shows all; medspan resume continues once that is fixed.',
        };
    if (/Launch/i.test(state.reason))
        return {
            message: 'its node could not start it',
            hint: 'See whether the node sees the folder of the run, and has room there for the log.',
        };
    return {
        message: state.code !== undefined && state.code > 128
            ? `it was killed by signal ${state.code - 128}`
            : `it has ended with exit code ${state.code ?? 'unknown'} (${state.state}${state.reason === '' ? '' : `, ${state.reason}`})`,
        hint: 'medspan logs shows what it printed; medspan resume continues from the newest checkpoint.',
    };
}
