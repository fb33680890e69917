import { type Graph } from '../graph/ir.ts';
import { type Weight } from '../graph/quantize.ts';
import type { Encoder } from './encoder.ts';
import { type Adapters } from './layers.ts';
import { type LossFunction } from './losses.ts';
import type { TokenClassifier } from './model.ts';
/**
 * What the training graph gives instead of the gradient of the word embeddings: the gradient of each token's row
 * [N,*], to be added to the row of its input id. The dense gradient would be mostly zeros, and for a small model
 * half of all that is written.
 */
export declare const ROW_GRADIENTS = "gradients of word rows";
/** What is computed. */
export interface ClassifierOptions {
    readonly encoder: Encoder;
    readonly adapters?: Adapters | undefined;
    /** `linear` by default. */
    readonly head?: 'linear' | 'crf' | undefined;
    /** L */
    readonly labels: number;
    /** The number of `O`; -1 where there is none. */
    readonly outside: number;
    /** Of a linear head; a CRF has its own. */
    readonly loss: LossFunction;
}
/**
 * Outputs `loss` and `counted` (see `tokenLoss`); the gradient of each parameter in `trained` by `gradientName`, but
 * for the word embeddings, see `ROW_GRADIENTS`; and `squared_norm` of all those that have a name. The input
 * `dropout_key` (uint scalar) selects the masks.
 */
export declare function trainingGraph(options: ClassifierOptions, trained: readonly string[]): Graph;
/** Outputs `loss`, `counted` and `logits` [B,T,L], without dropout. */
export declare function evaluationGraph(options: ClassifierOptions): Graph;
/**
 * What computes logits alone, as Hugging Face's libraries export it: from `input_ids`, `attention_mask` and, where the
 * model tells types of pieces apart, `token_type_ids`, [batch,sequence] each, to `logits` [batch,sequence,L].
 */
export declare function inferenceGraph({ encoder, labels }: Pick<ClassifierOptions, 'encoder' | 'labels'>): Graph;
/**
 * The weights of a classifier, in int8 where every use of them in a graph allows it. The last layer stays as it is: it is
 * small, and what it gets wrong nothing puts right.
 */
export declare function quantizeClassifier(graph: Graph, { encoder, parameters }: Pick<TokenClassifier, 'encoder' | 'parameters'>): Map<string, Weight>;
