/**
 * @file From logits back to one label a word: the scores of a sentence's words are collected from all its chunks, in
 * whatever batches these went through the model, and then decoded as one sequence.
 *
 * A word's scores are the logits of its first piece, in the chunk in which it counts. The best label of each word
 * for itself is the default; a decoder that looks at neighbours (constrained BIO, a CRF's Viterbi) comes from
 * outside, and never sees where a sentence was cut.
 */
import { internal } from "../errors.js";
/** The best label of each word; of equal scores the first wins. */
export const decodeBest = (scores, labels) => {
    const best = new Int32Array(scores.length / labels);
    for (let word = 0; word < best.length; word++) {
        const offset = word * labels;
        let label = 0;
        for (let l = 1; l < labels; l++)
            if (scores[offset + l] > scores[offset + label])
                label = l;
        best[word] = label;
    }
    return best;
};
/** Each word's softmax, of scores divided by the temperature. */
export function softmaxProbabilities(scores, labels, temperature = 1) {
    const shares = new Float64Array(scores.length);
    for (let begin = 0; begin < scores.length; begin += labels) {
        const own = scores.subarray(begin, begin + labels);
        const highest = own.reduce((a, b) => Math.max(a, b));
        let sum = 0;
        for (let l = 0; l < labels; l++)
            sum += shares[begin + l] = Math.exp((own[l] - highest) / temperature);
        for (let l = 0; l < labels; l++)
            shares[begin + l] /= sum;
    }
    return shares;
}
/**
 * The score of every label but `O` at a word without a piece, whose `O` has 0: it is `O`, to every decoder, and
 * still a number to reckon with.
 */
const IMPOSSIBLE = -1e9;
/**
 * The mean, over the words of a mention, of the probability of the word's label.
 * @param shares [n,L], what `Probabilities` gives of the scores
 */
export function meanProbability(shares, { labels }, { start, end }) {
    const count = shares.length / labels.length;
    let sum = 0;
    for (let word = start; word < end; word++)
        sum += shares[word * count + labels[word]];
    return sum / (end - start);
}
/**
 * The geometric mean, over all words, of the probability of the word's label; what is too small to be told from 0 counts as the least
 * number that is not.
 * @param shares [n,L]
 */
export function geometricMean(shares, { labels }) {
    if (labels.length === 0)
        return 1;
    const count = shares.length / labels.length;
    let sum = 0;
    for (const [word, label] of labels.entries())
        sum += Math.log(Math.max(shares[word * count + label], Number.MIN_VALUE));
    return Math.exp(sum / labels.length);
}
/** @param words how many words each sentence has, by its number */
export function createDecoder(words, options) {
    const { labels, outside, decode = decodeBest } = options;
    const pending = new Map();
    const open = (sentence) => {
        const known = pending.get(sentence);
        if (known !== undefined)
            return known;
        const count = words[sentence];
        if (count === undefined)
            throw internal(`expected one of ${words.length} sentences, got ${sentence}`);
        const scores = new Float32Array(count * labels).fill(IMPOSSIBLE);
        for (let word = 0; word < count; word++)
            scores[word * labels + outside] = 0;
        const opened = { scores, missing: count };
        pending.set(sentence, opened);
        return opened;
    };
    return {
        add(places, logits, length) {
            if (logits.length < places.length * length * labels)
                throw internal(`expected logits [${places.length},${length},${labels}], got ${logits.length} numbers`);
            const complete = [];
            for (const [row, { sentence, chunk }] of places.entries()) {
                const own = open(sentence);
                readScores(chunk, logits.subarray(row * length * labels), labels, own.scores);
                own.missing -= chunk.lastWord - chunk.firstWord + 1;
                if (own.missing > 0)
                    continue;
                pending.delete(sentence);
                complete.push({ sentence, labels: decode(own.scores, labels), scores: own.scores });
            }
            return complete;
        },
    };
}
/** Copies the logits [T,L] of the first piece of each word that counts in a chunk to the word's place in [n,L]. */
function readScores(chunk, logits, labels, scores) {
    let previous = -1;
    for (const [t, word] of chunk.wordOf.entries()) {
        if (word >= 0 && word !== previous)
            scores.set(logits.subarray(t * labels, (t + 1) * labels), word * labels);
        previous = word;
    }
}
