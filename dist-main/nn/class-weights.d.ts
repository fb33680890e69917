/**
 * @file Weights of labels against their imbalance, from how often each occurs.
 *
 * A label that never occurs is no target; it gets the weight of one that occurs once, which matters to smoothing
 * alone.
 */
/** The ways to weigh labels by their counts. */
export declare const WEIGHTINGS: readonly ["balanced", "inverse-sqrt", "effective-number"];
export type Weighting = (typeof WEIGHTINGS)[number];
/**
 * Weights [L] of labels that occur `counts` [L] times.
 *
 * - `balanced`: n / (k n_c), as scikit-learn's `compute_class_weight` has it, where n counts all tokens and k the
 *   labels that occur (King and Zeng 2001).
 * - `inverse-sqrt`: 1 / sqrt(n_c), scaled so that the weights of the labels that occur average 1 (Mahajan et al.
 *   2018, section 2.2, use it for sampling).
 * - `effective-number`: (1 - beta) / (1 - beta^n_c), scaled likewise (Cui et al. 2019, equations 2 and 3, section 4).
 *
 * @param beta of `effective-number`, 0 to below 1
 */
export declare function labelWeights(weighting: Weighting, counts: readonly number[], options?: {
    readonly beta?: number;
}): number[];
/**
 * tau log prior [L] of labels that occur `counts` [L] times (Menon et al. 2021, equation 10). One that never occurs
 * counts as once, because the logarithm of nothing is no number.
 */
export declare function logitAdjustment(counts: readonly number[], tau: number): number[];
