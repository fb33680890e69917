/**
 * @file A linear-chain conditional random field over the labels of a sequence (Lafferty et al. 2001; over a neural
 * tagger's scores as in Lample et al. 2016, arXiv 1603.01360, section 2.2).
 *
 * The score of a sequence of labels is start[y_1] + sum_t logits[t,y_t] + sum_t transitions[y_t-1,y_t] + end[y_n];
 * the loss is log sum_y' exp(score(y')) - score(y). `viterbi.ts` finds the best sequence.
 *
 * The sum over all sequences is taken by the forward algorithm on probabilities scaled to sum 1 at each position
 * (Rabiner 1989, section V.A), and each position's own share of the loss is computed from it: single precision
 * then suffices for any length.
 */
import { internal } from "../errors.js";
import { add, cast, chainReach, crfForward, cumulativeSum, div, equal, exp, gather, iota, less, log, max, mul, reshape, scatterAlong, select, sub, sum, takeAlong, } from "../graph/trace.js";
import { createChain } from "./viterbi.js";
/** What a chain adds to a tagger's parameters. */
export const CRF_TRANSITIONS = 'crf.transitions';
export const CRF_START = 'crf.start_transitions';
export const CRF_END = 'crf.end_transitions';
/** Fresh ones are uniform in ± this, as in pytorch-crf. */
export const CRF_INITIAL_BOUND = 0.1;
/** The parameters of a chain over `labels` labels: names, and shapes. */
export function crfParameters(labels) {
    return new Map([
        [CRF_TRANSITIONS, [labels, labels]],
        [CRF_START, [labels]],
        [CRF_END, [labels]],
    ]);
}
/** The chain of a model's parameters, to decode with. */
export function crfChain(parameters) {
    const get = (name) => {
        const tensor = parameters.get(name);
        if (tensor === undefined)
            throw internal(`the parameters have no ${name}`);
        return tensor.data;
    };
    const start = get(CRF_START);
    return createChain(start.length, { transitions: get(CRF_TRANSITIONS), start, end: get(CRF_END) });
}
/** Transitions further below the greatest count as this far below it, lest nothing be left of a probability. */
const LOWEST = -60;
function placesOf(labels) {
    const counts = less(-1, labels);
    const own = select(counts, labels, 0);
    const ones = cast(counts, 'int');
    const rank = cumulativeSum(ones, 1);
    const rest = cumulativeSum(ones, 1, { reverse: true });
    const isNumberOne = (place) => equal(select(counts, place, 0), 1);
    // Labels that count, moved to the front of their row; the others add nothing there.
    const fromZero = (a) => select(less(a, 0), 0, a);
    const front = scatterAlong(own, fromZero(sub(rank, 1)), labels.shape[1]);
    const previous = takeAlong(front, fromZero(sub(rank, 2)));
    return { counts, isFirst: isNumberOne(rank), isLast: isNumberOne(rest), own, previous };
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
export function crfLoss(logits, labels, { transitions, start, end }) {
    const classes = logits.shape[2];
    const { counts, isFirst, isLast, own, previous } = placesOf(labels);
    const column = (a) => reshape(a, [...labels.shape, 1]); // [B,T,1]
    const chosen = equal(column(own), iota(logits, classes)); // [B,T,L]
    const pairs = add(mul(previous, classes), own); // [B,T]
    const step = gather(reshape(transitions, [classes * classes]), pairs); // [B,T]
    const gold = add(add(sum(select(chosen, logits, 0), [-1]), select(isFirst, gather(start, own), step)), select(isLast, gather(end, own), 0)); // [B,T]
    const scores = add(add(logits, select(column(isFirst), start, 0)), select(column(isLast), end, 0)); // [B,T,L]
    const highest = max(scores, [-1], true); // [B,T,1]
    const factors = exp(sub(scores, highest)); // [B,T,L]
    const steepest = max(transitions, [0, 1]); // []
    const relative = sub(transitions, steepest); // [L,L]
    const matrix = exp(select(less(relative, LOWEST), LOWEST, relative)); // [L,L]
    const steps = cast(select(counts, select(isFirst, 1, 2), 0), 'int'); // [B,T]
    const before = crfForward(factors, matrix, steps); // [B,T,L]
    const reached = log(sum(mul(factors, chainReach(before, matrix, steps)), [-1])); // [B,T]
    const all = add(add(reached, reshape(highest, labels.shape)), select(isFirst, 0, steepest)); // [B,T]
    const counted = sum(cast(counts, 'float')); // []
    const total = sum(select(counts, sub(all, gold), 0)); // []
    return { loss: div(total, add(counted, select(less(counted, 1), 1, 0))), counted };
}
