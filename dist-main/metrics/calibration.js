/**
 * @file Whether scores are probabilities: expected calibration error, the reliability curve, the Brier score.
 *
 * Naeini, Cooper and Hauskrecht 2015 ("Obtaining well calibrated probabilities using Bayesian binning", section 4) and
 * Guo, Pleiss, Sun and Weinberger 2017 ("On calibration of modern neural networks", section 2). A mention is right
 * when borders and type agree with a gold one. Nothing is said about mentions that were not predicted.
 */
import { MedspanError } from "../errors.js";
import { markCorrect } from "./pairing.js";
/** The predicted mentions of documents that have a score, with whether they are right. */
export function listOutcomes(documents, which = 'score') {
    return documents.flatMap(document => {
        const { predicted } = markCorrect(document);
        return document.predicted.flatMap(({ [which]: score }, index) => score === undefined ? [] : { score, right: predicted[index] });
    });
}
/**
 * Compares scores with how often they are right.
 * @param options.bins M; 15 unless given, as Guo et al. have it.
 * @throws MedspanError `data` for a score outside [0, 1], `config` for less than one bin.
 */
export function calibrate(outcomes, { bins = 15 } = {}) {
    if (!Number.isInteger(bins) || bins < 1)
        throw new MedspanError('config', `expected a whole number of bins from 1 on, got ${bins}`);
    for (const { score } of outcomes)
        if (!(score >= 0 && score <= 1))
            throw new MedspanError('data', `expected scores between 0 and 1, got ${score}`);
    // Sorted, so that sums do not depend on the order of the mentions to the last bit.
    const sorted = [...outcomes].sort((a, b) => a.score - b.score || Number(a.right) - Number(b.right));
    const count = sorted.length;
    const squares = sorted.reduce((sum, { score, right }) => sum + (score - Number(right)) ** 2, 0);
    return {
        equalWidth: measure(equalWidthBins(sorted, bins), count),
        equalMass: measure(equalMassBins(sorted, bins), count),
        brier: count === 0 ? 0 : squares / count,
        count,
    };
}
function equalWidthBins(sorted, bins) {
    const filled = Array.from({ length: bins }, () => []);
    let bin = 0;
    for (const outcome of sorted) {
        while (bin < bins - 1 && outcome.score > (bin + 1) / bins)
            bin++;
        filled[bin].push(outcome);
    }
    return filled.map((each, index) => describeBin(each, index / bins, (index + 1) / bins));
}
/** The mention of rank r (from 0, of equal scores the first) of n goes to bin floor(r M / n). */
function equalMassBins(sorted, bins) {
    const filled = new Map();
    let rank = 0;
    for (const [index, outcome] of sorted.entries()) {
        if (outcome.score !== sorted[rank].score)
            rank = index;
        const bin = Math.floor((rank * bins) / sorted.length);
        const each = filled.get(bin);
        if (each === undefined)
            filled.set(bin, [outcome]);
        else
            each.push(outcome);
    }
    return [...filled.values()].map(each => describeBin(each, each[0].score, each.at(-1).score));
}
function describeBin(outcomes, lower, upper) {
    const count = outcomes.length;
    let scores = 0;
    let right = 0;
    for (const outcome of outcomes) {
        scores += outcome.score;
        if (outcome.right)
            right++;
    }
    const mean = (sum) => (count === 0 ? 0 : sum / count);
    return { lower, upper, count, confidence: mean(scores), accuracy: mean(right) };
}
function measure(bins, count) {
    let sum = 0;
    let maximumError = 0;
    for (const bin of bins) {
        const gap = Math.abs(bin.accuracy - bin.confidence);
        sum += bin.count * gap;
        maximumError = Math.max(maximumError, gap);
    }
    return { expectedError: count === 0 ? 0 : sum / count, maximumError, bins };
}
