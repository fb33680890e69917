/**
 * @file Documents chosen one after the other, each unsure and unlike those that are there: maximal marginal relevance (Carbonell and
 * Goldstein, "The Use of MMR, Diversity-Based Reranking for Reordering Documents and Producing Summaries", 1998, section 2), where the
 * uncertainty takes the place of the relevance.
 *
 * Everything is decided by the documents: nothing is drawn. Time is linear in the pool for one choice, and so is memory.
 */
import { findDuplicates } from "../corpus/duplicates.js";
import { maxOf } from "../lists.js";
import { WORD_NUMBERS, wordVectors } from "./vectors.js";
/** Documents are compared with so many that are annotated, spread over them evenly. */
const MOST_COMPARED = 1000;
/**
 * Chooses the document for which `(1 - d) u / U - d s` is the greatest, again and again, where d is the diversity, u the document's
 * uncertainty, U the greatest of all, and s its greatest similarity to what is annotated or chosen: the cosine of vectors of words. Of
 * equal ones the more unsure one is chosen, then the one whose id comes first. Of documents with nearly the same text
 * (`findDuplicates`) one is chosen at most, and none where one is annotated.
 */
export function selectDocuments(candidates, { count, known = [], diversity = 0.5, progress }) {
    const ordered = [...candidates].sort((a, b) => b.uncertainty - a.uncertainty || (a.id < b.id ? -1 : 1));
    const greatest = maxOf(ordered.map(({ uncertainty }) => uncertainty), Number.MIN_VALUE);
    const groups = groupTexts([...known, ...ordered.map(({ text }) => text)], progress);
    const annotated = new Set(groups.subarray(0, known.length));
    const groupOf = (index) => groups[known.length + index];
    const step = Math.max(1, known.length / MOST_COMPARED);
    const compared = Array.from({ length: Math.min(known.length, MOST_COMPARED) }, (_, i) => known[Math.floor(i * step)]);
    const vectors = wordVectors([...compared, ...ordered.map(({ text }) => text)]);
    const own = vectors.slice(compared.length);
    const nearest = new Float64Array(ordered.length);
    const compare = createComparison(own, nearest);
    for (const vector of vectors.slice(0, compared.length))
        compare(vector);
    let left = [...ordered.keys()].filter(index => !annotated.has(groupOf(index)));
    let doubles = ordered.length - left.length;
    const chosen = [];
    while (chosen.length < count && left.length > 0) {
        let [best, highest] = [left[0], Number.NEGATIVE_INFINITY];
        for (const index of left) {
            const { uncertainty } = ordered[index];
            const value = ((1 - diversity) * uncertainty) / greatest - diversity * nearest[index];
            if (value > highest)
                [best, highest] = [index, value];
        }
        chosen.push({ candidate: ordered[best], similarity: nearest[best] });
        const others = left.filter(index => groupOf(index) !== groupOf(best));
        doubles += left.length - 1 - others.length;
        left = others;
        compare(own[best]);
    }
    return { chosen, doubles };
}
/** Of each text the number of the first one that is nearly the same. */
function groupTexts(texts, progress) {
    const documents = texts.map((text, i) => ({ id: String(i), text, sentences: [], tokens: [], mentions: [] }));
    return findDuplicates(documents, { by: [], progress }).firstOf;
}
/** Raises, of each vector, the greatest similarity to those with which it was compared. */
function createComparison(vectors, nearest) {
    const weightOf = new Float32Array(WORD_NUMBERS);
    return vector => {
        for (const [i, word] of vector.words.entries())
            weightOf[word] = vector.weights[i];
        for (let d = 0; d < vectors.length; d++) {
            const { words, weights } = vectors[d];
            let similarity = 0;
            for (let i = 0; i < words.length; i++)
                similarity += weights[i] * weightOf[words[i]];
            // Rounded weights may sum to a little more.
            if (similarity > nearest[d])
                nearest[d] = Math.min(1, similarity);
        }
        for (const word of vector.words)
            weightOf[word] = 0;
    };
}
