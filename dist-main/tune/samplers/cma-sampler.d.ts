import { type CmaHistoryOptions } from './cma-state.ts';
import type { Sampler } from './sampler.ts';
export interface CmaSamplerOptions extends CmaHistoryOptions {
    /** 0 where left out. */
    readonly seed?: number;
    /** As long as fewer trials are complete, parameters are drawn by the independent sampler; 1 where left out. */
    readonly startupTrials?: number;
    /** Draws what CMA-ES does not; univariate TPE where left out, for which Optuna takes the random sampler. */
    readonly independent?: Sampler;
}
/** Draws numeric parameters from a normal distribution that learns its shape, generation by generation. @throws MedspanError `config` */
export declare function createCmaSampler(options?: CmaSamplerOptions): Sampler;
