/**
 * @file Cutting documents at the borders of their sentences.
 */
import { Notices } from "../errors.js";
import { silent } from "../progress.js";
import { firstEndingAfter } from "./stats.js";
function within(span, { begin, end }) {
    const from = Math.max(span.begin, begin);
    const to = Math.min(span.end, end);
    return from < to ? { begin: from - begin, end: to - begin } : undefined;
}
function cutMention(mention, sentence) {
    const own = within(mention, sentence);
    if (own === undefined)
        return undefined;
    const { parts, ...rest } = mention;
    const kept = parts?.flatMap(part => within(part, sentence) ?? []);
    if (kept === undefined)
        return { ...rest, ...own };
    // A discontinuous mention reaches from its first part to its last one; between them may lie a whole sentence.
    if (kept.length === 0)
        return undefined;
    const reach = { begin: kept[0].begin, end: kept.at(-1).end };
    return { ...rest, ...reach, ...(kept.length > 1 ? { parts: kept } : {}) };
}
/**
 * Every sentence as a document: `id:1`, `id:2`, …, its text the sentence's, its group the document's (or, without
 * one, the document itself). A document of one sentence stays as it is, but for its group.
 *
 * Counted notices: `mention-across-sentences` (each sentence's part becomes a mention of its own),
 * `mention-outside-sentence` (left out).
 */
export function cutIntoSentences(corpus, progress = silent) {
    const notices = new Notices();
    const cut = [];
    for (const document of corpus) {
        const { id, text, sentences, tokens, mentions } = document;
        const group = document.group ?? id;
        if (sentences.length === 1 && sentences[0].begin === 0 && sentences[0].end === text.length) {
            cut.push({ ...document, group });
            continue;
        }
        const pieces = new Array(mentions.length).fill(0);
        // Mentions that reach into the sentence: those that begin in it, and those that have not ended before.
        let open = [];
        let next = 0;
        for (const [n, sentence] of sentences.entries()) {
            const own = [];
            for (let i = firstEndingAfter(tokens, sentence.begin); i < tokens.length; i++) {
                const token = within(tokens[i], sentence);
                if (token === undefined)
                    break;
                own.push(token);
            }
            const kept = [];
            while (next < mentions.length && mentions[next].begin < sentence.end)
                open.push(next++);
            open = open.filter(i => mentions[i].end > sentence.begin);
            for (const i of open) {
                const piece = cutMention(mentions[i], sentence);
                if (piece === undefined)
                    continue;
                pieces[i]++;
                kept.push(piece);
            }
            cut.push({
                ...document,
                id: `${id}:${n + 1}`,
                text: text.slice(sentence.begin, sentence.end),
                sentences: [{ begin: 0, end: sentence.end - sentence.begin }],
                tokens: own,
                mentions: kept.sort((a, b) => a.begin - b.begin || a.end - b.end),
                group,
            });
        }
        for (const [i, count] of pieces.entries()) {
            const where = {
                path: document.source ?? id,
                at: `${id} ${mentions[i].begin}-${mentions[i].end}`,
            };
            if (count === 0)
                notices.add('mention-outside-sentence', 'mentions lie outside every sentence and were left out', where);
            else if (count > 1)
                notices.add('mention-across-sentences', "mentions cross a sentence's border: each part became a mention", where);
        }
    }
    for (const notice of notices.list())
        progress.notice(notice);
    return cut;
}
