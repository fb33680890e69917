/**
 * @file CMA-ES with margin: a least probability for the neighbours of a stepped parameter's present value.
 *
 * Hamano et al. 2022 ("CMA-ES with Margin: Lower-Bounding Marginal Probability for Mixed-Integer Black-Box Optimization",
 * section 3), as the Python package `cmaes` has it. Without it the spread of a whole number may become so small that no
 * other value is ever tried again. After each generation the mean and a scale of each stepped axis (the paper's A) are
 * moved until every neighbour has the probability `1 / (nλ)` at least.
 */
import { ndtr, ndtriExp } from "../normal.js";
/** @param steps for each axis the distance of neighbouring values in the unit cube; 0 where any value is possible */
export function createMargin({ dimension, population }, steps) {
    return {
        axes: steps.flatMap((step, axis) => step > 0 ? [{ axis, step, count: Math.ceil((1 + step / 2) / step) }] : []),
        least: 1 / (dimension * population),
    };
}
function limitAfter({ step }, index) {
    return (index * step + (index + 1) * step) / 2;
}
/** The index of the value that a place belongs to; a place on a limit belongs to the lower one. */
function indexOf(axis, place) {
    let index = Math.min(Math.max(Math.floor(place / axis.step + 0.5), 0), axis.count - 1);
    if (index > 0 && place <= limitAfter(axis, index - 1))
        index--;
    if (index < axis.count - 1 && place > limitAfter(axis, index))
        index++;
    return index;
}
/** The point that is tried for a sampled one: stepped axes spread by their scales and put on their steps. */
export function encode(margin, { cma, scale }, x) {
    const point = Float64Array.from(x);
    for (const stepped of margin.axes) {
        const { axis, step } = stepped;
        const mean = cma.mean[axis];
        point[axis] = indexOf(stepped, (x[axis] - mean) * scale[axis] + mean) * step;
    }
    return point;
}
/** The root of the quantile of the chi-square distribution with one degree of freedom at 1 - 2p. */
function chiRoot(p) {
    return -ndtriExp(Math.log(p));
}
/** Corrects a state after a generation. */
export function correct({ axes, least }, { cma, scale }) {
    const n = cma.mean.length;
    const mean = Float64Array.from(cma.mean);
    const corrected = Float64Array.from(scale);
    for (const stepped of axes) {
        const { axis, count } = stepped;
        const m = mean[axis];
        const index = indexOf(stepped, m);
        const lower = limitAfter(stepped, Math.min(Math.max(index - 1, 0), count - 2));
        const upper = limitAfter(stepped, Math.min(index, count - 2));
        const spread = cma.sigma * Math.sqrt(cma.covariance[cma.covariance.length === n ? axis : axis * n + axis]);
        const deviation = spread * scale[axis];
        const below = ndtr((lower - m) / deviation);
        const above = 1 - ndtr((upper - m) / deviation);
        if (Math.max(below, above) > 0.5) {
            // The mean is beyond the last limit: it comes so near that the other side keeps its probability.
            if (Math.min(below, above) < least)
                mean[axis] = upper + Math.sign(m - upper) * deviation * chiRoot(least);
            continue;
        }
        const middle = 1 - (below + above);
        const low = Math.max(below, least / 2);
        const high = Math.max(above, least / 2);
        const excess = (1 - low - high - middle) / (low + middle + high - (3 * least) / 2);
        const share = (p) => Math.min(Math.max(p + excess * (p - least / 2), 1e-10), 0.5 - 1e-10);
        const lowRoot = chiRoot(share(low));
        const highRoot = chiRoot(share(high));
        corrected[axis] = (upper - lower) / ((lowRoot + highRoot) * spread);
        mean[axis] = (lower * highRoot + upper * lowRoot) / (lowRoot + highRoot);
    }
    return { cma: { ...cma, mean }, scale: corrected };
}
