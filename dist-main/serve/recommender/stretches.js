/**
 * @file A document in stretches of some sentences, which are tagged one after the other, so that an answer is never far off.
 */
import { firstIndex } from "../../lists.js";
/** Words after which a stretch ends with its sentence: with short sentences about what goes through a model at once. */
const stretchWords = 256;
/** Words at which a sentence is cut, because no sentence is so long: a table, or a text without a full stop. */
const longestSentence = 1024;
/** A document's sentences that have words, in stretches, in order. They are the same whatever is asked for. */
export function stretchesOf({ sentences, tokens }) {
    const stretches = [];
    let open = { sentences: [], tokens: [] };
    const close = () => {
        if (open.tokens.length > 0)
            stretches.push({ ...open, begin: open.sentences[0].begin, end: open.sentences.at(-1).end });
        open = { sentences: [], tokens: [] };
    };
    let at = 0;
    for (const { begin, end } of sentences) {
        const first = at;
        while (at < tokens.length && tokens[at].end <= end)
            at += 1;
        for (let from = first; from < at; from += longestSentence) {
            const to = Math.min(from + longestSentence, at);
            open.sentences.push({
                begin: from === first ? begin : tokens[from].begin,
                end: to === at ? end : tokens[to - 1].end,
            });
            for (let i = from; i < to; i++)
                open.tokens.push(tokens[i]);
            if (open.tokens.length >= stretchWords)
                close();
        }
    }
    close();
    return stretches;
}
/** A stretch as a document of its own. */
export function documentOfStretch({ id, text }, { begin, end, sentences, tokens }) {
    const moved = (spans) => spans.map(span => ({ begin: span.begin - begin, end: span.end - begin }));
    return {
        id,
        text: text.slice(begin, end),
        sentences: moved(sentences),
        tokens: moved(tokens),
        mentions: [],
    };
}
/** The mentions of a stretch's document, where they are in the whole one. */
export function mentionsOfStretch(tagged, { begin }) {
    return tagged.mentions.map(one => ({ ...one, begin: one.begin + begin, end: one.end + begin }));
}
/** Whether spans share a character. */
function touches(span, { begin, end }) {
    return span.begin < end && span.end > begin;
}
/** The stretches that hold sentences that a range touches, and a test of whether a mention stands in one of those sentences. */
export function stretchesIn(stretches, range) {
    const first = firstIndex(stretches, stretch => stretch.end > range.begin);
    const last = firstIndex(stretches, stretch => stretch.begin >= range.end);
    return stretches.slice(first, last).map((stretch, i) => {
        const asked = stretch.sentences.filter(sentence => touches(sentence, range));
        const whole = { begin: asked[0]?.begin ?? 0, end: asked.at(-1)?.end ?? 0 };
        return { index: first + i, stretch, holds: mention => touches(mention, whole) };
    });
}
