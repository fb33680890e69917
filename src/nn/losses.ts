/**
 * @file Losses over the tokens of a batch.
 */
import {
  add,
  div,
  equal,
  exp,
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

export interface Loss {
  /** Mean over the labels that count; 0 when none does. Scalar. */
  readonly loss: Tensor
  /** How many labels counted, as a float scalar. */
  readonly counted: Tensor
}

/**
 * Cross-entropy -log softmax(logits)[label], averaged over the labels that are not negative, as PyTorch's
 * `CrossEntropyLoss(ignore_index=-100, reduction='mean')` does; but 0, not NaN, when nothing counts.
 *
 * @param logits float [N,L]
 * @param labels int [N]; negative ones are left out
 */
export function crossEntropy(logits: Tensor, labels: Tensor): Loss {
  const [rows, classes] = logits.shape
  const column = reshape(labels, [rows!, 1])
  const chosen = equal(column, iota(logits, classes!))
  const stable = sub(logits, max(logits, [-1], true))
  const logNormaliser = log(sum(exp(stable), [-1]))
  const picked = sum(select(chosen, stable, 0), [-1])
  const counts = select(less(labels, 0), 0, 1)
  const counted = sum(counts)
  const total = sum(mul(sub(logNormaliser, picked), counts))
  const atLeastOne = add(counted, select(less(counted, 0.5), 1, 0))
  return { loss: div(total, atLeastOne), counted }
}

/** Far below every logit, and finite: its exponential is 0 after the greatest logit is subtracted. */
const BARRED = -1e30

/**
 * Logits in which, at a word labelled `O`, labels that nobody looked for do not compete: such a word may well be
 * theirs. Softmax and cross-entropy are then over the labels that were looked for, and the others get no gradient.
 *
 * @param logits float [B*T,L]
 * @param labels int [B,T]
 * @param looked int [B,L]: 1 where annotators of the sequence looked for the label, else 0
 * @param outside the number of `O`
 */
export function barUnseenLabels(logits: Tensor, labels: Tensor, looked: Tensor, outside: number): Tensor {
  const [batch, length] = labels.shape
  const classes = logits.shape[1]!
  const isOutside = equal(reshape(labels, [batch!, length!, 1]), outside) // [B,T,1]
  const bar = select(less(reshape(looked, [batch!, 1, classes]), 1), BARRED, 0) // [B,1,L]
  return add(logits, reshape(select(isOutside, bar, 0), logits.shape))
}
