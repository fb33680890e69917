/**
 * @file Texts as sparse vectors of their words, by which they are alike or not: tf-idf with logarithmic counts (Manning, Raghavan and
 * Schütze, "Introduction to Information Retrieval", 2008, section 6.4), of a text's heaviest words, and of unit length.
 *
 * Words are known by a hash of 20 bits (the hashing trick: Weinberger et al., "Feature Hashing for Large Scale Multitask Learning",
 * 2009): memory grows with the number of texts alone.
 */
import { eachWord } from "../corpus/duplicates.js";
const BITS = 20;
/** How many numbers words have. */
export const WORD_NUMBERS = 2 ** BITS;
/** How many words of a text count: about as many as an abstract has. */
const HEAVIEST = 128;
/** The vectors of texts, in their order; what all texts have counts for nothing. */
export function wordVectors(texts) {
    const counted = texts.map(countWords);
    const holders = new Int32Array(WORD_NUMBERS);
    for (const { words } of counted)
        for (const word of words)
            holders[word]++;
    return counted.map(({ words, counts }) => {
        const weighted = Array.from(words, (word, i) => ({
            word,
            weight: (1 + Math.log(counts[i])) * Math.log(texts.length / holders[word]),
        }));
        const heaviest = weighted
            .filter(({ weight }) => weight > 0)
            .sort((a, b) => b.weight - a.weight || a.word - b.word)
            .slice(0, HEAVIEST);
        const length = Math.sqrt(heaviest.reduce((sum, { weight }) => sum + weight ** 2, 0));
        return {
            words: Int32Array.from(heaviest, ({ word }) => word),
            weights: Float32Array.from(heaviest, ({ weight }) => weight / length),
        };
    });
}
/** The numbers of a text's words, each once, ascending, and how often each occurs. */
function countWords(text) {
    const numbers = [];
    eachWord(text, hash => numbers.push(hash >>> (32 - BITS)));
    const sorted = Int32Array.from(numbers).sort();
    const words = sorted.filter((word, i) => i === 0 || word !== sorted[i - 1]);
    const counts = new Int32Array(words.length);
    let at = -1;
    for (const [i, word] of sorted.entries()) {
        if (i === 0 || word !== sorted[i - 1])
            at++;
        counts[at]++;
    }
    return { words, counts };
}
