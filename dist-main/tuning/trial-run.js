/**
 * @file One trial of a search as a run: draws, trains in a run folder of its own, reports each epoch, tells what came of it.
 */
import { join } from 'node:path';
import { MedspanError } from "../errors.js";
import { maxOf } from "../lists.js";
import { ADAPTER_WEIGHTS } from "../nn/weights/adapter-files.js";
import { MODEL_WEIGHTS } from "../nn/weights/safetensors.js";
import { silent } from "../progress.js";
import { checkpointName, listCheckpoints } from "../run/checkpoints.js";
import { removeWhole } from "../system/output.js";
import { nameProcess } from "../system/process-name.js";
import { TrainingPruned } from "../train/loop/trainer.js";
import { train } from "../train/run.js";
import { failReasonKey } from "../tune/frozen-trial.js";
import { TrialPruned } from "../tune/trial.js";
import { standing, workerKey } from "./attempts.js";
import { trialFolder } from "./study-folder.js";
/** How often steps are told of at most. */
const stepsEveryMs = 250;
/**
 * Runs one trial: one that waits to be tried (again), or a new one. What makes it fail is noted on it; a trial that is
 * interrupted is enqueued again, and goes on in its folder.
 *
 * @throws MedspanError where no trial could go on either: a full disk, a damaged storage
 */
export async function runTrial(search, opened, options) {
    const { study, folder: studyFolder } = opened;
    const { onEvent, signal } = options;
    let thrown;
    const objective = (trial) => runAsTraining(trial, search, studyFolder, options).catch((error) => {
        thrown = error;
        throw error;
    });
    await study.optimize(objective, {
        trials: 1,
        retries: search.tuning.retries,
        ...(signal === undefined ? {} : { signal }),
        catch: error => !hasCode(error, 'output'),
        callbacks: [
            async (_, record) => {
                onEvent(endOf(record));
                // What it fails by is nothing of its own.
                const isToBeRepeated = record.state === 'failed' && hasCode(thrown, 'interrupted', 'output');
                if (isToBeRepeated && !(await isRepeated(record, study)))
                    await study.repeat(record);
                if (!isToBeRepeated)
                    await tidy(search, opened, record);
            },
        ],
    });
}
/** Whether somebody took a trial for dead, and had it tried again, while it was alive. */
async function isRepeated({ number }, study) {
    return !standing(await study.trials()).some(trial => trial.number === number);
}
function hasCode(error, ...codes) {
    return error instanceof MedspanError && codes.includes(error.code);
}
async function runAsTraining(trial, search, studyFolder, { threads, corpora, onEvent, signal }) {
    const { number } = trial;
    await trial.setUserAttribute(workerKey, nameProcess(process.pid));
    const folder = trialFolder(trial.record);
    await trial.setUserAttribute('folder', folder);
    const params = await trial.suggest(search.space);
    onEvent({ kind: 'begin', number, params, folder });
    const config = search.configOf(params, { folder: join(studyFolder, folder), threads });
    const byEpoch = config.training.eval_strategy === 'epoch';
    let last = Number.NaN;
    try {
        const summary = await train(config, {
            progress: stepsOf(number, onEvent),
            signal,
            corpora,
            // Whoever was taken for dead, and is not, comes to its end first.
            waitsForLock: true,
            onEvaluation: async ({ step, epoch, value, isPast }) => {
                last = value;
                const place = byEpoch ? Math.max(1, Math.round(epoch)) : step;
                await trial.report(value, place);
                onEvent({ kind: 'evaluation', number, step: place, value });
                return !isPast && (await trial.shouldPrune()) ? 'end' : 'go on';
            },
        });
        return config.training.load_best_model_at_end ? summary.best.value : last;
    }
    catch (error) {
        if (error instanceof TrainingPruned)
            throw new TrialPruned();
        throw error;
    }
}
/** Listens to a training as far as its steps go. */
function stepsOf(number, onEvent) {
    return {
        ...silent,
        task(title, total) {
            if (title !== 'Training' || total === undefined)
                return silent.task(title, total, '');
            let done = 0;
            let toldMs = Number.NEGATIVE_INFINITY;
            return {
                advance(by = 1, note = '') {
                    done += by;
                    const now = performance.now();
                    if (now - toldMs < stepsEveryMs && done < total)
                        return;
                    toldMs = now;
                    onEvent({ kind: 'steps', number, done, total, note });
                },
                end() { },
            };
        },
    };
}
function endOf({ number, state, values, systemAttributes, started, completed }) {
    const reason = systemAttributes[failReasonKey];
    return {
        kind: 'end',
        number,
        state: state === 'complete' || state === 'pruned' ? state : 'failed',
        value: values?.[0] ?? null,
        ...(state === 'failed' && typeof reason === 'string' ? { reason } : {}),
        seconds: ((completed?.getTime() ?? 0) - (started?.getTime() ?? 0)) / 1000,
    };
}
/** Removes what nobody needs of a trial that is over: its checkpoints, and weights that are not the best. */
async function tidy({ tuning, direction }, { study, folder }, record) {
    const own = join(folder, trialFolder(record));
    for (const step of await listCheckpoints(own))
        await removeWhole(join(own, checkpointName(step)));
    if (tuning.keep_models === 'all')
        return;
    const sign = direction === 'maximize' ? 1 : -1;
    const complete = (await study.trials()).filter(({ state }) => state === 'complete');
    const best = maxOf(complete.map(({ values }) => sign * values[0]));
    for (const trial of complete)
        if (sign * trial.values[0] < best)
            for (const name of [MODEL_WEIGHTS, ADAPTER_WEIGHTS])
                await removeWhole(join(folder, trialFolder(trial), name));
}
