/**
 * @file Temperature scaling: the one number T by which logits are divided, so that a trained model's probabilities come
 * closer to how often its labels are right (Guo, Pleiss, Sun and Weinberger 2017, "On calibration of modern neural networks",
 * section 4.2). No label changes by it.
 */
export declare const TEMPERATURES: {
    readonly least: 0.05;
    readonly greatest: 20;
};
/** Words of a sentence: their scores, [n,L], and the numbers of their gold labels, [n]; below 0 where a word does not count. */
export interface LabelledScores {
    readonly scores: Float32Array;
    readonly gold: ArrayLike<number>;
}
/** The probabilities of labels, [n,L], by their scores and a temperature. */
export type ProbabilitiesAt = (scores: Float32Array, temperature: number) => ArrayLike<number>;
/** The negative log-likelihood of the words that count: -sum log p_T(gold). */
export declare function negativeLogLikelihood(sentences: readonly LabelledScores[], probabilities: ProbabilitiesAt, temperature: number): number;
/**
 * The temperature under which the gold labels are most probable, to five digits; 1 where none is better, and where there
 * is no minimum within the bounds, as when every word is right. A golden-section search in log T (Kiefer 1953): of a
 * softmax the likelihood is concave in 1/T, so that it has one minimum at most.
 */
export declare function fitTemperature(sentences: readonly LabelledScores[], probabilities: ProbabilitiesAt): number;
