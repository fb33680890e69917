/**
 * @file AdamW as a graph over one slice of parameters (Loshchilov and Hutter 2019, arXiv 1711.05101, algorithm 2).
 *
 * Every element of the results depends on the same element of the inputs alone, so the results may be written
 * over the inputs.
 */
import type { Graph } from '../graph/ir.ts';
export interface AdamWOptions {
    readonly betas: readonly [number, number];
    readonly epsilon: number;
    readonly weightDecay: number;
}
/** What changes from one update to the next. */
export interface AdamWScalars {
    /** What gradients are multiplied with, for clipping. */
    readonly gradientScale: number;
    readonly learningRate: number;
    /** t, from 1. */
    readonly update: number;
}
/**
 * The graph: `parameter`, `gradient`, `exp_avg` and `exp_avg_sq` [n] and three scalars give `new_parameter`,
 * `new_exp_avg` and `new_exp_avg_sq` [n].
 */
export declare function adamWGraph({ betas: [beta1, beta2], weightDecay }: AdamWOptions): Graph;
/**
 * The graph's scalars: with ĉ = sqrt(1 - β₂ᵗ), m̂ / (sqrt(v̂) + ε) = ĉ/(1 - β₁ᵗ) · m / (sqrt(v) + ε ĉ), so that
 * neither moment has to be corrected element by element.
 */
export declare function adamWScalars(options: AdamWOptions, scalars: AdamWScalars): Record<string, number>;
/** Only matrices are decayed: biases and the parameters of normalisation are not, as with Trainer. */
export declare function isDecayed(shape: readonly number[]): boolean;
