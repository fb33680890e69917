/**
 * @file Confidence intervals of scores by the bootstrap over documents (Efron and Tibshirani 1993, section 13.3, the
 * percentile interval; for language, Berg-Kirkpatrick, Burkett and Klein 2012).
 *
 * Documents are drawn and not mentions, because the mentions of one document resemble one another. The draws come from
 * a counter-based stream and the counts are whole numbers, so the same seed gives the same bits everywhere.
 */
import { MedspanError } from "../errors.js";
import { createRandom } from "../random.js";
import { averageTypes, countMentions, scoreCounts, sumCounts, sumTypes } from "./counts.js";
const measures = ['precision', 'recall', 'f1'];
/**
 * Intervals for precision, recall and F1 over all mentions, as a mean over types, and for each type.
 *
 * A mention is right when borders and type agree. Every sample is as many documents as there are, drawn with
 * replacement. A division by zero is 0; but a sample in which a type (or for micro and macro, any mention) occurs
 * neither in gold nor in prediction says nothing about it, and is left out there. So for a type of few documents
 * `samples` is smaller, and the interval holds under the condition that the type occurs.
 * @throws MedspanError `config` for less than one sample or a confidence outside (0, 1).
 */
export function bootstrapScores(documents, options) {
    const { seed, samples, confidence } = checkResampling(options);
    const matrix = countMentions(sortDocuments(documents));
    const { types } = matrix;
    const totals = new Int32Array(3 * types.length);
    sumCounts(matrix, new Int32Array(matrix.documents).fill(1), totals);
    // One row for each type, then micro, then macro.
    const micro = types.length;
    const macro = types.length + 1;
    const drawn = Array.from({ length: types.length + 2 }, () => createDraws(samples));
    const estimates = scoreAll(totals);
    const estimateOf = (row) => estimates[row];
    resample(matrix.documents, samples, seed, weights => {
        sumCounts(matrix, weights, totals);
        for (let type = 0; type < types.length; type++) {
            const at = 3 * type;
            push(drawn[type], totals[at], totals[at + 1], totals[at + 2]);
        }
        const [correct, predicted, gold] = sumTypes(totals);
        push(drawn[micro], correct, predicted, gold);
        if (predicted + gold === 0)
            return;
        const means = drawn[macro];
        for (const measure of measures)
            means[measure][means.count] = averageTypes(measure, totals);
        means.count++;
    });
    const intervalsOf = (row) => {
        const draws = drawn[row];
        const estimate = estimateOf(row);
        const of = (measure) => ({
            estimate: estimate[measure],
            ...percentileInterval(draws[measure].subarray(0, draws.count), confidence, estimate[measure]),
        });
        return { precision: of('precision'), recall: of('recall'), f1: of('f1') };
    };
    return {
        micro: intervalsOf(micro),
        macro: intervalsOf(macro),
        types: new Map(types.map((type, row) => [type, intervalsOf(row)])),
        samples,
        confidence,
    };
}
function createDraws(samples) {
    const empty = () => new Float64Array(samples);
    return { count: 0, precision: empty(), recall: empty(), f1: empty() };
}
function push(draws, correct, predicted, gold) {
    if (predicted + gold === 0)
        return;
    const at = draws.count++;
    draws.precision[at] = scoreCounts('precision', correct, predicted, gold);
    draws.recall[at] = scoreCounts('recall', correct, predicted, gold);
    draws.f1[at] = scoreCounts('f1', correct, predicted, gold);
}
/** Scores of each type, then micro, then macro. */
function scoreAll(totals) {
    const of = (score) => ({
        precision: score('precision'),
        recall: score('recall'),
        f1: score('f1'),
    });
    const rows = [];
    for (let at = 0; at < totals.length; at += 3)
        rows.push(of(measure => scoreCounts(measure, totals[at], totals[at + 1], totals[at + 2])));
    const sum = sumTypes(totals);
    return [...rows, of(measure => scoreCounts(measure, ...sum)), of(measure => averageTypes(measure, totals))];
}
/** Documents by id, so that results do not depend on their order; those with one id keep theirs. */
export function sortDocuments(documents) {
    return [...documents].sort((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));
}
/** Options with their defaults. @throws MedspanError `config` for what cannot be drawn. */
export function checkResampling(options) {
    const { seed, samples = 10_000, confidence = 0.95 } = options;
    if (!Number.isInteger(samples) || samples < 1)
        throw new MedspanError('config', `expected a whole number of samples from 1 on, got ${samples}`);
    if (!(confidence > 0 && confidence < 1))
        throw new MedspanError('config', `expected a confidence between 0 and 1, got ${confidence}`);
    return { seed, samples, confidence };
}
/**
 * Draws `documents` documents with replacement, `samples` times. Sample b takes the draws from b x documents on of
 * the stream `bootstrap`.
 * @param use gets how often each document was drawn, [documents]; the array is used again for the next sample.
 */
export function resample(documents, samples, seed, use) {
    const random = createRandom(seed, 'bootstrap');
    const weights = new Int32Array(documents);
    for (let sample = 0; sample < samples; sample++) {
        weights.fill(0);
        for (let draw = 0; draw < documents; draw++) {
            const document = random.below(documents);
            weights[document] = weights[document] + 1;
        }
        use(weights);
    }
}
/**
 * The percentile interval: of n sorted values the k-th and the (n + 1 - k)-th, k = floor((n + 1) (1 - confidence) / 2)
 * and at least 1 (Efron and Tibshirani 1993, section 12.5, for n that do not divide). Reorders `values`.
 * @param otherwise both borders where there are no values.
 */
export function percentileInterval(values, confidence, otherwise) {
    const n = values.length;
    if (n === 0)
        return { lower: otherwise, upper: otherwise, samples: 0 };
    // 1 - 0.9 is a little less than 0.1: 999 values would be cut at the 49th instead of the 50th.
    const k = Math.max(1, Math.floor((n + 1) * ((1 - confidence) / 2) + 1e-9));
    return { lower: selectValue(values, k - 1), upper: selectValue(values, n - k), samples: n };
}
/**
 * The value that would stand at `place` if they were sorted, which takes longer (Hoare 1961, "Algorithm
 * 65: Find"). Reorders `values`.
 */
function selectValue(values, place) {
    let first = 0;
    let last = values.length - 1;
    while (first < last) {
        const middle = values[(first + last) >> 1];
        let left = first;
        let right = last;
        while (left <= right) {
            while (values[left] < middle)
                left++;
            while (values[right] > middle)
                right--;
            if (left > right)
                break;
            const held = values[left];
            values[left++] = values[right];
            values[right--] = held;
        }
        if (place <= right)
            last = right;
        else if (place >= left)
            first = left;
        else
            return middle;
    }
    return values[place];
}
