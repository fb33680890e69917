/**
 * @file Scores of a configuration that was trained with several seeds: how they spread, and whether one configuration is
 * better than another or only luckier with its seeds and documents.
 *
 * - Mean, sample standard deviation, least and greatest over the runs (Reimers and Gurevych 2017, "Reporting score
 *   distributions makes a difference": single runs mislead).
 * - The Multi-Bootstrap (Sellam et al. 2022, "The MultiBERTs: BERT reproductions for robustness analysis", section 3), paired
 *   by documents and unpaired by seeds: a sample draws documents, the same for all runs, and runs of each configuration; its
 *   value is the difference of the mean scores. Of n runs n - 1 are drawn: then the variance of the mean that samples show is
 *   that of runs without bias, where n draws would show (n - 1) / n of it (Rao and Wu 1988, "Resampling inference with
 *   complex survey data"). A run that is alone is always drawn, and nothing is known of other seeds.
 * - p, intervals and Holm's correction are those of significance.ts.
 */
import { MedspanError } from "../errors.js";
import { maxOf, minOf } from "../lists.js";
import { createRandom } from "../random.js";
import { checkResampling, resample, sortDocuments } from "./bootstrap.js";
import { countMentions, listTypes, scoreTypes, sumCounts } from "./counts.js";
import { bootstrapDifference, checkSameGold, correctHolm } from "./significance.js";
/** @throws MedspanError `internal` without a value */
export function spreadOf(values) {
    const n = values.length;
    // Least and greatest first: the mean of equal values is theirs, to the last bit.
    const [min, max] = [minOf(values), maxOf(values)];
    const mean = min === max ? min : values.reduce((sum, value) => sum + value, 0) / n;
    if (n === 1)
        return { mean, min, max };
    const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
    return { mean, std: Math.sqrt(squares / (n - 1)), min, max };
}
/** A measure of documents as they are; a mention is right when borders and type agree. */
export function scoreDocuments(documents, measure = 'f1') {
    const matrix = countMentions(documents);
    const scores = scoreTypes(measure, totalsOf(matrix));
    const { types } = matrix;
    return {
        micro: scores[types.length],
        macro: scores[types.length + 1],
        types: new Map(types.map((type, row) => [type, scores[row]])),
    };
}
/**
 * Compares two configurations by runs of each with several seeds, on the same documents, in whatever order these come.
 * @throws MedspanError `data` where ids or gold mentions of two runs differ, with the run's path; `config` for what cannot be
 *     drawn, or no run.
 */
export function compareSeeds(a, b, options) {
    const { seed, samples, confidence } = checkResampling(options);
    const { measure = 'f1' } = options;
    if (a.length === 0 || b.length === 0)
        throw new MedspanError('config', 'expected at least one run of each configuration');
    const sorted = [...a, ...b].map(run => ({ ...run, documents: sortDocuments(run.documents) }));
    for (const { documents, path } of sorted.slice(1))
        checkSameGold(sorted[0].documents, documents, path);
    const types = new Set(sorted.flatMap(({ documents }) => [...listTypes(documents)]));
    const counted = sorted.map(({ documents }) => countMentions(documents, types));
    const sides = [counted.slice(0, a.length), counted.slice(a.length)];
    const observed = sides.map(runs => runs.map(matrix => scoreTypes(measure, totalsOf(matrix))));
    const [scoresA, scoresB] = [observed[0], observed[1]];
    const column = (scores, row) => scores.map(of => of[row]);
    const rows = Array.from({ length: types.size + 2 }, (_, row) => {
        const [ofA, ofB] = [spreadOf(column(scoresA, row)), spreadOf(column(scoresB, row))];
        return { a: ofA, b: ofB, difference: ofA.mean - ofB.mean };
    });
    const drawn = drawDifferences(sides, { measure, seed, samples, rows: rows.length });
    const differences = rows.map((row, index) => ({
        ...row,
        ...bootstrapDifference(drawn[index], row.difference, confidence),
    }));
    const names = counted[0].types;
    const holm = correctHolm(differences.slice(0, names.length).map(({ p }) => p));
    const runsOf = (runs, scores) => runs.map(({ path }, index) => ({
        path,
        micro: scores[index][names.length],
        macro: scores[index][names.length + 1],
    }));
    return {
        measure,
        micro: differences[names.length],
        macro: differences[names.length + 1],
        types: new Map(names.map((type, row) => [type, { ...differences[row], holm: holm[row] }])),
        runs: { a: runsOf(a, scoresA), b: runsOf(b, scoresB) },
        documents: sorted[0].documents.length,
        samples,
        confidence,
    };
}
/** Counts of all documents, [types, 3]. */
function totalsOf(matrix) {
    const totals = new Int32Array(3 * matrix.types.length);
    sumCounts(matrix, new Int32Array(matrix.documents).fill(1), totals);
    return totals;
}
/** For each row the differences of the means in all samples that say something about it. */
function drawDifferences(sides, { measure, seed, samples, rows, }) {
    const { documents, types } = sides[0][0];
    const random = createRandom(seed, 'multi-bootstrap');
    const totals = new Int32Array(3 * types.length);
    const drawn = Array.from({ length: rows }, () => new Float64Array(samples));
    const counts = new Int32Array(rows);
    const difference = new Float64Array(rows);
    const occurs = new Uint8Array(rows);
    resample(documents, samples, seed, weights => {
        difference.fill(0);
        occurs.fill(0);
        for (const [side, runs] of sides.entries()) {
            const times = drawRuns(runs.length, random);
            const share = (side === 0 ? 1 : -1) / Math.max(1, runs.length - 1);
            for (const [run, matrix] of runs.entries()) {
                if (times[run] === 0)
                    continue;
                sumCounts(matrix, weights, totals);
                for (const [row, score] of scoreTypes(measure, totals).entries())
                    difference[row] = difference[row] + share * times[run] * score;
                for (let type = 0; type < types.length; type++)
                    if (totals[3 * type + 1] + totals[3 * type + 2] > 0)
                        occurs[type] = occurs[rows - 1] = 1;
            }
        }
        occurs[rows - 2] = occurs[rows - 1];
        for (let row = 0; row < rows; row++)
            if (occurs[row] === 1) {
                const at = counts[row];
                drawn[row][at] = difference[row];
                counts[row] = at + 1;
            }
    });
    return drawn.map((values, row) => values.subarray(0, counts[row]));
}
/** How often each of n runs is drawn, n - 1 times with replacement; one alone is drawn once. */
function drawRuns(n, random) {
    if (n === 1)
        return [1];
    const times = new Array(n).fill(0);
    for (let draw = 0; draw < n - 1; draw++) {
        const run = random.below(n);
        times[run] = times[run] + 1;
    }
    return times;
}
