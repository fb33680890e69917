/**
 * @file TPE: the tree-structured Parzen estimator.
 *
 * Bergstra et al. 2011 ("Algorithms for Hyper-Parameter Optimization") and 2013 ("Making a Science of Model Search"), with
 * the components that Watanabe 2023 (arXiv 2304.11127) describes and the defaults of Optuna 5: the best tenth of the trials, 25
 * at most, makes one mixture of kernels, all others make another; of 24 samples of the first the one is tried whose
 * densities have the greatest ratio. Parameters that all trials have in common are drawn together (Falkner et al. 2018), the
 * others by themselves from the trials that have them. Trials that run elsewhere count as bad ones (a constant liar), so
 * that workers do not all try the same.
 *
 * Not here: several objectives, and groups of conditional parameters.
 */
import { MedspanError } from "../../errors.js";
import { createRandom } from "../../random.js";
import { externalValue, internalValue, } from "../distributions.js";
import { createIntersection } from "./intersection.js";
import { createMixture, defaultWeights, logDensity, sampleMixture } from "./parzen.js";
import { createRandomSampler } from "./random-sampler.js";
import { TpeHistory } from "./tpe-history.js";
/** The best tenth, at most 25. */
export function defaultGamma(n) {
    return Math.min(Math.ceil(0.1 * n), 25);
}
/** Where Optuna notes what a running trial drew together, in pieces as long as its storages take. */
const relativeKey = 'tpe:relative_params';
const longestPiece = 2045;
function noteRelative(values) {
    const text = JSON.stringify(values);
    const pieces = Math.ceil(text.length / longestPiece);
    return Object.fromEntries(Array.from({ length: pieces }, (_, i) => [
        `${relativeKey}:${i}`,
        text.slice(i * longestPiece, (i + 1) * longestPiece),
    ]));
}
/** What a running trial noted of what it drew together; nothing where a piece is missing. */
function notedRelative({ systemAttributes }) {
    let text = '';
    for (let i = 0;; i++) {
        const piece = systemAttributes[`${relativeKey}:${i}`];
        if (typeof piece !== 'string')
            break;
        text += piece;
    }
    if (text === '')
        return {};
    try {
        return JSON.parse(text);
    }
    catch {
        return {};
    }
}
/** Draws what makes good trials likelier than bad ones. */
export function createTpeSampler(options = {}) {
    const { seed = 0, startupTrials = 10, candidates = 24, multivariate = true, constantLiar = true } = options;
    const gamma = options.gamma ?? defaultGamma;
    const parzen = {
        priorWeight: options.priorWeight ?? 1,
        magicClip: options.magicClip ?? true,
        endpoints: options.endpoints ?? false,
        weights: options.weights ?? defaultWeights,
    };
    if (!(candidates >= 1))
        throw new MedspanError('config', `expected at least one candidate, got ${candidates}`);
    if (!(parzen.priorWeight >= 0))
        throw new MedspanError('config', `expected a prior weight of at least 0, got ${parzen.priorWeight}`);
    const random = createRandomSampler({ seed });
    const intersection = createIntersection({ pruned: true });
    const histories = new WeakMap();
    const historyOf = (study) => {
        if (study.directions.length > 1)
            throw new MedspanError('config', 'expected a study with one direction for TPE, got several', {
                hint: 'Choose the random or the quasi-random sampler.',
            });
        let history = histories.get(study);
        if (history === undefined) {
            history = new TpeHistory(study);
            histories.set(study, history);
        }
        history.update();
        return history;
    };
    const runningRows = (study, trial, space) => {
        const rows = [];
        if (!constantLiar)
            return rows;
        for (const other of study.unfinished.values()) {
            if (other.state !== 'running' || other.number === trial.number)
                continue;
            const params = multivariate ? { ...notedRelative(other), ...other.params } : other.params;
            const values = new Map();
            for (const [name, distribution] of Object.entries(space))
                if (Object.hasOwn(params, name)) {
                    const value = tryInternal(distribution, params[name]);
                    if (value !== undefined)
                        values.set(name, value);
                }
            rows.push({ number: other.number, values });
        }
        return rows;
    };
    const draw = (study, trial, space, ...stream) => {
        const history = historyOf(study);
        const entries = Object.entries(space);
        const split = history.split(gamma(history.size), entries, runningRows(study, trial, space));
        const good = createMixture(split.below, parzen);
        const bad = createMixture(split.above, parzen);
        const samples = sampleMixture(good, candidates, createRandom(seed, 'tpe', trial.number, ...stream), entries.map(([name]) => createRandom(seed, 'tpe-value', trial.number, name)));
        const better = logDensity(good, samples);
        const worse = logDensity(bad, samples);
        let best = 0;
        for (let i = 1; i < candidates; i++)
            if (better[i] - worse[i] > better[best] - worse[best])
                best = i;
        return Object.fromEntries(entries.map(([name], column) => [name, samples[column][best]]));
    };
    return {
        name: 'tpe',
        relativeSpace: study => (multivariate ? intersection(study) : {}),
        sampleRelative(study, trial, space) {
            if (historyOf(study).size < startupTrials)
                return { values: {} };
            const values = draw(study, trial, space);
            if (!constantLiar)
                return { values };
            const external = Object.entries(values).map(([name, value]) => [name, externalValue(space[name], value)]);
            return { values, attributes: noteRelative(Object.fromEntries(external)) };
        },
        sampleIndependent(study, trial, name, distribution) {
            if (historyOf(study).size < startupTrials)
                return random.sampleIndependent(study, trial, name, distribution);
            return draw(study, trial, { [name]: distribution }, name)[name];
        },
    };
}
/** The value inside, or undefined where another process has another range or other choices. */
function tryInternal(distribution, value) {
    try {
        return internalValue(distribution, value);
    }
    catch (cause) {
        if (cause instanceof MedspanError)
            return undefined;
        throw cause;
    }
}
