import { type ParamValue } from '../distributions.ts';
import { type Space } from '../space.ts';
import type { Sampler } from './sampler.ts';
/** A combination: a value of each parameter that it has. */
export type GridPoint = Readonly<Record<string, ParamValue>>;
/** The values to combine, by parameter. */
export type GridValues = Readonly<Record<string, readonly ParamValue[]>>;
export interface GridSamplerOptions {
    /** 0 where left out. All workers of a study must have the same. */
    readonly seed?: number;
}
/** Every combination of values, the last parameter changing fastest. */
export declare function combineValues(values: GridValues): GridPoint[];
/**
 * The grid of a search space: all choices, and values of ranges. A parameter whose conditions do not hold is not in a
 * combination.
 *
 * @param count how many values of each range, at least 2
 */
export declare function gridOf(space: Space, count: number): GridPoint[];
/**
 * Tries every combination once.
 *
 * @param grid values to combine, or the combinations themselves (`gridOf`)
 * @throws MedspanError `config` where there is no combination
 */
export declare function createGridSampler(grid: GridValues | readonly GridPoint[], { seed }?: GridSamplerOptions): Sampler;
