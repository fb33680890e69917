/**
 * @file Scores of coarser names than types: semantic groups, or every ancestor of a type.
 *
 * A mention counts for each name that its type has. Mentions that become equal count once: whether a disease is found
 * as a syndrome does not matter where both are disorders.
 */
import { countMentions, scoreCounts, sumCounts } from "./counts.js";
/** A score with the counts that it comes of. */
export function countedScore(correct, predicted, gold) {
    return {
        correct,
        predicted,
        gold,
        precision: scoreCounts('precision', correct, predicted, gold),
        recall: scoreCounts('recall', correct, predicted, gold),
        f1: scoreCounts('f1', correct, predicted, gold),
    };
}
/**
 * Scores documents by the names of types.
 * @param namesOf the names of a type; a type without one is left out
 * @returns a score for each name that occurs in gold or prediction, sorted
 */
export function scoreMapped(documents, namesOf) {
    const matrix = countMentions(documents.map(document => ({
        ...document,
        gold: renamed(document.gold, namesOf),
        predicted: renamed(document.predicted, namesOf),
    })));
    const totals = new Int32Array(3 * matrix.types.length);
    sumCounts(matrix, new Int32Array(matrix.documents).fill(1), totals);
    return Object.fromEntries(matrix.types.map((name, index) => {
        const [correct, predicted, gold] = totals.subarray(3 * index, 3 * index + 3);
        return [name, countedScore(correct, predicted, gold)];
    }));
}
function renamed(mentions, namesOf) {
    const kept = new Map();
    for (const mention of mentions)
        for (const type of namesOf(mention.type)) {
            const key = `${mention.begin} ${mention.end} ${type}`;
            if (!kept.has(key))
                kept.set(key, { ...mention, type });
        }
    return [...kept.values()];
}
