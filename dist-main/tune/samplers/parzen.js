import { logDensityConstant, logNormalMass, truncatedQuantile } from "../normal.js";
import { uniform53 } from "./inverse-transform.js";
/** The weights of Bergstra et al. 2013: the latest 25 count fully, older ones less and less. */
export function defaultWeights(n) {
    const weights = new Float64Array(n).fill(1);
    const ramp = n - 25;
    for (let i = 0; i < ramp; i++)
        weights[i] = ramp === 1 ? 1 / n : 1 / n + (i * (1 - 1 / n)) / (ramp - 1);
    return weights;
}
/** The value inside, on the scale on which kernels are normal. */
export function onScale(distribution, internal) {
    return distribution.kind !== 'categorical' && distribution.log ? Math.log(internal) : internal;
}
const leastSigma = 1e-12;
function sortedOrder(values) {
    return Int32Array.from(values.keys()).sort((i, j) => values[i] - values[j] || i - j);
}
/** The kernels of one parameter; the prior's is the last. */
export function createKernels(observations, options) {
    const { distribution, values, known } = observations;
    const n = values.length;
    if (distribution.kind === 'categorical') {
        const choices = distribution.choices.length;
        const smooth = options.priorWeight / (n + 1);
        const sum = 1 + smooth * choices;
        return { kind: 'categorical', choices, observed: values, own: (1 + smooth) / sum, other: smooth / sum };
    }
    const half = (distribution.step ?? 0) / 2;
    const from = onScale(distribution, distribution.low - half);
    const to = onScale(distribution, distribution.high + half);
    const range = to - from;
    const { room } = observations;
    const mus = room?.mus.subarray(0, n + 1) ?? new Float64Array(n + 1);
    mus.set(values);
    mus[n] = 0.5 * (from + to);
    const sigmas = room?.sigmas.subarray(0, n + 1) ?? new Float64Array(n + 1);
    sigmas[n] = range;
    const least = options.magicClip ? range / Math.min(100, n + 2) : leastSigma;
    const order = observations.order ?? sortedOrder(values);
    const inner = !options.endpoints && n >= 2;
    for (let i = 0; i < n; i++) {
        const k = order[i];
        const mu = values[k];
        const left = i > 0 ? mu - values[order[i - 1]] : inner ? 0 : mu - from;
        const right = i < n - 1 ? values[order[i + 1]] - mu : inner ? 0 : to - mu;
        sigmas[k] = Math.min(Math.max(left, right, least), range);
    }
    const logNorms = room?.logNorms.subarray(0, n + 1) ?? new Float64Array(n + 1);
    const continuous = distribution.step === undefined;
    for (let k = 0; k <= n; k++) {
        const sigma = sigmas[k];
        const place = known !== undefined && k < n && known.places[k] < known.kept ? known.places[k] : -1;
        if (place >= 0 && known.sigmas[place] === sigma)
            logNorms[k] = known.logNorms[place];
        else {
            const mass = logNormalMass((from - mus[k]) / sigma, (to - mus[k]) / sigma);
            logNorms[k] = continuous ? mass + Math.log(sigma) + logDensityConstant : mass;
            if (place < 0)
                continue;
            known.sigmas[place] = sigma;
            known.logNorms[place] = logNorms[k];
        }
    }
    const alike = continuous ? undefined : findAlike(mus, sigmas, order);
    return { kind: 'numeric', distribution, from, to, mus, sigmas, logNorms, alike };
}
/** Numbers kernels; of the same middle, which stand together in the order, those of the same width get the same one. */
function findAlike(mus, sigmas, order) {
    const prior = mus.length - 1;
    const numbers = new Int32Array(mus.length);
    const kernels = [];
    let first = 0;
    for (let i = 0; i < prior; i++) {
        const k = order[i];
        if (i > 0 && mus[k] !== mus[order[i - 1]])
            first = kernels.length;
        let number = first;
        while (number < kernels.length && sigmas[kernels[number]] !== sigmas[k])
            number++;
        if (number === kernels.length)
            kernels.push(k);
        numbers[k] = number;
    }
    numbers[prior] = kernels.length;
    kernels.push(prior);
    return { numbers, kernels };
}
/**
 * The mixture of what was observed: one array of values for each parameter, all of the same length.
 *
 * @throws RangeError where the weights are negative or all 0
 */
export function createMixture(observations, options) {
    const n = observations[0]?.values.length ?? 0;
    const weights = new Float64Array(n + 1);
    const own = options.weights(n);
    let sum = 0;
    for (let k = 0; k <= n; k++) {
        const weight = k < n ? own[k] : n === 0 ? 1 : options.priorWeight;
        if (!(weight >= 0 && weight < Number.POSITIVE_INFINITY))
            throw new RangeError(`expected weights of at least 0, got ${weight}`);
        weights[k] = weight;
        sum += weight;
    }
    if (!(sum > 0))
        throw new RangeError('expected a weight above 0, got none');
    for (let k = 0; k <= n; k++)
        weights[k] /= sum;
    return { weights, kernels: observations.map(one => createKernels(one, options)) };
}
/** The nearest step of a discrete parameter, within its range. */
function toStep({ low, high }, step, value) {
    const nearest = Math.round((value - low) / step);
    return Math.min(Math.max(low + nearest * step, low), high);
}
/**
 * Draws from a mixture.
 *
 * @param choice the stream that chooses kernels
 * @param streams one for each parameter
 * @returns for each parameter `count` values, as inside
 */
export function sampleMixture({ weights, kernels }, count, choice, streams) {
    const cumulative = new Float64Array(weights.length);
    let sum = 0;
    for (let k = 0; k < weights.length; k++)
        cumulative[k] = sum += weights[k];
    const active = Int32Array.from({ length: count }, () => {
        const place = uniform53(choice) * sum;
        const k = cumulative.findIndex(end => place < end);
        return k < 0 ? weights.length - 1 : k;
    });
    return kernels.map((kernel, column) => {
        const random = streams[column];
        const values = new Float64Array(count);
        for (let i = 0; i < count; i++) {
            const k = active[i];
            const share = uniform53(random);
            if (kernel.kind === 'categorical') {
                const { choices, observed, own, other } = kernel;
                const prior = k === weights.length - 1;
                let left = share;
                let drawn = 0;
                for (; drawn < choices - 1; drawn++) {
                    left -= prior ? 1 / choices : drawn === observed[k] ? own : other;
                    if (left < 0)
                        break;
                }
                values[i] = drawn;
                continue;
            }
            const { distribution, from, to, mus, sigmas } = kernel;
            const mu = mus[k];
            const sigma = sigmas[k];
            const drawn = truncatedQuantile(share, (from - mu) / sigma, (to - mu) / sigma) * sigma + mu;
            const value = distribution.log ? Math.exp(drawn) : drawn;
            const { low, high, step } = distribution;
            values[i] =
                step === undefined ? Math.min(Math.max(value, low), high) : toStep(distribution, step, value);
        }
        return values;
    });
}
/** Terms that are smaller by this factor's logarithm are below the last bit of a sum, whatever their number. */
const negligible = 45;
/**
 * The logarithms of the masses of steps under kernels, once for each value and for kernels that are alike, and only of
 * kernels that are asked for.
 */
class StepMasses {
    #kernel;
    #alike;
    #known = new Map();
    #from = 0;
    #to = 0;
    #masses = new Float64Array(0);
    constructor(kernel, alike) {
        this.#kernel = kernel;
        this.#alike = alike;
    }
    /** Turns to a value. */
    turnTo(value) {
        const { distribution } = this.#kernel;
        const half = distribution.step / 2;
        this.#from = onScale(distribution, value - half);
        this.#to = onScale(distribution, value + half);
        let masses = this.#known.get(value);
        if (masses === undefined) {
            masses = new Float64Array(this.#alike.kernels.length).fill(Number.NaN);
            this.#known.set(value, masses);
        }
        this.#masses = masses;
    }
    /** The logarithm of the value's mass under a kernel. */
    of(k) {
        const number = this.#alike.numbers[k];
        const mass = this.#masses[number];
        if (!Number.isNaN(mass))
            return mass;
        const mu = this.#kernel.mus[k];
        const sigma = this.#kernel.sigmas[k];
        const own = logNormalMass((this.#from - mu) / sigma, (this.#to - mu) / sigma);
        this.#masses[number] = own;
        return own;
    }
}
/** A mixture made ready for many samples. */
class Density {
    /** The logarithms of what does not depend on the sample: weights over norms. */
    #constants;
    #continuous = [];
    #steps = [];
    #choices = [];
    #mus;
    #sigmas;
    /** The sample's values of the continuous parameters, on their scales. */
    #places;
    /** The terms of a sum that count. */
    #terms;
    constructor({ weights, kernels }) {
        const constants = new Float64Array(weights.length);
        for (let k = 0; k < constants.length; k++)
            constants[k] = Math.log(weights[k]);
        kernels.forEach((kernel, column) => {
            if (kernel.kind === 'categorical')
                this.#choices.push({ kernel, column });
            else {
                const { logNorms, alike } = kernel;
                for (let k = 0; k < constants.length; k++)
                    constants[k] -= logNorms[k];
                if (alike === undefined)
                    this.#continuous.push({ kernel, column });
                else
                    this.#steps.push({ masses: new StepMasses(kernel, alike), column });
            }
        });
        this.#constants = constants;
        this.#mus = this.#continuous.map(({ kernel }) => kernel.mus);
        this.#sigmas = this.#continuous.map(({ kernel }) => kernel.sigmas);
        this.#places = new Float64Array(this.#continuous.length);
        this.#terms = new Float64Array(constants.length);
    }
    /**
     * log Σ exp over the kernels. What a parameter adds to a term never makes it greater, but for the constants, so a kernel is
     * left as soon as it is negligible beside another: most are after the first parameter. The prior's kernel is wide and
     * comes first.
     */
    at(samples, i) {
        for (const [d, { kernel, column }] of this.#continuous.entries()) {
            const { distribution } = kernel;
            const value = samples[column][i];
            if (value < distribution.low || value > distribution.high)
                return Number.NEGATIVE_INFINITY;
            this.#places[d] = onScale(distribution, value);
        }
        for (const { masses, column } of this.#steps)
            masses.turnTo(samples[column][i]);
        const terms = this.#terms;
        const constants = this.#constants;
        const [mus, sigmas] = [this.#mus[0], this.#sigmas[0]];
        const place = this.#places[0];
        let count = 0;
        let most = Number.NEGATIVE_INFINITY;
        for (let k = terms.length - 1; k >= 0; k--) {
            let term = constants[k];
            if (mus !== undefined) {
                const distance = (place - mus[k]) / sigmas[k];
                term -= 0.5 * distance * distance;
            }
            if (term < most - negligible)
                continue;
            term = this.#addOthers(term, k, most - negligible, samples, i);
            if (term < most - negligible)
                continue;
            terms[count++] = term;
            if (term > most)
                most = term;
        }
        if (most === Number.NEGATIVE_INFINITY)
            return most;
        let sum = 0;
        for (let j = 0; j < count; j++)
            sum += Math.exp(terms[j] - most);
        return most + Math.log(sum);
    }
    /** A term with what all parameters but the first continuous one add to it, or something below `least` where it is below that. */
    #addOthers(first, k, least, samples, i) {
        let term = first;
        const places = this.#places;
        const mus = this.#mus;
        const sigmas = this.#sigmas;
        for (let d = 1; d < places.length; d++) {
            const distance = (places[d] - mus[d][k]) / sigmas[d][k];
            term -= 0.5 * distance * distance;
            if (term < least)
                return term;
        }
        for (const { masses } of this.#steps) {
            term += masses.of(k);
            if (term < least)
                return term;
        }
        const prior = k === this.#terms.length - 1;
        for (const { kernel, column } of this.#choices) {
            const { observed, own, other, choices } = kernel;
            term += Math.log(prior ? 1 / choices : observed[k] === samples[column][i] ? own : other);
        }
        return term;
    }
}
/**
 * The logarithm of a mixture's density at samples: of the mass where parameters are discrete.
 *
 * @param samples for each parameter the values, as inside
 */
export function logDensity(mixture, samples) {
    const density = new Density(mixture);
    const densities = new Float64Array(samples[0]?.length ?? 0);
    for (let i = 0; i < densities.length; i++)
        densities[i] = density.at(samples, i);
    return densities;
}
