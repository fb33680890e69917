/**
 * @file From the parameters of a search space to points of a unit cube, and back.
 *
 * As Optuna does it for CMA-ES: logarithms on a logarithmic scale, and half a step around the ends of what has steps, so
 * that each step has the same room. With a margin (`cma-margin.ts`) steps have their places in the cube instead, the ends at
 * 0 and 1.
 */
import { internalValue, } from "../distributions.js";
function clip(value, low, high) {
    return Math.min(Math.max(value, low), high);
}
function createAxis(name, distribution, margin) {
    const { low, high, log, step } = distribution;
    const half = margin || step === undefined ? 0 : step / 2;
    const ends = [low - half, high + half].map(end => (log ? Math.log(end) : end));
    return { name, distribution, low: ends[0], width: ends[1] - ends[0] };
}
function valueOn({ distribution, low: from, width }, place) {
    const { kind, low, high, log, step } = distribution;
    const found = from + place * width;
    if (log)
        return clip(kind === 'int' ? Math.round(Math.exp(found)) : Math.exp(found), low, high);
    if (step === undefined)
        return clip(found, low, high);
    return clip(low + Math.floor((found - low) / step + 0.5) * step, low, high);
}
/** @param space numeric parameters only, each with more than one value */
export function createTransform(space, options) {
    const axes = Object.entries(space).map(([name, distribution]) => createAxis(name, distribution, options.margin));
    return {
        names: axes.map(({ name }) => name),
        steps: axes.map(({ distribution: { low, high, log, step } }) => log || step === undefined ? 0 : step / (high - low)),
        toPoint(params) {
            const point = new Float64Array(axes.length);
            for (const [i, { name, distribution, low, width }] of axes.entries()) {
                const value = params[name];
                if (typeof value !== 'number')
                    return undefined;
                const inside = internalValue(distribution, value, name);
                point[i] = ((distribution.log ? Math.log(inside) : inside) - low) / width;
            }
            return point;
        },
        toValues: point => Object.fromEntries(axes.map((axis, i) => [axis.name, valueOn(axis, point[i])])),
    };
}
