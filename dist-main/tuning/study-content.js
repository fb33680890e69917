/**
 * @file `study.json` from a study: what its report says.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { maxOf } from "../lists.js";
import { bootstrapScores } from "../metrics/bootstrap.js";
import { parseScoredDocuments } from "../metrics/mentions.js";
import { compareSystems } from "../metrics/significance.js";
import { failReasonKey } from "../tune/frozen-trial.js";
import { evaluateImportance } from "../tune/importance/functional-anova.js";
import { standing } from "./attempts.js";
import { trialFolder } from "./study-folder.js";
/** Noted on the trial that has the configuration's own values. */
export const initialKey = 'initial';
/** Importance says little of fewer trials. */
const leastImportance = 4;
const gainSamples = 10_000;
/** All that is said of a study as it is now. */
export async function describeStudy(search, study, studyFolder, facts) {
    const trials = standing(await study.trials());
    const best = await study.bestTrial();
    const initial = trials.find(({ userAttributes }) => userAttributes[initialKey] === true);
    const gain = facts.status === 'running' ? undefined : await gainOf(search, studyFolder, best, initial);
    return {
        name: study.name,
        metric: `eval_${search.metric}`,
        direction: search.direction,
        ...facts,
        parameters: search.space.parameters.map(describeParameter),
        trials: trials.map(describeTrial),
        importance: importanceOf(trials),
        ...(best === undefined ? {} : { best: best.number }),
        ...(initial === undefined ? {} : { initial: initial.number }),
        ...(gain === undefined ? {} : { gain }),
        time: timeOf(search, trials),
    };
}
function describeParameter({ name, distribution }) {
    if (distribution.kind === 'categorical')
        return { name, kind: 'categorical', choices: [...distribution.choices] };
    const { kind, low, high, log, step } = distribution;
    return { name, kind, low, high, log, ...(step === undefined ? {} : { step }) };
}
const finite = (value) => value !== undefined && Number.isFinite(value) ? value : null;
function describeTrial(trial) {
    const { number, state, values, params, intermediateValues, started, completed, systemAttributes } = trial;
    const reason = systemAttributes[failReasonKey];
    return {
        number,
        state,
        value: finite(values?.[0]),
        params,
        intermediate: [...intermediateValues]
            .sort(([a], [b]) => a - b)
            .map(([step, value]) => [step, finite(value)]),
        started: started?.toISOString() ?? null,
        ended: completed?.toISOString() ?? null,
        ...(state === 'failed' && typeof reason === 'string' ? { reason } : {}),
        ...(state === 'waiting' ? {} : { folder: trialFolder(trial) }),
    };
}
function importanceOf(trials) {
    const complete = trials.filter(({ state, values }) => state === 'complete' && Number.isFinite(values[0]));
    if (complete.length < leastImportance)
        return [];
    return evaluateImportance(complete).map(({ name, importance }) => ({ name, importance }));
}
/** The best trial against the configuration as it was, on the validation documents of both. */
async function gainOf({ tuning }, studyFolder, best, initial) {
    if (best === undefined || initial?.state !== 'complete' || best.number === initial.number)
        return undefined;
    const read = async (trial) => {
        const path = join(studyFolder, trialFolder(trial), 'predictions.validation.jsonl');
        const content = await readFile(path, 'utf8').catch(() => undefined);
        return content === undefined ? undefined : parseScoredDocuments(content, path);
    };
    const [ours, before] = [await read(best), await read(initial)];
    // A trial that another program has run leaves no documents.
    if (ours === undefined || before === undefined)
        return undefined;
    const resampling = { seed: tuning.seed, samples: gainSamples };
    const intervalOf = (documents) => {
        const { estimate, lower, upper } = bootstrapScores(documents, resampling).micro.f1;
        return { estimate, lower, upper };
    };
    const { difference, lower, upper, p } = compareSystems(ours, before, resampling).micro;
    return {
        best: intervalOf(ours),
        initial: intervalOf(before),
        difference: { estimate: difference, lower, upper },
        p: p.randomisation,
    };
}
/** Seconds of training, and those that pruning has saved: epochs that were not trained, at the trial's own pace. */
function timeOf({ config }, trials) {
    let trained = 0;
    let saved = 0;
    // Where a recipe has decided it, the trial that went on longest tells.
    const longest = maxOf(trials.map(({ intermediateValues }) => maxOf(intermediateValues.keys(), 0)), 0);
    for (const { state, params, started, completed, intermediateValues } of trials) {
        if (started === undefined || completed === undefined)
            continue;
        const seconds = (completed.getTime() - started.getTime()) / 1000;
        trained += seconds;
        const epochs = maxOf(intermediateValues.keys(), 0);
        if (state !== 'pruned' || epochs === 0 || config.training.eval_strategy !== 'epoch')
            continue;
        const planned = Number(params['training.num_train_epochs'] ?? config.training.num_train_epochs ?? longest);
        saved += Math.max(0, planned - epochs) * (seconds / epochs);
    }
    return { trained_seconds: trained, saved_seconds: saved };
}
