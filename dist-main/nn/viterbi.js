/**
 * @file Decoding chains of labels, over plain numbers: the best sequence (Viterbi 1967) and each position's
 * probabilities (the forward-backward algorithm, Rabiner 1989, section III).
 *
 * A chain is learned (`crf.ts`), or says only what may follow what: of the sequences that are allowed, the best is
 * then the one whose scores have the greatest sum. Everything is computed in double precision.
 */
import { internal, MedspanError } from "../errors.js";
import { maxOf, minOf } from "../lists.js";
/** Prepares a chain's weights. It is an error if a weight is NaN or +Infinity, or if no label may be first or last. */
export function createChain(labels, { transitions, start, end }) {
    const weights = {
        transitions: Float64Array.from(transitions),
        start: Float64Array.from(start),
        end: Float64Array.from(end),
    };
    const sizes = [weights.transitions.length, weights.start.length, weights.end.length];
    if (sizes[0] !== labels ** 2 || sizes[1] !== labels || sizes[2] !== labels)
        throw internal(`expected a chain of ${labels} labels, got transitions, start and end of ${sizes} weights`);
    const all = [...weights.transitions, ...weights.start, ...weights.end];
    if (all.some(value => Number.isNaN(value) || value === Number.POSITIVE_INFINITY))
        throw new MedspanError('data', "Expected a chain's weights to be finite or -Infinity, got NaN or Infinity.");
    for (const [name, ends] of [
        ['first', weights.start],
        ['last', weights.end],
    ])
        if (ends.every(value => value === Number.NEGATIVE_INFINITY))
            throw new MedspanError('data', `Expected a chain in which some label may stand ${name}, got none.`);
    const numbers = new Map();
    const columns = [];
    const columnOf = Int32Array.from({ length: labels }, (_, to) => {
        const column = Float64Array.from({ length: labels }, (__, i) => weights.transitions[i * labels + to]);
        const key = column.join();
        const known = numbers.get(key);
        if (known !== undefined)
            return known;
        const from = Int32Array.from(column.keys()).filter(i => column[i] > Number.NEGATIVE_INFINITY);
        numbers.set(key, columns.length);
        return columns.push({ from, weights: Float64Array.from(from, i => column[i]) }) - 1;
    });
    const steepest = weights.transitions.reduce((a, b) => Math.max(a, b), -Number.MAX_VALUE);
    const factors = weights.transitions.map(value => Math.exp(value - steepest));
    return {
        labels,
        ...weights,
        isConstraint: all.every(value => value === 0 || value === Number.NEGATIVE_INFINITY),
        columnOf,
        columns,
        spread: columns.reduce((most, { weights: w }) => Math.max(most, w.length === 0 ? 0 : maxOf(w) - minOf(w)), 0),
        factors,
        backFactors: factors.map((_, k) => factors[(k % labels) * labels + Math.floor(k / labels)]),
    };
}
/**
 * The chain of IOB2 (Tjong Kim Sang and Veenstra 1999), by the labels' names in any order: `I-X` stands after `B-X`
 * or `I-X` only. Every other label may stand everywhere.
 */
export function createIob2Chain(names) {
    const isForbidden = (before, name) => name.startsWith('I-') && before !== name && before !== `B-${name.slice(2)}`;
    const weight = (before, name) => isForbidden(before, name) ? Number.NEGATIVE_INFINITY : 0;
    return createChain(names.length, {
        transitions: names.flatMap(before => names.map(name => weight(before, name))),
        start: names.map(name => weight(undefined, name)),
        end: names.map(() => 0),
    });
}
function lengthOf(scores, { labels }) {
    const length = scores.length / labels;
    if (!Number.isInteger(length))
        throw internal(`expected ${labels} scores a position, got ${scores.length} in all`);
    return length;
}
/**
 * The sequence of labels with the greatest score; of equal ones that whose last label comes first, then the one
 * before it, and so on.
 *
 * @param scores [n,L], row by row
 * @returns the numbers of the labels, [n]
 */
export function bestPath(scores, chain) {
    const length = lengthOf(scores, chain);
    if (length === 0)
        return new Int32Array(0);
    if (chain.isConstraint) {
        const path = greatest(scores, length, chain.labels);
        if (isAllowed(path, chain))
            return path;
    }
    return viterbi(scores, length, chain);
}
/** Each position's greatest score, the first among equals. */
function greatest(scores, length, labels) {
    const path = new Int32Array(length);
    for (let t = 0, row = 0; t < length; t++, row += labels) {
        let best = 0;
        for (let j = 1; j < labels; j++)
            if (scores[row + j] > scores[row + best])
                best = j;
        path[t] = best;
    }
    return path;
}
function isAllowed(path, { labels, transitions, start, end }) {
    if (start[path[0]] < 0 || end[path.at(-1)] < 0)
        return false;
    for (let t = 1; t < path.length; t++)
        if (transitions[path[t - 1] * labels + path[t]] < 0)
            return false;
    return true;
}
const forbidden = () => new MedspanError('data', 'Expected a chain that allows a sequence of as many labels as there are scores.');
/** Labels so near the best one that transitions may make up for it: no other can be the best before any label. */
function findContenders(best, spread, contenders) {
    let highest = Number.NEGATIVE_INFINITY;
    for (let i = 0; i < best.length; i++)
        if (best[i] > highest)
            highest = best[i];
    const least = highest - spread - 1e-9 * (1 + Math.abs(highest)); // more than sums can be off by rounding
    let count = 0;
    for (let i = 0; i < best.length; i++)
        if (best[i] >= least)
            contenders[count++] = i;
    return count;
}
function viterbi(scores, length, chain) {
    const { labels, start, end, columnOf, columns, spread } = chain;
    let best = Float64Array.from({ length: labels }, (_, j) => start[j] + scores[j]);
    let next = new Float64Array(labels);
    const before = new Int32Array(length * labels);
    const contenders = new Int32Array(labels);
    const values = new Float64Array(columns.length);
    const sources = new Int32Array(columns.length);
    for (let t = 1, row = labels; t < length; t++, row += labels) {
        const count = findContenders(best, spread, contenders);
        for (let c = 0; c < columns.length; c++) {
            const { from, weights } = columns[c];
            const isFull = from.length === labels;
            let value = Number.NEGATIVE_INFINITY;
            let source = 0;
            for (let k = 0; k < (isFull ? count : from.length); k++) {
                const i = isFull ? contenders[k] : from[k];
                const candidate = best[i] + weights[isFull ? i : k];
                if (candidate > value) {
                    value = candidate;
                    source = i;
                }
            }
            values[c] = value;
            sources[c] = source;
        }
        for (let j = 0; j < labels; j++) {
            const column = columnOf[j];
            next[j] = values[column] + scores[row + j];
            before[row + j] = sources[column];
        }
        ;
        [best, next] = [next, best];
    }
    let last = 0;
    for (let j = 1; j < labels; j++)
        if (best[j] + end[j] > best[last] + end[last])
            last = j;
    if (best[last] + end[last] === Number.NEGATIVE_INFINITY)
        throw forbidden();
    const path = new Int32Array(length);
    for (let t = length - 1; t >= 0; t--) {
        path[t] = last;
        last = before[t * labels + last];
    }
    return path;
}
/**
 * The probability of each label at each position, over all sequences. What is e^700 times less likely than another
 * label at its position counts as impossible.
 *
 * @param scores [n,L], row by row
 * @returns [n,L]; each row sums to 1
 */
export function marginals(scores, chain) {
    const { labels, start, end, factors, backFactors } = chain;
    const length = lengthOf(scores, chain);
    const result = new Float64Array(length * labels);
    const row = new Float64Array(labels);
    // Forward: log of the weight of all sequences up to a position, by its label; each row is shifted to 0 at most.
    for (let t = 0, at = 0; t < length; t++, at += labels) {
        if (t === 0)
            row.set(start);
        else
            logProduct(result.subarray(at - labels, at), factors, row);
        for (let j = 0; j < labels; j++)
            result[at + j] = row[j] + scores[at + j];
        shift(result.subarray(at, at + labels));
    }
    // Backward: that of all sequences after a position, by its label; the two together are the position's own.
    row.set(end);
    const ahead = new Float64Array(labels);
    for (let at = (length - 1) * labels; at >= 0; at -= labels) {
        const own = result.subarray(at, at + labels);
        for (let j = 0; j < labels; j++) {
            own[j] += row[j];
            ahead[j] = row[j] + scores[at + j];
        }
        normalise(own);
        shift(ahead);
        logProduct(ahead, backFactors, row);
    }
    return result;
}
/** result = log(exp(logs) matrix) */
function logProduct(logs, matrix, result) {
    const labels = logs.length;
    result.fill(0);
    for (let i = 0, k = 0; i < labels; i++, k += labels) {
        const weight = Math.exp(logs[i]);
        if (weight > 0)
            for (let j = 0; j < labels; j++)
                result[j] += weight * matrix[k + j];
    }
    for (let j = 0; j < labels; j++)
        result[j] = Math.log(result[j]);
}
/** Takes the greatest off all. */
function shift(logs) {
    let highest = Number.NEGATIVE_INFINITY;
    for (const value of logs)
        highest = Math.max(highest, value);
    if (highest === Number.NEGATIVE_INFINITY)
        throw forbidden();
    for (let j = 0; j < logs.length; j++)
        logs[j] -= highest;
}
/** The softmax of a row, in place. */
function normalise(logs) {
    shift(logs);
    let total = 0;
    for (let j = 0; j < logs.length; j++)
        total += logs[j] = Math.exp(logs[j]);
    for (let j = 0; j < logs.length; j++)
        logs[j] /= total;
}
