import { type Tensor } from '../graph/trace.ts';
import type { Loss } from './losses.ts';
import type { NamedTensors } from './tensors.ts';
import { type Chain } from './viterbi.ts';
/** What a chain adds to a tagger's parameters. */
export declare const CRF_TRANSITIONS = "crf.transitions";
export declare const CRF_START = "crf.start_transitions";
export declare const CRF_END = "crf.end_transitions";
/** Fresh ones are uniform in ± this, as in pytorch-crf. */
export declare const CRF_INITIAL_BOUND = 0.1;
/** The parameters of a chain over `labels` labels: names, and shapes. */
export declare function crfParameters(labels: number): Map<string, readonly number[]>;
/** The chain of a model's parameters, to decode with. */
export declare function crfChain(parameters: NamedTensors): Chain;
export interface CrfWeights {
    /** [L,L]: of label j after label i. */
    readonly transitions: Tensor;
    /** [L]: of the first label. */
    readonly start: Tensor;
    /** [L]: of the last label. */
    readonly end: Tensor;
}
/**
 * The negative log-likelihood of the chain of labelled positions in each row, summed over rows and divided by the
 * number of labelled positions (pytorch-crf's `token_mean`).
 *
 * A label below 0 is no part of its chain, which links the labelled positions around it. A row without labels adds
 * nothing. Transitions more than 60 below the greatest count as 60 below it.
 *
 * @param logits float [B,T,L], where -1e30 takes a label out
 * @param labels int [B,T]
 */
export declare function crfLoss(logits: Tensor, labels: Tensor, { transitions, start, end }: CrfWeights): Loss;
