/**
 * @file From the labels of word pieces to mentions, as transformers' TokenClassificationPipeline aggregates them: for token
 * classifiers that were trained without words.
 *
 * Words are the tokenizer's own. A sentence is what a pipeline is given as a text; one that is too long is cut between words, and
 * not cut off.
 */
import { MedspanError } from "../errors.js";
import { labelToTag, OUTSIDE, tagsToSpans } from "../text/tags.js";
import { padChunks } from "../tokenizer/align.js";
import { softmaxProbabilities } from "../tokenizer/decode.js";
import { batchesByLength } from "../tokenizer/prediction.js";
/** transformers' `aggregation_strategy`: each piece for itself, or a word by its first piece, the mean, or the surest piece. */
export const AGGREGATIONS = ['simple', 'first', 'average', 'max'];
/**
 * Finds the mentions of documents with sentences.
 * @throws MedspanError `config` for a tokenizer whose pieces have no places in a text
 */
export async function aggregateMentions(documents, options) {
    const { tokenizer, aggregation, labels } = options;
    const { textPieces } = tokenizer;
    if (textPieces === undefined)
        throw new MedspanError('config', `expected a tokenizer of BERT (WordPiece) for aggregation ${aggregation}`, {
            hint: 'Leave it out: each word then has the label of its first piece.',
        });
    const sentences = documents.flatMap(({ text, sentences }, document) => sentences.map(({ begin, end }) => ({
        document,
        begin,
        pieces: textPieces(text.slice(begin, end)),
    })));
    const scores = await scoresOf(sentences.map(({ pieces }) => pieces), options);
    const found = documents.map(() => []);
    for (const [i, { document, begin, pieces }] of sentences.entries()) {
        const scored = pieces.map((piece, at) => ({ ...piece, scores: scores[i][at] }));
        for (const group of groupLabels(labelPieces(scored, aggregation), labels)) {
            const type = tagsToSpans([labelToTag(labels[group[0].label])])[0]?.type;
            if (type === undefined)
                continue;
            const score = group.reduce((sum, one) => sum + one.score, 0) / group.length;
            const span = { begin: begin + group[0].begin, end: begin + group.at(-1).end };
            found[document].push({ ...span, concepts: [], types: [type], score });
        }
    }
    return found;
}
/** The probabilities of labels for each piece of sentences. */
async function scoresOf(sentences, { labels, maxLength, tokenizer, batchPieces, temperature = 1, logits }) {
    const { prefix, suffix, padId } = tokenizer;
    const room = maxLength - prefix.length - suffix.length;
    const windows = sentences.flatMap((pieces, sentence) => cutPieces(pieces, room).map(([begin, end]) => ({ sentence, begin, end })));
    const chunks = windows.map(({ sentence, begin, end }) => {
        const ids = sentences[sentence].slice(begin, end).map(({ id }) => id);
        const whole = Int32Array.from([...prefix, ...ids, ...suffix]);
        return { ids: whole, wordOf: whole.map(() => -1), firstWord: 0, lastWord: 0 };
    });
    const scores = sentences.map(pieces => new Array(pieces.length));
    const size = labels.length;
    for (const indices of batchesByLength(chunks.map(({ ids }) => ids.length), { pieces: batchPieces })) {
        const batch = padChunks(indices.map(index => chunks[index]), padId);
        const computed = await logits(batch);
        for (const [row, index] of indices.entries()) {
            const { sentence, begin, end } = windows[index];
            for (let piece = begin; piece < end; piece++) {
                const at = (row * batch.length + prefix.length + piece - begin) * size;
                scores[sentence][piece] = softmaxProbabilities(computed.subarray(at, at + size), size, temperature);
            }
        }
    }
    return scores;
}
/** A sentence in windows that a model can take, cut before a word where there is one. */
function cutPieces(pieces, room) {
    const windows = [];
    for (let begin = 0; begin < pieces.length;) {
        let end = Math.min(begin + room, pieces.length);
        if (end < pieces.length) {
            let border = end;
            while (border > begin && pieces[border].isSubword)
                border--;
            if (border > begin)
                end = border;
        }
        windows.push([begin, end]);
        begin = end;
    }
    return windows;
}
/** `aggregate` and `aggregate_words`. */
function labelPieces(pieces, aggregation) {
    const words = [];
    for (const piece of pieces) {
        const word = words.at(-1);
        if (aggregation !== 'simple' && word !== undefined && piece.isSubword)
            word.push(piece);
        else
            words.push([piece]);
    }
    return words.map(word => {
        const scores = wordScores(word, aggregation);
        const label = bestOf(scores);
        return { begin: word[0].begin, end: word.at(-1).end, label, score: scores[label] };
    });
}
/** `aggregate_word`. */
function wordScores(word, aggregation) {
    const [first] = word;
    if (aggregation === 'average')
        return first.scores.map((_, label) => word.reduce((sum, { scores }) => sum + scores[label], 0) / word.length);
    if (aggregation !== 'max')
        return first.scores;
    const surest = (scores) => scores[bestOf(scores)];
    return word.reduce((best, { scores }) => (surest(scores) > surest(best) ? scores : best), first.scores);
}
function bestOf(scores) {
    let best = 0;
    for (const [label, score] of scores.entries())
        if (score > scores[best])
            best = label;
    return best;
}
/** `group_entities`: neighbours of one type; `B-` begins a new one, and what has no such prefix continues. */
function groupLabels(entities, labels) {
    const typeOf = ({ label }) => labels[label].replace(/^[BI]-/, '');
    const groups = [];
    for (const entity of entities) {
        const group = groups.at(-1);
        const continues = !labels[entity.label].startsWith('B-');
        if (group !== undefined && continues && typeOf(group.at(-1)) === typeOf(entity))
            group.push(entity);
        else
            groups.push([entity]);
    }
    return groups.filter(group => labels[group[0].label] !== OUTSIDE);
}
