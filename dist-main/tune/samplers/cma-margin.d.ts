/**
 * @file CMA-ES with margin: a least probability for the neighbours of a stepped parameter's present value.
 *
 * Hamano et al. 2022 ("CMA-ES with Margin: Lower-Bounding Marginal Probability for Mixed-Integer Black-Box Optimization",
 * section 3), as the Python package `cmaes` has it. Without it the spread of a whole number may become so small that no
 * other value is ever tried again. After each generation the mean and a scale of each stepped axis (the paper's A) are
 * moved until every neighbour has the probability `1 / (nλ)` at least.
 */
import type { CmaState, Strategy } from './cma.ts';
/** Where the values of a stepped axis lie in the unit cube: from 0 on. */
interface SteppedAxis {
    readonly axis: number;
    readonly step: number;
    readonly count: number;
}
export interface Margin {
    readonly axes: readonly SteppedAxis[];
    /** α */
    readonly least: number;
}
export interface MarginState {
    readonly cma: CmaState;
    /** The diagonal of A, [n]. */
    readonly scale: Float64Array;
}
/** @param steps for each axis the distance of neighbouring values in the unit cube; 0 where any value is possible */
export declare function createMargin({ dimension, population }: Strategy, steps: readonly number[]): Margin;
/** The point that is tried for a sampled one: stepped axes spread by their scales and put on their steps. */
export declare function encode(margin: Margin, { cma, scale }: MarginState, x: Float64Array): Float64Array;
/** Corrects a state after a generation. */
export declare function correct({ axes, least }: Margin, { cma, scale }: MarginState): MarginState;
export {};
