/**
 * @file Which predicted mention belongs to which gold mention: one to one, the same each time.
 *
 * Spans are half open, in characters. Two mentions may be paired if they have a character in common, or the same
 * borders. Pairs are taken greedily, the best first, until no two mentions are left that may be paired:
 *
 * 1. by kind: same borders and type; then, as asked, same borders or same type; last what differs in both;
 * 2. then the pair with more characters in common, then the one with fewer characters in only one of the two;
 * 3. then the one whose gold mention comes first (by begin, end, type and place in the list), then the predicted one.
 *
 * Mentions that occur twice are two mentions.
 */
import { addTo } from "../lists.js";
/** The most gold mentions over one place that may be paired with a predicted one there: a hostile file has millions. */
const mostOpen = 200;
const ranks = {
    borders: { correct: 0, type: 1, border: 2, both: 3 },
    type: { correct: 0, border: 1, type: 2, both: 3 },
};
/**
 * Pairs the mentions of one document. All lists of the result are sorted by begin, end and type.
 * @param prefer what counts more where not both agree: the same borders or the same type.
 */
export function pairMentions(gold, predicted, prefer = 'borders') {
    const sortedGold = [...gold].sort(compareMentions);
    const sortedPredicted = [...predicted].sort(compareMentions);
    const partnerOfGold = new Map();
    const taken = new Set();
    const pair = (partner) => {
        partnerOfGold.set(partner.gold, partner);
        taken.add(partner.predicted);
    };
    // Equal mentions are the best pairs, whatever else overlaps with them.
    for (const [place, gold] of equalMentions(sortedGold, sortedPredicted).entries())
        if (gold !== undefined)
            pair({ kind: 'correct', gold, predicted: place });
    const candidates = findCandidates([...sortedGold.keys()]
        .filter(place => !partnerOfGold.has(place))
        .map(place => [place, sortedGold[place]]), [...sortedPredicted.keys()]
        .filter(place => !taken.has(place))
        .map(place => [place, sortedPredicted[place]]), ranks[prefer]);
    for (const candidate of candidates.sort(compareCandidates))
        if (!partnerOfGold.has(candidate.gold) && !taken.has(candidate.predicted))
            pair(candidate);
    const pairs = [];
    const missed = [];
    for (const [place, mention] of sortedGold.entries()) {
        const found = partnerOfGold.get(place);
        if (found === undefined)
            missed.push(mention);
        else
            pairs.push({ kind: found.kind, gold: mention, predicted: sortedPredicted[found.predicted] });
    }
    return { pairs, missed, spurious: sortedPredicted.filter((_, place) => !taken.has(place)) };
}
/** All that may be paired, but for equal mentions. Sweeps from left to right, so that long documents do not take the square of their length. */
function findCandidates(gold, predicted, rankOf) {
    const candidates = [];
    let open = [];
    let next = 0;
    for (const [place, mention] of predicted) {
        open = open.filter(([, { end }]) => end >= mention.begin);
        for (; next < gold.length && gold[next][1].begin <= mention.end; next++)
            if (open.length < mostOpen && gold[next][1].end >= mention.begin)
                open.push(gold[next]);
        for (const [index, other] of open) {
            const sameBorders = other.begin === mention.begin && other.end === mention.end;
            const common = Math.min(other.end, mention.end) - Math.max(other.begin, mention.begin);
            if (common <= 0 && !sameBorders)
                continue;
            const sameType = other.type === mention.type;
            const kind = sameBorders ? (sameType ? 'correct' : 'type') : sameType ? 'border' : 'both';
            const apart = Math.abs(other.begin - mention.begin) + Math.abs(other.end - mention.end);
            candidates.push({ kind, rank: rankOf[kind], common, apart, gold: index, predicted: place });
        }
    }
    return candidates;
}
function compareCandidates(a, b) {
    return (a.rank - b.rank ||
        b.common - a.common ||
        a.apart - b.apart ||
        a.gold - b.gold ||
        a.predicted - b.predicted);
}
/** By begin, end and type (in the order of code units). */
export function compareMentions(a, b) {
    return a.begin - b.begin || a.end - b.end || (a.type < b.type ? -1 : a.type > b.type ? 1 : 0);
}
/**
 * Which mentions agree in borders and type with one on the other side, one to one. Of equal mentions the first in
 * the list are taken.
 * @returns for each mention, in the order of the document's lists, whether it is right.
 */
export function markCorrect(document) {
    const partners = equalMentions(document.gold, document.predicted);
    const found = new Set(partners);
    return {
        gold: document.gold.map((_, place) => found.has(place)),
        predicted: partners.map(place => place !== undefined),
    };
}
/** For each predicted mention the place of a gold one that is equal to it, one to one, the first of equal ones first. */
function equalMentions(gold, predicted) {
    const keyOf = ({ begin, end, type }) => `${begin} ${end} ${type}`;
    const places = new Map();
    for (const [place, mention] of gold.entries())
        addTo(places, keyOf(mention), place);
    for (const same of places.values())
        same.reverse();
    return predicted.map(mention => places.get(keyOf(mention))?.pop());
}
