/**
 * @file A share of a corpus, for learning curves: nested, and with like shares of every type.
 *
 * Documents are put into one order, of which every share takes the beginning, so that a smaller share is part of every
 * greater one. The order comes of halving: iterative stratification by types (stratify.ts) deals the documents out to
 * two halves, the first half goes before the second, and each is ordered in the same way. So the beginning of any
 * length is made of few parts, each of which was stratified: a type's share is off by about one document for each of
 * them, where documents drawn at random would be off by the square root of the type's documents.
 */
import { createRandom, streamKey } from "../random.js";
import { createExamples, stratify } from "./stratify.js";
/**
 * The documents of a share, in the order in which they stand in the corpus: their number rounded, at least one. It
 * depends on the documents, the share and the seed, not on the order of the documents.
 * @param share above 0, at most 1
 */
export function takeShare(corpus, share, seed) {
    const count = Math.max(1, Math.round(share * corpus.length));
    if (count >= corpus.length)
        return corpus;
    const taken = new Set(orderDocuments(corpus, seed).slice(0, count));
    return corpus.filter((_, index) => taken.has(index));
}
/** Indices of the documents in the order in which shares take them. */
function orderDocuments(corpus, seed) {
    const numbers = new Map();
    const labels = corpus.map(({ mentions }) => {
        const own = new Set(mentions.flatMap(({ types }) => types.slice(0, 1)));
        return [...own].map(type => {
            const number = numbers.get(type) ?? numbers.size;
            numbers.set(type, number);
            return number;
        });
    });
    const ordered = [...corpus.keys()].sort((a, b) => byText(corpus[a].id, corpus[b].id));
    halve(ordered, 0, ordered.length, labels, seed);
    return ordered;
}
const byText = (a, b) => (a < b ? -1 : a > b ? 1 : 0);
/** Orders `members` from `begin` to `end`, in place. */
function halve(members, begin, end, labels, seed) {
    if (end - begin < 2)
        return;
    const own = members.slice(begin, end);
    const key = streamKey(seed, 'train share', begin, end);
    const halves = [[], []];
    const places = stratify(createLocalExamples(own, labels), { shares: [1, 1], seed: key });
    for (const [i, member] of own.entries())
        halves[places[i] === 0 ? 0 : 1].push(member);
    // Rare types in every document can leave one half nearly empty; then chance alone decides.
    if (Math.min(halves[0].length, halves[1].length) < Math.floor(own.length / 4) || halves[0].length === 0) {
        createRandom(key, 'plain').shuffle(own);
        halves[0] = own.slice(0, own.length >> 1);
        halves[1] = own.slice(own.length >> 1);
    }
    const middle = begin + halves[0].length;
    for (const [i, member] of [...halves[0], ...halves[1]].entries())
        members[begin + i] = member;
    halve(members, begin, middle, labels, seed);
    halve(members, middle, end, labels, seed);
}
/** Examples with the labels of these members alone, numbered anew. */
function createLocalExamples(members, labels) {
    const numbers = new Map();
    const rows = members.map(member => labels[member].map(label => {
        const number = numbers.get(label) ?? numbers.size;
        numbers.set(label, number);
        return number;
    }));
    return createExamples(rows, numbers.size);
}
