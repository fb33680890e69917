import { addTo } from "../../lists.js";
/** Of all documents, the share that is held out; and of the others, the share by which the best model is chosen. */
const [heldOutShare, validationShare] = [0.2, 0.125];
/** With fewer documents that have mentions nothing is learnt. */
export const fewestDocuments = 5;
/** A number in [0, 1) of a hash, from its n-th eight digits. */
const fractionOf = (hash, n) => Number.parseInt(hash.slice(8 * n, 8 * n + 8), 16) / 2 ** 32;
/** Those whose number is below a share, or the one with the least. */
function choose(hashes, n, share) {
    const sorted = [...hashes].sort((a, b) => fractionOf(a, n) - fractionOf(b, n));
    const below = sorted.filter(hash => fractionOf(hash, n) < share);
    return new Set(below.length > 0 ? below : sorted.slice(0, 1));
}
/**
 * Divides documents; `test` is what is held out.
 * @param documents by the names of their files
 * @returns the parts, or why there is nothing to learn yet
 */
export function divideDocuments(documents) {
    const byId = new Map();
    for (const [name, document] of documents)
        addTo(byId, name.split('-')[0], { ...document, id: name.replace(/\.jsonl$/, '') });
    const ids = [...byId.keys()].sort();
    const heldOut = choose(ids, 0, heldOutShare);
    const rest = ids.filter(id => !heldOut.has(id));
    const validation = choose(rest, 1, validationShare);
    const documentsOf = (some) => [...some].sort().flatMap(id => byId.get(id));
    const learnt = documentsOf(rest);
    // Whoever knows a text by heart is no better on others.
    const known = new Set(learnt.map(({ text }) => text));
    const parts = {
        train: documentsOf(rest.filter(id => !validation.has(id))),
        validation: documentsOf(validation),
        test: documentsOf(heldOut).filter(({ text }) => !known.has(text)),
    };
    return problemOf(byId, parts) ?? parts;
}
function problemOf(byId, { train, validation, test }) {
    const hasMentions = ({ mentions }) => mentions.length > 0;
    const annotated = [...byId.values()].filter(same => same.some(hasMentions)).length;
    if (annotated < fewestDocuments)
        return `expected ${fewestDocuments} documents with mentions, got ${annotated}`;
    if (!train.some(hasMentions) || validation.length === 0)
        return 'expected mentions in the documents to train with, got none yet';
    if (!test.some(hasMentions))
        return 'expected mentions in the documents that are held out, got none yet';
    return undefined;
}
