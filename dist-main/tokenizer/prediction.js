/**
 * @file From encoded sentences to tags and mentions: chunks of like length go through a model in batches, and each sentence
 * is decoded as a whole. Evaluation and prediction both go through here.
 */
import { internal } from "../errors.js";
import { OUTSIDE, tagsToSpans } from "../text/tags.js";
import { createDecoder, geometricMean, meanProbability, softmaxProbabilities, } from "./decode.js";
/** Tags sentences, whose chunks may go through the model in any batches. */
export async function predictSentences(sentences, options) {
    const predictions = sentences.map(({ words }) => emptyPrediction(words));
    await decodeSentences(sentences, options, decoded => {
        predictions[decoded.sentence] = predictionOf(decoded, options);
    });
    return predictions;
}
/** Of a sentence that has no chunk. */
export function emptyPrediction(words) {
    return { tags: new Array(words).fill(OUTSIDE), found: [] };
}
/** Decodes sentences, and passes each on when all its chunks have gone through the model. */
export async function decodeSentences(sentences, options, take) {
    const { labels } = options;
    const places = sentences.flatMap(({ chunks }, sentence) => chunks.map(item => ({ sentence, item })));
    const batches = batchesByLength(places.map(({ item }) => item.chunk.ids.length), options.batch);
    const decoder = createDecoder(sentences.map(({ words }) => words), { labels: labels.length, outside: labels.indexOf(OUTSIDE), decode: options.decode });
    for (const indices of batches) {
        const chosen = indices.map(index => places[index]);
        const { logits, length } = await options.compute(chosen.map(({ item }) => item));
        const chunks = chosen.map(({ sentence, item }) => ({ sentence, chunk: item.chunk }));
        for (const decoded of decoder.add(chunks, logits, length))
            take(decoded);
    }
}
/** The tags of a decoded sentence, and their mentions with scores. */
export function predictionOf(decoded, { labels, probabilities = softmaxProbabilities, temperature = 1, confidence = false }) {
    const tags = Array.from(decoded.labels, id => {
        const label = labels[id];
        if (label === undefined)
            throw internal(`expected one of ${labels.length} labels, got ${id}`);
        return label;
    });
    const spans = tagsToSpans(tags);
    if (spans.length === 0 && !confidence)
        return { tags, found: [] };
    const sharesAt = (value) => probabilities(decoded.scores, labels.length, value);
    const scoresOf = (shares) => spans.map(span => meanProbability(shares, decoded, span));
    const shares = sharesAt(temperature);
    const sure = confidence ? { confidence: geometricMean(shares, decoded) } : {};
    const scores = scoresOf(shares);
    if (temperature === 1 || spans.length === 0)
        return { tags, found: spans.map((span, i) => ({ ...span, score: scores[i] })), ...sure };
    const uncalibrated = scoresOf(sharesAt(1));
    return {
        tags,
        ...sure,
        found: spans.map((span, i) => ({ ...span, score: scores[i], uncalibrated: uncalibrated[i] })),
    };
}
/**
 * Indices in batches, longest first, so that little is padded and memory is asked for once. Equal lengths keep their
 * order; every index occurs once.
 */
export function batchesByLength(lengths, limits) {
    const order = lengths.map((_, index) => index).sort((a, b) => lengths[b] - lengths[a] || a - b);
    const batches = [];
    for (let begin = 0; begin < order.length;) {
        const rows = 'rows' in limits ? limits.rows : Math.floor(limits.pieces / lengths[order[begin]]);
        const end = begin + Math.max(1, rows);
        batches.push(order.slice(begin, end));
        begin = end;
    }
    return batches;
}
