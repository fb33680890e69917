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
import { add, div, equal, exp, iota, less, log, max, mul, reshape, select, sub, sum, } from "../graph/trace.js";
/** Cross-entropy, averaged over the labels that count: PyTorch's `CrossEntropyLoss(ignore_index=-100)`. */
export const plainCrossEntropy = { kind: 'cross-entropy' };
/** Vectors [L] that a loss needs as inputs of its graph, by name. */
export function lossVectors(loss) {
    const vectors = new Map();
    if (loss.kind !== 'cross-entropy')
        return vectors;
    if (loss.weights !== undefined)
        vectors.set('loss_weights', loss.weights);
    if (loss.adjustment !== undefined)
        vectors.set('loss_adjustment', loss.adjustment);
    return vectors;
}
/** Far below every logit, and finite: its exponential is 0 after the greatest logit is subtracted. */
const BARRED = -1e30;
/**
 * The loss of tokens.
 *
 * @param logits float [N,L]
 * @param labels int [N]; negative ones are left out
 * @param get gives the inputs that `lossVectors` names
 */
export function tokenLoss(loss, logits, labels, get) {
    const [rows, classes] = logits.shape;
    const adjusted = loss.kind === 'cross-entropy' && loss.adjustment !== undefined
        ? add(logits, get('loss_adjustment'))
        : logits;
    const stable = sub(adjusted, max(adjusted, [-1], true));
    const powers = exp(stable);
    const terms = {
        chosen: equal(reshape(labels, [rows, 1]), iota(logits, classes)),
        counts: select(less(labels, 0), 0, 1),
        barred: less(adjusted, BARRED / 2),
        stable,
        powers,
        sumExp: sum(powers, [-1]),
    };
    return loss.kind === 'dice' ? diceOf(loss, terms) : crossEntropyOf(loss, terms, get);
}
function crossEntropyOf({ weights, labelSmoothing = 0, gamma = 0, reduction = 'tokens' }, { chosen, counts, barred, stable, powers, sumExp }, get) {
    const logNormaliser = log(sumExp); // [N]
    const negative = sub(logNormaliser, sum(select(chosen, stable, 0), [-1])); // -log p_y [N]
    const vector = weights === undefined ? undefined : get('loss_weights'); // [L]
    const weight = vector === undefined ? undefined : sum(select(chosen, vector, 0), [-1]); // w_y [N]
    let each = weight === undefined ? negative : mul(weight, negative);
    if (labelSmoothing > 0) {
        const all = sub(reshape(logNormaliser, [stable.shape[0], 1]), stable); // -log p_c [N,L]
        const weighted = vector === undefined ? all : mul(vector, all);
        const labels = sum(select(barred, 0, 1), [-1]); // C [N]
        const uniform = div(sum(select(barred, 0, weighted), [-1]), labels);
        each = add(mul(each, 1 - labelSmoothing), mul(uniform, labelSmoothing));
    }
    if (gamma > 0)
        each = mul(each, power(othersOf(chosen, powers, sumExp), gamma));
    const weighing = reduction === 'weights' && weight !== undefined ? mul(weight, counts) : counts;
    return meanOf(each, counts, sum(weighing));
}
/** 1 - p_y [N], added up from the others, so that a certain token keeps its digits. */
function othersOf(chosen, powers, sumExp) {
    return div(sum(select(chosen, 0, powers), [-1]), sumExp);
}
/** x^exponent for x from 0; at 0 neither it nor its derivative is infinite or NaN. */
function power(x, exponent) {
    return exponent === 1 ? x : exp(mul(log(add(x, 1e-30)), exponent));
}
function diceOf({ alpha, smooth }, { chosen, counts, barred, powers, sumExp }) {
    const scale = reshape(sumExp, [powers.shape[0], 1]);
    const p = div(powers, scale); // [N,L]
    const rest = div(sub(scale, powers), scale); // 1 - p
    const pushed = alpha === 0 ? p : mul(p, power(rest, alpha));
    const y = select(chosen, 1, 0);
    const fraction = div(add(mul(mul(pushed, y), 2), smooth), add(add(pushed, y), smooth));
    const each = sum(select(barred, 0, sub(1, fraction)), [-1]);
    return meanOf(each, counts, sum(counts));
}
/** The sum over tokens that count, divided by `divisor`; 0 where that is 0, because nothing counts. */
function meanOf(each, counts, divisor) {
    const total = sum(mul(each, counts));
    const isEmpty = less(divisor, 1e-30);
    return { loss: div(total, add(divisor, select(isEmpty, 1, 0))), counted: divisor };
}
/**
 * Logits in which, at a word labelled `O`, labels that were not annotated do not compete: such a word may well be
 * theirs. The loss is then over the labels that were annotated, and the others get no gradient.
 *
 * @param logits float [B*T,L]
 * @param labels int [B,T]
 * @param mask int [B,L]: 1 where the label was annotated in the sequence, else 0
 * @param outside the number of `O`
 */
export function maskUnannotated(logits, labels, mask, outside) {
    const [batch, length] = labels.shape;
    const classes = logits.shape[1];
    const isOutside = equal(reshape(labels, [batch, length, 1]), outside); // [B,T,1]
    const bar = select(less(reshape(mask, [batch, 1, classes]), 1), BARRED, 0); // [B,1,L]
    return add(logits, reshape(select(isOutside, bar, 0), logits.shape));
}
