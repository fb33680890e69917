import { pairMentions } from "./pairing.js";
/** Puts every mention of the documents in its class. */
export function analyseErrors(documents) {
    const mentions = documents.flatMap(classifyDocument);
    const classes = { correct: 0, type: 0, border: 0, both: 0, missed: 0, spurious: 0 };
    const types = new Map();
    const errorsOf = (type) => {
        let errors = types.get(type);
        if (errors === undefined) {
            const none = { correct: 0, type: 0, border: 0, both: 0 };
            errors = { gold: { ...none, missed: 0 }, predicted: { ...none, spurious: 0 } };
            types.set(type, errors);
        }
        return errors;
    };
    const confusions = new Map();
    for (const { class: kind, gold, predicted } of mentions) {
        classes[kind]++;
        if (gold !== undefined && kind !== 'spurious')
            errorsOf(gold.type).gold[kind]++;
        if (predicted !== undefined && kind !== 'missed')
            errorsOf(predicted.type).predicted[kind]++;
        if (gold === undefined || predicted === undefined)
            continue;
        const row = confusions.get(gold.type) ?? new Map();
        confusions.set(gold.type, row);
        const cell = row.get(predicted.type) ?? { sameBorders: 0, otherBorders: 0 };
        row.set(predicted.type, cell);
        cell[kind === 'correct' || kind === 'type' ? 'sameBorders' : 'otherBorders']++;
    }
    return {
        classes,
        types: new Map(sortByKey(types)),
        confusions: sortByKey(confusions).flatMap(([gold, row]) => sortByKey(row).map(([predicted, counts]) => ({ gold, predicted, ...counts }))),
        mentions,
    };
}
function classifyDocument({ id, gold, predicted }, document) {
    const { pairs, missed, spurious } = pairMentions(gold, predicted);
    const found = [
        ...pairs.map(pair => ({
            documentId: id,
            document,
            class: pair.kind,
            gold: pair.gold,
            predicted: pair.predicted,
        })),
        ...missed.map(mention => ({ documentId: id, document, class: 'missed', gold: mention })),
        ...spurious.map(mention => ({
            documentId: id,
            document,
            class: 'spurious',
            predicted: mention,
        })),
    ];
    const beginOf = ({ gold, predicted }) => Math.min(gold?.begin ?? Number.POSITIVE_INFINITY, predicted?.begin ?? Number.POSITIVE_INFINITY);
    return found.sort((a, b) => beginOf(a) - beginOf(b));
}
function sortByKey(map) {
    return [...map].sort(([a], [b]) => (a < b ? -1 : 1));
}
