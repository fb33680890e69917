/**
 * @file `medspan submit`: the same commands on a SLURM cluster.
 */
import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import { prepareFolder } from "../../cluster/bundle/bundle.js";
import { callSlurm } from "../../cluster/slurm.js";
import { FOLLOWERS, planEvaluate, planTrain, planTune, renderPlan, submitPlan, } from "../../cluster/submit.js";
import { readConfig } from "../../config/config.js";
import { internal } from "../../errors.js";
import { givenFolder } from "../given-folder.js";
import { setOption, showResult } from "../io.js";
import { parsePositive, parseSeeds } from "../numbers.js";
import { packageRoot } from "../package.js";
import { overridesOf } from "../train.js";
import { followOption, showFollowed } from "./followed-jobs.js";
const HELP = `
The configuration says what to request from the cluster, under the names of sbatch's options:

  slurm: { partition: gpu, gres: gpu:1, cpus_per_task: 8, mem: 16G, time: "07:00:00" }

Before its time limit, and when it is preempted, a job finishes the current step, saves a checkpoint, is requeued, and resumes
to the same weights. A crash is not repeated. The run folder, the model, the corpus, Node and medspan must be on disks that the
nodes see. Where nodes have no network, medspan submit prepare makes an offline bundle (slurm.prepared) with medspan, models and
datasets of the hub and Python's libraries. SLURM passes your environment on to the jobs, including keys for UMLS, the hub and
webhooks; no script contains them.
`;
export function submitCommand(context) {
    return new Command('submit')
        .addCommand(submitTrain(context))
        .addCommand(submitTune(context))
        .addCommand(submitEvaluate(context))
        .addCommand(submitPrepare(context))
        .addHelpText('after', `${HELP}
Examples:
  medspan submit prepare -c medspan.yaml
  medspan submit train -c medspan.yaml --dry-run
  medspan submit train -c medspan.yaml --follow
  medspan submit train -c medspan.yaml --then evaluate,report,notify
  medspan submit tune -c medspan.yaml --workers 8
  medspan submit evaluate runs/medspan
`);
}
function withOptions(command) {
    return command
        .addOption(setOption())
        .option('--then <commands>', `jobs to run after it, separated by commas: ${FOLLOWERS.join(', ')}; notify reports failures too`, parseFollowers, [])
        .option('--dry-run', 'print the batch scripts, and submit nothing')
        .addOption(followOption());
}
function submitTrain(context) {
    return withOptions(new Command('train')
        .description('run medspan train as a SLURM job')
        .option('-c, --config <file>', 'the configuration; later changes to the file do not affect the job', 'medspan.yaml')
        .option('-o, --output <folder>', 'the run folder, instead of training.output_dir')
        .option('--seeds <list>', 'an array of jobs, each a training with one of these seeds, as medspan train has it', parseSeeds))
        .addHelpText('after', '\nExamples:\n  medspan submit train -c medspan.yaml --follow\n' +
        '  medspan submit train -c medspan.yaml --seeds 1,2,3,4,5 -o runs/seeds\n')
        .action(async (_, self) => {
        const options = self.optsWithGlobals();
        const { io } = context;
        const overrides = overridesOf(io, options);
        const { seeds } = options;
        const plan = await planTrain(resolve(io.cwd, options.config), {
            ...settingsOf(options),
            overrides,
            seeds,
        });
        await submit(io, plan, options);
    });
}
function submitTune(context) {
    return withOptions(new Command('tune')
        .description('run medspan tune as a job array, each job a worker on the same study')
        .option('-c, --config <file>', 'the configuration; later changes to the file do not affect the job', 'medspan.yaml')
        .option('-o, --output <folder>', 'the study folder, instead of tuning.output_dir')
        .option('--workers <count>', 'jobs in the array; slurm.array_limit limits how many run at once', parsePositive, 1))
        .addHelpText('after', '\nThe study folder must be on a disk that all nodes see. A last job draws its report.\n' +
        '\nExample:\n  medspan submit tune -c medspan.yaml --workers 8\n')
        .action(async (_, self) => {
        const options = self.optsWithGlobals();
        const { io } = context;
        const overrides = overridesOf(io, options, 'tuning');
        const { workers } = options;
        const plan = await planTune(resolve(io.cwd, options.config), {
            ...settingsOf(options),
            overrides,
            workers,
        });
        await submit(io, plan, options);
    });
}
function submitEvaluate(context) {
    return withOptions(new Command('evaluate')
        .description('run medspan evaluate as a SLURM job')
        .argument('<run>', 'a run folder'))
        .addHelpText('after', '\nExample:\n  medspan submit evaluate runs/medspan\n')
        .action(async (run, _, self) => {
        const options = self.optsWithGlobals();
        const { io, progress } = context;
        const plan = await planEvaluate(await givenFolder(io, run), {
            ...settingsOf(options),
            overrides: options.set,
            progress,
        });
        await submit(io, plan, options);
    });
}
const PREPARE_HELP = `
The bundle holds this medspan with its packages, and what the configuration needs from the network: models and datasets of the
hub, answers of UTS, and, for the accelerate engine, wheels of Python's libraries such as torch, downloaded with pip's settings
on this machine. The first job creates a Python environment from them. Files that the configuration names by path stay where
they are, and keys and tokens are left out. A bundle that does not fit a job (prepared.json) is refused at submission. Make it on
a machine like the nodes, with their Python. An existing bundle is updated where something changed, so no job may be using it.

  slurm: { prepared: prepared }

Example:
  medspan submit prepare -c medspan.yaml -o /shared/prepared
`;
function submitPrepare(context) {
    return new Command('prepare')
        .description('make an offline bundle, from which jobs run without a network')
        .option('-c, --config <file>', 'the configuration', 'medspan.yaml')
        .addOption(setOption())
        .option('-o, --output <folder>', 'the bundle folder (default: slurm.prepared, or prepared next to the configuration)')
        .addHelpText('after', PREPARE_HELP)
        .action(async (_, self) => {
        const options = self.optsWithGlobals();
        const { io, progress } = context;
        checkBuilt();
        const path = resolve(io.cwd, options.config);
        const folder = options.output === undefined
            ? ((await readConfig(path, options.set)).slurm?.prepared ?? join(dirname(path), 'prepared'))
            : resolve(io.cwd, options.output);
        const { prepared, isNew } = await prepareFolder(path, folder, {
            overrides: options.set,
            packageRoot,
            progress,
            signal: io.interruption(),
        });
        const bytes = Object.values(prepared.files).reduce((sum, size) => sum + size, 0);
        const text = [
            isNew ? `${folder}: ${(bytes / 1e6).toFixed(1)} MB` : `${folder} is up to date`,
            `To use it, set slurm: { prepared: ${JSON.stringify(folder)} }`,
        ].join('\n');
        const { files: _files, ...content } = prepared;
        showResult(io, options, { folder, isNew, bytes, ...content }, text);
    });
}
const settingsOf = ({ then }) => ({ then, program: program() });
/** This Node, and this medspan. */
const program = () => [process.execPath, checkBuilt()];
/** The file that nodes are to run. */
function checkBuilt() {
    const main = join(packageRoot, 'dist', 'cli', 'main.js');
    if (!existsSync(main))
        throw internal('expected the package to be built', { path: main });
    return main;
}
async function submit(io, plan, options) {
    if (options.dryRun === true) {
        const scripts = plan.jobs.map(({ kind }) => kind);
        showResult(io, options, { folder: plan.folder, jobs: scripts, script: renderPlan(plan) }, renderPlan(plan));
        return;
    }
    const jobs = await submitPlan(plan, callSlurm);
    const text = [
        ...jobs.map(({ job, kind }) => `job ${job}: ${kind}`),
        `The folder is ${plan.folder}: give it to medspan status, logs or cancel.`,
    ].join('\n');
    showResult(io, options, { folder: plan.folder, jobs }, text);
    if (options.follow !== true)
        return;
    if (options.json !== true)
        io.stdout.write('Ctrl-C stops following, not the jobs.\n');
    await showFollowed(io, plan.folder, { call: callSlurm, json: options.json === true });
}
function parseFollowers(text) {
    return text.split(',').map(word => {
        const name = FOLLOWERS.find(follower => follower === word.trim());
        if (name === undefined)
            throw new InvalidArgumentError(`Expected some of ${FOLLOWERS.join(', ')}.`);
        return name;
    });
}
