import { pairMentions } from "./pairing.js";
/** The table above. */
const outcomes = {
    strict: { correct: 'correct', type: 'incorrect', border: 'incorrect', both: 'incorrect' },
    exact: { correct: 'correct', type: 'correct', border: 'incorrect', both: 'incorrect' },
    partial: { correct: 'correct', type: 'correct', border: 'partial', both: 'partial' },
    type: { correct: 'correct', type: 'incorrect', border: 'correct', both: 'incorrect' },
};
const modes = ['strict', 'exact', 'partial', 'type'];
/** Scores documents in all four ways, overall (all mentions together) and by type. */
export function scoreSemeval(documents) {
    const overall = createTallies();
    const types = new Map();
    for (const { gold, predicted } of documents) {
        count(overall, gold, predicted);
        const goldOf = groupByType(gold);
        const predictedOf = groupByType(predicted);
        for (const type of new Set([...goldOf.keys(), ...predictedOf.keys()])) {
            let tallies = types.get(type);
            if (tallies === undefined) {
                tallies = createTallies();
                types.set(type, tallies);
            }
            count(tallies, goldOf.get(type) ?? [], predictedOf.get(type) ?? []);
        }
    }
    const sorted = [...types].sort(([a], [b]) => (a < b ? -1 : 1));
    return {
        overall: scoreTallies(overall),
        types: new Map(sorted.map(([type, each]) => [type, scoreTallies(each)])),
    };
}
function count(tallies, gold, predicted) {
    const byBorders = pairMentions(gold, predicted, 'borders');
    const byType = pairMentions(gold, predicted, 'type');
    for (const mode of modes)
        add(tallies[mode], mode, mode === 'type' ? byType : byBorders);
}
function add(tally, mode, pairing) {
    for (const { kind } of pairing.pairs)
        tally[outcomes[mode][kind]]++;
    tally.missed += pairing.missed.length;
    tally.spurious += pairing.spurious.length;
}
function createTallies() {
    const empty = () => ({ correct: 0, incorrect: 0, partial: 0, missed: 0, spurious: 0 });
    return { strict: empty(), exact: empty(), partial: empty(), type: empty() };
}
function scoreTallies(tallies) {
    return {
        strict: scoreTally(tallies.strict),
        exact: scoreTally(tallies.exact),
        partial: scoreTally(tallies.partial),
        type: scoreTally(tallies.type),
    };
}
function scoreTally(tally) {
    const paired = tally.correct + tally.incorrect + tally.partial;
    const possible = paired + tally.missed;
    const actual = paired + tally.spurious;
    const credit = tally.correct + 0.5 * tally.partial;
    const precision = actual === 0 ? 0 : credit / actual;
    const recall = possible === 0 ? 0 : credit / possible;
    const sum = precision + recall;
    return {
        ...tally,
        possible,
        actual,
        precision,
        recall,
        f1: sum === 0 ? 0 : (2 * (precision * recall)) / sum,
    };
}
function groupByType(mentions) {
    const groups = new Map();
    for (const mention of mentions) {
        const group = groups.get(mention.type);
        if (group === undefined)
            groups.set(mention.type, [mention]);
        else
            group.push(mention);
    }
    return groups;
}
