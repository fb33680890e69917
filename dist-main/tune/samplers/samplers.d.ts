/**
 * @file Every sampler by name, with its options.
 */
import type { Space } from '../space.ts';
import { type CmaSamplerOptions } from './cma-sampler.ts';
import type { Sampler } from './sampler.ts';
import { type TpeSamplerOptions } from './tpe-sampler.ts';
/** A sampler as plain data, such as a configuration holds it. */
export type SamplerSettings = {
    readonly type: 'random';
} | {
    readonly type: 'sobol';
}
/** `points`: how many values of each range are combined; 5 where left out. */
 | {
    readonly type: 'grid';
    readonly points?: number;
} | ({
    readonly type: 'tpe';
} & Omit<TpeSamplerOptions, 'seed' | 'gamma' | 'weights'>) | ({
    readonly type: 'cma-es';
} & Omit<CmaSamplerOptions, 'seed' | 'independent'>);
/** How many values of each range a grid has that does not say it. */
export declare const defaultPoints = 5;
export type SamplerName = SamplerSettings['type'];
/** The options of each sampler, by name. */
export declare const samplerOptions: Readonly<Record<SamplerName, readonly string[]>>;
/**
 * Makes the sampler that settings describe.
 *
 * @param space what a grid is laid over
 * @param seed the same gives the same sequence; workers of one study may share it
 * @throws MedspanError `config` for a name or an option that is not there, and for options out of their ranges
 */
export declare function createSampler(settings: SamplerSettings, space: Space, seed: number): Sampler;
