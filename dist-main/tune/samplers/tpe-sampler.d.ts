import type { Sampler } from './sampler.ts';
export interface TpeSamplerOptions {
    /** 0 where left out. */
    readonly seed?: number;
    /** As long as fewer trials are complete or pruned, parameters are drawn evenly; 10 where left out. */
    readonly startupTrials?: number;
    /** How many samples are compared for each trial; 24 where left out. Time grows with it. */
    readonly candidates?: number;
    /** Whether common parameters are drawn together; true where left out. */
    readonly multivariate?: boolean;
    /** Whether running trials count as bad ones; true where left out. */
    readonly constantLiar?: boolean;
    /** How many of n finished trials are good; a tenth, 25 at most, where left out. */
    readonly gamma?: (n: number) => number;
    /** 1 where left out. */
    readonly priorWeight?: number;
    /** True where left out. */
    readonly magicClip?: boolean;
    /** False where left out. */
    readonly endpoints?: boolean;
    /** The weights of n observations, the oldest first; `defaultWeights` where left out. */
    readonly weights?: (n: number) => ArrayLike<number>;
}
/** The best tenth, at most 25. */
export declare function defaultGamma(n: number): number;
/** Draws what makes good trials likelier than bad ones. */
export declare function createTpeSampler(options?: TpeSamplerOptions): Sampler;
