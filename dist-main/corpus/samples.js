/**
 * @file Looking at a corpus: sentences drawn by lot, their mentions marked.
 */
import { namedType } from "../concepts/semantic-network.js";
import { createRandom } from "../random.js";
import { IGNORED_TYPE } from "../text/document.js";
/**
 * Sentences with a mention, drawn without replacement; in the order of the corpus. Fewer where there are fewer.
 */
export function sampleSentences(corpus, count, seed) {
    const all = [];
    for (const document of corpus) {
        let next = 0;
        for (const sentence of document.sentences) {
            while (next < document.mentions.length && document.mentions[next].begin < sentence.begin)
                next++;
            if (next < document.mentions.length && document.mentions[next].begin < sentence.end)
                all.push({ document, sentence });
        }
    }
    const random = createRandom(seed, 'samples');
    const numbers = Array.from(all, (_, i) => i);
    const drawn = Math.min(Math.max(0, count), all.length);
    for (let i = 0; i < drawn; i++) {
        const j = i + random.below(all.length - i);
        const held = numbers[i];
        numbers[i] = numbers[j];
        numbers[j] = held;
    }
    return numbers
        .slice(0, drawn)
        .sort((a, b) => a - b)
        .map(i => all[i]);
}
/** `team1 doc-3: DCTN4 as a modifier of [cystic fibrosis|T047 Disease or Syndrome]`; a mention without a type shows `IGN`. */
export function renderSample({ document, sentence }) {
    const marks = [];
    for (const { begin, end, types } of document.mentions) {
        if (begin < sentence.begin || begin >= sentence.end)
            continue;
        const last = Math.min(end, sentence.end);
        const label = types.length === 0 ? IGNORED_TYPE : types.map(namedType).join(', ');
        marks.push({ at: begin, opens: true, length: last - begin, text: '[' });
        marks.push({ at: last, opens: false, length: last - begin, text: `|${label}]` });
    }
    // Where mentions meet, the earlier closes before the later opens; of nested ones the inner closes first.
    marks.sort((a, b) => a.at - b.at ||
        Number(a.opens) - Number(b.opens) ||
        (a.opens ? b.length - a.length : a.length - b.length));
    const pieces = [];
    let at = sentence.begin;
    for (const mark of marks) {
        pieces.push(document.text.slice(at, mark.at), mark.text);
        at = mark.at;
    }
    pieces.push(document.text.slice(at, sentence.end));
    const origin = document.origin === undefined ? '' : `${document.origin} `;
    return `${origin}${document.id}: ${pieces.join('').replace(/\s+/gu, ' ')}`;
}
