import type { Sampler } from './sampler.ts';
export interface SobolSamplerOptions {
    /** 0 where left out. All workers of a study must have the same. */
    readonly seed?: number;
}
/** Draws points of a scrambled Sobol sequence; best where trials are a power of 2. */
export declare function createSobolSampler({ seed }?: SobolSamplerOptions): Sampler;
