/**
 * @file A hyperparameter search over trainings: from a configuration with `tuning` to a study folder.
 *
 * The study folder holds the study in Optuna's format (`study.log`), a run folder for each trial (`trials/0007`), what a
 * report says (`study.json`), and the best configuration (`best.yaml`). The same call goes on with an unfinished study;
 * any number of processes, here or elsewhere, may work on one.
 */
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { formatConfig } from "../config/config.js";
import { MedspanError } from "../errors.js";
import { onceOnly } from "../progress.js";
import { writeStudyFile } from "../run/study-file.js";
import { FOLDER_LOCK, withLock } from "../system/lock.js";
import { writeFileWhole } from "../system/output.js";
import { isNameOf, lifeOf } from "../system/process-name.js";
import { interrupted } from "../train/loop/trainer.js";
import { checkCompatible } from "../tune/distributions.js";
import { fixedParamsKey } from "../tune/frozen-trial.js";
import { standing, workerKey } from "./attempts.js";
import { checkPlannable, planBudget, planOverrides, renderPlan } from "./budget.js";
import { createDispatch } from "./dispatch.js";
import { openSearch } from "./search.js";
import { describeStudy, initialKey } from "./study-content.js";
import { epochsBegun, openStudy } from "./study-folder.js";
import { work } from "./worker.js";
import { runWorkers } from "./worker-pool.js";
/**
 * Searches until the study has as many trials as its configuration says, or the time is over.
 *
 * @param path the configuration file
 * @throws MedspanError for anything a user can put right; on abort, one that says how to continue; `data` where no trial
 *     has come to its end
 */
export async function tune(path, options) {
    const { progress, workers = 1 } = options;
    const { search, overrides, more } = await openPlanned(path, options);
    const opened = await openStudy(search, { progress });
    try {
        const begun = await begin(search, opened, { workers, more, progress });
        return await searchOn(search, opened, begun, { ...options, path, overrides, workers });
    }
    finally {
        await opened.storage.close();
    }
}
async function searchOn(search, opened, { started, settings, trials }, options) {
    const { study, folder } = opened;
    const { signal } = options;
    const write = async (status) => {
        const ended = status === 'running' ? {} : { ended: new Date().toISOString() };
        // Another process of the study may do the same: what is older must not come after what is newer.
        const file = await withLock(join(folder, FOLDER_LOCK), async () => {
            const described = await describeStudy(search, study, folder, { started, settings, status, ...ended });
            await writeStudyFile(folder, described);
            await writeBest(search, study, folder);
            return described;
        });
        options.onStudy?.(file, folder);
        return file;
    };
    await write('running');
    // One after the other: what an event leaves must not overtake what the next one does.
    let writing = Promise.resolve();
    const onEvent = (event) => {
        if (event.kind !== 'end')
            options.onEvent?.(event);
        else {
            writing = writing.then(() => write('running')).then(() => options.onEvent?.(event));
            // Whoever waits for it in the end hears of it.
            writing.catch(() => undefined);
        }
    };
    const dispatch = createDispatch(study, {
        trials,
        retries: search.tuning.retries,
        endMs: performance.now() + 1000 * (search.tuning.timeout ?? Number.POSITIVE_INFINITY),
        endInTime: options.budget !== undefined,
        signal,
    });
    try {
        if (options.workers === 0)
            await workHere(search, dispatch, { ...options, onEvent });
        else
            await workElsewhere(search, opened, dispatch, { ...options, onEvent });
    }
    catch (error) {
        if (signal?.aborted !== true || error !== signal.reason) {
            // What failed is what matters; a full disk takes no note of it either.
            await writing.then(() => write('interrupted')).catch(() => undefined);
            throw error;
        }
    }
    await writing;
    const file = await write(signal?.aborted === true ? 'interrupted' : 'finished');
    if (signal?.aborted === true)
        throw interrupted(folder, `${finishedTrials(file)} of ${trials} trials are finished`);
    if (file.best === undefined)
        throw nothingFound(file, folder);
    return { studyFolder: folder, study: file };
}
/** The search of a configuration, or what of it fits into a time. */
async function openPlanned(path, { overrides = [], budget, workers = 1, progress, signal }) {
    const search = await openSearch(path, overrides);
    if (budget === undefined)
        return { search, overrides, more: undefined };
    checkPlannable(search);
    const plan = await planBudget(search, {
        seconds: budget,
        workers: Math.max(1, workers),
        // Trials of one study are as long as those before them.
        epochs: await epochsBegun(search),
        progress,
        signal,
    });
    progress.info(renderPlan(plan, budget));
    const planned = [...overrides, ...planOverrides(search, plan, budget)];
    return { search: await openSearch(path, planned), overrides: planned, more: plan.trials };
}
function finishedTrials({ trials }) {
    return trials.filter(({ state }) => state !== 'waiting' && state !== 'running').length;
}
/** How long a process that has made a study may take to enqueue its first trials. */
const beginningMs = 2000;
/** Enqueues what the search begins with, takes trials back whose processes died here, and gives what there is to say. */
async function begin(search, { study, isNew }, { workers, more, progress, }) {
    const { tuning, initial, space } = search;
    let trials = await study.trials();
    if (trials.length === 0 && !isNew) {
        // Whoever has made it may be about to enqueue what it begins with, unless that process has died.
        await sleep(beginningMs);
        trials = await study.trials();
    }
    for (const { distributions } of trials)
        for (const { name, distribution } of space.parameters)
            if (Object.hasOwn(distributions, name))
                checkCompatible(`tuning.search.${name}`, distributions[name], distribution);
    const over = standing(trials).filter(({ state }) => state !== 'waiting').length;
    const given = trials.filter(({ systemAttributes }) => fixedParamsKey in systemAttributes).length;
    const first = trials.length > 0 ? given : tuning.enqueue.length + (tuning.try_initial && initial ? 1 : 0);
    const wanted = Math.min(more === undefined ? tuning.n_trials : over + more, search.most + first);
    if (trials.length === 0) {
        if (tuning.try_initial && initial !== undefined)
            await study.enqueue(initial, { userAttributes: { [initialKey]: true } });
        if (tuning.try_initial && initial === undefined)
            progress.info('the configuration as it is written lies outside of the search, and is not tried itself');
        for (const params of tuning.enqueue)
            await study.enqueue(params, { skipIfExists: true });
    }
    else {
        progress.info(`resuming the study ${study.name}: ${over} of ${wanted} trials are begun`);
        const dead = trials.filter(({ state, userAttributes }) => state === 'running' && lifeOf(userAttributes[workerKey]) === 'gone');
        await study.failDead(dead, 'its process died', tuning.retries);
    }
    const nameOf = (value) => typeof value === 'string' ? value : value.type;
    const started = trials[0]?.started ?? new Date();
    return {
        started: started.toISOString(),
        settings: {
            sampler: nameOf(tuning.sampler),
            pruner: nameOf(tuning.pruner),
            seed: String(tuning.seed),
            trials: String(wanted),
            workers: String(Math.max(1, workers)),
        },
        trials: wanted,
    };
}
async function workHere(search, dispatch, { onEvent, progress, signal }) {
    const seat = dispatch.join();
    await work(search, {
        next: () => seat.next(),
        onEvent: event => {
            if (event.kind === 'begin')
                seat.begun();
            onEvent(event);
        },
        progress,
        signal,
    });
}
async function workElsewhere({ tuning }, { study }, dispatch, { path, overrides, workers, onEvent, progress, signal }) {
    const threads = workers === 1 ? undefined : Math.max(1, Math.floor(availableParallelism() / workers));
    await runWorkers({
        workers,
        order: { path, overrides, threads },
        dispatch,
        onEvent,
        onDeath: async (pid, reason) => {
            const dead = (await study.trials()).filter(({ state, userAttributes }) => state === 'running' && isNameOf(userAttributes[workerKey], pid));
            for (const trial of await study.failDead(dead, reason, tuning.retries))
                onEvent({
                    kind: 'end',
                    number: trial.number,
                    state: 'failed',
                    value: null,
                    reason,
                    seconds: ((trial.completed?.getTime() ?? 0) - (trial.started?.getTime() ?? 0)) / 1000,
                });
        },
        progress: onceOnly(progress),
        signal,
    });
}
/** The configuration of the best trial, for `medspan train`. */
async function writeBest(search, study, folder) {
    const best = await study.bestTrial();
    if (best === undefined)
        return;
    const { output_dir, threads, save_total_limit } = search.config.training;
    const config = search.configOf(best.params, { folder: output_dir });
    const { threads: _, ...training } = config.training;
    const own = { ...training, save_total_limit, ...(threads === undefined ? {} : { threads }) };
    const head = `# Trial ${best.number} of the study ${study.name}: ${search.metric} ${best.values[0].toFixed(4)} on the validation part.\n`;
    await writeFileWhole(join(folder, 'best.yaml'), head + formatConfig({ ...config, training: own }));
}
function nothingFound({ trials }, folder) {
    const failed = trials.filter(({ state }) => state === 'failed');
    const reasons = [...new Set(failed.map(({ reason }) => reason ?? 'no reason is known'))];
    return new MedspanError('data', failed.length > 0
        ? `no trial has come to its end; ${failed.length} failed:\n  ${reasons.slice(0, 3).join('\n  ')}`
        : 'no trial has come to its end', {
        where: { path: folder },
        hint: failed.length > 0
            ? 'Put that right, or narrow tuning.search, and choose another tuning.output_dir.'
            : 'Give it more time (tuning.timeout), or more trials (tuning.n_trials).',
    });
}
