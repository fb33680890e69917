/**
 * @file How far attention reaches from a piece: to all others, to those before it, to those in a window.
 */
import { type Tensor } from '../../graph/trace.ts';
import type { EncoderOptions } from '../encoder.ts';
/** How many pieces away from it a piece still attends to. */
export interface Reach {
    /** Before it; `Infinity` is all of them. */
    readonly behind: number;
    /** After it. */
    readonly ahead: number;
}
/**
 * How far a decoder's layer reaches. Causal, as it was trained: to a piece itself and those before it, or to a window
 * of so many pieces that ends with it. Bidirectional, which is what `auto` chooses: the causal mask is lifted, and a
 * window reaches as far to both sides, |i - j| < window. Fine-tuned so, decoders label better than with the mask
 * (Li et al. 2023, "Label Supervised LLaMA Finetuning", arXiv 2310.01208; Dukić and Šnajder 2024, "Looking Right is
 * Sometimes Right", arXiv 2401.14556; for embeddings BehnamGhader et al. 2024, LLM2Vec, arXiv 2404.05961).
 */
export declare function decoderReach(attention: EncoderOptions['attention'], window?: number): Reach;
/**
 * Forbids attention to what is out of reach, besides padding.
 * @param bias see `attentionBias`: float [B,1,1,T]
 * @returns float [B,1,T,T], from query to key; the same [B,1,1,T] where everything is in reach
 */
export declare function limitReach(bias: Tensor, { behind, ahead }: Reach): Tensor;
