/**
 * @file Predicted documents beside the gold ones that they are of: by id and text, or by text alone where ids differ.
 *
 * Texts may differ in their white space, such as line ends: offsets are then carried over by the characters between.
 */
import { MedspanError } from "../errors.js";
import { addTo } from "../lists.js";
/** How many documents an error names. */
const named = 10;
const withoutBlanks = (text) => text.replace(/\s+/gu, '');
const isSame = (a, b) => a === b || withoutBlanks(a) === withoutBlanks(b);
/**
 * Finds the prediction of each gold document. Predicted documents that are not in gold are left out. Counted notices:
 * `document-not-in-gold`, `document-other-id`, `text-white-space`.
 * @throws MedspanError (`data`) for a gold document without a prediction, and for one whose text is another one there
 */
export function alignDocuments(gold, predicted, notices) {
    const byId = new Map(predicted.map(document => [document.id, document]));
    const found = new Map();
    for (const document of gold) {
        const other = byId.get(document.id);
        if (other !== undefined && isSame(document.text, other.text))
            found.set(document, other);
    }
    const taken = new Set(found.values());
    const others = matchTexts(gold.filter(document => !found.has(document)), predicted.filter(document => !taken.has(document)));
    for (const [document, other] of others) {
        notices.add('document-other-id', 'predicted documents have other ids than gold, and were found by their texts', placeOf(other));
        found.set(document, other);
        taken.add(other);
    }
    const rest = predicted.filter(document => !taken.has(document));
    const missing = gold.filter(document => !found.has(document));
    if (missing.length > 0)
        throw unmatched(missing, rest);
    for (const document of rest)
        notices.add('document-not-in-gold', 'predicted documents are not among the gold ones, and were left out', placeOf(document));
    return gold.map(document => ({
        gold: document,
        predicted: carryOver(found.get(document), document.text, notices),
    }));
}
const placeOf = ({ source, id }) => ({ path: source ?? id, ...(source && { at: id }) });
/** Documents of the same text, each once. */
function matchTexts(gold, predicted) {
    if (gold.length === 0)
        return [];
    const byText = new Map();
    for (const document of predicted.toReversed())
        addTo(byText, withoutBlanks(document.text), document);
    return gold.flatMap(document => {
        const other = byText.get(withoutBlanks(document.text))?.pop();
        return other === undefined ? [] : [[document, other]];
    });
}
/** Why gold documents have no prediction: the text of one is another one there, or they are not there at all. */
function unmatched(missing, rest) {
    const byId = new Map(rest.map(document => [document.id, document]));
    const alone = missing.length === 1 && rest.length === 1 ? rest[0] : undefined;
    for (const document of missing) {
        const other = byId.get(document.id) ?? alone;
        if (other !== undefined)
            return otherText(document, other);
    }
    const names = (documents) => documents
        .slice(0, named)
        .map(({ id }) => id)
        .join(', ') + (documents.length > named ? ` and ${documents.length - named} more` : '');
    const others = rest.length === 0 ? '' : `; predicted, and not in gold: ${names(rest)}`;
    return new MedspanError('data', `expected a prediction of every gold document, got none of ${names(missing)}${others}`, {
        where: placeOf(missing[0]),
        hint: 'Predict these too (a document in which nothing is found is one without mentions), or score against the gold ' +
            'documents that were predicted alone.',
    });
}
/** Says where two texts part. */
function otherText(gold, predicted) {
    const [at, there] = firstDifference(gold.text, predicted.text);
    const excerpt = (text, index) => index >= text.length ? 'its end' : JSON.stringify(text.slice(Math.max(0, index - 20), index + 20));
    const isNormalised = gold.text.normalize('NFC') === predicted.text.normalize('NFC');
    const how = isNormalised ? 'the same text in another Unicode normalisation (NFC, NFD)' : 'another text';
    return new MedspanError('data', `expected the text of the gold document ${gold.id}, got ${how}: ${excerpt(predicted.text, there)} ` +
        `(offset ${there}) instead of ${excerpt(gold.text, at)} (offset ${at})`, {
        where: placeOf(predicted),
        hint: 'Offsets mean the same in the same text only: predict on the texts of the gold documents as they are.',
    });
}
/** Where two texts first differ in more than white space. */
function firstDifference(a, b) {
    const isBlank = (text, index) => index < text.length && /\s/u.test(text[index]);
    let [i, j] = [0, 0];
    for (;;) {
        while (isBlank(a, i))
            i++;
        while (isBlank(b, j))
            j++;
        if (i >= a.length || j >= b.length || a[i] !== b[j])
            return [i, j];
        i++;
        j++;
    }
}
/** A document with its mentions at the same characters of a text that differs in white space at most. */
function carryOver(document, text, notices) {
    if (document.text === text)
        return document;
    notices.add('text-white-space', 'texts differ from gold in their white space, such as line ends: offsets were carried over by the other characters', placeOf(document));
    const from = placesOf(document.text);
    const to = placesOf(text);
    /** How many characters stand before a place. */
    const before = (place) => {
        let [low, high] = [0, from.length];
        while (low < high) {
            const middle = (low + high) >>> 1;
            if (from[middle] < place)
                low = middle + 1;
            else
                high = middle;
        }
        return low;
    };
    const mentions = document.mentions.map(({ begin, end, parts: _, ...mention }) => {
        const [first, last] = [before(begin), before(end)];
        const start = to[first] ?? text.length;
        return { ...mention, begin: start, end: last === first ? start : to[last - 1] + 1 };
    });
    return { ...document, text, sentences: [], tokens: [], mentions };
}
/** Where the characters of a text are that are no white space. */
function placesOf(text) {
    const places = new Int32Array(text.length);
    let count = 0;
    for (const { index, 0: run } of text.matchAll(/\S+/g))
        for (let i = 0; i < run.length; i++)
            places[count++] = index + i;
    return places.subarray(0, count);
}
