import { markCorrect } from "./pairing.js";
/** Types that occur in gold or prediction. */
export function listTypes(documents) {
    const types = new Set();
    for (const { gold, predicted } of documents) {
        for (const { type } of gold)
            types.add(type);
        for (const { type } of predicted)
            types.add(type);
    }
    return types;
}
/** Counts documents, a row each in the order given. Types that occur in gold or prediction, and those named. */
export function countMentions(documents, named = []) {
    const sorted = [...new Set([...named, ...listTypes(documents)])].sort();
    const placeOf = new Map(sorted.map((type, index) => [type, 3 * index]));
    return packRows(sorted, documents.length, (index, row) => {
        const { gold, predicted } = documents[index];
        const right = markCorrect(documents[index]).predicted;
        for (const { type } of gold)
            addTo(row, placeOf.get(type) + 2, 1);
        for (const [place, { type }] of predicted.entries()) {
            const at = placeOf.get(type);
            addTo(row, at + 1, 1);
            if (right[place])
                addTo(row, at, 1);
        }
    });
}
/** All types as one: a cell for each document. */
export function mergeTypes({ documents, starts, values }) {
    const merged = new Int32Array(3 * documents);
    for (let document = 0; document < documents; document++)
        for (let from = 3 * starts[document]; from < 3 * starts[document + 1]; from++) {
            const into = 3 * document + (from % 3);
            merged[into] = merged[into] + values[from];
        }
    return {
        documents,
        types: [''],
        starts: Int32Array.from({ length: documents + 1 }, (_, document) => document),
        typeOf: new Int32Array(documents),
        values: merged,
    };
}
/** `a` - `b`, cells that are equal left out. Both have the same documents and types. */
export function subtractCounts(a, b) {
    return packRows(a.types, a.documents, (document, row) => {
        for (const [{ starts, typeOf, values }, sign] of [
            [a, 1],
            [b, -1],
        ])
            for (let from = 3 * starts[document]; from < 3 * starts[document + 1]; from++)
                addTo(row, 3 * typeOf[Math.floor(from / 3)] + (from % 3), sign * values[from]);
    });
}
const addTo = (row, at, count) => {
    row[at] = row[at] + count;
};
/**
 * A matrix from its rows; cells of zeros are left out.
 * @param fill adds a document's counts to its row [types, 3]
 */
function packRows(types, documents, fill) {
    const starts = new Int32Array(documents + 1);
    const typeOf = [];
    const values = [];
    const row = new Int32Array(3 * types.length);
    for (let document = 0; document < documents; document++) {
        row.fill(0);
        fill(document, row);
        for (let type = 0; type < types.length; type++) {
            const [correct, predicted, gold] = [row[3 * type], row[3 * type + 1], row[3 * type + 2]];
            if (correct === 0 && predicted === 0 && gold === 0)
                continue;
            typeOf.push(type);
            values.push(correct, predicted, gold);
        }
        starts[document + 1] = typeOf.length;
    }
    return { documents, types, starts, typeOf: Int32Array.from(typeOf), values: Int32Array.from(values) };
}
/**
 * Adds up documents, each as often as its weight says, into `totals`.
 * @param weights [documents] whole numbers; a document of weight 0 costs nothing.
 * @param totals [types, 3] correct, predicted, gold; overwritten.
 */
export function sumCounts(matrix, weights, totals) {
    const { documents, starts, typeOf, values } = matrix;
    totals.fill(0);
    for (let document = 0; document < documents; document++) {
        const weight = weights[document];
        if (weight === 0)
            continue;
        const end = starts[document + 1];
        for (let cell = starts[document]; cell < end; cell++) {
            const into = 3 * typeOf[cell];
            const from = 3 * cell;
            totals[into] = totals[into] + weight * values[from];
            totals[into + 1] = totals[into + 1] + weight * values[from + 1];
            totals[into + 2] = totals[into + 2] + weight * values[from + 2];
        }
    }
}
/** The sum over types of `totals` [types, 3], as [correct, predicted, gold]. */
export function sumTypes(totals) {
    const sum = [0, 0, 0];
    for (let at = 0; at < totals.length; at += 3) {
        sum[0] += totals[at];
        sum[1] += totals[at + 1];
        sum[2] += totals[at + 2];
    }
    return sum;
}
/** Precision, recall or F1 = 2PR / (P + R) of counts; a division by zero is 0, as with seqeval. */
export function scoreCounts(measure, correct, predicted, gold) {
    const precision = predicted === 0 ? 0 : correct / predicted;
    if (measure === 'precision')
        return precision;
    const recall = gold === 0 ? 0 : correct / gold;
    if (measure === 'recall')
        return recall;
    const sum = precision + recall;
    return sum === 0 ? 0 : (2 * precision * recall) / sum;
}
/**
 * The plain mean of a measure over the types of `totals` [types, 3] that occur in gold or prediction, as seqeval has
 * it; 0 where none does.
 */
export function averageTypes(measure, totals) {
    let sum = 0;
    let types = 0;
    for (let at = 0; at < totals.length; at += 3) {
        const predicted = totals[at + 1];
        const gold = totals[at + 2];
        if (predicted + gold === 0)
            continue;
        sum += scoreCounts(measure, totals[at], predicted, gold);
        types++;
    }
    return types === 0 ? 0 : sum / types;
}
/** A measure of each type of `totals` [types, 3], then micro, then macro. */
export function scoreTypes(measure, totals) {
    const scores = [];
    for (let at = 0; at < totals.length; at += 3)
        scores.push(scoreCounts(measure, totals[at], totals[at + 1], totals[at + 2]));
    scores.push(scoreCounts(measure, ...sumTypes(totals)), averageTypes(measure, totals));
    return scores;
}
