/**
 * @file From a configuration to jobs: a training, a search with many workers, an evaluation, and what follows them.
 */
import { dirname, join } from 'node:path';
import { dropKeys, formatConfig, freezeWritten, readConfig, readConfigText, } from "../config/config.js";
import { nodesOf, onOneNode, slurmSchema } from "../config/slurm.js";
import { MedspanError } from "../errors.js";
import { readJobs } from "../run/jobs-file.js";
import { readRunConfig, reportIgnored } from "../run/run-config.js";
import { checkSeeds } from "../train/several.js";
import { openSearch } from "../tuning/search.js";
import { studyFolderOf } from "../tuning/study-folder.js";
import { checkFolder, renderBatchScript } from "./batch-script.js";
import { checkPrepared, needsOf, openBundle, preparedMain, preparedUts, readNeeds, } from "./bundle/bundle-file.js";
import { readPackageVersion } from "./bundle/package-copy.js";
import { jobsFolderOf, submitJobs } from "./submission.js";
/** What may follow a job, in this order. */
export const FOLLOWERS = ['evaluate', 'report', 'notify'];
/** The scripts of a plan as text, one after the other. */
export function renderPlan({ jobs }) {
    return jobs.map(({ script }) => renderBatchScript(script)).join('\n');
}
/**
 * Submits what was planned.
 * @throws MedspanError `config` where a job works there already, or SLURM refuses; `output`
 */
export async function submitPlan({ folder, jobs, files }, call) {
    return submitJobs(folder, { jobs, files }, call);
}
const slurmOf = ({ slurm }) => slurm ?? slurmSchema.parse({});
/**
 * Where the jobs of a configuration find medspan and Python.
 * @throws MedspanError `config` where a offline bundle does not fit
 */
async function placeOf(folder, { config, needs, program }) {
    checkFolder(folder);
    const slurm = slurmOf(config);
    const { prepared } = slurm;
    const own = config.accelerate?.python;
    const python = bringsPython(config) ? ['--python', ...(own === undefined ? [] : [own])] : [];
    if (prepared === undefined) {
        const setup = python.length === 0 ? [] : ['job-setup', ...python, '--'];
        return { folder, slurm, program, setup };
    }
    const [node = '', main = ''] = program;
    const medspan = await readPackageVersion(join(dirname(main), '..', '..'));
    checkPrepared(prepared, await openBundle(prepared), { needs, medspan });
    return {
        folder,
        slurm,
        program: [node, preparedMain(prepared)],
        setup: ['job-setup', '--prepared', prepared, ...python, '--'],
    };
}
/** Whether jobs have a Python of their own, instead of what `accelerate.python` names. */
function bringsPython({ training, slurm }) {
    return training.engine === 'accelerate' && (slurm?.prepared !== undefined || slurm?.install === 'python');
}
/** Where jobs find answers of UTS, if that is not where the configuration says. */
function utsOf({ corpus, slurm }) {
    return corpus.link?.uts === undefined || slurm?.prepared === undefined
        ? undefined
        : { cache: preparedUts(slurm.prepared), offline: true };
}
/** A job for a command of medspan. */
function jobFor(kind, { folder, slurm, program, args, tasks, each, }) {
    const script = {
        slurm: kind === 'train' ? slurm : onOneNode(slurm),
        title: `Written by medspan submit ${kind}.`,
        folder,
        tasks,
        job: [
            ...program,
            'job',
            '--kind',
            kind,
            '--folder',
            folder,
            '--max-requeues',
            String(slurm.max_requeues),
        ],
        command: [...program, ...args],
        each,
        join: [...program, 'join'],
    };
    return { kind, script };
}
/** What follows a job: a report and an evaluation of what has ended well, a message of whatever became of it. */
function followersOf(then, place) {
    return FOLLOWERS.filter(kind => then.includes(kind)).map(kind => ({
        ...jobFor(kind, { ...place, args: [...(kind === 'evaluate' ? place.setup : []), kind, place.folder] }),
        after: kind === 'notify' ? 'afterany' : 'afterok',
    }));
}
/**
 * Plans a training: the job reads the configuration as it is now. With seeds it is a job array, with a task for each.
 * @throws MedspanError `config`
 */
export async function planTrain(path, { overrides, program, then, seeds }) {
    const config = await readConfig(path, overrides);
    const once = seeds === undefined ? undefined : checkSeeds(seeds);
    if (once !== undefined) {
        checkOneNode(config, 'a training with several seeds has one node for each', 'Leave slurm.nodes out.');
        if (then.length > 0)
            throw new MedspanError('config', 'each seed evaluates, reports and notifies by itself: nothing follows', {
                hint: 'Leave out --then; webhooks in the environment are told of each run.',
            });
    }
    const folder = config.training.output_dir;
    const place = await placeOf(folder, { config, needs: needsOf(config), program });
    const frozen = join(jobsFolderOf(folder), 'train.yaml');
    const report = then.includes('report') ? ['--no-report'] : [];
    const seedArgs = once === undefined ? [] : ['--seeds'];
    return {
        folder,
        files: new Map([[frozen, formatConfig(jobConfigOf(config))]]),
        jobs: [
            jobFor('train', {
                ...place,
                args: [...place.setup, 'train', '-c', frozen, ...report, ...seedArgs],
                tasks: once?.length,
                each: once?.map(String),
            }),
            ...followersOf(then, place),
        ],
    };
}
function checkOneNode(config, message, hint) {
    const nodes = nodesOf(slurmOf(config));
    if (nodes > 1)
        throw new MedspanError('config', `${message}, got ${nodes}`, { where: { at: 'slurm.nodes' }, hint });
}
/**
 * A configuration as a job has it. It has as many processors as it asked for, whether or not the cluster ties it to them, and
 * may have a Python of its own.
 */
function jobConfigOf(config) {
    const { training, accelerate, corpus } = config;
    const threads = training.threads ?? threadsOf(slurmOf(config));
    const { python: _, ...others } = accelerate ?? {};
    const uts = utsOf(config);
    return {
        ...config,
        ...(threads !== undefined && { training: { ...training, threads } }),
        ...(accelerate !== undefined && bringsPython(config) && { accelerate: others }),
        ...(uts !== undefined && {
            corpus: { ...corpus, link: { ...corpus.link, uts: { ...corpus.link.uts, ...uts } } },
        }),
    };
}
function threadsOf(slurm) {
    return slurm.cpus_per_task ?? slurm['cpus-per-task'];
}
/**
 * Plans a search as a job array: each task is a worker on the same study, and reads the configuration as it is now. A job
 * that waits for all of them draws its report.
 * @throws MedspanError `config`
 */
export async function planTune(path, { overrides, program, then, workers }) {
    const search = await openSearch(path, overrides);
    const { config } = search;
    checkOneNode(config, 'the trials of a search train on one node each', 'Leave slurm.nodes out, and give the search more workers: --workers.');
    const folder = studyFolderOf(search);
    const place = await placeOf(folder, { config, needs: await readNeeds(path, overrides), program });
    const frozen = join(jobsFolderOf(folder), 'tune.yaml');
    const [report, ...others] = followersOf(['report', ...then], place);
    if (then.includes('evaluate'))
        throw new MedspanError('config', 'a search evaluates its trials itself: after it come report and notify', {
            hint: 'Leave evaluate out of --then.',
        });
    return {
        folder,
        files: new Map([[frozen, await freezeSearch(path, overrides, config)]]),
        jobs: [
            jobFor('tune', {
                ...place,
                args: [...place.setup, 'tune', '-c', frozen, '--no-report'],
                tasks: workers,
            }),
            // Also of a search of which a worker has failed.
            { ...report, after: 'afterany' },
            ...others,
        ],
    };
}
/**
 * The configuration of a search as its jobs have it: as it is written, because trials begin from there (a default that was
 * filled in would contradict what another choice takes).
 */
async function freezeSearch(path, overrides, config) {
    const threads = config.training.threads ?? threadsOf(slurmOf(config));
    const uts = Object.entries(utsOf(config) ?? {});
    const frozen = freezeWritten(await readConfigText(path), path, [
        ...overrides,
        ...(threads === undefined ? [] : [`training.threads=${threads}`]),
        ...uts.map(([key, value]) => `corpus.link.uts.${key}=${JSON.stringify(value)}`),
    ]);
    return bringsPython(config) ? dropKeys(frozen, path, ['accelerate.python']) : frozen;
}
/**
 * Plans the evaluation of a finished run. What it is to run on the cluster says its own configuration where this user has made
 * it, and else the user alone.
 * @throws MedspanError `config`, `input`
 */
export async function planEvaluate(folder, { overrides, program, then, progress }) {
    const { config, ignored } = await readRunConfig(folder, overrides);
    reportIgnored(ignored, progress);
    // Its model is in the folder.
    const place = await placeOf(folder, { config, needs: { ...needsOf(config), models: [] }, program });
    return {
        folder,
        files: new Map(),
        jobs: [
            jobFor('evaluate', { ...place, args: [...place.setup, 'evaluate', folder] }),
            ...followersOf(then.filter(kind => kind !== 'evaluate'), place),
        ],
    };
}
/** The jobs of a folder that were submitted last: the first of them, and those that wait for it. */
export async function lastSubmission(folder) {
    const { submitted } = await readJobs(folder);
    const first = submitted.findLastIndex(({ dependency, continues }) => dependency === undefined && continues === undefined);
    if (first < 0)
        throw new MedspanError('input', 'no job has been submitted for this folder', {
            where: { path: folder },
            hint: 'medspan submit does that; it prints the folder of the run.',
        });
    return submitted.slice(first);
}
