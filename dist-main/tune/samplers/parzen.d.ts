/**
 * @file Parzen estimators: mixtures of kernels around what was observed, one kernel a trial and one for the prior.
 *
 * As Optuna 5 has them, after Bergstra et al. 2011 ("Algorithms for Hyper-Parameter Optimization", section 4) and Watanabe
 * 2023 (arXiv 2304.11127, section 3): a normal kernel is truncated to the range, its width the greater distance to its
 * neighbours, clipped; a categorical kernel is the choice smoothed by the prior. With several parameters a kernel is
 * the product over them. On a logarithmic scale everything is done with logarithms; whole numbers and steps are intervals.
 */
import type { RandomStream } from '../../random.ts';
import type { Distribution, NumericDistribution } from '../distributions.ts';
export interface ParzenOptions {
    /** The weight of the prior beside that of one observation. */
    readonly priorWeight: number;
    /** Whether kernels are at least as wide as the range over min(100, kernels + 1). */
    readonly magicClip: boolean;
    /** Whether the first and the last kernel reach to the ends of the range. */
    readonly endpoints: boolean;
    /** The weights of n observations, the oldest first. */
    readonly weights: (n: number) => ArrayLike<number>;
}
/** The weights of Bergstra et al. 2013: the latest 25 count fully, older ones less and less. */
export declare function defaultWeights(n: number): Float64Array;
/** What was observed of a parameter. */
export interface Observations {
    readonly distribution: Distribution;
    /** One a kernel, the oldest first: `onScale` of the value inside. */
    readonly values: Float64Array;
    /** Indices of `values` in their order, equal ones the oldest first; sorted here where left out. */
    readonly order?: Int32Array;
    /** What is known of an earlier mixture. */
    readonly known?: KnownNorms;
    /** Where to put the kernels, which are then good until the next mixture; new arrays where left out. */
    readonly room?: KernelRoom;
}
/** Arrays with room for one kernel more than there are values. */
export interface KernelRoom {
    readonly mus: Float64Array;
    readonly sigmas: Float64Array;
    readonly logNorms: Float64Array;
}
/** Remembers what belongs to kernels whose width did not change; of one parameter with one range. */
export interface KnownNorms {
    /** Where the kernel of each value is kept; nowhere, if not below `kept`. */
    readonly places: Int32Array;
    readonly kept: number;
    readonly sigmas: Float64Array;
    readonly logNorms: Float64Array;
}
/** The value inside, on the scale on which kernels are normal. */
export declare function onScale(distribution: Distribution, internal: number): number;
export interface NumericKernels {
    readonly kind: 'numeric';
    readonly distribution: NumericDistribution;
    /** The interval to which kernels are truncated, on the scale, half a step around the ends. */
    readonly from: number;
    readonly to: number;
    readonly mus: Float64Array;
    readonly sigmas: Float64Array;
    /**
     * The logarithm of what each kernel's density is divided by: its mass between `from` and `to`, and for continuous
     * parameters σ √(2π).
     */
    readonly logNorms: Float64Array;
    /** Of discrete parameters: many kernels are alike. */
    readonly alike: AlikeKernels | undefined;
}
/** Kernels with the same middle and width have the same number. */
export interface AlikeKernels {
    /** Of each kernel. */
    readonly numbers: Int32Array;
    /** Of each number a kernel that has it. */
    readonly kernels: readonly number[];
}
export interface CategoricalKernels {
    readonly kind: 'categorical';
    readonly choices: number;
    /** The choice of each kernel but the prior. */
    readonly observed: Float64Array;
    /** The probability of a kernel's own choice, and of each other one. */
    readonly own: number;
    readonly other: number;
}
export type Kernels = NumericKernels | CategoricalKernels;
/** The kernels of one parameter; the prior's is the last. */
export declare function createKernels(observations: Observations, options: ParzenOptions): Kernels;
/** A mixture of products of kernels. */
export interface Mixture {
    /** Of the kernels, the prior's the last; their sum is 1. */
    readonly weights: Float64Array;
    /** For each parameter. */
    readonly kernels: readonly Kernels[];
}
/**
 * The mixture of what was observed: one array of values for each parameter, all of the same length.
 *
 * @throws RangeError where the weights are negative or all 0
 */
export declare function createMixture(observations: readonly Observations[], options: ParzenOptions): Mixture;
/**
 * Draws from a mixture.
 *
 * @param choice the stream that chooses kernels
 * @param streams one for each parameter
 * @returns for each parameter `count` values, as inside
 */
export declare function sampleMixture({ weights, kernels }: Mixture, count: number, choice: RandomStream, streams: readonly RandomStream[]): Float64Array[];
/**
 * The logarithm of a mixture's density at samples: of the mass where parameters are discrete.
 *
 * @param samples for each parameter the values, as inside
 */
export declare function logDensity(mixture: Mixture, samples: readonly Float64Array[]): Float64Array;
