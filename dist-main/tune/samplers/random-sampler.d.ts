import type { Sampler } from './sampler.ts';
export interface RandomSamplerOptions {
    /** 0 where left out. */
    readonly seed?: number;
}
/** Draws every parameter evenly, on its own scale. */
export declare function createRandomSampler({ seed }?: RandomSamplerOptions): Sampler;
