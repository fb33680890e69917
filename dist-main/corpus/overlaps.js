import { findDuplicates, jaccard, shinglesOf } from "./duplicates.js";
/** How many are told one by one. */
const shown = 10;
/** For each document of a later corpus that is (nearly) one of an earlier corpus: the earliest such one. */
export function findOverlaps(corpora, progress) {
    const placed = corpora.flatMap(({ name, documents }) => documents.map(document => ({ corpus: name, document })));
    const { pairs, firstOf } = findDuplicates(placed.map(({ document }) => document), { progress });
    const direct = new Map();
    for (const pair of pairs) {
        const known = direct.get(pair.b);
        if (known === undefined || pair.a < known.a)
            direct.set(pair.b, pair);
    }
    const overlaps = [];
    // Documents come corpus after corpus, so that the first of a group is in its earliest corpus.
    for (const [i, b] of placed.entries()) {
        const first = firstOf[i];
        if (placed[first].corpus === b.corpus)
            continue;
        const pair = direct.get(i);
        if (pair !== undefined && placed[pair.a].corpus !== b.corpus)
            overlaps.push({ a: placed[pair.a], b, why: pair.why, similarity: pair.similarity });
        else {
            const a = placed[first];
            const similarity = jaccard(shinglesOf(a.document.text), shinglesOf(b.document.text));
            overlaps.push({ a, b, why: 'near', similarity });
        }
    }
    return overlaps;
}
const reasons = {
    text: 'the same text',
    near: 'nearly the same text',
    title: 'the same title',
    id: 'the same PMID',
};
/** `team1 doc-3 and team2 doc-9: nearly the same text (similarity 0.91)`. */
export function renderOverlap({ a, b, why, similarity }) {
    const alike = why === 'text' ? '' : ` (similarity ${similarity.toFixed(2)})`;
    return `${a.corpus} ${a.document.id} and ${b.corpus} ${b.document.id}: ${reasons[why]}${alike}`;
}
/** The first overlaps, one a line. */
export function renderOverlaps(overlaps) {
    const lines = overlaps.slice(0, shown).map(renderOverlap);
    return overlaps.length > shown ? [...lines, `and ${overlaps.length - shown} more`] : lines;
}
/**
 * Tells of documents that are in several parts of a corpus: what a model has learnt is then what it is tested on. The
 * first ones are told by name, all of them as the counted notice `document-in-two-parts`. Nothing is changed.
 */
export function reportLeaks(parts, progress) {
    const leaks = findOverlaps(parts);
    for (const line of renderOverlaps(leaks))
        progress.info(`LEAK: ${line}`);
    const first = leaks[0];
    if (first !== undefined)
        progress.notice({
            code: 'document-in-two-parts',
            message: 'LEAK: documents are in two parts at once; they were left where they are, and scores on them are too good',
            count: leaks.length,
            where: { path: first.b.document.source ?? first.b.document.id, at: renderOverlap(first) },
        });
    return leaks;
}
