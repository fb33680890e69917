/**
 * @file Writing documents as WebAnno TSV 3.3, as INCEpTION writes it: words, and mentions as DKPro's NamedEntity.
 *
 * The format has no place for some of a text: what lies between sentences is only a number of characters, and a
 * sentence begins with a word. So a document is fitted first, and what that changes is counted; nothing that can be
 * seen is left out. After "WebAnno TSV 3.3 File format" (INCEpTION User Guide, appendix B).
 */
import { firstIndex } from "../../lists.js";
import { bySpan } from "../../text/document.js";
import { createFileNames } from "../../text/format.js";
import { NAMED_ENTITY } from "../dkpro.js";
import { SEPARATOR } from "../writer.js";
import { escapeTsvText, escapeTsvValue } from "./escapes.js";
/** One `.tsv` a document, named after it. */
export const webannoTsvWriter = {
    holds: 'document',
    *format(corpus, { notices }) {
        const nameOf = createFileNames();
        for (const document of corpus) {
            const name = nameOf(document.id);
            const where = { path: document.source ?? document.id };
            if (name !== document.id)
                notices.add('tsv-document-id', 'documents get their id from the name of their file, which cannot be the same', where);
            const fitted = fitToTsv(document, notices);
            if (fitted.tokens.length === 0)
                notices.add('tsv-document-empty', 'documents without a word are left out: the format cannot say them', where);
            else
                yield { name: `${name}.tsv`, content: formatWebannoTsv(fitted) };
        }
    },
};
/**
 * A document as WebAnno TSV can hold it; formatting that loses nothing.
 *
 * Counted notices: `tsv-text-between` (white space around sentences becomes line breaks, or ends with the text),
 * `tsv-word-added` and `tsv-sentence-added` (of what lies in none), `tsv-sentence-border` (a sentence begins with its
 * first word), `tsv-sentence-empty`, `tsv-mention-border` (white space at a mention's border), `tsv-mention-blank`,
 * `mention-parts`, `mention-names`, `score-dropped`, `document-fields`.
 */
export function fitToTsv(document, notices) {
    const where = { path: document.source ?? document.id };
    const note = (code, message) => notices.add(code, message, where);
    const { text } = document;
    const tokens = [];
    const addWord = (begin, end) => {
        let from = begin;
        // No expression over all of it: millions of characters may use up its stack.
        for (let at = begin; at <= end; at++) {
            if (at < end && !/\s/.test(text[at]))
                continue;
            if (at > from) {
                note('tsv-word-added', 'text that was no word became one: the format holds no other text');
                tokens.push({ begin: from, end: at });
            }
            from = at + 1;
        }
    };
    let at = 0;
    for (const token of document.tokens) {
        addWord(at, token.begin);
        tokens.push(token);
        at = token.end;
    }
    addWord(at, text.length);
    const sentences = [];
    let next = 0;
    const addSentence = (begin, end) => {
        let first;
        let last;
        for (; next < tokens.length && tokens[next].end <= end; next++) {
            first ??= tokens[next];
            last = tokens[next];
        }
        if (first === undefined || last === undefined)
            return;
        note('tsv-sentence-added', 'text outside any sentence became one');
        sentences.push({ begin: Math.max(begin, first.begin), end: last.end });
    };
    for (const { begin, end } of document.sentences) {
        addSentence(sentences.at(-1)?.end ?? 0, begin);
        const first = tokens[next];
        if (first === undefined || first.begin >= end) {
            note('tsv-sentence-empty', 'sentences without a word are left out');
            continue;
        }
        if (first.begin > begin)
            note('tsv-sentence-border', 'a sentence begins with its first word, not with white space');
        sentences.push({ begin: Math.max(begin, first.begin), end });
        while (next < tokens.length && tokens[next].begin < end)
            next += 1;
    }
    addSentence(sentences.at(-1)?.end ?? 0, text.length);
    let held = '';
    for (const { begin, end } of sentences)
        held = held.padEnd(begin, '\n') + text.slice(begin, end);
    if (held !== text)
        note('tsv-text-between', 'white space between sentences becomes line breaks, and is cut at the end');
    const fields = ['group', 'origin', 'annotated'].filter(name => document[name] !== undefined);
    if (fields.length > 0)
        note('document-fields', `documents' ${fields.join(', ')} are not kept: TSV has no place for them`);
    const mentions = document.mentions.flatMap(mention => fitMention(mention, tokens, note)).sort(bySpan);
    return { id: document.id, text: held, sentences, tokens, mentions };
}
/** A mention whose borders lie in words; none where it covers white space alone. */
function fitMention(mention, tokens, note) {
    const { concepts, types, parts, score } = mention;
    const first = tokens[firstIndex(tokens, span => span.end > mention.begin)];
    const last = tokens[firstIndex(tokens, span => span.begin >= mention.end) - 1];
    if (first === undefined || last === undefined || first.begin >= mention.end || last.end <= mention.begin) {
        note('tsv-mention-blank', 'mentions of white space alone are left out');
        return [];
    }
    if (score !== undefined)
        note('score-dropped', 'scores of mentions are not written');
    if (parts !== undefined)
        note('mention-parts', 'a discontinuous mention is written as one stretch, from its first part to its last');
    if ([...types, ...concepts].some(name => name.trim() !== name || name === '' || name.includes(SEPARATOR)))
        note('mention-names', `a type or concept is empty, has white space around it or holds ${SEPARATOR}, and will be read differently`);
    const begin = Math.max(mention.begin, first.begin);
    const end = Math.min(mention.end, last.end);
    if (begin !== mention.begin || end !== mention.end)
        note('tsv-mention-border', 'a mention begins and ends with a word, not with white space');
    return [{ begin, end, concepts, types }];
}
/** A document that `fitToTsv` fitted, as WebAnno TSV 3.3. */
export function formatWebannoTsv(document) {
    const { text, tokens, mentions } = document;
    const words = tokens.map((span) => ({
        whole: { ...span, mentions: [] },
        parts: new Map(),
    }));
    const unitsOf = mentions.map(() => []);
    for (const [index, mention] of mentions.entries())
        for (let i = firstIndex(tokens, span => span.end > mention.begin); i < words.length; i++) {
            const { whole, parts } = words[i];
            if (whole.begin >= mention.end)
                break;
            const begin = Math.max(mention.begin, whole.begin);
            const end = Math.min(mention.end, whole.end);
            const key = `${begin}-${end}`;
            const unit = begin === whole.begin && end === whole.end ? whole : (parts.get(key) ?? { begin, end, mentions: [] });
            if (unit !== whole)
                parts.set(key, unit);
            unit.mentions.push(index);
            unitsOf[index].push(unit);
        }
    let lastNumber = 0;
    const numbers = unitsOf.map(units => units.length > 1 || units.some(unit => unit.mentions.length > 1) ? `[${++lastNumber}]` : '');
    const cell = (unit, names) => unit.mentions.length === 0
        ? '_'
        : unit.mentions
            .map(index => {
            const value = names(mentions[index]).join(SEPARATOR);
            return `${value === '' ? '*' : escapeTsvValue(value)}${numbers[index]}`;
        })
            .join('|');
    const row = (name, unit) => {
        const word = text.slice(unit.begin, unit.end);
        // INCEpTION escapes nothing here; what would break the line is escaped all the same.
        // biome-ignore lint/suspicious/noControlCharactersInRegex: these break lines and columns
        const safe = /[\u0000-\u001f]/.test(word) ? escapeTsvText(word) : word;
        const cells = [name, `${unit.begin}-${unit.end}`, safe];
        if (mentions.length > 0)
            cells.push(cell(unit, mention => mention.concepts), cell(unit, mention => mention.types));
        return `${cells.join('\t')}\t\n`;
    };
    const pieces = ['#FORMAT=WebAnno TSV 3.3\n'];
    if (mentions.length > 0)
        pieces.push(`#T_SP=${NAMED_ENTITY}|identifier|value\n`);
    pieces.push('\n');
    let next = 0;
    for (const [s, sentence] of document.sentences.entries()) {
        pieces.push('\n');
        for (const line of text.slice(sentence.begin, sentence.end).split('\n'))
            pieces.push(`#Text=${escapeTsvText(line)}\n`);
        for (let n = 1; next < words.length && words[next].whole.begin < sentence.end; n++, next++) {
            const { whole, parts } = words[next];
            pieces.push(row(`${s + 1}-${n}`, whole));
            for (const [p, part] of [...parts.values()].sort(bySpan).entries())
                pieces.push(row(`${s + 1}-${n}.${p + 1}`, part));
        }
    }
    return pieces.join('');
}
