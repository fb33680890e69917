/**
 * @file How important each parameter is: functional ANOVA.
 *
 * Hutter et al. 2014 ("An Efficient Approach for Assessing Hyperparameter Importance"): a forest learns the values of
 * trials; how much of the variance of a tree over the whole space comes from one parameter alone is that parameter's
 * importance, and the mean over the trees is given. What parameters do together belongs to none of them.
 *
 * As Optuna's `FanovaImportanceEvaluator` with its 64 trees, but for two things. A parameter counts on its own scale, so that a
 * learning rate from 1e-5 to 1e-1 is spread evenly over its decades; Optuna takes the scale of its numbers, where nine tenths
 * of it lie above 1e-2 (`scale: 'linear'`). And choices have equal shares, where Optuna counts combinations of choices that
 * cannot be.
 */
import { MedspanError } from "../../errors.js";
import { createRandom } from "../../random.js";
import { internalValue, isSingle, sameDistribution } from "../distributions.js";
import { growTree } from "./forest.js";
function countOf(mask) {
    let count = 0;
    for (const bit of mask)
        count += bit;
    return count;
}
function sizeOf({ low, high, choices }, parameter) {
    const mask = choices[parameter];
    return mask === undefined ? high[parameter] - low[parameter] : countOf(mask) / mask.length;
}
function collectLeaves(node, columns, box, leaves) {
    if (node.split === undefined) {
        let volume = 1;
        for (let parameter = 0; parameter < box.low.length; parameter++)
            volume *= sizeOf(box, parameter);
        leaves.push({ value: node.value, volume, box });
        return;
    }
    const { column, threshold, left, right } = node.split;
    const { parameter, choice } = columns[column];
    const copy = () => ({ low: box.low.slice(), high: box.high.slice(), choices: [...box.choices] });
    const lower = copy();
    const upper = copy();
    if (choice === undefined) {
        lower.high[parameter] = threshold;
        upper.low[parameter] = threshold;
    }
    else {
        const mask = box.choices[parameter];
        lower.choices[parameter] = mask.map((bit, i) => (i === choice ? 0 : bit));
        upper.choices[parameter] = mask.map((bit, i) => (i === choice ? bit : 0));
    }
    collectLeaves(left, columns, lower, leaves);
    collectLeaves(right, columns, upper, leaves);
}
/** The variance of a tree's mean along one parameter; `mean` is that of the whole space. */
function marginalVariance(leaves, parameter, mean) {
    let variance = 0;
    const mask = leaves[0].box.choices[parameter];
    if (mask !== undefined) {
        const means = new Float64Array(mask.length);
        for (const { value, volume, box } of leaves) {
            const part = (value * volume) / sizeOf(box, parameter);
            box.choices[parameter].forEach((bit, choice) => {
                if (bit === 1)
                    means[choice] += part;
            });
        }
        for (const one of means)
            variance += (one - mean) ** 2 / means.length;
        return variance;
    }
    const cuts = [...new Set(leaves.map(({ box }) => box.low[parameter]))].sort((a, b) => a - b);
    const placeOf = new Map(cuts.map((cut, i) => [cut, i]));
    // Each leaf is there from its lower end to its upper one: sums of differences.
    const steps = new Float64Array(cuts.length + 1);
    for (const { value, volume, box } of leaves) {
        const part = (value * volume) / sizeOf(box, parameter);
        steps[placeOf.get(box.low[parameter])] += part;
        steps[placeOf.get(box.high[parameter]) ?? cuts.length] -= part;
    }
    let at = 0;
    for (const [i, cut] of cuts.entries()) {
        at += steps[i];
        variance += ((cuts[i + 1] ?? 1) - cut) * (at - mean) ** 2;
    }
    return variance;
}
/** The shares of all parameters in the variance of a tree; undefined where it has none. */
function sharesOf(tree, columns, whole) {
    const leaves = [];
    collectLeaves(tree, columns, whole, leaves);
    let mean = 0;
    for (const { value, volume } of leaves)
        mean += value * volume;
    let variance = 0;
    for (const { value, volume } of leaves)
        variance += volume * (value - mean) ** 2;
    if (!(variance > 0))
        return undefined;
    return Array.from(whole.low, (_, parameter) => marginalVariance(leaves, parameter, mean) / variance);
}
/** The parameters of trials by name, and the trials that have them. */
function commonOf(trials, params) {
    const having = trials.filter(trial => params === undefined || params.every(name => Object.hasOwn(trial.distributions, name)));
    if (having.length === 0) {
        if (params !== undefined && params.length > 0)
            throw new MedspanError('config', `expected a complete trial with ${params.join(', ')}, got none`, {
                where: { at: 'params' },
            });
        return { space: [], having };
    }
    const space = Object.entries(having[0].distributions).filter(([name, distribution]) => {
        if (params !== undefined && !params.includes(name))
            return false;
        const everywhere = having.every(({ distributions }) => Object.hasOwn(distributions, name) && sameDistribution(distributions[name], distribution));
        if (!everywhere && params !== undefined)
            throw new MedspanError('config', `expected one range of ${name} in all trials, got several`, {
                where: { at: 'params' },
            });
        return everywhere;
    });
    return { space: space.sort(([one], [other]) => (one < other ? -1 : 1)), having };
}
/** From 0 to 1; a value out of its range, which a user may have fixed, lies on its end. */
function placeIn(distribution, value, own) {
    if (distribution.kind === 'categorical')
        return value;
    const scale = (one) => (distribution.log && own ? Math.log(one) : one);
    const low = scale(distribution.low);
    return Math.min(Math.max((scale(value) - low) / (scale(distribution.high) - low), 0), 1);
}
/**
 * How important each parameter is for the values of complete trials; those whose value is infinite are left out. A function
 * of the trials, whatever their order of numbers, and the options.
 *
 * @returns by importance, the greatest first; all 0 where there are fewer than two trials or all have the same value
 * @throws MedspanError `config` where no trial has the `params`, or with several ranges, or a study with several directions
 *     has no `target`
 */
export function evaluateImportance(trials, options = {}) {
    const { seed = 0, trees = 64, maxDepth = 64, scale = 'own', params, target } = options;
    const complete = trials.filter(({ state }) => state === 'complete');
    if (target === undefined && complete.some(({ values }) => values.length > 1))
        throw new MedspanError('config', 'expected a target for trials of several values, got none', {
            where: { at: 'target' },
        });
    const { space, having } = commonOf(complete, params);
    const varied = space.filter(([, distribution]) => !isSingle(distribution));
    const rows = having
        .map(trial => ({ trial, value: target === undefined ? trial.values[0] : target(trial) }))
        .filter(({ value }) => Number.isFinite(value));
    const none = (name) => ({ name, share: 0, importance: 0, deviation: 0 });
    if (rows.length < 2 || varied.length === 0)
        return space.map(([name]) => none(name));
    const center = rows.reduce((sum, { value }) => sum + value / rows.length, 0);
    const y = Float64Array.from(rows, ({ value }) => value - center);
    const columns = [];
    const data = [];
    for (const [parameter, [name, distribution]] of varied.entries()) {
        const places = Float64Array.from(rows, ({ trial }) => placeIn(distribution, internalValue(distribution, trial.params[name], name), scale === 'own'));
        const choices = distribution.kind === 'categorical' ? distribution.choices.length : 0;
        for (let choice = 0; choice < choices; choice++) {
            columns.push({ parameter, choice });
            data.push(places.map(place => (place === choice ? 1 : 0)));
        }
        if (choices > 0)
            continue;
        columns.push({ parameter, choice: undefined });
        data.push(places);
    }
    const whole = {
        low: new Float64Array(varied.length),
        high: new Float64Array(varied.length).fill(1),
        choices: varied.map(([, one]) => one.kind === 'categorical' ? new Uint8Array(one.choices.length).fill(1) : undefined),
    };
    const shares = [];
    for (let tree = 0; tree < trees; tree++) {
        const grown = growTree(data, y, maxDepth, createRandom(seed, 'importance', tree));
        const found = sharesOf(grown, columns, whole);
        if (found !== undefined)
            shares.push(found);
    }
    const means = varied.map((_, i) => shares.reduce((sum, one) => sum + one[i] / shares.length, 0));
    const total = means.reduce((sum, share) => sum + share, 0);
    const found = new Map(varied.map(([name], i) => {
        const squares = shares.reduce((sum, one) => sum + (one[i] - means[i]) ** 2 / shares.length, 0);
        const importance = total > 0 ? means[i] / total : 0;
        return [name, { name, share: means[i], importance, deviation: Math.sqrt(squares) }];
    }));
    return space
        .map(([name]) => found.get(name) ?? none(name))
        .sort((a, b) => b.importance - a.importance || (a.name < b.name ? -1 : 1));
}
