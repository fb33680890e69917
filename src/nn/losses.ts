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
import {
  add,
  div,
  equal,
  exp,
  gather,
  iota,
  less,
  log,
  max,
  mul,
  reshape,
  select,
  sub,
  sum,
  type Tensor,
} from '../graph/trace.ts'

export interface CrossEntropyLoss {
  readonly kind: 'cross-entropy'
  /** w [L]; all 1 when left out. */
  readonly weights?: readonly number[] | undefined
  /** epsilon, 0 to 1; 0 when left out. */
  readonly labelSmoothing?: number | undefined
  /** gamma, from 0; 0 when left out. */
  readonly gamma?: number | undefined
  /** tau log prior [L], added to the logits; none when left out. */
  readonly adjustment?: readonly number[] | undefined
  /**
   * What the sum over tokens is divided by: the sum of their labels' weights, as PyTorch does, or (when left out) by
   * their number.
   */
  readonly reduction?: 'weights' | 'tokens' | undefined
}

/** Self-adjusting dice (Li et al. 2020, equation 10), over each label against the rest, summed over labels. */
export interface DiceLoss {
  readonly kind: 'dice'
  /** alpha, from 0: how much easy tokens are pushed down. */
  readonly alpha: number
  /** gamma in the paper, added to both sides of the fraction. */
  readonly smooth: number
}

export type LossFunction = CrossEntropyLoss | DiceLoss

/** Cross-entropy, averaged over the labels that count: PyTorch's `CrossEntropyLoss(ignore_index=-100)`. */
export const plainCrossEntropy: CrossEntropyLoss = { kind: 'cross-entropy' }

export interface Loss {
  /** Mean over the labels that count; 0, not NaN, when none does. Scalar. */
  readonly loss: Tensor
  /** What the sum was divided by: how many labels counted, or what they weigh. Scalar. */
  readonly counted: Tensor
}

/** Vectors [L] that a loss needs as inputs of its graph, by name. */
export function lossVectors(loss: LossFunction): Map<string, readonly number[]> {
  const vectors = new Map<string, readonly number[]>()
  if (loss.kind !== 'cross-entropy') return vectors
  if (loss.weights !== undefined) vectors.set('loss_weights', loss.weights)
  if (loss.adjustment !== undefined) vectors.set('loss_adjustment', loss.adjustment)
  return vectors
}

/** Far below every logit, and finite: its exponential is 0 after the greatest logit is subtracted. */
const BARRED = -1e30

/** What the loss's parts are made of. */
interface Terms {
  /** [N,L], bool: each token's own label; nowhere for a token that does not count. */
  readonly chosen: Tensor
  /** [N], 1 where the token counts, else 0. */
  readonly counts: Tensor
  /** [N,L], bool: false for the labels that `maskUnannotated` took out. */
  readonly barred: Tensor
  /** Logits less their greatest, [N,L]. */
  readonly stable: Tensor
  /** exp(stable) [N,L], and its sum [N]. */
  readonly powers: Tensor
  readonly sumExp: Tensor
}

/**
 * The loss of tokens.
 *
 * @param logits float [N,L]
 * @param labels int [N]; negative ones are left out
 * @param get gives the inputs that `lossVectors` names
 */
export function tokenLoss(
  loss: LossFunction,
  logits: Tensor,
  labels: Tensor,
  get: (name: string) => Tensor,
): Loss {
  const [rows, classes] = logits.shape
  const adjusted =
    loss.kind === 'cross-entropy' && loss.adjustment !== undefined
      ? add(logits, get('loss_adjustment'))
      : logits
  const stable = sub(adjusted, max(adjusted, [-1], true))
  const powers = exp(stable)
  const terms: Terms = {
    chosen: equal(reshape(labels, [rows!, 1]), iota(logits, classes!)),
    counts: select(less(labels, 0), 0, 1),
    barred: less(adjusted, BARRED / 2),
    stable,
    powers,
    sumExp: sum(powers, [-1]),
  }
  return loss.kind === 'dice' ? diceOf(loss, terms) : crossEntropyOf(loss, terms, get)
}

function crossEntropyOf(
  { weights, labelSmoothing = 0, gamma = 0, reduction = 'tokens' }: CrossEntropyLoss,
  { chosen, counts, barred, stable, powers, sumExp }: Terms,
  get: (name: string) => Tensor,
): Loss {
  const logNormaliser = log(sumExp) // [N]
  const negative = sub(logNormaliser, sum(select(chosen, stable, 0), [-1])) // -log p_y [N]
  const vector = weights === undefined ? undefined : get('loss_weights') // [L]
  const weight = vector === undefined ? undefined : sum(select(chosen, vector, 0), [-1]) // w_y [N]
  let each = weight === undefined ? negative : mul(weight, negative)
  if (labelSmoothing > 0) {
    const all = sub(reshape(logNormaliser, [stable.shape[0]!, 1]), stable) // -log p_c [N,L]
    const weighted = vector === undefined ? all : mul(vector, all)
    const labels = sum(select(barred, 0, 1), [-1]) // C [N]
    const uniform = div(sum(select(barred, 0, weighted), [-1]), labels)
    each = add(mul(each, 1 - labelSmoothing), mul(uniform, labelSmoothing))
  }
  if (gamma > 0) each = mul(each, power(othersOf(chosen, powers, sumExp), gamma))
  const weighing = reduction === 'weights' && weight !== undefined ? mul(weight, counts) : counts
  return meanOf(each, counts, sum(weighing))
}

/** 1 - p_y [N], added up from the others, so that a certain token keeps its digits. */
function othersOf(chosen: Tensor, powers: Tensor, sumExp: Tensor): Tensor {
  return div(sum(select(chosen, 0, powers), [-1]), sumExp)
}

/** x^exponent for x from 0; at 0 neither it nor its derivative is infinite or NaN. */
function power(x: Tensor, exponent: number): Tensor {
  return exponent === 1 ? x : exp(mul(log(add(x, 1e-30)), exponent))
}

function diceOf({ alpha, smooth }: DiceLoss, { chosen, counts, barred, powers, sumExp }: Terms): Loss {
  const scale = reshape(sumExp, [powers.shape[0]!, 1])
  const p = div(powers, scale) // [N,L]
  const rest = div(sub(scale, powers), scale) // 1 - p
  const pushed = alpha === 0 ? p : mul(p, power(rest, alpha))
  const y = select(chosen, 1, 0)
  const fraction = div(add(mul(mul(pushed, y), 2), smooth), add(add(pushed, y), smooth))
  const each = sum(select(barred, 0, sub(1, fraction)), [-1])
  return meanOf(each, counts, sum(counts))
}

/** The sum over tokens that count, divided by `divisor`; 0 where that is 0, because nothing counts. */
function meanOf(each: Tensor, counts: Tensor, divisor: Tensor): Loss {
  const total = sum(mul(each, counts))
  const isEmpty = less(divisor, 1e-30)
  return { loss: div(total, add(divisor, select(isEmpty, 1, 0))), counted: divisor }
}

/**
 * Logits in which, at a word labelled `O`, labels that were not annotated do not compete: such a word may well be
 * theirs. The loss is then over the labels that were annotated, and the others get no gradient.
 *
 * @param logits float [N,L]
 * @param pieces label and sequence of each, int [N]
 * @param mask int [B,L]: 1 where the label was annotated in the sequence, else 0
 * @param outside the number of `O`
 */
export function maskUnannotated(
  logits: Tensor,
  { labels, sequences }: { readonly labels: Tensor; readonly sequences: Tensor },
  mask: Tensor,
  outside: number,
): Tensor {
  const isOutside = equal(reshape(labels, [labels.shape[0]!, 1]), outside) // [N,1]
  const bar = gather(select(less(mask, 1), BARRED, 0), sequences) // [N,L]
  return add(logits, select(isOutside, bar, 0))
}
