/**
 * @file How far attention reaches from a piece: to all others, to those before it, to those in a window.
 */

import { iota, less, reshape, select, sub, type Tensor } from '../../graph/trace.ts'
import type { EncoderOptions } from '../encoder.ts'

/** How many pieces away from it a piece still attends to. */
export interface Reach {
  /** Before it; `Infinity` is all of them. */
  readonly behind: number
  /** After it. */
  readonly ahead: number
}

/**
 * How far a decoder's layer reaches. Causal, as it was trained: to a piece itself and those before it, or to a window
 * of so many pieces that ends with it. Bidirectional, which is what `auto` chooses: the causal mask is lifted, and a
 * window reaches as far to both sides, |i - j| < window. Fine-tuned so, decoders label better than with the mask
 * (Li et al. 2023, "Label Supervised LLaMA Finetuning", arXiv 2310.01208; Dukić and Šnajder 2024, "Looking Right is
 * Sometimes Right", arXiv 2401.14556; for embeddings BehnamGhader et al. 2024, LLM2Vec, arXiv 2404.05961).
 */
export function decoderReach(
  attention: EncoderOptions['attention'],
  window = Number.POSITIVE_INFINITY,
): Reach {
  const behind = window - 1
  return { behind, ahead: attention === 'causal' ? 0 : behind }
}

/**
 * Forbids attention to what is out of reach, besides padding.
 * @param bias see `AttentionRows`: float [R,1,1,S] or [R,1,S,S]
 * @returns float [R,1,S,S], from query to key; the same bias where everything is in reach
 */
export function limitReach(bias: Tensor, { behind, ahead }: Reach): Tensor {
  const length = bias.shape[3]!
  const place = iota(bias, length)
  const distance = sub(reshape(place, [length, 1]), reshape(place, [1, length])) // [S,S]
  const lowest = -3.4028234663852886e38
  let limited = bias
  if (Number.isFinite(ahead)) limited = select(less(distance, -ahead), lowest, limited) // [R,1,S,S]
  if (Number.isFinite(behind)) limited = select(less(behind, distance), lowest, limited)
  return limited
}
