/**
 * @file How important each parameter is for being among the best trials: PED-ANOVA.
 *
 * Watanabe et al. 2023 ("PED-ANOVA: Efficiently Quantifying Hyperparameter Importance in Arbitrary Subspaces"): where the
 * density of a parameter among the best trials differs from its density among all, it matters; the measure is the Pearson
 * divergence of both. As Optuna's `PedAnovaImportanceEvaluator`, the default of its version 5: densities are mixtures of
 * discrete normal kernels on a grid of up to 50 places, on the parameter's own scale, with Scott's width (Scott 1992).
 * Trials with another range of a parameter, or without it, are other regimes, so that conditional parameters have their
 * importance too. Nothing is drawn by lot.
 */
import { MedspanError } from "../../errors.js";
import { internalValue, isSingle, sameDistribution } from "../distributions.js";
import { logNormalMass } from "../normal.js";
const mostPlaces = 50;
const priorWeight = 1;
/** What keeps a density above 0. */
const floor = 1e-12;
/** Fewer trials are no regime. */
const leastTrials = 2;
/** The best share of trials, with all that are as good as the last of them. */
function bestOf(trials, quantile) {
    if (quantile === 1)
        return trials;
    const losses = trials.map(({ loss }) => loss).sort((a, b) => a - b);
    const limit = losses[Math.ceil(quantile * losses.length) - 1];
    return trials.filter(({ loss }) => loss <= limit);
}
/** How many values lie at each place of the grid. */
function countPlaces(distribution, values) {
    if (distribution.kind === 'categorical') {
        const counts = new Array(distribution.choices.length).fill(0);
        for (const value of values)
            counts[value]++;
        return counts;
    }
    const { kind, log, step } = distribution;
    let places = mostPlaces;
    if (kind === 'int' && log)
        places = Math.min(Math.ceil(Math.log(distribution.high - distribution.low + 1) / Math.LN2) + 1, places);
    else if (step !== undefined)
        places = Math.min(Math.round((distribution.high - distribution.low) / step) + 1, places);
    const scale = (value) => (log ? Math.log(value) : value);
    const low = scale(distribution.low);
    const width = (scale(distribution.high) - low) / (places - 1);
    const counts = new Array(places).fill(0);
    for (const value of values)
        counts[Math.min(Math.max(Math.ceil((scale(value) - low) / width - 0.5), 0), places - 1)]++;
    return counts;
}
/** The width of the kernels of a grid, by Scott's rule with quartiles. */
function widthOf(observed, weights) {
    const sum = weights.reduce((total, weight) => total + weight, 0);
    const mean = observed.reduce((total, place, i) => total + place * weights[i], 0) / sum;
    const squares = observed.reduce((total, place, i) => total + (place - mean) ** 2 * weights[i], 0);
    const deviation = Math.sqrt(squares / Math.max(1, sum - 1));
    let below = 0;
    const cumulated = weights.map(weight => {
        below += weight;
        return below;
    });
    const first = cumulated.findIndex(count => count >= Math.floor(sum / 4));
    const third = cumulated.findIndex(count => count > Math.floor((sum * 3) / 4));
    const range = observed[third < 0 ? observed.length - 1 : third] - observed[first];
    return Math.max(1.059 * Math.min(range / 1.34, deviation) * sum ** -0.2, 0.5 / 1.64);
}
/** The probability of each place of a grid, from how many trials lie at each; at least one does. */
function densityOf(distribution, counts) {
    const observed = [...counts.keys()].filter(place => counts[place] > 0);
    const weights = observed.map(place => counts[place]);
    const total = weights.reduce((sum, weight) => sum + weight, 0) + priorWeight;
    if (distribution.kind === 'categorical') {
        const prior = priorWeight / (observed.length + 1);
        const all = 1 + counts.length * prior;
        const shared = ((total - priorWeight) * prior) / all + priorWeight / counts.length;
        return counts.map(count => (count / all + shared) / total);
    }
    const width = widthOf(observed, weights);
    const high = counts.length - 1;
    const kernels = [
        ...observed.map((middle, i) => ({ middle, width, weight: weights[i] })),
        { middle: high / 2, width: high + 1, weight: priorWeight },
    ];
    return counts.map((_, place) => {
        let density = 0;
        for (const kernel of kernels) {
            const at = (value) => (value - kernel.middle) / kernel.width;
            const norm = logNormalMass(at(-0.5), at(high + 0.5));
            const mass = Math.exp(logNormalMass(at(place - 0.5), at(place + 0.5)) - norm);
            density += (kernel.weight / total) * mass;
        }
        return density;
    });
}
function regimesOf(trials, name) {
    const regimes = [];
    for (const { trial } of trials) {
        if (!Object.hasOwn(trial.distributions, name))
            continue;
        const distribution = trial.distributions[name];
        const known = regimes.find(regime => sameDistribution(regime.distribution, distribution));
        if (known === undefined)
            regimes.push({ distribution, trials: [trial] });
        else
            known.trials.push(trial);
    }
    return regimes.filter(regime => regime.trials.length >= leastTrials);
}
/**
 * How important each parameter is for complete trials to be among the best; those with infinite values are left out.
 *
 * @returns by importance, the greatest first; all 0 where there are fewer than two trials, or all are among the best
 * @throws MedspanError `config` where quantiles are none, no trial has one of `params`, or values are several and no
 *     `target` is given
 */
export function evaluatePedAnova(trials, options = {}) {
    const { direction = 'minimize', targetQuantile = 0.1, regionQuantile = 1, target } = options;
    const { evaluateOnLocal = true } = options;
    if (!(targetQuantile > 0 && targetQuantile < regionQuantile && regionQuantile <= 1))
        throw new MedspanError('config', `expected 0 < targetQuantile < regionQuantile <= 1, got ${targetQuantile} and ${regionQuantile}`, { where: { at: 'targetQuantile' } });
    const complete = trials.filter(({ state }) => state === 'complete');
    if (target === undefined && complete.some(({ values }) => values.length > 1))
        throw new MedspanError('config', 'expected a target for trials of several values, got none', {
            where: { at: 'target' },
        });
    const all = [...new Set(complete.flatMap(({ distributions }) => Object.keys(distributions)))];
    const missing = options.params?.find(name => !all.includes(name));
    if (missing !== undefined)
        throw new MedspanError('config', `expected a complete trial with ${missing}, got none`, {
            where: { at: 'params' },
        });
    const sign = target === undefined && direction === 'maximize' ? -1 : 1;
    const judged = complete
        .map(trial => ({ trial, loss: sign * (target === undefined ? trial.values[0] : target(trial)) }))
        .filter(({ loss }) => Number.isFinite(loss));
    const names = options.params ?? all;
    const region = judged.length < 2 ? [] : bestOf(judged, regionQuantile);
    const top = new Set((judged.length < 2 ? [] : bestOf(judged, targetQuantile)).map(({ trial }) => trial));
    const divergences = names.map(name => {
        let sum = 0;
        for (const { distribution, trials: regime } of regimesOf(region, name)) {
            const best = regime.filter(trial => top.has(trial));
            if (isSingle(distribution) || best.length === 0)
                continue;
            const counts = (some) => countPlaces(distribution, some.map(({ params }) => internalValue(distribution, params[name], name)));
            const pdfTop = densityOf(distribution, counts(best)).map(p => p + floor);
            const pdfAll = evaluateOnLocal
                ? densityOf(distribution, counts(regime)).map(p => p + floor)
                : pdfTop.map((_, __, { length }) => 1 / length);
            const divergence = pdfAll.reduce((total, p, i) => total + p * (pdfTop[i] / p - 1) ** 2, 0);
            sum += ((best.length / top.size) ** 2 / (regime.length / region.length)) * divergence;
        }
        return sum * (top.size / Math.max(region.length, 1)) ** 2;
    });
    const total = divergences.reduce((sum, one) => sum + one, 0);
    return names
        .map((name, i) => ({
        name,
        divergence: divergences[i],
        importance: total > 0 ? divergences[i] / total : 0,
    }))
        .sort((a, b) => b.importance - a.importance || (a.name < b.name ? -1 : 1));
}
