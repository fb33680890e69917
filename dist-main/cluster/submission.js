/**
 * @file Scripts in the folder of a run, and how SLURM is given them.
 */
import { readFile, rm, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { MedspanError } from "../errors.js";
import { readJobs } from "../run/jobs-file.js";
import { writeFileWhole } from "../system/output.js";
import { isOwn, markOwn } from "../system/own.js";
import { readIfThere } from "../system/read.js";
import { renderBatchScript } from "./batch-script.js";
import { recordJob } from "./job-record.js";
import { isActive, readStates } from "./job-state.js";
/** The folder for scripts, logs and configurations of jobs, in that of a run. */
export const jobsFolderOf = (folder) => join(folder, 'jobs');
export const scriptOf = (folder, kind) => join(jobsFolderOf(folder), `${kind}.sh`);
/**
 * Submits a script that lies on the disk, and gives the job's id.
 * @throws MedspanError `config` where sbatch refuses
 */
export async function submitScript(path, options, call) {
    const printed = await call('sbatch', ['--parsable', ...options, path]);
    // The id, and with several clusters the name of one behind a semicolon.
    const id = /^(\d+)(;.*)?$/m.exec(printed)?.[1];
    if (id === undefined)
        throw new MedspanError('config', `expected the id of a job from sbatch, got ${JSON.stringify(printed)}`);
    return id;
}
/**
 * Writes and submits jobs, each waiting for the one before it. Where one is refused those before it are cancelled, and what
 * an earlier submission has left stands as it was.
 * @param files what the jobs read besides, by their paths
 */
export async function submitJobs(folder, { jobs, files }, call) {
    await refuseSecond(folder, call);
    const scripts = jobs.map(({ kind, script }) => [scriptOf(folder, kind), renderBatchScript(script)]);
    const contents = new Map([...files, ...scripts]);
    const before = new Map();
    for (const path of contents.keys())
        before.set(path, await readIfThere(path));
    try {
        for (const [path, content] of contents)
            await writeFileWhole(path, content);
        return await submitInTurn(folder, jobs.map(({ kind, script: { tasks }, after }) => ({ kind, tasks, after })), call);
    }
    catch (error) {
        for (const [path, content] of before)
            if (content === undefined)
                await rm(path, { force: true });
            else
                await writeFileWhole(path, content);
        // Only what holds nothing goes.
        for (const path of [jobsFolderOf(folder), folder])
            await rmdir(path).catch(() => undefined);
        throw error;
    }
}
/** Submits jobs whose scripts are there. */
export async function resubmitJobs(folder, jobs, call) {
    await refuseSecond(folder, call);
    return submitInTurn(folder, jobs, call);
}
async function submitInTurn(folder, jobs, call) {
    const submitted = [];
    try {
        for (const { kind, tasks, after } of jobs) {
            const before = submitted.at(-1)?.job;
            const dependency = after === undefined || before === undefined ? undefined : `${after}:${before}`;
            submitted.push(await submitOne(folder, { kind, path: scriptOf(folder, kind), dependency, tasks }, call));
        }
    }
    catch (error) {
        for (const { job } of submitted)
            await call('scancel', [job]).catch(() => '');
        throw error;
    }
    return submitted;
}
/** What a job runs: its script, and the configuration that it reads. */
async function jobContents(folder, kind) {
    const configuration = await readIfThere(join(jobsFolderOf(folder), `${kind}.yaml`));
    return [kind, await readFile(scriptOf(folder, kind), 'utf8'), configuration ?? ''];
}
/** Whether what a job runs is as this user has submitted it. */
export async function isSubmittedByUser(folder, { kind, own }) {
    return isOwn(own, folder, await jobContents(folder, kind));
}
async function submitOne(folder, { kind, path, dependency, tasks }, call) {
    const own = await markOwn(folder, await jobContents(folder, kind));
    const options = dependency === undefined ? [] : [`--dependency=${dependency}`, '--kill-on-invalid-dep=yes'];
    const job = await submitScript(path, options, call);
    await recordJob(folder, {
        event: 'submitted',
        job,
        kind,
        ...(tasks !== undefined && { tasks }),
        ...(dependency !== undefined && { dependency }),
        ...(own !== undefined && { own }),
    });
    return { job, kind, script: path };
}
/** Two jobs would write into one folder. */
async function refuseSecond(folder, call) {
    const jobs = (await readJobs(folder)).submitted.map(({ job }) => job);
    const active = [...(await readStates(jobs, call)).values()].find(isActive);
    if (active !== undefined)
        throw new MedspanError('config', `job ${active.job} works on this already (${active.state})`, {
            where: { path: folder },
            hint: 'medspan status and medspan logs show it, medspan cancel ends it.',
        });
}
