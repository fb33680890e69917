/**
 * @file From a time that is given to a plan: how many trials, how many epochs, and after which of them trials end.
 *
 * A step and an evaluation are measured (train/dry-run.ts). Trials are ended by successive halving (Li et al. 2020, "A System
 * for Massively Parallel Hyperparameter Tuning"): of those that reach a rung, a third goes on to the next, which is three
 * times as far. What a trial takes on average follows, and with it how many fit.
 */
import { availableParallelism } from 'node:os';
import { MedspanError } from "../errors.js";
import { maxOf } from "../lists.js";
import { dryRun } from "../train/dry-run.js";
/** Of the trials that reach a rung a third goes on, and the next is three times as far. */
const reduction = 3;
/** Fewer trials are no search: then they are shorter instead. */
const leastTrials = 6;
/** A part of the time is for reading the corpus, the last trials of each worker, and the report. */
const reserve = 0.1;
const openingSeconds = 2;
const EPOCHS = 'training.num_train_epochs';
/** The rungs of successive halving below the last epoch. */
export function rungsOf(epochs) {
    const rungs = [];
    for (let rung = 1; rung < epochs; rung *= reduction)
        rungs.push(rung);
    return rungs;
}
/** The epochs that a trial is trained on average, where of those that reach a rung the best third goes on. */
export function meanEpochs(epochs) {
    let mean = 0;
    let reached = 1;
    let before = 0;
    for (const rung of [...rungsOf(epochs), epochs]) {
        mean += reached * (rung - before);
        before = rung;
        reached /= reduction;
    }
    return mean;
}
/**
 * Plans trials for a time.
 *
 * @param mostEpochs what a trial is trained where time does not matter
 * @param shorten whether trials may be trained less, so that there are enough of them
 * @throws MedspanError `config` where not even two short trials fit
 */
export function planTrials(cost, options) {
    const { seconds, workers, mostEpochs, shorten } = options;
    const usable = seconds * (1 - reserve) * workers;
    let epochs = mostEpochs;
    const trialSeconds = () => meanEpochs(epochs) * cost.epochSeconds + cost.fixedSeconds;
    // Fewer epochs before fewer trials, as long as there is a rung to end them at.
    while (shorten && usable / trialSeconds() < leastTrials && epochs > 2)
        epochs = Math.ceil(epochs / 2);
    const trials = Math.floor(usable / trialSeconds());
    if (trials < 2) {
        const least = (2 * trialSeconds()) / (1 - reserve) / workers;
        throw new MedspanError('config', `the time is too short for two trials, which take about ${Math.ceil(least)} s`, {
            where: { at: '--budget' },
            hint: 'Give it more time, a smaller model or fewer documents (corpus.split.train_share).',
        });
    }
    return { ...cost, trials, epochs, rungs: rungsOf(epochs), seconds: (trials * trialSeconds()) / workers };
}
/** @throws MedspanError `config` for trainings that are not counted in epochs */
export function checkPlannable({ config: { training } }) {
    const refuse = (key, found) => {
        throw new MedspanError('config', `a time is planned in epochs, got ${key}: ${found}`, {
            where: { at: `training.${key}` },
            hint: 'Leave the key out, or give tuning.n_trials and tuning.timeout instead of a budget.',
        });
    };
    if (training.eval_strategy !== 'epoch')
        refuse('eval_strategy', training.eval_strategy);
    if (training.max_steps !== undefined)
        refuse('max_steps', training.max_steps);
}
/** Measures a trial and plans the search. */
export async function planBudget(search, options) {
    const { seconds, workers, progress, signal } = options;
    const { config, space, initial } = search;
    const threads = Math.max(1, Math.floor(availableParallelism() / workers));
    const measured = search.configOf(initial ?? {}, { folder: config.training.output_dir, threads });
    const quiet = { ...progress, info() { }, notice() { } };
    const { time, steps, training } = await dryRun(measured, { progress: quiet, signal });
    const trained = steps.total / steps.perEpoch;
    const ranged = space.parameters.find(({ name }) => name === EPOCHS)?.distribution;
    const mostEpochs = ranged === undefined
        ? (options.epochs ?? training.num_train_epochs)
        : ranged.kind === 'categorical'
            ? maxOf(ranged.choices.map(Number))
            : ranged.high;
    // Evaluations in training are as many as epochs; the scores of both parts at the end come once.
    const evaluations = time.evaluation / (trained + 2);
    return planTrials({ epochSeconds: time.training / trained + evaluations, fixedSeconds: 2 * evaluations + openingSeconds }, { seconds, workers, mostEpochs, shorten: ranged === undefined && options.epochs === undefined });
}
/** The plan as overrides of the configuration; how many trials is not among them, because others may be there already. */
export function planOverrides({ config, space }, { epochs, rungs }, seconds) {
    const isSearched = space.parameters.some(({ name }) => name === EPOCHS);
    const pruner = { type: 'successive-halving', min_resource: 1, reduction_factor: reduction };
    return [
        `tuning.timeout=${seconds}`,
        `tuning.pruner=${JSON.stringify(rungs.length === 0 ? 'none' : pruner)}`,
        ...(isSearched || epochs === config.training.num_train_epochs ? [] : [`${EPOCHS}=${epochs}`]),
    ];
}
/** What is planned, in a few lines. */
export function renderPlan({ trials, epochs, rungs, seconds, epochSeconds }, given) {
    const time = (value) => value < 100 ? `${value.toPrecision(2)} s` : `${(value / 60).toFixed(value < 600 ? 1 : 0)} min`;
    const ends = rungs.length === 0
        ? 'none ends before its time'
        : `of those that reach epoch ${rungs.join(' or ')} the best third goes on`;
    return (`for ${time(given)}: ${trials} trials of up to ${epochs} epochs (${time(epochSeconds)} each); ${ends}; ` +
        `about ${time(seconds)} in all`);
}
