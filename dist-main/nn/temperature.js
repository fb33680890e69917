/**
 * @file Temperature scaling: the one number T by which logits are divided, so that a trained model's probabilities come
 * closer to how often its labels are right (Guo, Pleiss, Sun and Weinberger 2017, "On calibration of modern neural networks",
 * section 4.2). No label changes by it.
 */
export const TEMPERATURES = { least: 0.05, greatest: 20 };
/** The negative log-likelihood of the words that count: -sum log p_T(gold). */
export function negativeLogLikelihood(sentences, probabilities, temperature) {
    let sum = 0;
    for (const { scores, gold } of sentences) {
        const labels = scores.length / gold.length;
        const shares = probabilities(scores, temperature);
        for (let word = 0; word < gold.length; word++)
            // What is too improbable for a number counts as the least one.
            if (gold[word] >= 0)
                sum -= Math.log(Math.max(shares[word * labels + gold[word]], Number.MIN_VALUE));
    }
    return sum;
}
/** How far log T may be from the minimum. */
const TOLERANCE = 5e-5;
/**
 * The temperature under which the gold labels are most probable, to five digits; 1 where none is better, and where there
 * is no minimum within the bounds, as when every word is right. A golden-section search in log T (Kiefer 1953): of a
 * softmax the likelihood is concave in 1/T, so that it has one minimum at most.
 */
export function fitTemperature(sentences, probabilities) {
    const lossAt = (logarithm) => negativeLogLikelihood(sentences, probabilities, Math.exp(logarithm));
    const golden = (Math.sqrt(5) - 1) / 2;
    const bounds = [Math.log(TEMPERATURES.least), Math.log(TEMPERATURES.greatest)];
    let [low, high] = [...bounds];
    let [left, right] = [high - golden * (high - low), low + golden * (high - low)];
    let [leftLoss, rightLoss] = [lossAt(left), lossAt(right)];
    while (high - low > 2 * TOLERANCE) {
        if (leftLoss <= rightLoss) {
            ;
            [high, right, rightLoss] = [right, left, leftLoss];
            left = high - golden * (high - low);
            leftLoss = lossAt(left);
        }
        else {
            ;
            [low, left, leftLoss] = [left, right, rightLoss];
            right = low + golden * (high - low);
            rightLoss = lossAt(right);
        }
    }
    if (low === bounds[0] || high === bounds[1])
        return 1;
    const best = (low + high) / 2;
    return lossAt(best) < lossAt(0) ? Number(Math.exp(best).toPrecision(5)) : 1;
}
