/**
 * @file The documents of a part with their gold mentions by characters, and the mentions that a model found in them.
 */
import { internal } from "../../errors.js";
import { firstIndex } from "../../lists.js";
import { bySpan, IGNORED_TYPE } from "../../text/document.js";
import { tagsToSpans } from "../../text/tags.js";
/**
 * The documents of a part. Gold are all mentions that have a label, whether tags can express them or not; those that
 * tags cannot express are `lost`.
 * @param tagged the sentences of the same corpus, in order
 */
export function goldDocuments(corpus, tagged, policy) {
    const none = new Set();
    const sentences = new Map(corpus.map(document => [document, []]));
    for (const sentence of tagged) {
        const own = sentences.get(sentence.document);
        if (own === undefined)
            throw internal('a sentence of another corpus');
        own.push(sentence);
    }
    return [...sentences].map(([document, own]) => {
        const { gold, ignored } = goldOf(document, own, policy);
        return {
            id: document.id,
            text: document.text,
            gold,
            ignored,
            unannotated: own[0]?.annotated?.unannotated ?? none,
            sentences: own.map(({ tokens }) => tokens),
        };
    });
}
function goldOf(document, sentences, policy) {
    const expressed = new Set();
    for (const { tokens, tags } of sentences)
        for (const { type, start, end } of tagsToSpans([...tags]))
            expressed.add(`${tokens[start].begin} ${tokens[end - 1].end} ${type}`);
    const { mentions, ignored } = labelledMentions(document, policy);
    const gold = mentions.map((mention) => {
        const isExpressed = expressed.has(`${mention.begin} ${mention.end} ${mention.type}`);
        return isExpressed ? mention : { ...mention, lost: true };
    });
    return { gold, ignored };
}
/** The mentions of a document that have a label, and where those are that count for nothing. */
export function labelledMentions({ text, mentions }, policy) {
    const labelled = [];
    const ignored = [];
    for (const { begin, end, types } of mentions) {
        const label = types.length === 0 ? IGNORED_TYPE : policy.decide(types).label;
        if (label === IGNORED_TYPE)
            ignored.push({ begin, end });
        else if (label !== undefined)
            labelled.push({ ...trimmed(text, { begin, end }), type: label });
    }
    return { mentions: labelled, ignored };
}
/** Without blanks at the borders, as tags see it. */
function trimmed(text, { begin, end }) {
    const own = text.slice(begin, end);
    const inner = own.trim();
    if (inner === '')
        return { begin, end };
    const first = begin + own.indexOf(inner);
    return { begin: first, end: first + inner.length };
}
/**
 * Puts what a model found beside the gold mentions; see `matchMentions`.
 * @param predictions of each tagged sentence, in the documents' order
 */
export function matchPredictions(documents, predictions) {
    let next = 0;
    const found = documents.map(({ sentences }) => sentences.flatMap(tokens => (predictions[next++]?.found ?? []).map(({ type, start, end, ...scores }) => ({
        begin: tokens[start].begin,
        end: tokens[end - 1].end,
        type,
        ...scores,
    }))));
    if (next !== predictions.length)
        throw internal(`expected mentions of ${next} sentences, got ${predictions.length}`);
    return documents.map((document, index) => matchMentions(document, found[index]));
}
/**
 * Puts found mentions beside the gold ones of a document. Those that touch one that counts for nothing are left out, and so
 * are those of types that were not annotated: they are neither right nor wrong.
 */
export function matchMentions({ id, text, gold, ignored, unannotated, sentences }, found) {
    const without = joinSpans(ignored);
    const predicted = found.filter(({ begin, end, type }) => {
        const touched = without[firstIndex(without, other => other.end > begin)];
        return !unannotated.has(type) && (touched === undefined || touched.begin >= end);
    });
    return { id, text, sentences: sentences.flatMap(rangeOf), gold, predicted };
}
/** From the first to the last word of a sentence. */
function rangeOf(tokens) {
    const [first, last] = [tokens[0], tokens.at(-1)];
    return first === undefined || last === undefined ? [] : [[first.begin, last.end]];
}
/** Stretches in order and apart that hold the characters of some spans. */
function joinSpans(spans) {
    const joined = [];
    for (const { begin, end } of [...spans].sort(bySpan)) {
        const last = joined.at(-1);
        if (last !== undefined && begin < last.end)
            last.end = Math.max(last.end, end);
        else
            joined.push({ begin, end });
    }
    return joined;
}
