import { type Matrix } from './cma-eigen.ts';
/** What does not change from generation to generation: table 1. */
export interface Strategy {
    readonly separable: boolean;
    /** n */
    readonly dimension: number;
    /** λ */
    readonly population: number;
    /** μ */
    readonly parents: number;
    /** w, [λ]; with `separable` [μ]. Negative from the middle on. */
    readonly weights: readonly number[];
    readonly muEff: number;
    readonly cSigma: number;
    readonly dSigma: number;
    readonly cPath: number;
    /** c₁ */
    readonly cOne: number;
    readonly cMu: number;
    /** E‖N(0, I)‖ */
    readonly chi: number;
}
export interface CmaState {
    /** g */
    readonly generation: number;
    /** m, [n] */
    readonly mean: Float64Array;
    /** σ */
    readonly sigma: number;
    /** C, [n, n]; with `separable` its diagonal, [n]. */
    readonly covariance: Matrix;
    /** p_c, [n] */
    readonly path: Float64Array;
    /** p_σ, [n] */
    readonly sigmaPath: Float64Array;
}
/** A point with its value; less is better. */
export interface Solution {
    readonly x: ArrayLike<number>;
    readonly value: number;
}
/** λ where it is not given: equation 48. */
export declare function defaultPopulation(dimension: number): number;
/**
 * The constants for a search space.
 *
 * @param dimension at least 1; at least 2 with `separable`
 * @param population at least 2
 */
export declare function createStrategy(dimension: number, population?: number, separable?: boolean): Strategy;
/** The state before the first generation. @param mean [n] @param sigma above 0 */
export declare function beginCma({ dimension, separable }: Strategy, mean: ArrayLike<number>, sigma: number): CmaState;
/** m + σ B D z: equations 38 to 40. @param z [n], standard normal */
export declare function samplePoint(strategy: Strategy, state: CmaState, z: Float64Array): Float64Array;
/**
 * The state after a generation: equations 41 to 47.
 *
 * @param solutions λ of them, in any order; of equal values the first counts as better
 */
export declare function nextGeneration(strategy: Strategy, state: CmaState, solutions: readonly Solution[]): CmaState;
