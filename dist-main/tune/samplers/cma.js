/**
 * @file The covariance matrix adaptation evolution strategy, one generation after the other.
 *
 * Hansen 2016 ("The CMA Evolution Strategy: A Tutorial", arXiv 1604.00772); equations by their numbers there, letters too.
 * Constants and the order of updates are those of the Python package `cmaes`, which Optuna uses, and which takes the newest
 * evolution path for the step size before it decides on stalling. With `separable` the covariance matrix is diagonal (Ros
 * and Hansen 2008, "A Simple Modification in CMA-ES Achieving Linear Time and Space Complexity"), for many dimensions.
 *
 * Everything here is a function of numbers: states are not changed, and what is drawn comes from the caller.
 */
import { internal } from "../../errors.js";
import { decompose, identity } from "./cma-eigen.js";
const epsilon = 1e-8;
const greatestSigma = 1e32;
function total(values) {
    let sum = 0;
    for (const value of values)
        sum += value;
    return sum;
}
/** λ where it is not given: equation 48. */
export function defaultPopulation(dimension) {
    return 4 + Math.floor(3 * Math.log(dimension));
}
/**
 * The constants for a search space.
 *
 * @param dimension at least 1; at least 2 with `separable`
 * @param population at least 2
 */
export function createStrategy(dimension, population = defaultPopulation(dimension), separable = false) {
    const n = dimension;
    const parents = Math.floor(population / 2);
    if (n < 1 || parents < 1 || (separable && n < 2))
        throw internal(`no CMA-ES with ${n} dimensions and a population of ${population}`);
    const raw = Array.from({ length: population }, (_, i) => Math.log((population + 1) / 2) - Math.log(i + 1));
    const better = separable
        ? Array.from({ length: parents }, (_, i) => Math.log(parents + 1) - Math.log(i + 1))
        : raw.slice(0, parents);
    const muEff = total(better) ** 2 / total(better.map(w => w * w));
    const cOne = 2 / ((n + 1.3) ** 2 + muEff);
    const dSigmaOf = (cSigma) => 1 + 2 * Math.max(0, Math.sqrt((muEff - 1) / (n + 1)) - 1) + cSigma;
    const chi = Math.sqrt(n) * (1 - 1 / (4 * n) + 1 / (21 * n ** 2));
    const shared = { separable, dimension, population, parents, muEff, cOne, chi };
    if (separable) {
        const cSigma = (muEff + 2) / (n + muEff + 3);
        const full = 2 / muEff / (n + Math.SQRT2) ** 2 +
            (1 - 1 / muEff) * Math.min(1, (2 * muEff - 1) / ((n + 2) ** 2 + muEff));
        const sum = total(better);
        return {
            ...shared,
            weights: better.map(w => w / sum),
            cSigma,
            dSigma: dSigmaOf(cSigma),
            cPath: 4 / (n + 4),
            cMu: ((n + 2) / 3) * full,
        };
    }
    const cMu = Math.min(1 - cOne - epsilon, (2 * (muEff - 2 + 1 / muEff)) / ((n + 2) ** 2 + muEff));
    const worse = raw.slice(parents);
    const muEffMinus = total(worse) ** 2 / total(worse.map(w => w * w));
    // Equations 50 to 53.
    const least = Math.min(1 + cOne / cMu, 1 + (2 * muEffMinus) / (muEff + 2), (1 - cOne - cMu) / (n * cMu));
    const positive = total(raw.filter(w => w > 0));
    const negative = -total(raw.filter(w => w < 0));
    const cSigma = (muEff + 2) / (n + muEff + 5);
    return {
        ...shared,
        weights: raw.map(w => (w >= 0 ? w / positive : (least / negative) * w)),
        cSigma,
        dSigma: dSigmaOf(cSigma),
        cPath: (4 + muEff / n) / (n + 4 + (2 * muEff) / n),
        cMu,
    };
}
/** The state before the first generation. @param mean [n] @param sigma above 0 */
export function beginCma({ dimension, separable }, mean, sigma) {
    return {
        generation: 0,
        mean: Float64Array.from(mean),
        sigma,
        covariance: separable ? new Float64Array(dimension).fill(1) : identity(dimension),
        path: new Float64Array(dimension),
        sigmaPath: new Float64Array(dimension),
    };
}
/** What rounding has made 0 or less becomes small. */
function rootOf(value) {
    return Math.sqrt(value <= 0 ? epsilon : value);
}
/** A covariance matrix from its eigenvectors and the roots of its eigenvalues. */
function compose(b, d) {
    const n = d.length;
    const matrix = new Float64Array(n * n);
    for (let i = 0; i < n; i++)
        for (let j = 0; j < n; j++) {
            let sum = 0;
            for (let k = 0; k < n; k++)
                sum += b[i * n + k] * d[k] ** 2 * b[j * n + k];
            matrix[i * n + j] = sum;
        }
    return matrix;
}
const rootsOf = new WeakMap();
function roots({ dimension, separable }, state) {
    let known = rootsOf.get(state);
    if (known === undefined) {
        if (separable)
            known = { b: undefined, d: state.covariance.map(rootOf) };
        else {
            const { values, vectors } = decompose(state.covariance, dimension);
            const d = values.map(rootOf);
            known = { b: vectors, d, ...(values[0] > 0 ? {} : { repaired: compose(vectors, d) }) };
        }
        rootsOf.set(state, known);
    }
    return known;
}
/** B diag(scale) Bᵀ x, or with `half` B diag(scale) x; [n]. */
function through({ b }, scale, x, half = false) {
    const n = x.length;
    if (b === undefined)
        return x.map((value, i) => value * scale[i]);
    const inner = new Float64Array(n);
    for (let k = 0; k < n; k++) {
        let sum = half ? x[k] : 0;
        if (!half)
            for (let i = 0; i < n; i++)
                sum += b[i * n + k] * x[i];
        inner[k] = scale[k] * sum;
    }
    const result = new Float64Array(n);
    for (let i = 0; i < n; i++) {
        let sum = 0;
        for (let k = 0; k < n; k++)
            sum += b[i * n + k] * inner[k];
        result[i] = sum;
    }
    return result;
}
/** m + σ B D z: equations 38 to 40. @param z [n], standard normal */
export function samplePoint(strategy, state, z) {
    const known = roots(strategy, state);
    return through(known, known.d, z, true).map((y, i) => state.mean[i] + state.sigma * y);
}
function lengthOf(x) {
    let sum = 0;
    for (const value of x)
        sum += value * value;
    return Math.sqrt(sum);
}
/**
 * The state after a generation: equations 41 to 47.
 *
 * @param solutions λ of them, in any order; of equal values the first counts as better
 */
export function nextGeneration(strategy, state, solutions) {
    const { dimension: n, population, parents, weights, separable, muEff, chi } = strategy;
    const { cSigma, dSigma, cPath, cOne, cMu } = strategy;
    if (solutions.length !== population)
        throw internal(`expected ${population} solutions of a generation, got ${solutions.length}`);
    const known = roots(strategy, state);
    const sorted = [...solutions].sort((a, b) => (a.value < b.value ? -1 : a.value > b.value ? 1 : 0));
    const ys = sorted.map(({ x }) => Float64Array.from(state.mean, (m, i) => (x[i] - m) / state.sigma));
    const step = new Float64Array(n);
    for (let k = 0; k < parents; k++)
        for (let i = 0; i < n; i++)
            step[i] += weights[k] * ys[k][i];
    const mean = state.mean.map((m, i) => m + state.sigma * step[i]);
    const inverse = known.d.map(d => 1 / d);
    const whitened = through(known, inverse, step);
    const pull = Math.sqrt(cSigma * (2 - cSigma) * muEff);
    const sigmaPath = state.sigmaPath.map((p, i) => (1 - cSigma) * p + pull * whitened[i]);
    const norm = lengthOf(sigmaPath);
    const sigma = Math.min(state.sigma * Math.exp((cSigma / dSigma) * (norm / chi - 1)), greatestSigma);
    const generation = state.generation + 1;
    const unbiased = norm / Math.sqrt(1 - (1 - cSigma) ** (2 * (generation + 1)));
    const moving = unbiased < (1.4 + 2 / (n + 1)) * chi ? 1 : 0;
    const pathPull = moving * Math.sqrt(cPath * (2 - cPath) * muEff);
    const path = state.path.map((p, i) => (1 - cPath) * p + pathPull * step[i]);
    const stalled = (1 - moving) * cPath * (2 - cPath);
    // Equation 46: a bad direction is subtracted by its length in the present metric.
    const shares = weights.map((w, k) => w >= 0 ? w : (w * n) / (lengthOf(through(known, inverse, ys[k])) ** 2 + epsilon));
    const keep = 1 + cOne * stalled - cOne - cMu * total(weights);
    const before = known.repaired ?? state.covariance;
    const covariance = new Float64Array(before.length);
    const update = (at, i, j) => {
        let spread = 0;
        for (let k = 0; k < shares.length; k++)
            spread += shares[k] * ys[k][i] * ys[k][j];
        covariance[at] = keep * before[at] + cOne * path[i] * path[j] + cMu * spread;
    };
    for (let i = 0; i < n; i++)
        if (separable)
            update(i, i, i);
        else
            for (let j = 0; j < n; j++)
                update(i * n + j, i, j);
    return { generation, mean, sigma, covariance, path, sigmaPath };
}
