/**
 * @file From the parameters of a search space to points of a unit cube, and back.
 *
 * As Optuna does it for CMA-ES: logarithms on a logarithmic scale, and half a step around the ends of what has steps, so
 * that each step has the same room. With a margin (`cma-margin.ts`) steps have their places in the cube instead, the ends at
 * 0 and 1.
 */
import { type Distributions, type ParamValue } from '../distributions.ts';
import type { DrawnValues } from './sampler.ts';
export interface CmaTransform {
    /** In the order of the cube's axes. */
    readonly names: readonly string[];
    /** For each axis the distance of neighbouring values in the cube; 0 where any value is possible. */
    readonly steps: readonly number[];
    /** The point of parameters, which may lie outside of the cube; undefined where one is missing or no number. */
    toPoint(params: Readonly<Record<string, ParamValue>>): Float64Array | undefined;
    /** The values inside, within their distributions. */
    toValues(point: ArrayLike<number>): DrawnValues;
}
/** @param space numeric parameters only, each with more than one value */
export declare function createTransform(space: Distributions, options: {
    readonly margin: boolean;
}): CmaTransform;
