/**
 * @file Losses over the tokens of a batch: one formula with the terms that the papers add to cross-entropy, and dice.
 *
 * With p = softmax(z + tau log prior), y a token's label, w its weight and C the number of labels:
 *
 *     (1 - p_y)^gamma [ (1 - epsilon) w_y (-log p_y) + epsilon / C sum_c w_c (-log p_c) ]
 *
 * Weights alone are PyTorch's weighted `CrossEntropyLoss`; epsilon is label smoothing (Szegedy et al. 2016, section
 * 7), as PyTorch weighs it; gamma is the focal term (Lin et al. 2017, equation 4), whose p_y is never weighted nor
 * smoothed; tau log prior is logit adjustment (Menon et al. 2021, equation 10). `class-weights.ts` has the weights.
 */
import { type Tensor } from '../graph/trace.ts';
export interface CrossEntropyLoss {
    readonly kind: 'cross-entropy';
    /** w [L]; all 1 when left out. */
    readonly weights?: readonly number[] | undefined;
    /** epsilon, 0 to 1; 0 when left out. */
    readonly labelSmoothing?: number | undefined;
    /** gamma, from 0; 0 when left out. */
    readonly gamma?: number | undefined;
    /** tau log prior [L], added to the logits; none when left out. */
    readonly adjustment?: readonly number[] | undefined;
    /**
     * What the sum over tokens is divided by: the sum of their labels' weights, as PyTorch does, or (when left out) by
     * their number.
     */
    readonly reduction?: 'weights' | 'tokens' | undefined;
}
/** Self-adjusting dice (Li et al. 2020, equation 10), over each label against the rest, summed over labels. */
export interface DiceLoss {
    readonly kind: 'dice';
    /** alpha, from 0: how much easy tokens are pushed down. */
    readonly alpha: number;
    /** gamma in the paper, added to both sides of the fraction. */
    readonly smooth: number;
}
export type LossFunction = CrossEntropyLoss | DiceLoss;
/** Cross-entropy, averaged over the labels that count: PyTorch's `CrossEntropyLoss(ignore_index=-100)`. */
export declare const plainCrossEntropy: CrossEntropyLoss;
export interface Loss {
    /** Mean over the labels that count; 0, not NaN, when none does. Scalar. */
    readonly loss: Tensor;
    /** What the sum was divided by: how many labels counted, or what they weigh. Scalar. */
    readonly counted: Tensor;
}
/** Vectors [L] that a loss needs as inputs of its graph, by name. */
export declare function lossVectors(loss: LossFunction): Map<string, readonly number[]>;
/**
 * The loss of tokens.
 *
 * @param logits float [N,L]
 * @param labels int [N]; negative ones are left out
 * @param get gives the inputs that `lossVectors` names
 */
export declare function tokenLoss(loss: LossFunction, logits: Tensor, labels: Tensor, get: (name: string) => Tensor): Loss;
/**
 * Logits in which, at a word labelled `O`, labels that were not annotated do not compete: such a word may well be
 * theirs. The loss is then over the labels that were annotated, and the others get no gradient.
 *
 * @param logits float [B*T,L]
 * @param labels int [B,T]
 * @param mask int [B,L]: 1 where the label was annotated in the sequence, else 0
 * @param outside the number of `O`
 */
export declare function maskUnannotated(logits: Tensor, labels: Tensor, mask: Tensor, outside: number): Tensor;
