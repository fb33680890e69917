/**
 * @file Weights of labels against their imbalance, from how often each occurs.
 *
 * A label that never occurs is no target; it gets the weight of one that occurs once, which matters to smoothing
 * alone.
 */
/** The ways to weigh labels by their counts. */
export const WEIGHTINGS = ['balanced', 'inverse-sqrt', 'effective-number'];
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
export function labelWeights(weighting, counts, options = {}) {
    const { beta = 0.999 } = options;
    const total = counts.reduce((sum, count) => sum + count, 0);
    const occurring = counts.filter(count => count > 0).length;
    const raw = counts.map(count => {
        const n = Math.max(1, count);
        if (weighting === 'balanced')
            return total / (Math.max(1, occurring) * n);
        if (weighting === 'inverse-sqrt')
            return 1 / Math.sqrt(n);
        // -expm1(n log beta) = 1 - beta^n, with all its digits where beta is near 1.
        return beta === 0 ? 1 : (1 - beta) / -Math.expm1(n * Math.log(beta));
    });
    if (weighting === 'balanced')
        return raw;
    const sum = raw.reduce((whole, weight, i) => (counts[i] > 0 ? whole + weight : whole), 0);
    return sum === 0 ? raw.map(() => 1) : raw.map(weight => (weight * occurring) / sum);
}
/**
 * tau log prior [L] of labels that occur `counts` [L] times (Menon et al. 2021, equation 10). One that never occurs
 * counts as once, because the logarithm of nothing is no number.
 */
export function logitAdjustment(counts, tau) {
    const total = counts.reduce((sum, count) => sum + count, 0);
    return counts.map(count => tau * Math.log(Math.max(1, count) / Math.max(1, total)));
}
